"""From the command line to a desktop that runs: settings → log → its own hub → application, and back.

Loading Qt takes as long as a hub needs to start: nothing here loads it before the hub and a demo's cameras are started.
"""

import argparse
import asyncio
import contextlib
import logging
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import Any

from app.command_line import UnusableWordsError
from app.domain.drills import DrillScript
from app.link.own_hub import OwnHub
from app.logs import start_logging, stop_logging
from app.services.demo_district import DemoDistrict
from app.services.drill_file import DrillFileError, find_drill
from app.settings import Language, data_folder, load_settings
from widgets.shell.virtual_display import VirtualDisplay, display_is_missing


def run(arguments: argparse.Namespace) -> int:
    """Raises UnusableWordsError where there is no display and none can be made."""
    demo = arguments.mode == "demo"
    # Before anything is started: a drill that cannot be read is said at once.
    drill = _drill(arguments)
    with contextlib.ExitStack() as cleanup:
        is_over = cleanup.enter_context(_interrupts_noted())
        district = None
        if demo:
            district = DemoDistrict(with_faults=drill is not None)
            cleanup.callback(district.stop)
        virtual = display_is_missing()
        if virtual:
            display = VirtualDisplay(3840, 1080)
            cleanup.callback(display.stop)
        loaded = load_settings(data_folder() / "demo" if demo else data_folder())
        start_logging(loaded.data_folder, level=getattr(logging, loaded.settings.log_level.upper()))
        cleanup.callback(stop_logging)
        if not loaded.settings.hub:
            own_hub = OwnHub(loaded.hub_folder, more_words=("--demo",) if demo else ())
            own_hub.start()
            cleanup.callback(own_hub.stop)

        from widgets.application import make_application, run_application
        from widgets.shell.desktop import run_desktop

        language = None if loaded.settings.language is Language.AUTOMATIC else str(loaded.settings.language)
        application = make_application(language=language)
        work = partial(run_desktop, arguments=arguments, loaded=loaded, district=district, drill=drill, virtual=virtual)
        return run_application(application, partial(_unless_over, is_over, work))


async def _unless_over(
    is_over: threading.Event, work: Callable[[asyncio.Event], Coroutine[Any, Any, int]], quit_asked: asyncio.Event
) -> int:
    if is_over.is_set():
        return 0
    is_over.set()
    return await work(quit_asked)


@contextlib.contextmanager
def _interrupts_noted() -> Iterator[threading.Event]:
    """Until Qt's loop runs, which takes them over: Qt aborts the process when it is interrupted while it is loaded, and
    a screen of its own, to which nobody has come yet, would outlive it. The event: the start is over, by an interrupt
    or because it has succeeded; what comes after ends the process at once."""
    is_over = threading.Event()

    def note(number: int, _frame: object) -> None:
        if is_over.is_set():
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        is_over.set()

    previous = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield is_over
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _drill(arguments: argparse.Namespace) -> DrillScript | None:
    """Raises UnusableWordsError."""
    word: str | None = getattr(arguments, "drill", None)
    try:
        return find_drill(word) if word is not None and arguments.mode == "demo" else None
    except DrillFileError as error:
        raise UnusableWordsError(str(error)) from error
