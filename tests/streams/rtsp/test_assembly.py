"""Access units out of RTP payloads: complete at the marker, parameter sets where a decoder needs them, honest loss."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from streams.access_unit import AccessUnit
from streams.rtsp.assembly import LONGEST_ACCESS_UNIT, AccessUnitAssembler
from streams.rtsp.h264 import H264Assembler
from streams.rtsp.h265 import H265Assembler
from streams.rtsp.rtp import RtpReceiver
from streams.rtsp.statistics import RtspStatistics
from tests.streams.rtsp.nal_units import H264, H265, CodecUnits, annex_b, payloads, pictures, rtp, units_of

CODECS = [pytest.param(H264, id="h264"), pytest.param(H265, id="h265")]
both_codecs = pytest.mark.parametrize("codec", CODECS)
FRAME = 3600  # timestamp units at 25 fps
ASSEMBLERS: dict[str, type[AccessUnitAssembler]] = {"h264": H264Assembler, "h265": H265Assembler}


class Viewer:
    """An assembler behind a receiver, and what comes out of it."""

    def __init__(self, codec: CodecUnits, *, described: bool = True, sequence: int = 0) -> None:
        self.units: list[AccessUnit] = []
        self.statistics = RtspStatistics()
        self.assembler = ASSEMBLERS[codec.name](
            self.units.append, clock_rate=90_000, parameter_sets=codec.parameter_sets if described else ()
        )
        self.receiver = RtpReceiver(
            payload_type=96, clock_rate=90_000, assembler=self.assembler, statistics=self.statistics
        )
        self.sequence = sequence
        self.now = 0.0

    def send(self, payload: bytes, *, timestamp: int = 0, marker: bool = False, lost: bool = False) -> None:
        packet = rtp(payload, sequence=self.sequence, timestamp=timestamp, marker=marker)
        self.sequence += 1
        self.now += 0.001
        if not lost:
            self.receive(packet)

    def send_picture(self, *units: bytes, timestamp: int = 0) -> None:
        for number, unit in enumerate(units):
            self.send(unit, timestamp=timestamp, marker=number == len(units) - 1)

    def receive(self, packet: bytes) -> None:
        self.receiver.receive(memoryview(packet), 0, len(packet), self.now)


@both_codecs
@settings(max_examples=60)
@given(data=st.data())
def test_any_split_into_packets_gives_the_same_units_back(codec: CodecUnits, data: st.DataObject) -> None:
    viewer = Viewer(codec, sequence=data.draw(st.sampled_from((0, 65530))))
    start = data.draw(st.sampled_from((0, 0xFFFFFFFF - FRAME)))
    sent = data.draw(pictures(codec))
    for number, picture in enumerate(sent):
        packets = data.draw(payloads(codec, picture))
        for index, payload in enumerate(packets):
            viewer.send(payload, timestamp=start + number * FRAME, marker=index == len(packets) - 1)
        # Complete at its marker, not with the next picture.
        assert len(viewer.units) == number + 1
    for number, (unit, picture) in enumerate(zip(viewer.units, sent, strict=True)):
        got = units_of(unit.data)
        if unit.key and codec.parameter_sets[0] not in picture:
            assert tuple(got[: len(codec.parameter_sets)]) == codec.parameter_sets
            got = got[len(codec.parameter_sets) :]
        assert got == picture
        assert unit.media_time_s == pytest.approx(number * FRAME / 90_000)
        assert not unit.damaged
        assert unit.key == any(part[0] == codec.slice(key=True)[0] for part in picture)
    assert viewer.statistics.lost_packets == viewer.statistics.garbled == 0


@both_codecs
@settings(max_examples=150)
@given(data=st.data())
def test_what_is_called_undamaged_is_whole_whatever_was_lost_doubled_or_swapped(
    codec: CodecUnits, data: st.DataObject
) -> None:
    viewer = Viewer(codec, sequence=65533)
    sent = data.draw(pictures(codec))
    packets: list[bytes] = []
    for number, picture in enumerate(sent):
        split = data.draw(payloads(codec, picture))
        for index, payload in enumerate(split):
            packets.append(
                rtp(payload, sequence=65533 + len(packets), timestamp=number * FRAME, marker=index == len(split) - 1)
            )
    first, rest = packets[0], list(packets[1:])
    for _ in range(data.draw(st.integers(1, 4))):
        assume(rest)
        place = data.draw(st.integers(0, len(rest) - 1))
        match data.draw(st.sampled_from(("lose", "double", "swap"))):
            case "lose":
                del rest[place]
            case "double":
                rest.insert(place, rest[place])
            case "swap":
                other = data.draw(st.integers(0, len(rest) - 1))
                rest[place], rest[other] = rest[other], rest[place]
    viewer.assembler.follow_sender_clock(0, 0.0)
    # What is lost before the first packet that arrives cannot be known.
    for packet in (first, *rest):
        viewer.now += 0.001
        viewer.receive(packet)
    previous = -1
    whole = True
    for unit in viewer.units:
        assert unit.captured_s is not None
        number = round(unit.captured_s * 90_000 / FRAME)
        whole = whole and number == previous + 1
        previous = number
        if unit.damaged:
            whole = False
            continue
        assert unit.key or whole, "undamaged, but a picture before it is missing"
        whole = True
        got = [part for part in units_of(unit.data) if part != codec.aud]
        if got[: len(codec.parameter_sets)] == list(codec.parameter_sets):
            got = got[len(codec.parameter_sets) :]
        wanted = [part for part in sent[number] if part != codec.aud and part not in codec.parameter_sets]
        assert got == wanted


@both_codecs
@settings(max_examples=200)
@given(
    packets=st.lists(
        st.tuples(st.binary(max_size=60), st.integers(0, 3), st.booleans(), st.booleans()), min_size=1, max_size=20
    )
)
def test_arbitrary_payloads_never_raise(codec: CodecUnits, packets: list[tuple[bytes, int, bool, bool]]) -> None:
    viewer = Viewer(codec)
    for payload, picture, marker, lost in packets:
        viewer.send(payload, timestamp=picture * FRAME, marker=marker, lost=lost)


@both_codecs
@given(packets=st.lists(st.binary(max_size=40), max_size=20))
def test_arbitrary_packets_never_raise(codec: CodecUnits, packets: list[bytes]) -> None:
    viewer = Viewer(codec)
    for packet in packets:
        viewer.receive(packet)


@both_codecs
def test_parameter_sets_of_the_description_precede_a_key_frame_that_has_none(codec: CodecUnits) -> None:
    viewer = Viewer(codec)
    viewer.send_picture(codec.slice(key=True))
    viewer.send_picture(codec.slice(), timestamp=FRAME)
    assert viewer.units[0].data == annex_b([*codec.parameter_sets, codec.slice(key=True)])
    assert viewer.units[1].data == annex_b([codec.slice()])


@both_codecs
def test_the_newest_parameter_sets_in_band_win(codec: CodecUnits) -> None:
    viewer = Viewer(codec, described=True)
    changed = [*codec.parameter_sets[:-1], codec.parameter_sets[-1] + b"\x01"]
    viewer.send_picture(*changed, codec.slice(key=True))
    viewer.send_picture(codec.slice(key=True), timestamp=FRAME)
    assert viewer.units[0].data == annex_b([*changed, codec.slice(key=True)])
    assert viewer.units[1].data == annex_b([*changed, codec.slice(key=True)])


@both_codecs
def test_parameter_sets_with_a_marker_of_their_own_wait_for_their_picture(codec: CodecUnits) -> None:
    viewer = Viewer(codec, described=False)
    for unit in codec.parameter_sets:
        viewer.send(unit, timestamp=FRAME, marker=True)
    assert viewer.units == []
    viewer.send(codec.slice(key=True), timestamp=2 * FRAME, marker=True)
    assert [unit.data for unit in viewer.units] == [annex_b([*codec.parameter_sets, codec.slice(key=True)])]


@both_codecs
def test_a_new_timestamp_closes_a_picture_without_marker(codec: CodecUnits) -> None:
    viewer = Viewer(codec)
    for number in range(3):
        viewer.send(codec.slice(key=number == 0), timestamp=number * FRAME)
    assert [unit.damaged for unit in viewer.units] == [False, False]


@both_codecs
def test_loss_damages_until_the_next_key_frame(codec: CodecUnits) -> None:
    viewer = Viewer(codec)
    viewer.send_picture(codec.slice(key=True))
    viewer.send(codec.slice(), timestamp=FRAME, marker=True, lost=True)
    viewer.send_picture(codec.slice(), timestamp=2 * FRAME)
    viewer.send_picture(codec.slice(), timestamp=3 * FRAME)
    viewer.send_picture(*codec.parameter_sets, codec.slice(key=True), timestamp=4 * FRAME)
    viewer.send_picture(codec.slice(), timestamp=5 * FRAME)
    assert [unit.damaged for unit in viewer.units] == [False, True, True, False, False]
    assert viewer.statistics.lost_packets == 1


@both_codecs
def test_a_lost_marker_damages_the_picture_that_it_belonged_to(codec: CodecUnits) -> None:
    viewer = Viewer(codec)
    viewer.send(codec.slice(key=True))
    viewer.send(codec.slice(key=True, first=False), marker=True, lost=True)
    viewer.send_picture(codec.slice(), timestamp=FRAME)
    assert [unit.damaged for unit in viewer.units] == [True, True]


@both_codecs
def test_joining_in_the_middle_of_a_picture_is_damage(codec: CodecUnits) -> None:
    viewer = Viewer(codec)
    middle = codec.fragments(codec.slice(key=True, body=b"\x22" * 300), 100)
    viewer.send(middle[1])
    viewer.send(middle[2], marker=True)
    viewer.send(codec.slice(first=False), timestamp=FRAME, marker=True)
    assert [(unit.key, unit.damaged) for unit in viewer.units] == [(False, True)]


@both_codecs
def test_a_recovery_point_is_a_place_to_begin(codec: CodecUnits) -> None:
    viewer = Viewer(codec)
    viewer.send_picture(codec.recovery_point(0), codec.slice())
    viewer.send_picture(codec.slice(), timestamp=FRAME)
    assert [unit.key for unit in viewer.units] == [True, False]


@both_codecs
def test_a_gradual_refresh_clears_damage_when_it_is_through(codec: CodecUnits) -> None:
    viewer = Viewer(codec)
    viewer.send_picture(codec.recovery_point(2), codec.slice())
    viewer.send(codec.slice(), timestamp=FRAME, marker=True, lost=True)
    viewer.send_picture(codec.aud, codec.recovery_point(2), codec.slice(), timestamp=2 * FRAME)
    for number in range(3, 6):
        viewer.send_picture(codec.slice(), timestamp=number * FRAME)
    assert [(unit.key, unit.damaged) for unit in viewer.units] == [
        (True, False),
        (True, True),
        (False, True),
        (False, False),
        (False, False),
    ]


def test_intra_pictures_are_places_to_begin_until_the_source_shows_real_ones() -> None:
    viewer = Viewer(H264)
    viewer.send_picture(H264.slice(kind=7))
    viewer.send_picture(H264.slice(key=True), timestamp=FRAME)
    viewer.send_picture(H264.slice(kind=7), timestamp=2 * FRAME)
    assert [unit.key for unit in viewer.units] == [True, True, False]


def test_intra_slices_among_others_are_no_place_to_begin() -> None:
    viewer = Viewer(H264)
    viewer.send_picture(H264.slice(kind=2), H264.slice(kind=0, first=False))
    assert [unit.key for unit in viewer.units] == [False]


@both_codecs
def test_markers_on_every_slice_are_seen_through(codec: CodecUnits) -> None:
    viewer = Viewer(codec)
    for number in range(6):
        for part in range(3):
            viewer.send(codec.slice(key=number % 3 == 0, first=part == 0), timestamp=number * FRAME, marker=True)
    after_first = [unit for unit in viewer.units if unit.media_time_s > 0]
    pictures_only = [[part for part in units_of(unit.data) if part not in codec.parameter_sets] for unit in after_first]
    assert [len(parts) for parts in pictures_only] == [3, 3, 3, 3]
    assert not after_first[-1].damaged


@both_codecs
def test_a_picture_without_end_does_not_fill_the_memory(codec: CodecUnits) -> None:
    viewer = Viewer(codec)
    big = codec.slice(key=True, body=b"\x33" * 60_000)
    for _ in range(LONGEST_ACCESS_UNIT // 60_000 * 2):
        viewer.send(big)
    viewer.send(codec.slice(), timestamp=FRAME, marker=True)
    assert all(len(unit.data) <= LONGEST_ACCESS_UNIT for unit in viewer.units)
    assert all(unit.damaged for unit in viewer.units)


@both_codecs
@pytest.mark.parametrize("cut", [1, 2, 5])
def test_a_cut_aggregate_is_damage(codec: CodecUnits, cut: int) -> None:
    viewer = Viewer(codec)
    whole = codec.aggregate([*codec.parameter_sets, codec.slice(key=True)])
    viewer.send(whole[:-cut], marker=True)
    viewer.send_picture(codec.slice(), timestamp=FRAME)
    assert [unit.damaged for unit in viewer.units] == [True]


def test_stap_b_and_fu_b_are_read_without_their_order_numbers() -> None:
    viewer = Viewer(H264)
    slice_, other = H264.slice(key=True), H264.slice(key=True, first=False, body=b"\x44" * 50)
    viewer.send(b"\x79\x00\x05" + H264.aggregate([slice_])[1:])
    pieces = H264.fragments(other, 20)
    viewer.send(bytes((pieces[0][0] + 1, pieces[0][1])) + b"\x00\x06" + pieces[0][2:])
    for piece in pieces[1:]:
        viewer.send(piece, marker=piece is pieces[-1])
    assert units_of(viewer.units[0].data)[2:] == [slice_, other]


@both_codecs
def test_capture_time_follows_the_senders_clock(codec: CodecUnits) -> None:
    viewer = Viewer(codec)
    viewer.send_picture(codec.slice(key=True), timestamp=0xFFFFFF00)
    viewer.assembler.follow_sender_clock(0xFFFFFF00, 1_700_000_000.0)
    viewer.send_picture(codec.slice(), timestamp=0xFFFFFF00 + 90_000)
    viewer.assembler.forget_sender_clock()
    viewer.send_picture(codec.slice(), timestamp=0xFFFFFF00 + 180_000)
    assert [unit.captured_s for unit in viewer.units] == [None, 1_700_000_001.0, None]


@both_codecs
def test_a_jump_of_the_clock_moves_the_media_time_and_nothing_else(codec: CodecUnits) -> None:
    viewer = Viewer(codec)
    for number, timestamp in enumerate((0, FRAME, 1_000_000_000, 1_000_000_000 + FRAME, 500)):
        viewer.send_picture(codec.slice(key=number == 0), timestamp=timestamp)
    assert [unit.damaged for unit in viewer.units] == [False] * 5
