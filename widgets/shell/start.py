"""From the command line to a desktop that runs: settings → log → its own hub → application, and back.

Loading Qt takes as long as a hub needs to start: nothing here loads it before the hub and a demo's cameras are started.
"""

import argparse
import contextlib
import logging
import signal
from functools import partial

from app.command_line import UnusableWordsError
from app.domain.drills import DrillScript
from app.link.own_hub import OwnHub
from app.logs import start_logging, stop_logging
from app.services.demo_district import DemoDistrict
from app.services.drill_file import DrillFileError, find_drill
from app.settings import Language, data_folder, load_settings
from widgets.shell.virtual_display import VirtualDisplay, display_is_missing


def run(arguments: argparse.Namespace) -> int:
    """Raises UnusableWordsError where there is no display and none can be made, KeyboardInterrupt where it is ended
    before Qt's loop runs."""
    demo = arguments.mode == "demo"
    # Before anything is started: a drill that cannot be read is said at once.
    drill = _drill(arguments)
    with contextlib.ExitStack() as cleanup:
        # As Ctrl-C: a screen of its own, to which nobody has come yet, would otherwise outlive the start.
        cleanup.callback(signal.signal, signal.SIGTERM, signal.signal(signal.SIGTERM, signal.default_int_handler))
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
        return run_application(application, work)


def _drill(arguments: argparse.Namespace) -> DrillScript | None:
    """Raises UnusableWordsError."""
    word: str | None = getattr(arguments, "drill", None)
    try:
        return find_drill(word) if word is not None and arguments.mode == "demo" else None
    except DrillFileError as error:
        raise UnusableWordsError(str(error)) from error
