"""The score sheet of a drill: each segment's time against its target, and how far each required role came."""

import logging
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.domain.drill_scores import ScoreSheet, SegmentScore
from app.services.drill_sheet import sheet_csv
from widgets import colours
from widgets.drills.words import segment_words
from widgets.incidents.words import title_words
from widgets.names import isolated

log = logging.getLogger(__name__)

_WIDTH_PX = 720
_BAR_PX = 180
_BAR_HEIGHT_PX = 8
# A bar that is full has taken so many times its target.
_FULL_BAR = 1.5
_NOTHING = "—"


class ScoreSheetDialog(QDialog):
    """`number` and `name` of the incident and the drill, for the heading and the file."""

    def __init__(self, sheet: ScoreSheet, *, number: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = sheet
        self._number, self._drill = number, name
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Score sheet: {0}").format(isolated(name)))
        self.setMinimumWidth(_WIDTH_PX)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self._heading())
        column.addWidget(self._segments())
        column.addWidget(self._roles())
        self.told = _label("", quiet=True)
        self.told.setWordWrap(True)
        column.addWidget(self.told)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.export = buttons.addButton(self.tr("Export (CSV)…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.export.clicked.connect(self._ask_where)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    def write(self, path: Path) -> None:
        """What is shown, for a spreadsheet; what became of it is told in the sheet."""
        try:
            path.write_bytes(sheet_csv(self.sheet, number=self._number, name=self._drill))
        except OSError as error:
            words = self.tr("{0} was not written: {1}")
            self.told.setText(words.format(isolated(path.name), error.strerror or str(error)))
        else:
            self.told.setText(self.tr("Written: {0}").format(isolated(str(path))))

    def _heading(self) -> QWidget:
        sheet = self.sheet
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        name = QLabel(f"{self._drill}  {self._number}")
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setProperty("role", "heading")
        row.addWidget(name)
        if sheet.is_drill:
            drill = _label(self.tr("Drill"))
            drill.setStyleSheet(f"color: {colours.DRILL.name()}; font-weight: 600;")
            row.addWidget(drill)
        row.addStretch()
        met = _label(self.tr("{0} of {1} targets met").format(sheet.met, sheet.scored))
        met.setProperty("role", "heading")
        if sheet.scored:
            met.setStyleSheet(f"color: {(colours.LIVE if sheet.met == sheet.scored else colours.WARNED).name()};")
        row.addWidget(met)
        return line

    def _segments(self) -> QWidget:
        frame, grid = _panel()
        heads = (self.tr("From the report"), "", self.tr("Took"), self.tr("Target"), "")
        for place, text in enumerate(heads):
            grid.addWidget(_label(text, quiet=True, right=place in (2, 3)), 0, place)
        for number, one in enumerate(self.sheet.segments, 1):
            grid.addWidget(_label(segment_words(one.segment)), number, 0)
            grid.addWidget(_Bar(one), number, 1)
            grid.addWidget(_label(self._seconds(one.took_s), right=True), number, 2)
            grid.addWidget(_label(self._seconds(one.target_s), quiet=True, right=True), number, 3)
            grid.addWidget(self._mark(one), number, 4)
        words = self.tr("Sources that the loop replaced by itself: {0}").format(self.sheet.replaced)
        grid.addWidget(_label(words, quiet=True), len(self.sheet.segments) + 1, 0, 1, 5)
        return frame

    def _mark(self, one: SegmentScore) -> QLabel:
        mark = _label({True: self.tr("met"), False: self.tr("missed"), None: ""}[one.met])
        if one.met is not None:
            mark.setStyleSheet(f"color: {(colours.LIVE if one.met else colours.OFFLINE).name()}; font-weight: 600;")
        return mark

    def _roles(self) -> QWidget:
        frame, grid = _panel()
        heads = (
            self.tr("Required role"),
            self.tr("Rung"),
            self.tr("Answered"),
            self.tr("Joined"),
            self.tr("Picture or sound"),
            "",
        )
        for place, text in enumerate(heads):
            grid.addWidget(_label(text, quiet=True, right=0 < place < 5), 0, place)
        for number, role in enumerate(self.sheet.roles, 1):
            name = _label(title_words(role.title))
            if not role.present:
                name.setStyleSheet(f"color: {colours.OFFLINE.name()};")
            grid.addWidget(name, number, 0)
            for place, seconds in enumerate((role.rung_s, role.answered_s, role.joined_s, role.first_media_s), 1):
                grid.addWidget(_label(self._seconds(seconds), right=True), number, place)
            words = self.tr("not there") if not role.present else self.tr("deputy") if role.stood_in else ""
            grid.addWidget(_label(words, quiet=True), number, 5)
        return frame

    def _seconds(self, value: float | None) -> str:
        return _NOTHING if value is None else self.tr("{0:.1f} s").format(value)

    def _ask_where(self) -> None:
        title = self.tr("Export the score sheet")
        dialog = QFileDialog(self, title, f"{self._number or self._drill}.csv", "*.csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(lambda chosen: self.write(Path(chosen)))
        dialog.open()


class _Bar(QWidget):
    """How much of its target a segment took; empty without one."""

    def __init__(self, one: SegmentScore) -> None:
        super().__init__()
        self.setFixedSize(_BAR_PX, _BAR_HEIGHT_PX)
        if one.target_s is None or one.took_s is None:
            return
        ground, bar, mark = QFrame(self), QFrame(self), QFrame(self)
        colour = colours.LIVE if one.met else colours.OFFLINE
        at_target = round(_BAR_PX / _FULL_BAR)
        share = min(max(one.took_s, 0.0) / one.target_s, _FULL_BAR)
        for frame, left, wide, shade in (
            (ground, 0, _BAR_PX, colours.LINE),
            (bar, 0, max(2, round(at_target * share)), colour),
            (mark, at_target - 1, 2, colours.TEXT),
        ):
            frame.setGeometry(left, 0, wide, _BAR_HEIGHT_PX)
            frame.setStyleSheet(f"background: {shade.name()}; border: 0;")


def _panel() -> tuple[QFrame, QGridLayout]:
    frame = QFrame()
    frame.setProperty("role", "panel")
    grid = QGridLayout(frame)
    grid.setContentsMargins(12, 8, 12, 8)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(0, 1)
    return frame, grid


def _label(text: str, *, quiet: bool = False, right: bool = False) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    if quiet:
        label.setProperty("role", "quiet")
    if right:
        label.setAlignment(Qt.AlignmentFlag.AlignRight)
    return label
