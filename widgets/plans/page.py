"""Manage: the plans of the office, the one that is being edited, and beside it what would happen now."""

import itertools
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QMessageBox, QSplitter, QVBoxLayout, QWidget

from app.domain.incidents import Incident
from app.domain.permissions import Action, Actor, allows, may
from app.domain.plan_review import PlanProblem
from app.domain.plans import ResponsePlan
from app.domain.scenes import Source
from app.domain.units import Unit
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.link.mirror import Mirror
from app.services.commands.plans import Rehearse, SavePlan
from app.services.rows import SharedCamera
from app.tasks import TaskScope
from widgets.incidents.controls import button, label
from widgets.incidents.people_words import Names
from widgets.incidents.refused_words import refused_words
from widgets.names import isolated
from widgets.plans.plan_editor import PlanEditor
from widgets.plans.plan_table import PlanTable
from widgets.plans.rehearsal_panel import RehearsalPanel
from widgets.plans.words import class_of_plan, place_of_plan, problem_words, rehearsal_parts

_REVIEW_EVERY_MS = 60_000
# Several rows come with one change of the office.
_SETTLES_MS = 300
_STALE = "stale-version"
_WIDTHS = (620, 600, 500)


class PlansPage(QWidget):
    """Edits for Action.PLAN_WRITE; the others read. `release()` when done."""

    def __init__(
        self, mirror: Mirror, client: HubClient, actor: Actor, selected_sources: Callable[[], Sequence[Source]]
    ) -> None:
        super().__init__()
        self._mirror, self._client, self._actor = mirror, client, actor
        self._names = Names(mirror, actor)
        self._tasks = TaskScope("plans")
        self._numbers = itertools.count(1)
        self._rehearsing = 0
        self._problems: dict[str, tuple[PlanProblem, ...]] = {}
        may_write = allows(actor, Action.PLAN_WRITE)
        self.filter_box = QLineEdit()
        self.filter_box.setPlaceholderText(self.tr("Find a plan"))
        self.filter_box.setAccessibleName(self.tr("Find a plan"))
        self.stale_box = QCheckBox(self.tr("Needs a look"))
        self.new_button = button(self.tr("New plan"), self.new_plan, tooltip=self.tr("Ins in the list"))
        self.new_button.setVisible(may_write)
        self.table = PlanTable(self._names)
        self.summary = label("", "quiet")
        self.editor = PlanEditor(mirror, selected_sources, read_only=not may_write)
        self.rehearsal = RehearsalPanel()
        self._settled = QTimer(self, singleShot=True, interval=_SETTLES_MS)
        self._settled.timeout.connect(self.ask_for_reviews)
        self._again = QTimer(self, interval=_REVIEW_EVERY_MS)
        self._again.timeout.connect(self.ask_for_reviews)
        self._arrange()
        self._connect(may_write)
        self._endings = [
            mirror.subscribe(ResponsePlan, self._plans_changed),
            mirror.subscribe(Incident, lambda _keys: self._show_incidents()),
            mirror.subscribe(SharedCamera, lambda _keys: self.editor.form.cameras.cameras_changed()),
        ]
        self._show_incidents()
        self._show_table()
        self._choose(self._first())

    def release(self) -> None:
        """Stop asking and let go of the mirror."""
        for end in self._endings:
            end()
        self._endings = []
        self._settled.stop()
        self._again.stop()
        self._tasks.cancel()

    # -- what people do

    def new_plan(self) -> None:
        """An empty one of this seat's unit."""
        self._unless_changed(
            lambda: self._edit_new(ResponsePlan(plan_id="", version=0, name="", unit_id=self._actor.unit_id))
        )

    def open_plan(self, plan_id: str) -> None:
        """Show it, unless somebody wants to keep what is typed into another."""
        self._chosen(plan_id)

    def ask_to_remove(self, plan: ResponsePlan) -> None:
        words = self.tr("Remove the plan {0}?").format(isolated(plan.name[:80]))
        self._ask(words, self.tr("Remove"), lambda: self._start(self._remove(plan)))

    def ask_for_reviews(self) -> None:
        """Which plans need a look now."""
        self._start(self._load_reviews())

    def rehearse(self) -> None:
        """What would happen now, for the plan that is shown."""
        plan, incident_id = self.editor.plan, self.rehearsal.incident_id
        self._rehearsing += 1
        if incident_id == "" and (plan is None or not plan.version):
            self.rehearsal.say(self.tr("Save the plan to see what would happen.") if plan is not None else "")
            return
        path = self._path(plan.unit_id) if plan is not None else ""
        if not incident_id and plan is not None and not may(self._actor, Action.PLAN_READ, path):
            self.rehearsal.say(self.tr("The plan is of the unit above: it is tried there."))
            return
        self.rehearsal.say(self.tr("Asking the hub…"))
        self._start(self._load_rehearsal(self._rehearsing, plan.plan_id if plan is not None else None, incident_id))

    # -- the hub

    def _save(self, plan_id: str, command: SavePlan) -> None:
        self._start(self._saving(plan_id, command))

    async def _saving(self, plan_id: str, command: SavePlan) -> None:
        try:
            plan = await self._client.save_plan(plan_id or None, command)
        except HubRefusedError as error:
            if error.code == _STALE and plan_id:
                await self._overtaken(plan_id)
            else:
                self.editor.failed(refused_words(error))
        except HubUnreachableError:
            self.editor.failed(self._unreachable())
        else:
            self.editor.saved(plan)
            self._mirror.put(plan)
            self._show_table()
            self.rehearse()

    async def _overtaken(self, plan_id: str) -> None:
        try:
            versions = await self._client.plan_versions(plan_id)
        except (HubRefusedError, HubUnreachableError):
            versions = []
        if versions:
            self._mirror.put(versions[0].plan)
            self.editor.overtaken(versions[0].plan)
        else:
            self.editor.failed(self.tr("Somebody else has changed the plan, and it could not be loaded. Try again."))

    async def _remove(self, plan: ResponsePlan) -> None:
        try:
            await self._client.remove_plan(plan.plan_id)
        except HubRefusedError as error:
            self.editor.failed(refused_words(error))
        except HubUnreachableError:
            self.editor.failed(self._unreachable())

    async def _load_reviews(self) -> None:
        try:
            reviews = await self._client.plan_reviews()
        except (HubRefusedError, HubUnreachableError):
            # What was known before is better than nothing; the status line says that the hub is away.
            return
        self._problems = {one.plan_id: one.problems for one in reviews}
        self._show_table()

    async def _load_rehearsal(self, number: int, plan_id: str | None, incident_id: str) -> None:
        try:
            if incident_id:
                rehearsal = await self._client.rehearse(Rehearse(incident_id=incident_id))
            else:
                rehearsal = await self._client.rehearse_plan(plan_id or "")
        except HubRefusedError as error:
            words = refused_words(error)
        except HubUnreachableError:
            words = self._unreachable()
        else:
            if number == self._rehearsing:
                asked = plan_id if not incident_id else None
                self.rehearsal.show_parts(rehearsal_parts(rehearsal, self._names, asked_plan=asked))
            return
        if number == self._rehearsing:
            self.rehearsal.say(words)

    def _unreachable(self) -> str:
        return self.tr("The hub did not answer. Nothing that you typed is lost: try again.")

    # -- inside

    def _plans_changed(self, keys: frozenset[str]) -> None:
        plan = self.editor.plan
        if plan is not None and plan.plan_id in keys:
            newer = self._mirror.get(ResponsePlan, plan.plan_id)
            if newer is None:
                self.editor.is_gone()
            else:
                self.editor.there_is(newer)
            if self.isVisible() and self.editor.plan not in (None, plan):
                self.rehearse()
        self._show_table()
        if self.editor.plan is None:
            self._choose(self._first())
        self._ask_soon()

    def _ask_soon(self) -> None:
        if self.isVisible() and not self._settled.isActive():
            self._settled.start()

    def _show_table(self) -> None:
        plan = self.editor.plan
        shown = self._shown()
        self.table.show_plans(shown, self._problems, current=plan.plan_id if plan is not None else "")
        problems = self._problems.get(plan.plan_id, ()) if plan is not None else ()
        self.editor.show_problems([problem_words(one, self._names, self._mirror.now()) for one in problems])
        stale = sum(bool(problems) for problems in self._problems.values())
        known = len(self._mirror.all(ResponsePlan))
        if not known:
            self.summary.setText(self.tr("No plans yet: make one, and what it binds is ready before it is needed"))
        else:
            self.summary.setText(self.tr("{0} plans, {1} need a look").format(known, stale))

    def _shown(self) -> list[ResponsePlan]:
        wanted = self.filter_box.text().casefold().split()
        plans = [
            plan
            for plan in self._mirror.all(ResponsePlan).values()
            if (not self.stale_box.isChecked() or self._problems.get(plan.plan_id))
            and all(word in self._searched(plan) for word in wanted)
        ]
        return sorted(plans, key=lambda plan: (self._path(plan.unit_id), plan.name, plan.plan_id))

    def _searched(self, plan: ResponsePlan) -> str:
        texts = (plan.name, self._names.unit(plan.unit_id), place_of_plan(plan, self._names), class_of_plan(plan))
        return " ".join(texts).casefold()

    def _path(self, unit_id: str) -> str:
        unit = self._mirror.get(Unit, unit_id)
        return unit.path if unit is not None else ""

    def _show_incidents(self) -> None:
        going_on = [one for one in self._mirror.all(Incident).values() if not one.status.over]
        self.rehearsal.show_incidents(sorted(going_on, key=lambda one: one.received_at, reverse=True))

    def _first(self) -> str:
        shown = self._shown()
        return shown[0].plan_id if shown else ""

    def _chosen(self, plan_id: str) -> None:
        plan = self.editor.plan
        if plan_id and (plan is None or plan.plan_id != plan_id):
            self._unless_changed(partial(self._choose, plan_id))

    def _choose(self, plan_id: str) -> None:
        plan = self._mirror.get(ResponsePlan, plan_id)
        if plan is None:
            self.editor.clear()
        else:
            self.editor.edit(plan)
        self._show_table()
        if self.isVisible():
            self.rehearse()

    def _edit_new(self, plan: ResponsePlan) -> None:
        self.editor.edit(plan)
        self._show_table()
        self.rehearse()
        self.editor.form.title.setFocus()

    def _unless_changed(self, run: Callable[[], None]) -> None:
        """At once, or after whoever typed has agreed to lose it."""
        if not self.editor.is_changed:
            run()
            return
        self._show_table()
        self._ask(self.tr("Discard what you changed in this plan?"), self.tr("Discard"), run)

    def _ask(self, words: str, yes: str, run: Callable[[], object]) -> None:
        question = QMessageBox(self)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setIcon(QMessageBox.Icon.Question)
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setText(words)
        agree = question.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
        question.setDefaultButton(question.addButton(QMessageBox.StandardButton.Cancel))
        agree.clicked.connect(lambda _checked: run())
        question.open()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.start(f"plans {next(self._numbers)}", work)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._again.start()
            self.ask_for_reviews()
            self.rehearse()
        elif event.type() == QEvent.Type.Hide:
            self._again.stop()
        return super().event(event)

    def _remove_current(self) -> None:
        plan = self.editor.plan
        if plan is not None and plan.version:
            self.ask_to_remove(plan)

    def _connect(self, may_write: bool) -> None:
        self.filter_box.textChanged.connect(lambda _text: self._show_table())
        self.stale_box.toggled.connect(lambda _on: self._show_table())
        self.table.plan_chosen.connect(self._chosen)
        self.editor.save_asked.connect(self._save)
        self.editor.remove_asked.connect(self.ask_to_remove)
        self.rehearsal.asked.connect(self.rehearse)
        if may_write:
            self.table.new_asked.connect(self.new_plan)
            self.table.remove_asked.connect(self._remove_current)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.filter_box, 1)
        head.addWidget(self.stale_box)
        head.addWidget(self.new_button)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self.summary)
        parts = QSplitter(Qt.Orientation.Horizontal)
        for part in (left, self.editor, self.rehearsal):
            parts.addWidget(part)
        parts.setSizes([*_WIDTHS])
        for number, share in enumerate(_WIDTHS):
            parts.setStretchFactor(number, share)
        parts.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 8, 8, 8)
        whole.addWidget(parts)
