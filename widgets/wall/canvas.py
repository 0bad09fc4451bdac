"""The surface that paints a whole wall: one widget, one paint clock, no widget per tile.

Sixteen widgets would be sixteen backing-store clips and paint events a frame; one widget repaints just the tiles whose
mailbox advanced since the last tick of the clock.
"""

import math
import time
from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np
from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QHideEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from app.domain.layouts import Cell, Layout, rectangles
from app.domain.scenes import FitMode
from app.services.tile_feed import TileFeed
from streams.frame import Pixels, ScreenColours
from widgets import colours
from widgets.beijing import BEIJING
from widgets.wall.notice import notice_image
from widgets.wall.tile import OverlayText, Tile

# One or a few big tiles are looked at closely: at once, at 60 Hz. Many tiles come at 25 pictures a second each, out of
# step; 33 Hz loses none of them to jitter below 10 ms and halves the repaints.
FEW_TILES = 4
FEW_TILES_TICK_MS = 16
TICK_MS = 30
# Words, sizes and ages are looked at this often; every look at a tile costs some microseconds.
_REFRESH_TICKS = 4
_OVERLAY_S = 1.0


class WallCanvas(QWidget):
    """Tiles of one layout over the whole widget, edge to edge with gaps of one pixel.

    `close_refused` fires when somebody tries to close it while `keep_open` is set.
    """

    close_refused = Signal()

    def __init__(self, layout: Layout, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.tiles: list[Tile] = []
        self._screen_colours = ScreenColours()
        self.overlay_text: OverlayText | None = None
        self.keep_open = False
        self._selected: int | None = None
        self._mark: QRect | None = None
        self._notice_text = ""
        self._notice: QImage | None = None
        self._layout = layout
        self._expanded: int | None = None
        self._strip: tuple[QWidget, Callable[[], int]] | None = None
        self._shown = False
        self._ticking = False
        self._ticks = 0
        self._overlay_s = 0.0
        self._clock = QTimer(self)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self._tick)
        self.show_wall(layout, [None] * len(layout))

    @property
    def wall_layout(self) -> Layout:
        return self._layout

    def show_wall(
        self,
        layout: Layout,
        feeds: Sequence[TileFeed | None],
        *,
        fit: FitMode = FitMode.CONTAIN,
        expanded: int | None = None,
    ) -> None:
        """`feeds[i]` in tile i of the layout. All at once, so that no feed is asked for a size of the wall before;
        closing the feeds that are shown no more is the caller's."""
        self._layout, self._expanded = layout, expanded
        del self.tiles[len(layout) :]
        while len(self.tiles) < len(layout):
            self.tiles.append(Tile(QRect(), self._screen_colours))
        self._place_tiles()
        for tile, feed in zip(self.tiles, feeds, strict=True):
            tile.fit = fit
            tile.assign(feed)
        self.update()

    def put_on_top(self, strip: QWidget, height: Callable[[], int]) -> None:
        """This child takes the upper part of the canvas, the grid has the rest. `height` in Qt's pixels is asked again
        whenever the canvas is sized."""
        self._strip = strip, height
        self._arrange()

    def clear_top(self) -> None:
        """The grid has everything again."""
        self._strip = None
        self._arrange()

    def grid_rect(self) -> QRect:
        """What the tiles share, in physical pixels."""
        width, height = self._physical_size()
        top = 0
        if self._strip is not None:
            strip, _ = self._strip
            # Rounded up: a line that neither paints would keep what stood there before.
            top = min(height - 1, math.ceil((strip.y() + strip.height()) * self.devicePixelRatioF()))
        return QRect(0, top, width, height - top)

    def set_selected(self, index: int | None) -> None:
        if index != self._selected:
            self._selected = index
            self.update()

    def set_mark(self, rect: QRect | None) -> None:
        """Outline where a drag would end; physical pixels."""
        if rect != self._mark:
            self._mark = rect
            self.update()

    def set_notice(self, text: str) -> None:
        """A short line at the top of the wall; empty: none."""
        if text != self._notice_text:
            self._notice_text = text
            self._notice = None
            self.update()

    def rect_of_cell(self, cell: Cell) -> QRect:
        """The rectangle of a part of the grid, in physical pixels."""
        grid = self.grid_rect()
        width, height = grid.width(), grid.height()
        rows, columns = self._layout.rows, self._layout.columns
        left, top = cell.column * width // columns, cell.row * height // rows
        right, bottom = cell.right * width // columns, cell.bottom * height // rows
        return QRect(left, top, right - left, bottom - top).translated(grid.topLeft())

    def set_overlay(self, shown: bool) -> None:
        self.overlay_text = OverlayText() if shown else None
        self._overlay_s = 0.0
        self.update()

    def visible_tiles(self) -> list[Tile]:
        if self._expanded is not None:
            return [self.tiles[self._expanded]]
        return self.tiles

    def tile_at(self, x: float, y: float) -> int | None:
        """Index of the tile under a point in logical pixels of the widget."""
        ratio = self.devicePixelRatioF()
        for index, tile in enumerate(self.tiles):
            if tile in self.visible_tiles() and tile.rect.contains(int(x * ratio), int(y * ratio)):
                return index
        return None

    def rects_of(self, layout: Layout) -> list[QRect]:
        """Where the tiles of a layout would be on this canvas, in physical pixels."""
        grid = self.grid_rect()
        return [
            QRect(cell.x, cell.y, cell.width, cell.height).translated(grid.topLeft())
            for cell in rectangles(layout, grid.width(), grid.height())
        ]

    def paint_miniature(self, painter: QPainter, target: QRect) -> None:
        """The wall as it is now, small, in logical pixels of another widget."""
        width, height = self._physical_size()
        painter.save()
        painter.setClipRect(target)
        painter.fillRect(target, colours.LINE)
        painter.translate(target.topLeft())
        painter.scale(target.width() / max(1, width), target.height() / max(1, height))
        painter.fillRect(QRect(0, 0, width, self.grid_rect().top()), colours.PANEL)
        for index, tile in enumerate(self.tiles):
            if self._expanded in (None, index):
                tile.paint_miniature(painter)
        painter.restore()

    def paint_over(self, painter: QPainter, index: int, tile: Tile) -> None:
        """For a surface that says more about its tiles than a wall does; in physical pixels, clipped to the tile."""

    def _physical_size(self) -> tuple[int, int]:
        # Halves rounded up as Qt does, not to even numbers: a row that no tile covers would never be painted.
        ratio = self.devicePixelRatioF()
        return int(self.width() * ratio + 0.5), int(self.height() * ratio + 0.5)

    def _place_tiles(self) -> None:
        shown = self._shown and not self.window().isMinimized()
        if self._strip is not None:
            strip, height = self._strip
            strip.setGeometry(0, 0, self.width(), min(height(), self.height()))
        whole = self.grid_rect()
        for index, (tile, rect) in enumerate(zip(self.tiles, self.rects_of(self._layout), strict=True)):
            tile.place(whole if self._expanded == index else rect, visible=shown and self._expanded in (None, index))
        self._clock.setInterval(FEW_TILES_TICK_MS if len(self.visible_tiles()) <= FEW_TILES else TICK_MS)

    def _arrange(self) -> None:
        self._place_tiles()
        for tile in self.tiles:
            tile.ask()
        self.update()

    def _paint_notice(self, painter: QPainter) -> None:
        width, height = self._physical_size()
        if self._notice is None:
            self._notice = notice_image(
                self._notice_text, wall_width=width, wall_height=height, base_font=painter.font()
            )
        painter.drawImage((width - self._notice.width()) // 2, self.grid_rect().top() + height // 60, self._notice)

    def _window_pixels(self) -> Pixels | None:
        """What Qt sends to the screen after this paint event, as height × width × 4; None where it is anything else.

        Converting pictures straight into it saves a copy of each. Only right while the clock repaints: what `grab()`
        and others paint goes elsewhere.
        """
        store = self.backingStore() if self.isWindow() else None
        image = store.paintDevice() if store is not None else None
        if not isinstance(image, QImage) or image.format() not in _SCREEN_FORMATS:
            return None
        rows: Pixels = np.frombuffer(image.bits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
        return rows[:, : image.width()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._notice = None
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._shown = True
        self._arrange()
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._shown = False
        self._clock.stop()
        self._arrange()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.keep_open:
            event.ignore()
            self.close_refused.emit()
        else:
            super().closeEvent(event)

    def _tick(self) -> None:
        self._ticks += 1
        refresh = self._ticks % _REFRESH_TICKS == 0
        now_s = time.monotonic()
        ratio = self.devicePixelRatioF()
        dirty = QRegion()
        new_facts = self.overlay_text is not None and now_s - self._overlay_s >= _OVERLAY_S
        if self.overlay_text is not None and new_facts:
            self._overlay_s = now_s
            self.overlay_text.refresh(self.visible_tiles(), now_s, f"{datetime.now(BEIJING):%H:%M:%S}")
        for tile in self.visible_tiles():
            changed = refresh and tile.refresh(now_s)
            # The overlay's clock goes on also where no picture comes.
            if changed or tile.has_news() or (new_facts and not tile.is_live):
                dirty += _logical(tile.rect, ratio)
        if not dirty.isEmpty():
            # At once, not by a posted event: the picture waited for this tick already.
            self._ticking = True
            self.repaint(dirty)
            self._ticking = False

    def update_tile(self, index: int) -> None:
        """Paint this one anew; the others stay as they are."""
        if index < len(self.tiles):
            self.update(_logical(self.tiles[index].rect, self.devicePixelRatioF()))

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        painter = QPainter(self)
        if ratio != 1:
            painter.scale(1 / ratio, 1 / ratio)
        window = self._window_pixels() if self._ticking else None
        region = event.region()
        grid = self.grid_rect()
        # Qt leaves out what lies above the grid.
        whole = region.boundingRect().contains(_logical(grid, ratio) & self.rect()) and region.rectCount() == 1
        if whole:
            painter.fillRect(grid, colours.LINE)
        for index, tile in enumerate(self.tiles):
            if self._expanded not in (None, index) or not region.intersects(_logical(tile.rect, ratio)):
                continue
            painter.setClipRect(tile.rect)
            tile.paint(painter, overlay=self.overlay_text, window=window)
            self.paint_over(painter, index, tile)
            if index == self._selected:
                painter.setPen(QPen(colours.SELECTION, 2))
                painter.drawRect(tile.rect.adjusted(1, 1, -1, -1))
        painter.setClipping(False)
        if self._notice_text:
            self._paint_notice(painter)
        if self._mark is not None:
            painter.setPen(QPen(colours.SELECTION, 4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self._mark.adjusted(2, 2, -2, -2))
        painter.end()


# Both are B, G, R and an alpha that the conversion sets to opaque.
_SCREEN_FORMATS = frozenset({QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied})


def _logical(rect: QRect, ratio: float) -> QRect:
    """The smallest rectangle in Qt's pixels that covers one in physical pixels."""
    if ratio == 1:
        return rect
    left, top = int(rect.x() / ratio), int(rect.y() / ratio)
    right, bottom = -int(-(rect.x() + rect.width()) // ratio), -int(-(rect.y() + rect.height()) // ratio)
    return QRect(left, top, right - left, bottom - top)
