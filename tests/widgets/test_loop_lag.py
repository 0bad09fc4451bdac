"""The lag of the screen's loop, measured on a real one."""

import time
from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from widgets.loop_lag import LoopLag

Wait = Callable[[Callable[[], bool]], None]


def idle_ms(lag: LoopLag, wait_until: Wait, *, below: float) -> float:
    """Of the first tenth of a second in which the loop was not held up, as a busy machine does now and then."""
    for _ in range(100):
        started_s = time.monotonic()
        wait_until(lambda started_s=started_s: time.monotonic() - started_s > 0.1)
        if (figure_ms := lag.take_p99_ms()) < below:
            break
    return figure_ms


def test_a_blocked_loop_shows_and_an_idle_one_does_not(application: QApplication, wait_until: Wait) -> None:
    lag = LoopLag()
    assert idle_ms(lag, wait_until, below=180) < 180
    time.sleep(0.2)
    application.processEvents()
    assert lag.take_p99_ms() > 180


def test_a_loop_that_never_woke_is_late_by_all_that_time() -> None:
    lag = LoopLag()
    time.sleep(0.1)
    assert lag.take_p99_ms() > 80


def test_each_figure_is_of_the_time_since_the_one_before(application: QApplication, wait_until: Wait) -> None:
    lag = LoopLag()
    time.sleep(0.15)
    application.processEvents()
    assert lag.take_p99_ms() > 100
    assert idle_ms(lag, wait_until, below=100) < 100
