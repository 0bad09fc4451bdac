"""How a scene travels from its list to an output."""

from PySide6.QtCore import QMimeData

SCENE = "application/x-fivefifteen-scene"


def scene_mime(name: str) -> QMimeData:
    mime = QMimeData()
    mime.setData(SCENE, name.encode())
    return mime


def scene_in(mime: QMimeData) -> str | None:
    return mime.data(SCENE).toStdString() if mime.hasFormat(SCENE) else None
