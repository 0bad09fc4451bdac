"""VP8 payloads as RFC 7741 shows them, and as strangers and bad networks send them."""

from hypothesis import example, given
from hypothesis import strategies as st

from streams.access_unit import AccessUnit
from streams.webrtc.participant.vp8 import LONGEST_PAYLOAD, Vp8Assembler, packetized, payload_start

KEY, INTER = b"\x10\x02\x00\x9d\x01\x2a", b"\x11\x02\x00"  # the beginning of a frame, RFC 6386, 9.1


class Receiver:
    def __init__(self) -> None:
        self.pictures: list[AccessUnit] = []
        self.assembler = Vp8Assembler(self.pictures.append, clock_rate=90_000)

    def take(self, payload: bytes, timestamp: int, *, marker: bool = False) -> None:
        self.assembler.packet(memoryview(payload), 0, len(payload), timestamp, marker, 5.0)

    def frame(self, data: bytes, timestamp: int, picture_id: int = 0, lost: int | None = None) -> None:
        payloads = packetized(data, picture_id)
        for index, payload in enumerate(payloads):
            if index == lost:
                self.assembler.gap()
            else:
                self.take(payload, timestamp, marker=index == len(payloads) - 1)

    @property
    def whole(self) -> list[bytes]:
        return [picture.data for picture in self.pictures if not picture.damaged]


# -- the examples of RFC 7741, 4.5


def test_a_key_frame_in_one_packet() -> None:
    receiver = Receiver()
    receiver.take(b"\x90\x80\x11" + KEY, 3000, marker=True)
    (picture,) = receiver.pictures
    assert picture == AccessUnit(data=KEY, key=True, media_time_s=0.0, received_s=5.0)


def test_an_interframe_without_picture_id() -> None:
    receiver = Receiver()
    receiver.take(b"\x10" + KEY, 0, marker=True)
    receiver.take(b"\x10" + INTER, 3000, marker=True)
    assert [(picture.data, picture.key) for picture in receiver.pictures] == [(KEY, True), (INTER, False)]
    assert receiver.pictures[1].media_time_s == 3000 / 90_000


def test_partitions_in_packets_of_their_own() -> None:
    receiver = Receiver()
    receiver.take(b"\x90\x80\x11" + KEY, 0)
    receiver.take(b"\x91\x80\x11second", 0, marker=True)
    assert receiver.whole == [KEY + b"second"]


def test_a_frame_in_fragments() -> None:
    receiver = Receiver()
    for number, head in enumerate((b"\x90", b"\x80", b"\x91", b"\x81")):
        receiver.take(head + b"\x80\x11" + (KEY if number == 0 else b"%d" % number), 0, marker=number == 3)
    assert receiver.whole == [KEY + b"123"]


def test_a_long_picture_id_and_every_other_extension() -> None:
    receiver = Receiver()
    receiver.take(b"\x90\x80\x92\x67" + KEY, 0, marker=True)
    receiver.take(b"\x90\xf0\x92\x68\x07\x41" + INTER, 3000, marker=True)
    receiver.take(b"\x90\x10\x41" + INTER, 6000, marker=True)
    assert receiver.whole == [KEY, INTER, INTER]


# -- what is lost


def test_until_the_next_key_frame_pictures_are_damaged_after_a_loss() -> None:
    receiver = Receiver()
    receiver.frame(KEY + bytes(4000), 0)
    receiver.frame(INTER + bytes(3000), 3000, lost=1)
    receiver.frame(INTER + bytes(3000), 6000)
    receiver.frame(KEY + bytes(3000), 9000)
    receiver.frame(INTER, 12000)
    assert [(picture.key, picture.damaged) for picture in receiver.pictures] == [
        (True, False),
        (False, True),
        (False, True),
        (True, False),
        (False, False),
    ]


def test_a_lost_end_and_a_lost_beginning_are_noticed() -> None:
    receiver = Receiver()
    receiver.frame(KEY + bytes(3000), 0, lost=2)
    receiver.frame(KEY + bytes(3000), 3000, lost=0)
    receiver.frame(INTER, 6000)
    assert receiver.whole == []
    receiver.frame(KEY, 9000)
    assert receiver.whole == [KEY]


def test_a_lost_picture_between_two_is_noticed() -> None:
    receiver = Receiver()
    receiver.frame(KEY, 0)
    receiver.assembler.gap()
    receiver.frame(INTER, 6000)
    assert receiver.whole == [KEY]


# -- anything


@given(st.lists(st.binary(min_size=1, max_size=5000), min_size=1, max_size=5))
@example([bytes(LONGEST_PAYLOAD)])
@example([bytes(LONGEST_PAYLOAD + 1)])
def test_frames_come_out_as_they_went_in(frames: list[bytes]) -> None:
    receiver = Receiver()
    for number, data in enumerate(frames):
        receiver.frame(data, number * 3000, picture_id=number * 20_000 & 0x7FFF)
    assert [picture.data for picture in receiver.pictures] == frames
    assert all(len(payload) <= LONGEST_PAYLOAD + 4 for data in frames for payload in packetized(data, 0x7FFF))


@given(st.lists(st.tuples(st.binary(max_size=12), st.integers(0, 3), st.booleans(), st.booleans()), max_size=30))
def test_nothing_that_arrives_raises_or_stays(packets: list[tuple[bytes, int, bool, bool]]) -> None:
    receiver = Receiver()
    for payload, timestamp, marker, gap in packets:
        if gap:
            receiver.assembler.gap()
        receiver.take(payload, timestamp, marker=marker)
    receiver.frame(KEY, 9000)
    assert receiver.pictures[-1].data.endswith(KEY)
    receiver.frame(KEY, 12000)
    assert receiver.whole[-1] == KEY


@given(st.binary(max_size=8))
def test_a_payload_begins_within_its_packet(payload: bytes) -> None:
    start = payload_start(payload, 0, len(payload))
    assert start == -1 or 0 < start < len(payload)
