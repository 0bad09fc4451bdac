"""The decode side of one stream: a bounded queue of access units, worked off in order by the pool.

Which thread does what: `push` comes from the media thread (or the reader of a source), `work` from whichever thread of
the pool serves the lane now, the demand from the UI. Only one pool thread works on a lane at a time.
"""

import threading
import time
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice

import av

from streams.access_unit import AccessUnit
from streams.decode.converter import Converter
from streams.decode.picture_decoder import PictureDecoder
from streams.frame import Pixels
from streams.mailbox import Mailbox

# A queue longer or older than this cannot be caught up by decoding alone; the lane goes on at the next key frame.
LONGEST_QUEUE = 64
OLDEST_QUEUED_S = 1.0
# What a lane that is not shown keeps, so that its picture is back at once: the pictures since the last key frame.
HELD_PICTURES = 600
HELD_BYTES = 8 << 20
# With how many before it a key picture is compared, and after how long without key pictures any other one is.
_REMEMBERED = 8
# What comes back after longer, and after others, is a recording that is played in a loop, as simulated cameras play
# theirs, and no camera that hangs.
_COMES_BACK_WITHIN_S = 8.0
# Where key pictures are far apart, a camera that hangs takes turns between one and what the coder makes of it.
_TAKE_TURNS = 2
_LOOK_S = 5.0


class Effort(IntEnum):
    """How much work a stream is worth."""

    HOLD = 0  # nobody sees it: keep the coded pictures since the last key frame, decode nothing
    KEY_FRAMES = 1  # overload: key frames only
    ALL = 2


@dataclass(frozen=True, slots=True)
class Demand:
    """What the screen wants of a stream. Width and height in physical pixels, even, of the whole picture.

    `reduced`: every tile shows the picture smaller than it is and key frames come often, so that decoding without the
    loop filter cannot be seen (measured in docs/adr/0003-decoding-for-small-tiles.md).
    """

    effort: Effort
    width: int = 0
    height: int = 0
    reduced: bool = False


@dataclass(slots=True)
class LaneCounters:
    """Totals over the life of the lane; written by the thread that works, read by anybody."""

    decoded: int = 0
    converted: int = 0
    skipped: int = 0  # access units thrown away because the lane was late
    undecodable: int = 0
    key_frames: int = 0
    busy_s: float = 0.0  # time of pool threads spent on this lane


