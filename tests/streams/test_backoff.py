import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.backoff import HEALTHY_UPTIME_S, JITTER, Backoff


def delays_s(count: int) -> list[float]:
    backoff = Backoff(lambda: 0.0)
    return [backoff.failed() for _ in range(count)]


def test_the_steps():
    assert delays_s(25) == pytest.approx([1] * 5 + [5] * 5 + [10] * 10 + [60] * 5)


@given(st.floats(0, 1))
def test_jitter_makes_it_sooner_by_a_fifth_at_most(random_unit: float):
    assert 1 - JITTER <= Backoff(lambda: random_unit).failed() <= 1


def test_a_healthy_time_starts_again_from_the_beginning():
    backoff = Backoff(lambda: 0.0)
    for _ in range(12):
        backoff.failed()
    assert backoff.failed(uptime_s=HEALTHY_UPTIME_S) == pytest.approx(1)
    assert backoff.attempt == 1


def test_a_short_life_is_no_health():
    backoff = Backoff(lambda: 0.0)
    for _ in range(5):
        backoff.failed()
    assert backoff.failed(uptime_s=HEALTHY_UPTIME_S / 2) == pytest.approx(5)
