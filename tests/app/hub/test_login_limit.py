"""How often a password may be guessed, on a clock that the test turns."""

from datetime import timedelta

from app.hub.login_limit import LoginLimit, Tries
from tests.fakes.clock import FakeClock


def limit(clock: FakeClock, *, pair: int = 3, address: int = 6, name: int = 6) -> LoginLimit:
    tries = Tries(pair=pair, address=address, name=name)
    return LoginLimit(clock, tries=tries, window=timedelta(seconds=100))


def test_the_window_slides() -> None:
    clock = FakeClock()
    tries = limit(clock)
    for _ in range(3):
        assert tries.begin("wang", "10.0.0.1") == 0
        clock.advance(10)
    assert tries.begin("wang", "10.0.0.1") == 70
    clock.advance(70)
    assert tries.begin("wang", "10.0.0.1") == 0
    assert tries.begin("wang", "10.0.0.1") == 10


def test_what_is_refused_does_not_count() -> None:
    clock = FakeClock()
    tries = limit(clock)
    for _ in range(50):
        tries.begin("wang", "10.0.0.1")
    clock.advance(100)
    assert tries.begin("wang", "10.0.0.1") == 0


def test_who_guesses_elsewhere_does_not_lock_somebody_out() -> None:
    tries = limit(FakeClock())
    for _ in range(10):
        tries.begin("wang", "10.0.0.66")
    assert tries.begin("wang", "10.0.0.1") == 0


def test_a_name_is_guessed_from_many_addresses_only_so_often() -> None:
    tries = limit(FakeClock())
    waits = [tries.begin("wang", f"10.0.0.{number}") for number in range(7)]
    assert [wait > 0 for wait in waits] == [False] * 6 + [True]


def test_an_address_guesses_at_many_names_only_so_often() -> None:
    tries = limit(FakeClock())
    waits = [tries.begin(f"name{number}", "10.0.0.1") for number in range(7)]
    assert [wait > 0 for wait in waits] == [False] * 6 + [True]


def test_a_right_password_forgives_the_slips_before_it() -> None:
    tries = limit(FakeClock())
    tries.begin("wang", "10.0.0.1")
    tries.begin("wang", "10.0.0.1")
    tries.begin("wang", "10.0.0.1")
    tries.succeeded("wang", "10.0.0.1")
    assert [tries.begin("wang", "10.0.0.1") > 0 for _ in range(4)] == [False, False, False, True]


def test_the_addresses_of_one_subscriber_are_one() -> None:
    tries = limit(FakeClock())
    waits = [tries.begin("wang", f"2001:db8:0:1::{number:x}") for number in range(4)]
    assert [wait > 0 for wait in waits] == [False, False, False, True]
    assert tries.begin("wang", "2001:db8:0:2::1") == 0
    assert tries.begin("wang", "::ffff:10.0.0.1") == 0


def test_a_clock_that_is_set_neither_locks_nor_opens() -> None:
    class SetClock(FakeClock):
        def now(self):  # type: ignore[no-untyped-def]
            raise AssertionError("the time of day says nothing about how long ago it was")

    tries = limit(SetClock())
    assert tries.begin("wang", "10.0.0.1") == 0
