"""The strip above a wall that shows an incident: read from 8 m, and repainted only where something else is said.

A second costs the cells of its countdowns and nothing of the pictures below.
"""

from datetime import datetime

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.domain.sla.policies import CONFERENCE, VIDEO
from widgets import colours
from widgets.incidents.countdown import NO_CLOCK, Face, Sign, earliest, face_of
from widgets.incidents.countdown_words import face_caption, face_figure, face_words
from widgets.incidents.second_hand import SecondHand
from widgets.incidents.signs import CHIP_HEIGHT, SIGN_COLOURS, SIGN_SIZE, level_chip, sign_picture
from widgets.incidents.words import clock_words
from widgets.wall.incident_strip_facts import StripFacts
from widgets.wall.incident_strip_layout import StripLayout, cap_height, strip_layout

# Of its size, for words that have less room: below that they are cut.
_STILL_READ = 0.75
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class IncidentStrip(QWidget):
    """A child of a wall's canvas, which asks `wanted_height` and places it. `hand` moves its countdowns."""

    def __init__(self, facts: StripFacts, hand: SecondHand, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        # Gestures are the wall's.
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._facts = facts
        self._hand = hand
        self._faces = {VIDEO: NO_CLOCK, CONFERENCE: NO_CLOCK}
        self._layout = strip_layout(self.width(), 1.0, self.font())
        self._stop = hand.add(self._move)
        self._look(hand.now())
        self._say()

    @property
    def facts(self) -> StripFacts:
        return self._facts

    @property
    def places(self) -> StripLayout:
        """What stands where."""
        return self._layout

    def wanted_height(self) -> int:
        """In Qt's pixels, for the canvas as it is and the screen that it is on."""
        return self._laid_out().height

    def show_facts(self, facts: StripFacts) -> None:
        """What it says from now on; what it said already is not painted again."""
        before, self._facts = self._facts, facts
        places = self._layout
        if (before.level, before.is_drill) != (facts.level, facts.is_drill):
            self.update(0, 0, places.video.left(), places.height)
        if (before.what, before.where) != (facts.what, facts.where):
            self.update(places.place)
        if (before.present, before.missing) != (facts.present, facts.missing):
            self.update(places.people)
        if before.next_step != facts.next_step:
            self.update(places.next_step)
        self._look(self._hand.now())
        self._hand.look_soon()
        if before != facts:
            self._say()

    def release(self) -> None:
        """It is not moved any more."""
        self._stop()

    # -- countdowns

    def _move(self, now: datetime) -> datetime | None:
        if not isValid(self):
            return None
        self._look(now)
        return earliest(face.changes_at for face in self._faces.values()) if self.isVisible() else None

    def _look(self, now: datetime) -> None:
        clocks = {VIDEO: self._facts.video, CONFERENCE: self._facts.conference}
        before, self._faces = self._faces, {kind: face_of(clock, now) for kind, clock in clocks.items()}
        for kind, face in self._faces.items():
            if face != before[kind]:
                self.update(self._layout.video if kind == VIDEO else self._layout.conference)
            if face.sign is not before[kind].sign:
                self._say()

    def _say(self) -> None:
        facts = self._facts
        clocks = [f"{clock_words(kind, '')}: {face_words(face)}" for kind, face in self._faces.items()]
        self.setAccessibleName(". ".join([facts.what, facts.where, *clocks, facts.present, facts.missing]))
        self.setAccessibleDescription(facts.next_step)

    # -- painting

    def _laid_out(self) -> StripLayout:
        canvas = self._canvas
        screen = canvas.screen()
        cap_px = cap_height(
            canvas_height=canvas.height(),
            screen_height=screen.geometry().height(),
            screen_mm=screen.physicalSize().height(),
        )
        return strip_layout(canvas.width(), cap_px, self.font())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._layout = self._laid_out()
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._hand.look_soon()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._hand.look_soon()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(event.rect(), colours.PANEL)
        places, facts, region = self._layout, self._facts, event.region()
        if region.intersects(QRect(0, 0, places.video.left(), places.height)):
            self._paint_level(painter)
        for place, kind in ((places.video, VIDEO), (places.conference, CONFERENCE)):
            if region.intersects(place):
                self._paint_countdown(painter, place, clock_words(kind, ""), self._faces[kind])
        if region.intersects(places.place):
            self._paint_place(painter)
        if region.intersects(places.people):
            self._paint_people(painter)
        if region.intersects(places.next_step):
            self._line(painter, places.next_step, facts.next_step, places.small)
        painter.end()

    def _paint_level(self, painter: QPainter) -> None:
        places, facts = self._layout, self._facts
        if facts.is_drill:
            painter.fillRect(0, 0, places.margin, places.height, colours.DRILL)
            painter.fillRect(places.drill, colours.DRILL)
            painter.setPen(colours.GROUND)
            painter.setFont(_fitting(places.strong, self.tr("Drill"), places.drill.width() - 2 * places.margin))
            painter.drawText(places.drill, Qt.AlignmentFlag.AlignCenter, self.tr("Drill"))
        chip = QRect(places.level)
        if not facts.is_drill:
            chip.moveTop((places.height - chip.height()) // 2)
        painter.drawPixmap(chip, level_chip(facts.level, chip.height() / CHIP_HEIGHT * self.devicePixelRatioF()))

    def _paint_countdown(self, painter: QPainter, rect: QRect, name: str, face: Face) -> None:
        places = self._layout
        bright = face.sign is Sign.OVER and not face.dimmed
        if bright:
            painter.fillRect(rect, colours.OFFLINE)
        colour = colours.GROUND if bright else SIGN_COLOURS[face.sign]
        inner = rect.adjusted(places.margin, places.margin, -places.margin, -places.margin)
        caption = QRect(inner.left(), inner.top(), inner.width(), places.line)
        painter.setPen(colours.GROUND if bright else colours.QUIET_TEXT)
        words = face_caption(face)
        self._line(painter, caption, f"{name} {words}", places.small, pen=False, fit=True)
        below = inner.adjusted(0, places.line, 0, 0)
        self._sign(painter, face.sign, QPoint(below.left(), below.center().y()), places.sign, on_red=bright)
        painter.setPen(colour)
        figure = below.adjusted(places.sign + 2 * places.margin, 0, 0, 0)
        if text := face_figure(face):
            self._line(painter, figure, text, places.figures, pen=False, fit=True)

    def _paint_place(self, painter: QPainter) -> None:
        places, facts = self._layout, self._facts
        rect = places.place
        wanted = QFontMetrics(places.strong).horizontalAdvance(facts.what)
        # The place may be known by the name of the incident, not the other way round.
        what = min(wanted, max(rect.width() * 3 // 5, rect.width() - self._advance(facts.where) - 2 * places.margin))
        self._line(painter, QRect(rect.left(), rect.top(), what, rect.height()), facts.what, places.strong)
        painter.setPen(colours.QUIET_TEXT)
        where = rect.adjusted(what + 2 * places.margin, 0, 0, 0)
        self._line(painter, where, facts.where, places.small, pen=False)

    def _paint_people(self, painter: QPainter) -> None:
        places, facts = self._layout, self._facts
        rect, gap, size = places.people, 2 * places.margin, places.small.pixelSize()
        if facts.is_complete is None:
            self._line(painter, rect, facts.present, places.small)
            return
        # Who is missing is what somebody has to do something about: it is cut last.
        beside = gap + size + places.margin
        wanted = beside + self._advance(facts.missing)
        present = min(self._advance(facts.present), max(rect.width() // 4, rect.width() - wanted))
        self._line(painter, QRect(rect.left(), rect.top(), present, rect.height()), facts.present, places.small)
        sign = Sign.MET if facts.is_complete else Sign.WARNED
        self._sign(painter, sign, QPoint(rect.left() + present + gap, rect.center().y()), size)
        painter.setPen(SIGN_COLOURS[sign])
        self._line(painter, rect.adjusted(present + beside, 0, 0, 0), facts.missing, places.small, pen=False)

    def _advance(self, text: str) -> int:
        return QFontMetrics(self._layout.small).horizontalAdvance(text) + 1

    def _sign(self, painter: QPainter, sign: Sign, left_middle: QPoint, size: int, *, on_red: bool = False) -> None:
        picture = sign_picture(sign, size / SIGN_SIZE * self.devicePixelRatioF(), on_red=on_red)
        painter.drawPixmap(QRect(left_middle.x(), left_middle.y() - size // 2, size, size), picture)

    def _line(
        self, painter: QPainter, rect: QRect, text: str, font: QFont, *, pen: bool = True, fit: bool = False
    ) -> None:
        """In the usual colour unless one is set already; smaller where it has to fit, else a little smaller and cut."""
        painter.setFont(_fitting(font, text, rect.width(), least=0.0 if fit else _STILL_READ))
        if pen:
            painter.setPen(colours.TEXT)
        shown = text if fit else painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, _LEFT | Qt.TextFlag.TextDontClip if fit else _LEFT, shown)


def _fitting(font: QFont, text: str, width: int, *, least: float = 0.0) -> QFont:
    """The font, smaller where the text would not go into this width; not below this share of its size."""
    wanted = QFontMetrics(font).horizontalAdvance(text)
    if wanted <= width or width <= 0:
        return font
    smaller = QFont(font)
    smaller.setPixelSize(max(1, round(font.pixelSize() * least), font.pixelSize() * width // wanted))
    return smaller