class Lane:
    """See the module. `mailbox` holds the pixels; sizes are those of the picture decoded last, 0 before."""

    def __init__(self, schedule: Callable[["Lane"], None]) -> None:
        self.mailbox = Mailbox()
        self.counters = LaneCounters()
        self.work_s = 0.0  # how long the last turn took
        self.codec = ""
        self.key_frames_in_vain = 0  # key frames that the decoder made nothing of, in a row, since `start`
        self.unchanged_since_s = 0.0  # since when every picture looked at had been seen before
        self.repeated_pictures = 0  # how many of those looked at last, in a row, had been seen before
        self.compared_pictures = 0  # how many were looked at
        self.source_width = 0
        self.source_height = 0
        self._schedule = schedule
        self._lock = threading.Lock()
        self._queue: deque[AccessUnit] = deque()
        self._scheduled = False
        self._needs_key = True
        self._held_bytes = 0
        self._digests: dict[int, float] = {}  # when each was seen last, newest at the end
        self._looked_s = 0.0
        self._demand = Demand(Effort.HOLD)
        self._decoder: PictureDecoder | None = None
        self._on_first_picture: Callable[[], None] | None = None

    @property
    def demand(self) -> Demand:
        return self._demand

    @property
    def watched(self) -> bool:
        """Whether pictures are decoded at all."""
        return self._demand.effort is not Effort.HOLD

    def waiting_s(self, now_s: float) -> float:
        """How long the oldest picture that is to be decoded has been waiting."""
        with self._lock:
            if self._demand.effort is not Effort.ALL or not self._queue:
                return 0.0
            return now_s - self._queue[0].received_s

    def start(self, decoder: PictureDecoder, on_first_picture: Callable[[], None]) -> None:
        """A (new) connection begins: forget what waits, expect a key frame, call back when a picture is there."""
        with self._lock:
            self._queue.clear()
            self._needs_key = True
            self.key_frames_in_vain = 0
            self.unchanged_since_s = time.monotonic()
            self._digests.clear()
            self._decoder = decoder
            self._on_first_picture = on_first_picture
            self.codec = decoder.codec

    def stop(self) -> None:
        """The connection ended; pictures that still wait are not worth decoding."""
        with self._lock:
            self._queue.clear()
            self._decoder = None
            self._on_first_picture = None

    def forget(self) -> None:
        """No more pictures come for some time: those that are held will be of the past when somebody looks again."""
        with self._lock:
            self._queue.clear()
            self._needs_key = True

    def ask(self, demand: Demand) -> None:
        """Change what is wanted. Takes effect with the next picture; back from HOLD the held ones are decoded now."""
        with self._lock:
            before, self._demand = self._demand, demand
            if before.effort < demand.effort and self._queue and not self._scheduled:
                self._scheduled = True
                self._schedule(self)

    def push(self, access_unit: AccessUnit) -> None:
        with self._lock:
            if self._decoder is None:
                return
            if access_unit.key:
                self.counters.key_frames += 1
            if self._demand.effort is not Effort.ALL:
                self._hold(access_unit)
                if self._demand.effort is Effort.HOLD or not access_unit.key:
                    return
            elif self._late(access_unit):
                return
            else:
                self._queue.append(access_unit)
            if not self._scheduled:
                self._scheduled = True
                self._schedule(self)

    def _late(self, access_unit: AccessUnit) -> bool:
        """Whether the access unit was thrown away; a lane that is too late empties and waits for a key frame."""
        queue = self._queue
        if queue and (len(queue) >= LONGEST_QUEUE or access_unit.received_s - queue[0].received_s > OLDEST_QUEUED_S):
            self.counters.skipped += len(queue)
            queue.clear()
            self._needs_key = True
        if self._needs_key:
            if not access_unit.key:
                self.counters.skipped += 1
                return True
            self._needs_key = False
        return False

    def _hold(self, access_unit: AccessUnit) -> None:
        queue = self._queue
        if access_unit.key:
            queue.clear()
            self._held_bytes = 0
            self._needs_key = False
        elif self._needs_key:
            return
        queue.append(access_unit)
        self._held_bytes += len(access_unit.data)
        if len(queue) > HELD_PICTURES or self._held_bytes > HELD_BYTES:
            queue.clear()
            self._needs_key = True

    def work(self, converter: Converter) -> None:
        """Decode what waits; convert the newest picture only. Called by the pool, never by two threads at once.

        `converter` belongs to the calling thread.
        """
        started_s = time.monotonic()
        with self._lock:
            decoder, demand = self._decoder, self._demand
            batch = self._take_batch(demand)
        try:
            if decoder is not None and batch:
                self._decode(decoder, batch, demand, converter)
        except Exception:
            with self._lock:
                # Not again with the next picture: a key frame may find the stream in order.
                self._queue.clear()
                self._needs_key = True
            self.key_frames_in_vain += any(access_unit.key for access_unit in batch)
            raise
        finally:
            with self._lock:
                # Only now may another thread get the lane; what came meanwhile goes to the end of the line.
                self._scheduled = self._decoder is not None and demand.effort is Effort.ALL and bool(self._queue)
                if self._scheduled:
                    self._schedule(self)
            self.work_s = time.monotonic() - started_s
            self.counters.busy_s += self.work_s

    def _take_batch(self, demand: Demand) -> list[AccessUnit]:
        queue = self._queue
        if demand.effort is Effort.ALL:
            batch = list(queue)
            queue.clear()
            return batch
        return [queue[0]] if demand.effort is Effort.KEY_FRAMES and queue and queue[0].key else []

    def _decode(self, decoder: PictureDecoder, batch: list[AccessUnit], demand: Demand, converter: Converter) -> None:
        picture = None
        for access_unit in batch:
            if access_unit.key and decoder.loop_filter is demand.reduced:
                decoder = self._change_loop_filter(decoder, loop_filter=not demand.reduced)
            decoded = decoder.decode(access_unit)
            if decoded is None:
                self.counters.undecodable += 1
                self.key_frames_in_vain += access_unit.key
            else:
                self.counters.decoded += 1
                self.key_frames_in_vain = 0
                picture, newest = decoded, access_unit
        if picture is not None:
            self._deliver(picture, newest, demand, converter)

    def _change_loop_filter(self, decoder: PictureDecoder, *, loop_filter: bool) -> PictureDecoder:
        """At a key frame, where a fresh decoder can begin."""
        fresh = decoder.with_loop_filter(loop_filter)
        with self._lock:
            if self._decoder is decoder:
                self._decoder = fresh
        return fresh

    def _deliver(self, picture: av.VideoFrame, access_unit: AccessUnit, demand: Demand, converter: Converter) -> None:
        self.source_width, self.source_height = picture.width, picture.height
        if demand.width and demand.height:
            frame = self.mailbox.buffer(demand.width, demand.height)
            converter.write(picture, frame)
            frame.sequence = self.counters.decoded
            frame.received_s = access_unit.received_s
            frame.captured_s = access_unit.captured_s
            frame.media_time_s = access_unit.media_time_s
            frame.source_width, frame.source_height = picture.width, picture.height
            self._look_for_change(frame.planes[0], key=access_unit.key)
            self.mailbox.put()
            self.counters.converted += 1
        with self._lock:
            on_first_picture, self._on_first_picture = self._on_first_picture, None
        if on_first_picture is not None:
            on_first_picture()

    def _look_for_change(self, luma: Pixels, *, key: bool) -> None:
        """Look at every fourth line of key pictures: a camera that hangs sends the same few for ever, while a lens sees
        noise even at night. Pictures between them tell nothing, as the coder polishes a scene that stands still."""
        now_s = time.monotonic()
        if not key and now_s - self._looked_s < _LOOK_S:
            return
        self._looked_s = now_s
        self.compared_pictures += 1
        digest = zlib.crc32(luma[::4].tobytes())
        takes_turns = digest in islice(reversed(self._digests), _TAKE_TURNS)
        seen_s = self._digests.pop(digest, None)
        self._digests[digest] = now_s
        if len(self._digests) > _REMEMBERED:
            del self._digests[next(iter(self._digests))]
        if takes_turns or (seen_s is not None and now_s - seen_s <= _COMES_BACK_WITHIN_S):
            self.repeated_pictures += 1
        else:
            self.repeated_pictures = 0
            self.unchanged_since_s = now_s
