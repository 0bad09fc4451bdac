"""QApplication on an asyncio loop: made, run and ended in one place.

Interrupts (Ctrl-C, SIGTERM) end it like closing the last window does; a second one ends the process at once.
"""

import asyncio
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any

import qasync
from PySide6.QtCore import QLocale, QSocketNotifier
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from widgets.display_lost import DisplayLostError
from widgets.style import BODY_PX, apply_style
from widgets.translation import install_translation

log = logging.getLogger(__name__)

_FAMILIES = [
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei UI",
    "PingFang SC",
    "Noto Sans SC",
    "sans-serif",
]


def make_application(*, language: str | None = None) -> QApplication:
    """`language`: "zh_CN", "en" or None for the system's. The GIL is handed over quickly: the UI must not wait 5 ms."""
    sys.setswitchinterval(0.001)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("fivefifteen")
    application.setApplicationDisplayName("Fivefifteen")
    font = QFont(_FAMILIES)
    font.setPixelSize(BODY_PX)
    application.setFont(font)
    apply_style(application)
    install_translation(application, language or QLocale.system().name())
    return application


def run_application(application: QApplication, main: Callable[["asyncio.Event"], Coroutine[Any, Any, int]]) -> int:
    """Run `main(quit_asked)` on a loop that is Qt's; its result is the exit status.

    Raises DisplayLostError when the X server goes: Qt then ends its loop whatever still runs on it.
    """
    loop = qasync.QEventLoop(application, already_running=False)
    asyncio.set_event_loop(loop)
    quit_asked = asyncio.Event()
    interrupts = _Interrupts(quit_asked.set)
    previous_hook, sys.excepthook = sys.excepthook, _log_unhandled
    application.lastWindowClosed.connect(quit_asked.set)
    application.setQuitOnLastWindowClosed(False)
    try:
        with loop:
            running = loop.create_task(main(quit_asked), name="main")
            try:
                status: int = loop.run_until_complete(running)
            except RuntimeError as error:
                if running.done():
                    raise
                raise DisplayLostError("the display is gone") from error
            return status
    finally:
        interrupts.close()
        sys.excepthook = previous_hook
        asyncio.set_event_loop(None)


def _log_unhandled(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Qt's own code cannot pass on what a slot raises; a desktop has no terminal on which anybody would read it."""
    log.error("a slot failed", exc_info=(kind, error, trace))


async def off_loop(name: str, work: Callable[[], object]) -> None:
    """Run blocking work on a named thread while the screen stays alive; raises what it raises."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[None] = loop.create_future()

    def settle(error: BaseException | None) -> None:
        if outcome.done():
            # Cancelled meanwhile; there is nobody left to tell.
            return
        if error is None:
            outcome.set_result(None)
        else:
            outcome.set_exception(error)

    def run() -> None:
        error: BaseException | None = None
        try:
            work()
        except BaseException as raised:
            error = raised
        loop.call_soon_threadsafe(settle, error)

    thread = threading.Thread(target=run, name=name)
    thread.start()
    try:
        await outcome
    finally:
        thread.join()


class _Interrupts:
    """Python sees a signal only when its interpreter runs; a socket that Qt watches makes it run."""

    def __init__(self, asked: Callable[[], None]) -> None:
        self._asked = asked
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._previous_fd = signal.set_wakeup_fd(self._writer.fileno())
        self._previous = {number: signal.signal(number, self._handle) for number in (signal.SIGINT, signal.SIGTERM)}
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._drain)
        self._count = 0

    def close(self) -> None:
        self._notifier.setEnabled(False)
        for number, previous in self._previous.items():
            signal.signal(number, previous)
        signal.set_wakeup_fd(self._previous_fd)
        self._reader.close()
        self._writer.close()

    def _handle(self, number: int, _frame: object) -> None:
        self._count += 1
        if self._count > 1:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        self._asked()

    def _drain(self) -> None:
        self._reader.recv(64)
