"""Codes the pictures of one device on a thread of its own, as well as the way up allows.

Pictures come from any thread into one slot, newest wins: a coder that is too slow skips pictures and never lags.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from streams.frame import Frame
from streams.webrtc.participant.capture import CapturedPicture
from streams.webrtc.participant.picture_scaling import PIXEL_FORMATS, scale_into
from streams.webrtc.participant.vp8 import CLOCK_RATE
from streams.webrtc.participant.vp8_coder import Vp8Coder, require_libvpx

log = logging.getLogger(__name__)

LOWEST_BPS = 100_000
START_BPS = 1_000_000
# A picture that nobody replaced is coded again after so long: it gets sharper, and silence would look like loss.
_REPEAT_S = 1.0
_SMALLER_BELOW = 1.15  # of the rate from which the larger size is worth it
_LARGER_AFTER_S = 4.0
_LEAST_STEP_S = 0.001
_INTERVAL_SLACK = 0.75  # cameras do not keep their intervals exactly


@dataclass(frozen=True, slots=True)
class VideoLimits:
    """`steps`: from this many bits per second on this height in pixels, highest first."""

    width: int
    height: int
    frames_per_s: int
    bits_per_s: int
    steps: tuple[tuple[int, int], ...]
    screen: bool = False

    def height_at(self, bits_per_s: int) -> int:
        return next((height for least, height in self.steps if bits_per_s >= least), self.steps[-1][1])


CAMERA = VideoLimits(1280, 720, 30, 1_500_000, ((900_000, 720), (450_000, 540), (0, 360)))
# Text has to stay legible: fewer pictures before fewer pixels.
SCREEN = VideoLimits(1920, 1080, 15, 2_500_000, ((0, 1080),), screen=True)


@dataclass(frozen=True, slots=True)
class CodedPicture:
    data: bytes
    key: bool
    at_s: float  # of the capture, time.monotonic()


@dataclass(slots=True)
class EncoderCounters:
    """Totals; written by the encoder's thread."""

    coded: int = 0
    overtaken: int = 0  # by a newer one before their turn
    key_frames: int = 0
    bytes: int = 0
    busy_s: float = 0.0
    width: int = 0
    height: int = 0


def sent_size(width: int, height: int, *, most_width: int, most_height: int) -> tuple[int, int]:
    """The picture's shape within the bounds, never larger than it is, with even sides."""
    share = min(1.0, most_width / width, most_height / height)
    return max(2, round(width * share / 2) * 2), max(2, round(height * share / 2) * 2)


class VideoEncoder:
    """Owns the thread `encode-<name>`; `close()` joins it and must not be called from the UI loop.

    `on_coded` is called on that thread. Everything else may be called from any. Raises CoderUnavailableError.
    """

    def __init__(self, name: str, limits: VideoLimits, on_coded: Callable[[CodedPicture], None]) -> None:
        require_libvpx()
        self.counters = EncoderCounters()
        self._limits = limits
        self._on_coded = on_coded
        self._changed = threading.Condition()
        self._picture: CapturedPicture | None = None
        self._fresh = False
        self._closed = False
        self._paused = False
        self._needs_key = False
        self._wanted_bps = min(START_BPS, limits.bits_per_s)
        self._coder: Vp8Coder | None = None
        self._height = limits.height_at(self._wanted_bps)
        self._resized_s = 0.0
        self._frame: Frame | None = None
        self._scaled: CapturedPicture | None = None  # what the frame shows
        self._coded_at_s = 0.0
        self._coded_s = 0.0
        self._thread = threading.Thread(target=self._run, name=f"encode-{name}", daemon=True)
        self._thread.start()

    def put(self, picture: CapturedPicture) -> None:
        """Newest wins; at most the limit's pictures in a second are taken. Raises ValueError for unknown pixels."""
        if picture.pixel_format not in PIXEL_FORMATS:
            raise ValueError(f"pictures of {picture.pixel_format} cannot be sent")
        with self._changed:
            least_s = self._coded_at_s + _INTERVAL_SLACK / self._limits.frames_per_s
            if self._paused or picture.at_s < least_s or self._closed:
                return
            self.counters.overtaken += self._fresh
            self._picture, self._fresh = picture, True
            self._changed.notify()

    @property
    def bits_per_s(self) -> int:
        return self._wanted_bps

    def limit(self, bits_per_s: int) -> None:
        self._wanted_bps = max(LOWEST_BPS, min(bits_per_s, self._limits.bits_per_s))

    def need_key_frame(self) -> None:
        with self._changed:
            self._needs_key = True
            self._changed.notify()

    def pause(self, *, paused: bool) -> None:
        """Muted: nothing is coded, and the last picture is forgotten, for nobody shall see it again."""
        with self._changed:
            self._paused = paused
            self._needs_key = True
            if paused:
                self._picture, self._fresh = None, False

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    # -- the encoder's thread

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(self._has_work, timeout=self._until_repeat_s())
                if self._closed:
                    return
                picture, key = self._picture, self._needs_key
                repeated = not self._fresh
                self._fresh = False
                if picture is None:
                    continue
                self._needs_key = False
            try:
                self._code(picture, key=key, repeated=repeated)
            except ValueError as error:
                log.warning("a captured picture could not be coded: %s", error)
                self._coder = None

    def _has_work(self) -> bool:
        return self._closed or self._fresh or (self._needs_key and self._picture is not None)

    def _until_repeat_s(self) -> float | None:
        if self._picture is None:
            return None
        return max(0.0, self._coded_s + _REPEAT_S - time.monotonic())

    def _code(self, picture: CapturedPicture, *, key: bool, repeated: bool) -> None:
        started_s = time.monotonic()
        # Never back in time: a picture may have been captured before its predecessor was coded once more.
        at_s = max(started_s if repeated else picture.at_s, self._coded_at_s + _LEAST_STEP_S)
        coder, frame = self._ready(picture, started_s)
        if not repeated or self._scaled is not picture:
            scale_into(picture, frame)
            self._scaled = picture
        coder.change_rate(self._wanted_bps)
        coded = coder.encode(frame, round(at_s * CLOCK_RATE), key=key)
        self._coded_at_s, self._coded_s = at_s, time.monotonic()
        counters = self.counters
        counters.busy_s += self._coded_s - started_s
        if not coded:
            if key:
                self.need_key_frame()
            return
        is_key = not coded[0] & 1  # RFC 6386, 9.1
        counters.coded += 1
        counters.key_frames += is_key
        counters.bytes += len(coded)
        if not self._closed:
            self._on_coded(CodedPicture(coded, is_key, at_s))

    def _ready(self, picture: CapturedPicture, now: float) -> tuple[Vp8Coder, Frame]:
        """Another size is another coder, which begins with a key frame: smaller at once, larger with patience."""
        limits, bps = self._limits, self._wanted_bps
        height = limits.height_at(bps)
        if height < self._height:
            height = min(self._height, limits.height_at(round(bps * _SMALLER_BELOW)))
        elif height > self._height and now - self._resized_s < _LARGER_AFTER_S:
            height = self._height
        if height != self._height:
            self._height, self._resized_s = height, now
        width = limits.width * height // limits.height
        size = sent_size(picture.width, picture.height, most_width=width, most_height=height)
        coder, frame = self._coder, self._frame
        if coder is None or frame is None or (frame.width, frame.height) != size:
            coder = self._coder = Vp8Coder(
                *size, frames_per_s=limits.frames_per_s, bits_per_s=bps, screen=limits.screen
            )
            frame = self._frame = Frame(*size)
            self._scaled = None
            self.counters.width, self.counters.height = size
        return coder, frame
