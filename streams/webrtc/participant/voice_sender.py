"""The voice on its way to the hub: blocks of the voice chain to Opus packets with their level, and little in pauses.

Muted or silent, a short packet goes out every 400 ms: it tells the hub that the microphone is there and its way is
open. Without a microphone there is no sender at all, so that nobody takes the silence of a machine for a person's.
"""

import asyncio
import contextlib
import time

import numpy as np

from streams.webrtc.participant.opus import FRAME_SAMPLES, PAUSE_BYTES, SAMPLE_RATE, Samples, VoiceEncoder
from streams.webrtc.participant.rtp_sender import RtpSender, level_word

SILENCE_LEVEL = 127  # RFC 6464: digital silence
# libopus sends one packet in 400 ms of silence; when no blocks come, so do we.
_COMFORT_S = 0.4
# Blocks that came so much later or sooner than their number says begin a new stretch of the clock.
_CLOCK_STEP_SAMPLES = SAMPLE_RATE // 10
_FULL_SCALE = 32768.0
_QUIET_LEVEL = 50  # -dBov: a room in which nobody speaks, behind the noise suppressor


class VoiceSender:
    """`put` by the thread of sound, everything else on the media loop. Raises OpusUnavailableError when made."""

    def __init__(self, sender: RtpSender, *, level_extension: int, loop: asyncio.AbstractEventLoop) -> None:
        self.sender = sender
        self.muted = False
        self.level = SILENCE_LEVEL
        self._encoder = VoiceEncoder()
        self._silence = VoiceEncoder().encode(np.zeros(FRAME_SAMPLES, np.int16))
        self._level_extension = level_extension
        self._loop = loop
        self._frame: Samples = np.zeros(FRAME_SAMPLES, np.int16)
        self._filled = 0
        self._begun_s = 0.0
        self._timestamp: int | None = None  # of the next frame
        self._put_s = 0.0
        self._paused = True

    def put(self, block: Samples, at_s: float) -> None:
        """At most 20 ms of voice; copied."""
        self._put_s = at_s
        position = 0
        while position < len(block):
            if not self._filled:
                self._begun_s = at_s + position / SAMPLE_RATE
            count = min(len(block) - position, FRAME_SAMPLES - self._filled)
            self._frame[self._filled : self._filled + count] = 0 if self.muted else block[position : position + count]
            self._filled += count
            position += count
            if self._filled == FRAME_SAMPLES:
                self._filled = 0
                self._code(self._frame, self._begun_s)

    def keep_alive(self, now: float) -> None:
        """About ten times a second: muted devices may be closed and give no blocks."""
        if now - self._put_s > _COMFORT_S and now - self.sender.sent_s >= _COMFORT_S:
            self._timestamp = None
            self._send(self._silence, self.sender.timestamp(now), SILENCE_LEVEL, True)

    def _code(self, samples: Samples, begun_s: float) -> None:
        expected = self.sender.timestamp(begun_s)
        timestamp = expected if self._timestamp is None else self._timestamp
        apart = (expected - timestamp + 0x80000000 & 0xFFFFFFFF) - 0x80000000
        if abs(apart) > _CLOCK_STEP_SAMPLES:
            timestamp = expected
        self._timestamp = (timestamp + FRAME_SAMPLES) & 0xFFFFFFFF
        self.level = level = _level(samples)
        packet = self._encoder.encode(samples)
        if len(packet) <= PAUSE_BYTES:
            self._paused = True
            return
        first, self._paused = self._paused, False
        with contextlib.suppress(RuntimeError):  # the loop is closing
            self._loop.call_soon_threadsafe(self._send, packet, timestamp, level, first)

    def _send(self, packet: bytes, timestamp: int, level: int, first: bool) -> None:
        # RFC 7587, 4.2: the marker bit stands at the beginning of talk.
        word = level_word(self._level_extension, level, voice=level < _QUIET_LEVEL)
        self.sender.send(packet, timestamp=timestamp, marker=first, extension=word, now=time.monotonic())


def _level(samples: Samples) -> int:
    """RFC 6464: 0 (loudest) … 127 in -dBov."""
    power = float(np.mean(np.square(samples, dtype=np.float32)))
    if power <= 0.0:
        return SILENCE_LEVEL
    return int(min(max(-10 * np.log10(power / _FULL_SCALE**2), 0.0), float(SILENCE_LEVEL)))
