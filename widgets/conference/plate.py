"""What stands on a tile of the conference: the plate with name, role and signs, and the person who has no picture.

Plates are small pictures, made anew only when their words change: they are painted with every frame.
"""

from datetime import datetime
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen

from widgets import colours
from widgets.conference.stage_entries import AWAITED, EntryState, StageEntry
from widgets.conference.words import elapsed_words, titles_words
from widgets.icons import icon

_BARS = 3
_KEPT = 64


def _tr(text: str) -> str:
    return QCoreApplication.translate("Stage", text)


def plate(entry: StageEntry, width: int, height: int, font: QFont) -> QImage:
    """As wide as the tile, in physical pixels; name and role on the left, signs on the right."""
    role = titles_words(entry.titles) or entry.unit
    name = _tr("Screen of {0}").format(entry.name) if entry.is_screen else entry.name
    signs = tuple(
        sign
        for sign, shown in (
            ("hand", entry.hand_up),
            ("microphone-off", entry.muted and entry.state not in AWAITED and not entry.is_screen),
        )
        if shown
    )
    bars = None if entry.state in AWAITED or entry.is_screen else entry.quality
    wall = _tr("on the wall") if entry.on_wall else ""
    return _plate(name, role, wall, signs, bars, width, height, font.family())


@lru_cache(maxsize=_KEPT)
def _plate(
    name: str, role: str, wall: str, signs: tuple[str, ...], bars: int | None, width: int, height: int, family: str
) -> QImage:
    text_px = max(10, min(height // 14, 20))
    plate_height = round(text_px * 1.8)
    image = QImage(max(1, width), plate_height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(8, 10, 14, 150))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    margin = plate_height // 4
    right = width - margin
    if bars is not None:
        right = paint_bars(painter, right, plate_height, text_px, bars)
    for sign in signs:
        right -= text_px + margin
        icon(sign).paint(painter, QRect(right, (plate_height - text_px) // 2, text_px, text_px))
    font = QFont(family)
    font.setPixelSize(text_px)
    font.setWeight(QFont.Weight.DemiBold)
    left = _paint_text(painter, font, colours.TEXT, name, margin, right - margin, plate_height)
    font.setWeight(QFont.Weight.Normal)
    left = _paint_text(painter, font, colours.QUIET_TEXT, role, left + margin, right - margin, plate_height)
    _paint_text(painter, font, colours.LIVE, wall, left + margin, right - margin, plate_height)
    painter.end()
    return image


def _paint_text(painter: QPainter, font: QFont, colour: QColor, text: str, left: int, right: int, height: int) -> int:
    """Where it ends."""
    if not text or right - left < height:
        return left
    metrics = QFontMetrics(font)
    painter.setFont(font)
    painter.setPen(colour)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, right - left)
    painter.drawText(QRect(left, 0, right - left, height), Qt.AlignmentFlag.AlignVCenter, shown)
    return left + metrics.horizontalAdvance(shown)


def paint_bars(painter: QPainter, right: int, height: int, size: int, quality: int) -> int:
    """Three bars of growing height, as many filled as the connection is good. Where they begin."""
    width = max(2, size // 5)
    left = right - _BARS * (width + 2)
    colour = colours.OFFLINE if quality <= 0 else colours.WARNED if quality == 1 else colours.TEXT
    bottom = (height + size) // 2
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for bar in range(_BARS):
        bar_height = size * (bar + 1) // _BARS
        rect = QRectF(left + bar * (width + 2), bottom - bar_height, width, bar_height)
        if bar < quality:
            painter.fillRect(rect, colour)
        else:
            painter.fillRect(rect, QColor(120, 130, 145, 90))
    return left


def paint_person(painter: QPainter, rect: QRect, entry: StageEntry, now: datetime) -> None:
    """The tile of somebody without a picture: a sign with their initial, and what is awaited."""
    painter.save()
    painter.fillRect(rect, colours.PANEL)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    size = max(16, min(rect.width(), rect.height()) // 3)
    words = _state_words(entry, now)
    middle = QPointF(rect.center()) - QPointF(0, size * (0.35 if words else 0.1))
    rings = entry.state is EntryState.RINGING
    painter.setPen(QPen(colours.WARNED if rings else colours.LINE, max(2, size // 20)))
    painter.setBrush(colours.RAISED)
    painter.drawEllipse(middle, size / 2, size / 2)
    font = QFont(painter.font())
    font.setPixelSize(size // 2)
    painter.setFont(font)
    painter.setPen(colours.TEXT)
    circle = QRectF(middle.x() - size / 2, middle.y() - size / 2, size, size)
    painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, entry.name[:1])
    if words:
        font.setPixelSize(max(11, min(size // 4, 24)))
        painter.setFont(font)
        painter.setPen(colours.WARNED if entry.state is not EntryState.CAMERA_OFF else colours.QUIET_TEXT)
        line = QRectF(rect.x(), middle.y() + size * 0.6, rect.width(), size * 0.5)
        painter.drawText(line, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, words)
    painter.restore()


def _state_words(entry: StageEntry, now: datetime) -> str:
    match entry.state:
        case EntryState.RINGING:
            return _tr("Ringing {0}").format(elapsed_words(entry.rung_at or now, now))
        case EntryState.COMING:
            return _tr("Coming")
        case EntryState.RECONNECTING:
            return _tr("Reconnecting")
        case EntryState.CAMERA_OFF:
            return _tr("Camera off")
        case EntryState.PICTURE:
            return ""
