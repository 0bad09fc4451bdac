"""A camera of the registry as a participant that only publishes.

H.264 goes on as it comes, only packed anew; whoever cannot take it gets the same pictures from one transcoder, which
runs only while somebody does. A camera makes no key frame on request, so joiners get everything since the last one.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from typing import Any

from streams.access_unit import AccessUnit, Codec, VideoFormat
from streams.backoff import Backoff
from streams.decode.av_source import AvSource
from streams.errors import Reason, StreamError, UnsupportedPayloadError
from streams.rtsp.client import RtspClient
from streams.url import StreamUrl
from streams.webrtc.forwarder import h264_packets
from streams.webrtc.forwarder.published import PublishedStream
from streams.webrtc.forwarder.publisher import MOST_VIDEO_BPS
from streams.webrtc.forwarder.transcoder import Transcoder
from streams.webrtc.rtp import MARKER

log = logging.getLogger(__name__)

CAMERA = "camera"  # the label of its stream
SILENCE_S = 5.0
FIRST_KEY_FRAME_S = 6.0  # cameras with a key frame every 5 s are about the slowest
_MOST_KEPT = 256  # access units since the last key frame
_LONGEST_REORDERING_S = 0.5  # a step back of the time that is longer is a jump of the clock
_B_FRAMES = 3  # so many steps back: browsers would show such pictures in the order in which they come
_TYPICAL_STEP_S = 1 / 25
_IDLE_S = 5.0  # nobody takes the transcoded pictures any more
_CLOCK = 90_000


class SharedCamera:
    """Owned by the media loop: `open()`, then `streams` are there; finally `close()`.

    `on_first` is called with its first picture, `on_lost` when it shows something that it did not show before and has
    to be shared anew. A camera that goes away is tried again until it is closed.
    """

    def __init__(
        self, participant: str, url: StreamUrl, *, on_first: Callable[[], None], on_lost: Callable[[], None]
    ) -> None:
        self.participant = participant
        self.demand_bps = float(MOST_VIDEO_BPS)  # a camera cannot be asked for less
        self._url = url
        self._on_first, self._on_lost = on_first, on_lost
        self._by_ffmpeg = url.scheme not in ("rtsp", "rtsps")
        self._source: RtspClient | AvSource | None = None
        self._format: VideoFormat | None = None
        self._reading: asyncio.Task[None] | None = None
        self._first_key: asyncio.Future[AccessUnit] = asyncio.get_running_loop().create_future()
        self._direct: PublishedStream | None = None
        self._coded: PublishedStream | None = None
        self._transcoder: Transcoder | None = None
        self._since_key: list[AccessUnit] = []
        self._wanted_at = 0.0
        self._direct_sequence = self._coded_sequence = 0
        self._timestamp = 0
        self._media_time: float | None = None  # of the unit before, of this connection
        self._clocked_at = 0.0
        self._steps_back = 0
        self._received_at = 0.0
        self._closed = False

    @property
    def stream(self) -> PublishedStream:
        """What is published; its `fallback` is the transcoded one."""
        stream = self._direct or self._coded
        if stream is None:
            raise RuntimeError("stream before open()")
        return stream

    async def open(self) -> None:
        """Until the first key frame. Raises StreamError; it is closed then."""
        try:
            self._format = await self._connect()
            self._reading = asyncio.get_running_loop().create_task(self._read(), name="shared camera")
            either: set[asyncio.Future[Any]] = {self._first_key, self._reading}
            async with asyncio.timeout(FIRST_KEY_FRAME_S):
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not self._first_key.done():
                raise StreamError(Reason.ENDED, "it ended before its first picture")
        except TimeoutError as error:
            await self.close()
            raise StreamError(Reason.TIMED_OUT, "no key frame comes") from error
        except BaseException:
            await self.close()
            raise
        self._begin(self._format, self._first_key.result())

    def _begin(self, video_format: VideoFormat, unit: AccessUnit) -> None:
        """With the first key frame."""
        self._format = video_format
        self._coded = self._new_stream("vp8", self._want_key_frame)
        if video_format.codec == Codec.H264 and h264_packets.browsers_decode(unit.data):
            self._direct = self._new_stream("h264", lambda: None, replay_all=True)
            self._direct.fallback = self._coded
        self._forward(unit)
        self._on_first()

    async def close(self) -> None:
        self._closed = True
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        await self._disconnect()
        if self._transcoder is not None:
            await self._transcoder.close()
        for stream in (self._direct, self._coded):
            if stream is not None:
                stream.close()

    # -- what a room asks of whoever publishes

    def tick(self, now: float, interval_s: float) -> None:
        for stream in (self._direct, self._coded):
            if stream is not None:
                stream.refill(interval_s)
        if self._coded is not None:
            self._coded.look_after_key_frames(now)
            if self._coded.taken:
                self._wanted_at = now
            elif now - self._wanted_at > _IDLE_S:
                self._stop_transcoder()

    def report(self, now: float) -> None:
        """There is nobody to report to."""

    def take_level(self) -> float | None:
        return None

    # -- the source

    async def _connect(self) -> VideoFormat:
        """Raises StreamError."""
        if not self._by_ffmpeg:
            client = self._source = RtspClient(self._url, on_access_unit=self._take)
            try:
                return await client.open()
            except UnsupportedPayloadError:
                await client.close()
                self._by_ffmpeg = True
        loop = asyncio.get_running_loop()

        def take(unit: AccessUnit) -> None:
            # On FFmpeg's thread; the loop may be closing.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self._take, unit)

        source = self._source = AvSource(self._url, on_access_unit=take)
        return await source.open()

    async def _disconnect(self) -> None:
        source, self._source = self._source, None
        if source is not None:
            await source.close()

    async def _read(self) -> None:
        """The source's life; raises nothing but cancellation."""
        backoff = Backoff()
        connected = True
        while True:
            began = time.monotonic()
            try:
                if not connected:
                    video_format = await self._connect()
                    if self._format is None or video_format.codec != self._format.codec:
                        self._on_lost()
                        return
                    self._format, self._media_time = video_format, None
                    self._stop_transcoder()
                await self._watch()
            except StreamError as error:
                log.info("a shared camera went away: %s", error)
            if self._direct is None and self._coded is None:
                return
            await self._disconnect()
            connected = False
            await asyncio.sleep(backoff.failed(uptime_s=max(self._received_at - began, 0.0)))

    async def _watch(self) -> None:
        """Raises StreamError when the source ends or is silent."""
        source = self._source
        assert source is not None  # noqa: S101 - for the type checker
        self._received_at = time.monotonic()
        running = asyncio.ensure_future(source.run())
        try:
            while not running.done():
                await asyncio.wait({running}, timeout=SILENCE_S / 2)
                if time.monotonic() - self._received_at > SILENCE_S and not running.done():
                    raise StreamError(Reason.STALLED, "no pictures")
            running.result()
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError, StreamError):
                await running

    def _take(self, unit: AccessUnit) -> None:
        self._received_at = unit.received_s
        if not self._first_key.done():
            if unit.key:
                self._first_key.set_result(unit)
        elif self._coded is not None and not unit.damaged:
            # A torn picture looks like the scene; a frozen one is told as such.
            self._forward(unit)

    # -- what goes out

    def _new_stream(
        self, codec: str, request_key_frame: Callable[[], None], *, replay_all: bool = False
    ) -> PublishedStream:
        stream = PublishedStream(
            CAMERA,
            codec=codec,
            clock_rate=_CLOCK,
            request_key_frame=request_key_frame,
            on_first=lambda: None,
            on_missing=lambda: None,
            replay_all=replay_all,
        )
        stream.ssrc = 1
        return stream

    def _forward(self, unit: AccessUnit) -> None:
        timestamp = self._clocked(unit)
        if unit.key:
            self._since_key.clear()
        if unit.key or 0 < len(self._since_key) < _MOST_KEPT:
            self._since_key.append(unit)
        if self._direct is not None:
            made = h264_packets.payloads(unit.data)
            self._direct_sequence = _send(self._direct, made, timestamp, self._direct_sequence)
        if self._transcoder is not None:
            self._transcoder.take(unit, timestamp)
        elif self._coded is not None and self._coded.taken and self._format is not None:
            self._start_transcoder(self._format, timestamp)

    def _start_transcoder(self, video_format: VideoFormat, timestamp: int) -> None:
        """With what came since the last key frame, so that the first picture need not wait for the next."""
        self._transcoder = Transcoder(video_format, self._since_key, timestamp, self._coded_frame)

    def _coded_frame(self, payloads: list[bytes], timestamp: int) -> None:
        if self._coded is not None and not self._closed:
            self._coded_sequence = _send(self._coded, map(bytearray, payloads), timestamp, self._coded_sequence)

    def _clocked(self, unit: AccessUnit) -> int:
        """The source's time, which goes on where it jumps or begins anew."""
        step = unit.received_s - self._clocked_at
        if self._media_time is not None:
            said = unit.media_time_s - self._media_time
            if self._direct is not None and -_LONGEST_REORDERING_S < said < 0:
                self._steps_back += 1
                if self._steps_back == _B_FRAMES:
                    self._direct.withdraw(unit.received_s)
            step = said if 0 < said < SILENCE_S else _TYPICAL_STEP_S
        self._media_time, self._clocked_at = unit.media_time_s, unit.received_s
        self._timestamp = (self._timestamp + round(step * _CLOCK)) & 0xFFFFFFFF
        return self._timestamp

    def _want_key_frame(self) -> None:
        if self._transcoder is not None:
            self._transcoder.want_key_frame()

    def _stop_transcoder(self) -> None:
        transcoder, self._transcoder = self._transcoder, None
        if transcoder is not None:
            transcoder.stop()


def _send(stream: PublishedStream, payloads: "list[bytearray] | map[bytearray]", timestamp: int, sequence: int) -> int:
    """The next sequence number."""
    now = time.monotonic()
    made = list(payloads)
    for number, payload in enumerate(made, 1):
        stream.receive(payload, MARKER if number == len(made) else 0, sequence, timestamp, now)
        sequence = (sequence + 1) & 0xFFFF
    return sequence
