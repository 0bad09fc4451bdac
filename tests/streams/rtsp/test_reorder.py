"""UDP packets put back into order, within a bound of time and of memory."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from streams.rtsp.reorder import MOST_WAITING, ReorderBuffer
from streams.rtsp.statistics import RtspStatistics
from tests.streams.rtsp.nal_units import rtp


class Ordered:
    def __init__(self) -> None:
        self.sequences: list[int] = []
        self.statistics = RtspStatistics()
        self.arrived = asyncio.Event()
        self.buffer = ReorderBuffer(self._take, payload_type=96, statistics=self.statistics)

    def push(self, *sequences: int) -> None:
        for sequence in sequences:
            self.buffer.push(memoryview(rtp(b"\x41\x9a", sequence=sequence)), asyncio.get_running_loop().time())

    def _take(self, data: memoryview, start: int, stop: int, now: float) -> None:
        self.sequences.append(data[start + 2] << 8 | data[start + 3])
        self.arrived.set()


async def test_packets_in_order_pass_at_once() -> None:
    ordered = Ordered()
    ordered.push(65534, 65535, 0, 1)
    assert ordered.sequences == [65534, 65535, 0, 1]
    assert ordered.statistics.reordered == 0


async def test_swapped_packets_are_put_right_across_the_wrap() -> None:
    ordered = Ordered()
    ordered.push(65534, 0, 65535, 2, 1, 3)
    assert ordered.sequences == [65534, 65535, 0, 1, 2, 3]
    assert ordered.statistics.reordered == 2
    ordered.buffer.close()


async def test_a_gap_is_given_up_after_the_wait() -> None:
    ordered = Ordered()
    ordered.push(1)
    ordered.arrived.clear()
    ordered.push(3, 4)
    assert ordered.sequences == [1]
    await ordered.arrived.wait()
    assert ordered.sequences == [1, 3, 4]


async def test_a_gap_is_given_up_when_too_much_waits_behind_it() -> None:
    ordered = Ordered()
    ordered.push(1, *range(3, 3 + MOST_WAITING + 1))
    assert ordered.sequences == [1, *range(3, 3 + MOST_WAITING + 1)]
    ordered.buffer.close()


async def test_what_comes_after_it_was_given_up_is_late() -> None:
    ordered = Ordered()
    ordered.push(1)
    ordered.arrived.clear()
    ordered.push(3)
    await ordered.arrived.wait()
    ordered.push(2, 4)
    assert ordered.sequences == [1, 3, 4]
    assert ordered.statistics.late == 1


async def test_a_restart_of_the_source_does_not_wait() -> None:
    ordered = Ordered()
    ordered.push(1, 3, 30_000, 30_001)
    assert ordered.sequences == [1, 3, 30_000, 30_001]
    ordered.buffer.close()


@given(swaps=st.lists(st.integers(0, 98), max_size=30))
def test_every_packet_comes_once_and_in_order_when_none_is_lost(swaps: list[int]) -> None:
    async def scenario() -> None:
        sent = list(range(100))
        for place in swaps:
            sent[place], sent[place + 1] = sent[place + 1], sent[place]
        ordered = Ordered()
        first = sent[0]
        ordered.push(*sent)
        ordered.buffer.close()
        assert ordered.sequences == list(range(first, 100))

    asyncio.run(scenario())
