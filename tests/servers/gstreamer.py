"""GStreamer's RTSP server as cameras: an implementation that nobody here wrote, with every setting a test needs."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Self
from urllib.parse import quote

from tests.servers.certificates import Certificate
from tests.servers.process import ServerProcess

SYSTEM_PYTHON = "/usr/bin/python3"  # the one that has gi


class GStreamerServer:
    """Cameras at `mounts`, all alike, on an ephemeral port unless told. A context manager.

    `start()` and `stop()` block briefly.

    `codec` is "h264", "h265", "mjpeg", "vp8" or None for no video; `auth` is None, "basic" or "digest". With
    `certificate` the server speaks TLS only. `config_interval=0` leaves parameter sets to the description alone.
    """

    def __init__(
        self,
        mounts: Sequence[str] = ("/camera",),
        *,
        codec: str | None = "h264",
        width: int = 320,
        height: int = 180,
        fps: int = 25,
        key_interval: int = 25,
        bitrate: int = 500,
        pattern: str = "smpte",
        config_interval: int = -1,
        audio: bool = False,
        transports: Sequence[str] = ("tcp", "udp"),
        auth: str | None = None,
        user: str = "viewer",
        password: str = "secret",
        certificate: Certificate | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.host = host
        self.port = port
        self._user, self._password = user, password
        self._auth = auth
        self._secure = certificate is not None
        self._settings = {
            "port": port,
            "mounts": list(mounts),
            "codec": codec,
            "width": width,
            "height": height,
            "fps": fps,
            "key_interval": key_interval,
            "bitrate": bitrate,
            "pattern": pattern,
            "config_interval": config_interval,
            "audio": audio,
            "transports": list(transports),
            "auth": auth,
            "user": user,
            "password": password,
            "certificate": str(certificate.certificate) if certificate else None,
            "key": str(certificate.key) if certificate else None,
            "host": host,
        }
        self._process: ServerProcess | None = None

    def start(self) -> Self:
        child = Path(__file__).with_name("gstreamer_child.py")
        self._process = ServerProcess([SYSTEM_PYTHON, str(child), json.dumps(self._settings)])
        self.port = int(self._process.wait_line("ready ").split()[1])
        return self

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()

    @property
    def pid(self) -> int:
        """Of the running server; for tests that stop it in its tracks."""
        assert self._process is not None
        return self._process.process.pid

    def url(self, path: str = "/camera", *, user: str | None = None, password: str | None = None) -> str:
        """The address of a mount, with the right credentials unless others are given."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        login = ""
        if self._auth is not None:
            user, password = user or self._user, self._password if password is None else password
            login = f"{quote(user, safe='')}:{quote(password, safe='')}@"
        return f"{'rtsps' if self._secure else 'rtsp'}://{login}{host}:{self.port}{path}"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
