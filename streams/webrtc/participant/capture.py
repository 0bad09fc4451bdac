"""What devices hand to whoever publishes: pictures where they lie, without a copy, and blocks of voice."""

from dataclasses import dataclass
from typing import Protocol

from streams.frame import Pixels
from streams.webrtc.voice.blocks import Samples


@dataclass(frozen=True, slots=True)
class CapturedPicture:
    """A picture of a camera or a screen in the device's own memory.

    `pixel_format` is FFmpeg's name (yuv420p, nv12, yuyv422, bgra …); each plane is rows × bytes per line, which may be
    more than the picture is wide. The planes are only valid while `memory` is referenced: keep the picture, not its
    planes, and not more than one, because a device has few buffers. `at_s`: time.monotonic() of the capture, seconds.
    """

    width: int
    height: int
    pixel_format: str
    planes: tuple[Pixels, ...]
    at_s: float
    full_range: bool
    memory: object


class VideoFrames(Protocol):
    """Where a camera or a shared screen puts its pictures. From any thread; returns at once; newest wins."""

    def put(self, picture: CapturedPicture) -> None: ...


class VoiceBlocks(Protocol):
    """Where the voice chain puts 10 ms of voice. From any thread; returns at once. `block` is copied if it is kept;
    `at_s`: time.monotonic() of its first sample."""

    def put(self, block: Samples, at_s: float) -> None: ...
