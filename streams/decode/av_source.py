"""Sources that are not RTSP as our client speaks it: files, webcams, HTTP, RTMP, MPEG-TS, odd RTSP payloads.

FFmpeg's demuxer blocks, so each source has a thread of its own. Only that thread opens, reads and closes the
container: closing while another thread demuxes is a segmentation fault in PyAV. `av.open(timeout=…)` is not used
because its interrupt callback takes the GIL on every poll; FFmpeg's own `timeout` option does the same work.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import av
from av.container import InputContainer

from streams.access_unit import AccessUnit, VideoFormat
from streams.errors import Reason, StreamError
from streams.rtsp.reach import addresses_of
from streams.url import StreamUrl, redacted

log = logging.getLogger(__name__)

OPEN_TIMEOUT_S = 10.0
_SILENCE_US = "5000000"
# Input formats whose name is the scheme of the address: `v4l2:///dev/video0`.
_DEVICE_FORMATS = {"v4l2": "v4l2", "dshow": "dshow", "avfoundation": "avfoundation", "testsrc": "lavfi"}
# A clock jump in the file or stream larger than this starts a new pace instead of a wait.
_LONGEST_PACE_S = 5.0


class AvSource:
    """One source read by FFmpeg on a thread of its own; the same life as `RtspClient`: open, run, close."""

    def __init__(self, url: StreamUrl, *, on_access_unit: Callable[[AccessUnit], None]) -> None:
        self._url = url
        self._on_access_unit = on_access_unit
        self._loop = asyncio.get_running_loop()
        self._opened: asyncio.Future[VideoFormat] = self._loop.create_future()
        self._ended: asyncio.Future[None] = self._loop.create_future()
        self._stopping = threading.Event()
        self._running = threading.Event()
        self._thread = threading.Thread(target=self._read, name=f"av-source {url.scheme}", daemon=True)

    async def open(self) -> VideoFormat:
        """Raises StreamError."""
        try:
            async with asyncio.timeout(OPEN_TIMEOUT_S):
                if self._url.host:
                    # FFmpeg calls a name that nobody knows an input/output error, like a hundred other things.
                    await addresses_of(unquote(self._url.host))
                self._thread.start()
                return await asyncio.shield(self._opened)
        except TimeoutError as error:
            raise StreamError(Reason.TIMED_OUT, f"not open after {OPEN_TIMEOUT_S:.0f} s") from error

    async def run(self) -> None:
        """Until the stream ends: raises StreamError. No picture comes before this is called."""
        self._running.set()
        await asyncio.shield(self._ended)

    async def close(self) -> None:
        """Asks the thread to end. It does so when FFmpeg returns, at once or within its own time limit."""
        self._stopping.set()
        self._running.set()
        for outcome in (self._opened, self._ended):
            if outcome.done():
                outcome.cancelled() or outcome.exception()
            else:
                outcome.cancel()

    def _read(self) -> None:
        try:
            container = self._open_container()
        except StreamError as error:
            self._settle(self._opened, error)
            return
        try:
            self._settle(self._opened, _format_of(container.streams.video[0].codec_context))
            self._running.wait()
            self._deliver(container)
            self._settle(self._ended, StreamError(Reason.ENDED, "the source ended"))
        except (av.error.FFmpegError, OSError) as error:
            self._settle(self._ended, _reason_of(error))
        finally:
            container.close()

    def _settle(self, outcome: "asyncio.Future[VideoFormat] | asyncio.Future[None]", result: object) -> None:
        def settle() -> None:
            if outcome.done():
                return
            if isinstance(result, StreamError):
                outcome.set_exception(result)
            else:
                outcome.set_result(result)  # type: ignore[arg-type] # each future gets its own kind

        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(settle)

    def _open_container(self) -> InputContainer:
        url = self._url
        if url.scheme == "file" and not Path(url.address).is_file():
            raise StreamError(Reason.NO_SUCH_STREAM, "no such file")
        address = url.address
        if url.user is not None:
            credentials = quote(url.user, safe="") + ":" + quote(url.password or "", safe="")
            address = address.replace("://", f"://{credentials}@", 1)
        options = {"rw_timeout": _SILENCE_US}
        if not url.scheme.startswith("rtmp"):
            # There it would mean to wait for somebody who sends, on a port of this machine.
            options["timeout"] = _SILENCE_US
        if url.is_rtsp:
            options |= {"rtsp_transport": "tcp", "fflags": "nobuffer"}
        device = _DEVICE_FORMATS.get(url.scheme)
        if device is not None:
            address, options = address.partition("://")[2], {}
        try:
            container = av.open(address, format=device, options=options)
        except (av.error.FFmpegError, OSError, ValueError) as error:
            raise _reason_of(error) from None
        if not container.streams.video:
            container.close()
            raise StreamError(Reason.NOT_VIDEO, "no video stream in it")
        return container

    def _deliver(self, container: InputContainer) -> None:
        stream = container.streams.video[0]
        is_file = self._url.scheme == "file"
        # A film from a web server comes as fast as the line gives it; live streams have no duration.
        recorded = is_file or (self._url.scheme in ("http", "https") and container.duration is not None)
        pace = _Pace(self._stopping) if recorded else None
        for packet in self._packets(container, stream, endless=is_file):
            media_time_s = float(packet.pts * packet.time_base) if packet.pts is not None else 0.0
            if pace is not None and packet.dts is not None:
                pace.wait(float(packet.dts * packet.time_base))
            self._on_access_unit(
                AccessUnit(
                    data=bytes(packet),
                    key=packet.is_keyframe,
                    media_time_s=media_time_s,
                    received_s=time.monotonic(),
                    damaged=packet.is_corrupt,
                )
            )

    def _packets(
        self, container: InputContainer, stream: av.VideoStream, *, endless: bool
    ) -> "Iterator[av.Packet[av.VideoStream]]":
        while not self._stopping.is_set():
            delivered = False
            for packet in container.demux(stream):
                if self._stopping.is_set():
                    return
                if packet.size:
                    delivered = True
                    yield packet
            if not endless or not delivered:
                return
            container.seek(0)


def _format_of(context: av.VideoCodecContext) -> VideoFormat:
    """What a decoder of its own needs. The container's own context is not used on the decode pool: seeking flushes it
    on this thread, a segmentation fault while another one decodes."""
    return VideoFormat(
        codec=context.name,
        extradata=context.extradata,
        width=context.width,
        height=context.height,
        pix_fmt=context.pix_fmt if context.name == "rawvideo" else None,
    )


class _Pace:
    """Plays a file in its own time instead of as fast as the disk gives it."""

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping
        self._offset_s: float | None = None
        self._newest_s = 0.0

    def wait(self, media_time_s: float) -> None:
        now_s = time.monotonic()
        restarted = media_time_s < self._newest_s
        self._newest_s = media_time_s
        if self._offset_s is None or restarted or abs(self._offset_s + media_time_s - now_s) > _LONGEST_PACE_S:
            self._offset_s = now_s - media_time_s
        self._stopping.wait(max(0.0, self._offset_s + media_time_s - now_s))


_REASONS: tuple[tuple[type[BaseException], Reason], ...] = (
    (av.error.HTTPUnauthorizedError, Reason.WRONG_PASSWORD),
    (av.error.HTTPForbiddenError, Reason.WRONG_PASSWORD),
    (av.error.HTTPNotFoundError, Reason.NO_SUCH_STREAM),
    (av.error.HTTPError, Reason.BAD_ANSWER),
    (FileNotFoundError, Reason.NO_SUCH_STREAM),
    (ConnectionRefusedError, Reason.REFUSED),
    (TimeoutError, Reason.TIMED_OUT),
    # How FFmpeg names its own time-outs.
    (av.error.ExitError, Reason.TIMED_OUT),
    (av.error.InvalidDataError, Reason.BAD_ANSWER),
    (av.error.DecoderNotFoundError, Reason.UNSUPPORTED_CODEC),
    (av.error.DemuxerNotFoundError, Reason.BAD_ANSWER),
    (av.error.ProtocolNotFoundError, Reason.BAD_ADDRESS),
    (EOFError, Reason.ENDED),
    (ConnectionError, Reason.ENDED),
)


def _reason_of(error: BaseException) -> StreamError:
    reason = next((reason for kind, reason in _REASONS if isinstance(error, kind)), Reason.BAD_ANSWER)
    return StreamError(reason, redacted(str(error)))
