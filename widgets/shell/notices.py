"""Banners below the pages: what went wrong with a file or the wall, in words, until somebody closes them; what is only
told goes by itself."""

from enum import StrEnum

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from streams.state import Phase
from widgets.icons import BADGE_SIZE, badge, icon

_MOST = 4
_LONGEST = 600
# To be read twice; what is only told must not stand there through a night.
_INFORMATION_S = 20.0


class NoticeKind(StrEnum):
    INFORMATION = "information"
    WARNING = "warning"
    ERROR = "error"


_BADGES = {NoticeKind.INFORMATION: Phase.IDLE, NoticeKind.WARNING: Phase.STALE, NoticeKind.ERROR: Phase.OFFLINE}


class Notices(QWidget):
    """The newest stands alone and says how many wait behind it; they come when it is closed. The oldest goes when there
    are more than four, the same text stands once.

    `information_s`: for how long information stands.
    """

    def __init__(self, parent: QWidget | None = None, *, information_s: float = _INFORMATION_S) -> None:
        super().__init__(parent)
        self._information_ms = round(information_s * 1000)
        self.setAccessibleName(self.tr("Notices"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self._banners: dict[str, QFrame] = {}
        self._more: dict[str, QLabel] = {}

    @property
    def texts(self) -> list[str]:
        """Oldest first."""
        return list(self._banners)

    def show_notice(self, text: str, kind: NoticeKind = NoticeKind.ERROR) -> None:
        text = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
        self.close_notice(text)
        banner = self._banner(text, kind)
        self._banners[text] = banner
        self._column.insertWidget(0, banner)
        if kind is NoticeKind.INFORMATION:
            # With the banner as its owner: what is shown anew stands its whole time.
            QTimer.singleShot(self._information_ms, banner, lambda: self.close_notice(text))
        while len(self._banners) > _MOST:
            self.close_notice(next(iter(self._banners)))
        self._follow()

    def close_notice(self, text: str) -> None:
        banner = self._banners.pop(text, None)
        self._more.pop(text, None)
        if banner is not None:
            self._column.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
            self._follow()

    def _follow(self) -> None:
        newest = next(reversed(self._banners), None)
        behind = len(self._banners) - 1
        for text, banner in self._banners.items():
            self._more[text].setText(self.tr("{0} more").format(behind))
            self._more[text].setVisible(behind > 0)
            banner.setVisible(text == newest)

    def _banner(self, text: str, kind: NoticeKind) -> QFrame:
        banner = QFrame()
        banner.setProperty("role", "notice")
        sign = QLabel()
        sign.setPixmap(badge(_BADGES[kind]).pixmap(BADGE_SIZE, BADGE_SIZE))
        sign.setAccessibleName(self._kind_words(kind))
        sign.setToolTip(self._kind_words(kind))
        words = QLabel(text)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        more = self._more[text] = QLabel()
        more.setProperty("role", "quiet")
        close = QToolButton()
        close.setIcon(icon("close"))
        close.setProperty("flat", "true")
        close.setToolTip(self.tr("Close"))
        close.setAccessibleName(self.tr("Close notice"))
        close.clicked.connect(lambda: self.close_notice(text))
        row = QHBoxLayout(banner)
        row.setContentsMargins(10, 4, 4, 4)
        row.addWidget(sign)
        row.addWidget(words, 1)
        row.addWidget(more)
        row.addWidget(close)
        banner.setAccessibleName(f"{self._kind_words(kind)}: {text}")
        return banner

    def _kind_words(self, kind: NoticeKind) -> str:
        match kind:
            case NoticeKind.INFORMATION:
                return self.tr("Information")
            case NoticeKind.WARNING:
                return self.tr("Warning")
            case NoticeKind.ERROR:
                return self.tr("Error")
