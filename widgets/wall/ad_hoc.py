"""`main.py wall URL …`: a wall of the given streams and nothing else. The quickest way to look at cameras."""

import argparse
import asyncio
from functools import partial
from pathlib import Path

from platformdirs import user_pictures_path
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication, QScreen

from app.command_line import UnusableWordsError
from app.domain.layouts import layout_for
from app.domain.scenes import Scene, Source
from app.domain.wall import wall_of
from app.services.tile_feed import TileSource
from streams.feeds import Feeds
from streams.rtsp.client import Transport
from streams.url import redacted
from widgets.application import make_application, off_loop, run_application
from widgets.shell.virtual_display import display_is_missing
from widgets.wall.output import WallOutput
from widgets.wall.output_window import OutputWindow
from widgets.wall.stats_file import StatsFile
from widgets.wall.upkeep import WallUpkeep


def run(arguments: argparse.Namespace) -> int:
    """Raises UnusableWordsError for a screen that is not there or a file that cannot be written."""
    if display_is_missing():
        raise UnusableWordsError("there is no display; set DISPLAY, or run it inside xvfb-run")
    application = make_application()
    screen = _screen(1 if arguments.screen is None else arguments.screen)
    return run_application(application, partial(_show, arguments, screen))


async def _show(arguments: argparse.Namespace, screen: QScreen, quit_asked: asyncio.Event) -> int:
    sources = [Source.of_url(url) for url in arguments.urls]
    state = wall_of(sources, arguments.layout or layout_for(len(sources))).with_overlay(arguments.overlay)
    feeds = Feeds(transport=Transport(arguments.transport))
    output = WallOutput("Wall", state, feeds=feeds, resolve=_bare_address, find_scene=_no_scene)
    window = OutputWindow(output, seat="", snapshot_folder=_snapshot_folder)
    upkeep = WallUpkeep(feeds, lambda: [window])
    stats = None
    try:
        if arguments.stats is not None:
            stats = StatsFile(arguments.stats, lambda: [output.canvas])
        if arguments.geometry is not None:
            width, height, x, y = arguments.geometry
            window.show_at(QRect(x, y, width, height))
        else:
            window.show_on(screen, full_screen=arguments.screen is not None)
        await quit_asked.wait()
    except OSError as error:
        raise UnusableWordsError(f"--stats: {error}") from error
    finally:
        if stats is not None:
            stats.close()
        upkeep.stop()
        window.close()
        output.close()
        await off_loop("closing", feeds.close)
    return 0


def _screen(number: int) -> QScreen:
    screens = QGuiApplication.screens()
    if not 1 <= number <= len(screens):
        raise UnusableWordsError(f"there is no screen {number}; this machine has {len(screens)}")
    return screens[number - 1]


def _bare_address(source: Source) -> TileSource:
    return TileSource(name=redacted(source.value), main_url=source.value)


def _no_scene(_name: str) -> Scene | None:
    return None


def _snapshot_folder() -> Path:
    return user_pictures_path() / "Fivefifteen"
