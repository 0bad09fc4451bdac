"""A few threads that decode for all streams, however many there are.

FFmpeg and OpenCV release the GIL while they work, so that many threads as cores keep the cores busy; more would only
add switches. A lane is served by one thread at a time and in the order of its queue.
"""

import logging
import os
import queue
import threading

from streams.decode.lane import Lane

log = logging.getLogger(__name__)

MOST_THREADS = 8


class DecodePool:
    """Owns the threads `decode-0` …; `close()` joins them and must not be called from the UI loop."""

    def __init__(self, threads: int | None = None) -> None:
        self._ready: queue.SimpleQueue[Lane | None] = queue.SimpleQueue()
        count = threads or min(MOST_THREADS, os.cpu_count() or 1)
        self._threads = [
            threading.Thread(target=self._serve, name=f"decode-{index}", daemon=True) for index in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def lane(self) -> Lane:
        return Lane(self._ready.put)

    def close(self) -> None:
        for _ in self._threads:
            self._ready.put(None)
        for thread in self._threads:
            thread.join()

    @property
    def size(self) -> int:
        return len(self._threads)

    def _serve(self) -> None:
        while (lane := self._ready.get()) is not None:
            try:
                lane.work()
            except Exception:
                # One stream's broken picture must not end the thread that serves the others.
                log.exception("decoding failed")
