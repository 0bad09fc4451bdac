"""The fields of a plan, from the top down as an office thinks: for what, which pictures, which people, which steps."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QSpinBox, QWidget

from app.domain.incidents import IncidentClass, IncidentLevel
from app.domain.outputs import Output
from app.domain.plans import PlanPush, ResponsePlan
from app.domain.scene_building import MOST_TILES
from app.domain.scenes import Source
from app.domain.units import Unit, UnitKind
from app.link.mirror import Mirror
from app.services.commands.plans import SavePlan
from app.services.rows import SharedScene
from widgets.beijing import BEIJING
from widgets.incidents.controls import TextBox, button, label, typed_line
from widgets.incidents.finding import unit_finder
from widgets.incidents.suggest_box import SuggestBox, Suggestion
from widgets.incidents.words import class_words, level_words
from widgets.plans.camera_list import CameraList
from widgets.plans.title_boxes import TitleBoxes, ticked
from widgets.plans.words import push_words

_ALL_KINDS = (UnitKind.DISTRICT, UnitKind.STREET, UnitKind.STATION, UnitKind.DEPARTMENT, UnitKind.SITE)
_MOST_FIELD_TILES = 4
_LONGEST_REVIEW_DAYS = 3650
_NUMBER_WIDTH = 96
_LEAST_LETTERS = 8


class PlanForm(QWidget):
    """`changed`: somebody typed or chose. `send` is called by Ctrl+Enter in a box of several lines."""

    changed = Signal()

    def __init__(
        self, mirror: Mirror, selected_sources: Callable[[], Sequence[Source]], *, send: Callable[[], object]
    ) -> None:
        super().__init__()
        self._mirror = mirror
        self._plan: ResponsePlan | None = None
        self._reviewed_at: datetime | None = None
        self._filling = False
        self._filled_with: tuple[tuple[str, str], dict[str, Any]] = ("", ""), {}
        self.title = QLineEdit()
        self.title.setMaxLength(200)
        self.unit = SuggestBox(partial(self._units, _ALL_KINDS))
        self.site = SuggestBox(partial(self._units, (UnitKind.SITE,)))
        self.site.setPlaceholderText(self.tr("any"))
        self.grid = QLineEdit()
        self.grid.setMaxLength(200)
        self.grid.setPlaceholderText(self.tr("any; a code stands for all that begin with it"))
        self.incident_class = _box([(None, self.tr("any class")), *((one, class_words(one)) for one in IncidentClass)])
        self.level = _box([(None, self.tr("any level")), *((one, level_words(one)) for one in IncidentLevel)])
        self.cameras = CameraList(mirror, selected_sources)
        self.most_cameras = _number(0, MOST_TILES)
        self.field_tiles = _number(0, _MOST_FIELD_TILES)
        self.scene = _box([])
        self.output = _box([])
        self.push = _box([(one, push_words(one)) for one in PlanPush])
        self.titles = TitleBoxes()
        self.checklist = TextBox(lines=5, send=send)
        self.review_days = _number(1, _LONGEST_REVIEW_DAYS)
        self.reviewed = label(wrap=False)
        self.reviewed_button = button(self.tr("Reviewed today"), self.mark_reviewed)
        self._arrange()
        self._connect()
        scrolled_past = _ScrolledPast(self)
        for chosen in (*self.findChildren(QComboBox), *self.findChildren(QSpinBox)):
            chosen.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            chosen.installEventFilter(scrolled_past)

    # -- what is in it

    def show_plan(self, plan: ResponsePlan) -> None:
        """With version 0 for one that was never saved."""
        self._filling = True
        self._plan = plan
        self.title.setText(plan.name)
        self._show_unit(self.unit, plan.unit_id)
        self._show_unit(self.site, plan.site_id)
        self.grid.setText(plan.grid_code)
        _choose(self.incident_class, plan.incident_class)
        _choose(self.level, plan.level)
        self.cameras.set_cameras(plan.camera_ids)
        self.most_cameras.setValue(plan.most_cameras)
        self.field_tiles.setValue(plan.field_tiles)
        self._fill_choices(plan)
        _choose(self.push, plan.push)
        self.titles.set_titles(plan.required_titles, plan.invited_titles, plan.link_titles)
        self.checklist.setPlainText("\n".join(plan.checklist))
        self.review_days.setValue(plan.review_after_days)
        self._reviewed_at = plan.reviewed_at
        self._show_reviewed()
        self._filled_with = self._typed(), self._draft(plan)
        self._filling = False

    def read(self) -> tuple[SavePlan | None, str]:
        """The command without its version, or why there is none."""
        plan = self._plan
        unit_id, site_id = _chosen(self.unit), _chosen(self.site)
        if plan is None or not typed_line(self.title.text()):
            return None, self.tr("The plan needs a name.")
        if unit_id is None:
            return None, self.tr("Choose the unit from the list.")
        if site_id is None and self.site.text().strip():
            return None, self.tr("Choose the site from the list, or leave it empty.")
        try:
            command = SavePlan(unit_id=unit_id, site_id=site_id, **self._draft(plan))
        except ValidationError as error:
            return None, self.tr("The hub would not take this: {0}").format(error.errors()[0]["loc"][0])
        return command, ""

    @property
    def is_changed(self) -> bool:
        """Whether it says another thing than the plan that it was filled with."""
        return self._plan is not None and (self._typed(), self._draft(self._plan)) != self._filled_with

    def mark_reviewed(self) -> None:
        self._reviewed_at = self._mirror.now()
        self._show_reviewed()
        self.changed.emit()

    def set_read_only(self, read_only: bool) -> None:
        self.cameras.set_read_only(read_only)
        for text in (self.title, self.grid, self.checklist):
            text.setReadOnly(read_only)
        for box in (
            *(self.unit, self.site, self.incident_class, self.level, self.scene, self.output, self.push),
            *(self.most_cameras, self.field_tiles, self.titles, self.review_days, self.reviewed_button),
        ):
            box.setDisabled(read_only)

    # -- inside

    def _typed(self) -> tuple[str, str]:
        return self.unit.text(), self.site.text()

    def _draft(self, plan: ResponsePlan) -> dict[str, Any]:
        """All but what has to be chosen from a list; `plan` gives titles their order."""
        lines = (typed_line(line) for line in self.checklist.text.splitlines())
        return {
            "name": typed_line(self.title.text()),
            "grid_code": typed_line(self.grid.text()),
            "incident_class": self.incident_class.currentData(),
            "level": self.level.currentData(),
            "camera_ids": self.cameras.camera_ids,
            "scene": self.scene.currentData(),
            "required_titles": ticked(self.titles.required, like=plan.required_titles),
            "invited_titles": ticked(self.titles.invited, like=plan.invited_titles),
            "checklist": tuple(line for line in lines if line),
            "output_id": self.output.currentData(),
            "push": self.push.currentData(),
            "most_cameras": self.most_cameras.value(),
            "field_tiles": self.field_tiles.value(),
            "link_titles": ticked(self.titles.links, like=plan.link_titles),
            "review_after_days": self.review_days.value(),
            "reviewed_at": self._reviewed_at,
        }

    def _units(self, kinds: Sequence[UnitKind], text: str) -> list[Suggestion]:
        return unit_finder(self._mirror, kinds=kinds)(text)

    def _show_unit(self, box: SuggestBox, unit_id: str | None) -> None:
        unit = self._mirror.get(Unit, unit_id)
        box.clear()
        box.choose(Suggestion(unit.name if unit is not None else unit_id, "", unit_id) if unit_id is not None else None)

    def _fill_choices(self, plan: ResponsePlan) -> None:
        """What there is now, and what the plan names although it is gone."""
        gone = self.tr("{0} (gone)")
        outputs = {key: one.name for key, one in self._mirror.all(Output).items()}
        scenes = {key: key for key in self._mirror.all(SharedScene)}
        for box, first, known, named in (
            (self.output, self.tr("the freest"), outputs, plan.output_id),
            (self.scene, self.tr("built from the cameras"), scenes, plan.scene),
        ):
            box.clear()
            box.addItem(first, None)
            for key, words in sorted(known.items(), key=lambda pair: pair[1]):
                box.addItem(words, key)
            if named is not None and named not in known:
                box.addItem(gone.format(named), named)
            _choose(box, named)

    def _show_reviewed(self) -> None:
        at = self._reviewed_at
        self.reviewed.setText(f"{at.astimezone(BEIJING):%Y-%m-%d}" if at is not None else self.tr("never"))

    def _note(self) -> None:
        if not self._filling:
            self.changed.emit()

    def _connect(self) -> None:
        for text in (self.title, self.grid):
            text.textEdited.connect(self._note)
        for suggest in (self.unit, self.site):
            suggest.choice_changed.connect(self._note)
        for box in (self.incident_class, self.level, self.scene, self.output, self.push):
            box.activated.connect(self._note)
        for number in (self.most_cameras, self.field_tiles, self.review_days):
            number.valueChanged.connect(self._note)
        self.cameras.changed.connect(self._note)
        self.titles.changed.connect(self._note)
        self.checklist.textChanged.connect(self._note)

    def _arrange(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setColumnStretch(1, 1)
        review = QGridLayout()
        review.addWidget(self.reviewed, 0, 0)
        review.addWidget(self.reviewed_button, 0, 1)
        review.addWidget(label(self.tr("again after days"), "quiet", wrap=False), 1, 0)
        review.addWidget(self.review_days, 1, 1)
        review.setColumnStretch(2, 1)
        for row, (caption, box) in enumerate(
            (
                (self.tr("Name"), self.title),
                (self.tr("Unit"), self.unit),
                (self.tr("Site"), self.site),
                (self.tr("Grid"), self.grid),
                (self.tr("Class"), self.incident_class),
                (self.tr("Level"), self.level),
                (self.tr("Cameras"), self.cameras),
                (self.tr("Cameras at most"), self.most_cameras),
                (self.tr("Tiles for responders"), self.field_tiles),
                (self.tr("Scene"), self.scene),
                (self.tr("Output"), self.output),
                (self.tr("On the wall"), self.push),
                (self.tr("People"), self.titles),
                (self.tr("Checklist"), self.checklist),
            )
        ):
            words = label(caption, wrap=False)
            words.setBuddy(box)
            words.setContentsMargins(0, 5, 0, 0)
            if not box.accessibleName():
                box.setAccessibleName(caption)
            grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(box, row, 1)
        self.checklist.setPlaceholderText(self.tr("One step on each line"))
        self.review_days.setAccessibleName(self.tr("again after days"))
        grid.addWidget(label(self.tr("Reviewed"), wrap=False), grid.rowCount(), 0)
        grid.addLayout(review, grid.rowCount() - 1, 1)
        grid.setRowStretch(grid.rowCount(), 1)


def command_of(plan: ResponsePlan) -> SavePlan:
    """What would save it as it is, without its version."""
    return SavePlan(
        name=plan.name,
        unit_id=plan.unit_id,
        site_id=plan.site_id,
        grid_code=plan.grid_code,
        incident_class=plan.incident_class,
        level=plan.level,
        camera_ids=plan.camera_ids,
        scene=plan.scene,
        required_titles=plan.required_titles,
        invited_titles=plan.invited_titles,
        checklist=plan.checklist,
        output_id=plan.output_id,
        push=plan.push,
        most_cameras=plan.most_cameras,
        field_tiles=plan.field_tiles,
        link_titles=plan.link_titles,
        review_after_days=plan.review_after_days,
        reviewed_at=plan.reviewed_at,
    )


class _ScrolledPast(QObject):
    """The wheel moves the form; a value that it passes stays."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def _box(choices: Sequence[tuple[object, str]]) -> QComboBox:
    box = QComboBox()
    # A long name of a scene must not widen the form beyond a laptop's screen.
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_LEAST_LETTERS)
    for value, words in choices:
        box.addItem(words, value)
    return box


def _choose(box: QComboBox, value: object) -> None:
    box.setCurrentIndex(next((row for row in range(box.count()) if box.itemData(row) == value), 0))


def _number(least: int, most: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(least, most)
    box.setFixedWidth(_NUMBER_WIDTH)
    return box


def _chosen(box: SuggestBox) -> str | None:
    return str(box.chosen.value) if box.chosen is not None and box.text().strip() else None
