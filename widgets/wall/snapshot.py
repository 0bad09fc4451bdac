"""A picture of a tile to keep: with a bar that says what it shows, when, and from which seat it was taken."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter

from widgets import colours
from widgets.beijing import BEIJING
from widgets.wall.tile import Tile

_FORBIDDEN_IN_NAMES = frozenset('<>:"/\\|?*')


def snapshot(tile: Tile, *, seat: str) -> tuple[QImage, datetime] | None:
    """The tile's newest picture with an information bar below it, and when that picture arrived (aware UTC).

    None where there is no picture. The time is the picture's, not the key press's: a frozen picture is never passed
    off as a fresh one.
    """
    feed = tile.feed
    frame = feed.newest() if feed is not None else None
    if feed is None or frame is None:
        return None
    arrived_at = datetime.now(UTC) - timedelta(seconds=time.monotonic() - frame.received_s)
    height, width = frame.pixels.shape[:2]
    bar = max(24, height // 16)
    image = QImage(width, height + bar, QImage.Format.Format_RGB32)
    image.fill(colours.GROUND)
    painter = QPainter(image)
    painter.drawImage(0, 0, QImage(frame.pixels.data, width, height, width * 4, QImage.Format.Format_RGB32))
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
    """Write it as `folder/20261122-103207 name.png` (or .jpg); never over another file. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    shown = "".join("_" if character in _FORBIDDEN_IN_NAMES or ord(character) < 32 else character for character in name)
    stem = f"{arrived_at.astimezone(BEIJING):%Y%m%d-%H%M%S} {shown[:80].strip() or 'camera'}"
    path = folder / f"{stem}{suffix}"
    number = 2
    while path.exists():
        path = folder / f"{stem} {number}{suffix}"
        number += 1
    if not image.save(str(path)):
        raise OSError(QCoreApplication.translate("Snapshot", "the picture could not be written to {0}").format(path))
    return path
