"""Everything about one incident: facts and next step, what happened, and who is to do what.

In a narrow column all of it stands below each other, in a window beside each other: facts, timeline, people.
"""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.tasks import TaskScope
from widgets.incidents.checklist_section import ChecklistSection
from widgets.incidents.clocks_section import ClocksSection
from widgets.incidents.conference_section import ConferenceSection
from widgets.incidents.controls import button, label
from widgets.incidents.duplicates_section import DuplicatesSection
from widgets.incidents.evidence_section import EvidenceSection
from widgets.incidents.facts_section import FactsSection
from widgets.incidents.known_names import KnownNames
from widgets.incidents.opened_incident import Loading, OpenedIncident
from widgets.incidents.page_head import PageHead
from widgets.incidents.people_section import PeopleSection
from widgets.incidents.photo_uploads import PhotoUploads
from widgets.incidents.picture_dialog import PictureDialog
from widgets.incidents.pictures import Pictures
from widgets.incidents.pictures_section import PicturesSection
from widgets.incidents.reports_section import ReportsSection
from widgets.incidents.response_section import ResponseSection
from widgets.incidents.rights import Rights
from widgets.incidents.second_hand import SecondHand
from widgets.incidents.sending import Sender
from widgets.incidents.tasks_section import TasksSection
from widgets.incidents.timeline import Timeline

# From here on three columns have room: 300 for facts, 300 for the timeline, 340 for people.
_WIDE = 980
_SHARES = (10, 10, 12)
_GAP = 14


