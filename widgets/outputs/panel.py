"""The wall outputs of other seats: what each shows now, and a place to push a camera, a participant or a scene to it.

A push is shown on its way until the other seat says that the picture is on its screen, or why not.
"""

import itertools
from collections.abc import Callable, Coroutine

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from app.domain.layouts import LayoutError, parse_layout
from app.domain.outputs import Output, Push, PushStatus, TileState
from app.domain.permissions import Action, Actor, allows
from app.domain.scenes import Source, SourceKind
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.link.mirror import Mirror
from app.services.commands.outputs import PushToOutput
from app.tasks import TaskScope
from widgets.icons import layout_icon
from widgets.names import tooltip
from widgets.scenes.scene_mime import scene_in
from widgets.wall.sources_mime import sources_in

_OUTPUT_ID = Qt.ItemDataRole.UserRole
_LEAST_ROWS_PX = 60


class OutputsPanel(QFrame):
    """Hidden while no other seat has an output. `notice` tells what could not be pushed."""

    notice = Signal(str)

    def __init__(
        self,
        mirror: Mirror,
        *,
        own: Callable[[], frozenset[str]],
        selected_sources: Callable[[], list[Source]],
        selected_scene: Callable[[], str | None],
        parent: QWidget | None = None,
    ) -> None:
        """`own`: ids of this seat's outputs, which the overview shows. The other two say what a push would take."""
        super().__init__(parent)
        self._mirror = mirror
        self._own = own
        self._selected_sources = selected_sources
        self._selected_scene = selected_scene
        self._actor: Actor | None = None
        self._client: HubClient | None = None
        self._tasks = TaskScope("push")
        self._numbers = itertools.count(1)
        self.list = _DropList()
        self.list.setAccessibleName(self.tr("Outputs of other seats"))
        self.list.setMinimumHeight(_LEAST_ROWS_PX)
        self.list.dropped.connect(self._dropped)
        self.list.menu_asked.connect(self._menu)
        heading = QLabel(self.tr("Outputs of other seats"))
        heading.setProperty("role", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(heading)
        column.addWidget(self.list)
        self._ending = mirror.subscribe(Output, lambda _keys: self.refresh())
        self.refresh()

    def enter(self, actor: Actor, client: HubClient) -> None:
        self._actor, self._client = actor, client
        self.refresh()

    def refresh(self) -> None:
        own = self._own()
        outputs = sorted(
            (one for one in self._mirror.all(Output).values() if one.output_id not in own),
            key=lambda one: (not one.online, one.seat, one.name),
        )
        current = self.list.current_id()
        self.list.clear()
        for output in outputs:
            item = QListWidgetItem(f"{output.seat} · {output.name}\n{_shows(output)}")
            item.setData(_OUTPUT_ID, output.output_id)
            item.setToolTip(tooltip(_tile_lines(output)))
            if output.layout:
                try:
                    item.setIcon(layout_icon(parse_layout(output.layout)))
                except LayoutError:
                    # Of a newer program: its words say enough.
                    item.setToolTip(output.layout)
            if not output.online:
                item.setFlags(Qt.ItemFlag.ItemIsSelectable)
            self.list.addItem(item)
            if output.output_id == current:
                self.list.setCurrentItem(item)
        self.setVisible(bool(outputs))

    def push(
        self,
        output_id: str,
        *,
        camera_id: str | None = None,
        participant: str | None = None,
        scene: str | None = None,
    ) -> None:
        """Ask the hub; the answer shows in the list."""
        client = self._client
        if client is None or self._actor is None or not allows(self._actor, Action.OUTPUT_PUSH):
            self.notice.emit(self.tr("Your role may not push to the wall."))
            return
        command = PushToOutput(camera_id=camera_id, participation_id=participant, scene=scene)
        self._start(self._push(client, output_id, command))

    def release(self) -> None:
        """Let go of the mirror and of what is on its way."""
        self._ending()
        self._ending = lambda: None
        self._tasks.cancel()

    async def _push(self, client: HubClient, output_id: str, command: PushToOutput) -> None:
        try:
            self._mirror.put(await client.push(output_id, command))
        except HubUnreachableError:
            self.notice.emit(self.tr("The hub does not answer: nothing was pushed."))
        except HubRefusedError as error:
            self.notice.emit(self.tr("The hub refused the push: {0}").format(error.message))

    def _start(self, work: Coroutine[None, None, None]) -> None:
        self._tasks.start(f"push {next(self._numbers)}", work)

    def _dropped(self, output_id: str, sources: list[Source], scene: str) -> None:
        if scene:
            self.push(output_id, scene=scene)
        self._push_sources(output_id, sources)

    def _push_sources(self, output_id: str, sources: list[Source]) -> None:
        for source in sources:
            if source.kind is SourceKind.CAMERA:
                self.push(output_id, camera_id=source.value)
            elif source.kind is SourceKind.PARTICIPANT:
                self.push(output_id, participant=source.value)
            else:
                self.notice.emit(self.tr("Only cameras of the hub can be pushed to another seat."))

    def _menu(self, output_id: str, where: QPoint) -> None:
        menu = QMenu(self)
        cameras = [one for one in self._selected_sources() if one.kind is SourceKind.CAMERA]
        camera = menu.addAction(self.tr("Push the selected cameras here"))
        camera.setEnabled(bool(cameras))
        camera.triggered.connect(lambda: self._push_sources(output_id, cameras))
        name = self._selected_scene()
        scene = menu.addAction(
            self.tr("Push the scene {0} here").format(name) if name else self.tr("Push the selected scene here")
        )
        scene.setEnabled(name is not None)
        scene.triggered.connect(lambda: self.push(output_id, scene=name))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)


