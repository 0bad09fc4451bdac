"""One rectangle of the wall: which feed, how much of its picture, and how it is painted.

Everything here is in physical pixels; the canvas removes Qt's scaling before it paints. The picture is drawn as
large as the decode pool made it, one pixel to one; text comes from a small picture that is made anew only when its
words change, because laying out text for every frame of sixteen tiles would cost more than the video.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen

from app.domain.scenes import FitMode
from app.services.tile_feed import Quality, TileFeed
from streams.errors import Reason
from streams.frame import Frame, Pixels, ScreenColours
from streams.state import Phase
from widgets import colours
from widgets.wall.words import duration_words, state_lines

LARGEST_ZOOM = 8.0
_PHASE_COLOURS = {
    Phase.LIVE: colours.LIVE,
    Phase.STALE: colours.WARNED,
    Phase.RECONNECTING: colours.WARNED,
    Phase.OFFLINE: colours.OFFLINE,
    Phase.UNSUPPORTED: colours.OFFLINE,
}

_WITHOUT_PICTURE = frozenset({Phase.OFFLINE, Phase.UNSUPPORTED})


@dataclass(frozen=True, slots=True)
class Zoom:
    """The picture `scale` ≥ 1 times as large as it fits, with this part of it (0 … 1) in the middle of the tile."""

    scale: float = 1.0
    x: float = 0.5
    y: float = 0.5


class Tile:
    """State of one tile on one output. Used by the UI thread only."""

    def __init__(self, rect: QRect, screen_colours: ScreenColours) -> None:
        """`screen_colours` is shared by all tiles of a canvas."""
        self.rect = rect
        self._screen_colours = screen_colours
        self.feed: TileFeed | None = None
        self.zoom = Zoom()
        self.quality = Quality.FULL
        self.fit = FitMode.CONTAIN
        self._visible = False
        self._asked_source: tuple[int, int] = (0, 0)
        self._strip: QImage | None = None
        self._strip_text: tuple[str, tuple[str, ...], Phase | None] | None = None
        self._words: list[str] = []
        self._unchanged = False
        self._phase: Phase | None = None

    def place(self, rect: QRect, *, visible: bool) -> None:
        """Where it is and whether anybody sees it; the feed hears of it with the next `assign` or `ask`."""
        self._visible = visible
        if rect != self.rect:
            self.rect = rect
            self._strip_text = None

    def assign(self, feed: TileFeed | None) -> None:
        """Show this feed at the present place and fit."""
        if feed is not self.feed:
            self.feed = feed
            self.zoom = Zoom()
            self._strip_text = self._phase = None
            self._words = []
            self._unchanged = False
        self.ask()

    def set_quality(self, quality: Quality) -> None:
        if quality is not self.quality:
            self.quality = quality
            self.ask()

    def set_zoom(self, zoom: Zoom) -> None:
        """Kept where no part of the tile is without picture that need not be."""
        scale = min(LARGEST_ZOOM, max(1.0, zoom.scale))
        if scale == 1:
            zoom = Zoom()
        else:
            width, height = self._picture_size(scale)
            zoom = Zoom(scale, _kept(zoom.x, self.rect.width() / width), _kept(zoom.y, self.rect.height() / height))
        if zoom != self.zoom:
            self.zoom = zoom
            self.ask()

    def zoom_by(self, factor: float, point: QPointF | None = None) -> None:
        """What stands at `point` (physical pixels of the window; the middle unless told) stays there."""
        if self.feed is None or self.rect.isEmpty():
            return
        middle = QRectF(self.rect).center()
        point = point or middle
        before = self._picture()
        across = min(1.0, max(0.0, (point.x() - before.x()) / before.width()))
        down = min(1.0, max(0.0, (point.y() - before.y()) / before.height()))
        scale = min(LARGEST_ZOOM, max(1.0, self.zoom.scale * factor))
        width, height = self._picture_size(scale)
        self.set_zoom(Zoom(scale, across + (middle.x() - point.x()) / width, down + (middle.y() - point.y()) / height))

    def pan(self, start: Zoom, moved: QPointF) -> None:
        """From `start` the picture was dragged by so many physical pixels."""
        if self.rect.isEmpty():
            return
        width, height = self._picture_size(self.zoom.scale)
        self.set_zoom(Zoom(start.scale, start.x - moved.x() / width, start.y - moved.y() / height))

    def ask(self) -> None:
        """Tell the feed how large the picture is wanted."""
        if self.feed is None:
            return
        if not self._visible or self.rect.isEmpty():
            self.feed.hide()
            return
        self.feed.show(
            width=self.rect.width(),
            height=self.rect.height(),
            zoom=self.zoom.scale,
            quality=self.quality,
            fit=self.fit,
        )
        self._asked_source = self._source_size()

    def _source_size(self) -> tuple[int, int]:
        view = self.feed.view if self.feed is not None else None
        return (view.feed.lane.source_width, view.feed.lane.source_height) if view is not None else (0, 0)

    @property
    def is_live(self) -> bool:
        """When last looked at by `refresh`; also without a feed there is nothing to wait for."""
        return self.feed is None or self._phase is Phase.LIVE

    def has_news(self) -> bool:
        """Whether a picture waits that would be painted; over a dead source's last one stand words."""
        return self.feed is not None and self._phase not in _WITHOUT_PICTURE and self.feed.has_news()

    def refresh(self, now_s: float) -> bool:
        """A few times a second: follow the source's size and the words on the tile. True: paint it again."""
        if self.feed is None:
            return False
        if self._source_size() != self._asked_source:
            self.ask()
        state = self.feed.state(now_s)
        # IDLE is a tile in the moment in which it comes to be seen: its picture is there before words could be read.
        words = [] if state.phase in (Phase.LIVE, Phase.IDLE) else state_lines(state, now_s, self.feed.age_s(now_s))
        if words == self._words and state.phase is self._phase:
            return False
        self._words, self._phase = words, state.phase
        self._unchanged = state.reason is Reason.UNCHANGED
        return True

    def paint(self, painter: QPainter, *, overlay: "OverlayText | None", window: Pixels | None = None) -> None:
        """The picture or what is wrong with it. The painter's coordinates are physical pixels of the window.

        `window` are the window's own pixels (height × width × 4) where they may be written to: a picture is then
        converted straight into them.
        """
        rect = self.rect
        if self.feed is None:
            painter.fillRect(rect, colours.GROUND)
            return
        frame = self.feed.newest()
        if frame is None or self._phase in _WITHOUT_PICTURE:
            painter.fillRect(rect, colours.GROUND)
        else:
            if window is None or not self._write_picture(frame, window):
                self._paint_picture(painter, frame)
            if not (picture := self.picture_rect()).contains(rect):
                self._paint_bars(painter, picture & rect)
            self.feed.was_painted(frame)
        if self._unchanged:
            self._paint_plate(painter, self._words[0])
        elif self._words:
            strip_height = _strip_height(rect.height()) if overlay is not None else 0
            self._paint_words(
                painter, rect.adjusted(0, 0, 0, -strip_height), self.feed.source.name, over_picture=frame is not None
            )
        if overlay is not None:
            self._paint_strip(painter, overlay)

    def paint_miniature(self, painter: QPainter) -> None:
        """Picture or colour of the state, no words: they could not be read."""
        frame = self.feed.newest() if self.feed is not None else None
        if frame is None or self._phase in _WITHOUT_PICTURE or not self._visible:
            # Of a wall that nobody sees no pictures are made: an old one must not pass for what is there now.
            painter.fillRect(self.rect, colours.GROUND)
        else:
            self._paint_picture(painter, frame)
            self._paint_bars(painter, self.picture_rect() & self.rect)
        if self.feed is not None and self._phase not in (None, Phase.LIVE):
            colour = QColor(_PHASE_COLOURS.get(self._phase, colours.QUIET_TEXT))
            painter.setPen(QPen(colour, max(2, self.rect.width() // 40)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inset = self.rect.width() // 40
            painter.drawRect(self.rect.adjusted(inset, inset, -inset, -inset))

    def picture_rect(self) -> QRect:
        """Where the whole picture would be in the window; where it leaves the tile it is cut."""
        picture = self._picture()
        return QRect(round(picture.x()), round(picture.y()), round(picture.width()), round(picture.height()))

    def _picture_size(self, scale: float) -> tuple[float, float]:
        """Of the whole picture at this zoom, in physical pixels; as large as the tile until its shape is known."""
        rect_width, rect_height = self.rect.width(), self.rect.height()
        width, height = self._source_size()
        if self.fit is FitMode.STRETCH or not width or not height:
            return rect_width * scale, rect_height * scale
        fitted = (max if self.fit is FitMode.COVER else min)(rect_width / width, rect_height / height)
        return width * fitted * scale, height * fitted * scale

    def _picture(self) -> QRectF:
        width, height = self._picture_size(self.zoom.scale)
        x = _start(self.rect.x(), self.rect.width(), width, self.zoom.x)
        y = _start(self.rect.y(), self.rect.height(), height, self.zoom.y)
        return QRectF(x, y, width, height)

    def _write_picture(self, frame: Frame, window: Pixels) -> bool:
        """Whether the picture could be written into the window, one pixel to one."""
        picture = self.picture_rect()
        width, height = picture.width(), picture.height()
        x, y = picture.x(), picture.y()
        if not self.rect.contains(picture) or not (0 <= frame.width - width <= 1 and 0 <= frame.height - height <= 1):
            return False
        target = window[y : y + frame.height, x : x + frame.width]
        if target.shape[:2] != (frame.height, frame.width):
            return False
        # Sides are made even for the conversion; the line too much is the gap to the next tile, which is put back.
        beside, below = target[:, width:].copy(), target[height:].copy()
        frame.write_bgra(target)
        target[:, width:], target[height:] = beside, below
        return True

    def _paint_picture(self, painter: QPainter, frame: Frame) -> None:
        picture = self.picture_rect()
        shown = picture & self.rect
        if shown.isEmpty():
            return
        width, height = frame.width, frame.height
        # The buffer stays referenced while drawImage runs without the GIL.
        pixels = self._screen_colours.bgra(frame)
        image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)
        # Sides are made even for the colour conversion: one pixel more than the target is cut off, not scaled.
        if 0 <= width - picture.width() <= 1 and 0 <= height - picture.height() <= 1:
            painter.drawImage(shown.topLeft(), image, shown.translated(-picture.topLeft()))
        else:
            across, down = width / picture.width(), height / picture.height()
            x, y = (shown.x() - picture.x()) * across, (shown.y() - picture.y()) * down
            part = QRectF(x, y, shown.width() * across, shown.height() * down)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(shown), image, part)

    def _paint_bars(self, painter: QPainter, target: QRect) -> None:
        rect = self.rect
        if target.height() < rect.height():
            painter.fillRect(QRect(rect.topLeft(), QPoint(rect.right(), target.top() - 1)), Qt.GlobalColor.black)
            painter.fillRect(QRect(QPoint(rect.left(), target.bottom() + 1), rect.bottomRight()), Qt.GlobalColor.black)
        if target.width() < rect.width():
            painter.fillRect(QRect(rect.topLeft(), QPoint(target.left() - 1, rect.bottom())), Qt.GlobalColor.black)
            painter.fillRect(QRect(QPoint(target.right() + 1, rect.top()), rect.bottomRight()), Qt.GlobalColor.black)

    def _paint_plate(self, painter: QPainter, words: str) -> None:
        """A line at the top of a picture that may still be worth seeing."""
        painter.save()
        font = QFont(painter.font())
        font.setPixelSize(_text_height(self.rect.height(), least=11, share=16, comfortable=28))
        metrics = QFontMetrics(font)
        plate = QRect(self.rect.left(), self.rect.top(), self.rect.width(), metrics.height() + 4)
        painter.fillRect(plate, QColor(11, 14, 19, 210))
        painter.setFont(font)
        painter.setPen(colours.WARNED)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, plate.width() - 8)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, shown)
        painter.restore()

    def _paint_words(self, painter: QPainter, area: QRect, name: str, *, over_picture: bool) -> None:
        """In the middle of `area`; what has no room is left out, the headline last of all."""
        rect = self.rect
        painter.save()
        if over_picture:
            painter.fillRect(rect, QColor(11, 14, 19, 190))
        big = _text_height(rect.height(), least=11, share=12, comfortable=34)
        headline, line = QFont(painter.font()), QFont(painter.font())
        headline.setPixelSize(big)
        headline.setWeight(QFont.Weight.DemiBold)
        line.setPixelSize(max(10, round(big * 0.72)))
        headline_height, line_height = QFontMetrics(headline).height(), QFontMetrics(line).height()
        room = max(0, (area.height() - headline_height) // line_height)
        colour = _PHASE_COLOURS.get(self._phase or Phase.IDLE, colours.QUIET_TEXT)
        lines = [(self._words[0], headline, colour)]
        if room > 0:
            lines += [(text, line, colours.TEXT) for text in self._words[1:room]]
            lines.append((name, line, colours.QUIET_TEXT))
        y = area.y() + (area.height() - headline_height - (len(lines) - 1) * line_height) // 2
        for text, font, pen in lines:
            metrics = QFontMetrics(font)
            box = QRect(rect.left() + 4, y, rect.width() - 8, metrics.height())
            painter.setFont(font)
            painter.setPen(pen)
            # Addresses differ at their end.
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, box.width())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
            y += metrics.height()
        painter.restore()

    def _paint_strip(self, painter: QPainter, overlay: "OverlayText") -> None:
        if self.feed is None:
            return
        text = (self.feed.source.name, overlay.facts(self), self._phase)
        if self._strip is None or text != self._strip_text:
            self._strip, self._strip_text = _strip(self.rect.width(), self.rect.height(), painter.font(), *text), text
        painter.drawImage(QPointF(self.rect.x(), self.rect.bottom() + 1 - self._strip.height()), self._strip)