class IncidentPage(QWidget):
    """`open_asked` carries an incident's id, `enter_asked` a room's."""

    open_asked = Signal(str)
    enter_asked = Signal(str)

    def __init__(
        self,
        commands: Sender,
        rights: Rights,
        hand: SecondHand,
        pictures: Pictures,
        places: KnownNames,
        uploads: PhotoUploads,
        tasks: TaskScope,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._names = commands.names
        self._known_names = 0
        self._pictures = pictures
        self._task_scope = tasks
        self.opened = OpenedIncident(commands, tasks, self)
        self.opened.changed.connect(self._show)
        self.head = PageHead(commands, rights, hand)
        self.facts = FactsSection(commands, rights, places)
        self.response = ResponseSection(commands, rights)
        self.checklist = ChecklistSection(commands, rights)
        self.duplicates = DuplicatesSection(commands, rights)
        self.photos = PicturesSection(commands, rights, pictures, uploads, tasks)
        self.timeline = Timeline(commands, rights, pictures)
        self.clocks = ClocksSection(commands, rights, hand)
        self.tasks = TasksSection(commands, rights, hand)
        self.reports = ReportsSection(commands, rights, hand)
        self.evidence = EvidenceSection(commands, rights, pictures)
        self.people = PeopleSection(commands, rights)
        self.conference = ConferenceSection(commands, rights)
        self.conference.enter_asked.connect(self.enter_asked)
        self._sections = (
            *(self.facts, self.response, self.checklist, self.duplicates, self.photos),
            *(self.conference, self.clocks, self.tasks, self.reports, self.evidence, self.people),
        )
        self.head.assign_asked.connect(self.tasks.assign)
        self.head.push_asked.connect(self.response.push)
        self.duplicates.open_asked.connect(self.open_asked)
        self.timeline.load_asked.connect(self.opened.load)
        for part in (self.timeline, self.evidence, self.photos):
            part.picture_asked.connect(self._open_picture)
        self._wide: bool | None = None
        self._pages = QStackedWidget()
        self._words = label("", "quiet")
        self._again = button(self.tr("Try again"), self.opened.load)
        self._columns = QWidget()
        self._arrange()
        self._lay_out(wide=False)
        self._show()

    def open(self, incident_id: str) -> None:
        """ "" for none."""
        self.opened.open(incident_id)

    def release(self) -> None:
        self.opened.release()

    def words(self) -> str:
        """What stands there instead of an incident; empty where one is."""
        return self._words.text() if self._pages.currentIndex() == 0 else ""

    # -- inside

    def _show(self) -> None:
        page = self.opened.page()
        if page is None:
            self._words.setText(self._words_for_nothing())
            failed = self.opened.loading in (Loading.UNREACHABLE, Loading.REFUSED)
            self._again.setVisible(failed and bool(self.opened.incident_id))
            self._pages.setCurrentIndex(0)
            return
        if self._known_names != self._names.known:
            self._known_names = self._names.known
            for section in self._sections:
                section.forget()
        self.head.show_page(page)
        for section in self._sections:
            section.show_page(page)
        self.timeline.show_page(page, self.opened.loading, self.opened.refusal)
        self._pages.setCurrentIndex(1)

    def _words_for_nothing(self) -> str:
        if not self.opened.incident_id:
            return self.tr("Choose an incident: everything about it stands here.")
        if self.opened.loading is Loading.UNREACHABLE:
            return self.tr("The hub did not bring the incident. It comes when the link is back.")
        if self.opened.loading is Loading.REFUSED:
            return self.opened.refusal
        return self.tr("Waiting for the incident…")

    def _open_picture(self, attachment_id: str) -> None:
        PictureDialog(attachment_id, self._pictures, self._task_scope, self.window()).show()

    # -- construction

    def _arrange(self) -> None:
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        nothing = QWidget()
        column = QVBoxLayout(nothing)
        column.addStretch()
        column.addWidget(self._words)
        column.addWidget(self._again, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch()
        self._pages.addWidget(nothing)
        self._holder = QWidget()
        self._holder_column = QVBoxLayout(self._holder)
        self._holder_column.setContentsMargins(0, 0, 0, 0)
        self._holder_column.addWidget(self._columns)
        self._pages.addWidget(self._holder)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 8, 8, 8)
        whole.addWidget(self._pages)

    def _lay_out(self, *, wide: bool) -> None:
        """Move the sections into other columns; they keep what they show and what is typed into them."""
        if wide is self._wide:
            return
        self._wide = wide
        self.timeline.set_whole_height(not wide)
        new = self._beside_each_other() if wide else self._below_each_other()
        self._holder_column.replaceWidget(self._columns, new)
        self._columns.hide()
        self._columns.deleteLater()
        self._columns = new
        new.show()

    def _beside_each_other(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, _GAP, 0)
        column.setSpacing(_GAP)
        column.addWidget(self.head)
        left_parts = (self.facts, self.response, self.checklist, self.duplicates, self.photos)
        column.addWidget(_scrolled(left_parts), 1)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(_GAP, 0, _GAP, 0)
        column.addWidget(self.timeline)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(_GAP, 0, 0, 0)
        column.addWidget(
            _scrolled((self.conference, self.clocks, self.tasks, self.reports, self.evidence, self.people))
        )
        columns = QSplitter(Qt.Orientation.Horizontal)
        columns.setChildrenCollapsible(False)
        for part in (left, middle, right):
            columns.addWidget(part)
        columns.setSizes([100 * share for share in _SHARES])
        for number, share in enumerate(_SHARES):
            columns.setStretchFactor(number, share)
        return columns

    def _below_each_other(self) -> QWidget:
        parts = (
            *(self.facts, self.response, self.checklist, self.conference, self.tasks, self.reports),
            *(self.clocks, self.evidence),
            *(self.duplicates, self.photos, self.people, self.timeline),
        )
        scrolled = _scrolled(parts)
        columns = QWidget()
        column = QVBoxLayout(columns)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.head)
        column.addLayout(self._jumps(scrolled))
        column.addWidget(scrolled, 1)
        return columns

    def _jumps(self, scrolled: QScrollArea) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        for words, section in (
            (self.tr("Facts"), self.facts),
            (self.tr("Tasks"), self.tasks),
            (self.tr("Reports"), self.reports),
            (self.tr("Clocks"), self.clocks),
            (self.tr("Evidence"), self.evidence),
            (self.tr("Timeline"), self.timeline),
        ):
            jump = QToolButton()
            jump.setText(words)
            jump.setProperty("flat", "true")
            jump.setStyleSheet("padding: 4px 3px;")
            jump.clicked.connect(partial(_scroll_to, scrolled, section))
            row.addWidget(jump)
        row.addStretch()
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out(wide=self.width() >= _WIDE)
        super().resizeEvent(event)


def _scrolled(parts: Iterable[QWidget]) -> QScrollArea:
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 6, 0)
    column.setSpacing(_GAP)
    for part in parts:
        column.addWidget(part)
        part.show()
    column.addStretch()
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area


def _scroll_to(scrolled: QScrollArea, section: QWidget, _checked: bool = False) -> None:
    inside = scrolled.widget()
    if inside is not None:
        scrolled.verticalScrollBar().setValue(section.mapTo(inside, section.rect().topLeft()).y())
