"""A wall at another scale of the screen, in a process of its own: Qt takes the scale only when it starts.

    QT_SCALE_FACTOR=1.5 python -m tests.widgets.wall.canvas_child FOLDER WIDTHxHEIGHT LAYOUT STRIP
where STRIP is the height of what lies above the grid, in Qt's pixels. It prints one JSON object that says how the
pixels of the wall agree with the pictures of its feeds.
"""

import json
import math
import sys
import time

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.domain.layouts import parse_layout
from app.services.tile_feed import TileFeed, TileSource
from streams.feeds import Feeds
from widgets import colours
from widgets.application import make_application
from widgets.wall.canvas import WallCanvas
from widgets.wall.tile import Tile


def arrived(tile: Tile) -> bool:
    """Its picture has the size that is painted, and no words stand over it."""
    tile.refresh(time.monotonic())
    frame = tile.feed.newest() if tile.feed is not None else None
    shown = tile.picture_rect()
    size = shown.width() + shown.width() % 2, shown.height() + shown.height() % 2
    return tile.is_live and frame is not None and (frame.width, frame.height) == size


def rows_of(image: QImage) -> np.ndarray:
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return rows[:, : image.width(), :3].copy()


def main() -> None:
    make_application(language="en")
    folder, size, layout, strip_height = sys.argv[1:]
    canvas = WallCanvas(parse_layout(layout))
    width, height = map(int, size.split("x"))
    canvas.resize(width, height)
    feeds = Feeds(decode_threads=1)
    # A feed of its own for each tile: a shared one has the pixels of the largest.
    tile_feeds = [TileFeed(feeds, TileSource("", f"{folder}/{number}.mp4")) for number in range(len(canvas.tiles))]
    canvas.show_wall(canvas.wall_layout, tile_feeds)
    if int(strip_height):
        strip = QWidget(canvas)
        # Opaque: Qt leaves it out of what the canvas paints.
        strip.setAutoFillBackground(True)
        canvas.put_on_top(strip, lambda: int(strip_height))
    canvas.show()
    deadline_s = time.monotonic() + 30
    while not all(arrived(tile) for tile in canvas.tiles) and time.monotonic() < deadline_s:
        QCoreApplication.processEvents()
        time.sleep(0.002)
    canvas._clock.stop()
    # No picture may come between the painting and the comparing.
    for feed in tile_feeds:
        feed.hide()
    time.sleep(0.1)
    # A last look at each, however few of them had news: through the window's own pixels, as on the wall.
    canvas.repaint()
    for tile in canvas.tiles:
        tile.feed._painted_sequence = -1
    canvas._tick()
    window = rows_of(canvas.backingStore().paintDevice())
    screen = rows_of(canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32))
    covered = np.zeros(screen.shape[:2], np.uint8)
    top = math.ceil(int(strip_height) * canvas.devicePixelRatioF())
    covered[:top] += 1
    exact = []
    for tile in canvas.tiles:
        picture = tile.picture_rect()
        part = np.s_[picture.y() : picture.y() + picture.height(), picture.x() : picture.x() + picture.width()]
        pixels = tile.feed.newest().bgra()[: picture.height(), : picture.width(), :3]
        exact.append(bool((screen[part] == pixels).all() and (window[part] == pixels).all()))
        rect = tile.rect
        covered[rect.y() : rect.y() + rect.height(), rect.x() : rect.x() + rect.width()] += 1
    line = [colours.LINE.blue(), colours.LINE.green(), colours.LINE.red()]
    print(
        json.dumps(
            {
                "ratio": canvas.devicePixelRatioF(),
                "size": [screen.shape[1], screen.shape[0]],
                "exact": all(exact),
                "tiles": len(exact),
                "overlaps": int((covered > 1).sum()),
                "gaps": bool((screen[covered == 0] == line).all()),
                "window": bool((window == screen).all()),
                "gap share": float((covered == 0).mean()),
                "last": [int(covered[-1].max()), int(covered[:, -1].max())],
            }
        )
    )
    canvas.close()
    for feed in tile_feeds:
        feed.close()
    feeds.close()


if __name__ == "__main__":
    main()
