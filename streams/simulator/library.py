"""Makes and keeps the loops of a district: from the cache where they are, else by a few background threads.

The loop whose clients would run dry first is worked on first, so every camera plays at once while all are made.
"""

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from streams.simulator.clip import Clip, ClipEncoder, ClipSpec
from streams.simulator.clip_file import load_clip, prune, store_clip
from streams.simulator.time_code import FRAME_RATE

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]

_TURN = FRAME_RATE  # pictures made before the next loop gets its turn
_FAR_AHEAD = 5 * FRAME_RATE  # enough for loops that are not kept: their fault may be cleared any moment


@dataclass(slots=True, eq=False)
class _Work:
    """A loop in the making. `now` gives the position that is played at the moment."""

    clip: Clip
    now: Callable[[], int]
    keep: bool
    encoder: ClipEncoder | None = None
    busy: bool = False
    cancelled: bool = False

    def lead(self) -> int:
        """How many pictures are made ahead of the one that is played."""
        if self.encoder is None:
            return -1
        return self.encoder.position - self.now()


class Library:
    """Thread-safe. `folder` None keeps nothing on disk. `close()` ends the threads within one picture."""

    def __init__(self, folder: Path | None, *, workers: int = 0, progress: Progress | None = None) -> None:
        """`progress` is called with (loops there, loops asked for) after each that had to be made, from a worker
        thread."""
        self._folder = folder
        self._progress = progress
        # One core is for playing. The threads are not made nice: on a busy machine one that holds the GIL and does not
        # run would stop the player too.
        self._workers = workers or max(1, min(4, (os.cpu_count() or 1) - 1))
        self._lock = threading.Condition()
        self._clips: dict[ClipSpec, Clip] = {}
        self._work: list[_Work] = []
        self._threads: list[threading.Thread] = []
        self._asked = self._made = 0
        self._hurry = self._closed = False

    def clip(self, spec: ClipSpec, now: Callable[[], int], *, keep: bool = True) -> Clip:
        """The loop of `spec`, at once; its pictures follow, those around `now()` first.

        `now` gives the position that is played; `keep` False is for loops of a passing fault, never stored.
        """
        with self._lock:
            if self._closed:
                raise RuntimeError("the library is closed")
            if (known := self._clips.get(spec)) is not None:
                return known
            clip = Clip(spec)
            if keep:
                self._clips[spec] = clip
            self._work.append(_Work(clip, now, keep))
            self._asked += 1
            if len(self._threads) < self._workers:
                thread = threading.Thread(target=self._run, name=f"simulator-encoder-{len(self._threads)}")
                self._threads.append(thread)
                thread.start()
            self._lock.notify()
            return clip

    def drop(self, clip: Clip) -> None:
        """Stop making a loop that nobody plays any more."""
        with self._lock:
            for work in self._work:
                if work.clip is clip:
                    work.cancelled = True

    def complete(self, timeout_s: float | None = None) -> bool:
        """Wait until every loop to be kept is made; False if that took too long or the library was closed."""
        with self._lock:
            self._hurry = True
            self._lock.notify_all()
            self._lock.wait_for(lambda: self._closed or not any(work.keep for work in self._work), timeout_s)
            return not any(work.keep for work in self._work)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._lock.notify_all()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        if self._folder is not None and threading.current_thread() is self._threads[0]:
            prune(self._folder)
        while (work := self._next()) is not None:
            try:
                done = self._turn(work)
            except Exception as error:  # the thread serves other loops too
                log.exception("making the pictures of %s failed", work.clip.spec.name)
                if not work.clip.begun.done():
                    work.clip.begun.set_exception(error)
                done = True
            self._release(work, done=done)

    def _next(self) -> _Work | None:
        with self._lock:
            while not self._closed:
                if (work := self._most_urgent()) is not None:
                    work.busy = True
                    return work
                self._lock.wait(1.0 if self._work else None)
            return None

    def _most_urgent(self) -> _Work | None:
        """The loop that runs dry first; if none will soon, the one nearest to its end, and for one worker only."""
        free = [(work.lead(), work) for work in self._work if not work.busy]
        if soon := [(lead, work) for lead, work in free if lead < _FAR_AHEAD]:
            return min(soon, key=itemgetter(0))[1]
        if (kept := [(lead, work) for lead, work in free if work.keep]) and (
            self._hurry or not any(work.busy for work in self._work)
        ):
            return max(kept, key=itemgetter(0))[1]
        return None

    def _turn(self, work: _Work) -> bool:
        """Make some pictures; whether the loop is complete (or not wanted any more)."""
        if work.encoder is None:
            if self._folder is not None and work.keep and load_clip(self._folder, work.clip):
                return True
            work.encoder = ClipEncoder(work.clip, work.now())
        for _ in range(_TURN):
            if self._closed or work.cancelled:
                return work.cancelled
            work.encoder.make()
            if work.encoder.done:
                self._keep(work)
                return True
        return False

    def _keep(self, work: _Work) -> None:
        if self._folder is None or not work.keep:
            return
        try:
            store_clip(self._folder, work.clip)
        except OSError as error:
            log.warning(
                "the pictures of %s cannot be kept in %s: %s", work.clip.spec.name, self._folder, error.strerror
            )

    def _release(self, work: _Work, *, done: bool) -> None:
        with self._lock:
            work.busy = False
            if done:
                self._work.remove(work)
                self._made += 1
                if self._progress is not None and work.encoder is not None and not work.cancelled:
                    self._progress(self._made, self._asked)
            self._lock.notify_all()
