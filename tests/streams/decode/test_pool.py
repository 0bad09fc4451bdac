"""The decode threads: how work spreads over them, and that one stream's fault is no other's."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.access_unit import AccessUnit, VideoFormat
from streams.decode.lane import Demand, Effort, Lane
from streams.decode.picture_decoder import PictureDecoder
from streams.decode.pool import LANES_PER_THREAD, DecodePool

ALL = Demand(Effort.ALL, 32, 24)


class Watcher:
    """In place of a decoder: notes on which thread and in which order it is asked, and never alone twice."""

    loop_filter = True
    codec = "h264"

    def __init__(self, work: Callable[[], object] = lambda: None) -> None:
        self.threads: list[str] = []
        self.seen: list[float] = []
        self.overlapped = False
        self._inside = threading.Lock()
        self._work = work

    def decode(self, access_unit: AccessUnit) -> None:
        if not self._inside.acquire(blocking=False):
            self.overlapped = True
            return
        try:
            self.threads.append(threading.current_thread().name)
            self.seen.append(access_unit.media_time_s)
            self._work()
        finally:
            self._inside.release()


def unit(number: float = 0.0) -> AccessUnit:
    return AccessUnit(b"picture", True, number, time.monotonic())


def lane_of(pool: DecodePool, decoder: object) -> Lane:
    lane = pool.lane()
    lane.start(decoder, lambda: None)  # type: ignore[arg-type] # a stand-in
    lane.ask(ALL)
    return lane


def until(condition: Callable[[], object]) -> None:
    deadline_s = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline_s, "never happened"
        time.sleep(0.001)


@pytest.fixture
def pool() -> Iterator[DecodePool]:
    pool = DecodePool(2)
    yield pool
    pool.close()


def test_the_second_thread_helps_when_too_many_wait_for_the_first(pool: DecodePool) -> None:
    held, begun = threading.Event(), threading.Event()

    def hold() -> None:
        begun.set()
        held.wait(10)

    first = Watcher(hold)
    lane_of(pool, first).push(unit())
    begun.wait(10)
    waiting = [Watcher() for _ in range(LANES_PER_THREAD)]
    for decoder in waiting:
        lane_of(pool, decoder).push(unit())
    late = Watcher()
    lane_of(pool, late).push(unit())
    until(lambda: late.seen)
    assert not any(decoder.seen for decoder in waiting)
    held.set()
    until(lambda: all(decoder.seen for decoder in waiting))
    assert {name for decoder in (first, *waiting) for name in decoder.threads} == {"decode-0"}
    assert late.threads == ["decode-1"]


def test_a_lane_that_raises_costs_the_others_nothing_and_itself_no_more_than_that_picture(
    pool: DecodePool, expected_log: list[str]
) -> None:
    expected_log.append("decoding failed")
    faults = [True]

    def fail_once() -> None:
        if faults and faults.pop():
            raise RuntimeError("a picture that nobody thought of")

    bad, good = Watcher(fail_once), Watcher()
    bad_lane, good_lane = lane_of(pool, bad), lane_of(pool, good)
    bad_lane.push(unit(1))
    until(lambda: bad_lane.key_frames_in_vain == 1)
    good_lane.push(unit(1))
    until(lambda: good.seen == [1])
    bad_lane.push(unit(2))
    until(lambda: bad.seen == [1, 2])


def test_a_stream_that_always_raises_counts_as_one_that_cannot_be_decoded(
    pool: DecodePool, expected_log: list[str]
) -> None:
    expected_log.append("decoding failed")

    def fail() -> None:
        raise ValueError("no such pixel format")

    lane = lane_of(pool, Watcher(fail))
    for number in range(1, 4):
        lane.push(unit(number))
        until(lambda number=number: lane.key_frames_in_vain == number)


@settings(max_examples=12)
@given(
    threads=st.integers(1, 4),
    lanes=st.integers(1, 12),
    pushes=st.lists(st.integers(0, 11), min_size=1, max_size=200),
    naps=st.sampled_from([0.0, 0.0002]),
)
def test_each_lane_is_served_in_order_and_by_one_thread_at_a_time(
    threads: int, lanes: int, pushes: list[int], naps: float
) -> None:
    pool = DecodePool(threads)
    try:
        decoders = [Watcher(lambda: time.sleep(naps)) for _ in range(lanes)]
        served = [lane_of(pool, decoder) for decoder in decoders]
        expected = [0] * lanes
        for number, push in enumerate(pushes):
            served[push % lanes].push(unit(number))
            expected[push % lanes] += 1
        until(
            lambda: all(
                len(decoder.seen) + lane.counters.skipped == count
                for decoder, lane, count in zip(decoders, served, expected, strict=True)
            )
        )
        assert not any(decoder.overlapped for decoder in decoders)
        assert all(decoder.seen == sorted(decoder.seen) for decoder in decoders)
    finally:
        pool.close()


def test_several_threads_may_push_and_ask_at_once(pool: DecodePool) -> None:
    """The media thread pushes, FFmpeg sources push from their own, the screen changes its demand."""
    decoders = [Watcher() for _ in range(6)]
    lanes = [lane_of(pool, decoder) for decoder in decoders]

    def push(lane: Lane) -> None:
        for number in range(300):
            lane.push(unit(number))

    def ask() -> None:
        for number in range(300):
            for lane in lanes:
                lane.ask(Demand(Effort(number % 3), 32, 24))

    threads = [*(threading.Thread(target=push, args=(lane,)) for lane in lanes), threading.Thread(target=ask)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for lane in lanes:
        lane.ask(ALL)
        lane.push(unit(1000))
    until(lambda: all(decoder.seen and decoder.seen[-1] == 1000 for decoder in decoders))
    assert not any(decoder.overlapped for decoder in decoders)
    assert all(decoder.seen == sorted(decoder.seen) for decoder in decoders)


def test_closing_joins_every_thread_after_what_waits(pictures: list[AccessUnit]) -> None:
    pool = DecodePool(3)
    assert pool.size == 3
    lane = pool.lane()
    lane.start(PictureDecoder.for_format(VideoFormat("h264")), lambda: None)
    lane.ask(ALL)
    lane.push(AccessUnit(pictures[0].data, True, 0.0, time.monotonic()))
    pool.close()
    assert lane.counters.decoded == 1
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("decode-")]
    lane.push(AccessUnit(pictures[1].data, False, 0.1, time.monotonic()))
    assert lane.counters.decoded == 1, "what comes late is harmless"


def test_as_many_threads_as_cores_unless_told() -> None:
    import os

    pool = DecodePool()
    try:
        assert 1 <= pool.size <= (os.cpu_count() or 1)
    finally:
        pool.close()


def test_big_pictures_do_not_make_small_ones_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.decode.pool.SLOW_S", 0.01)
    pool = DecodePool(2)
    try:
        big, small = Watcher(lambda: time.sleep(0.03)), Watcher()
        lanes = [lane_of(pool, big), lane_of(pool, small)]
        for number in range(4):
            for lane, watcher in zip(lanes, (big, small), strict=True):
                lane.push(unit(number))
                until(lambda watcher=watcher, number=number: len(watcher.threads) > number and lanes[0].work_s > 0.01)
        assert set(big.threads[1:]) == {"decode-1"}
        assert set(small.threads) == {"decode-0"}
    finally:
        pool.close()
