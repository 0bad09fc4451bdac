"""What happens to packets between a publisher and its subscribers: order, gaps, restarts, changes of the source."""

import random

import pytest

from streams.webrtc.forwarder.published import VIDEO_BYTES_PER_S, VIDEO_HISTORY
from tests.streams.webrtc.forwarder.line import FRAME_S, FRAME_TICKS, Line, frame_level, new_taker, picture_id


def test_a_subscriber_begins_at_a_key_frame() -> None:
    line = Line()
    line.send(3)
    taker = line.taker()
    line.send(2)
    assert taker.sent == []
    assert line.asked_for_key_frames
    line.send(3, key=True)
    assert taker.sequences == [105, 106, 107]
    assert [packet.payload_type for packet in taker.sent] == [96] * 3


def test_audio_begins_with_the_next_packet() -> None:
    line = Line("opus")
    line.send(2)
    taker = line.taker()
    line.send(2)
    assert taker.sequences == [102, 103]
    assert taker.sent[0].payload_type == 111


@pytest.mark.parametrize("codec", ["vp8", "opus"])
def test_sequence_numbers_and_timestamps_wrap(codec: str) -> None:
    line = Line(codec, sequence=65530, timestamp=2**32 - 5 * FRAME_TICKS)
    taker = line.taker()
    line.send(20, key=True)
    assert taker.sequences == [(65530 + number) & 0xFFFF for number in range(20)]
    assert [packet.timestamp for packet in taker.media] == [
        (2**32 - 5 * FRAME_TICKS + number * FRAME_TICKS) & 0xFFFFFFFF for number in range(20)
    ]
    assert line.stream.reception.lost_share == 0


def test_a_number_that_is_reported_is_one_of_those_that_were_sent() -> None:
    """Over wraps, a pause and another source; by a receiver that counted no wrap as well."""
    line = Line("opus", sequence=65530)
    taker = line.taker()
    assert taker.out.number_of(65530) is None  # nothing was sent yet
    line.send(10)
    assert [taker.out.number_of(highest) for highest in (65530, 65535, 3, 65536 + 3)] == [65530, 65535, 65539, 65539]
    assert [taker.out.number_of(highest) for highest in (65529, 4, 65536 + 4, 30_000)] == [None] * 4
    line.stream.hold(held=True, now=line.now)
    line.send(5)
    assert [taker.out.number_of(highest) for highest in (3, 4)] == [65539, None]
    line.stream.hold(held=False, now=line.now)
    line.send(1)
    assert taker.sequences[-1] == 4
    assert [taker.out.number_of(highest) for highest in (4, 5)] == [65540, None]
    other = Line("opus", sequence=900, now=line.now)
    taker.out.switch(other.stream, line.now)
    other.send(2)
    assert taker.sequences[-2:] == [5, 6]
    assert [taker.out.number_of(highest) for highest in (6, 7)] == [65542, None]


@pytest.mark.parametrize("codec", ["vp8", "opus"])
def test_late_packets_are_forwarded_in_their_place(codec: str) -> None:
    line = Line(codec)
    taker = line.taker()
    line.send(1, key=True)
    first, second, third = (line.packet() for _ in range(3))
    for packet in (second, third, first):
        line.take(packet)
    assert taker.sequences == [100, 102, 103, 101]


@pytest.mark.parametrize("codec", ["vp8", "opus"])
def test_duplicates_are_forwarded_once(codec: str) -> None:
    line = Line(codec)
    taker = line.taker()
    packets = [line.packet(key=not number) for number in range(10)]
    for packet in packets:
        line.take(packet)
        line.take(packet)
    for packet in packets:
        line.take(packet)
    assert taker.sequences == list(range(100, 110))
    assert line.stream.reception.packets == 10


def test_a_gap_of_the_publisher_is_a_gap_for_the_subscriber() -> None:
    line = Line()
    taker = line.taker()
    line.send(2, key=True)
    lost = line.packet()
    line.send(2)
    assert taker.sequences == [100, 101, 103, 104]
    assert [number & 0xFFFF for number in line.stream.missing.ask(line.now + 1)[0]] == [102]
    line.take(lost, repeated=True)
    assert taker.sequences[-1] == 102


def test_what_is_older_than_the_subscriber_does_not_reach_it() -> None:
    line = Line()
    first = line.taker(1)
    line.send(2, key=True)
    line.now += 5  # the key frame is too old to be sent again
    late = line.packet()
    line.send(1)
    second = line.taker(11)
    line.send(1, key=True)
    line.take(late)
    assert first.sequences == [100, 101, 103, 104, 102]
    assert second.sequences == [104]


