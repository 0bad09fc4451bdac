"""The verdicts of the table: pass, miss, and void where the work was not done."""

from tests.bench import findings
from tests.bench.processor_load import Measured
from tests.bench.table import MISS, PASS, VOID
from tests.bench.viewers import GSTREAMER, WALL


def measured(cores: float, rate: float = 25.0) -> Measured:
    return Measured(cores, 200_000_000, 0.01, rate, rate, rate, rate, [1.0, 2.0])


def verdict(ours: list[Measured], theirs: list[Measured]) -> tuple[str, str]:
    rows = findings.processor_rows(36, {WALL: ours, GSTREAMER: theirs})
    row = next(row for row in rows if row.what == f"36 tiles: CPU beside {GSTREAMER}")
    return row.verdict, row.ratio


def test_the_median_of_the_rounds_ratios_decides() -> None:
    ours = [measured(0.6), measured(1.2), measured(0.9)]  # the second round was disturbed, for both
    theirs = [measured(0.8), measured(1.7), measured(0.8)]
    assert verdict(ours, theirs) == (PASS, "0.75")


def test_more_than_the_bound_is_missed() -> None:
    assert verdict([measured(0.62)], [measured(0.8)])[0] == MISS


def test_a_wall_that_fell_behind_does_not_win() -> None:
    assert verdict([measured(0.2, rate=0.7)], [measured(0.8)])[0] == VOID


def test_a_peer_that_fell_behind_is_no_yardstick() -> None:
    assert verdict([measured(0.5)], [measured(0.8, rate=12.0)])[0] == VOID
