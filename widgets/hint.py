"""Hints of what is painted: a widget that paints many things has another hint at each of them."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget

from widgets.names import tooltip


def answers_hint(event: QEvent, widget: QWidget, lines_at: Callable[[QHelpEvent], Iterable[str]]) -> bool:
    """For `QWidget.event`: whether a hint was asked for, which is shown then; where there are no lines none is."""
    if not isinstance(event, QHelpEvent) or event.type() is not QEvent.Type.ToolTip:
        return False
    if lines := list(lines_at(event)):
        QToolTip.showText(event.globalPos(), tooltip(lines), widget)
    else:
        QToolTip.hideText()
    return True
