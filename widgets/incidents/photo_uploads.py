"""Pictures on their way to the hub: what has arrived, what has not and why, and another try without sending one twice.

An incident is reported without waiting for its pictures.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.domain.incidents import Incident
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.tasks import TaskScope
from widgets.incidents.controls import button, empty, flat_button, label
from widgets.incidents.photos import Photo
from widgets.incidents.refused_words import refused_words
from widgets.incidents.sending import Sender


@dataclass(slots=True)
class _Batch:
    """The pictures of one incident. `uncertain`: the first of them may be there already."""

    incident: Incident
    photos: list[Photo]
    total: int
    failure: str = ""
    busy: bool = False
    uncertain: bool = False


class PhotoUploads(QWidget):
    """One line an incident; hidden while there is none. Holds the pictures until they have arrived or are given up."""

    def __init__(self, commands: Sender, tasks: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self._tasks = tasks
        self._batches: dict[str, _Batch] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 0, 8, 0)
        self._column.setSpacing(2)
        self.hide()

    def add(self, incident: Incident, photos: Iterable[Photo]) -> None:
        photos = list(photos)
        if not photos:
            return
        batch = self._batches.setdefault(incident.incident_id, _Batch(incident, [], 0))
        batch.photos += photos
        batch.total += len(photos)
        self._go_on(batch)

    def try_again(self, incident_id: str) -> None:
        if (batch := self._batches.get(incident_id)) is not None:
            self._go_on(batch)

    def give_up(self, incident_id: str) -> None:
        batch = self._batches.get(incident_id)
        if batch is not None and not batch.busy:
            del self._batches[incident_id]
            self._show()

    def words(self) -> list[str]:
        """What stands there, a line an incident."""
        return [self._words_of(batch) for batch in self._batches.values()]

    # -- inside

    def _go_on(self, batch: _Batch) -> None:
        if not batch.busy:
            batch.busy, batch.failure = True, ""
            self._tasks.start(f"photos {batch.incident.incident_id}", self._send(batch))
        self._show()

    async def _send(self, batch: _Batch) -> None:
        client, incident_id = self._commands.client, batch.incident.incident_id
        try:
            if batch.uncertain:
                await self._forget_arrived(batch)
            while batch.photos:
                photo = batch.photos[0]
                batch.uncertain = True
                await client.attach(incident_id, name=photo.name, picture=photo.content, media_type=photo.media_type)
                batch.uncertain = False
                batch.photos.pop(0)
                self._show()
        except HubUnreachableError:
            batch.failure = self.tr("the hub did not answer")
        except HubRefusedError as error:
            batch.uncertain = False
            batch.failure = refused_words(error)
        finally:
            batch.busy = False
        if not batch.photos:
            self._batches.pop(incident_id, None)
        self._show()

    async def _forget_arrived(self, batch: _Batch) -> None:
        """The last answer was lost: what the hub has already is not sent again."""
        page = await self._commands.client.incident_page(batch.incident.incident_id)
        arrived = {attachment.sha256 for attachment in page.attachments}
        batch.photos = [photo for photo in batch.photos if hashlib.sha256(photo.content).hexdigest() not in arrived]
        batch.uncertain = False

    def _words_of(self, batch: _Batch) -> str:
        sent = batch.total - len(batch.photos)
        words = self.tr("Pictures of {0}: {1} of {2} sent").format(batch.incident.number, sent, batch.total)
        return f"{words} · {batch.failure}" if batch.failure else words

    def _show(self) -> None:
        empty(self._column)
        for batch in self._batches.values():
            self._column.addWidget(self._line(batch))
        self.setVisible(bool(self._batches))

    def _line(self, batch: _Batch) -> QFrame:
        line = QFrame()
        line.setProperty("role", "notice")
        row = QHBoxLayout(line)
        row.setContentsMargins(8, 4, 4, 4)
        words: QLabel = label(self._words_of(batch))
        row.addWidget(words, 1)
        incident_id = batch.incident.incident_id
        if batch.busy:
            progress = QProgressBar()
            progress.setRange(0, batch.total)
            progress.setValue(batch.total - len(batch.photos))
            progress.setTextVisible(False)
            progress.setFixedSize(80, 6)
            row.addWidget(progress)
        else:
            row.addWidget(button(self.tr("Try again"), lambda: self.try_again(incident_id)))
            row.addWidget(flat_button("close", self.tr("Give these pictures up"), lambda: self.give_up(incident_id)))
        return line
