"""A room of made-up sound: what a loudspeaker plays comes back to the microphone late, spread and weaker."""

import numpy as np
import numpy.typing as npt

from streams.webrtc.voice.blocks import RATE_HZ, Samples

Wave = npt.NDArray[np.float64]
"""Full scale is 1."""


def others(seconds: float) -> Wave:
    """Bursts of coloured noise: the remote side."""
    count = round(seconds * RATE_HZ)
    noise = np.random.default_rng(1).normal(0, 1, count)
    noise *= np.abs(np.sin(2 * np.pi * 1.3 * np.arange(count) / RATE_HZ)) > 0.4
    window = np.hanning(16)
    noise = np.convolve(noise, window / window.sum(), "same")
    return noise / np.abs(noise).max() * 0.5


def somebody(seconds: float) -> Wave:
    """A harmonic tone with vibrato in syllables: the near side."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    pitch = 150 * time_s * (1 + 0.002 * np.sin(2 * np.pi * 5 * time_s))
    voice = sum((np.sin(2 * np.pi * number * pitch) / number for number in range(1, 20)), np.zeros(len(time_s)))
    return voice * (np.sin(2 * np.pi * 3 * time_s) > -0.3) * 0.1


def echo(played: Wave, *, delay_s: float = 0.09) -> Wave:
    """6 dB weaker, after `delay_s`, dying away with a time constant of 30 ms."""
    tail = round(0.12 * RATE_HZ)
    answer = np.random.default_rng(2).normal(0, 1, tail) * np.exp(-np.arange(tail) / (0.03 * RATE_HZ))
    answer[0] = 4
    answer /= 2 * np.sqrt((answer**2).sum())
    answer = np.concatenate([np.zeros(round(delay_s * RATE_HZ)), answer])
    size = 1 << (len(played) + len(answer)).bit_length()
    return np.fft.irfft(np.fft.rfft(played, size) * np.fft.rfft(answer, size), size)[: len(played)]


def samples(wave: Wave) -> Samples:
    return (np.clip(wave, -1, 1) * 32767).astype(np.int16)
