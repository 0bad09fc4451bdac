"""The thread that reads the network."""

import asyncio
import threading
import time

import pytest

from streams.media_thread import MediaThread


@pytest.fixture
def media():
    media = MediaThread()
    yield media
    media.close()


def test_work_runs_on_its_own_thread_and_its_result_comes_back(media: MediaThread):
    async def name() -> str:
        await asyncio.sleep(0)
        return threading.current_thread().name

    assert media.submit(name()).result(5) == "media"
    called = threading.Event()
    names = []
    media.call(lambda word: (names.append((word, threading.current_thread().name)), called.set()), "word")
    assert called.wait(30)
    assert names == [("word", "media")]


def test_what_the_work_raises_comes_back_too(media: MediaThread):
    async def fail() -> None:
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        media.submit(fail()).result(5)


def test_a_stalled_screen_costs_the_loop_no_time(media: MediaThread):
    """The screen's thread sleeps here; the loop goes on all the while."""
    turns = []

    async def count() -> None:
        while True:
            turns.append(time.monotonic())
            await asyncio.sleep(0.001)

    media.submit(count())
    time.sleep(0.2)
    assert len(turns) > 20


def test_closing_cancels_what_is_left_and_lets_it_clean_up():
    media = MediaThread()
    begun, cleaned = threading.Event(), []

    async def hang() -> None:
        begun.set()
        try:
            await asyncio.sleep(1000)
        finally:
            await asyncio.sleep(0)
            cleaned.append(True)

    waiting = media.submit(hang())
    assert begun.wait(30)
    media.close()
    assert cleaned == [True]
    assert waiting.cancelled()
    assert not any(thread.name == "media" for thread in threading.enumerate())


def test_after_closing_calls_are_dropped_and_closing_again_is_harmless():
    media = MediaThread()
    media.close()
    called = []
    media.call(called.append, 1)
    media.close()
    assert called == []