class _DropList(QListWidget):
    """Takes cameras and scenes on a row."""

    dropped = Signal(str, list, str)  # output, sources, scene or ""
    menu_asked = Signal(str, QPoint)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_for_menu)

    def current_id(self) -> str | None:
        item = self.currentItem()
        return str(item.data(_OUTPUT_ID)) if item is not None else None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._accept(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._accept(event)

    def dropEvent(self, event: QDropEvent) -> None:
        item = self.itemAt(event.position().toPoint())
        mime = event.mimeData()
        if item is not None and item.flags() & Qt.ItemFlag.ItemIsEnabled:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(str(item.data(_OUTPUT_ID)), sources_in(mime), scene_in(mime) or "")

    def _accept(self, event: QDragMoveEvent) -> None:
        item = self.itemAt(event.position().toPoint())
        mime = event.mimeData()
        if item is not None and item.flags() & Qt.ItemFlag.ItemIsEnabled and (sources_in(mime) or scene_in(mime)):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def _ask_for_menu(self, where: QPoint) -> None:
        item = self.itemAt(where)
        if item is not None and item.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.menu_asked.emit(str(item.data(_OUTPUT_ID)), self.viewport().mapToGlobal(where))


def _tr(text: str) -> str:
    return QCoreApplication.translate("OutputsPanel", text)


def _shows(output: Output) -> str:
    """One line: what it shows, or that nobody serves it; with what is on its way."""
    if not output.online:
        return _tr("not connected")
    live = sum(tile.state is TileState.LIVE for tile in output.tiles)
    used = sum(tile.state is not TileState.EMPTY and not tile.is_awaited for tile in output.tiles)
    words = _tr("{0}, {1} of {2} live").format(output.tour or output.scene or output.layout, live, used)
    return f"{words} · {_push_words(output.push)}" if output.push is not None else words


def _push_words(push: Push) -> str:
    match push.status:
        case PushStatus.SENT:
            return _tr("push sent…")
        case PushStatus.APPLIED:
            return _tr("push taken, waiting for its picture…")
        case PushStatus.SHOWN:
            return _tr("push shown ✓")
        case PushStatus.REFUSED:
            return _tr("push refused: {0}").format(push.detail or _tr("no reason given"))


def _tile_lines(output: Output) -> list[str]:
    names = [tile.name for tile in output.tiles if tile.name]
    return [f"{output.seat} · {output.name}", *names[:16]]
