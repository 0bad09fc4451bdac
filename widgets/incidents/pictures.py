"""Pictures of incidents: fetched when they are looked at, decoded beside the screen, the latest kept.

The hub writes down who looks at a picture, so each is asked for once.
"""

import asyncio
from collections import OrderedDict

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.tasks import TaskScope

THUMBNAIL = QSize(144, 81)
_MOST_KEPT = 200
_AT_ONCE = 2
# No camera that is asked about makes larger ones; a few bytes can claim to be gigapixels.
_LARGEST_SIDE = 16_384


class Pictures(QObject):
    """Thumbnails by attachment. `ready` carries the key of one that came, or that will not come. On the UI loop."""

    ready = Signal(str)

    def __init__(self, client: HubClient, tasks: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._tasks = tasks
        self._kept: OrderedDict[str, QImage] = OrderedDict()
        self._asked: set[str] = set()
        self._few = asyncio.Semaphore(_AT_ONCE)
        self._released = False

    def thumbnail(self, attachment_id: str) -> QImage | None:
        """At once if it is here, a null image if there is none to be had; None: it has been asked for."""
        image = self._kept.get(attachment_id)
        if image is not None:
            self._kept.move_to_end(attachment_id)
        elif attachment_id not in self._asked and not self._released:
            self._asked.add(attachment_id)
            self._tasks.start(f"picture {attachment_id}", self._fetch(attachment_id))
        return image

    def release(self) -> None:
        """Ask for nothing any more; what is here can still be seen."""
        self._released = True

    def try_again(self) -> None:
        """Those that could not be had may be asked for again: the link is back."""
        for attachment_id in [key for key, image in self._kept.items() if image.isNull()]:
            del self._kept[attachment_id]
            self.ready.emit(attachment_id)

    async def whole(self, attachment_id: str) -> QImage:
        """Of its full size; null where it is no picture. Raises HubRefusedError, HubUnreachableError."""
        return await asyncio.to_thread(decoded, await self._client.attachment(attachment_id))

    async def _fetch(self, attachment_id: str) -> None:
        try:
            async with self._few:
                picture = await self._client.attachment(attachment_id)
                image = await asyncio.to_thread(decoded, picture, THUMBNAIL)
        except (HubRefusedError, HubUnreachableError):
            image = QImage()
        finally:
            self._asked.discard(attachment_id)
        self._kept[attachment_id] = image
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        self.ready.emit(attachment_id)


def decoded(picture: bytes, largest: QSize | None = None) -> QImage:
    """A null image for what is no picture or an absurd one. May run on any thread."""
    buffer = QBuffer()
    buffer.setData(QByteArray(picture))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if max(size.width(), size.height()) > _LARGEST_SIDE:
        return QImage()
    if largest is not None and size.isValid():
        # Read at twice the size: a JPEG is decoded small for nothing, and turned pictures still fit.
        reader.setScaledSize(size.scaled(largest * 2, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if largest is None or image.isNull():
        return image
    return image.scaled(largest, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