def _start(start: int, space: int, length: float, centre: float) -> float:
    """Where a picture of this length begins so that the part `centre` of it is in the middle of the space."""
    if length <= space:
        return start + (space - length) / 2
    return start + min(0.0, max(space - length, space / 2 - centre * length))


def _kept(centre: float, share: float) -> float:
    """The nearest centre around which this share of the picture lies inside it."""
    half = min(1.0, share) / 2
    return min(1 - half, max(half, centre))


class OverlayText:
    """The facts of the overlay line, read once a second for all tiles and not for every frame."""

    def __init__(self) -> None:
        self._facts: dict[Tile, tuple[str, ...]] = {}

    def refresh(self, tiles: list[Tile], now_s: float, clock: str) -> None:
        self._facts = {tile: self._read(tile, now_s, clock) for tile in tiles if tile.feed is not None}

    def facts(self, tile: Tile) -> tuple[str, ...]:
        """Most important first: age, clock, pictures a second, size, bit rate, codec."""
        return self._facts.get(tile, ())

    def _read(self, tile: Tile, now_s: float, clock: str) -> tuple[str, ...]:
        feed = tile.feed
        meter = feed.meter() if feed is not None else None
        if feed is None or meter is None:
            return (clock,)
        meter.read()
        lane = meter.feed.lane
        age_s = feed.age_s(now_s)
        if not lane.source_width or age_s is None:
            return (clock,)
        age = f"{age_s * 1000:.0f} ms" if age_s < 1 else duration_words(age_s)
        size = f"{lane.source_width}×{lane.source_height}"
        codec = {"h264": "H.264", "hevc": "H.265"}.get(lane.codec, lane.codec.upper())
        return (age, clock, f"{meter.fps:.0f} fps", size, f"{meter.bitrate_bps / 1e6:.1f} Mb/s", codec)


