"""An incident is reported here, in the order in which it is told on the telephone: what and where are enough.

There is one form a panel: Esc hides it with everything typed, and a hub that is away takes nothing from it.
"""

import hashlib
import uuid
from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QIcon, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.incidents import Casualties, Incident, IncidentLevel, IncidentSource
from app.services.commands.incidents import ReportIncident
from app.tasks import TaskScope
from widgets import colours
from widgets.incidents.casualty_boxes import CasualtyBoxes
from widgets.incidents.class_boxes import ClassBoxes
from widgets.incidents.class_guess import guessed_class
from widgets.incidents.controls import TextBox, label, typed_line
from widgets.incidents.countdown_words import moment_words
from widgets.incidents.known_names import KnownNames
from widgets.incidents.moments import past_moment
from widgets.incidents.photo_picker import PhotoPicker
from widgets.incidents.photos import Photo, has_photos
from widgets.incidents.place_fields import PlaceDraft, PlaceFields
from widgets.incidents.sending import Failure, Sender
from widgets.incidents.signs import CHIP_HEIGHT, CHIP_WIDTH, level_chip
from widgets.incidents.similar_incidents import SimilarIncidents
from widgets.incidents.words import level_words, source_words

# Typing goes on while somebody reads what may be the same.
_SIMILAR_MS = 200
_CAPTION_TOP = 5  # in line with the text of a box
_CLEARED = Casualties()


