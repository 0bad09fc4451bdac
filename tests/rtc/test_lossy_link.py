"""The line of these tests does to packets what it says."""

import socket
import threading
from contextlib import closing

import pytest

from tests.rtc.lossy_link import CLEAR, CUT, Impairment, LossyLink, Wire


@pytest.mark.parametrize(
    ("impairment", "fewest", "most"),
    [(CLEAR, 1000, 1000), (CUT, 0, 0), (Impairment(loss=0.05), 930, 970), (Impairment(duplicated=0.1), 1070, 1130)],
    ids=["clear", "cut", "loss", "duplicated"],
)
def test_so_many_of_a_thousand_arrive(impairment: Impairment, fewest: int, most: int) -> None:
    wire = Wire(seed=1)
    wire.impairment = impairment

    arrivals = [arrival for number in range(1000) for arrival in wire.arrivals(1200, number * 0.01)]

    assert fewest <= len(arrivals) <= most


def test_each_waits_for_itself() -> None:
    wire = Wire(seed=1)
    wire.impairment = Impairment(delay_s=0.05, jitter_s=0.02)

    waits_s = [arrival for _ in range(1000) for arrival in wire.arrivals(1200, 0.0)]

    assert 0.03 <= min(waits_s) < 0.032
    assert 0.068 < max(waits_s) <= 0.07
    assert waits_s != sorted(waits_s)


def test_a_bottleneck_lets_its_rate_through_and_keeps_no_more_than_its_queue() -> None:
    wire = Wire(seed=1)
    wire.impairment = Impairment(bits_per_s=800_000)

    # Twice as much as fits: 100 kB/s, and 20 kB of queue.
    arrivals = [arrival for number in range(200) for arrival in wire.arrivals(1000, number * 0.005)]

    assert len(arrivals) == pytest.approx(100 + 20, abs=2)
    assert max(arrivals) <= 1.0 + 0.2


def test_packets_pass_between_the_descriptors_both_ways() -> None:
    ours_a, theirs_a = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    ours_b, theirs_b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    for one in (theirs_a, theirs_b):
        one.setblocking(False)
    with closing(LossyLink(seed=1)) as link, ours_a, ours_b:
        link.join(theirs_a.detach(), theirs_b.detach())
        ours_a.settimeout(30)
        ours_b.settimeout(30)
        ours_a.send(b"there")
        assert ours_b.recv(100) == b"there"
        ours_b.send(b"and back")
        assert ours_a.recv(100) == b"and back"
        link.up.impairment = CUT
        ours_a.send(b"lost")
        ours_b.send(b"but this way is open")
        assert ours_a.recv(100) == b"but this way is open"
        assert link.up.lost == 1
    assert "lossy-link" not in [thread.name for thread in threading.enumerate()]
