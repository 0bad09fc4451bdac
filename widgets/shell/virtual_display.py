"""A screen for a machine that has none: Xvfb, so that the demo runs on a server and can be looked at by screenshots."""

import os
import select
import subprocess
import sys

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
            answered, _, _ = select.select([reader], [], [], _START_S)
            number = os.read(reader, 16).decode().strip() if answered else ""
        finally:
            os.close(reader)
        if not number:
            self.stop()
            raise UnusableWordsError("there is no display and Xvfb did not start")
        os.environ["DISPLAY"] = f":{number}"

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()
