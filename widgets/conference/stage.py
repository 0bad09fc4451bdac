"""The people of a conference as tiles: pictures painted like those of the wall, names and states beside them.

A tile without a picture says who it is and why there is none; one that rings says for how long.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QDrag, QHelpEvent, QHideEvent, QMouseEvent, QPainter, QPen, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.layouts import parse_layout
from app.domain.scenes import Source
from app.services.tile_feed import TileFeed, TileSource
from streams.feeds import Feeds
from widgets import colours
from widgets.conference.plate import paint_person, plate
from widgets.conference.stage_entries import EntryState, StageEntry, StageView, arranged
from widgets.hint import answers_hint
from widgets.wall.canvas import WallCanvas
from widgets.wall.sources_mime import mime_of
from widgets.wall.tile import Tile

_SECOND_MS = 1000


class Stage(WallCanvas):
    """Lives on the UI loop; `release()` before the feeds are closed. Nothing is decoded while it cannot be seen.

    `menu_asked` and `pinned` carry a StageEntry; `first_painted` whose picture was painted for the first time here,
    and whether it is a shared screen.
    """

    menu_asked = Signal(object, QPoint)
    pinned = Signal(object)
    first_painted = Signal(str, bool)

    def __init__(
        self,
        *,
        feeds: Feeds,
        resolve: Callable[[Source], TileSource],
        now: Callable[[], datetime],
        hint: Callable[[StageEntry], Sequence[str]] = lambda _entry: (),
        parent: QWidget | None = None,
    ) -> None:
        """`hint`: the lines of the tooltip of whoever it is over."""
        super().__init__(parse_layout("1x1"), parent)
        self.entries: list[StageEntry | None] = []
        self._feeds = feeds
        self._resolve = resolve
        self._now = now
        self._hint = hint
        self._speaker = ""
        self._of_source: dict[Source, TileFeed] = {}
        self._told: set[str] = set()
        self._pressed: tuple[QPoint, StageEntry] | None = None
        self.setMinimumSize(160, 90)
        self._second = QTimer(self, interval=_SECOND_MS)
        self._second.timeout.connect(self._repaint_ringing)

    def sizeHint(self) -> QSize:
        return QSize(960, 540)

    def show_entries(
        self, shown: Sequence[StageEntry], view: StageView, *, large: str | None = None, speaker: str = ""
    ) -> None:
        """`speaker`: the participation whose voice is loudest."""
        layout, tiles = arranged(shown, view, large=large)
        feeds = [self._feed(entry) for entry in tiles]
        for source in self._of_source.keys() - {entry.source for entry in tiles if entry is not None}:
            self._of_source.pop(source).close()
        changed = layout != self.wall_layout or [tile.feed for tile in self.tiles] != feeds
        before, spoke = self.entries, self._speaker
        self.entries, self._speaker = tiles, speaker
        if changed:
            self.show_wall(layout, feeds)
        for number, entry in enumerate(tiles):
            if (
                number >= len(before)
                or entry != before[number]
                or self._is_marked(entry, spoke) != self._is_marked(entry, speaker)
            ):
                self.update_tile(number)
        self._follow_second()

    def sources_changed(self) -> None:
        """Somebody's picture has another address or state: look every source up again."""
        for source, feed in list(self._of_source.items()):
            resolved = self._resolve(source)
            if resolved != feed.source:
                feed.close()
                new = self._of_source[source] = TileFeed(self._feeds, resolved)
                for tile in self.tiles:
                    if tile.feed is feed:
                        tile.assign(new)
        self.update()

    def release(self) -> None:
        """Show nobody any more."""
        self.entries = []
        self._told.clear()
        self._second.stop()
        self.show_wall(parse_layout("1x1"), [None])
        for feed in self._of_source.values():
            feed.close()
        self._of_source.clear()

    def entry_at(self, point: QPoint) -> StageEntry | None:
        index = self.tile_at(point.x(), point.y())
        return self.entries[index] if index is not None and index < len(self.entries) else None

    def _feed(self, entry: StageEntry | None) -> TileFeed | None:
        if entry is None or entry.source is None:
            return None
        if entry.source not in self._of_source:
            self._of_source[entry.source] = TileFeed(self._feeds, self._resolve(entry.source))
        return self._of_source[entry.source]

    # -- painting

    def paint_over(self, painter: QPainter, index: int, tile: Tile) -> None:
        entry = self.entries[index] if index < len(self.entries) else None
        if entry is None:
            painter.fillRect(tile.rect, colours.GROUND)
            return
        if tile.feed is None:
            paint_person(painter, tile.rect, entry, self._now())
        elif tile.feed.painted and entry.key not in self._told:
            self._told.add(entry.key)
            self.first_painted.emit(entry.participation_id, entry.is_screen)
        picture = plate(entry, tile.rect.width(), tile.rect.height(), painter.font())
        painter.drawImage(tile.rect.x(), tile.rect.bottom() + 1 - picture.height(), picture)
        if self._is_marked(entry, self._speaker):
            painter.setPen(QPen(colours.TEXT, 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(tile.rect.adjusted(1, 1, -2, -2))

    @staticmethod
    def _is_marked(entry: StageEntry | None, speaker: str) -> bool:
        """As the one who speaks."""
        if entry is None or entry.is_screen or entry.state not in (EntryState.PICTURE, EntryState.CAMERA_OFF):
            return False
        return bool(speaker) and entry.participation_id == speaker

    def _rings(self) -> bool:
        return any(entry is not None and entry.state is EntryState.RINGING for entry in self.entries)

    def _follow_second(self) -> None:
        if self._rings() and self.isVisible():
            if not self._second.isActive():
                self._second.start()
        else:
            self._second.stop()

    def _repaint_ringing(self) -> None:
        for number, entry in enumerate(self.entries):
            if entry is not None and entry.state is EntryState.RINGING:
                self.update_tile(number)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow_second()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._second.stop()

    # -- mouse

    def event(self, event: QEvent) -> bool:
        return answers_hint(event, self, self._lines_at) or super().event(event)

    def _lines_at(self, event: QHelpEvent) -> Sequence[str]:
        entry = self.entry_at(event.pos())
        return self._hint(entry) if entry is not None else ()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if (entry := self.entry_at(event.pos())) is not None:
            self.menu_asked.emit(entry, event.globalPos())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        if (entry := self.entry_at(event.position().toPoint())) is not None:
            self.pinned.emit(entry)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        entry = self.entry_at(point)
        if event.button() is Qt.MouseButton.LeftButton and entry is not None and entry.source is not None:
            self._pressed = point, entry

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        start, entry = self._pressed
        if (event.position().toPoint() - start).manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            if entry.source is not None:
                drag = QDrag(self)
                drag.setMimeData(mime_of([entry.source]))
                drag.exec(Qt.DropAction.CopyAction)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._pressed = None
