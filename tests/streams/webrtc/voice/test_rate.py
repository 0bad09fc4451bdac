"""What devices offer becomes ours and back, in whatever parts it comes."""

import numpy as np
import pytest

from streams.webrtc.voice.blocks import RATE_HZ, Samples
from streams.webrtc.voice.level import level_dbfs
from streams.webrtc.voice.rate import DeviceFormat, FromDevice, SampleType, ToDevice


def tone(rate_hz: int, seconds: float = 1.0) -> Samples:
    return (np.sin(2 * np.pi * 1000 * np.arange(round(rate_hz * seconds)) / rate_hz) * 8192).astype(np.int16)


def pitch_hz(wave: Samples) -> float:
    middle = wave[len(wave) // 4 : len(wave) // 4 + RATE_HZ // 2].astype(float)
    return float(np.abs(np.fft.rfft(middle * np.hanning(len(middle)))).argmax()) * RATE_HZ / len(middle)


FORMATS = [
    DeviceFormat(rate_hz, channels, kind)
    for rate_hz in (16_000, 44_100, 48_000)
    for channels in (1, 2)
    for kind in SampleType
]


@pytest.mark.parametrize("device", FORMATS, ids=str)
def test_a_tone_that_goes_out_and_comes_in_again_is_the_same_tone(device: DeviceFormat) -> None:
    out, back = ToDevice(device), FromDevice(device)
    wave = tone(RATE_HZ)
    data = b"".join(out.convert(wave[start : start + 480]) for start in range(0, len(wave), 480))
    assert len(data) % device.bytes_per_sample == 0
    # A device gives what it likes: parts that end within a sample.
    heard = np.concatenate([back.convert(data[start : start + 1021]) for start in range(0, len(data), 1021)])
    assert len(heard) == pytest.approx(RATE_HZ, rel=0.01)
    assert pitch_hz(heard) == pytest.approx(1000, abs=2)
    # 8 bits have steps.
    assert level_dbfs(heard[2400:-2400]) == pytest.approx(-12, abs=0.5)


def test_ours_passes_unchanged() -> None:
    wave = tone(RATE_HZ, 0.01)
    assert np.array_equal(FromDevice(DeviceFormat()).convert(ToDevice(DeviceFormat()).convert(wave)), wave)


def test_two_channels_are_mixed() -> None:
    left_alone = np.zeros(960, np.int16)
    left_alone[::2] = 1000
    heard = FromDevice(DeviceFormat(channels=2)).convert(left_alone.tobytes())
    assert list(heard) == [500] * 480
