"""One countdown by itself, large: sign and words, moved by the same hand as the board's."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import isValid

from app.domain.sla.clocks import SlaClock
from widgets import colours
from widgets.incidents.countdown import NO_CLOCK, Face, Sign, face_of
from widgets.incidents.countdown_words import face_caption, face_figure, face_words
from widgets.incidents.second_hand import SecondHand
from widgets.incidents.signs import SIGN_COLOURS, SIGN_SIZE, sign_picture
from widgets.style import BODY_PX, CLOCK_PX, HEADING_PX

_MARGIN = 4


class CountdownLabel(QWidget):
    """`large`: the figure in the size of a clock (or `figure_px`) below its name and meaning; otherwise one line."""

    def __init__(
        self,
        name: str,
        hand: SecondHand,
        *,
        large: bool,
        figure_px: int = CLOCK_PX,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._hand = hand
        self._large = large
        self._face_at: Callable[[datetime], Face] = lambda _now: NO_CLOCK
        self._face = NO_CLOCK
        self._figures = _font(self.font(), figure_px if large else HEADING_PX)
        self._body = _font(self.font(), BODY_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        stop: Callable[[], None] = hand.add(self._move)
        self.destroyed.connect(lambda _gone: stop())

    def show_clock(self, clock: SlaClock | None) -> None:
        self.show_face_at(partial(face_of, clock))

    def show_face_at(self, face_at: Callable[[datetime], Face]) -> None:
        """What it shows at a moment, from now on."""
        self._face_at = face_at
        self._move(self._hand.now())
        self._hand.look_soon()

    @property
    def words(self) -> str:
        return face_words(self._face)

    def _move(self, now: datetime) -> datetime | None:
        if not isValid(self):
            return None
        face = self._face_at(now)
        if face != self._face:
            self._show_face(face)
        return face.changes_at if self.isVisible() else None

    def _show_face(self, face: Face) -> None:
        self._face = face
        self.setAccessibleName(f"{self._name}: {face_words(face)}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        if not self._large:
            words = QFontMetrics(self._figures).horizontalAdvance(face_words(self._face))
            return QSize(SIGN_SIZE + words + 4 * _MARGIN, QFontMetrics(self._figures).height() + 6)
        return QSize(120, QFontMetrics(self._body).height() + QFontMetrics(self._figures).height() + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        bright = self._face.sign is Sign.OVER and not self._face.dimmed
        colour = colours.GROUND if bright else SIGN_COLOURS[self._face.sign]
        if bright:
            # As wide as its words: a bar across a column would outshine what is more urgent.
            painter.fillRect(0, 0, min(self.width(), self.sizeHint().width()), self.height(), colours.OFFLINE)
        inner = self.rect().adjusted(_MARGIN, 2, -_MARGIN, -2)
        if self._large:
            small = QFontMetrics(self._body).height()
            painter.setFont(self._body)
            painter.setPen(colours.GROUND if bright else colours.QUIET_TEXT)
            name = QRect(inner.left(), inner.top(), inner.width(), small)
            self._line(painter, name, self._name)
            painter.setPen(colour)
            name.setLeft(name.left() + QFontMetrics(self._body).horizontalAdvance(self._name) + 2 * _MARGIN)
            self._line(painter, name, face_caption(self._face))
            inner = inner.adjusted(0, small, 0, 0)
        picture = sign_picture(self._face.sign, self.devicePixelRatioF(), on_red=bright)
        painter.drawPixmap(inner.left(), inner.center().y() - SIGN_SIZE // 2, SIGN_SIZE, SIGN_SIZE, picture)
        painter.setFont(self._figures)
        painter.setPen(colour)
        left = SIGN_SIZE + _MARGIN
        text = face_figure(self._face) if self._large else face_words(self._face)
        self._line(painter, inner.adjusted(left, 0, 0, 0), text)
        painter.end()

    def _line(self, painter: QPainter, rect: QRect, text: str) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._hand.look_soon()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._hand.look_soon()


def _font(font: QFont, size_px: int) -> QFont:
    made = QFont(font)
    made.setPixelSize(size_px)
    made.setFeature(QFont.Tag("tnum"), 1)
    if size_px != BODY_PX:
        made.setWeight(QFont.Weight.DemiBold)
    return made
