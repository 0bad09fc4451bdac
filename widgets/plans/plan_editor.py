"""One plan being edited: what was typed stays until it is saved, also when somebody else saves meanwhile."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.plans import ResponsePlan
from app.domain.scenes import Source
from app.link.mirror import Mirror
from app.services.commands.plans import SavePlan
from widgets import colours
from widgets.incidents.controls import button, label
from widgets.plans.plan_form import PlanForm, command_of


class PlanEditor(QWidget):
    """`save_asked` carries the plan's key ("" for a new one) and the command; `remove_asked` the plan."""

    save_asked = Signal(str, SavePlan)
    remove_asked = Signal(ResponsePlan)

    def __init__(self, mirror: Mirror, selected_sources: Callable[[], Sequence[Source]], *, read_only: bool) -> None:
        super().__init__()
        self._read_only = read_only
        self._theirs: ResponsePlan | None = None
        self._busy = False
        self.plan: ResponsePlan | None = None
        self.form = PlanForm(mirror, selected_sources, send=self.save)
        self.form.set_read_only(read_only)
        self.form.changed.connect(self._show_state)
        self.heading = label("", "heading")
        self.problems = label()
        self.problems.setStyleSheet(f"color: {colours.WARNED.name()};")
        self.problems.hide()
        self.outcome = label()
        self.outcome.hide()
        self.save_button = button(self.tr("Save"), self.save, tooltip=self.tr("Ctrl+Enter"))
        self.revert_button = button(self.tr("Undo changes"), self.revert)
        self.remove_button = button(self.tr("Remove…"), self._ask_to_remove)
        self.theirs_button = button(self.tr("Show theirs"), self.take_theirs)
        self.mine_button = button(self.tr("Keep mine"), self.keep_mine)
        self._conflict = QFrame()
        self._conflict.setProperty("role", "notice")
        self._conflict_words = label()
        self._arrange()
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.save)
        self._show_state()

    @property
    def is_changed(self) -> bool:
        return self.plan is not None and not self._read_only and self.form.is_changed

    @property
    def conflict_words(self) -> str:
        """Empty without a conflict."""
        return self._conflict_words.text() if self._theirs is not None else ""

    def edit(self, plan: ResponsePlan) -> None:
        """From now on this plan; version 0: a new one."""
        self.plan, self._theirs, self._busy = plan, None, False
        self.form.show_plan(plan)
        self._say("")
        self._show_state()

    def clear(self) -> None:
        self.plan = self._theirs = None
        self._show_state()

    def show_problems(self, problems: Sequence[str]) -> None:
        """Why the plan needs a look, one sentence each."""
        self.problems.setText("\n".join(f"▲ {words}" for words in problems))
        self.problems.setVisible(bool(problems))

    def there_is(self, newer: ResponsePlan) -> None:
        """The plan as the hub has it now: shown where nothing was typed, else a conflict."""
        if self.plan is None or newer.version <= self.plan.version:
            return
        if self._busy or not self.is_changed:
            if not self._busy:
                self.edit(newer)
            return
        self._theirs = newer
        self._show_state()

    def is_gone(self) -> None:
        """Somebody removed it. What was typed can be saved as a new one."""
        if self.plan is not None and self.is_changed:
            self._say(self.tr("Somebody else has removed this plan. Saving makes it anew."))
            # Its key stays free for it.
            self.plan = ResponsePlan(plan_id="", version=0, name=self.plan.name, unit_id=self.plan.unit_id)
            self._show_state()
        else:
            self.clear()

    def save(self) -> None:
        if self.plan is None or self._read_only or self._busy or self._theirs is not None:
            return
        command, why_not = self.form.read()
        if command is None:
            self._say(why_not)
            return
        version = self.plan.version or None
        self._busy = True
        self._say("")
        self._show_state()
        self.save_asked.emit(self.plan.plan_id, command.model_copy(update={"expected_version": version}))

    def saved(self, plan: ResponsePlan) -> None:
        self._busy = False
        self.edit(plan)
        self._say(self.tr("Saved."))

    def failed(self, words: str) -> None:
        self._busy = False
        self._say(words)
        self._show_state()

    def overtaken(self, theirs: ResponsePlan) -> None:
        """The hub refused, because somebody else saved before."""
        self._busy = False
        self._theirs = theirs
        self._show_state()

    def take_theirs(self) -> None:
        if self._theirs is not None:
            self.edit(self._theirs)

    def keep_mine(self) -> None:
        """Over theirs."""
        command, _ = self.form.read()
        if self._theirs is not None and self.plan is not None and command is not None:
            self.plan, self._theirs = self._theirs, None
            self.save()

    def revert(self) -> None:
        if self.plan is not None:
            self.edit(self.plan)

    # -- inside

    def _ask_to_remove(self) -> None:
        if self.plan is not None and self.plan.version:
            self.remove_asked.emit(self.plan)

    def _say(self, words: str) -> None:
        self.outcome.setText(words)
        self.outcome.setVisible(bool(words))

    def _show_state(self) -> None:
        plan, changed = self.plan, self.is_changed
        self._form_scroll.setVisible(plan is not None)
        if plan is None:
            self.heading.setText(self.tr("Choose a plan"))
        elif plan.version:
            # Not its version: that begins anywhere, and says nothing of how often the plan was saved.
            self.heading.setText(plan.name)
        else:
            self.heading.setText(self.tr("New plan"))
        for shown in (self.save_button, self.revert_button, self.remove_button):
            shown.setVisible(plan is not None and not self._read_only)
        self.save_button.setEnabled(not self._busy and self._theirs is None and (changed or self._is_new))
        self.revert_button.setEnabled(changed and not self._busy)
        self.remove_button.setEnabled(not self._is_new and not self._busy)
        self._conflict.setVisible(self._theirs is not None)
        if self._theirs is not None and plan is not None:
            fields = ", ".join(self._different(plan, self._theirs))
            self._conflict_words.setText(
                self.tr("Somebody else has saved this plan meanwhile. Different: {0}").format(fields)
            )

    @property
    def _is_new(self) -> bool:
        return self.plan is not None and not self.plan.version

    def _different(self, before: ResponsePlan, after: ResponsePlan) -> list[str]:
        names = {
            "name": self.tr("Name"),
            "unit_id": self.tr("Unit"),
            "site_id": self.tr("Site"),
            "grid_code": self.tr("Grid"),
            "incident_class": self.tr("Class"),
            "level": self.tr("Level"),
            "camera_ids": self.tr("Cameras"),
            "most_cameras": self.tr("Cameras at most"),
            "field_tiles": self.tr("Tiles for responders"),
            "scene": self.tr("Scene"),
            "output_id": self.tr("Output"),
            "push": self.tr("On the wall"),
            "required_titles": self.tr("People"),
            "invited_titles": self.tr("People"),
            "link_titles": self.tr("People"),
            "checklist": self.tr("Checklist"),
            "review_after_days": self.tr("Reviewed"),
            "reviewed_at": self.tr("Reviewed"),
        }
        one, other = command_of(before).model_dump(), command_of(after).model_dump()
        return list(dict.fromkeys(words for field, words in names.items() if one[field] != other[field]))

    def _arrange(self) -> None:
        self._form_scroll = QScrollArea()
        self._form_scroll.setWidgetResizable(True)
        self._form_scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._form_scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._form_scroll.setWidget(self.form)
        conflict = QHBoxLayout(self._conflict)
        conflict.addWidget(self._conflict_words, 1)
        conflict.addWidget(self.theirs_button)
        conflict.addWidget(self.mine_button)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.revert_button)
        buttons.addStretch()
        buttons.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 8, 0)
        for widget in (self.heading, self.problems, self._conflict):
            column.addWidget(widget)
        column.addWidget(self._form_scroll, 1)
        column.addWidget(self.outcome)
        column.addLayout(buttons)