def _text_height(tile_height: int, *, least: int, share: int, comfortable: int) -> int:
    """A share of the tile's height; beyond what is comfortable on 1080 lines no more than there, seen from as far."""
    return max(least, min(tile_height // share, max(comfortable, tile_height * comfortable // 1080)))


def _strip_height(tile_height: int) -> int:
    return round(_strip_text_height(tile_height) * 1.7)


def _strip_text_height(tile_height: int) -> int:
    return _text_height(tile_height, least=10, share=22, comfortable=22)


def _strip(
    width: int, tile_height: int, base_font: QFont, name: str, facts: tuple[str, ...], phase: Phase | None
) -> QImage:
    """Name on the left, as many facts as fit on the right."""
    text_height, height = _strip_text_height(tile_height), _strip_height(tile_height)
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(8, 10, 14, 150))
    painter = QPainter(image)
    font = QFont(base_font)
    font.setPixelSize(text_height)
    painter.setFont(font)
    metrics = QFontMetrics(font)
    margin = height // 3
    dot = max(3, text_height // 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PHASE_COLOURS.get(phase or Phase.IDLE, colours.QUIET_TEXT))
    painter.drawEllipse(QPointF(margin + dot / 2, height / 2), dot / 2 + 1, dot / 2 + 1)
    name_x = margin * 2 + dot
    space = width - name_x - margin
    for_name = min(metrics.horizontalAdvance(name) + margin, space // 2)
    right, right_width = "", 0
    for count in range(1, len(facts) + 1):
        wider = "  ".join(reversed(facts[:count]))
        if (wider_width := metrics.horizontalAdvance(wider) + 2) > space - for_name:
            break
        right, right_width = wider, wider_width
    painter.setPen(colours.QUIET_TEXT)
    painter.drawText(
        QRect(width - margin - right_width, 0, right_width, height),
        Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
        right,
    )
    painter.setPen(colours.TEXT)
    name_width = space - right_width - margin
    painter.drawText(
        QRect(name_x, 0, name_width, height),
        Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
        metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, name_width),
    )
    painter.end()
    return image
