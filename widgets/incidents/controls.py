"""Labels, buttons and text boxes as the incident screens use them: plain text only, never wider than their column."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QLabel,
    QLayout,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from widgets.icons import icon


def label(text: str = "", role: str = "", *, wrap: bool = True) -> QLabel:
    """`role` as in widgets/style.py: "heading", "quiet", "reason" or none."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if wrap:
        # A long word must not widen a narrow column.
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
    if role:
        made.setProperty("role", role)
    return made


def value_label(text: str = "") -> QLabel:
    """A fact that can be copied."""
    made = label(text)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def flat_button(picture: str, words: str, clicked: Callable[[], object]) -> QToolButton:
    """A picture with its words as tooltip and accessible name."""
    made = QToolButton()
    made.setIcon(icon(picture))
    made.setProperty("flat", "true")
    made.setToolTip(words)
    made.setAccessibleName(words)
    made.clicked.connect(lambda _checked: clicked())
    return made


def button(words: str, clicked: Callable[[], object], *, tooltip: str = "") -> QPushButton:
    made = QPushButton(words.replace("&", "&&"))
    made.setAutoDefault(False)
    made.setToolTip(tooltip)
    made.clicked.connect(lambda _checked: clicked())
    return made


def typed(text: str) -> str:
    """What somebody typed or pasted, without characters that no hub takes."""
    return "".join(letter for letter in text if letter in "\n\t" or letter.isprintable()).strip()


def typed_line(text: str) -> str:
    """The same on one line."""
    return " ".join(typed(text).split())


def together(line: QBoxLayout, *parts: QWidget, spacing: int) -> QWidget:
    """Parts that come and go as one, without a frame, in `line`; the last takes the room."""
    made = QWidget()
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(spacing)
    for part in parts:
        line.addWidget(part)
    line.setStretchFactor(parts[-1], 1)
    made.setLayout(line)
    return made


def empty(layout: QLayout) -> None:
    """Take out and delete everything in it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            empty(inner)


class TextBox(QPlainTextEdit):
    """Several lines. Tab leaves it, Ctrl+Enter calls `send`."""

    def __init__(self, *, lines: int, send: Callable[[], object]) -> None:
        super().__init__()
        self._send = send
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 14)
        self.installEventFilter(self)

    @property
    def text(self) -> str:
        return typed(self.toPlainText())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._send()
                return True
        return super().eventFilter(watched, event)
