"""Opus by libopus itself: FFmpeg's wrappers neither conceal a lost packet nor use the copy in the next one."""

import ctypes
import functools

import numpy as np
import numpy.typing as npt

from streams.webrtc.participant.native import library_path

Samples = npt.NDArray[np.int16]

SAMPLE_RATE = 48_000
FRAME_SAMPLES = 960  # 20 ms
LONGEST_PACKET_SAMPLES = 5760  # 120 ms, RFC 6716, 2.1.4
# RFC 7587: nothing but a table of contents is what a coder gives for a pause that need not be sent.
PAUSE_BYTES = 2
_LONGEST_PACKET = 1275  # bytes, RFC 6716, 3.2.1

# opus_defines.h
_VOIP = 2048
_SET_BITRATE, _SET_COMPLEXITY, _SET_INBAND_FEC, _SET_PACKET_LOSS, _SET_DTX = 4002, 4010, 4012, 4014, 4016
# A frame of speech takes 0.2 ms at 5 and hardly sounds different at 10.
_COMPLEXITY = 5


class OpusUnavailableError(OSError):
    """There is no libopus on this machine."""


class VoiceEncoder:
    """Mono frames of 20 ms to packets, made for speech: lost ones can be had from their successors, and pauses cost
    next to nothing. Used by one thread at a time. Raises OpusUnavailableError."""

    def __init__(self, *, bitrate_bps: int = 32_000, expected_loss_percent: int = 10) -> None:
        self._library = _library()
        error = ctypes.c_int()
        self._state = self._library.opus_encoder_create(SAMPLE_RATE, 1, _VOIP, ctypes.byref(error))
        if not self._state:
            raise OpusUnavailableError(f"libopus makes no encoder ({error.value})")
        self._packet = ctypes.create_string_buffer(_LONGEST_PACKET)
        for request, value in (
            (_SET_BITRATE, bitrate_bps),
            (_SET_COMPLEXITY, _COMPLEXITY),
            (_SET_INBAND_FEC, 1),
            (_SET_PACKET_LOSS, expected_loss_percent),
            (_SET_DTX, 1),
        ):
            # Passed as the variable arguments that they are: some processors take those another way.
            self._library.opus_encoder_ctl(self._state, request, ctypes.c_int(value))

    def encode(self, samples: Samples) -> bytes:
        """960 samples; the answer is worth sending when longer than `PAUSE_BYTES`."""
        if len(samples) != FRAME_SAMPLES:
            raise ValueError(f"{len(samples)} samples are no frame")
        samples = np.ascontiguousarray(samples, np.int16)
        size = self._library.opus_encode(self._state, samples.ctypes.data, FRAME_SAMPLES, self._packet, _LONGEST_PACKET)
        return self._packet.raw[: max(0, size)]

    def __del__(self) -> None:
        if getattr(self, "_state", None):
            self._library.opus_encoder_destroy(self._state)


class VoiceDecoder:
    """Packets to mono samples, and something in the place of lost ones. Used by one thread at a time.

    Raises OpusUnavailableError.
    """

    def __init__(self) -> None:
        # These calls take some 50 µs: to let the GIL go and to wait for it again would take longer.
        self._library = _library_under_the_gil()
        error = ctypes.c_int()
        self._state = self._library.opus_decoder_create(SAMPLE_RATE, 1, ctypes.byref(error))
        if not self._state:
            raise OpusUnavailableError(f"libopus makes no decoder ({error.value})")
        self._samples: Samples = np.empty(LONGEST_PACKET_SAMPLES, np.int16)

    def duration(self, packet: bytes) -> int:
        """Samples that the packet stands for, 0 for what is no Opus packet."""
        count = self._library.opus_packet_get_nb_samples(packet, len(packet), SAMPLE_RATE)
        return count if 0 < count <= LONGEST_PACKET_SAMPLES else 0

    def decode(self, packet: bytes) -> Samples:
        """Valid until the next call; empty for garbage."""
        return self._decode(packet, LONGEST_PACKET_SAMPLES, from_next=False)

    def restore(self, following: bytes, samples: int) -> Samples:
        """The packet before `following`, from the coarse copy in that (RFC 6716, 2.1.7), else made up."""
        return self._decode(following, samples, from_next=True)

    def conceal(self, samples: int) -> Samples:
        """Goes on from what was before and fades away. `samples`: a multiple of 120 (2.5 ms), at most 5760."""
        return self._decode(None, samples, from_next=False)

    def _decode(self, packet: bytes | None, samples: int, *, from_next: bool) -> Samples:
        count = self._library.opus_decode(
            self._state, packet, len(packet) if packet else 0, self._samples.ctypes.data, samples, int(from_next)
        )
        return self._samples[: max(0, count)]

    def __del__(self) -> None:
        if getattr(self, "_state", None):
            self._library.opus_decoder_destroy(self._state)


@functools.cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(_path())
    _declare(library)
    return library


@functools.cache
def _library_under_the_gil() -> ctypes.CDLL:
    library = ctypes.PyDLL(_path())
    _declare(library)
    return library


def _path() -> str:
    path = library_path("opus")
    if path is None:
        raise OpusUnavailableError("no libopus on this machine")
    return path


def _declare(library: ctypes.CDLL) -> None:
    pointer, integer = ctypes.c_void_p, ctypes.c_int
    for name, result, arguments in (
        ("opus_encoder_create", pointer, (integer, integer, integer, pointer)),
        ("opus_encoder_destroy", None, (pointer,)),
        ("opus_encoder_ctl", integer, (pointer, integer)),
        ("opus_encode", integer, (pointer, pointer, integer, ctypes.c_char_p, integer)),
        ("opus_decoder_create", pointer, (integer, integer, pointer)),
        ("opus_decoder_destroy", None, (pointer,)),
        ("opus_decode", integer, (pointer, ctypes.c_char_p, integer, pointer, integer, integer)),
        ("opus_packet_get_nb_samples", integer, (ctypes.c_char_p, integer, integer)),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
