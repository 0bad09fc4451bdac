"""`main.py hub` as an administrator starts it: a process of its own, with its words, its status and its death."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.e2e.processes import PATIENCE_S, PYTHON, ROOT, environment

_READY = "hub ready on "


class HubProcess:
    """Ended with the `with` block, however it is."""

    def __init__(self, words: Sequence[str | Path], *, home: Path, ready: bool = True) -> None:
        """With `ready` it is waited until it serves: `url` is where. Raises AssertionError where it does not."""
        home.mkdir(parents=True, exist_ok=True)
        self.url = ""
        self._errors = home / "hub-errors"
        with self._errors.open("ab") as errors:
            self.process = subprocess.Popen(
                [*PYTHON, str(ROOT / "main.py"), "hub", *map(str, words)],
                cwd=home,
                env=environment(home),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
                text=True,
            )
        if ready:
            self.url = self._wait_ready()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    @property
    def errors(self) -> str:
        return self._errors.read_text(errors="replace")

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Signal it and wait; its status, negative for a signal."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        return self.process.wait(PATIENCE_S)

    def limit_files(self, size_bytes: int | None) -> None:
        """Let none of its files grow beyond this: what a quota does."""
        import resource

        hard = resource.RLIM_INFINITY
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (hard if size_bytes is None else size_bytes, hard))

    def _wait_ready(self) -> str:
        assert self.process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            deadline = time.monotonic() + PATIENCE_S
            while selector.select(max(0.0, deadline - time.monotonic())):
                line = self.process.stdout.readline()
                if line.startswith(_READY):
                    return line.removeprefix(_READY).strip()
                if not line:
                    break
        os.killpg(self.process.pid, signal.SIGKILL)
        raise AssertionError(f"the hub does not serve (status {self.process.wait()}): {self.errors}")
