"""What happened, newest first, with a line on top to write something down oneself."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from app.domain.permissions import Action
from app.services.commands.fields import LONGEST_REASON
from app.services.commands.incidents import WriteNote
from app.services.rows import IncidentPage
from widgets.incidents.controls import button, label, typed_line
from widgets.incidents.opened_incident import Loading
from widgets.incidents.pictures import Pictures
from widgets.incidents.rights import Rights
from widgets.incidents.sending import Failure, Sender
from widgets.incidents.timeline_delegate import TimelineDelegate
from widgets.incidents.timeline_model import TimelineModel


class Timeline(QWidget):
    """`picture_asked`: an entry's picture is wanted large. `whole_height`: it is as high as all its entries, because
    something around it scrolls."""

    picture_asked = Signal(str)
    load_asked = Signal()

    def __init__(self, commands: Sender, rights: Rights, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self._rights = rights
        self._page: IncidentPage | None = None
        self._whole_height = False
        self.model = TimelineModel(commands.names, self)
        self.list = QListView()
        self.list.setAccessibleName(self.tr("Timeline"))
        self.list.setModel(self.model)
        self._delegate = TimelineDelegate(self.model, pictures, self.font(), self)
        self.list.setItemDelegate(self._delegate)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.list.activated.connect(self._activated)
        self.list.clicked.connect(self._activated)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        pictures.ready.connect(self.model.picture_came)
        self.model.rowsInserted.connect(self._fit)
        self.model.modelReset.connect(self._fit)
        self.note_box = QLineEdit()
        self.note_box.setMaxLength(LONGEST_REASON)
        self.note_box.setPlaceholderText(self.tr("Write something down…"))
        self.note_box.setAccessibleName(self.tr("Write something down"))
        self.note_box.returnPressed.connect(self._write)
        self._note_button = button(self.tr("Write down"), self._write)
        self._note_line = QWidget()
        self._outcome = label("", "reason")
        self._outcome.hide()
        self._state = label("", "quiet")
        self._again = button(self.tr("Try again"), self.load_asked.emit)
        self._arrange()

    def show_page(self, page: IncidentPage, loading: Loading, refusal: str) -> None:
        if self._page is None or page.incident.incident_id != self._page.incident.incident_id:
            self._outcome.hide()
        self._page = page
        self.model.show_page(page)
        self._note_line.setVisible(self._rights.may(Action.INCIDENT_HANDLE, page.incident))
        words = {
            Loading.NOT_YET: self.tr("Waiting for the timeline…"),
            Loading.DONE: "" if page.timeline else self.tr("Nothing is written down yet."),
            Loading.UNREACHABLE: self.tr("The hub did not bring the timeline. It comes when the link is back."),
            Loading.REFUSED: refusal,
        }[loading]
        self._state.setText(words)
        self._state.setVisible(bool(words))
        self._again.setVisible(loading in (Loading.UNREACHABLE, Loading.REFUSED))

    def set_whole_height(self, on: bool) -> None:
        self._whole_height = on
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if on else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.list.setVerticalScrollBarPolicy(policy)
        self._fit()

    # -- inside

    def _write(self) -> None:
        text = typed_line(self.note_box.text())
        if not text or self._page is None or not self._note_button.isEnabled():
            return
        incident_id = self._page.incident.incident_id
        command = WriteNote(text=text)
        self._note_button.setEnabled(False)
        self._commands.send(
            lambda: self._commands.client.write_note(incident_id, command), done=self._written, failed=self._not_written
        )

    def _written(self, _answer: object) -> None:
        self._note_button.setEnabled(True)
        self._outcome.hide()
        self.note_box.clear()

    def _not_written(self, failure: Failure) -> None:
        self._note_button.setEnabled(True)
        self._outcome.setText(failure.words)
        self._outcome.show()

    def _activated(self, index: QModelIndex) -> None:
        if picture := self.model.entry(index.row()).picture:
            self.picture_asked.emit(picture)

    def _fit(self) -> None:
        """Entries wrap at the width that there is."""
        width = max(80, self.list.viewport().width())
        self._delegate.width = width
        if self._whole_height:
            heights = (self._delegate.height(self.model.entry(row)) for row in range(self.model.rowCount()))
            self.list.setFixedHeight(sum(heights) + 2)
        else:
            self.list.setMinimumHeight(120)
            self.list.setMaximumHeight(16_777_215)
        self.list.scheduleDelayedItemsLayout()

    def _arrange(self) -> None:
        heading = label(self.tr("Timeline"), "heading", wrap=False)
        note = QHBoxLayout(self._note_line)
        note.setContentsMargins(0, 0, 0, 0)
        note.addWidget(self.note_box, 1)
        note.addWidget(self._note_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(heading)
        column.addWidget(self._note_line)
        column.addWidget(self._outcome)
        column.addWidget(self._state)
        column.addWidget(self._again)
        column.addWidget(self.list, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
