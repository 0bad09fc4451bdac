"""Cameras from a file, after a dry run: what would come in, or every reason why nothing does."""

import threading
from enum import Enum, auto
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.services.camera_fields import CameraFault, ImportReport
from app.services.camera_files import read_camera_file
from app.services.camera_registry import CameraRegistry
from widgets.cameras.fault_words import column_words, fault_words
from widgets.elided_label import ElidedLabel
from widgets.icons import icon
from widgets.names import isolated, tooltip
from widgets.shell.change_words import change_words

# A table of more errors helps nobody; the count says how many there are.
_MOST_SHOWN = 1000


class ImportWay(Enum):
    """What happens to the cameras that are registered."""

    ADD = auto()  # they stay; the file must not name them again
    UPDATE = auto()  # they stay; those in the file are replaced by it
    REPLACE = auto()  # they go


class ImportDialog(QDialog):
    """`imported` carries how many came in. The file is read on a thread of its own."""

    imported = Signal(int)
    checked = Signal()
    _read = Signal(int, object)

    def __init__(self, registry: CameraRegistry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._registry = registry
        self._path: Path | None = None
        self._number = 0
        self._thread: threading.Thread | None = None
        self.report: ImportReport | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Import cameras"))
        self.setMinimumSize(860, 420)
        self.file_name = ElidedLabel(self.tr("CSV or JSON; the first line of a CSV names its columns"))
        self.way = QComboBox()
        self.way.setAccessibleName(self.tr("What happens to the cameras that are there"))
        self.way.addItem(self.tr("Add to the cameras that are there"), ImportWay.ADD)
        self.way.addItem(self.tr("Add, and update those that are there"), ImportWay.UPDATE)
        self.way.addItem(self.tr("Replace all cameras that are there"), ImportWay.REPLACE)
        self.way.currentIndexChanged.connect(self._check)
        self.summary = QLabel()
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setWordWrap(True)
        self.table = self._make_table()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.import_button: QPushButton = self.buttons.addButton(
            self.tr("Import"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.import_button.setEnabled(False)
        self.import_button.clicked.connect(self.take)
        self.buttons.rejected.connect(self.reject)
        self._read.connect(self._take_report, Qt.ConnectionType.QueuedConnection)
        self.finished.connect(self._join)
        self._arrange()

    def choose(self) -> None:
        dialog = QFileDialog(self, self.tr("Import cameras"), "", self.tr("Cameras") + " (*.csv *.json *.txt);;(*)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.check_file(Path(path)))
        dialog.open()

    def check_file(self, path: Path) -> None:
        """Dry run; `checked` fires when its result is shown."""
        self._path = path
        self.file_name.setText(str(path))
        self._check()

    def take(self) -> None:
        """Import what the dry run found."""
        report, way = self.report, self.way.currentData()
        if report is None or not report.ok:
            return
        self.import_button.setEnabled(False)
        done = partial(self._end, len(report.cameras))
        if way is ImportWay.REPLACE:
            self._registry.replace_all(report.cameras, done)
        else:
            self._registry.add(report.cameras, done)

    def _end(self, count: int, error: Exception | None) -> None:
        if not isValid(self):
            return
        if error is not None:
            self.import_button.setEnabled(True)
            self.summary.setText(change_words(error))
            return
        self.imported.emit(count)
        self.accept()

    # -- dry run

    def _check(self) -> None:
        if self._path is None:
            return
        self._join()
        self._number += 1
        number, path = self._number, self._path
        existing = self._registry.cameras if self.way.currentData() is ImportWay.ADD else ()
        self.report = None
        self.import_button.setEnabled(False)
        self.table.hide()
        self.summary.setText(self.tr("Reading {0}…").format(isolated(path.name)))

        def read() -> None:
            self._read.emit(number, read_camera_file(path, existing))

        self._thread = threading.Thread(target=read, name="camera import")
        self._thread.start()

    def _take_report(self, number: int, report: ImportReport) -> None:
        if number != self._number:
            return
        self.report = report
        self._show_faults(report.faults)
        self.summary.setText(self._good_words(report) if report.ok else self._bad_words(report))
        self.import_button.setEnabled(report.ok and bool(report.cameras))
        self.checked.emit()

    def _join(self) -> None:
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _good_words(self, report: ImportReport) -> str:
        known = sum(1 for camera in report.cameras if self._registry.get(camera.camera_id) is not None)
        words = [self.tr("Cameras that would come in: {0}.").format(len(report.cameras))]
        if self.way.currentData() is ImportWay.REPLACE:
            stay = {camera.camera_id for camera in report.cameras}
            gone = sum(1 for camera in self._registry if camera.camera_id not in stay)
            words.append(self.tr("Cameras that would go: {0}.").format(gone))
        elif known:
            words.append(self.tr("Of them updated: {0}.").format(known))
        if report.encoding:
            words.append(self.tr("Read as {0}.").format(report.encoding))
        if report.missing_columns:
            names = ", ".join(column_words(column) for column in report.missing_columns)
            words.append(self.tr("Not in the file: {0}.").format(names))
        return " ".join(words)

    def _bad_words(self, report: ImportReport) -> str:
        words = self.tr("Errors: {0}. Nothing is imported; correct the file and choose it again.")
        shown = words.format(len(report.faults))
        if len(report.faults) > _MOST_SHOWN:
            shown += " " + self.tr("The first {0} are shown.").format(_MOST_SHOWN)
        return shown

    def _show_faults(self, faults: tuple[CameraFault, ...]) -> None:
        shown = faults[:_MOST_SHOWN]
        self.table.setRowCount(len(shown))
        for row, fault in enumerate(shown):
            texts = (
                str(fault.row) if fault.row is not None else self.tr("File"),
                fault.column,
                fault.value,
                fault_words(fault),
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(tooltip([text]))
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                self.table.setItem(row, column, item)
        self.table.setVisible(bool(shown))

    # -- construction

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, 4)
        table.setAccessibleName(self.tr("Errors"))
        table.setHorizontalHeaderLabels(
            [self.tr("Row"), self.tr("Column"), self.tr("What stands there"), self.tr("Reason")]
        )
        table.verticalHeader().hide()
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate((56, 120, 180)):
            table.setColumnWidth(column, width)
        table.hide()
        return table

    def _arrange(self) -> None:
        choose = QPushButton(icon("import"), self.tr("Choose a file…"))
        choose.clicked.connect(self.choose)
        top = QHBoxLayout()
        top.addWidget(choose)
        top.addWidget(self.file_name, 1)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(self.way)
        column.addWidget(self.summary)
        column.addWidget(self.table, 1)
        column.addStretch()
        column.addWidget(self.buttons)
