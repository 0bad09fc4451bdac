"""VP8 by libvpx itself: FFmpeg's wrapper cannot change the rate of a running coder. A new coder for every change would
begin with a key frame, which on a thin link is the next reason to change the rate.

Only the part of libvpx's configuration that has been the same for years is touched, and its place is checked.
"""

import ctypes
import functools
from collections.abc import Callable
from typing import Any

from streams.frame import Frame
from streams.webrtc.participant.native import library_path
from streams.webrtc.participant.vp8 import CLOCK_RATE

_ABI_VERSIONS = range(20, 64)  # vpx_encoder.h counts them up; what we touch did not change
_CONFIGURATION_BYTES = 4096  # of vpx_codec_enc_cfg, with much to spare
_I420 = 0x102  # vpx_image.h
_OK, _ABI_MISMATCH = 0, 3
_FORCE_KEY_FRAME = 1
_REALTIME = 1
_FRAME_PACKET = 0
_CBR = 1
_KEY_FRAMES_ON_REQUEST = 0
_DROP_WHEN_FULLER_THAN = 30  # percent of the rate's buffer
# vp8cx.h
_CPU_USED, _STATIC_THRESHOLD, _MOST_INTRA_PERCENT, _SCREEN_CONTENT = 13, 17, 26, 31


class CoderUnavailableError(OSError):
    """There is no libvpx on this machine, or none that is known."""


class _Rational(ctypes.Structure):
    _fields_ = (("num", ctypes.c_int), ("den", ctypes.c_int))


class _Buffer(ctypes.Structure):
    _fields_ = (("data", ctypes.c_void_p), ("size", ctypes.c_size_t))


def _unsigned(*names: str) -> list[tuple[str, Any]]:
    return [(name, ctypes.c_uint) for name in names]


class _Configuration(ctypes.Structure):
    """The beginning of vpx_codec_enc_cfg."""

    _fields_ = (
        *_unsigned("usage", "threads", "profile", "width", "height", "bit_depth", "input_bit_depth"),
        ("timebase", _Rational),
        *_unsigned("error_resilient", "single_pass", "lag_in_frames"),
        *_unsigned(
            "drop_frame_threshold", "resize_allowed", "scaled_width", "scaled_height", "resize_up", "resize_down"
        ),
        ("end_usage", ctypes.c_int),
        ("two_pass_statistics", _Buffer),
        ("first_pass_statistics", _Buffer),
        *_unsigned("target_kbps", "least_quantizer", "most_quantizer", "undershoot_percent", "overshoot_percent"),
        *_unsigned("buffer_ms", "buffer_initial_ms", "buffer_optimal_ms"),
        *_unsigned("two_pass_bias", "two_pass_least", "two_pass_most", "corpus_complexity"),
        ("key_frame_mode", ctypes.c_int),
        *_unsigned("key_frame_least_distance", "key_frame_most_distance"),
    )


# As vpx_codec_enc_config_default fills it in for VP8: if all of these are where they are expected, so is the rest.
_DEFAULTS = {
    "width": 320,
    "height": 240,
    "input_bit_depth": 8,
    "target_kbps": 256,
    "least_quantizer": 4,
    "most_quantizer": 63,
    "buffer_ms": 6000,
    "buffer_optimal_ms": 5000,
    "two_pass_most": 400,
    "key_frame_most_distance": 128,
}


class _Image(ctypes.Structure):
    _fields_ = (
        *_unsigned("format", "colour_space", "range", "width", "height", "bit_depth"),
        *_unsigned("shown_width", "shown_height", "rendered_width", "rendered_height", "x_shift", "y_shift"),
        ("planes", ctypes.c_void_p * 4),
        ("strides", ctypes.c_int * 4),
        ("bits_per_sample", ctypes.c_int),
        ("user", ctypes.c_void_p),
        ("data", ctypes.c_void_p),
        ("owns_data", ctypes.c_int),
        ("self_allocated", ctypes.c_int),
        ("frame_buffer", ctypes.c_void_p),
    )


class _Packet(ctypes.Structure):
    """The beginning of vpx_codec_cx_pkt."""

    _fields_ = (("kind", ctypes.c_int), ("data", ctypes.c_void_p), ("size", ctypes.c_size_t))


