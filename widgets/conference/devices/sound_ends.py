"""The two devices of sound themselves, of the thread of sound: opened in the chain's form where they offer it."""

import time

from PySide6 import QtCore, QtMultimedia, QtNetwork
from PySide6.QtCore import QIODevice
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink, QAudioSource, QtAudio

from streams.webrtc.voice.blocks import RATE_HZ
from streams.webrtc.voice.chain import VoiceChain
from streams.webrtc.voice.rate import DeviceFormat, FromDevice, SampleType, ToDevice

# A microphone's part, and what a loudspeaker takes ahead: a processor that is busy for as long tears no hole.
_RECORDED_S = 0.02
_AHEAD_S = 0.05

# What the thread of sound uses, and every kind of device: PySide looks through them for the one that a source gives.
_OF_CORE = (
    *("QAbstractEventDispatcher", "QByteArray", "QEventLoop", "QObject", "QThread", "QTimer", "Qt"),
    *("QBuffer", "QFile", "QFileDevice", "QIODevice", "QIODeviceBase", "QProcess", "QSaveFile", "QTemporaryFile"),
)

_SAMPLE_TYPES = {
    QAudioFormat.SampleFormat.UInt8: SampleType.UINT8,
    QAudioFormat.SampleFormat.Int16: SampleType.INT16,
    QAudioFormat.SampleFormat.Int32: SampleType.INT32,
    QAudioFormat.SampleFormat.Float: SampleType.FLOAT32,
}


def ready_types() -> None:
    """Has every type made that the thread of sound will touch; by the UI thread, before there is the other.

    PySide makes its types when they are first used, and two threads that do so at once end the process (seen with 6.11
    as a segmentation fault within enum.py).
    """
    for name in _OF_CORE:
        getattr(QtCore, name)
    for module in (QtNetwork, QtMultimedia):
        for name in dir(module):
            getattr(module, name)


def _formats(device: QAudioDevice) -> tuple[QAudioFormat, DeviceFormat]:
    """The chain's own where the device has it, else what it likes best."""
    wanted = QAudioFormat()
    wanted.setSampleRate(RATE_HZ)
    wanted.setChannelCount(1)
    wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    used = wanted if device.isFormatSupported(wanted) else device.preferredFormat()
    kind = _SAMPLE_TYPES.get(used.sampleFormat(), SampleType.INT16)
    return used, DeviceFormat(used.sampleRate(), used.channelCount(), kind)


class Microphone:
    """`moved_s`: time.monotonic() when it was opened or gave something last."""

    def __init__(self, chain: VoiceChain) -> None:
        self.moved_s = 0.0
        self.has_moved = False
        self._chain = chain
        self._source: QAudioSource | None = None
        self._input: QIODevice | None = None
        self._converter = FromDevice(DeviceFormat())

    def open(self, device: QAudioDevice) -> bool:
        """False where the system refuses."""
        self.close()
        self._chain.forget_recorded()
        used, form = _formats(device)
        self._converter = FromDevice(form)
        self._source = QAudioSource(device, used)
        self._source.setBufferSize(round(_RECORDED_S * form.rate_hz) * form.bytes_per_sample)
        # Not into a device of our own: PySide hands the samples to one as text.
        self._input = self._source.start()
        self.moved_s, self.has_moved = time.monotonic(), False
        if self._input is None or self._source.error() is not QtAudio.Error.NoError:
            return False
        self._input.readyRead.connect(self._read)
        return True

    def close(self) -> None:
        if self._source is not None:
            self._source.stop()
        self._source = self._input = None

    def _read(self) -> None:
        if self._input is None:
            return
        data = self._input.readAll().data()
        if not data:
            return
        self.moved_s, self.has_moved = time.monotonic(), True
        self._chain.record(self._converter.convert(bytes(data)), self.moved_s)


class Speaker:
    """`moved_s`: time.monotonic() when it was opened or took something last. `underruns`: how often it came so late for
    more that it had nothing left."""

    def __init__(self, chain: VoiceChain) -> None:
        self.moved_s = 0.0
        self.has_moved = False
        self.underruns = 0
        self.buffered_s = 0.0
        self._asked = 0
        self._chain = chain
        self._sink: QAudioSink | None = None
        self._output: _Output | None = None

    def open(self, device: QAudioDevice) -> bool:
        """False where the system refuses."""
        self.close()
        used, form = _formats(device)
        self._output = _Output(self, self._chain, form)
        self._sink = QAudioSink(device, used)
        self._sink.setBufferSize(round(_AHEAD_S * form.rate_hz) * form.bytes_per_sample)
        self.moved_s, self.has_moved, self._asked = time.monotonic(), False, 0
        self._sink.start(self._output)
        self.buffered_s = self._sink.bufferSize() / (form.bytes_per_sample * form.rate_hz)
        return self._sink.error() is QtAudio.Error.NoError

    def close(self) -> None:
        if self._sink is not None:
            self._sink.stop()
        self._sink = self._output = None
        self.buffered_s = 0.0

    def asked(self) -> None:
        """The first two times fill the buffers; a device that does not play asks for no more."""
        now_s = time.monotonic()
        if self.has_moved and now_s - self.moved_s > self.buffered_s:
            self.underruns += 1
        self._asked += 1
        self.has_moved = self._asked > 2
        self.moved_s = now_s


class _Output(QIODevice):
    """Asked by the sink for as much as it has room for."""

    def __init__(self, speaker: Speaker, chain: VoiceChain, form: DeviceFormat) -> None:
        super().__init__()
        self._speaker = speaker
        self._chain = chain
        self._converter = ToDevice(form)
        self._rest = bytearray()
        # Unbuffered: Qt would ask for 16 KiB at once, a sixth of a second.
        self.open(QIODevice.OpenModeFlag.ReadOnly | QIODevice.OpenModeFlag.Unbuffered)

    def readData(self, most: int) -> bytes:
        self._speaker.asked()
        while len(self._rest) < most:
            self._rest += self._converter.convert(self._chain.play())
        data = bytes(self._rest[:most])
        del self._rest[:most]
        return data

    def writeData(self, _data: object, _length: int) -> int:
        return -1

    def isSequential(self) -> bool:
        return True

    def bytesAvailable(self) -> int:
        """There is always more."""
        return 1 << 20
