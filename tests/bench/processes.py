"""Child processes of the bench: started in a group of their own, measured as a tree, and never left behind."""

import contextlib
import dataclasses
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
STOP_PATIENCE_S = 5.0


class ChildDiedError(Exception):
    """A process ended while the bench still needed it; the text carries the end of what it said."""


class Child:
    """A running command. Owned by the thread that started it; `stop` may be called twice."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], log: Path) -> None:
        self.name = name
        self.process = process
        self._log = log

    @property
    def pid(self) -> int:
        return self.process.pid

    def check(self) -> None:
        """Raises ChildDiedError if it is no longer running."""
        if self.process.poll() is not None:
            raise ChildDiedError(f"{self.name} ended with {self.process.returncode}: {self.last_words()}")

    def last_words(self, characters: int = 400) -> str:
        text = self._log.read_text(errors="replace") if self._log.exists() else ""
        return " / ".join(text[-characters:].split("\n")).strip(" /")

    def stop(self) -> None:
        """SIGTERM to the group, SIGKILL when it takes longer than `STOP_PATIENCE_S`."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self.process.pid, number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(STOP_PATIENCE_S)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # what the leader left behind

    def kill(self) -> None:
        """At once, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextlib.contextmanager
def child(
    name: str, command: Sequence[str], *, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Child]:
    """Run `command` from the root of the checkout for the length of the `with` block; its output goes to `log`."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    running = Child(name, process, log)
    try:
        yield running
    finally:
        running.stop()


@dataclasses.dataclass(frozen=True, slots=True)
class Load:
    """What a process tree used over a window: `cores` of processor time per second, resident bytes at its end."""

    cores: float
    rss_bytes: int
    window_s: float


class LoadMeter:
    """Measures a process with all its descendants from the moment it is made until `read`."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._before = _tree(pid)
        self._since_s = time.monotonic()

    def read(self) -> Load:
        after = _tree(self._pid)
        window_s = time.monotonic() - self._since_s
        used_s = sum(cpu_s - self._before.get(identity, (0.0, 0))[0] for identity, (cpu_s, _rss_bytes) in after.items())
        return Load(used_s / window_s, sum(rss_bytes for _, rss_bytes in after.values()), window_s)


def _tree(pid: int) -> dict[tuple[int, float], tuple[float, int]]:
    """(pid, start time) → (user and system seconds, resident bytes) of `pid` and its descendants."""
    found = {}
    with contextlib.suppress(psutil.NoSuchProcess):
        leader = psutil.Process(pid)
        for process in (leader, *leader.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess), process.oneshot():
                times = process.cpu_times()
                found[(process.pid, process.create_time())] = (times.user + times.system, process.memory_info().rss)
    return found
