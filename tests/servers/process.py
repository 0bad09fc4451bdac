"""A server of somebody else's in a process of its own: started, waited for until it listens, ended with the test."""

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from typing import IO

START_S = 20.0
STOP_S = 5.0


class ServerProcess:
    """A child in its own process group whose standard output is read line by line until it is ready."""

    def __init__(self, command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
            text=True,
        )
        self._line = ""

    def wait_line(self, prefix: str, timeout_s: float = START_S) -> str:
        """The first line of standard output that begins with `prefix`. Raises RuntimeError when there is none."""
        found: list[str] = []
        output = self.process.stdout
        assert output is not None
        reader = threading.Thread(target=_find, args=(output, prefix, found), name="server start", daemon=True)
        reader.start()
        reader.join(timeout_s)
        if not found:
            self.stop()
            reader.join(STOP_S)
            raise RuntimeError(f"the server did not say {prefix!r} (status {self.process.returncode})")
        return found[0]

    def stop(self) -> None:
        """End the process and everything that it started. May be called more than once."""
        process = self.process
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _find(output: IO[str], prefix: str, found: list[str]) -> None:
    for line in output:
        if line.startswith(prefix):
            found.append(line.rstrip())
            return
