"""A picture as large as the screen allows."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.tasks import TaskScope
from widgets import colours
from widgets.incidents.pictures import Pictures
from widgets.incidents.refused_words import refused_words

_SIZE = QSize(960, 600)


class PictureDialog(QDialog):
    """Not modal: it may stay open beside the page."""

    def __init__(self, attachment_id: str, pictures: Pictures, tasks: TaskScope, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Picture"))
        self.resize(_SIZE)
        self.view = _View()
        self.view.words = self.tr("Loading the picture…")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        tasks.start(f"whole picture {attachment_id}", self._load(attachment_id, pictures))

    async def _load(self, attachment_id: str, pictures: Pictures) -> None:
        image, words = QImage(), self.tr("The picture could not be loaded")
        try:
            image = await pictures.whole(attachment_id)
        except HubUnreachableError:
            words = self.tr("The hub did not answer: open the picture again when the link is back.")
        except HubRefusedError as error:
            words = refused_words(error)
        if isValid(self):
            self.view.image, self.view.words = image, words
            self.view.update()


class _View(QWidget):
    """The whole picture, never enlarged."""

    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()
        self.words = ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours.GROUND)
        if self.image.isNull():
            painter.setPen(colours.QUIET_TEXT)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.words)
        else:
            size = self.image.size()
            if size.width() > self.width() or size.height() > self.height():
                size = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            box = self.rect()
            box.setSize(size)
            box.moveCenter(self.rect().center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(box, self.image)
        painter.end()
