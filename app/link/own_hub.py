"""The hub that a desktop starts for itself: a child process that is started again when it dies.

Where another desktop of the same data folder already runs one, that one is used, and taken over when it ends.
"""

import contextlib
import logging
import subprocess
import sys
import threading
import time
from pathlib import Path

from filelock import FileLock, Timeout

log = logging.getLogger(__name__)

_MAIN = Path(__file__).parents[2] / "main.py"
_STATUS_TAKEN = 3
_RESTART_S = (0.0, 0.2, 1.0, 3.0, 10.0)
_HEALTHY_S = 30.0
_LOOK_FOR_THE_OTHER_S = 0.5
_STOP_S = 5.0


class OwnHub:
    """Supervises the hub of `folder` on a thread of its own, from `start()` to `stop()`."""

    def __init__(self, folder: Path, *, more_words: tuple[str, ...] = ()) -> None:
        self._folder = folder
        self._more_words = more_words
        self._ending = threading.Event()
        self._ready = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._port = 0
        self._thread = threading.Thread(target=self._supervise, name="hub supervisor")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Bounded: asks the hub to end by closing its input, makes it end after five seconds."""
        self._ending.set()
        with self._lock:
            process = self._process
            if process is not None and process.stdin is not None:
                with contextlib.suppress(OSError):
                    process.stdin.close()
        if process is not None:
            try:
                process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                log.warning("the hub did not end in time and is killed")
                process.kill()
        self._thread.join()

    def wait_ready(self, seconds: float) -> bool:
        """Whether a hub serves, ours or another desktop's."""
        return self._ready.wait(seconds)

    @property
    def pid(self) -> int | None:
        """Of our own hub while it runs."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def _supervise(self) -> None:
        failures = 0
        while not self._ending.wait(_RESTART_S[min(failures, len(_RESTART_S) - 1)]):
            status, ran_s = self._run_once()
            if self._ending.is_set():
                return
            if status == _STATUS_TAKEN:
                log.info("another desktop runs the hub of %s; it is used", self._folder)
                self._ready.set()
                self._wait_until_free()
                failures = 0
                continue
            log.warning("the hub ended with status %s and is started again", status)
            failures = 1 if ran_s > _HEALTHY_S else failures + 1

    def _run_once(self) -> tuple[int, float]:
        started_s = time.monotonic()
        words = ("hub", "--embedded", "--until-input-ends", "--data", str(self._folder), *self._more_words)
        with self._lock:
            if self._ending.is_set():
                return 0, 0.0
            try:
                self._process = process = subprocess.Popen(
                    # The port that seats know is asked for again; 0: any.
                    [sys.executable, str(_MAIN), *words, "--listen", f"127.0.0.1:{self._port}"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    # A Ctrl-C on the terminal is for the desktop, which ends its hub last.
                    start_new_session=True,
                )
            except OSError as error:
                # No memory or too many processes: it is tried again like a hub that ended.
                log.error("the hub cannot be started: %s", error.strerror)
                return -1, 0.0
        became_ready = False
        if process.stdout is not None:
            for line in process.stdout:
                if line.startswith("hub ready on "):
                    became_ready = True
                    self._port = int(line.rpartition(":")[2])
                    self._ready.set()
        status = process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        if not became_ready:
            # Perhaps somebody else has the port now.
            self._port = 0
        return status, time.monotonic() - started_s

    def _wait_until_free(self) -> None:
        lock = FileLock(self._folder / "hub.lock", mode=0o600)
        while not self._ending.wait(_LOOK_FOR_THE_OTHER_S):
            try:
                lock.acquire(blocking=False)
            except Timeout:
                continue
            lock.release()
            return
