"""The loop of coded pictures that a mount point plays, made by a real encoder as a real camera would.

Pictures are coded one after the other from any key picture on, so that a loop can be played while it is still being
made: the cold start of a whole district costs a fraction of a second, not minutes.
"""

import concurrent.futures
import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from fractions import Fraction

import av
import cv2
import numpy as np

from streams.access_unit import Codec
from streams.simulator.payload import ParameterSets, nal_units, packed_picture, parameter_sets, without_remarks
from streams.simulator.scene import Scene
from streams.simulator.time_code import FRAME_RATE

_DRAWING_VERSION = 4  # raise when scenes, time code or packing change, so that cached loops are made anew

# Constrained by what cameras do: no pictures out of order, one slice, parameter sets before each key picture.
_X264 = (
    "keyint={gop}:min-keyint={gop}:scenecut=0:bframes=0:slices=1:threads=1:repeat-headers=1:annexb=1:"
    "cabac=1:no-deblock=0:vbv-maxrate={rate}:vbv-bufsize={rate}"
)
_X265 = (
    "keyint={gop}:min-keyint={gop}:scenecut=0:bframes=0:slices=1:pools=none:frame-threads=1:repeat-headers=1:"
    "open-gop=0:log-level=none:vbv-maxrate={rate}:vbv-bufsize={rate}"
)
_BITS_PER_PIXEL = 0.1  # a second of 640 × 360 at 25 pictures becomes about 0.6 Mb


class Look(StrEnum):
    """What the pictures show."""

    LIVE = "live"
    BLACK = "black"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class ClipSpec:
    """Everything that decides how the pictures of a loop look and are coded; equal specs give equal loops.

    `loop_pictures` is the length of the movement, `pictures` the length of the coded loop, a multiple of
    `key_interval`. The coded picture k shows index `(first_index + k) mod loop_pictures`.
    """

    name: str
    title: str
    codec: Codec
    width: int
    height: int
    loop_pictures: int
    pictures: int
    phase: int
    key_interval: int = FRAME_RATE
    look: Look = Look.LIVE
    first_index: int = 0

    def digest(self) -> str:
        """Hex digest over all inputs, the encoder's version among them."""
        inputs = {"spec": asdict(self), "drawing": _DRAWING_VERSION, "av": av.__version__, "cv2": cv2.__version__}
        inputs |= {"x264": _X264, "x265": _X265, "bits_per_pixel": _BITS_PER_PIXEL}
        return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


class Clip:
    """A loop, complete or still growing.

    One thread at a time adds pictures, any thread reads. `begun` is done when the parameter sets and enough
    pictures to start with are there, or holds the error that ended the making.
    """

    def __init__(self, spec: ClipSpec) -> None:
        self.spec = spec
        self.parameter_sets: ParameterSets | None = None
        self.pictures: list[bytes | memoryview | None] = [None] * spec.pictures
        self.begun: concurrent.futures.Future[None] = concurrent.futures.Future()

    def packed(self, position: int) -> bytes | memoryview | None:
        """The packed picture (see `payload`) at any position of the endless repetition, None while not yet made."""
        return self.pictures[position % len(self.pictures)]

    def is_key(self, position: int) -> bool:
        return position % self.spec.key_interval == 0

    def begin(self, sets: ParameterSets) -> None:
        self.parameter_sets = sets
        if not self.begun.done():
            self.begun.set_result(None)


class ClipEncoder:
    """Makes the pictures of one clip in order, once round, from the key picture at `start` on. Not thread-safe."""

    def __init__(self, clip: Clip, start: int) -> None:
        spec = clip.spec
        self._clip = clip
        self._start = start - start % spec.key_interval
        self._made = 0
        self._scene = Scene(
            name=spec.name, title=spec.title, width=spec.width, height=spec.height,
            loop_pictures=spec.loop_pictures, phase=spec.phase,
        )  # fmt: skip
        self._encoder = _encoder(spec)
        self._sets: ParameterSets | None = None

    @property
    def done(self) -> bool:
        return self._made == self._clip.spec.pictures

    @property
    def position(self) -> int:
        """The next picture to be made, counted on from `start` without wrapping."""
        return self._start + self._made

    def make(self) -> None:
        """Draw, code and pack one picture. Raises RuntimeError if the encoder holds pictures back."""
        spec = self._clip.spec
        position = self.position % spec.pictures
        index = spec.first_index if spec.look is Look.FROZEN else spec.first_index + position
        index %= spec.loop_pictures
        pixels = self._scene.black(index) if spec.look is Look.BLACK else self._scene.picture(index)
        planes = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2YUV_I420), np.uint8)
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts = self._made
        coded = self._encoder.encode(frame)
        if len(coded) != 1:
            raise RuntimeError(f"{spec.codec} encoder gave {len(coded)} pictures for one")
        units = nal_units(bytes(coded[0]))
        if self._clip.is_key(position) and self._sets is None:
            self._sets = parameter_sets(units, spec.codec)
        self._clip.pictures[position] = packed_picture(without_remarks(units, spec.codec), spec.codec)
        self._made += 1
        # With a key interval, or a second of a longer one, a client finds the present moment made.
        if self._sets is not None and self._made == min(spec.key_interval, FRAME_RATE):
            self._clip.begin(self._sets)


def _encoder(spec: ClipSpec) -> av.VideoCodecContext:
    name, parameters = ("libx264", _X264) if spec.codec is Codec.H264 else ("libx265", _X265)
    encoder = av.CodecContext.create(name, "w")
    if not isinstance(encoder, av.VideoCodecContext):
        raise TypeError(f"{name} is no video encoder")
    rate = round(_BITS_PER_PIXEL * spec.width * spec.height * FRAME_RATE)
    filled = parameters.format(gop=spec.key_interval, rate=rate // 1000)
    encoder.width, encoder.height = spec.width, spec.height
    encoder.pix_fmt = "yuv420p"
    encoder.framerate, encoder.time_base = Fraction(FRAME_RATE), Fraction(1, FRAME_RATE)
    encoder.bit_rate = rate
    encoder.thread_count = 1
    encoder.options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "x264-params" if spec.codec is Codec.H264 else "x265-params": filled,
    }
    if spec.codec is Codec.H264:
        encoder.profile = "Main"
    return encoder
