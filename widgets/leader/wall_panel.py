"""The hall's wall on a leader's own screen: which output, of which seat, how old its word is, its pictures small."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from app.domain.outputs import Output
from app.domain.permissions import Action, Actor, allows
from app.domain.rooms import Participation
from app.domain.scenes import Source
from app.link.mirror import LinkState, Mirror
from app.services.rows import IncidentPage, SharedCamera, SharedScene
from app.services.tile_feed import TileSource
from streams.feeds import Feeds
from widgets.elided_label import ElidedLabel
from widgets.icons import BADGE_SIZE, badge
from widgets.incidents.controls import label
from widgets.leader.wall_mirror import WallMirror
from widgets.leader.words import wall_words
from widgets.seen_timer import SeenTimer

_MOST_OFFERED = 12
_MOST_SCENES = 30
# Of a hall's screen; an output does not say its own.
_PROPORTIONS = 16, 9


class Push(Protocol):
    """Ask the hub to put a camera or a scene on somebody's output."""

    def __call__(self, output_id: str, *, camera_id: str | None = None, scene: str | None = None) -> None: ...


class WallPanel(QFrame):
    """Shows the output that has the incident's scene, or another that somebody chooses. `problem`: why not."""

    problem = Signal(str)

    def __init__(
        self,
        mirror: Mirror,
        actor: Actor,
        *,
        feeds: Feeds,
        resolve: Callable[[Source], TileSource],
        subscribe_opened: Callable[[Callable[[], None]], Callable[[], None]],
        push: Push,
    ) -> None:
        super().__init__()
        self._mirror = mirror
        self._push = push
        self._page: IncidentPage | None = None
        self._chosen: dict[str, str] = {}
        self._output: Output | None = None
        self.setProperty("role", "panel")
        self.wall = WallMirror(mirror, feeds=feeds, resolve=resolve)
        self._frame = _Frame(self.wall)
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Wall output"))
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.choice.activated.connect(self._choose)
        self.words = ElidedLabel()
        self._sign = QLabel()
        self.pictures = QToolButton()
        self.pictures.setText(self.tr("Pictures"))
        self.pictures.setToolTip(self.tr("Off: a poor link is spared, states and names stay"))
        self.pictures.setCheckable(True)
        self.pictures.setChecked(True)
        self.pictures.toggled.connect(self._switch_pictures)
        self.push_button = QToolButton()
        self.push_button.setText(self.tr("Put on the wall…"))
        self.push_button.clicked.connect(lambda _checked: self._open_menu())
        self.push_button.setVisible(allows(actor, Action.OUTPUT_PUSH))
        self._second = SeenTimer(self, self._look, at_first=self.refresh)
        self._endings = [
            mirror.subscribe(Output, lambda _keys: self.refresh()),
            mirror.subscribe(Participation, lambda _keys: self._sources_changed()),
            mirror.subscribe(SharedCamera, lambda _keys: self.refresh()),
            mirror.subscribe_status(self.refresh),
            subscribe_opened(self._sources_changed),
        ]
        self._arrange()

    @property
    def output(self) -> Output | None:
        return self._output

    def show_page(self, page: IncidentPage | None) -> None:
        self._page = page
        self.refresh()

    def refresh(self) -> None:
        """While it can be seen."""
        if not self.isVisible():
            return
        outputs = sorted(
            self._mirror.all(Output).values(),
            key=lambda one: (not one.online, not one.tiles, one.seat, one.name, one.output_id),
        )
        self._output = self._of_incident(outputs)
        self._show_choice(outputs)
        self._frame.setVisible(self._output is not None)
        self._nothing.setVisible(self._output is None)
        self._show_output()
        self._tick()

    def release(self) -> None:
        for end in self._endings:
            end()
        self._endings = []
        self._second.stop()
        self.wall.release()

    # -- inside

    def _of_incident(self, outputs: list[Output]) -> Output | None:
        """What somebody chose for this incident; else where its scene is; else the first that is there."""
        by_id = {one.output_id: one for one in outputs}
        page = self._page
        if page is None:
            return next(iter(outputs), None)
        incident_id, response = page.incident.incident_id, page.response
        if (chosen := by_id.get(self._chosen.get(incident_id, ""))) is not None:
            return chosen
        scene = response.scene if response is not None else None
        shows = [one for one in outputs if scene is not None and one.scene == scene]
        pushed = [one for one in outputs if one.push is not None and one.push.incident_id == incident_id]
        meant = [one for one in outputs if response is not None and one.output_id == response.output_id]
        return next(iter((*shows, *pushed, *meant, *outputs)), None)

    def _show_choice(self, outputs: list[Output]) -> None:
        known = [(self.choice.itemText(row), self.choice.itemData(row)) for row in range(self.choice.count())]
        wanted = [(f"{one.seat} · {one.name}", one.output_id) for one in outputs]
        if wanted != known:
            self.choice.clear()
            for words, output_id in wanted:
                self.choice.addItem(words, output_id)
        if self._output is not None:
            self.choice.setCurrentIndex(self.choice.findData(self._output.output_id))
        self.choice.setVisible(bool(outputs))
        self.push_button.setEnabled(self._output is not None and self._output.online)

    def _choose(self, row: int) -> None:
        if self._page is not None:
            self._chosen[self._page.incident.incident_id] = str(self.choice.itemData(row))
            self.refresh()

    def _switch_pictures(self, on: bool) -> None:
        self.wall.pictures = on
        self.refresh()

    def _sources_changed(self) -> None:
        if self.isVisible():
            self.wall.sources_changed()
            self._show_output()

    def _show_output(self) -> None:
        output = self._output
        is_current = output is not None and output.online and self._mirror.status.state is LinkState.LIVE
        self.wall.show_output(output, is_current=is_current)

    def _look(self) -> None:
        # What opens a camera may have come without a word, as when the seat has just got ready.
        self.wall.sources_changed()
        self._tick()

    def _tick(self) -> None:
        if not self.isVisible() or self._output is None:
            self.words.setText("")
            self._sign.clear()
            return
        words, phase = wall_words(self._output, self._mirror)
        scene = self._output.tour or self._output.scene
        self.words.setText(f"{scene} · {words}" if scene else words)
        self._sign.setPixmap(badge(phase).pixmap(BADGE_SIZE, BADGE_SIZE))

    def _open_menu(self) -> None:
        output = self._output
        if output is None:
            return
        menu = self.menu_for(output)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.push_button.mapToGlobal(QPoint(0, self.push_button.height())))

    def menu_for(self, output: Output) -> QMenu:
        """The incident's scene, its nearest cameras in the order of the ranking, and what else is prepared."""
        menu = QMenu(self)
        response = self._page.response if self._page is not None else None
        if response is not None and (scene := response.scene) is not None:
            words = self.tr("The incident's scene: {0}").format(scene).replace("&", "&&")
            menu.addAction(words, partial(self._push, output.output_id, scene=scene))
            menu.addSeparator()
        picks = response.picks if response is not None else ()
        cameras = [found for pick in picks if (found := self._mirror.get(SharedCamera, pick.camera_id)) is not None]
        for camera in cameras[:_MOST_OFFERED]:
            push = partial(self._push, output.output_id, camera_id=camera.camera_id)
            menu.addAction(camera.name.replace("&", "&&"), push)
        if not cameras:
            menu.addAction(self.tr("The hub has found no camera near it")).setEnabled(False)
        scenes = menu.addMenu(self.tr("Another scene"))
        for name in sorted(self._mirror.all(SharedScene))[:_MOST_SCENES]:
            scenes.addAction(name.replace("&", "&&"), partial(self._push, output.output_id, scene=name))
        scenes.setEnabled(not scenes.isEmpty())
        return menu

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # Nobody looks: the line is for what somebody sees.
        self.wall.release()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(self.tr("Wall"), "heading", wrap=False))
        head.addWidget(self.choice)
        head.addWidget(self._sign)
        head.addWidget(self.words, 1)
        head.addWidget(self.pictures)
        head.addWidget(self.push_button)
        self._nothing = label(self.tr("No wall output is known to the hub."), "quiet")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 8)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._frame, 1)
        column.addWidget(self._nothing, 1)


class _Frame(QWidget):
    """Holds the wall in the proportions of a screen, as large as there is room for."""

    def __init__(self, wall: WallMirror) -> None:
        super().__init__()
        self._wall = wall
        wall.setParent(self)
        self.setMinimumSize(wall.minimumSize())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = min(self.width(), self.height() * _PROPORTIONS[0] // _PROPORTIONS[1])
        height = width * _PROPORTIONS[1] // _PROPORTIONS[0]
        self._wall.setGeometry((self.width() - width) // 2, (self.height() - height) // 2, width, height)
