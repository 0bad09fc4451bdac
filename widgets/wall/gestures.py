"""What mouse, wheel, keys and drops on a wall output mean; each ends in a command on its `WallOutput`."""

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QMouseEvent, QWheelEvent

from app.domain.layouts import Cell, Direction, grid_cell_at, neighbour, parse_layout
from app.domain.scenes import FitMode
from widgets.wall.output import WallOutput
from widgets.wall.sources_mime import sources_in
from widgets.wall.tile import Zoom

_DIRECTIONS = {
    Qt.Key.Key_Left: Direction.LEFT,
    Qt.Key.Key_Right: Direction.RIGHT,
    Qt.Key.Key_Up: Direction.UP,
    Qt.Key.Key_Down: Direction.DOWN,
}
_SPECIAL_LAYOUTS = ("1+5", "1+7", "1+12", "2+8")
_ZOOM_STEP = 1.25
_DRAG_FROM_PX = 8


class _Drag(Enum):
    NONE = auto()
    PRESSED = auto()  # may still become a click
    SWAP = auto()
    PAN = auto()
    SPAN = auto()


class Gestures(QObject):
    """An event filter on the output's canvas. `unhandled_key` gets what is not about tiles (full screen, scenes …)."""

    def __init__(
        self,
        output: WallOutput,
        *,
        unhandled_key: Callable[[QKeyEvent], bool],
        take_snapshot: Callable[[int, str], None],
        copy_picture: Callable[[int], None],
        context_menu: Callable[[int | None, QPoint], None],
        pointer_moved: Callable[[], None],
    ) -> None:
        super().__init__(output)
        self._output = output
        self._canvas = output.canvas
        self._unhandled_key = unhandled_key
        self._take_snapshot = take_snapshot
        self._copy_picture = copy_picture
        self._context_menu = context_menu
        self._pointer_moved = pointer_moved
        self._drag = _Drag.NONE
        self._pressed_at = QPointF()
        self._pressed_tile: int | None = None
        self._pressed_zoom = Zoom()
        self._canvas.setAcceptDrops(True)
        self._canvas.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event:
            case QMouseEvent():
                return self._mouse(event)
            case QWheelEvent():
                return self._wheel(event)
            case QKeyEvent() if event.type() is QEvent.Type.KeyPress:
                return self._key(event) or self._unhandled_key(event)
            case QContextMenuEvent():
                self._context_menu(self._canvas.tile_at(event.pos().x(), event.pos().y()), event.globalPos())
                return True
            case QDropEvent():
                return self._drop(event)
            case QDragLeaveEvent():
                self._canvas.set_mark(None)
        return super().eventFilter(watched, event)

    # -- mouse

    def _mouse(self, event: QMouseEvent) -> bool:
        self._pointer_moved()
        position = event.position()
        match event.type():
            case QEvent.Type.MouseButtonDblClick if event.button() is Qt.MouseButton.LeftButton:
                tile = self._canvas.tile_at(position.x(), position.y())
                if tile is not None:
                    self._output.command(self._output.state.toggle_expanded(tile))
                self._drag = _Drag.NONE
                return True
            case QEvent.Type.MouseButtonPress if event.button() is Qt.MouseButton.LeftButton:
                self._press(position)
                return True
            case QEvent.Type.MouseMove if event.buttons() & Qt.MouseButton.LeftButton:
                self._move(position, spanning=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
                return True
            case QEvent.Type.MouseButtonRelease if event.button() is Qt.MouseButton.LeftButton:
                self._release(position)
                return True
        return False

    def _press(self, position: QPointF) -> None:
        self._drag = _Drag.PRESSED
        self._pressed_at = position
        self._pressed_tile = self._canvas.tile_at(position.x(), position.y())
        if self._pressed_tile is not None:
            self._pressed_zoom = self._canvas.tiles[self._pressed_tile].zoom
            self._output.command(self._output.state.select(self._pressed_tile))

    def _move(self, position: QPointF, *, spanning: bool) -> None:
        if self._drag is _Drag.PRESSED:
            if (position - self._pressed_at).manhattanLength() < _DRAG_FROM_PX or self._pressed_tile is None:
                return
            if self._pressed_zoom.scale > 1:
                self._drag = _Drag.PAN
            elif self._output.state.expanded is not None:
                return
            else:
                self._drag = _Drag.SPAN if spanning else _Drag.SWAP
        if self._drag is _Drag.PAN:
            self._pan(position)
        elif self._drag is _Drag.SPAN:
            self._canvas.set_mark(self._canvas.rect_of_cell(self._spanned(position)))
        elif self._drag is _Drag.SWAP:
            target = self._canvas.tile_at(position.x(), position.y())
            self._canvas.set_mark(None if target in (None, self._pressed_tile) else self._canvas.tiles[target].rect)

    def _release(self, position: QPointF) -> None:
        drag, self._drag = self._drag, _Drag.NONE
        self._canvas.set_mark(None)
        state = self._output.state
        if drag is _Drag.SPAN:
            self._output.command(state.join(self._spanned(position)))
        elif drag is _Drag.SWAP and (start := self._pressed()) is not None:
            target = self._canvas.tile_at(position.x(), position.y())
            if target is not None and target != start:
                self._output.command(state.swap(start, target).select(target))

    def _spanned(self, position: QPointF) -> Cell:
        grid, ratio = self._canvas.grid_rect(), self._canvas.devicePixelRatioF()
        size = (self._output.state.layout, grid.width(), grid.height())
        corners = [
            grid_cell_at(*size, int(point.x() * ratio), int(point.y() * ratio) - grid.top())
            for point in (self._pressed_at, position)
        ]
        return Cell(*corners[0]).joined(Cell(*corners[1]))

    def _pan(self, position: QPointF) -> None:
        if (tile := self._pressed()) is not None:
            moved = (position - self._pressed_at) * self._canvas.devicePixelRatioF()
            self._canvas.tiles[tile].pan(self._pressed_zoom, moved)
            self._canvas.update()

    def _pressed(self) -> int | None:
        """The tile that was pressed, unless the wall was divided anew since (a tour went on)."""
        tile = self._pressed_tile
        return tile if tile is not None and tile < len(self._canvas.tiles) else None

    def _wheel(self, event: QWheelEvent) -> bool:
        position = event.position()
        index = self._canvas.tile_at(position.x(), position.y())
        if index is None or event.angleDelta().y() == 0:
            return False
        point = position * self._canvas.devicePixelRatioF()
        self._zoom(index, _ZOOM_STEP ** (event.angleDelta().y() / 120), point)
        return True

    def _zoom(self, index: int, factor: float, point: QPointF | None = None) -> None:
        self._canvas.tiles[index].zoom_by(factor, point)
        self._canvas.update()

    # -- drops

    def _drop(self, event: QDropEvent) -> bool:
        sources = sources_in(event.mimeData())
        if not sources:
            return False
        tile = self._canvas.tile_at(event.position().x(), event.position().y())
        if event.type() is not QEvent.Type.Drop:
            self._canvas.set_mark(self._canvas.tiles[tile].rect if tile is not None else None)
        else:
            self._canvas.set_mark(None)
            if tile is not None:
                self._output.command(self._output.state.assign_from(tile, sources).select(tile))
        event.acceptProposedAction()
        return True

    # -- keys

    def _key(self, event: QKeyEvent) -> bool:
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.ControlModifier:
            return self._control_key(key)
        if modifiers not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            return False
        output, state = self._output, self._output.state
        if key in _DIRECTIONS:
            self._step(_DIRECTIONS[key])
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_8:
            side = key - Qt.Key.Key_0
            output.command(state.with_layout(parse_layout(f"{side}x{side}")))
        elif key is Qt.Key.Key_O:
            output.command(state.with_overlay(not state.overlay))
        elif key is Qt.Key.Key_F:
            fits = list(FitMode)
            output.command(state.with_fit(fits[(fits.index(state.fit) + 1) % len(fits)]))
        elif key is Qt.Key.Key_R:
            output.retry(None if modifiers else state.selected)
        elif key is Qt.Key.Key_Escape and (state.expanded is not None or state.selected is not None):
            output.command(state.restore() if state.expanded is not None else state.select(None))
        else:
            shifted = modifiers == Qt.KeyboardModifier.ShiftModifier
            return state.selected is not None and self._tile_key(key, state.selected, shifted=shifted)
        return True

    def _control_key(self, key: Qt.Key) -> bool:
        output, state = self._output, self._output.state
        if key is Qt.Key.Key_Z:
            output.undo()
        elif key is Qt.Key.Key_Y:
            output.redo()
        elif key is Qt.Key.Key_C and state.selected is not None:
            self._copy_picture(state.selected)
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_4:
            output.command(state.with_layout(parse_layout(_SPECIAL_LAYOUTS[key - Qt.Key.Key_1])))
        else:
            return False
        return True

    def _tile_key(self, key: Qt.Key, tile: int, *, shifted: bool) -> bool:
        output, state = self._output, self._output.state
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            output.command(state.toggle_expanded(tile))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            output.command(state.clear(tile))
        elif key is Qt.Key.Key_S:
            self._take_snapshot(tile, ".jpg" if shifted else ".png")
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom(tile, _ZOOM_STEP)
        elif key is Qt.Key.Key_Minus:
            self._zoom(tile, 1 / _ZOOM_STEP)
        elif key is Qt.Key.Key_0:
            self._canvas.tiles[tile].set_zoom(Zoom())
            self._canvas.update()
        else:
            return False
        return True

    def _step(self, direction: Direction) -> None:
        state = self._output.state
        tile = 0 if state.selected is None else neighbour(state.layout, state.selected, direction)
        if tile is None:
            return
        if state.expanded is not None and state.sources[tile] is not None:
            self._output.command(state.expand(tile))
        else:
            self._output.command(state.restore().select(tile))
