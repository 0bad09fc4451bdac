"""What an output of some seat shows, seen from this one: the same sources, opened here, small.

The pictures are this seat's own look at them. What the wall itself says of each tile stands on it, so that a picture
that comes here and not there, or the other way round, deceives nobody.
"""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from app.domain.layouts import LayoutError, parse_layout
from app.domain.outputs import Output, ShownTile, TileState
from app.domain.rooms import Participation
from app.domain.scenes import Source
from app.link.mirror import Mirror
from app.services.rows import SharedCamera
from app.services.tile_feed import Quality, TileFeed, TileSource
from streams.feeds import Feeds
from streams.state import Phase
from widgets import colours
from widgets.icons import BADGE_SIZE, badge
from widgets.leader.words import PHASES, tile_words
from widgets.wall.canvas import WallCanvas
from widgets.wall.tile import Tile

_PLATE = colours.GROUND
_LINE_PX = 12
_MARGIN = 4
_NOTHING = parse_layout("1x1")


class WallMirror(WallCanvas):
    """Lives on the UI loop. Pictures are read only while it can be seen and `pictures` is set; `release()` before the
    feeds are closed."""

    def __init__(self, mirror: Mirror, *, feeds: Feeds, resolve: Callable[[Source], TileSource]) -> None:
        super().__init__(_NOTHING)
        self._mirror = mirror
        self._feeds = feeds
        self._resolve = resolve
        self._is_current = True
        self._told: dict[int, ShownTile] = {}
        self._of_source: dict[Source, TileFeed] = {}
        self.pictures = True
        self.setMinimumSize(240, 135)
        self.setAccessibleName(self.tr("What the wall shows"))

    def sizeHint(self) -> QSize:
        return QSize(640, 360)

    def show_output(self, output: Output | None, *, is_current: bool = True) -> None:
        """As it was reported last; None: no output at all. `is_current`: what it reported holds, as far as the hub
        knows; otherwise no tile of it is called live."""
        self._is_current = is_current
        try:
            layout = parse_layout(output.layout) if output is not None and output.layout else _NOTHING
        except LayoutError:
            # Of a newer program: its tiles below one another in whatever rows there are.
            layout = _NOTHING
        tiles = output.tiles if output is not None else ()
        self._told = {one.tile: one for one in tiles if one.tile < len(layout)}
        seen = [one.tile for one in self._told.values() if one.visible]
        expanded = seen[0] if len(seen) == 1 and len(self._told) > 1 else None
        seen_here = [self._told.get(number) if expanded in (None, number) else None for number in range(len(layout))]
        sources = [self._source(shown) for shown in seen_here]
        feeds = [self._feed(source) for source in sources]
        for source in self._of_source.keys() - set(sources) if self._reads else tuple(self._of_source):
            self._of_source.pop(source).close()
        self.show_wall(layout, feeds, expanded=expanded)
        for tile in self.tiles:
            tile.set_quality(Quality.SUB_ONLY)

    def sources_changed(self) -> None:
        """What opens a camera has come, or somebody's picture is another."""
        for source, feed in list(self._of_source.items()):
            resolved = self._resolve(source)
            if resolved != feed.source:
                new = self._of_source[source] = TileFeed(self._feeds, resolved)
                for tile in self.tiles:
                    if tile.feed is feed:
                        tile.assign(new)
                feed.close()
                self.update()

    def shown_cameras(self) -> list[str]:
        """The keys of those whose pictures are read here now."""
        cameras = self._mirror.all(SharedCamera)
        return [source.value for source in self._of_source if source.value in cameras]

    def release(self) -> None:
        """Read nothing any more, until the next `show_output`."""
        self.show_wall(self.wall_layout, [None] * len(self.wall_layout))
        for feed in self._of_source.values():
            feed.close()
        self._of_source.clear()

    # -- inside

    @property
    def _reads(self) -> bool:
        return self.pictures and self.isVisible()

    def _source(self, shown: ShownTile | None) -> Source | None:
        """None: nothing there, or nothing that this seat may look at."""
        if shown is None or not shown.source_id:
            return None
        if shown.source_id in self._mirror.all(SharedCamera):
            return Source.of_camera(shown.source_id)
        if shown.source_id in self._mirror.all(Participation):
            return Source.of_participant(shown.source_id)
        return None

    def _feed(self, source: Source | None) -> TileFeed | None:
        if source is None or not self._reads:
            return None
        if source not in self._of_source:
            self._of_source[source] = TileFeed(self._feeds, self._resolve(source))
        return self._of_source[source]

    def paint_over(self, painter: QPainter, index: int, tile: Tile) -> None:
        shown = self._told.get(index)
        if shown is None:
            return
        if tile.feed is None:
            painter.fillRect(tile.rect, colours.PANEL)
        self._paint_plate(painter, tile.rect, shown, can_see=self._source(shown) is not None)

    def _paint_plate(self, painter: QPainter, rect: QRect, shown: ShownTile, *, can_see: bool) -> None:
        ratio = self.devicePixelRatioF()
        font = QFont(painter.font())
        font.setPixelSize(round(_LINE_PX * ratio))
        metrics = QFontMetrics(font)
        margin, sign = round(_MARGIN * ratio), round(BADGE_SIZE * ratio)
        height = metrics.height() + margin
        plate = QRect(rect.x(), rect.bottom() + 1 - height, rect.width(), height)
        painter.save()
        painter.setOpacity(0.85)
        painter.fillRect(plate, _PLATE)
        painter.setOpacity(1.0)
        quiet = not self._is_current or shown.is_awaited
        phase = Phase.IDLE if quiet else PHASES[shown.state]
        badge(phase).paint(painter, plate.x() + margin, plate.center().y() - sign // 2, sign, sign)
        painter.setFont(font)
        words = tile_words(shown) if self._is_current else self.tr("not known now")
        line = plate.adjusted(2 * margin + sign, 0, -margin, 0)
        live = self._is_current and shown.state is TileState.LIVE and shown.fault is None
        name_width, width = metrics.horizontalAdvance(shown.name), metrics.horizontalAdvance(words)
        if (live or not self._is_current) and name_width + margin + width > line.width():
            # The sign says it.
            width = 0
        width = min(width, line.width() // 2)
        if width:
            painter.setPen(colours.QUIET_TEXT if live or quiet else colours.WARNED)
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(line, right, metrics.elidedText(words, Qt.TextElideMode.ElideRight, width))
        painter.setPen(colours.TEXT)
        name = metrics.elidedText(shown.name, Qt.TextElideMode.ElideMiddle, line.width() - width - margin)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        if not can_see and shown.state is not TileState.EMPTY:
            painter.setPen(colours.QUIET_TEXT)
            middle = rect.adjusted(margin, 0, -margin, -height)
            words = self.tr("On the wall, not for this account to see")
            if not shown.source_id:
                address = self.tr("On the wall: an address that stays at its seat")
                words = self.tr("Awaited") if shown.is_awaited else address
            painter.drawText(middle, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)
        elif not self.pictures:
            painter.setPen(colours.QUIET_TEXT)
            painter.drawText(rect.adjusted(0, 0, 0, -height), Qt.AlignmentFlag.AlignCenter, self.tr("Pictures are off"))
        painter.restore()
