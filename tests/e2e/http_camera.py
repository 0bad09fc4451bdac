"""Cameras that speak HTTP, and clips: what FFmpeg reads for the wall."""

import contextlib
import subprocess
import threading
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

import av
import cv2
import numpy as np

from tests.bench.screen import Pixels

WIDTH, HEIGHT = 320, 240
FRAME_RATE = 25
_PICTURES = 50


def moving_picture(number: int) -> Pixels:
    """A bright bar that goes round once in two seconds."""
    picture = np.full((HEIGHT, WIDTH, 3), 40, np.uint8)
    left = number * WIDTH // _PICTURES % WIDTH
    picture[:, left : left + 60] = (60, 200, 240)
    return picture


def write_clip(path: Path) -> Path:
    """Two seconds of H.264 in the container that the name asks for."""
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=FRAME_RATE, options={"preset": "ultrafast", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.gop_size = FRAME_RATE
        for number in range(_PICTURES):
            frame = av.VideoFrame.from_ndarray(moving_picture(number), format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, FRAME_RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


class _HttpCamera:
    """A server on an ephemeral port; `_send` is run for each viewer until it raises OSError or the server stops."""

    content_type = ""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        camera = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", camera.content_type)
                self.end_headers()
                with contextlib.suppress(OSError):
                    camera.send(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                """Keep the test's output clean."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="http camera")
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/live"

    def send(self, viewer: BaseHTTPRequestHandler) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class MotionJpegServer(_HttpCamera):
    """As many IP cameras have it: JPEG after JPEG in one endless multipart answer."""

    content_type = "multipart/x-mixed-replace; boundary=picture"

    def send(self, viewer: BaseHTTPRequestHandler) -> None:
        number = 0
        while not self.stopping.is_set():
            coded = cv2.imencode(".jpg", moving_picture(number))[1].tobytes()
            head = f"--picture\r\nContent-Type: image/jpeg\r\nContent-Length: {len(coded)}\r\n\r\n"
            viewer.wfile.write(head.encode() + coded + b"\r\n")
            number += 1
            self.stopping.wait(1 / FRAME_RATE)


class TransportStreamServer(_HttpCamera):
    """A live MPEG transport stream, paced and muxed by FFmpeg's own program."""

    content_type = "video/mp2t"

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._clip = write_clip(folder / "clip.ts")

    def send(self, viewer: BaseHTTPRequestHandler) -> None:
        command = ["ffmpeg", "-v", "error", "-re", "-stream_loop", "-1", "-i", str(self._clip), "-c", "copy"]
        process = subprocess.Popen(
            [*command, "-f", "mpegts", "-"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert process.stdout is not None
        try:
            while not self.stopping.is_set() and (data := process.stdout.read1(65536)):
                viewer.wfile.write(data)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
