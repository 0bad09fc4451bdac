"""All remote voices of a room as one sound, for the loudspeaker and as the echo canceller's reference."""

import time

import numpy as np

from streams.webrtc.participant.opus import SAMPLE_RATE, Samples
from streams.webrtc.participant.voice_buffer import VoiceBuffer

# Above this the sum is turned down: at once when it gets louder, slowly up again, so that nothing clips or pumps.
_CEILING = 29_000.0
_RECOVERY_PER_S = 0.5


class RoomSound:
    """Voices come and go on the media loop; `playout` is called by the sound's thread alone."""

    def __init__(self) -> None:
        self._voices: tuple[VoiceBuffer, ...] = ()
        self._gain = 1.0
        self.output_delay_s = 0.0  # how much later the loudspeaker sounds than `playout` answers; set by its owner
        self.pulled_s = 0.0  # when `playout` was called last; 0 never

    def add(self, voice: VoiceBuffer) -> None:
        self._voices = (*self._voices, voice)

    def remove(self, voice: VoiceBuffer) -> None:
        self._voices = tuple(one for one in self._voices if one is not voice)

    def playout(self, into: Samples) -> None:
        """Write the next samples, 48 kHz mono; usually 480 every 10 ms."""
        into[:] = self.samples_at(len(into), time.monotonic())

    def samples_at(self, frames: int, now: float) -> Samples:
        """What `playout` writes at a moment of `time.monotonic()`; valid until the next call."""
        self.pulled_s = now
        voices = self._voices
        if len(voices) == 1 and self._gain == 1.0:
            return voices[0].pull(frames, now)
        mixed = np.zeros(frames, np.float32)
        for voice in voices:
            mixed += voice.pull(frames, now)
        return self._limited(mixed)

    def _limited(self, mixed: np.ndarray[tuple[int], np.dtype[np.float32]]) -> Samples:
        before = self._gain
        peak = float(np.abs(mixed).max(initial=0.0))
        after = min(1.0, before + _RECOVERY_PER_S * len(mixed) / SAMPLE_RATE)
        if peak * after > _CEILING:
            after = _CEILING / peak
        self._gain = after
        if after < before:
            mixed *= np.float32(after)  # a ramp would let the peak through
        elif before < 1.0:
            mixed *= np.linspace(before, after, len(mixed), dtype=np.float32)
        return np.clip(mixed, -32768, 32767).astype(np.int16)