def test_a_new_ssrc_goes_on_without_a_gap() -> None:
    line = Line()
    taker = line.taker()
    line.send(5, key=True)
    asked = len(line.asked_for_key_frames)
    line.sequence, line.timestamp, line.picture = 40000, 123456789, 20000
    line.now += 1
    assert line.stream.restart(2, line.now)
    assert len(line.asked_for_key_frames) == asked + 1
    line.send(2)
    line.send(3, key=True)
    assert taker.sequences == list(range(100, 108))
    assert [picture_id(packet) for packet in taker.media] == list(range(10, 18))
    assert [frame_level(packet) for packet in taker.media] == list(range(10, 18))
    steps = [b.timestamp - a.timestamp for a, b in zip(taker.media, taker.media[1:], strict=False)]
    assert steps[:4] == [FRAME_TICKS] * 4
    assert steps[4] == pytest.approx(90000 + 3 * FRAME_TICKS, abs=10)
    assert steps[5:] == [FRAME_TICKS] * 2


def test_a_publisher_that_changes_its_ssrc_all_the_time_is_not_followed() -> None:
    line = Line()
    line.send(1, key=True)
    assert [line.stream.restart(ssrc, line.now) for ssrc in (2, 3, 4)] == [True, False, False]


def test_a_jump_of_the_numbers_counts_as_a_restart_when_it_is_seen_twice() -> None:
    line = Line()
    taker = line.taker()
    line.send(3, key=True)
    stray = line.packet()
    line.sequence += 20000
    line.take(line.packet())
    assert taker.sequences == [100, 101, 102]
    line.send(1)
    line.send(2, key=True)
    assert taker.sequences == [100, 101, 102, 103, 104]
    line.take(stray)
    assert taker.sequences[-1] == 104


def test_one_stray_number_changes_nothing() -> None:
    line = Line()
    taker = line.taker()
    line.send(3, key=True)
    stray = line.packet()
    line.sequence -= 1
    line.take((stray[0], 0x80, 30000, 1))
    line.send(3)
    assert taker.sequences == list(range(100, 106))


def test_a_slot_changes_its_source_without_a_gap() -> None:
    one = Line(sequence=100, timestamp=5000)
    other = Line(sequence=60000, timestamp=4_000_000_000)
    other.picture = 32000
    other.send(1, key=True)
    taker = one.taker()
    one.send(4, key=True)
    other.now = one.now + 3
    taker.out.switch(other.stream, other.now)
    one.send(2)
    other.send(3, key=True)
    assert taker.sequences == list(range(100, 107))
    assert [picture_id(packet) for packet in taker.media] == list(range(10, 17))
    passed = taker.media[4].timestamp - taker.media[3].timestamp
    assert passed == pytest.approx((3 + FRAME_S) * 90000, abs=10)


def test_a_pause_leaves_no_gap() -> None:
    line = Line()
    taker = line.taker()
    line.send(4, key=True)
    taker.out.switch(None, line.now)
    line.send(300)
    taker.out.switch(line.stream, line.now)
    line.send(2)
    line.send(2, key=True)
    assert taker.sequences == list(range(100, 106))
    assert [picture_id(packet) for packet in taker.media] == list(range(10, 16))
    assert taker.media[4].timestamp - taker.media[3].timestamp == pytest.approx(303 * FRAME_TICKS, abs=10)


@pytest.mark.parametrize("codec", ["vp8", "opus"])
def test_what_the_host_holds_reaches_nobody_and_leaves_no_gap(codec: str) -> None:
    line = Line(codec)
    early = line.taker(1)
    line.send(3, key=True)
    line.stream.hold(held=True, now=line.now)
    late = line.taker(11)
    line.send(50, key=True)
    assert len(early.sent) == 3
    assert late.sent == []
    line.stream.hold(held=False, now=line.now)
    line.send(2, key=True)
    assert early.sequences == list(range(100, 105))
    assert len(late.sent) == 2


def test_short_picture_ids_become_long_ones() -> None:
    line = Line()
    taker = line.taker()
    payload = bytearray(b"\x90\x80\x05\x10\x02\x00\x9d\x01\x2a\x80\x02\x68\x01")
    line.stream.receive(payload, 0x80, 100, 5000, line.now)
    assert taker.media[0].payload == b"\x90\x80\x80\x05" + bytes(payload[3:])


def test_a_late_joiner_gets_the_last_key_frame_and_what_followed() -> None:
    line = Line()
    line.taker(1)
    line.send(10, key=True)
    asked = len(line.asked_for_key_frames)
    late = line.taker(11)
    line.send(2)
    assert late.sequences == list(range(100, 112))
    assert len(line.asked_for_key_frames) == asked
    stamps = [packet.timestamp for packet in late.media]
    assert stamps == sorted(stamps)
    # All of the past is due at once.
    assert stamps[9] - stamps[0] == 9 * 90
    assert stamps[11] - stamps[10] == FRAME_TICKS


def test_requests_for_key_frames_are_at_most_one_in_half_a_second() -> None:
    line = Line()
    line.send(1)
    begin = line.now
    for _ in range(120):
        line.stream.want_key_frame(line.now)
        line.stream.look_after_key_frames(line.now)
        line.now += 1 / 60
    gaps = [b - a for a, b in zip(line.asked_for_key_frames, line.asked_for_key_frames[1:], strict=False)]
    assert line.asked_for_key_frames[0] == begin
    assert len(line.asked_for_key_frames) == 4
    assert min(gaps) >= 0.5


