"""A virtual X screen whose pixels the bench reads straight from memory.

Xvfb can keep its frame buffer in a mapped file (`-fbdir`, XWD format). Reading it costs no X request, so looking a
thousand times a second disturbs neither the server nor the viewer under test.
"""

import contextlib
import mmap
import os
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.bench.processes import Child

START_PATIENCE_S = 10.0
# XWDFileHeader of X11/XWDFile.h, version 7: 25 big-endian CARD32, of which these are read.
_HEADER = struct.Struct(">25I")
_HEADER_SIZE, _VERSION, _WIDTH, _HEIGHT, _BITS, _BYTES_PER_LINE, _COLOURS = 0, 1, 4, 5, 11, 12, 19
_XWD_VERSION = 7
_COLOUR_BYTES = 12

Pixels = NDArray[np.uint8]


class Screen:
    """A running Xvfb. `pixels` is live: height × width × 4 bytes, blue, green, red, unused."""

    def __init__(self, server: Child, display: str, pixels: Pixels) -> None:
        self.server = server
        self.display = display
        self.pixels = pixels

    @property
    def environment(self) -> dict[str, str]:
        return {"DISPLAY": self.display, "XDG_SESSION_TYPE": "x11", "WAYLAND_DISPLAY": ""}


@contextlib.contextmanager
def screen(width: int = 1920, height: int = 1080) -> Iterator[Screen]:
    """An X screen on a display number that was free, for the length of the `with` block."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None, prefix="bench-screen-") as folder:
        read_end, write_end = os.pipe()
        log = Path(folder) / "xvfb.log"
        command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{width}x{height}x24"]
        command += ["-fbdir", folder, "-nolisten", "tcp", "-noreset", "-nocursor"]
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=(write_end,),
                start_new_session=True,
            )
        os.close(write_end)
        server = Child("Xvfb", process, log)
        try:
            with os.fdopen(read_end) as answer:
                number = answer.readline().strip()
            if not number:
                server.check()
                raise OSError(f"Xvfb did not say its display: {server.last_words()}")
            with (Path(folder) / "Xvfb_screen0").open("rb") as file:
                mapped = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
            yield Screen(server, f":{number}", _pixels(mapped))
        finally:
            server.stop()


def _pixels(mapped: mmap.mmap) -> Pixels:
    header = _HEADER.unpack_from(mapped)
    if header[_VERSION] != _XWD_VERSION or header[_BITS] != 32:
        raise OSError(f"not the frame buffer expected: XWD version {header[_VERSION]}, {header[_BITS]} bits a pixel")
    lines = np.frombuffer(
        mapped,
        np.uint8,
        count=header[_HEIGHT] * header[_BYTES_PER_LINE],
        offset=header[_HEADER_SIZE] + header[_COLOURS] * _COLOUR_BYTES,
    ).reshape(header[_HEIGHT], header[_BYTES_PER_LINE] // 4, 4)
    return lines[:, : header[_WIDTH]]
