"""From one seat's microphone to the other's loudspeaker: devices, voice, codec, transport, mix; nothing is fake."""

import os
import subprocess
import sys
import tempfile

import numpy as np

from streams.webrtc.voice.level import level_dbfs
from tests.servers.pulseaudio import RATE_HZ, PulseAudio, Samples
from tests.streams.webrtc.voice.room import samples, somebody

SECONDS = 4


def harmonics_share(wave: Samples) -> float:
    """How much of it lies at the multiples of 150 Hz, as `somebody` speaks."""
    power = np.abs(np.fft.rfft(wave * np.hanning(len(wave)))) ** 2
    frequency = np.fft.rfftfreq(len(wave), 1 / RATE_HZ)
    near = np.abs(frequency - np.round(frequency / 150) * 150) < 20
    return float(power[near & (frequency > 100)].sum() / power.sum())


def test_what_anna_says_and_shows_is_heard_and_seen_by_berta() -> None:
    with PulseAudio() as pulse, tempfile.TemporaryFile("w+") as complaints:
        child = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", "-m", "tests.widgets.conference.devices.call_child"],
            env={**os.environ, **pulse.environment, "QT_QPA_PLATFORM": "offscreen"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        )
        try:
            assert child.stdout is not None
            said = [child.stdout.readline().split() for _ in range(2)]
            complaints.seek(0)
            assert [line[:1] for line in said] == [["seen"], ["connected"]], complaints.read()
            assert np.abs(np.array(said[0][1:], int) - (0, 0, 255)).max() < 20
            silent = pulse.listen(0.5)
            pulse.speak(samples(somebody(4)))
            heard = [pulse.listen(1.0) for _ in range(SECONDS)]
            child.communicate(timeout=30)
        finally:
            child.kill()
            child.communicate()
        complaints.seek(0)
        assert complaints.read() == ""
        assert child.returncode == 0
    assert level_dbfs(silent) < -60
    assert max(level_dbfs(second) for second in heard) > -35
    # Of noise it would be a quarter.
    assert max(harmonics_share(second) for second in heard) > 0.45
