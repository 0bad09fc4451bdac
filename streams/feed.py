"""The life of one source: opened, watched, lost, tried again, for as long as somebody wants it.

The task of a feed runs on the media loop. The screen reads `state`, `counters` and the lane's mailbox at any time
without a lock: they are replaced or counted up by one thread each.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from streams.access_unit import AccessUnit, VideoFormat
from streams.backoff import Backoff
from streams.decode.av_source import AvSource
from streams.decode.lane import Lane
from streams.decode.picture_decoder import PictureDecoder
from streams.errors import Reason, StreamError, UnsupportedPayloadError
from streams.rtsp.client import RtspClient, Transport
from streams.stagger import Stagger
from streams.state import Phase, StreamState
from streams.url import CONFERENCE_SCHEME, StreamUrl, parse_stream_url, redacted

log = logging.getLogger(__name__)

# No packet for this long: the connection is given up and opened anew.
SILENCE_S = 5.0
# Pictures come but no key frame to begin with. Cameras with 20 s between key frames exist; later ones are broken.
KEY_FRAME_WAIT_S = 30.0
# A decoder that makes nothing of so many key frames does not know this codec after all.
UNDECODABLE_KEY_FRAMES = 3
_WATCH_S = 0.5
# Pictures come and nothing can be made of them any more: the coder changed without a word, or the decoder is lost.
UNDECODED_S = 10.0
# The first attempts after a loss are called "reconnecting"; later ones "offline".
_RECONNECTING_ATTEMPTS = 5
# Weight of one interval in the mean distance of pictures.
_INTERVAL_WEIGHT = 0.05


class Source(Protocol):
    """What `RtspClient`, `AvSource` and the video of somebody in a conference have in common."""

    async def open(self) -> VideoFormat: ...

    async def run(self) -> None: ...

    async def close(self) -> None: ...


ConferenceSources = Callable[[StreamUrl, "Feed"], Source]


@dataclass(slots=True)
class FeedCounters:
    """Totals since the feed was made; written on the media thread."""

    bytes_received: int = 0
    pictures_received: int = 0
    damaged: int = 0
    connections: int = 0
    mean_interval_s: float = 0.04
    mean_key_interval_s: float | None = None  # until two key frames came
    key_received_s: float = 0.0
    opened_s: float = 0.0  # when the running or last attempt began
    received_s: float = 0.0  # newest picture's last byte


class Feed:
    """One source, read once however many tiles show it. Made by `Feeds`."""

    def __init__(
        self,
        address: str,
        *,
        lane: Lane,
        transport: Transport,
        stagger: Stagger,
        conference_sources: "ConferenceSources | None" = None,
    ) -> None:
        self.address = address
        self.lane = lane
        self.counters = FeedCounters()
        self.state = StreamState(Phase.CONNECTING, time.monotonic())
        self._transport = transport
        self._stagger = stagger
        self._conference_sources = conference_sources
        self._backoff = Backoff()
        self._retry = asyncio.Event()
        self._was_live = False
        self._live_since_s: float | None = None
        self._rested_s = 0.0
        self._decoded = 0
        self._decoded_s = 0.0
        self._task: asyncio.Task[None] | None = None

    @property
    def shown_address(self) -> str:
        """The address without its password."""
        return redacted(self.address)

    def start(self) -> None:
        """On the media loop."""
        self._task = asyncio.get_running_loop().create_task(self._live(), name=f"feed {self.shown_address}")

    async def stop(self) -> None:
        """On the media loop; bounded by the sources' own bounded `close`."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self.state = StreamState(Phase.IDLE, time.monotonic())

    def retry_now(self) -> None:
        """The operator asks: no waiting, back-off from its beginning. On the media loop."""
        self._backoff.reset()
        self._retry.set()

    def rest(self) -> None:
        """Called by a source that is asked for nothing now, as often as it likes: its silence is no loss."""
        self.counters.received_s = self._rested_s = time.monotonic()

    async def _live(self) -> None:
        try:
            url = parse_stream_url(self.address)
        except StreamError as error:
            self.state = StreamState(Phase.OFFLINE, time.monotonic(), error.reason, error.detail)
            return
        while True:
            await self._stagger.turn(url.host, url.port)
            end = await self._attempt(url, by_ffmpeg=not url.is_rtsp)
            if isinstance(end, UnsupportedPayloadError):
                log.info("%s: %s; reading it with FFmpeg", self.shown_address, end.detail)
                outcome = await self._attempt(url, by_ffmpeg=True)
                # What FFmpeg says of a payload that it does not know either is no help: it waits and gives up.
                unknown = self._live_since_s is None and outcome.reason in (Reason.TIMED_OUT, Reason.BAD_ANSWER)
                end = end if unknown else outcome
            await self._wait(end)

    async def _attempt(self, url: StreamUrl, *, by_ffmpeg: bool) -> StreamError:
        """One connection from its opening to its end; returns why it ended."""
        self._retry.clear()
        self._live_since_s = None
        self.counters.opened_s = time.monotonic()
        try:
            source = self._source(url, by_ffmpeg=by_ffmpeg)
        except StreamError as error:
            return error
        try:
            await self._read(source, PictureDecoder.for_format(await source.open()))
        except StreamError as error:
            # Its traceback holds this frame, and that the decoder: megabytes for each reconnection until the garbage
            # collector comes by.
            return error.with_traceback(None)
        except Exception:
            log.exception("%s: reading failed", self.shown_address)
            return StreamError(Reason.BAD_ANSWER, "internal error, see the log")
        finally:
            self.lane.stop()
            await source.close()
        return StreamError(Reason.ENDED)

    def _source(self, url: StreamUrl, *, by_ffmpeg: bool) -> Source:
        if url.scheme == CONFERENCE_SCHEME:
            if self._conference_sources is None:
                raise StreamError(Reason.NO_SUCH_STREAM, "there are no conferences here")
            return self._conference_sources(url, self)
        if by_ffmpeg:
            return AvSource(url, on_access_unit=self.receive)
        return RtspClient(url, on_access_unit=self.receive, transport=self._transport)

    async def _read(self, source: Source, decoder: PictureDecoder) -> None:
        loop = asyncio.get_running_loop()
        started_s = time.monotonic()
        self.counters.connections += 1

        def first_picture() -> None:
            # From a decode thread; the loop may be closing.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self._pictures_flow, started_s)

        self.counters.received_s = started_s
        self.lane.start(decoder, first_picture)
        reading = asyncio.ensure_future(source.run())
        try:
            while not reading.done():
                await asyncio.wait((reading,), timeout=_WATCH_S)
                if not reading.done():
                    self._watch(started_s)
            reading.result()
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    def _pictures_flow(self, started_s: float) -> None:
        if self._live_since_s is None and self.counters.opened_s <= started_s:
            self._live_since_s = time.monotonic()
            self._was_live = True
            self.state = StreamState(Phase.LIVE, self._live_since_s)

    def _watch(self, started_s: float) -> None:
        now_s = time.monotonic()
        silent_s = now_s - self.counters.received_s
        if silent_s > max(SILENCE_S, 3 * self.counters.mean_interval_s):
            reason = Reason.STALLED if self._live_since_s is not None else Reason.TIMED_OUT
            raise StreamError(reason, f"no picture for {silent_s:.0f} s")
        if self._live_since_s is None and self.lane.watched:
            if self.lane.key_frames_in_vain >= UNDECODABLE_KEY_FRAMES:
                raise StreamError(Reason.UNSUPPORTED_CODEC, f"{self.lane.codec} pictures cannot be decoded")
            if now_s - max(started_s, self._rested_s) > KEY_FRAME_WAIT_S:
                raise StreamError(Reason.TIMED_OUT, f"no key frame within {KEY_FRAME_WAIT_S:.0f} s")
        self._watch_decoder(now_s)

    def _watch_decoder(self, now_s: float) -> None:
        """A live stream has to go on giving pictures, not just packets."""
        decoded = self.lane.counters.decoded
        if decoded != self._decoded or self._live_since_s is None or not self.lane.watched:
            self._decoded, self._decoded_s = decoded, now_s
            return
        # After a loss nothing can be decoded before the next key frame.
        limit_s = max(UNDECODED_S, 2 * (self.counters.mean_key_interval_s or 0.0))
        if now_s - self._decoded_s > limit_s:
            raise StreamError(Reason.STALLED, f"nothing could be decoded for {limit_s:.0f} s")

    def receive(self, access_unit: AccessUnit) -> None:
        """Called by the source on the media loop."""
        counters = self.counters
        since_last_s = access_unit.received_s - counters.received_s
        counters.received_s = access_unit.received_s
        counters.pictures_received += 1
        counters.bytes_received += len(access_unit.data)
        counters.damaged += access_unit.damaged
        if access_unit.key:
            if counters.key_received_s > counters.opened_s:
                interval_s = access_unit.received_s - counters.key_received_s
                mean_s = counters.mean_key_interval_s
                counters.mean_key_interval_s = interval_s if mean_s is None else (mean_s + interval_s) / 2
            counters.key_received_s = access_unit.received_s
        counters.mean_interval_s += (since_last_s - counters.mean_interval_s) * _INTERVAL_WEIGHT
        self.lane.push(access_unit)

    async def _wait(self, error: StreamError) -> None:
        now_s = time.monotonic()
        uptime_s = now_s - self._live_since_s if self._live_since_s is not None else 0.0
        delay_s = self._backoff.failed(uptime_s=uptime_s)
        attempt = self._backoff.attempt
        if error.reason is Reason.UNSUPPORTED_CODEC:
            phase = Phase.UNSUPPORTED
        elif self._was_live and attempt <= _RECONNECTING_ATTEMPTS:
            phase = Phase.RECONNECTING
        else:
            phase = Phase.OFFLINE
        self.state = StreamState(phase, self._since(phase, now_s), error.reason, error.detail, attempt, now_s + delay_s)
        log.info("%s: %s; attempt %d in %.1f s", self.shown_address, error, attempt, delay_s)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(delay_s):
                await self._retry.wait()

    def _since(self, phase: Phase, now_s: float) -> float:
        return self.state.since_s if self.state.phase is phase else now_s
