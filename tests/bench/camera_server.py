"""The cameras of the bench: GStreamer's RTSP server, run as a child process on the system's Python.

    /usr/bin/python3 -m tests.bench.camera_server --port P --cameras N --clip FILE … --texture FILE

A server that nobody here wrote keeps the comparison honest. `/camera/1` … `/camera/N` replay the clips paced in C;
`/time-code` films the clock of time_code.py through a real zero-latency encoder. Prints `ready PORT`, ends when its
standard input does, so no camera outlives the bench.
"""

import argparse
import struct
import sys
import threading
import time
from pathlib import Path

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstApp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstApp, GstRtspServer  # noqa: E402 -- GstApp gives appsrc its methods

from tests.bench import time_code  # noqa: E402

WIDTH, HEIGHT, FRAME_RATE = 640, 360, 25
FRAME_NS = Gst.SECOND // FRAME_RATE
BURST_FRAMES = 25
# The filmed clock is a little off the others' 25 a second, as crystals are: within ten seconds its pictures pass
# through every phase of a viewer's paint clock, so that no lucky or unlucky phase decides a figure.
FILM_EVERY_S = 1 / 24.9
# With GStreamer's 5 the sixth of many simultaneous openers waits a second for its SYN to be repeated.
LISTEN_BACKLOG = 256


class ClipCamera(GstRtspServer.RTSPMediaFactory):
    """Replays access units for ever. The sink waits for each buffer's time, so Python runs once a second only."""

    def __init__(self, units: list[bytes]) -> None:
        super().__init__()
        self._units = [GLib.Bytes.new(unit) for unit in units]
        self.set_shared(True)
        caps = f"video/x-h264,stream-format=byte-stream,alignment=au,framerate={FRAME_RATE}/1"
        self.set_launch(
            f"( appsrc name=source format=time max-bytes=0 caps={caps},width={WIDTH},height={HEIGHT} "
            "! rtph264pay name=pay0 pt=96 config-interval=-1 )"
        )
        self.connect("media-configure", self._on_configure)

    def _on_configure(self, _factory: object, media: GstRtspServer.RTSPMedia) -> None:
        position = 0

        def on_need_data(source: GstApp.AppSrc, _length: int) -> None:
            nonlocal position
            for _ in range(BURST_FRAMES):
                buffer = Gst.Buffer.new_wrapped_bytes(self._units[position % len(self._units)])
                buffer.pts = buffer.dts = position * FRAME_NS
                buffer.duration = FRAME_NS
                position += 1
                source.push_buffer(buffer)

        media.get_element().get_by_name("source").connect("need-data", on_need_data)


class TimeCodeCamera(GstRtspServer.RTSPMediaFactory):
    """Films the clock: each picture carries the moment of its making."""

    def __init__(self, texture: bytes) -> None:
        super().__init__()
        self._texture = texture
        self.set_shared(True)
        self.set_launch(
            f"( appsrc name=source is-live=true do-timestamp=true format=time "
            f"caps=video/x-raw,format=I420,width={WIDTH},height={HEIGHT},framerate={FRAME_RATE}/1 "
            f"! x264enc tune=zerolatency speed-preset=ultrafast bitrate=800 key-int-max={FRAME_RATE} threads=1 "
            "! video/x-h264,profile=constrained-baseline ! rtph264pay name=pay0 pt=96 config-interval=-1 )"
        )
        self.connect("media-configure", self._on_configure)

    def _on_configure(self, _factory: object, media: GstRtspServer.RTSPMedia) -> None:
        source = media.get_element().get_by_name("source")
        gone = threading.Event()
        media.connect("unprepared", lambda _media: gone.set())
        threading.Thread(target=self._film, args=(source, gone), name="time-code", daemon=True).start()

    def _film(self, source: GstApp.AppSrc, gone: threading.Event) -> None:
        top, bottom = time_code.band_rows(HEIGHT)
        lines = len(self._texture) // WIDTH
        chroma = bytes([128]) * (WIDTH * HEIGHT // 2)
        due_s = time.monotonic()
        number = 0
        while not gone.is_set():
            start = number * 2 % (lines - HEIGHT) * WIDTH
            above = self._texture[start : start + top * WIDTH]
            below = self._texture[start + bottom * WIDTH : start + HEIGHT * WIDTH]
            band = time_code.draw_band(time_code.now_ticks(), width=WIDTH, height=HEIGHT)
            if source.push_buffer(Gst.Buffer.new_wrapped(above + band + below + chroma)) is Gst.FlowReturn.EOS:
                return
            number += 1
            due_s = max(due_s + FILM_EVERY_S, time.monotonic() - 1)
            gone.wait(max(0.0, due_s - time.monotonic()))


def read_clip(path: Path) -> list[bytes]:
    data = path.read_bytes()
    units = []
    position = 0
    while position < len(data):
        (length,) = struct.unpack_from(">I", data, position)
        units.append(data[position + 4 : position + 4 + length])
        position += 4 + length
    return units


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--cameras", type=int, required=True)
    parser.add_argument("--clip", type=Path, action="append", required=True)
    parser.add_argument("--texture", type=Path, required=True)
    words = parser.parse_args()

    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(str(words.port))
    server.set_backlog(LISTEN_BACKLOG)
    mounts = server.get_mount_points()
    clips = [read_clip(path) for path in words.clip]
    for number in range(words.cameras):
        mounts.add_factory(f"/camera/{number + 1}", ClipCamera(clips[number % len(clips)]))
    mounts.add_factory("/time-code", TimeCodeCamera(words.texture.read_bytes()))
    if not server.attach(None):
        sys.exit(f"camera server: cannot listen on port {words.port}")

    loop = GLib.MainLoop()
    GLib.io_add_watch(
        sys.stdin.fileno(), GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP, lambda *_: loop.quit()
    )
    print(f"ready {server.get_bound_port()}", flush=True)
    loop.run()


if __name__ == "__main__":
    main()
