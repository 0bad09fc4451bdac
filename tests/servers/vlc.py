"""VLC's RTSP output as a camera: only UDP, answers 461 to TCP, and knows no shared code with GStreamer's server."""

import contextlib
import os
import shutil
import socket
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from typing import Self

import av
import numpy as np

from tests.servers.process import START_S, ServerProcess

NOBODY = 65534  # VLC refuses to run as root


class VlcServer:
    """A clip of `seconds` of colour bars at `/camera` on an ephemeral port, over and over. A context manager.

    VLC sends the first second after each repetition in one go. `codec` is "h264" or "h265". Runs as nobody when the
    tests run as root.
    """

    def __init__(
        self,
        *,
        codec: str = "h264",
        width: int = 320,
        height: int = 180,
        fps: int = 25,
        key_interval: int = 25,
        seconds: int = 20,
        host: str = "127.0.0.1",
    ) -> None:
        self.host = host
        self.port = 0
        self._codec = codec
        self._size = width, height
        self._fps, self._key_interval, self._seconds = fps, key_interval, seconds
        self._process: ServerProcess | None = None
        self._folder: Path | None = None

    def start(self) -> Self:
        """Returns when the server answers. Raises RuntimeError when it does not."""
        folder = self._folder = Path(tempfile.mkdtemp(prefix="vlc-server-"))
        folder.chmod(0o755)  # nobody reads the clip
        clip = folder / "clip.ts"
        self._write_clip(clip)
        home = folder / "home"
        home.mkdir()
        command = ["vlc", "--intf=dummy", "--no-audio", "--no-plugins-cache", "--input-repeat=65535", str(clip)]
        if os.geteuid() == 0:
            os.chown(home, NOBODY, NOBODY)
            command = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command]
        self.port = free_port(self.host)
        output = f"#rtp{{sdp=rtsp://{self.host}:{self.port}/camera}}"
        self._process = ServerProcess(
            [*command, f"--sout={output}", "--sout-keep", "--sout-all"],
            environment={"HOME": str(home), "XDG_RUNTIME_DIR": str(home)},
        )
        try:
            self._wait_until_described()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, path: str = "/camera") -> str:
        return f"rtsp://{self.host}:{self.port}{path}"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wait_until_described(self) -> None:
        """VLC says nothing when it is ready: asked until the description has a picture in it."""
        deadline = time.monotonic() + START_S
        request = f"DESCRIBE {self.url()} RTSP/1.0\r\nCSeq: 1\r\nAccept: application/sdp\r\n\r\n".encode()
        while time.monotonic() < deadline:
            assert self._process is not None
            if self._process.process.poll() is not None:
                raise RuntimeError("VLC ended before it served")
            with (
                contextlib.suppress(OSError),
                socket.create_connection((self.host, self.port), timeout=1) as connection,
            ):
                connection.sendall(request)
                answer = b""
                while b"m=video" not in answer and (part := connection.recv(4096)):
                    answer += part
                if b"m=video" in answer:
                    return
            time.sleep(0.05)  # nothing to wait for: the port opens when it opens
        raise RuntimeError("VLC does not serve")

    def _write_clip(self, path: Path) -> None:
        width, height = self._size
        picture = np.empty((height, width, 3), np.uint8)
        for column, colour in enumerate(np.array_split(np.arange(width), 4)):
            picture[:, colour] = ((255, 255, 255), (255, 0, 0), (0, 255, 0), (0, 0, 255))[column]
        name = {"h264": "libx264", "h265": "libx265"}[self._codec]
        options = {"preset": "ultrafast", "tune": "zerolatency"}
        if self._codec == "h265":
            options["x265-params"] = "pools=1:frame-threads=1:log-level=none"
        with av.open(path, "w", format="mpegts") as container:
            stream = container.add_stream(name, rate=self._fps, options=options)
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            stream.codec_context.gop_size = self._key_interval
            for number in range(self._seconds * self._fps):
                # Some noise, so that every picture takes bytes and a key frame more than one packet.
                noisy = picture ^ np.random.default_rng(number).integers(0, 8, picture.shape, np.uint8)
                frame = av.VideoFrame.from_ndarray(noisy, format="rgb24")
                frame.pts, frame.time_base = number, Fraction(1, self._fps)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))


def free_port(host: str) -> int:
    """A port that was free a moment ago, for programs that cannot say which one they took."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
