"""Hands the newest picture from a decode thread to the painting thread, without waking or blocking either.

Three buffers go round: one is written by the decoder, one waits, one is held by the reader. A picture that waits and
is overtaken by a newer one is counted as dropped; nothing queues up.
"""

import threading

from streams.frame import Frame


class Mailbox:
    """One slot, newest wins. One writer at a time (the decode pool), one reading thread (the UI)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writing: Frame | None = None
        self._waiting: Frame | None = None
        self._spare: Frame | None = None
        self._held: Frame | None = None
        self.dropped = 0

    def buffer(self, width: int, height: int) -> Frame:
        """The frame to write the next picture into; it has the asked size. Writer only."""
        with self._lock:
            if self._spare is not None:
                # Of two free buffers the one that was read last: it is still in the processor's cache.
                self._writing, self._spare = self._spare, self._writing
        frame = self._writing
        if frame is None or (frame.width, frame.height) != (width, height):
            frame = self._writing = Frame(width, height)
        return frame

    def put(self) -> None:
        """Offer the frame last got from `buffer()`. Writer only."""
        frame = self._writing
        if frame is None:
            raise RuntimeError("put() without buffer()")
        with self._lock:
            overtaken = self._waiting
            self._waiting = frame
            if overtaken is not None:
                self.dropped += 1
                self._writing = overtaken
            else:
                self._writing, self._spare = self._spare, None

    def newest(self) -> Frame | None:
        """The newest picture so far, None before the first. The one returned before is recycled. Reader only."""
        with self._lock:
            if self._waiting is not None:
                if self._held is not None:
                    self._spare = self._held
                self._held, self._waiting = self._waiting, None
            return self._held

    def clear(self) -> None:
        """Forget every picture, so that nothing old can be painted again. Reader only."""
        with self._lock:
            self._held = self._waiting = None
