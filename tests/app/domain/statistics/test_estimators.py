from fractions import Fraction
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.statistics.estimators import nearest_rank, wilson

# The worked examples of the article "Percentile" of the English Wikipedia, nearest-rank method.
FIVE = (15, 20, 35, 40, 50)
TEN = (3, 6, 7, 8, 8, 10, 13, 15, 16, 20)
ELEVEN = (3, 6, 7, 8, 8, 9, 10, 13, 15, 16, 20)


@pytest.mark.parametrize(
    ("values", "percent", "value"),
    [
        *((FIVE, percent, value) for percent, value in ((5, 15), (30, 20), (40, 20), (50, 35), (100, 50))),
        *((TEN, percent, value) for percent, value in ((25, 7), (50, 8), (75, 15), (100, 20))),
        *((ELEVEN, percent, value) for percent, value in ((25, 7), (50, 9), (75, 15), (100, 20))),
    ],
)
def test_the_nearest_rank_of_published_examples(values, percent, value):
    assert nearest_rank(values, percent) == value
    assert nearest_rank(reversed(values), percent) == value


def test_the_rank_is_counted_in_whole_numbers():
    """0.07 × 100 is above 7 in floating point, and the eighth value would be given."""
    assert nearest_rank(range(1, 101), 7) == 7


def test_what_was_never_reached_ranks_last_and_is_no_number():
    assert nearest_rank([None, 60, 120, 180], 75) == 180
    assert nearest_rank([None, 60, 120, 180], 76) is None
    assert nearest_rank([None], 50) is None
    assert nearest_rank([], 50) is None


@pytest.mark.parametrize("percent", [0, -1, 101])
def test_there_is_no_rank_outside_one_to_a_hundred(percent):
    with pytest.raises(ValueError, match="no rank"):
        nearest_rank([1], percent)


@settings(max_examples=100)
@given(st.lists(st.none() | st.integers(0, 10**6), min_size=1, max_size=60), st.integers(1, 100))
def test_the_nearest_rank_is_the_smallest_value_that_reaches_the_share(values, percent):
    numbers = [inf if value is None else value for value in values]
    reached = [
        one for one in numbers if Fraction(sum(other <= one for other in numbers), len(numbers)) * 100 >= percent
    ]
    expected = min(reached)
    assert nearest_rank(values, percent) == (None if expected == inf else expected)


# R. G. Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3 (score without continuity correction).
@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_of_published_examples(successes, n, low, high):
    assert wilson(successes, n) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    mirrored = wilson(n - successes, n)
    assert mirrored == (pytest.approx(1 - high, abs=5e-5), pytest.approx(1 - low, abs=5e-5))


def test_the_ends_of_the_interval_are_exact():
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 1)[0] == wilson(0, 7)[0] == 0.0
    assert wilson(1, 1)[1] == wilson(7, 7)[1] == 1.0
    assert wilson(1, 1)[0] == pytest.approx(1 / (1 + 1.959964**2))


@pytest.mark.parametrize(("successes", "n"), [(-1, 5), (6, 5), (0, -1)])
def test_impossible_counts_are_refused(successes, n):
    with pytest.raises(ValueError, match="successes"):
        wilson(successes, n)


@settings(max_examples=100)
@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_solves_the_score_equation(counts):
    successes, n = counts
    share = successes / n
    low, high = wilson(successes, n)
    assert 0 <= low <= share <= high <= 1
    for bound in (low, high):
        if 0 < bound < 1:  # |share − p| = z·√(p(1−p)/n) is what defines the interval
            assert (share - bound) ** 2 == pytest.approx(1.959964**2 * bound * (1 - bound) / n, rel=1e-6, abs=1e-12)
