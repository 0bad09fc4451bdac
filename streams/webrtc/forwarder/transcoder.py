"""Pictures of a camera as VP8, for those in a room who cannot take them as they are; made once for all of them."""

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from fractions import Fraction

from aiortc.codecs.vpx import Vp8Encoder
from av import VideoFrame

from streams.access_unit import AccessUnit, VideoFormat
from streams.decode.picture_decoder import PictureDecoder
from streams.errors import StreamError

log = logging.getLogger(__name__)

BITRATE_BPS = 1_500_000
MOST_HEIGHT = 720  # what is coded anew on a hub without a GPU: 720p at 25 fps takes a quarter of a core
_MOST_QUEUED = 300  # access units; ten seconds of a camera, which are decoded in less than one when it begins
_CLOCK = 90_000
_CLOSE_S = 1.0


class Transcoder:
    """Owns one thread. `on_frame(payloads, timestamp)` is called on the loop, for each picture. Of `past`, which begins
    with a key frame, only the last is coded."""

    def __init__(
        self,
        video_format: VideoFormat,
        past: Sequence[AccessUnit],
        timestamp: int,
        on_frame: Callable[[list[bytes], int], None],
    ) -> None:
        self._format, self._on_frame = video_format, on_frame
        self._loop = asyncio.get_running_loop()
        self._ended: asyncio.Future[None] = self._loop.create_future()
        self._queue: queue.Queue[tuple[AccessUnit, int | None] | None] = queue.Queue()
        self._key_frame_wanted = threading.Event()
        self._waits_for_key = not past
        self._closed = False
        for number, unit in enumerate(past, 1):
            self._queue.put((unit, timestamp if number == len(past) else None))
        threading.Thread(target=self._run, name="camera transcoder", daemon=True).start()

    def take(self, unit: AccessUnit, timestamp: int) -> None:
        """`timestamp` on the 90 kHz clock. One that falls behind goes on with the next key frame."""
        full = self._queue.qsize() >= _MOST_QUEUED
        self._waits_for_key = full or (self._waits_for_key and not unit.key)
        if self._waits_for_key:
            return
        self._queue.put((unit, timestamp))

    def want_key_frame(self) -> None:
        self._key_frame_wanted.set()

    def stop(self) -> None:
        """No more pictures come."""
        self._closed = True
        self._queue.put(None)

    async def close(self) -> None:
        """Until the thread is through with the picture that it is at."""
        self.stop()
        await asyncio.wait({self._ended}, timeout=_CLOSE_S)

    def _run(self) -> None:
        try:
            self._transcode()
        finally:
            self._tell(self._end)

    def _end(self) -> None:
        if not self._ended.done():
            self._ended.set_result(None)

    def _tell(self, function: Callable[..., None], *arguments: object) -> None:
        # The loop may be closed by now.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(function, *arguments)

    def _transcode(self) -> None:
        try:
            decoder = PictureDecoder.for_format(self._format)
        except StreamError as error:
            log.warning("a shared camera cannot be decoded: %s", error)
            return
        encoder = Vp8Encoder()
        encoder.target_bitrate = BITRATE_BPS
        while (item := self._queue.get()) is not None and not self._closed:
            unit, timestamp = item
            picture = decoder.decode(unit)
            if picture is None or timestamp is None:
                continue
            frame = _fitting(picture)
            frame.pts, frame.time_base = timestamp, Fraction(1, _CLOCK)
            wanted = self._key_frame_wanted.is_set()
            self._key_frame_wanted.clear()
            payloads, _ = encoder.encode(frame, force_keyframe=wanted)
            if payloads and not self._closed:
                self._tell(self._on_frame, payloads, timestamp)


def _fitting(picture: VideoFrame) -> VideoFrame:
    """No higher than MOST_HEIGHT, sides even."""
    height = min(picture.height, MOST_HEIGHT) & ~1
    width = picture.width * height // picture.height & ~1
    frame = picture.reformat(width=width, height=height, format="yuv420p")
    # The kind of the camera's picture is not ours.
    frame.pict_type = 0
    return frame
