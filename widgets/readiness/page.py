"""Prevent: the streets and sites of this seat with their lights, what is wrong there and what to do, and one camera."""

import itertools
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSplitter, QTabWidget, QVBoxLayout, QWidget

from app.domain.camera_health import CameraHealth, Reliance
from app.domain.permissions import Action, Actor, allows
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.link.mirror import Mirror
from app.services.rows import SharedCamera
from app.tasks import TaskScope
from widgets.cameras.preview import CameraPreview
from widgets.icons import BADGE_SIZE, badge
from widgets.incidents.controls import button, empty, label
from widgets.incidents.refused_words import refused_words
from widgets.readiness.camera_panel import CameraPanel
from widgets.readiness.camera_table import CameraTable
from widgets.readiness.content import ReadinessContent
from widgets.readiness.place_lists import EntryList
from widgets.readiness.place_tree import PlaceTree
from widgets.readiness.watch import ReadinessWatch
from widgets.readiness.words import LIGHT_BADGES, RELIANCE_BADGES, Line, asked_words, patrol_words

_TYPING_MS = 150
_WIDTHS = (320, 800, 380)


class ReadinessPage(QWidget):
    """`plan_asked` carries the key of a plan that somebody wants to see. `watch` is whoever's who made it; `release()`
    when done."""

    plan_asked = Signal(str)

    def __init__(
        self,
        mirror: Mirror,
        client: HubClient,
        actor: Actor,
        watch: ReadinessWatch,
        make_preview: Callable[[], CameraPreview],
    ) -> None:
        super().__init__()
        self._mirror, self._client, self.watch = mirror, client, watch
        self._content = ReadinessContent(mirror, actor, watch)
        self._shown_lines: Sequence[Line] = ()
        self._tasks = TaskScope("prevent")
        self._numbers = itertools.count(1)
        self.search_box = QLineEdit()
        self.search_box.setPlaceholderText(self.tr("Find a street, site or camera"))
        self.search_box.setAccessibleName(self.tr("Find a street, site or camera"))
        self.search_box.setClearButtonEnabled(True)
        self.tree = PlaceTree()
        self.heading = label("", "heading")
        self._badge = QLabel()
        self.lines = QVBoxLayout()
        self.lines.setSpacing(4)
        self.tabs = QTabWidget()
        self.cameras = CameraTable()
        self.open_plan_button = button(self.tr("Open the plan"), lambda: self.plans.opened.emit(self.plans.current))
        self.plans = EntryList(
            self.tr("Plans that need a look"),
            (self.tr("Plan"), self.tr("Place"), self.tr("What is wrong")),
            empty_words=self.tr("Every plan can be relied on."),
        )
        self.blind = EntryList(
            self.tr("Blind spots"),
            (self.tr("Site"), self.tr("Street"), self.tr("Why")),
            empty_words=self.tr("No site is known to be blind."),
        )
        self.patrol = label("", "quiet")
        self.camera = CameraPanel(make_preview, may_view=allows(actor, Action.CAMERA_VIEW))
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self.refresh)
        self._arrange()
        self.search_box.installEventFilter(self)
        self.search_box.textChanged.connect(lambda _text: self._typing.start())
        self.tree.chosen.connect(lambda _unit: self._show_place())
        self.cameras.chosen.connect(self._choose_camera)
        self.plans.opened.connect(self.plan_asked)
        self.plans.currentItemChanged.connect(lambda item, _before: self.open_plan_button.setEnabled(item is not None))
        self.open_plan_button.setEnabled(False)
        self.blind.opened.connect(self.tree.choose)
        self.camera.look_asked.connect(lambda camera_id: self._start(self._look(camera_id)))
        watch.changed.connect(self.refresh)
        self._end = mirror.subscribe(CameraHealth, self._health_changed)
        self.refresh()

    def release(self) -> None:
        """Stop asking, let go of the mirror and of the picture."""
        self._end()
        self._typing.stop()
        self.watch.changed.disconnect(self.refresh)
        self._tasks.cancel()
        self.camera.release()

    @property
    def said(self) -> list[str]:
        """The sentences about the place under the cursor."""
        return [line.words for line in self._shown_lines]

    # -- what is shown

    def refresh(self) -> None:
        """As the watch has counted it."""
        query = self.search_box.text().strip()
        self.tree.show_places(self._content.places(query), searched=bool(query))
        self.patrol.setText(patrol_words(self.watch.patrol, self._mirror.now()))
        self._show_place()

    def _show_place(self) -> None:
        unit_id, content = self.tree.current, self._content
        name, light = content.head(unit_id)
        stale, blind = content.stale_plans(unit_id), content.blind_spots(unit_id)
        self.heading.setText(name)
        self._badge.setPixmap(badge(LIGHT_BADGES[light]).pixmap(BADGE_SIZE, BADGE_SIZE))
        self._show_lines(content.lines(unit_id, blind=len(blind), stale_plans=len(stale)))
        self.cameras.show_cameras(content.cameras(unit_id, self.search_box.text()))
        self.plans.show_entries(stale)
        self.blind.show_entries(blind)
        self._name_tabs()
        self._show_camera()

    def _show_lines(self, lines: Sequence[Line]) -> None:
        if lines == self._shown_lines:
            return
        self._shown_lines = lines
        empty(self.lines)
        for line in lines:
            self.lines.addWidget(_LineRow(line))

    def _name_tabs(self) -> None:
        dead = sum(row.badge is RELIANCE_BADGES[Reliance.DEAD] for row in self.cameras.rows.rows)
        # Of everything only those that do not work are listed, but for those that were searched for.
        lists_others = bool(self.tree.current or self.search_box.text().strip())
        words = self.tr("Cameras, {0} out of order") if lists_others else self.tr("Out of order {0}")
        self.tabs.setTabText(0, words.format(dead))
        self.tabs.setTabText(1, self.tr("Plans {0}").format(self.plans.topLevelItemCount()))
        self.tabs.setTabText(2, self.tr("Blind spots {0}").format(self.blind.topLevelItemCount()))

    # -- one camera

    def _choose_camera(self, camera_id: str) -> None:
        if camera_id and camera_id != self.camera.camera_id:
            self._show_camera(camera_id)
            self._start(self._load_looks(camera_id))

    def _show_camera(self, camera_id: str = "") -> None:
        """The one that is shown, or another."""
        camera_id = camera_id or self.camera.camera_id
        camera = self._mirror.get(SharedCamera, camera_id)
        if camera is not None:
            self.camera.show_camera(camera, self._mirror.get(CameraHealth, camera_id), self._mirror.now())
        elif camera_id:
            self.camera.clear()

    def _health_changed(self, keys: frozenset[str]) -> None:
        camera_id = self.camera.camera_id
        if camera_id in keys and self.isVisible():
            self.camera.say("")
            self._show_camera()
            self._start(self._load_looks(camera_id))

    async def _load_looks(self, camera_id: str) -> None:
        try:
            looks = await self._client.camera_looks(camera_id)
        except HubRefusedError as error:
            self.camera.say(refused_words(error))
        except HubUnreachableError:
            self.camera.say(self.tr("The hub did not answer: the history comes when it does."))
        else:
            if camera_id == self.camera.camera_id:
                self.camera.show_looks(looks, self._mirror.now())

    async def _look(self, camera_id: str) -> None:
        try:
            answer = await self._client.look_at_camera(camera_id)
        except HubRefusedError as error:
            words = refused_words(error)
        except HubUnreachableError:
            words = self.tr("The hub did not answer. Ask again when the link is back.")
        else:
            words = asked_words(answer)
        if camera_id == self.camera.camera_id:
            self.camera.say(words)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.start(f"prevent {next(self._numbers)}", work)

    # -- construction

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self.watch.look_closely(on=True)
        elif event.type() == QEvent.Type.Hide:
            self.watch.look_closely(on=False)
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search_box and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and self.search_box.text():
                self.search_box.clear()
                return True
            if event.key() == Qt.Key.Key_Down:
                self._go_to_list()
                return True
        return super().eventFilter(watched, event)

    def _go_to_list(self) -> None:
        """The places, or the cameras where what was typed is none of a place."""
        if self._typing.isActive():
            self._typing.stop()
            self.refresh()
        if self.tree.topLevelItemCount() == 1 and self.cameras.rows.rows:
            self.tabs.setCurrentWidget(self.cameras)
            if not self.cameras.current:
                self.cameras.selectRow(0)
            self.cameras.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.tree.setFocus(Qt.FocusReason.TabFocusReason)

    def _arrange(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 8, 4, 8)
        column.addWidget(self.search_box)
        column.addWidget(self.tree, 1)
        plans = QWidget()
        of_plans = QVBoxLayout(plans)
        of_plans.setContentsMargins(0, 0, 0, 0)
        of_plans.addWidget(self.plans, 1)
        of_plans.addWidget(self.open_plan_button, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.cameras, plans, self.blind):
            self.tabs.addTab(widget, "")
        head = QHBoxLayout()
        head.addWidget(self._badge)
        head.addWidget(self.heading, 1)
        middle = QWidget()
        rows = QVBoxLayout(middle)
        rows.setContentsMargins(8, 8, 8, 8)
        rows.addLayout(head)
        rows.addLayout(self.lines)
        rows.addWidget(self.tabs, 1)
        rows.addWidget(self.patrol)
        parts = QSplitter(Qt.Orientation.Horizontal)
        for part in (left, middle, self.camera):
            parts.addWidget(part)
        parts.setSizes([*_WIDTHS])
        parts.setChildrenCollapsible(False)
        parts.setStretchFactor(1, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(parts)


class _LineRow(QWidget):
    """A sentence with the badge of how much it matters."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        picture = QLabel()
        picture.setPixmap(badge(LIGHT_BADGES[line.light]).pixmap(BADGE_SIZE, BADGE_SIZE))
        self.words = label(line.words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
