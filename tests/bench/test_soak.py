"""What the soak calls growth, and what it lets pass."""

from collections.abc import Callable
from typing import Any

from tests.bench.growth import Sample
from tests.bench.soak import judge

KICKS = 100


Of = Callable[[int], int]


def samples(**changing: Of) -> list[Sample]:
    """One a second; what is not named in `changing` (second → value) stays level."""
    level = {"rss_bytes": 200_000_000, "threads": 8, "files": 36}
    return [Sample(**(level | {name: value(second) for name, value in changing.items()})) for second in range(KICKS)]


def line(*, reconnects: int = KICKS, state: str = "live") -> dict[str, Any]:
    return {"time": 0.0, "tiles": [{"state": "live", "reconnects": reconnects}, {"state": state, "reconnects": 0}]}


def failures(taken: list[Sample], last_line: dict[str, Any]) -> tuple[str, ...]:
    return judge(taken, kicks=KICKS, last_line=last_line, minutes=2).failures


def test_level_figures_pass() -> None:
    assert failures(samples(files=lambda second: 36 + second % 2), line()) == ()


def test_growth_during_warm_up_passes() -> None:
    assert failures(samples(rss_bytes=lambda second: 200_000_000 - max(0, 20 - second) * 1_000_000), line()) == ()


def test_a_steady_leak_of_memory_fails() -> None:
    assert "memory" in failures(samples(rss_bytes=lambda second: 200_000_000 + second * 400_000), line())[0]


def test_one_more_thread_fails() -> None:
    assert "threads" in failures(samples(threads=lambda second: 8 + (second > 60)), line())[0]


def test_a_descriptor_lost_now_and_then_fails() -> None:
    assert "file descriptors" in failures(samples(files=lambda second: 36 + second // 20), line())[0]


def test_disconnections_without_reconnections_fail() -> None:
    assert "reconnections" in failures(samples(), line(reconnects=50))[0]


def test_a_tile_that_stays_away_fails() -> None:
    assert "2 (offline)" in failures(samples(), line(state="offline"))[0]
