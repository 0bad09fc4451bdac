"""The lane without a pool: `work()` is called by hand, so that every order of events can be had."""

import time

import pytest

from streams.access_unit import AccessUnit, VideoFormat
from streams.decode.converter import Converter
from streams.decode.lane import HELD_BYTES, LONGEST_QUEUE, Demand, Effort, Lane
from streams.decode.picture_decoder import PictureDecoder
from tests.streams.conftest import coded_pictures

ALL = Demand(Effort.ALL, 32, 24)
KEYS = Demand(Effort.KEY_FRAMES, 32, 24)
HOLD = Demand(Effort.HOLD)
CONVERTER = Converter()


class Scheduled:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self, _lane: Lane) -> None:
        self.count += 1


@pytest.fixture
def scheduled() -> Scheduled:
    return Scheduled()


@pytest.fixture
def lane(scheduled: Scheduled) -> Lane:
    lane = Lane(scheduled)
    lane.start(PictureDecoder.for_format(VideoFormat("h264")), lambda: None)
    lane.ask(ALL)
    return lane


def fresh(unit: AccessUnit, *, ago_s: float = 0.0) -> AccessUnit:
    return AccessUnit(unit.data, unit.key, unit.media_time_s, time.monotonic() - ago_s)


def shown_number(lane: Lane) -> int | None:
    """Which picture is in the mailbox, told by its grey."""
    frame = lane.mailbox.newest()
    if frame is None:
        return None
    luma = float(frame.bgra()[12, 16, 1]) * 219 / 255 + 16
    return round((luma - 40) / 2)


def test_a_picture_comes_out_at_the_size_asked_for(lane: Lane, pictures):
    lane.push(fresh(pictures[0]))
    lane.work(CONVERTER)
    frame = lane.mailbox.newest()
    assert (frame.width, frame.height) == (32, 24)
    assert (frame.source_width, frame.source_height) == (64, 48)
    assert shown_number(lane) == 0


def test_no_picture_before_a_key_frame(lane: Lane, pictures):
    lane.push(fresh(pictures[3]))
    lane.work(CONVERTER)
    assert lane.mailbox.newest() is None
    assert lane.counters.skipped == 1


def test_when_several_wait_only_the_newest_is_converted(lane: Lane, pictures):
    for unit in pictures[:5]:
        lane.push(fresh(unit))
    lane.work(CONVERTER)
    assert shown_number(lane) == 4
    assert (lane.counters.decoded, lane.counters.converted) == (5, 1)


def test_the_pool_is_asked_once_for_a_lane_that_waits(lane: Lane, scheduled: Scheduled, pictures):
    for unit in pictures[:5]:
        lane.push(fresh(unit))
    assert scheduled.count == 1
    lane.work(CONVERTER)
    lane.push(fresh(pictures[5]))
    assert scheduled.count == 2


def test_a_picture_that_comes_while_the_lane_works_waits_for_the_same_lane(lane: Lane, scheduled: Scheduled, pictures):
    class PushesWhileDecoding(PictureDecoder):
        def decode(self, access_unit):
            if access_unit.media_time_s == 0:
                lane.push(fresh(pictures[1]))
            return super().decode(access_unit)

    lane.start(PushesWhileDecoding.for_format(VideoFormat("h264")), lambda: None)
    lane.push(fresh(pictures[0]))
    assert scheduled.count == 1
    lane.work(CONVERTER)
    assert scheduled.count == 2
    lane.work(CONVERTER)
    assert shown_number(lane) == 1


def test_a_lane_that_is_too_late_goes_on_at_the_next_key_frame(lane: Lane, pictures):
    lane.push(fresh(pictures[0], ago_s=5))
    lane.push(fresh(pictures[1]))
    lane.push(fresh(pictures[2]))
    lane.push(fresh(pictures[10]))
    lane.work(CONVERTER)
    assert shown_number(lane) == 10
    assert lane.counters.skipped == 3


def test_the_queue_is_bounded(lane: Lane, pictures):
    lane.push(fresh(pictures[0]))
    for _ in range(3 * LONGEST_QUEUE):
        lane.push(fresh(pictures[1]))
    assert lane.counters.skipped >= LONGEST_QUEUE


def test_a_hidden_lane_decodes_nothing_and_shows_at_once_when_asked(lane: Lane, scheduled: Scheduled, pictures):
    lane.ask(HOLD)
    for unit in pictures[:8]:
        lane.push(fresh(unit))
    assert scheduled.count == 0
    assert lane.counters.decoded == 0
    lane.ask(ALL)
    assert scheduled.count == 1
    lane.work(CONVERTER)
    assert shown_number(lane) == 7


def test_a_hidden_lane_keeps_only_what_comes_after_the_newest_key_frame(lane: Lane, pictures):
    lane.ask(HOLD)
    for unit in pictures[:15]:
        lane.push(fresh(unit))
    lane.ask(ALL)
    lane.work(CONVERTER)
    assert shown_number(lane) == 14
    assert lane.counters.decoded == 5