class Vp8Coder:
    """Codes I420 pictures of one size; key frames on request only. Used by one thread at a time.

    Raises CoderUnavailableError.
    """

    def __init__(self, width: int, height: int, *, frames_per_s: int, bits_per_s: int, screen: bool) -> None:
        self.width, self.height = width, height
        self.bits_per_s = bits_per_s
        self._library = library = _library()
        self._duration = CLOCK_RATE // frames_per_s
        self._memory = ctypes.create_string_buffer(_CONFIGURATION_BYTES)
        self._configuration = _Configuration.from_buffer(self._memory)
        self._fill_in()
        self._context = ctypes.create_string_buffer(512)  # vpx_codec_ctx has some 56 bytes
        self._open = False
        for version in _ABI_VERSIONS:
            outcome = library.vpx_codec_enc_init_ver(
                self._context, library.vpx_codec_vp8_cx(), self._memory, 0, version
            )
            if outcome != _ABI_MISMATCH:
                break
        if outcome != _OK:
            raise CoderUnavailableError(f"libvpx makes no VP8 coder ({outcome})")
        self._open = True
        for control, value in (
            (_CPU_USED, -8 if screen else -6),
            (_STATIC_THRESHOLD, 100 if screen else 1),
            # A key frame of at most a third of a second of the rate.
            (_MOST_INTRA_PERCENT, frames_per_s * 100 // 3),
            (_SCREEN_CONTENT, int(screen)),
        ):
            library.vpx_codec_control_(self._context, control, ctypes.c_int(value))
        self._image = _Image(
            format=_I420,
            width=width,
            height=height,
            bit_depth=8,
            shown_width=width,
            shown_height=height,
            x_shift=1,
            y_shift=1,
            bits_per_sample=12,
        )
        self._image.strides[:] = (width, width // 2, width // 2, 0)

    def change_rate(self, bits_per_s: int) -> None:
        """From the next picture on."""
        if bits_per_s != self.bits_per_s:
            self.bits_per_s = bits_per_s
            self._configuration.target_kbps = max(1, bits_per_s // 1000)
            self._library.vpx_codec_enc_config_set(self._context, self._memory)

    def encode(self, frame: Frame, timestamp: int, *, key: bool) -> bytes:
        """`timestamp` on a clock of 90 kHz that only grows. Empty where the rate leaves no room for a picture."""
        for index, plane in enumerate(frame.planes):
            self._image.planes[index] = plane.ctypes.data
        flags = _FORCE_KEY_FRAME if key else 0
        outcome = self._library.vpx_codec_encode(
            self._context, ctypes.byref(self._image), timestamp, self._duration, flags, _REALTIME
        )
        if outcome != _OK:
            raise ValueError(f"libvpx does not code this picture ({outcome})")
        position = ctypes.c_void_p()
        coded = b""
        while packet := self._library.vpx_codec_get_cx_data(self._context, ctypes.byref(position)):
            if packet.contents.kind == _FRAME_PACKET:
                coded += ctypes.string_at(packet.contents.data, packet.contents.size)
        return coded

    def _fill_in(self) -> None:
        library, configuration = self._library, self._configuration
        library.vpx_codec_enc_config_default(library.vpx_codec_vp8_cx(), self._memory, 0)
        if any(getattr(configuration, name) != value for name, value in _DEFAULTS.items()):
            raise CoderUnavailableError("a libvpx whose configuration is not known")
        configuration.threads = 1
        configuration.width, configuration.height = self.width, self.height
        configuration.timebase = _Rational(1, CLOCK_RATE)
        configuration.error_resilient = 0
        configuration.lag_in_frames = 0
        configuration.drop_frame_threshold = _DROP_WHEN_FULLER_THAN
        configuration.end_usage = _CBR
        configuration.target_kbps = max(1, self.bits_per_s // 1000)
        configuration.least_quantizer, configuration.most_quantizer = 2, 56
        configuration.undershoot_percent, configuration.overshoot_percent = 100, 15
        configuration.buffer_initial_ms = 500
        configuration.buffer_optimal_ms = 600
        configuration.buffer_ms = 1000
        configuration.key_frame_mode = _KEY_FRAMES_ON_REQUEST

    def __del__(self) -> None:
        if getattr(self, "_open", False):
            self._library.vpx_codec_destroy(self._context)


def require_libvpx() -> None:
    """Raises CoderUnavailableError, before anybody is promised a picture."""
    _library()


@functools.cache
def _library() -> ctypes.CDLL:
    path = library_path("vpx")
    if path is None:
        raise CoderUnavailableError("no libvpx on this machine")
    library = ctypes.CDLL(path)
    pointer, integer = ctypes.c_void_p, ctypes.c_int
    declare: Callable[[str, Any, tuple[Any, ...]], None] = functools.partial(_declare, library)
    declare("vpx_codec_vp8_cx", pointer, ())
    declare("vpx_codec_enc_config_default", integer, (pointer, pointer, ctypes.c_uint))
    declare("vpx_codec_enc_init_ver", integer, (pointer, pointer, pointer, ctypes.c_long, integer))
    declare("vpx_codec_enc_config_set", integer, (pointer, pointer))
    declare("vpx_codec_control_", integer, (pointer, integer))
    declare(
        "vpx_codec_encode",
        integer,
        (pointer, pointer, ctypes.c_int64, ctypes.c_ulong, ctypes.c_long, ctypes.c_ulong),
    )
    declare("vpx_codec_get_cx_data", ctypes.POINTER(_Packet), (pointer, pointer))
    declare("vpx_codec_destroy", integer, (pointer,))
    return library


def _declare(library: ctypes.CDLL, name: str, result: Any, arguments: tuple[Any, ...]) -> None:
    function = getattr(library, name)
    function.restype, function.argtypes = result, arguments
