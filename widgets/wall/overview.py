"""All outputs as live miniatures: what is on the wall, seen and worked on from the operator's own screen.

A miniature is the wall's own pictures drawn small a few times a second; nothing is decoded for it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.scenes import Scene, Source
from widgets import colours
from widgets.hint import answers_hint
from widgets.names import isolated
from widgets.scenes.scene_mime import scene_in
from widgets.wall.arrangement import CAPTION_HEIGHT, arranged, picture_rect
from widgets.wall.layout_words import layout_words
from widgets.wall.miniature import paint_gaps, paint_states, tile_rect
from widgets.wall.output import WallOutput
from widgets.wall.output_menu import output_menu
from widgets.wall.outputs import Outputs
from widgets.wall.sources_mime import sources_in, tile_in, tile_mime
from widgets.wall.words import duration_words, state_lines

_REFRESH_MS = 200
# With more than two outputs each comes less often: their walls, which the pictures are for, need the time.
_APART_MS = 100


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the overview: an output, and the tile there unless it is beside the picture."""

    output: WallOutput
    tile: int | None


class WallOverview(QWidget):
    """Click selects output and tile, double click expands, dragging swaps, drops push, keys work as on the wall."""

    tile_selected = Signal(object)  # the Source of the tile clicked on, or None
    dropped_scene = Signal(object, str)  # WallOutput, name of a scene

    def __init__(
        self, outputs: Outputs, *, find_scene: Callable[[str], Scene | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._outputs = outputs
        self._find_scene = find_scene
        self._watched: list[WallOutput] = []
        self._pressed: tuple[QPoint, Spot] | None = None
        self._drop_spot: Spot | None = None
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 180)
        self.setAccessibleName(self.tr("Wall overview"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._turn = 0
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._refresh_next)
        outputs.outputs_changed.connect(self._follow_outputs)
        outputs.current_changed.connect(self.update)
        self._follow_outputs()

    def sizeHint(self) -> QSize:
        return QSize(960, 600)

    # -- where is what

    def rect_of(self, output: WallOutput) -> QRect:
        """Where the picture of an output is in this widget."""
        return self._rects()[output][1]

    def rect_of_tile(self, output: WallOutput, tile: int) -> QRect:
        return tile_rect(output, tile, self.rect_of(output))

    def spot_at(self, point: QPoint) -> Spot | None:
        for output, (rect, picture) in self._rects().items():
            if picture.contains(point):
                canvas = output.canvas
                x = (point.x() - picture.x() + 0.5) * canvas.width() / picture.width()
                y = (point.y() - picture.y() + 0.5) * canvas.height() / picture.height()
                return Spot(output, canvas.tile_at(x, y))
            if rect.contains(point):
                return Spot(output, None)
        return None

    def _rects(self) -> dict[WallOutput, tuple[QRect, QRect]]:
        outputs = self._outputs.all
        rects = arranged([self._outputs.place_of(output) for output in outputs], self.rect())
        return {
            output: (rect, picture_rect(rect, output.canvas.size()))
            for output, rect in zip(outputs, rects, strict=True)
        }

    # -- painting

    def _follow_outputs(self) -> None:
        for output in self._outputs.all:
            if output not in self._watched:
                output.changed.connect(self.update)
                output.tour_changed.connect(self.update)
        self._watched = self._outputs.all
        self._clock.setInterval(max(_REFRESH_MS // max(1, len(self._watched)), _APART_MS))
        self.update()

    def _refresh_next(self) -> None:
        """One output after the other, so that no single repaint keeps the wall's own pictures waiting."""
        rects = list(self._rects().values())
        if rects:
            self._turn = (self._turn + 1) % len(rects)
            self.update(rects[self._turn][0].united(rects[self._turn][1]).adjusted(-3, -3, 3, 3))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), colours.GROUND)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rects = self._rects()
        if not rects:
            painter.setPen(colours.QUIET_TEXT)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("No wall output"))
        for output, (rect, picture) in rects.items():
            if not event.region().intersects(rect.united(picture).adjusted(-3, -3, 3, 3)):
                continue
            self._paint_caption(painter, output, QRect(rect.x(), rect.y(), rect.width(), CAPTION_HEIGHT))
            output.canvas.paint_miniature(painter, picture)
            if output.state.expanded is None:
                paint_gaps(painter, output, picture)
            paint_states(painter, output, picture)
            if output.state.selected is not None and output.state.expanded is None:
                self._outline(painter, self.rect_of_tile(output, output.state.selected), 2)
            if output is self._outputs.current:
                self._outline(painter, picture.adjusted(-2, -2, 2, 2), 1)
        if (spot := self._drop_spot) is not None:
            rect = self.rect_of(spot.output) if spot.tile is None else self.rect_of_tile(spot.output, spot.tile)
            self._outline(painter, rect, 3)
        if self.hasFocus():
            self._outline(painter, self.rect(), 1)
        painter.end()

    def _outline(self, painter: QPainter, rect: QRect, width: int) -> None:
        painter.setPen(QPen(colours.SELECTION, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = width // 2
        painter.drawRect(rect.adjusted(inset, inset, -inset - 1 + (width + 1) % 2, -inset - 1 + (width + 1) % 2))

    def _paint_caption(self, painter: QPainter, output: WallOutput, rect: QRect) -> None:
        current = output is self._outputs.current
        text = self.caption_of(output)
        painter.setPen(colours.TEXT if current else colours.QUIET_TEXT)
        font = painter.font()
        font.setBold(current)
        painter.setFont(font)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        font.setBold(False)
        painter.setFont(font)

    def caption_of(self, output: WallOutput) -> str:
        """Output 1  4×4  scene  tour with its remaining time."""
        state = output.state
        parts = [output.name, layout_words(state.layout)]
        if state.scene is not None:
            scene = self._find_scene(state.scene)
            changed = scene is None or state.to_scene(state.scene) != scene
            words = self.tr("{0} (changed)") if changed else "{0}"
            parts.append(words.format(isolated(state.scene)))
        if output.tour is not None:
            left = self.tr("paused") if output.tour_paused else duration_words(output.tour_remaining_s())
            parts.append(self.tr("Tour {0}: {1}").format(isolated(output.tour.name), left))
        return "   ".join(parts)

    @property
    def is_refreshing(self) -> bool:
        return self._clock.isActive()

    def showEvent(self, _event: QEvent) -> None:
        self._clock.start()

    def hideEvent(self, _event: QEvent) -> None:
        self._clock.stop()

    # -- words under the pointer

    def words_at(self, spot: Spot) -> list[str]:
        """Name of what a tile shows, and its state."""
        if spot.tile is None:
            return [self.caption_of(spot.output)]
        feed = spot.output.canvas.tiles[spot.tile].feed
        if feed is None:
            return [self.tr("Empty tile: drop a camera here")]
        now_s = time.monotonic()
        return [feed.source.name, *state_lines(feed.state(now_s), now_s, feed.age_s(now_s))]

    def event(self, event: QEvent) -> bool:
        return answers_hint(event, self, self._lines_at) or super().event(event)

    def _lines_at(self, event: QHelpEvent) -> list[str]:
        spot = self.spot_at(event.pos())
        return self.words_at(spot) if spot is not None else []

    # -- mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position().toPoint())
        if spot is None:
            return
        self._outputs.set_current(spot.output)
        if spot.tile is not None:
            spot.output.command(spot.output.state.select(spot.tile))
            self.tile_selected.emit(spot.output.state.sources[spot.tile])
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint(), spot

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        start, spot = self._pressed
        if (event.position().toPoint() - start).manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            self._start_drag(spot)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position().toPoint())
        self._pressed = None
        if spot is not None and spot.tile is not None:
            spot.output.command(spot.output.state.toggle_expanded(spot.tile))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            output = self._outputs.current
            spot = Spot(output, output.state.selected) if output is not None else None
        else:
            spot = self.spot_at(event.pos())
        if spot is not None:
            self.open_menu(spot, event.globalPos())

    def open_menu(self, spot: Spot, where: QPoint) -> None:
        output_menu(spot.output, spot.tile, self).popup(where)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the wall work on the current output as if its window had them."""
        output = self._outputs.current
        if output is None or event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            super().keyPressEvent(event)
            return
        before = output.state.selected
        QCoreApplication.sendEvent(output.canvas, event)
        if output.state.selected is not None and output.state.selected != before:
            self.tile_selected.emit(output.state.sources[output.state.selected])

    # -- drag and drop

    def _start_drag(self, spot: Spot) -> None:
        source = spot.output.state.sources[spot.tile] if spot.tile is not None else None
        if source is None or spot.tile is None:
            return
        drag = QDrag(self)
        drag.setMimeData(tile_mime(spot.output.name, spot.tile, source))
        drag.setPixmap(self._picture_of(spot.output, spot.tile))
        drag.exec(Qt.DropAction.MoveAction | Qt.DropAction.CopyAction, Qt.DropAction.MoveAction)

    def _picture_of(self, output: WallOutput, tile: int) -> QPixmap:
        return self.grab(self.rect_of_tile(output, tile))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._consider(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._consider(event)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._mark(None)

    def dropEvent(self, event: QDropEvent) -> None:
        spot = self._spot_for(event)
        self._mark(None)
        if spot is None:
            event.ignore()
            return
        mime = event.mimeData()
        if (name := scene_in(mime)) is not None:
            self.dropped_scene.emit(spot.output, name)
        elif (start := tile_in(mime)) is not None and spot.tile is not None:
            self._swap(start, spot.output, spot.tile)
        else:
            self._put(sources_in(mime), spot)
        self._outputs.set_current(spot.output)
        event.acceptProposedAction()

    def _consider(self, event: QDragEnterEvent | QDragMoveEvent) -> None:
        spot = self._spot_for(event)
        self._mark(spot)
        if spot is None:
            event.ignore()
        else:
            event.acceptProposedAction()

    def _spot_for(self, event: QDropEvent) -> Spot | None:
        """Where a drop would go: a tile for one source, a whole output for scenes and for several."""
        mime, spot = event.mimeData(), self.spot_at(event.position().toPoint())
        if spot is None:
            return None
        if scene_in(mime) is not None:
            return Spot(spot.output, None)
        return spot if sources_in(mime) else None

    def _mark(self, spot: Spot | None) -> None:
        if spot != self._drop_spot:
            self._drop_spot = spot
            self.update()

    def _put(self, sources: list[Source], spot: Spot) -> None:
        output = spot.output
        if spot.tile is not None:
            output.command(output.state.assign_from(spot.tile, sources).select(spot.tile))
        elif len(sources) > 1:
            output.fill(sources)
        else:
            output.command(output.state.place(sources[0]))

    def _swap(self, start: tuple[str, int], output: WallOutput, tile: int) -> None:
        name, start_tile = start
        other = next((each for each in self._outputs.all if each.name == name), None)
        if other is None or start_tile >= len(other.state.layout):
            return
        if other is output:
            output.command(output.state.swap(start_tile, tile).select(tile))
            return
        coming, going = other.state.sources[start_tile], output.state.sources[tile]
        output.command(output.state.assign(tile, coming).select(tile))
        other.command(other.state.assign(start_tile, going))
