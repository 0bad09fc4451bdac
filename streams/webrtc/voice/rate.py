"""Devices that offer another rate, sample type or number of channels than ours: converted at the edge, once."""

from dataclasses import dataclass
from enum import StrEnum

import av
import numpy as np
import numpy.typing as npt

from streams.webrtc.voice.blocks import RATE_HZ, Samples


class SampleType(StrEnum):
    """Numpy's names, in the machine's byte order."""

    UINT8 = "uint8"
    INT16 = "int16"
    INT32 = "int32"
    FLOAT32 = "float32"


@dataclass(frozen=True, slots=True)
class DeviceFormat:
    """Interleaved samples of a device."""

    rate_hz: int = RATE_HZ
    channels: int = 1
    sample_type: SampleType = SampleType.INT16

    @property
    def bytes_per_sample(self) -> int:
        """Of all channels."""
        return int(np.dtype(self.sample_type).itemsize) * self.channels


class FromDevice:
    """Bytes of a microphone → samples. What is no whole sample yet, or still in the rate converter, comes later."""

    def __init__(self, device: DeviceFormat) -> None:
        self._device = device
        self._rest = b""
        self._converter = _RateConverter(device.rate_hz, RATE_HZ)

    def convert(self, data: bytes) -> Samples:
        if self._rest:
            data = self._rest + data
        whole = len(data) - len(data) % self._device.bytes_per_sample
        self._rest = data[whole:]
        raw = np.frombuffer(
            data, self._device.sample_type, whole // self._device.bytes_per_sample * self._device.channels
        )
        if self._device.channels == 1 and raw.dtype == np.int16:
            return self._converter.convert(raw)
        mixed = _as_float(raw).reshape(-1, self._device.channels).mean(axis=1)
        return self._converter.convert(np.clip(mixed * 32768, -32768, 32767).astype(np.int16))


class ToDevice:
    """Samples → bytes for a loudspeaker: the same on every channel."""

    def __init__(self, device: DeviceFormat) -> None:
        self._device = device
        self._converter = _RateConverter(RATE_HZ, device.rate_hz)

    def convert(self, samples: Samples) -> bytes:
        mono = self._converter.convert(samples)
        kind = self._device.sample_type
        shown: npt.NDArray[np.generic]
        if kind is SampleType.INT16:
            shown = mono
        elif kind is SampleType.UINT8:
            shown = ((mono >> 8) + 128).astype(np.uint8)
        elif kind is SampleType.INT32:
            shown = mono.astype(np.int32) << 16
        else:
            shown = mono.astype(np.float32) / np.float32(32768)
        return np.repeat(shown, self._device.channels).tobytes()


class _RateConverter:
    """FFmpeg's, which keeps its state from call to call."""

    def __init__(self, from_hz: int, to_hz: int) -> None:
        self._from_hz = from_hz
        self._converter = None if from_hz == to_hz else av.AudioResampler(format="s16", layout="mono", rate=to_hz)

    def convert(self, samples: Samples) -> Samples:
        if self._converter is None or not len(samples):
            return samples
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = self._from_hz
        parts = [part.to_ndarray().reshape(-1) for part in self._converter.resample(frame)]
        return np.concatenate(parts).astype(np.int16, copy=False) if parts else np.zeros(0, np.int16)


def _as_float(raw: npt.NDArray[np.generic]) -> npt.NDArray[np.float32]:
    """Full scale is 1."""
    if raw.dtype == np.uint8:
        return (raw.astype(np.float32) - 128) / np.float32(128)
    if raw.dtype == np.int16:
        return raw.astype(np.float32) / np.float32(32768)
    if raw.dtype == np.int32:
        return raw.astype(np.float32) / np.float32(2**31)
    return raw.astype(np.float32)
