"""What a client gets while the loop it watches is still being made."""

from itertools import pairwise

from streams.access_unit import Codec
from streams.simulator.clip import Clip, ClipEncoder, ClipSpec
from streams.simulator.payload import packets
from streams.simulator.player import Player

SPEC = ClipSpec(
    name="cam01", title="cam01", codec=Codec.H264, width=320, height=180, loop_pictures=50, pictures=50, phase=0
)


class Collector:
    """Takes everything, keeps (time stamp, whether a parameter set) of each picture's first packet."""

    channel = 0

    def __init__(self) -> None:
        self.pictures: list[tuple[int, bool]] = []

    def congested(self) -> bool:
        return False

    def drained(self) -> bool:
        return True

    def send(self, packed: bytearray) -> None:
        start, _ = next(packets(packed))
        self.pictures.append((int.from_bytes(packed[start + 8 : start + 12]), packed[start + 16] & 0x1F == 7))

    def send_report(self, report: bytes) -> None:
        """Not looked at."""


def test_goes_on_with_a_burst_as_soon_as_the_present_is_made() -> None:
    clip, outlet = Clip(SPEC), Collector()
    encoder = ClipEncoder(clip, 0)
    player = Player(outlet, {}, phase_ms=0)
    for _ in range(8):
        encoder.make()
    player.play(clip, 5, 1005, at_once=True)
    for number in range(1006, 1013):  # the last five are not made yet
        player.picture(clip, number - 1000, number)
    assert len(outlet.pictures) == 8
    while not encoder.done:
        encoder.make()
    player.picture(clip, 13, 1013)
    player.picture(clip, 14, 1014)
    again = outlet.pictures[8:]
    assert len(again) == 14 + 1
    assert [key for _, key in again] == [True] + [False] * 14
    stamps = [stamp for stamp, _ in outlet.pictures]
    assert all(0 < (after - before) % 2**32 < 2**31 for before, after in pairwise(stamps))
    assert again[-1][0] == player.timestamp(1014)


def test_waits_for_the_next_key_picture_where_it_was_told_to() -> None:
    clip, outlet = Clip(SPEC), Collector()
    encoder = ClipEncoder(clip, 0)
    while not encoder.done:
        encoder.make()
    player = Player(outlet, {}, phase_ms=0)
    player.play(clip, 20, 1020, at_once=False)
    for number in range(1021, 1030):
        player.picture(clip, number - 1000, number)
    assert [key for _, key in outlet.pictures] == [True, False, False, False, False]
    assert outlet.pictures[0][0] == player.timestamp(1025)
