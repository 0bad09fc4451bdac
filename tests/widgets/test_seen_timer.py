"""A second that is counted only where somebody sees it."""

from PySide6.QtWidgets import QApplication, QWidget

from widgets.seen_timer import SeenTimer


def test_it_ticks_at_once_and_each_second_until_nobody_looks(application: QApplication) -> None:
    widget, told = QWidget(), []
    timer = SeenTimer(widget, lambda: told.append("tick"))
    assert not timer.isActive()
    widget.show()
    assert timer.isActive()
    assert told == ["tick"]
    timer.timeout.emit()
    assert told == ["tick", "tick"]
    widget.hide()
    assert not timer.isActive()
    widget.show()
    assert timer.isActive()
    widget.close()


def test_what_is_first_may_be_more_than_what_is_each_second(application: QApplication) -> None:
    widget, told = QWidget(), []
    timer = SeenTimer(widget, lambda: told.append("tick"), at_first=lambda: told.append("all"))
    widget.show()
    timer.timeout.emit()
    assert told == ["all", "tick"]
    widget.close()


def test_it_goes_by_what_is_seen_of_a_page_that_stands_in_another(application: QApplication) -> None:
    page = QWidget()
    timer = SeenTimer(QWidget(page), lambda: None)
    page.show()
    assert timer.isActive()
    page.hide()
    assert not timer.isActive()
    assert timer.interval() == 1000
    page.close()
