"""A screen for a machine that has none: Xvfb, so that the demo runs on a server and can be looked at by screenshots."""

import os
import select
import subprocess
import sys
import time

from app.command_line import UnusableWordsError

_START_S = 10.0


def display_is_missing() -> bool:
    """Whether this is an X11/Wayland system without a display in reach."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM", "") in ("offscreen", "minimal", "vnc"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class VirtualDisplay:
    """An Xvfb process of `width` × `height` pixels; makes itself this process's DISPLAY. Before QApplication only."""

    def __init__(self, width: int, height: int) -> None:
        reader, writer = os.pipe()
        try:
            self._process = subprocess.Popen(
                [
                    "Xvfb",
                    "-displayfd",
                    str(writer),
                    "-screen",
                    "0",
                    f"{width}x{height}x24",
                    "-nolisten",
                    "tcp",
                    "-terminate",
                ],
                stdin=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(writer,),
                # A Ctrl-C on the terminal is for this program alone, which needs its screen to the end.
                start_new_session=True,
            )
        except OSError as error:
            os.close(reader)
            raise UnusableWordsError("there is no display and Xvfb is not installed; run `make setup`") from error
        finally:
            os.close(writer)
        try:
            number = _line(reader)
        finally:
            os.close(reader)
        if not number:
            self.stop()
            raise UnusableWordsError("there is no display and Xvfb did not start")
        os.environ["DISPLAY"] = f":{number}"

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()


def _line(reader: int) -> str:
    """All of what Xvfb says, which is a number and then, in a write of its own that kills it if it fails, the line's
    end. Empty where that does not come in time.
    """
    deadline_s = time.monotonic() + _START_S
    line = b""
    while not line.endswith(b"\n"):
        answered, _, _ = select.select([reader], [], [], max(0.0, deadline_s - time.monotonic()))
        part = os.read(reader, 16) if answered else b""
        if not part:
            return ""
        line += part
    return line.decode().strip()
