"""A few threads that decode for all streams, however many there are.

FFmpeg and OpenCV release the GIL while they work, so that many threads as cores keep the cores busy; more would only
add switches. A lane is served by one thread at a time and in the order of its queue.
"""

import logging
import os
import queue
import threading

from streams.decode.converter import Converter
from streams.decode.lane import Lane

log = logging.getLogger(__name__)

MOST_THREADS = 8
# The next thread gets work only when so many lanes wait for the ones before it. One thread that stays warm serves
# sixteen small tiles; two that take turns cost a twentieth more for waking, switching and cold caches.
LANES_PER_THREAD = 4
# A lane whose last turn took longer is one of big pictures (4K takes 10 to 20 ms, a sub stream half of one).
SLOW_S = 0.004


class DecodePool:
    """Owns the threads `decode-0` …; `close()` joins them and must not be called from the UI loop."""

    def __init__(self, threads: int | None = None) -> None:
        count = threads or min(MOST_THREADS, os.cpu_count() or 1)
        self._waiting: list[queue.SimpleQueue[Lane | None]] = [queue.SimpleQueue() for _ in range(count)]
        self._threads = [
            threading.Thread(target=self._serve, args=(waiting,), name=f"decode-{index}", daemon=True)
            for index, waiting in enumerate(self._waiting)
        ]
        for thread in self._threads:
            thread.start()

    def lane(self) -> Lane:
        return Lane(self._schedule)

    def close(self) -> None:
        for waiting in self._waiting:
            waiting.put(None)
        for thread in self._threads:
            thread.join()

    @property
    def size(self) -> int:
        return len(self._threads)

    def _schedule(self, lane: Lane) -> None:
        # Big pictures begin at the other end, so that sixteen small ones do not wait behind each 4K picture.
        for waiting in reversed(self._waiting) if lane.work_s > SLOW_S else self._waiting:
            if waiting.qsize() < LANES_PER_THREAD:
                waiting.put(lane)
                return
        min(self._waiting, key=queue.SimpleQueue.qsize).put(lane)

    def _serve(self, waiting: "queue.SimpleQueue[Lane | None]") -> None:
        converter = Converter()
        while (lane := waiting.get()) is not None:
            try:
                lane.work(converter)
            except Exception:
                # One stream's broken picture must not end the thread that serves the others.
                log.exception("decoding failed")