class ReportForm(QDialog):
    """`reported` carries the incident and the pictures that are to follow it."""

    reported = Signal(Incident, list)
    look_asked = Signal(str)

    def __init__(self, commands: Sender, places: KnownNames, tasks: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self._places = places
        self._draft_id = uuid.uuid4().hex
        self._touched_class = False
        self.setWindowTitle(self.tr("Report an incident"))
        self.setMinimumWidth(600)
        self.setAcceptDrops(True)
        self.what = QLineEdit()
        self.what.setMaxLength(200)
        self.what.setPlaceholderText(self.tr("A few words: fire in a shopping centre"))
        self.place = PlaceFields(places)
        self.classes = ClassBoxes()
        self.levels = QComboBox()
        self.source = QComboBox()
        self.casualties = CasualtyBoxes()
        self.description = TextBox(lines=3, send=self.report)
        self.reporter = QLineEdit()
        self.reporter.setMaxLength(200)
        self.reporter.setPlaceholderText(self.tr("Name, telephone"))
        self.occurred = QLineEdit()
        self.occurred.setPlaceholderText(self.tr("14:05 or 11-22 14:05, Beijing time; empty: unknown"))
        self.drill = QCheckBox(self.tr("This is a drill"))
        self.photos = PhotoPicker(tasks)
        self.similar = SimilarIncidents(commands)
        self.similar.look_asked.connect(self.look_asked)
        self.outcome = label("", "reason")
        self.reasons: dict[str, QLabel] = {}
        self._stripe = label(self.tr("Drill"), wrap=False)
        self._body = QWidget()
        self._arrange()
        self._connect()
        self.clear()

    # -- what the officer does

    def open_form(self) -> None:
        """As it was left; the cursor where something is missing."""
        self._places.get_ready()
        self.show()
        self.raise_()
        self.activateWindow()
        first = self.place.where if self.what.text().strip() and not self.place.where.text().strip() else self.what
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._look_for_similar()

    def report(self) -> None:
        if not self.report_button.isEnabled():
            return
        command = self._read()
        if command is None:
            return
        self._wait(self.tr("Reporting…"))
        # The same report sent again is the same incident, also when the hub's first answer was lost.
        content = hashlib.sha256(self._draft_id.encode() + command.model_dump_json().encode()).hexdigest()
        self._commands.send(
            lambda: self._commands.client.report_incident(command, key=content),
            done=self._reported,
            failed=self._failed,
        )

    def clear(self) -> None:
        """An empty form: a telephone call, an ordinary level."""
        self._draft_id = uuid.uuid4().hex
        self.what.clear()
        self.place.set_draft(PlaceDraft())
        self._touched_class = False
        self.classes.set_classes((guessed_class(""),))
        self.levels.setCurrentIndex(self.levels.findData(IncidentLevel.IV))
        self.source.setCurrentIndex(self.source.findData(IncidentSource.TELEPHONE))
        self.casualties.set_casualties(_CLEARED)
        self.description.clear()
        self.reporter.clear()
        self.occurred.clear()
        self.drill.setChecked(False)
        self.photos.clear()
        self._show_reasons({})
        self.outcome.hide()

    # -- reading the fields

    def _read(self) -> ReportIncident | None:
        faults: dict[str, str] = {}
        title = typed_line(self.what.text())
        if not title:
            faults["title"] = self.tr("What happened? A few words are enough.")
        place = self.place.read()
        if place.place is None:
            faults["place"] = place.fault
        if not self.classes.classes:
            faults["classes"] = self.tr("Tick at least one class.")
        occurred_at = self._occurred_at(faults)
        self._show_reasons(faults)
        if faults or place.place is None:
            self._say(self.tr("Not sent yet: see the words beside the fields."))
            return None
        site = self.place.draft().site
        return ReportIncident(
            title=title,
            classes=self.classes.classes,
            level=IncidentLevel(self.levels.currentData()),
            place=place.place,
            unit_id=site.unit_id if site is not None else None,
            source=IncidentSource(self.source.currentData()),
            casualties=self.casualties.casualties,
            description=self.description.text,
            reporter=typed_line(self.reporter.text()),
            occurred_at=occurred_at,
            is_drill=self.drill.isChecked(),
        )

    def _occurred_at(self, faults: dict[str, str]) -> datetime | None:
        text = self.occurred.text().strip()
        if not text:
            return None
        now = self._commands.mirror.now()
        try:
            occurred_at = past_moment(text, now)
        except ValueError:
            faults["occurred_at"] = self.tr("The time is not readable: write 14:05 or 11-22 14:05.")
            return None
        if occurred_at > now:
            faults["occurred_at"] = self.tr("{0} has not come yet.").format(moment_words(occurred_at, now))
        return occurred_at

    # -- what becomes of it

    def _reported(self, answer: Any) -> None:
        photos: list[Photo] = list(self.photos.photos)
        self._over()
        self.clear()
        self.hide()
        self.reported.emit(answer, photos)

    def _failed(self, failure: Failure) -> None:
        self._over()
        self._say(failure.words)
        field = failure.place.removeprefix("body.").partition(".")[0]
        if field in self.reasons:
            self._show_reasons({field: failure.words})

    def _wait(self, words: str) -> None:
        self._body.setEnabled(False)
        self.report_button.setEnabled(False)
        self._say(words)

    def _over(self) -> None:
        self._body.setEnabled(True)
        self.report_button.setEnabled(True)

    def _say(self, words: str) -> None:
        self.outcome.setText(words)
        self.outcome.setVisible(bool(words))

    def _show_reasons(self, faults: dict[str, str]) -> None:
        for field, reason in self.reasons.items():
            reason.setText(f"✕ {faults.get(field, '')}")
            reason.setVisible(field in faults)
        first = next((field for field in self.reasons if field in faults), None)
        if first is not None:
            self._first_box[first].setFocus(Qt.FocusReason.OtherFocusReason)

    # -- while typing

    def _title_changed(self, text: str) -> None:
        if not self._touched_class:
            self.classes.set_classes((guessed_class(text),))

    def _forget_reason(self, field: str) -> None:
        """It was of what stood there before."""
        self.reasons[field].hide()
        if all(reason.isHidden() for reason in self.reasons.values()):
            self.outcome.hide()

    def _class_touched(self) -> None:
        self._touched_class = True

    def _look_for_similar(self) -> None:
        place = self.place.read().place
        self.similar.show_for(place, self.classes.classes, is_drill=self.drill.isChecked())

    # -- construction

    def _connect(self) -> None:
        self._similar_soon = QTimer(self, singleShot=True, interval=_SIMILAR_MS)
        self._similar_soon.timeout.connect(self._look_for_similar)
        self.what.textChanged.connect(self._title_changed)
        self.classes.touched.connect(self._class_touched)
        self.drill.toggled.connect(self._stripe.setVisible)
        for field, typed in (
            ("title", self.what.textEdited),
            ("place", self.place.changed),
            ("classes", self.classes.changed),
            ("occurred_at", self.occurred.textEdited),
        ):
            typed.connect(lambda *_, field=field: self._forget_reason(field))
        for changed in (self.place.changed, self.classes.changed, self.drill.toggled):
            changed.connect(self._similar_soon.start)
        for box in self.findChildren(QWidget):
            if isinstance(box, QLineEdit | TextBox):
                box.installEventFilter(self)

    def _arrange(self) -> None:
        grid = QGridLayout(self._body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        grid.setVerticalSpacing(4)
        self._first_box: dict[str, QWidget] = {}
        self._add(grid, "title", self.tr("What"), self.what)
        self._add(grid, "place", self.tr("Where"), self.place, first=self.place.where)
        self._add(grid, "classes", self.tr("Class"), self.classes, first=next(iter(self.classes.boxes.values())))
        for level in IncidentLevel:
            self.levels.addItem(QIcon(level_chip(level, self.devicePixelRatioF())), level_words(level), level)
        self.levels.setIconSize(QSize(CHIP_WIDTH, CHIP_HEIGHT))
        self._add(grid, "level", self.tr("Level"), self.levels)
        for source in IncidentSource:
            self.source.addItem(source_words(source), source)
        self._add(grid, "source", self.tr("Source"), self.source)
        self._add(grid, "casualties", self.tr("Casualties"), self.casualties, first=self.casualties.dead)
        self._add(grid, "description", self.tr("Description"), self.description)
        self._add(grid, "reporter", self.tr("Reporter"), self.reporter)
        self._add(grid, "occurred_at", self.tr("Occurred at"), self.occurred)
        self._add(grid, "is_drill", "", self.drill)
        self._add(grid, "photos", self.tr("Pictures"), self.photos, first=self.photos.add_button)
        self._stripe.setStyleSheet(
            f"background: {colours.DRILL.name()}; color: {colours.GROUND.name()}; padding: 2px 8px;"
        )
        self._stripe.hide()
        buttons = QDialogButtonBox()
        self.report_button = buttons.addButton(self.tr("Report (Enter)"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.keep_button = buttons.addButton(self.tr("Keep as a draft (Esc)"), QDialogButtonBox.ButtonRole.RejectRole)
        self.clear_button = buttons.addButton(self.tr("Empty the form"), QDialogButtonBox.ButtonRole.ResetRole)
        self.report_button.setDefault(True)
        for button in (self.keep_button, self.clear_button):
            button.setAutoDefault(False)
        self.clear_button.clicked.connect(self.clear)
        buttons.accepted.connect(self.report)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self._stripe)
        column.addWidget(self._body)
        column.addWidget(self.similar)
        column.addWidget(self.outcome)
        column.addWidget(buttons)

    def _add(self, grid: QGridLayout, field: str, caption: str, box: QWidget, *, first: QWidget | None = None) -> None:
        row = grid.rowCount()
        words = label(caption, wrap=False)
        words.setContentsMargins(0, _CAPTION_TOP, 0, 0)
        words.setBuddy(first or box)
        if caption and not box.accessibleName():
            box.setAccessibleName(caption)
        reason = label("", "reason")
        reason.hide()
        grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(box, row, 1)
        grid.addWidget(reason, row + 1, 1)
        self.reasons[field] = reason
        self._first_box[field] = first or box

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.matches(_PASTE):
            data = QGuiApplication.clipboard().mimeData()
            # A picture copied from a browser has words too: those are meant for the line.
            if data is not None and not data.hasText() and self.photos.paste():
                return True
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if has_photos(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.photos.dropEvent(event)


_PASTE = QKeySequence.StandardKey.Paste