def test_a_lost_request_is_repeated_while_somebody_waits() -> None:
    line = Line()
    line.send(1)
    line.taker()
    for _ in range(35):
        line.now += 0.1
        line.stream.look_after_key_frames(line.now)
    assert len(line.asked_for_key_frames) == 4
    line.send(1, key=True)
    line.now += 5
    line.stream.look_after_key_frames(line.now)
    assert len(line.asked_for_key_frames) == 4


def test_a_flood_is_cut_off_and_the_stream_comes_back_after_it() -> None:
    line = Line()
    taker = line.taker()
    line.take(line.packet(key=True))
    for _ in range(3000):
        line.take(line.packet(size=1300))
    assert sum(len(packet.payload) for packet in taker.sent) < VIDEO_BYTES_PER_S
    assert line.stream.dropped > 1000
    line.stream.refill(1.0)
    before = len(taker.sent)
    line.send(5, key=True)
    assert len(taker.sent) >= before + 3


def test_the_history_keeps_only_so_much() -> None:
    line = Line()
    taker = line.taker()
    line.send(1, key=True)
    for _ in range(2 * VIDEO_HISTORY):
        line.stream.budget = 10_000
        line.send(1)
    newest = line.stream.highest
    assert line.stream.packet(newest - VIDEO_HISTORY + 1) is not None
    assert line.stream.packet(newest - VIDEO_HISTORY) is None
    taker.out.repeat((100,), line.now)
    assert taker.repeats == []


def test_a_packet_is_sent_again_as_rfc_4588_says_and_not_twice_at_once() -> None:
    line = Line()
    taker = line.taker()
    line.send(5, key=True)
    taker.out.repeat((102, 102, 50), line.now)
    taker.out.repeat((102,), line.now + 0.01)
    (again,) = taker.repeats
    original = taker.media[2]
    assert again.payload_type == 97
    assert again.timestamp == original.timestamp
    assert again.payload == (102).to_bytes(2, "big") + original.payload
    taker.out.repeat((102,), line.now + 0.1)
    assert [packet.sequence for packet in taker.repeats] == [0, 1]


def test_a_packet_of_before_the_change_of_source_is_still_sent_again() -> None:
    one, other = Line(), Line(sequence=60000)
    other.picture = 500
    taker = one.taker()
    one.send(5, key=True)
    other.now = one.now
    taker.out.switch(other.stream, other.now)
    other.send(5, key=True)
    taker.out.repeat((103, 107), other.now)
    assert [packet.payload[2:] for packet in taker.repeats] == [taker.media[3].payload, taker.media[7].payload]


def test_no_more_is_sent_again_in_a_second_than_a_link_bears() -> None:
    line = Line()
    taker = line.taker()
    line.send(1, key=True)
    for _ in range(900):
        line.stream.budget = 10_000
        line.take(line.packet(size=1200))
    taker.out.repeat(tuple(range(101, 1001)), line.now)
    assert sum(len(packet.payload) for packet in taker.repeats) < 130_000
    taker.out.tidy()
    taker.out.repeat((600,), line.now)
    assert len(taker.repeats) > 100


def test_a_codec_that_was_not_negotiated_does_not_flow() -> None:
    line = Line("h264")
    taker = new_taker()
    taker.out.negotiated({"vp8": (96, 97)})
    taker.out.switch(line.stream, line.now)
    line.stream.receive(bytearray(b"\x65\x88\x84\x00"), 0x80, 1, 1, line.now)
    assert taker.sent == []


def test_sender_reports_follow_the_clock_of_the_publisher() -> None:
    line = Line()
    taker = line.taker()
    assert taker.out.report(0.0, line.now) == b""
    line.send(5, key=True)
    line.stream.sender_report(0x1234_5678_9ABC_DEF0, 77_000, line.now - 0.5, line.now)
    report = taker.out.report(1_700_000_000.0, line.now)
    assert int.from_bytes(report[16:20], "big") == 77_000 + 45_000
    assert int.from_bytes(report[20:24], "big") == 5
    assert int.from_bytes(report[24:28], "big") == sum(len(packet.payload) for packet in taker.media)


@pytest.mark.parametrize("seed", range(8))
def test_any_mix_of_loss_reorder_and_repetition_keeps_numbers_and_contents_together(seed: int) -> None:
    chance = random.Random(seed)
    line = Line(sequence=65000, timestamp=2**32 - 100_000)
    taker = line.taker()
    line.send(1, key=True)
    packets = [line.packet() for _ in range(600)]
    order = [
        (number + chance.uniform(0, 8), number)
        for number in range(600)
        for _ in range(chance.choice((0, 1, 1, 1, 1, 2)))
    ]
    arrived = [number for _, number in sorted(order)]
    for number in arrived:
        line.stream.budget = 10_000
        line.take(packets[number])
    by_sequence = {packet[2]: bytes(packet[0]) for packet in packets}
    assert len(taker.sequences) == len(set(taker.sequences)) == len(set(arrived)) + 1
    assert all(by_sequence[packet.sequence] == packet.payload for packet in taker.media[1:])