def test_a_hidden_lane_is_bounded_and_then_waits_for_a_key_frame(lane: Lane, pictures):
    lane.ask(HOLD)
    lane.push(fresh(pictures[0]))
    big = AccessUnit(bytes(HELD_BYTES), key=False, media_time_s=0, received_s=time.monotonic())
    lane.push(big)
    lane.push(fresh(pictures[1]))
    lane.ask(ALL)
    lane.work(CONVERTER)
    assert lane.mailbox.newest() is None
    lane.push(fresh(pictures[10]))
    lane.work(CONVERTER)
    assert shown_number(lane) == 10


def test_hidden_in_the_middle_and_back_loses_no_picture(lane: Lane, pictures):
    for unit in pictures[:3]:
        lane.push(fresh(unit))
    lane.work(CONVERTER)
    lane.ask(HOLD)
    for unit in pictures[3:6]:
        lane.push(fresh(unit))
    lane.ask(ALL)
    lane.work(CONVERTER)
    assert shown_number(lane) == 5


def test_key_frames_only_decodes_key_frames_only(lane: Lane, scheduled: Scheduled, pictures):
    lane.ask(KEYS)
    for unit in pictures[:25]:
        asked = scheduled.count
        lane.push(fresh(unit))
        if scheduled.count > asked:
            lane.work(CONVERTER)
    assert shown_number(lane) == 20
    assert lane.counters.decoded == 3


def test_from_key_frames_back_to_all_the_picture_is_whole(lane: Lane, pictures):
    lane.ask(KEYS)
    for unit in pictures[:14]:
        lane.push(fresh(unit))
    lane.work(CONVERTER)
    lane.ask(ALL)
    lane.work(CONVERTER)
    assert shown_number(lane) == 13


def test_a_broken_access_unit_is_counted_and_the_next_picture_comes(lane: Lane, pictures):
    lane.push(fresh(pictures[0]))
    lane.push(AccessUnit(b"\0\0\0\1\x65garbage", key=True, media_time_s=0, received_s=time.monotonic()))
    lane.push(fresh(pictures[10]))
    lane.work(CONVERTER)
    assert lane.counters.undecodable == 1
    assert shown_number(lane) == 10


def test_the_size_of_the_picture_may_change_in_mid_stream(lane: Lane, pictures):
    lane.push(fresh(pictures[0]))
    lane.work(CONVERTER)
    lane.push(fresh(coded_pictures(1, width=128, height=96)[0]))
    lane.work(CONVERTER)
    assert (lane.source_width, lane.source_height) == (128, 96)


def test_the_first_picture_of_a_connection_is_told_once(lane: Lane, pictures):
    told = []
    lane.start(PictureDecoder.for_format(VideoFormat("h264")), lambda: told.append(True))
    for unit in pictures[:3]:
        lane.push(fresh(unit))
        lane.work(CONVERTER)
    assert told == [True]


def test_after_stop_nothing_is_taken(lane: Lane, scheduled: Scheduled, pictures):
    lane.stop()
    lane.push(fresh(pictures[0]))
    assert scheduled.count == 0


def test_waiting_tells_the_age_of_the_oldest(lane: Lane, pictures):
    assert lane.waiting_s(time.monotonic()) == 0
    lane.push(fresh(pictures[0], ago_s=0.5))
    assert 0.4 < lane.waiting_s(time.monotonic()) < 5


def test_it_tells_since_when_the_picture_has_not_changed(lane: Lane, pictures, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("streams.decode.lane._LOOK_S", 0.0)
    lane.push(fresh(pictures[0]))
    lane.work(CONVERTER)
    first_s = lane.unchanged_since_s
    lane.push(fresh(pictures[0]))
    lane.work(CONVERTER)
    assert lane.unchanged_since_s == first_s
    lane.push(fresh(pictures[10]))
    lane.work(CONVERTER)
    assert lane.unchanged_since_s > first_s


@pytest.mark.parametrize(
    ("numbers", "within_s", "repeated"),
    [
        ((0, 10, 20, 0, 0), 60.0, [0, 0, 0, 1, 2]),
        ((0, 10, 20, 0, 0), 0.0, [0, 0, 0, 0, 1]),
        # A key picture and what the coder makes of it, where key pictures are far apart.
        ((0, 10, 0, 10), 0.0, [0, 0, 1, 2]),
    ],
)
def test_a_picture_that_comes_back_late_is_no_repetition_but_those_are_that_stay_or_take_turns(
    lane: Lane,
    pictures,
    monkeypatch: pytest.MonkeyPatch,
    numbers: tuple[int, ...],
    within_s: float,
    repeated: list[int],
):
    monkeypatch.setattr("streams.decode.lane._LOOK_S", 0.0)
    monkeypatch.setattr("streams.decode.lane._COMES_BACK_WITHIN_S", within_s)
    found = []
    for number in numbers:
        lane.push(fresh(pictures[number]))
        lane.work(CONVERTER)
        found.append(lane.repeated_pictures)
    assert found == repeated


def test_the_loop_filter_is_switched_at_a_key_frame_without_losing_a_picture(lane: Lane, pictures):
    reduced = Demand(Effort.ALL, 32, 24, reduced=True)
    for number, unit in enumerate(pictures[:25]):
        if number == 5:
            lane.ask(reduced)
        if number == 15:
            lane.ask(ALL)
        lane.push(fresh(unit))
        lane.work(CONVERTER)
        assert shown_number(lane) == number
    assert lane.counters.decoded == 25
    assert lane.counters.undecodable == 0
