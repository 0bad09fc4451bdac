import dataclasses
import math

from tests.bench import table
from tests.bench.loop.segments import SEGMENTS, Moments, single_rows, together_rows

GOOD = Moments(reported=100.0, pushed=100.1, painted=100.5, video=103.8, rung=100.2, accepted=100.3, conference=106.3)


def test_each_segment_is_counted_from_its_own_beginning() -> None:
    found = [round(segment.of(GOOD), 3) for segment in SEGMENTS]
    assert found == [0.1, 0.5, 3.8, 0.2, 6.0]


def test_what_is_within_both_bounds_passes() -> None:
    rows = single_rows([GOOD] * 3)
    assert [row.verdict for row in rows] == [table.PASS] * len(SEGMENTS)
    assert rows[0].measured == "0.10 / 0.10 s"
    assert rows[0].target == "≤ 0.3 / 0.8 s"


def test_one_that_never_came_misses_the_95th_percentile_and_is_said() -> None:
    never = dataclasses.replace(GOOD, video=math.inf)
    video = single_rows([GOOD, GOOD, never])[2]
    assert video.verdict == table.MISS
    assert video.measured == "3.80 / never s"


def test_a_slow_median_misses_though_the_95th_percentile_is_good() -> None:
    slow = dataclasses.replace(GOOD, pushed=100.5)
    assert single_rows([slow] * 3)[0].verdict == table.MISS


def test_a_conference_that_nobody_accepted_never_came() -> None:
    nobody = dataclasses.replace(GOOD, accepted=math.inf)
    assert single_rows([nobody])[4].measured == "never / never s"


def test_several_at_once_are_held_to_twice_what_one_alone_takes() -> None:
    slower = dataclasses.replace(GOOD, pushed=100.25)
    rows = together_rows([slower], at_once=5, single=[GOOD])
    assert [row.verdict for row in rows] == [table.MISS, *[table.PASS] * 4]
    assert rows[0].ratio == "2.5 / 2.5"


def test_without_one_alone_several_are_held_to_twice_the_bound() -> None:
    slower = dataclasses.replace(GOOD, pushed=100.55)
    assert together_rows([slower], at_once=5, single=[])[0].verdict == table.PASS
