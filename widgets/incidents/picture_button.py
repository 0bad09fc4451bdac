"""A thumbnail that opens its picture."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage, QPaintEvent, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

from widgets.incidents.pictures import THUMBNAIL, Pictures


class PictureButton(QToolButton):
    """Asks for its picture when it is seen for the first time."""

    def __init__(self, attachment_id: str, pictures: Pictures, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._attachment_id = attachment_id
        self._pictures = pictures
        self._asked = False
        self.setProperty("flat", "true")
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.setIconSize(THUMBNAIL)
        self.setFixedSize(THUMBNAIL + QSize(8, 8))
        self.setText("…")
        pictures.ready.connect(self._came)

    def _came(self, attachment_id: str) -> None:
        if attachment_id == self._attachment_id:
            self._asked = False
            self.update()

    def _show(self, image: QImage) -> None:
        if image.isNull():
            self.setText(self.tr("not loaded"))
        else:
            self.setIcon(QIcon(QPixmap.fromImage(image)))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._asked:
            self._asked = True
            image = self._pictures.thumbnail(self._attachment_id)
            if image is not None:
                self._show(image)
        super().paintEvent(event)
