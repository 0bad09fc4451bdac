"""A wall is looked at, not typed at: the system must not darken its screens while it is on.

Asked of the desktop's session on Linux (org.freedesktop.ScreenSaver), of the power manager on Windows and of
`caffeinate` on macOS; where none of them answers nothing is lost but the favour.
"""

import ctypes
import logging
import os
import subprocess
import sys

from PySide6.QtCore import QObject
from PySide6.QtDBus import QDBusConnection, QDBusMessage

log = logging.getLogger(__name__)

_SERVICE, _PATH, _INTERFACE = (
    "org.freedesktop.ScreenSaver",
    "/org/freedesktop/ScreenSaver",
    "org.freedesktop.ScreenSaver",
)
# SetThreadExecutionState: ES_CONTINUOUS | ES_SYSTEM_REQUIRED | ES_DISPLAY_REQUIRED
_WINDOWS_AWAKE, _WINDOWS_NORMAL = 0x80000003, 0x80000000


class KeepAwake(QObject):
    """From its making until `release()`. The session ends the favour by itself when this program is gone."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._caffeinate: subprocess.Popen[bytes] | None = None
        if sys.platform == "win32":
            ctypes.windll.kernel32.SetThreadExecutionState(_WINDOWS_AWAKE)
        elif sys.platform == "darwin":
            self._caffeinate = subprocess.Popen(["caffeinate", "-d", "-w", str(os.getpid())])
        else:
            self._ask_session()

    def release(self) -> None:
        if sys.platform == "win32":
            ctypes.windll.kernel32.SetThreadExecutionState(_WINDOWS_NORMAL)
        elif self._caffeinate is not None:
            self._caffeinate.terminate()
            self._caffeinate.wait()
            self._caffeinate = None

    @staticmethod
    def _ask_session() -> None:
        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            log.info("no desktop session to keep awake")
            return
        call = QDBusMessage.createMethodCall(_SERVICE, _PATH, _INTERFACE, "Inhibit")
        call.setArguments(["Fivefifteen", "video wall"])
        # Not waited for: a session that does not answer must not hold up the wall. It forgets the wish with our exit.
        bus.asyncCall(call)
