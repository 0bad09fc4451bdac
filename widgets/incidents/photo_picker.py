"""Pictures that are to go with something: chosen from files, pasted or dragged, looked at and taken out again."""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.tasks import TaskScope
from widgets.incidents.controls import button, empty, label
from widgets.incidents.photos import Photo, UnusablePhotoError, has_photos, photo_from_file, photo_sources
from widgets.incidents.pictures import decoded

_SMALL = QSize(72, 54)
MOST_PHOTOS = 20


class PhotoPicker(QWidget):
    """`photos` in the order in which they came."""

    changed = Signal()

    def __init__(self, tasks: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.photos: list[Photo] = []
        self._pictures: dict[str, QIcon] = {}
        self._number = 0
        self.setAcceptDrops(True)
        self.add_button = button(self.tr("Add pictures…"), self.ask)
        self._hint = label(self.tr("or paste (Ctrl+V) or drag them here"), "quiet")
        self._fault = label("", "reason")
        self._fault.hide()
        top = QHBoxLayout()
        top.addWidget(self.add_button)
        top.addWidget(self._hint, 1)
        self._row = QHBoxLayout()
        self._row.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addLayout(self._row)
        column.addWidget(self._fault)

    @property
    def fault(self) -> str:
        return self._fault.text()

    def ask(self) -> None:
        dialog = QFileDialog(self, self.tr("Add pictures"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(self.tr("Pictures (*.jpg *.jpeg *.png *.webp)"))
        dialog.filesSelected.connect(self.add_files)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def add_files(self, paths: Iterable[str]) -> None:
        self._read([partial(photo_from_file, Path(path)) for path in paths])

    def paste(self) -> bool:
        """What the clipboard holds; False: it holds no picture."""
        data = QGuiApplication.clipboard().mimeData()
        if data is None or not has_photos(data):
            return False
        self._read(photo_sources(data))
        return True

    def clear(self) -> None:
        self.photos = []
        self._pictures.clear()
        self._fault.hide()
        self._show()

    # -- inside

    def _read(self, sources: list[Callable[[], Photo]]) -> None:
        self._number += 1
        self._tasks.start(f"read photos {self._number}", self._take(sources))

    async def _take(self, sources: list[Callable[[], Photo]]) -> None:
        faults, taken = [], []
        for source in sources:
            try:
                taken.append(await asyncio.to_thread(source))
            except UnusablePhotoError as error:
                faults.append(str(error))
        room = MOST_PHOTOS - len(self.photos)
        if len(taken) > room:
            faults.append(self.tr("More than {0} pictures are not taken at once").format(MOST_PHOTOS))
        self.photos += taken[:room]
        self._fault.setText("; ".join(faults))
        self._fault.setVisible(bool(faults))
        self._show()
        self.changed.emit()
        await self._make_pictures(taken[:room])

    async def _make_pictures(self, photos: list[Photo]) -> None:
        for photo in photos:
            if photo.photo_id not in self._pictures:
                image = await asyncio.to_thread(decoded, photo.content, _SMALL)
                self._pictures[photo.photo_id] = QIcon(QPixmap.fromImage(image))
        self._show()

    def _show(self) -> None:
        empty(self._row)
        for photo in self.photos:
            made = QToolButton()
            made.setProperty("flat", "true")
            made.setIcon(self._pictures.get(photo.photo_id, QIcon()))
            made.setIconSize(_SMALL)
            made.setFixedSize(_SMALL + QSize(8, 8))
            words = self.tr("{0}: click takes it out").format(photo.name)
            made.setToolTip(words)
            made.setAccessibleName(words)
            made.clicked.connect(partial(self._take_out, photo))
            self._row.addWidget(made)
        if self.photos:
            self._row.addStretch()

    def _take_out(self, photo: Photo, _checked: bool = False) -> None:
        self.photos.remove(photo)
        self._show()
        self.changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if has_photos(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self._read(photo_sources(event.mimeData()))
        event.acceptProposedAction()
