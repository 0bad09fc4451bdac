"""The product as an operator starts it: a process of its own with a home of its own, that must leave without a word.

Nothing of this machine's settings gets in, and nothing of the run gets out of `home`.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# A bound for events that should come at once; long, because the machine may be busy with other things.
PATIENCE_S = 60.0
# Every warning is shown, so that the check of standard error sees it.
PYTHON = (sys.executable, "-W", "default", "-X", "faulthandler")


def environment(home: Path, **more: str) -> dict[str, str]:
    """For a program that shall find no display, no cache and no settings but those given."""
    left_out = ("DISPLAY", "WAYLAND_DISPLAY", "QT_", "XDG_", "FIVEFIFTEEN_", "PYTHON", "LC_", "LANG")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    own = {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "FIVEFIFTEEN_DATA": str(home / "data"),
        "LANG": "C.UTF-8",
    }
    return {**kept, **own, **more}


class ProductProcess:
    """`main.py` with `words`. Standard output and error are kept in files below `home`."""

    def __init__(self, words: Sequence[str], *, home: Path, variables: Mapping[str, str] | None = None) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.home = home
        self.output_file, self.error_file = home / "stdout", home / "stderr"
        with self.output_file.open("wb") as output, self.error_file.open("wb") as errors:
            self.process = subprocess.Popen(
                [*PYTHON, str(ROOT / "main.py"), *words],
                cwd=home,
                env=environment(home, **(variables or {})),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def output(self) -> str:
        return self.output_file.read_text(errors="replace")

    @property
    def errors(self) -> str:
        return self.error_file.read_text(errors="replace")

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def wait_end(self, patience_s: float = PATIENCE_S) -> int:
        """The exit status, negative for a signal."""
        try:
            return self.process.wait(patience_s)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {patience_s:.0f} s; said: {self.errors}") from None

    def kill(self) -> None:
        """With all that it started; for the end of a test that failed."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def run_to_end(words: Sequence[str], *, home: Path, variables: Mapping[str, str] | None = None) -> ProductProcess:
    """Run it until it ends by itself."""
    running = ProductProcess(words, home=home, variables=variables)
    try:
        running.wait_end()
    finally:
        running.kill()
    return running
