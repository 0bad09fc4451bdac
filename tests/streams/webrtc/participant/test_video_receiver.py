"""A video slot behind networks that lose, swap, double and delay, on a simulated clock."""

import heapq
import itertools
import random
import struct
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.access_unit import AccessUnit, Codec, VideoFormat
from streams.decode.picture_decoder import PictureDecoder
from streams.webrtc.participant.video_receiver import LONGEST_WAIT_S, VideoReceiver
from streams.webrtc.participant.vp8 import packetized

SOURCE, RTX_SOURCE, VP8, RTX = 1111, 2222, 96, 97
ROUND_TRIP_S = 0.04
FRAME_S = 1 / 30

Network = Callable[[int], list[float]]  # of the number of a transmission to the delays of its copies; none: lost


class Sender:
    """Thirty pictures a second of three packets each, a key frame first and whenever one is asked for; packets are sent
    again when asked for."""

    def __init__(self, network: Network, *, first_sequence: int = 65_500, packets: int = 3) -> None:
        self.frames: list[tuple[bytes, bool]] = []
        self.emitted: list[AccessUnit] = []
        self.now = 100.0
        self._network = network
        self._packets = packets
        self._sequence = first_sequence
        self._history: dict[int, bytes] = {}
        self._needs_key = True
        self._transmissions = itertools.count()
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self.receiver = VideoReceiver(
            SOURCE,
            payloads={VP8: Codec.VP8},
            rtx={RTX: VP8},
            on_picture=lambda _, picture: self.emitted.append(picture),
            send_nack=self._nacked,
            request_key_frame=lambda: self._after(ROUND_TRIP_S / 2, self._key_frame_asked),
        )
        self.receiver.begin(self.now)

    def run(self, frames: int, *, after_s: float = 1.0) -> None:
        begin = self.now
        for number in range(frames):
            self._at(begin + number * FRAME_S, self._send_frame)
        end = begin + frames * FRAME_S + after_s
        for tick in range(int((end - begin) / 0.02)):
            self._at(begin + tick * 0.02, lambda: self.receiver.tick(self.now))
        while self._events:
            self.now, _, action = heapq.heappop(self._events)
            action()

    def _send_frame(self) -> None:
        key, self._needs_key = self._needs_key, False
        number = len(self.frames)
        data = bytes((0x10 if key else 0x11,)) + struct.pack("!I", number) + bytes(1160 * (self._packets - 1))
        self.frames.append((data, key))
        payloads = packetized(data, number & 0x7FFF)
        for payload in payloads:
            marker = 0x80 if payload is payloads[-1] else 0
            packet = struct.pack("!BBHII", 0x80, VP8 | marker, self._sequence, number * 3000, SOURCE) + payload
            self._history[self._sequence] = packet
            self._transmit(lambda packet=packet: self.receiver.receive(bytearray(packet), self.now))
            self._sequence = (self._sequence + 1) & 0xFFFF

    def _transmit(self, arrive: Callable[[], None]) -> None:
        for delay_s in self._network(next(self._transmissions)):
            self._after(delay_s, arrive)

    def _nacked(self, sequences: list[int]) -> None:
        for sequence in sequences:
            self._after(ROUND_TRIP_S / 2, lambda sequence=sequence: self._repeat(sequence))

    def _repeat(self, sequence: int) -> None:
        packet = self._history.get(sequence)
        if packet is None:
            return
        again = packet[:1] + bytes((packet[1] & 0x80 | RTX,)) + b"\0\0" + packet[4:8] + struct.pack("!I", RTX_SOURCE)
        again += packet[2:4] + packet[12:]
        self._transmit(lambda: self.receiver.receive_retransmission(bytearray(again), self.now))

    def _key_frame_asked(self) -> None:
        self._needs_key = True

    def _at(self, at_s: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._events, (at_s, next(self._order), action))

    def _after(self, delay_s: float, action: Callable[[], None]) -> None:
        self._at(self.now + delay_s, action)

    def shown(self) -> list[int]:
        """Numbers of the pictures that came out; fails for one that was never sent or that refers to a missing one."""
        numbers: list[int] = []
        for picture in self.emitted:
            (number,) = struct.unpack_from("!I", picture.data, 1)
            assert self.frames[number] == (picture.data, picture.key)
            assert picture.key or (numbers and numbers[-1] == number - 1), f"{number} after {numbers[-1:]}"
            numbers.append(number)
        return numbers


def longest_freeze_s(sender: Sender) -> float:
    times = [picture.received_s for picture in sender.emitted]
    return max(later - earlier for earlier, later in itertools.pairwise(times))


def test_in_order_every_picture_comes_at_once_across_the_wrap() -> None:
    sender = Sender(lambda _: [0.02])
    sender.run(60)
    assert sender.shown() == [*range(60)]
    assert all(abs(picture.received_s - 100.02 - n * FRAME_S) < 1e-6 for n, picture in enumerate(sender.emitted))
    assert sender.receiver.counters.nacks == 0
    assert sender.receiver.counters.key_frame_requests == 0


