"""The steps of a tour: what comes after what, and for how long."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.cameras import LONGEST_NAME
from app.domain.scenes import LONGEST_DWELL_S, SHORTEST_DWELL_S, SceneStep, Source, SourceStep, Tour
from widgets.icons import icon
from widgets.names import isolated
from widgets.wall.sources_mime import sources_in

USUAL_DWELL_S = 10.0
Step = SceneStep | SourceStep
_STEP = Qt.ItemDataRole.UserRole


class TourEditor(QDialog):
    """A tour over scenes, or over the cameras of one tile; `saved` carries the Tour."""

    saved = Signal(Tour)

    def __init__(
        self,
        *,
        name: str,
        steps: Sequence[Step],
        loop: bool = True,
        over_scenes: bool,
        scene_names: Sequence[str],
        name_of: Callable[[Source], str],
        selected_sources: Callable[[], Sequence[Source]],
        is_taken: Callable[[str], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name_of = name_of
        self._selected_sources = selected_sources
        self._is_taken = is_taken
        self._old_name = name
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Tour of scenes") if over_scenes else self.tr("Tour of cameras in one tile"))
        self.setMinimumSize(460, 480)
        self.name_box = QLineEdit(name)
        self.name_box.setMaxLength(LONGEST_NAME)
        self.name_box.setAccessibleName(self.tr("Name"))
        self.steps = StepList(accept_sources=not over_scenes)
        self.steps.setAccessibleName(self.tr("Steps"))
        self.steps.dropped.connect(self.add_sources)
        self.dwell = QDoubleSpinBox()
        self.dwell.setRange(SHORTEST_DWELL_S, LONGEST_DWELL_S)
        self.dwell.setDecimals(0)
        self.dwell.setValue(USUAL_DWELL_S)
        self.dwell.setSuffix(" " + self.tr("s"))
        self.dwell.setAccessibleName(self.tr("Seconds of the selected steps"))
        self.loop = QCheckBox(self.tr("Begin again at the end"))
        self.loop.setChecked(loop)
        self.hint = QLabel()
        self.hint.setProperty("role", "quiet")
        self.hint.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self._arrange(self._scene_adder(scene_names) if over_scenes else self._camera_adder())
        for step in steps:
            self._add(step)
        self.steps.setCurrentRow(0)
        self.steps.itemSelectionChanged.connect(self._show_dwell)
        self.dwell.valueChanged.connect(self._set_dwell)
        self.name_box.textChanged.connect(self._check)
        self.steps.model().rowsInserted.connect(self._check)
        self.steps.model().rowsRemoved.connect(self._check)
        self.buttons.accepted.connect(self._save)
        self.buttons.rejected.connect(self.reject)
        self._show_dwell()
        self._check()

    def tour(self) -> Tour:
        """As it stands. Raises SceneError without name or steps."""
        steps: list[Step] = [self.steps.item(row).data(_STEP) for row in range(self.steps.count())]
        scenes = tuple(step for step in steps if isinstance(step, SceneStep))
        sources = tuple(step for step in steps if isinstance(step, SourceStep))
        return Tour(self.name_box.text().strip(), scenes or sources, self.loop.isChecked())

    def add_scene(self, name: str) -> None:
        self._add(SceneStep(name, self.dwell.value()))

    def add_sources(self, sources: Sequence[Source]) -> None:
        for source in sources:
            self._add(SourceStep(source, self.dwell.value()))

    def remove_selected(self) -> None:
        for item in self.steps.selectedItems():
            self.steps.takeItem(self.steps.row(item))

    def move_selected(self, by: int) -> None:
        """One step up (−1) or down (+1)."""
        row = self.steps.currentRow()
        if row >= 0 and 0 <= row + by < self.steps.count():
            item = self.steps.takeItem(row)
            self.steps.insertItem(row + by, item)
            self.steps.setCurrentRow(row + by)

    # -- inside

    def _add(self, step: Step) -> None:
        item = QListWidgetItem()
        self._describe(item, step)
        self.steps.addItem(item)

    def _describe(self, item: QListWidgetItem, step: Step) -> None:
        name = step.scene if isinstance(step, SceneStep) else self._name_of(step.source)
        item.setData(_STEP, step)
        item.setText(self.tr("{0}   {1} s").format(isolated(name), f"{step.dwell_s:g}"))

    def _show_dwell(self) -> None:
        selected = self.steps.selectedItems()
        if selected:
            self.dwell.blockSignals(True)
            self.dwell.setValue(selected[0].data(_STEP).dwell_s)
            self.dwell.blockSignals(False)

    def _set_dwell(self, dwell_s: float) -> None:
        for item in self.steps.selectedItems():
            step: Step = item.data(_STEP)
            changed = (
                SceneStep(step.scene, dwell_s) if isinstance(step, SceneStep) else SourceStep(step.source, dwell_s)
            )
            self._describe(item, changed)

    def _check(self) -> None:
        name = self.name_box.text().strip()
        taken = name != self._old_name and self._is_taken(name)
        if not name:
            self.hint.setText(self.tr("The tour needs a name."))
        elif not self.steps.count():
            self.hint.setText(self.tr("The tour needs at least one step."))
        else:
            self.hint.setText(self.tr("The name is taken: saving replaces what it stands for.") if taken else "")
        save = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        save.setEnabled(bool(name) and self.steps.count() > 0)

    def _save(self) -> None:
        self.saved.emit(self.tour())
        self.accept()

    # -- construction

    def _scene_adder(self, names: Sequence[str]) -> QWidget:
        box = QComboBox()
        box.addItems(list(names))
        box.setAccessibleName(self.tr("Scene to add"))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        button = QPushButton(icon("add"), self.tr("Add scene"))
        button.setEnabled(bool(names))
        button.clicked.connect(lambda: self.add_scene(box.currentText()))
        return _row(box, button)

    def _camera_adder(self) -> QWidget:
        button = QPushButton(icon("add"), self.tr("Add the cameras selected in the tree"))
        button.clicked.connect(lambda: self.add_sources(self._selected_sources()))
        hint = QLabel(self.tr("or drop cameras here"))
        hint.setProperty("role", "quiet")
        return _row(button, hint)

    def _arrange(self, adder: QWidget) -> None:
        up = QPushButton(icon("up"), self.tr("Up"))
        up.clicked.connect(lambda: self.move_selected(-1))
        down = QPushButton(icon("down"), self.tr("Down"))
        down.clicked.connect(lambda: self.move_selected(1))
        remove = QPushButton(icon("delete"), self.tr("Remove"))
        remove.clicked.connect(self.remove_selected)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(self.tr("Name")))
        column.addWidget(self.name_box)
        column.addWidget(adder)
        column.addWidget(self.steps, 1)
        column.addWidget(_row(QLabel(self.tr("Each shown for")), self.dwell, up, down, remove))
        column.addWidget(self.loop)
        column.addWidget(self.hint)
        column.addWidget(self.buttons)


class StepList(QListWidget):
    """Steps in order; dragging within moves them, cameras from the tree may be dropped."""

    dropped = Signal(list)

    def __init__(self, *, accept_sources: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accept_sources = accept_sources
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._from_elsewhere(event.mimeData()):
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self._from_elsewhere(event.mimeData()):
            event.acceptProposedAction()
        else:
            super().dragMoveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        if self._from_elsewhere(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(sources_in(event.mimeData()))
        else:
            super().dropEvent(event)

    def _from_elsewhere(self, mime: QMimeData) -> bool:
        return self._accept_sources and bool(sources_in(mime))


def _row(*widgets: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(widget, 1 if isinstance(widget, QComboBox) else 0)
    if not any(isinstance(widget, QComboBox) for widget in widgets):
        layout.addStretch()
    return row
