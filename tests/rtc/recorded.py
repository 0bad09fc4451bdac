"""Real pictures and a real voice, coded once and sent over and over: for whoever decodes what arrives.

Asked for a key frame, the recording begins again, which is one.
"""

import itertools
from fractions import Fraction
from functools import cache

import av
import cv2
import numpy as np

from tests.rtc.synthetic import FRAMES_PER_S, VIDEO_CLOCK, VOICE_CLOCK, VOICES_PER_S, SyntheticStream

_WIDTH, _HEIGHT = 1280, 720
_BITS_PER_S = 1_440_000
_SECONDS = 2
_LARGEST_PAYLOAD = 1150
_TONE_HZ = 440


class RecordedVideo(SyntheticStream):
    """VP8, 1280 x 720, 30 a second at 1.44 Mb/s; the packets of a frame at once, as browsers send them."""

    frames_per_s = FRAMES_PER_S
    interval_s = 1 / FRAMES_PER_S

    def __init__(self, **words: object) -> None:
        super().__init__(**words)  # type: ignore[arg-type]
        self.wants_key_frame = True
        self.key_frames = 0
        self._next = 0
        self._picture = 0

    def frames(self) -> tuple[bytes, ...]:
        """Coded, the first of them a key frame."""
        return recorded_video()

    def packets_now(self) -> list[bytearray]:
        frames = self.frames()
        if self.wants_key_frame or self._next == len(frames):
            self._next, self.wants_key_frame = 0, False
            self.key_frames += 1
        frame = frames[self._next]
        self._next += 1
        self._picture = self._picture + 1 & 0x7FFF
        self.timestamp = self.timestamp + VIDEO_CLOCK // self.frames_per_s & 0xFFFFFFFF
        starts = range(0, len(frame), _LARGEST_PAYLOAD)
        return [
            self.packet_of(
                bytes([0x90 if not start else 0x80, 0x80, 0x80 | self._picture >> 8, self._picture & 0xFF])
                + frame[start : start + _LARGEST_PAYLOAD],
                marker=start == starts[-1],
            )
            for start in starts
        ]


class SmallVideo(RecordedVideo):
    """320 x 180, 10 a second at 100 kb/s: somebody whose picture is not what is measured."""

    frames_per_s = 10
    interval_s = 1 / 10

    def frames(self) -> tuple[bytes, ...]:
        return recorded_video(320, 180, frames_per_s=10, bits_per_s=100_000)


class RecordedVoice(SyntheticStream):
    """Opus, a tone with pauses; `level` as it is."""

    interval_s = 1 / VOICES_PER_S
    level = 20

    def __init__(self, **words: object) -> None:
        super().__init__(**words)  # type: ignore[arg-type]
        self._blocks = itertools.cycle(recorded_voice())

    def packets_now(self) -> list[bytearray]:
        self.timestamp = self.timestamp + VOICE_CLOCK // VOICES_PER_S & 0xFFFFFFFF
        return [self.packet_of(next(self._blocks), marker=False, level=self.level)]


@cache
def recorded_video(
    width: int = _WIDTH, height: int = _HEIGHT, *, frames_per_s: int = FRAMES_PER_S, bits_per_s: int = _BITS_PER_S
) -> tuple[bytes, ...]:
    """Coded frames, the first of them a key frame. A street's worth of detail that moves."""
    random = np.random.default_rng(1)
    ground = cv2.resize(random.integers(0, 255, (24, 80, 3), np.uint8), (2 * width, height))
    encoder = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.bit_rate = bits_per_s
    encoder.time_base, encoder.framerate = Fraction(1, frames_per_s), Fraction(frames_per_s)
    encoder.options = {"deadline": "realtime", "cpu-used": "12", "g": "9999", "lag-in-frames": "0"}
    coded = []
    for number in range(_SECONDS * frames_per_s):
        picture = np.ascontiguousarray(ground[:, number * 4 : number * 4 + width])
        cv2.circle(picture, (width * 5 // 64 + 8 * number, height // 2), height // 9, (255, 255, 255), -1)
        frame = av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(format="yuv420p")
        frame.pts = number
        coded += [bytes(packet) for packet in encoder.encode(frame)]
    return tuple(coded)


@cache
def recorded_voice() -> tuple[bytes, ...]:
    """Opus packets of 20 ms: a tone, half a second on and half a second off."""
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = VOICE_CLOCK, "mono", "s16"
    encoder.bit_rate = 32_000
    encoder.options = {"application": "voip", "frame_duration": "20"}
    samples = VOICE_CLOCK // VOICES_PER_S
    coded = []
    for number in range(_SECONDS * VOICES_PER_S):
        at_s = (np.arange(samples) + number * samples) / VOICE_CLOCK
        loud = 0.3 if number * samples // (VOICE_CLOCK // 2) % 2 == 0 else 0.0
        wave = (loud * 32767 * np.sin(2 * np.pi * _TONE_HZ * at_s)).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(wave[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts = VOICE_CLOCK, number * samples
        coded += [bytes(packet) for packet in encoder.encode(frame)]
    return tuple(coded)
