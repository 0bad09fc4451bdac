import dataclasses
import math

from tests.bench import table
from tests.bench.loop.segments import SEGMENTS, Moments, single_rows, together_rows, witness_row

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


def test_several_at_once_may_take_twice_what_one_alone_takes() -> None:
    alone = dataclasses.replace(GOOD, video=104.6)
    rows = together_rows([dataclasses.replace(GOOD, video=109.0)], at_once=5, single=[alone])
    assert rows[2].verdict == table.PASS
    assert rows[2].ratio == "2.0 / 2.0"
    rows = together_rows([dataclasses.replace(GOOD, video=109.3)], at_once=5, single=[alone])
    assert [row.verdict for row in rows] == [table.PASS, table.PASS, table.MISS, table.PASS, table.PASS]


def test_several_at_once_may_take_as_long_as_one_alone_may_and_the_ratio_is_told() -> None:
    row = together_rows([dataclasses.replace(GOOD, pushed=100.29)], at_once=5, single=[GOOD])[0]
    assert (row.verdict, row.ratio, row.target) == (table.PASS, "2.9 / 2.9", "≤ 0.3 / 0.8 s")
    row = together_rows([dataclasses.replace(GOOD, pushed=100.31)], at_once=5, single=[GOOD])[0]
    assert row.verdict == table.MISS


def test_without_one_alone_several_are_held_to_its_bounds() -> None:
    row = together_rows([GOOD], at_once=5, single=[])[0]
    assert (row.verdict, row.ratio, row.target) == (table.PASS, "– / –", "≤ 0.3 / 0.8 s")


def test_one_of_several_that_never_came_misses() -> None:
    row = together_rows([GOOD, dataclasses.replace(GOOD, pushed=math.inf)], at_once=5, single=[GOOD])[0]
    assert (row.verdict, row.ratio) == (table.MISS, "1.0 / –")


def test_the_walls_own_word_stands_beside_the_pixels_without_a_verdict() -> None:
    row = witness_row([dataclasses.replace(GOOD, told=100.62)])
    assert (row.measured, row.verdict) == ("0.12 / 0.12 s", table.INFORMATION)
