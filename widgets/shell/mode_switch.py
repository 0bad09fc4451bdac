"""平急: the district's operating mode in the header, loud in an emergency alone; who may changes it, with a reason."""

from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.domain.operating_mode import OperatingMode, OperatingState
from app.domain.permissions import Action, Actor, may
from app.domain.units import Unit
from app.link.hub_client import HubClient
from app.link.mirror import Mirror
from app.tasks import TaskScope
from widgets import colours
from widgets.incidents.countdown_words import moment_words
from widgets.incidents.sending import Sender
from widgets.incidents.words import mode_words
from widgets.names import tooltip
from widgets.shell.mode_dialog import ModeDialog

_NEVER_CHANGED = OperatingState(version=0, since=datetime.fromtimestamp(0, UTC), by="")


def operating_state(mirror: Mirror) -> OperatingState:
    """Routine, of version 0, where nobody has ever changed it."""
    return next(iter(mirror.all(OperatingState).values()), _NEVER_CHANGED)


class ModeSwitch(QToolButton):
    """Says the mode, since when and by whom. `enter` says who sits here; before that it cannot be changed."""

    def __init__(self, mirror: Mirror, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mirror = mirror
        self._actor: Actor | None = None
        self._commands: Sender | None = None
        self._tasks = TaskScope("mode")
        self.clicked.connect(lambda _checked: self._offer())
        self._menu = QMenu(self)
        self.choices: dict[OperatingMode, QAction] = {}
        for mode in OperatingMode:
            choice = self._menu.addAction(mode_words(mode).capitalize())
            choice.setCheckable(True)
            choice.triggered.connect(partial(self._choose, mode))
            self.choices[mode] = choice
        self._endings = [
            mirror.subscribe(OperatingState, lambda _keys: self.refresh()),
            mirror.subscribe(Unit, lambda _keys: self.refresh()),
        ]
        self.refresh()

    def enter(self, actor: Actor, client: HubClient) -> None:
        self._actor = actor
        self._commands = Sender(self._mirror, client, self._tasks, actor)
        self.refresh()

    def release(self) -> None:
        for end in self._endings:
            end()
        self._endings = []
        self._tasks.cancel()

    def refresh(self) -> None:
        state = operating_state(self._mirror)
        words = mode_words(state.mode).upper()
        self.setText(f"{words} ▾" if self.may_change() else words)
        self.setAccessibleName(self.tr("Operating mode: {0}").format(words))
        is_emergency = state.mode is OperatingMode.EMERGENCY
        self.setProperty("flat", "false" if is_emergency else "true")
        ground = f"background: {colours.OFFLINE.name()}; color: {colours.GROUND.name()}; font-weight: 600;"
        self.setStyleSheet(f"QToolButton {{ {ground} }}" if is_emergency else "")
        for mode, choice in self.choices.items():
            choice.setChecked(mode is state.mode)
        self.setToolTip(tooltip(self._lines(state)))

    def may_change(self) -> bool:
        """As the hub asks: of the whole district."""
        top = next((unit for unit in self._mirror.all(Unit).values() if unit.parent_id is None), None)
        actor = self._actor
        return (
            actor is not None
            and (top is None or actor.unit_path == top.path)
            and may(actor, Action.MODE_CHANGE, actor.unit_path)
        )

    # -- inside

    def _lines(self, state: OperatingState) -> list[str]:
        if not state.version:
            return [self.tr("Never changed")]
        since = moment_words(state.since, self._mirror.now())
        by = state.by_name
        if not by:
            # Of a hub that did not write it down yet.
            return [self.tr("Since {0}").format(since), state.reason]
        return [self.tr("Since {0} by {1}").format(since, by), state.reason]

    def _offer(self) -> None:
        if self.may_change():
            self._menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _choose(self, mode: OperatingMode) -> None:
        # A choice that is clicked turns its mark by itself.
        self.refresh()
        if self._commands is not None and operating_state(self._mirror).mode is not mode:
            ModeDialog(self._commands, mode, lambda: operating_state(self._mirror).version, self.window()).open()
