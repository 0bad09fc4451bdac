"""Starts the cameras of the bench and gives their addresses; they can be killed and brought back on the same port."""

import contextlib
import select
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.bench import clip
from tests.bench.processes import ROOT, ChildDiedError

SYSTEM_PYTHON = "/usr/bin/python3"  # GStreamer's bindings belong to it
SCENES = 6
START_PATIENCE_S = 20.0


class Cameras:
    """A camera server process. After `kill` nothing listens; `start` brings the same addresses back."""

    def __init__(self, count: int, folder: Path) -> None:
        self._count = count
        self._folder = folder
        self._port = 0
        self._process: subprocess.Popen[str] | None = None

    @property
    def urls(self) -> list[str]:
        return [f"rtsp://127.0.0.1:{self._port}/camera/{number + 1}" for number in range(self._count)]

    @property
    def time_code_url(self) -> str:
        return f"rtsp://127.0.0.1:{self._port}/time-code"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Returns when it accepts connections. Raises ChildDiedError if it does not come up."""
        clips = [part for path in sorted(self._folder.glob("*.clip")) for part in ("--clip", str(path))]
        command = [SYSTEM_PYTHON, "-m", "tests.bench.camera_server", "--port", str(self._port)]
        command += ["--cameras", str(self._count), "--texture", str(self._folder / "texture.luma"), *clips]
        with (self._folder / "cameras.log").open("a") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        assert self._process.stdout is not None
        answered, _, _ = select.select([self._process.stdout], [], [], START_PATIENCE_S)
        line = self._process.stdout.readline() if answered else ""
        if not line.startswith("ready "):
            self.kill()
            raise ChildDiedError(
                f"the camera server did not start: {(self._folder / 'cameras.log').read_text()[-400:]}"
            )
        self._port = int(line.split()[1])

    def kill(self) -> None:
        """Ends every connection at once, like a camera that loses its power."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()
            self._process = None


def prepare_scenes(folder: Path) -> None:
    """Encode the scenes into `folder` unless they are there; takes about two seconds."""
    for seed in range(SCENES):
        path = folder / f"{seed}.clip"
        if not path.exists():
            clip.write_clip(path, seed)
    clip.write_texture(folder / "texture.luma")


@contextlib.contextmanager
def cameras(count: int, folder: Path) -> Iterator[Cameras]:
    prepare_scenes(folder)
    running = Cameras(count, folder)
    running.start()
    try:
        yield running
    finally:
        running.kill()
