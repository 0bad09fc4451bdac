"""The pictures of the scene that people added, and the place to add one: it is sent at once."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.incidents import IncidentStatus
from app.domain.permissions import Action
from app.services.rows import IncidentPage
from app.tasks import TaskScope
from widgets.incidents.controls import label
from widgets.incidents.photo_picker import PhotoPicker
from widgets.incidents.photo_uploads import PhotoUploads
from widgets.incidents.picture_button import PictureButton
from widgets.incidents.pictures import Pictures
from widgets.incidents.rights import Rights
from widgets.incidents.section import Section
from widgets.incidents.sending import Sender

_IN_A_ROW = 2


class PicturesSection(Section):
    """`picture_asked` carries an attachment's id."""

    picture_asked = Signal(str)

    def __init__(
        self, commands: Sender, rights: Rights, pictures: Pictures, uploads: PhotoUploads, tasks: TaskScope
    ) -> None:
        super().__init__(commands, rights)
        self._pictures = pictures
        self._uploads = uploads
        self.set_title(self.tr("Pictures of the scene"))
        self.picker = PhotoPicker(tasks)
        self.picker.changed.connect(self._send)
        self.add_below(self.picker)

    def _show(self, page: IncidentPage) -> None:
        incident = page.incident
        may_add = any(self._rights.may(each, incident) for each in (Action.INCIDENT_REPORT, Action.ASSIGNMENT_ANSWER))
        self.picker.setVisible(may_add and incident.status is not IncidentStatus.MERGED)
        names = {attachment.attachment_id: attachment.name for attachment in page.attachments}
        photos = [(photo, names.get(photo, "")) for photo in incident.photos]
        self.show_rows((incident.incident_id, photos), lambda: self._rows_of(photos))

    def _rows_of(self, photos: list[tuple[str, str]]) -> Iterable[QWidget]:
        if not photos:
            yield label(self.tr("None yet."), "quiet")
            return
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(_IN_A_ROW, 1)
        for number, (photo, name) in enumerate(photos):
            made = PictureButton(photo, self._pictures, name or self.tr("Picture of the scene"))
            made.clicked.connect(lambda _checked, photo=photo: self.picture_asked.emit(photo))
            grid.addWidget(made, number // _IN_A_ROW, number % _IN_A_ROW)
        holder = QWidget()
        holder.setLayout(grid)
        yield holder

    def _send(self) -> None:
        photos = self.picker.photos
        if self._page is not None and photos:
            self.picker.clear()
            self._uploads.add(self._page.incident, photos)
