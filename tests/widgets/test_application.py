"""The application on its loop: blocking work beside it, interrupts, and slots that fail."""

import asyncio
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from widgets.application import off_loop, run_application

ROOT = Path(__file__).parents[2]
Start = Callable[[str], "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def start(kind: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.widgets.application_child", kind],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_it_cleanly(start: Start, number: signal.Signals) -> None:
    process = start("loyal")
    process.send_signal(number)
    said, errors = process.communicate(timeout=60)
    assert (said, errors, process.returncode) == ("asked\nclosed\n", "", 7)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_interrupt_ends_it_at_once(start: Start, number: signal.Signals) -> None:
    process = start("slow")
    process.send_signal(number)
    assert process.stdout is not None
    assert process.stdout.readline() == "asked\n"
    process.send_signal(number)
    said, _ = process.communicate(timeout=60)
    assert (said, process.returncode) == ("", -number)


def test_a_slot_that_fails_is_in_the_log_and_the_program_goes_on(start: Start) -> None:
    process = start("slot")
    said, errors = process.communicate(timeout=60)
    assert (said, process.returncode) == ("asked\nclosed\n", 7)
    assert "ERROR widgets.application a slot failed" in errors
    assert "ZeroDivisionError" in errors


def test_off_loop_keeps_the_loop_alive_and_joins_its_thread(application: QApplication) -> None:
    async def main(_quit_asked: asyncio.Event) -> int:
        held, names, turns = threading.Event(), [], 0

        def work() -> None:
            names.append(threading.current_thread().name)
            held.wait(10)

        waiting = asyncio.ensure_future(off_loop("some work", work))
        while turns < 20:
            await asyncio.sleep(0.001)
            turns += 1
        assert not waiting.done()
        held.set()
        await waiting
        assert names == ["some work"]
        return len([thread for thread in threading.enumerate() if thread.name == "some work"])

    assert run_application(application, main) == 0


@pytest.mark.parametrize("error", [ValueError("bad"), OSError("disk"), SystemExit(3)], ids=repr)
def test_off_loop_raises_what_the_work_raises(application: QApplication, error: BaseException) -> None:
    def work() -> None:
        raise error

    async def main(_quit_asked: asyncio.Event) -> int:
        try:
            await off_loop("work", work)
        except BaseException as raised:
            return int(raised is error)
        return 0

    assert run_application(application, main) == 1


def test_who_gives_up_waiting_leaves_no_thread_behind(application: QApplication) -> None:
    async def main(_quit_asked: asyncio.Event) -> int:
        waiting = asyncio.ensure_future(off_loop("given up", partial(time.sleep, 0.1)))
        await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await asyncio.sleep(0.01)
        return len([thread for thread in threading.enumerate() if thread.name == "given up"])

    assert run_application(application, main) == 0


def test_closing_the_last_window_asks_to_quit(application: QApplication) -> None:
    async def main(quit_asked: asyncio.Event) -> int:
        application.lastWindowClosed.emit()
        await asyncio.wait_for(quit_asked.wait(), 30)
        return 0

    before = sys.excepthook, signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    assert run_application(application, main) == 0
    assert (sys.excepthook, signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
