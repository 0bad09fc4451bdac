"""All that happens to sound between the devices and the network, on one thread and in one order.

Microphone → echo canceller (against what the loudspeaker plays) → noise suppressor → gain → gate → sent.
Received, mixed → test tone → loudspeaker, and beside it to the echo canceller.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pywebrtc_audio import AudioProcessor

from streams.webrtc.voice.blocks import BLOCK_SAMPLES, RATE_HZ, Samples, silence
from streams.webrtc.voice.far_end import FarEnd
from streams.webrtc.voice.level import LevelMeter
from streams.webrtc.voice.sample_ring import SampleRing
from streams.webrtc.voice.speaking import SpeechWatch
from streams.webrtc.voice.talk_gate import TalkGate
from streams.webrtc.voice.tone import TestTone

Playout = Callable[[Samples], None]
"""Writes the next block of the mix of all remote voices into the array (silence where nobody speaks)."""
Send = Callable[[Samples, float], None]
"""Takes one block of the voice and when its first sample was recorded (time.monotonic(), s). The block is used again
after the call."""

# With more, residual echo and the room's noise become loud in pauses: AGC2 takes them for somebody far away.
_MOST_GAIN_DB = 18.0
_NOISE_LEVEL = 1  # 12 dB: more makes voices tinny
_MOST_WAITING = RATE_HZ // 5


@dataclass(frozen=True, slots=True)
class VoiceFigures:
    """Since the start. Samples lost because the microphone gave more than 200 ms at once; restarts of the reference;
    how far the clocks of loudspeaker and microphone are apart, in parts per million; the gain of now in dB."""

    recorded_blocks: int
    played_blocks: int
    overrun_samples: int
    reference_restarts: int
    clock_difference_ppm: float
    gain_db: float


class VoiceChain:
    """`record` and `play` are called by the thread of sound. What is set (gate, `play_tone`) and read (meters,
    `figures`) may be by any: each is one value."""

    def __init__(self, *, playout: Playout, send: Send) -> None:
        self.gate = TalkGate()
        self.microphone_level = LevelMeter()
        self.speaker_level = LevelMeter()
        self.speech = SpeechWatch()
        self._playout = playout
        self._send = send
        self._far_end = FarEnd()
        self._processor = AudioProcessor(
            RATE_HZ,
            1,
            echo_cancellation=True,
            noise_suppression=True,
            auto_gain_control=True,
            ns_level=_NOISE_LEVEL,
            agc_max_gain_db=_MOST_GAIN_DB,
        )
        self._recorded = SampleRing(_MOST_WAITING)
        self._near = silence()
        self._far = silence()
        self._tone: TestTone | None = None
        self._recorded_blocks = 0
        self._played_blocks = 0
        self._gain_db = 0.0

    @property
    def speaks_unheard(self) -> bool:
        """Somebody speaks into the microphone and is muted."""
        return self.speech.speaking and self.gate.muted

    def play_tone(self, duration_s: float = 1.0) -> None:
        """On the loudspeaker alone: nobody else hears it."""
        self._tone = TestTone(duration_s)

    def record(self, samples: Samples, at_s: float) -> None:
        """What the microphone gave, any number of samples; the last of them at `at_s` (time.monotonic())."""
        self._recorded.write(samples)
        while self._recorded.level >= BLOCK_SAMPLES:
            started_s = at_s - self._recorded.level / RATE_HZ
            self._recorded.read(self._near)
            self._process(started_s)

    def play(self) -> Samples:
        """The next block for the loudspeaker."""
        block = silence()
        self._playout(block)
        if (tone := self._tone) is not None:
            tone.add_to(block)
            if tone.is_over and self._tone is tone:
                self._tone = None
        self.speaker_level.take(block)
        self._far_end.write(block)
        self._played_blocks += 1
        return block

    def forget_recorded(self) -> None:
        """Another microphone goes on: the canceller begins anew, and nothing of the old one is sent."""
        self._recorded.clear()
        self._processor.reset()

    def figures(self) -> VoiceFigures:
        return VoiceFigures(
            recorded_blocks=self._recorded_blocks,
            played_blocks=self._played_blocks,
            overrun_samples=self._recorded.overrun,
            reference_restarts=self._far_end.restarts,
            clock_difference_ppm=self._far_end.correction * 1e6,
            gain_db=self._gain_db,
        )

    def _process(self, started_s: float) -> None:
        self.microphone_level.take(self._near)
        self._far_end.read(self._far)
        voice: Samples = self._processor.process(self._near, self._far)
        self.speech.take(self._processor.speech_probability, self.microphone_level.dbfs)
        self._gain_db = self._processor.gain_db
        self.gate.apply(voice)
        self._recorded_blocks += 1
        self._send(voice, started_s)
