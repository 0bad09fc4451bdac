"""What is the matter, with a sign, above what it is about: for as long as it is so."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from streams.state import Phase
from widgets.icons import BADGE_SIZE, badge


class NoticeLine(QFrame):
    """Hidden until it has something to say, and to be hidden when that is over."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        self._sign = QLabel()
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        self.hide()

    def say(self, words: str, phase: Phase = Phase.IDLE) -> None:
        self._sign.setPixmap(badge(phase).pixmap(BADGE_SIZE, BADGE_SIZE))
        self._text.setText(words)
        self.show()

    @property
    def words(self) -> str:
        """Empty while it is hidden."""
        return "" if self.isHidden() else self._text.text()
