"""One camera by hand: the fields of a camera file, checked by the same rules, each reason beside its field."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.domain.cameras import Camera
from app.domain.geo import ReferenceSystem
from app.domain.streets import STREETS
from app.services.camera_fields import FIELDS, ImportReport, camera_fields, check_rows
from app.services.camera_registry import CameraRegistry
from widgets.cameras.fault_words import column_words, fault_words
from widgets.shell.change_words import change_words


class CameraForm(QDialog):
    """Adds a camera, or changes the one given. `saved` carries its key."""

    saved = Signal(str)

    def __init__(self, registry: CameraRegistry, camera: Camera | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._registry = registry
        self._camera = camera
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Add a camera") if camera is None else self.tr("Edit the camera"))
        self.setMinimumWidth(560)
        self.boxes: dict[str, QLineEdit | QComboBox] = {}
        self.reasons: dict[str, QLabel] = {}
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        values = camera_fields(camera, with_passwords=True) if camera is not None else dict.fromkeys(FIELDS, "")
        for row, field in enumerate(FIELDS):
            self._add_field(grid, row, field, values[field])
        self.summary = QLabel()
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(grid)
        column.addWidget(self.summary)
        column.addWidget(self.buttons)

    def text(self, field: str) -> str:
        box = self.boxes[field]
        return box.currentText() if isinstance(box, QComboBox) else box.text()

    def save(self) -> None:
        before = self._camera.camera_id if self._camera is not None else None
        others = [camera for camera in self._registry if camera.camera_id != before]
        typed = {field: self.text(field) if field == "password" else self.text(field).strip() for field in FIELDS}
        report = check_rows([(1, typed)], others)
        self._show_reasons(report)
        if not report.ok:
            return
        self.buttons.setEnabled(False)
        self._registry.add(report.cameras, partial(self._end, report.cameras[0].camera_id), instead_of=before)

    def _end(self, camera_id: str, error: Exception | None) -> None:
        """The form stays until the camera is kept: what was typed is not lost."""
        if not isValid(self):
            return
        if error is not None:
            self.buttons.setEnabled(True)
            self.summary.setText(change_words(error))
            return
        self.saved.emit(camera_id)
        self.accept()

    def _show_reasons(self, report: ImportReport) -> None:
        for label in self.reasons.values():
            label.hide()
        for fault in report.faults:
            label = self.reasons[fault.column]
            label.setText(fault_words(fault))
            label.show()
        if report.faults:
            self.boxes[report.faults[0].column].setFocus(Qt.FocusReason.OtherFocusReason)
        self.summary.setText(self.tr("Not saved: see the reasons beside the fields.") if report.faults else "")

    def _add_field(self, grid: QGridLayout, row: int, field: str, value: str) -> None:
        words = column_words(field)
        caption = QLabel(words)
        box = self._box(field, value)
        box.setAccessibleName(words)
        caption.setBuddy(box)
        reason = QLabel()
        reason.setTextFormat(Qt.TextFormat.PlainText)
        reason.setWordWrap(True)
        reason.setProperty("role", "reason")
        reason.hide()
        grid.addWidget(caption, 2 * row, 0)
        grid.addWidget(box, 2 * row, 1)
        grid.addWidget(reason, 2 * row + 1, 1)
        self.boxes[field], self.reasons[field] = box, reason

    def _box(self, field: str, value: str) -> QLineEdit | QComboBox:
        choices = {
            "street": [street.name for street in STREETS],
            "site": sorted({camera.site for camera in self._registry if camera.site}),
            "reference_system": ["", *ReferenceSystem],
        }
        if field not in choices:
            line = QLineEdit(value)
            if field == "password":
                line.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
            return line
        box = QComboBox()
        box.setEditable(field != "reference_system")
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.addItems([str(choice) for choice in choices[field]])
        box.setCurrentText(value or ("" if field != "reference_system" else ReferenceSystem.WGS84))
        return box