def test_five_lost_of_a_hundred_and_fifty_milliseconds_of_jitter_never_freeze_for_half_a_second() -> None:
    chance = random.Random(3)
    sender = Sender(lambda _: [] if chance.random() < 0.05 else [0.02 + chance.uniform(0, 0.05)])
    sender.run(900)
    assert len(sender.shown()) > 890
    assert longest_freeze_s(sender) < 0.5
    assert sender.receiver.counters.recovered > 50


def test_what_is_lost_for_good_costs_one_key_frame() -> None:
    burst = range(150, 160)
    sender = Sender(lambda number: [] if number in burst else [0.02])
    sender._repeat = lambda sequence: None  # type: ignore[method-assign] # nothing is sent again
    sender.run(120)
    shown = sender.shown()
    assert shown[-1] == 119
    assert sum(picture.key for picture in sender.emitted) == 2
    assert longest_freeze_s(sender) < LONGEST_WAIT_S + 0.2
    assert sender.receiver.counters.lost == len(burst)


def test_swapped_packets_are_not_asked_for_once_the_network_is_known_to_swap() -> None:
    sender = Sender(lambda number: [0.02 + (0.02 if number % 7 == 0 else 0.0)])
    sender.run(300)
    assert sender.shown() == [*range(300)]
    assert sender.receiver.counters.nacks < 10


def test_doubled_packets_are_shown_once() -> None:
    sender = Sender(lambda _: [0.02, 0.025])
    sender.run(60)
    assert sender.shown() == [*range(60)]


def test_a_camera_shared_into_the_room_comes_as_h264(pictures: list[AccessUnit]) -> None:
    shown: list[tuple[Codec, AccessUnit]] = []
    receiver = VideoReceiver(
        SOURCE,
        payloads={VP8: Codec.VP8, 102: Codec.H264},
        rtx={},
        on_picture=lambda codec, picture: shown.append((codec, picture)),
        send_nack=lambda _: None,
        request_key_frame=lambda: None,
    )
    sequence = itertools.count(1)
    for number, picture in enumerate(pictures):
        units = picture.data.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")[1:]
        for unit in units:
            marker = 0x80 if unit is units[-1] else 0
            header = struct.pack("!BBHII", 0x80, 102 | marker, next(sequence), number * 3600, SOURCE)
            receiver.receive(bytearray(header + unit), 100.0 + number / 25)
    assert [(codec, picture.key) for codec, picture in shown] == [(Codec.H264, picture.key) for picture in pictures]
    decoder = PictureDecoder.for_format(VideoFormat(Codec.H264))
    decoded = [decoder.decode(picture) for _, picture in shown]
    assert [frame is not None and round(frame.to_ndarray()[5, 5]) for frame in decoded] == [
        pytest.approx(40 + 2 * number, abs=2) for number in range(len(pictures))
    ]


def test_a_sender_that_starts_anew_is_followed() -> None:
    sender = Sender(lambda _: [0.02])
    sender.run(10, after_s=0.1)
    sender._sequence = 20_000
    sender.run(60, after_s=0.1)
    assert sender.shown()[-1] == 69
    assert sender.receiver.counters.key_frame_requests >= 1


def test_garbage_is_no_picture() -> None:
    sender = Sender(lambda _: [0.0])
    for packet in (b"\x80", b"\xff" * 12, bytes(12), b"\x90" + bytes(11), b"\xb0\x60" + bytes(12) + b"\xff\xff\xff"):
        if len(packet) >= 12:
            sender.receiver.receive(bytearray(packet), 1.0)
            sender.receiver.receive_retransmission(bytearray(packet), 1.0)
    assert sender.emitted == []


@settings(max_examples=30)
@given(
    seed=st.integers(0, 2**32),
    loss=st.sampled_from([0.0, 0.02, 0.1, 0.3]),
    jitter_s=st.sampled_from([0.0, 0.01, 0.1]),
    doubled=st.sampled_from([0.0, 0.2]),
    first_sequence=st.integers(0, 65_535),
)
def test_whatever_the_network_does_only_whole_pictures_come_in_order(
    seed: int, loss: float, jitter_s: float, doubled: float, first_sequence: int
) -> None:
    chance = random.Random(seed)

    def network(_: int) -> list[float]:
        copies = 1 + (chance.random() < doubled)
        return [0.01 + chance.uniform(0, jitter_s) for _ in range(copies) if chance.random() >= loss]

    sender = Sender(network, first_sequence=first_sequence)
    sender.run(90)
    shown = sender.shown()
    assert shown, "no picture at all"
    if not loss and not jitter_s:
        assert shown == [*range(90)]


@pytest.mark.parametrize("packets", [1, 40])
def test_pictures_of_one_packet_and_of_forty(packets: int) -> None:
    chance = random.Random(1)
    sender = Sender(lambda _: [] if chance.random() < 0.02 else [0.02], packets=packets)
    sender.run(200)
    assert len(sender.shown()) > 195


def test_one_packet_of_long_ago_changes_nothing() -> None:
    sender = Sender(lambda number: [0.02, 3.0] if number == 50 else [0.02])
    sender.run(150)
    assert sender.shown() == [*range(150)]
    assert sender.receiver.counters.nacks == 0
