"""A picture of a tile to keep: with a bar that says what it shows, when, and from which seat it was taken."""

import itertools
import threading
import time
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QObject, QRect, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QImage, QImageWriter, QPainter

from widgets import colours
from widgets.beijing import BEIJING
from widgets.wall.tile import Tile

_FORBIDDEN_IN_NAMES = frozenset('<>:"/\\|?*')
# File systems take 255 bytes; the time, a number and the ending need theirs.
_LONGEST_NAME_BYTES = 200
# Qt's names of the forms and how it writes them: PNG at 80 takes 75 ms for 1080p, at its default a whole second.
_FORMS = {".png": (b"png", 80), ".jpg": (b"jpg", 92)}
_CLOSE_S = 1.0


def snapshot(tile: Tile, *, seat: str) -> tuple[QImage, datetime] | None:
    """The tile's newest picture with an information bar below it, and when that picture arrived (aware UTC).

    None where there is no picture. The time is the picture's, not the key press's: a frozen picture is never passed
    off as a fresh one. The picture has the camera's proportions also where the tile stretches it.
    """
    feed = tile.feed
    frame = feed.newest() if feed is not None else None
    if feed is None or frame is None:
        return None
    arrived_at = datetime.now(UTC) - timedelta(seconds=time.monotonic() - frame.received_s)
    width, height = frame.width, frame.height
    pixels = frame.bgra()
    picture = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)
    true_height = max(1, round(width * frame.source_height / frame.source_width))
    if abs(true_height - height) > 2:
        height = true_height
        picture = picture.scaled(
            width, height, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    bar = max(24, height // 16)
    image = QImage(width, height + bar, QImage.Format.Format_RGB32)
    image.fill(colours.GROUND)
    painter = QPainter(image)
    painter.drawImage(0, 0, picture)
    font = QFont(painter.font())
    font.setPixelSize(bar // 2)
    painter.setFont(font)
    painter.setPen(colours.TEXT)
    margin = bar // 3
    facts = f"{arrived_at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}   {seat}"
    facts_width = QFontMetrics(font).horizontalAdvance(facts)
    space = max(0, width - facts_width - 3 * margin)
    name = QFontMetrics(font).elidedText(feed.source.name, Qt.TextElideMode.ElideRight, space)
    painter.drawText(QRect(margin, height, space, bar), Qt.AlignmentFlag.AlignVCenter, name)
    painter.setPen(colours.QUIET_TEXT)
    painter.drawText(
        QRect(width - margin - facts_width, height, facts_width, bar), Qt.AlignmentFlag.AlignVCenter, facts
    )
    painter.end()
    return image, arrived_at


def save_snapshot(image: QImage, *, folder: Path, name: str, arrived_at: datetime, suffix: str = ".png") -> Path:
    """Write it as `folder/20261122-103207 name.png` (or .jpg), never over another file and never half.

    Takes tens of milliseconds. Raises OSError.
    """
    stem = f"{arrived_at.astimezone(BEIJING):%Y%m%d-%H%M%S} {_file_name(name)}"
    content = QBuffer()
    content.open(QIODevice.OpenModeFlag.WriteOnly)
    form, quality = _FORMS[suffix]
    writer = QImageWriter(content, form)
    writer.setQuality(quality)
    if not writer.write(image):
        raise OSError(writer.errorString())
    folder.mkdir(parents=True, exist_ok=True)
    for number in itertools.count(1):
        path = folder / (f"{stem}{suffix}" if number == 1 else f"{stem} {number}{suffix}")
        try:
            file = path.open("xb")
        except FileExistsError:
            continue
        try:
            with file:
                file.write(content.data().data())
        except OSError:
            path.unlink(missing_ok=True)
            raise
        break
    return path


class SnapshotSaver(QObject):
    """Saves beside the screen. `saved` and `failed` fire on the UI thread; `close()` waits a little for the last."""

    saved = Signal(str)  # path
    failed = Signal(str)  # why, in words

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads: list[threading.Thread] = []

    def save(self, image: QImage, *, folder: Path, name: str, arrived_at: datetime, suffix: str) -> None:
        def work() -> None:
            try:
                path = save_snapshot(image, folder=folder, name=name, arrived_at=arrived_at, suffix=suffix)
            except OSError as error:
                self.failed.emit(error.strerror or str(error))
            else:
                self.saved.emit(str(path))

        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=work, name="snapshot", daemon=True)
        self._threads.append(thread)
        thread.start()

    def close(self) -> None:
        """A folder on a network that hangs does not hold up the end of the program."""
        deadline_s = time.monotonic() + _CLOSE_S
        for thread in self._threads:
            thread.join(max(0.0, deadline_s - time.monotonic()))


def _file_name(name: str) -> str:
    """What of a camera's name every file system takes."""
    shown = "".join("_" if letter in _FORBIDDEN_IN_NAMES else letter for letter in name)
    plain = "".join(letter for letter in shown if unicodedata.category(letter) not in ("Cc", "Cf", "Cs"))
    cut = plain.encode()[:_LONGEST_NAME_BYTES].decode(errors="ignore").strip()
    return cut or "camera"
