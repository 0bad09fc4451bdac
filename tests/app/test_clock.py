"""The system's clocks, as the rest of the code relies on them."""

from datetime import timedelta

from app.clock import SystemClock


def test_the_time_of_day_is_aware_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_the_monotonic_clock_never_goes_back() -> None:
    clock = SystemClock()
    readings = [clock.monotonic_s() for _ in range(1000)]
    assert readings == sorted(readings)
