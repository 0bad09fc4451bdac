"""Pictures that somebody adds: from files, the clipboard or a drag, each one that the hub will take or a reason."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QMimeData
from PySide6.QtGui import QImage, QImageReader, QImageWriter

from widgets.names import isolated

LARGEST_BYTES = 10_000_000
MEDIA_TYPES = {b"jpeg": "image/jpeg", b"jpg": "image/jpeg", b"png": "image/png", b"webp": "image/webp"}
_JPEG_QUALITY = 92


def _tr(text: str) -> str:
    return QCoreApplication.translate("Photos", text)


class UnusablePhotoError(Exception):
    """The message is for the screen."""


@dataclass(frozen=True, slots=True)
class Photo:
    name: str
    media_type: str
    content: bytes = field(repr=False)
    photo_id: str = field(default_factory=lambda: uuid.uuid4().hex)


def photo_from_file(path: Path) -> Photo:
    """Reads it: keep it off the screen's thread. Raises UnusablePhotoError."""
    name = isolated(path.name[:80])
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise UnusablePhotoError(_tr("{0} is larger than 10 MB").format(name))
        content = path.read_bytes()
    except OSError as error:
        raise UnusablePhotoError(_tr("{0} cannot be read: {1}").format(name, error.strerror or error)) from error
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    media_type = MEDIA_TYPES.get(bytes(QImageReader.imageFormat(buffer).data()))
    if media_type is None:
        raise UnusablePhotoError(_tr("{0} is no JPEG, PNG or WebP picture").format(name))
    return Photo(path.name[:200], media_type, content)


def photo_from_image(image: QImage) -> Photo:
    """As PNG, or as JPEG where that is too large. Raises UnusablePhotoError."""
    for picture_format, media_type, quality in ((b"PNG", "image/png", -1), (b"JPEG", "image/jpeg", _JPEG_QUALITY)):
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QImageWriter(buffer, picture_format)
        writer.setQuality(quality)
        writer.write(image)
        content = bytes(buffer.data().data())
        if 0 < len(content) <= LARGEST_BYTES:
            return Photo(_tr("pasted picture") + f".{picture_format.decode().lower()}", media_type, content)
    raise UnusablePhotoError(_tr("The picture is larger than 10 MB"))


def has_photos(data: QMimeData) -> bool:
    return data.hasImage() or any(url.isLocalFile() for url in data.urls())


def photo_sources(data: QMimeData) -> list[Callable[[], Photo]]:
    """What was pasted or dropped, each to be read off the screen's thread. Files count before their picture."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if paths:
        return [lambda path=path: photo_from_file(path) for path in paths]  # type: ignore[misc]  # bound at once
    image = data.imageData()
    return [lambda: photo_from_image(image)] if isinstance(image, QImage) and not image.isNull() else []
