"""What is compared: this wall, and other ways to put the same cameras on the same screen, each at its best.

A peer that is set up badly proves nothing. Each command here is the cheapest of the variants that were measured which
still shows every tile at full rate and at the wall's own quality of scaling (bilinear); docs/bench.md lists them.
"""

import dataclasses
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench.witness import Tile, grid

WALL = "this wall"
GSTREAMER = "GStreamer"
GSTREAMER_PLAIN = "GStreamer plain"
MPV = "mpv"
OPENCV = "OpenCV threads"
DECODE_ONLY = "decode only"

PYTHON = sys.executable

# Of the wall's picture; every viewer gets the same.
WIDTH, HEIGHT = 1920, 1080


@dataclasses.dataclass(frozen=True, slots=True)
class Viewer:
    """`command` gets the addresses and a file for its own figures (JSON lines; only some write it)."""

    name: str
    command: Callable[[Sequence[str], Path], list[str]]
    program: str  # must exist, else the viewer is left out
    paints: bool = True
    reports: bool = False


def wall(urls: Sequence[str], figures: Path) -> list[str]:
    columns, _ = grid(len(urls))
    command = [PYTHON, "main.py", "wall", *urls, "--layout", f"{columns}x{columns}"]
    return [*command, "--geometry", f"{WIDTH}x{HEIGHT}+0+0", "--stats", str(figures)]


def gstreamer(urls: Sequence[str], _figures: Path) -> list[str]:
    """Decode and scale per stream in I420, mix without blending on one thread, convert the finished picture once."""
    if len(urls) == 1:
        return ["gst-launch-1.0", "-q", *_decoded(urls[0]), *_scaled(Tile(0, 0, WIDTH, HEIGHT)), *_X_SINK]
    _, tiles = grid(len(urls))
    command = ["gst-launch-1.0", "-q", "compositor", "name=mix", "background=transparent", "max-threads=1"]
    for number, tile in enumerate(tiles):
        command += [f"sink_{number}::xpos={tile.x}", f"sink_{number}::ypos={tile.y}", f"sink_{number}::operator=source"]
    command += ["!", f"video/x-raw,format=I420,{_FULL_SCREEN}", *_X_SINK]
    for number, (url, tile) in enumerate(zip(urls, tiles, strict=True)):
        command += [*_decoded(url), *_scaled(tile), "!", f"mix.sink_{number}"]
    return command


def gstreamer_plain(urls: Sequence[str], _figures: Path) -> list[str]:
    """As its documentation shows it: the compositor itself scales. It takes a quarter more."""
    _, tiles = grid(len(urls))
    command = ["gst-launch-1.0", "-q", "compositor", "name=mix", "background=black"]
    for number, tile in enumerate(tiles):
        for key, value in zip(("xpos", "ypos", "width", "height"), tile, strict=True):
            command.append(f"sink_{number}::{key}={value}")
    command += ["!", f"video/x-raw,{_FULL_SCREEN}", *_X_SINK]
    for number, url in enumerate(urls):
        command += [*_decoded(url), "!", f"mix.sink_{number}"]
    return command


_FULL_SCREEN = f"width={WIDTH},height={HEIGHT},framerate=25/1"
_X_SINK = ["!", "videoconvert", "!", "ximagesink", "sync=false"]


def _decoded(url: str) -> list[str]:
    return f"rtspsrc location={url} latency=0 protocols=tcp ! rtph264depay ! avdec_h264 max-threads=1".split()


def _scaled(tile: Tile) -> list[str]:
    return ["!", "videoscale", "!", f"video/x-raw,width={tile.width},height={tile.height}"]


def mpv(urls: Sequence[str], figures: Path) -> list[str]:
    """Timed: with --untimed mpv shows 16 tiles unevenly, some pictures only for moments."""
    return _mpv(urls)


def mpv_untimed(urls: Sequence[str], figures: Path) -> list[str]:
    """For delay: every picture is shown as soon as it is there."""
    return [*_mpv(urls), "--untimed"]


def _mpv(urls: Sequence[str]) -> list[str]:
    command = ["mpv", urls[0], "--no-config", "--profile=low-latency", "--vo=x11", "--no-audio", "--no-border"]
    command += [f"--geometry={WIDTH}x{HEIGHT}+0+0", "--rtsp-transport=tcp", "--vd-lavc-threads=1", "--osd-level=0"]
    command += ["--no-osc", "--msg-level=all=error", "--demuxer-lavf-probesize=32", "--demuxer-lavf-analyzeduration=0"]
    if len(urls) == 1:
        return command
    _, tiles = grid(len(urls))
    scaled = "".join(
        f"[vid{number + 1}]scale={tile.width}:{tile.height}:flags=bilinear[tile{number}];"
        for number, tile in enumerate(tiles)
    )
    inputs = "".join(f"[tile{number}]" for number in range(len(urls)))
    layout = "|".join(f"{tile.x}_{tile.y}" for tile in tiles)
    command += [f"--lavfi-complex={scaled}{inputs}xstack=inputs={len(urls)}:layout={layout}[vo]"]
    return command + [f"--external-file={url}" for url in urls[1:]]


def opencv_threads(urls: Sequence[str], figures: Path) -> list[str]:
    return [PYTHON, "-m", "tests.bench.opencv_wall", "--figures", str(figures), *urls]


def decode_only(urls: Sequence[str], figures: Path) -> list[str]:
    return [PYTHON, "-m", "tests.bench.decode_only", "--figures", str(figures), *urls]


THIS_WALL = Viewer(WALL, wall, PYTHON, reports=True)
GSTREAMER_WALL = Viewer(GSTREAMER, gstreamer, "gst-launch-1.0")
GSTREAMER_PLAIN_WALL = Viewer(GSTREAMER_PLAIN, gstreamer_plain, "gst-launch-1.0")
MPV_WALL = Viewer(MPV, mpv, "mpv")
MPV_UNTIMED = Viewer(MPV, mpv_untimed, "mpv")
OPENCV_WALL = Viewer(OPENCV, opencv_threads, PYTHON)
DECODER = Viewer(DECODE_ONLY, decode_only, PYTHON, paints=False, reports=True)

ENVIRONMENT = {
    "QT_QPA_PLATFORM": "xcb",
    "OPENCV_FFMPEG_CAPTURE_OPTIONS": "rtsp_transport;tcp",
    "PYTHONUNBUFFERED": "1",
}
