"""`main.py wall URL …`: a wall of the given streams and nothing else. The quickest way to look at cameras."""

import argparse
import asyncio

from PySide6.QtGui import QGuiApplication
from streams.rtsp.client import Transport

from app.command_line import UnusableWordsError
from app.domain.layouts import layout_for
from app.services.tile_feed import TileFeed, TileSource
from streams.feeds import Feeds
from streams.url import redacted
from widgets.application import make_application, off_loop, run_application
from widgets.wall.canvas import WallCanvas
from widgets.wall.stats_file import StatsFile


def run(arguments: argparse.Namespace) -> int:
    application = make_application()
    layout = arguments.layout or layout_for(len(arguments.urls))
    canvas = WallCanvas(layout)
    _place(canvas, arguments)
    return run_application(application, lambda quit_asked: _show(canvas, arguments, quit_asked))


async def _show(canvas: WallCanvas, arguments: argparse.Namespace, quit_asked: asyncio.Event) -> int:
    feeds = Feeds(transport=Transport(arguments.transport))
    stats = None
    try:
        tile_feeds = [TileFeed(feeds, TileSource(name=redacted(url), main_url=url)) for url in arguments.urls]
        for tile, feed in zip(canvas.tiles, tile_feeds, strict=False):
            tile.assign(feed)
        canvas.set_overlay(arguments.overlay)
        canvas.show()
        if arguments.stats is not None:
            stats = StatsFile(arguments.stats, [canvas])
        await quit_asked.wait()
    except OSError as error:
        raise UnusableWordsError(f"--stats: {error}") from error
    finally:
        if stats is not None:
            stats.close()
        canvas.close()
        await off_loop("closing", feeds.close)
    return 0


def _place(canvas: WallCanvas, arguments: argparse.Namespace) -> None:
    """Put the window where it was asked to be. Raises UnusableWordsError for a screen that is not there."""
    if arguments.geometry is not None:
        width, height, x, y = arguments.geometry
        canvas.setGeometry(x, y, width, height)
        return
    screens = QGuiApplication.screens()
    number = arguments.screen or 1
    if not 1 <= number <= len(screens):
        raise UnusableWordsError(f"there is no screen {number}; this machine has {len(screens)}")
    canvas.setScreen(screens[number - 1])
    canvas.setGeometry(screens[number - 1].geometry())
    if arguments.screen is not None:
        canvas.showFullScreen()
