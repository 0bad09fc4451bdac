"""Microphone and loudspeaker on a thread of their own, so that a busy screen costs no sound.

The devices are opened, read, fed and closed by the thread `sound` alone; the voice chain runs there too, because it
needs both.
"""

import logging
import threading

from PySide6.QtCore import QEventLoop, QObject, Qt, Signal
from PySide6.QtMultimedia import QAudioDevice

from streams.webrtc.voice.chain import VoiceChain
from widgets.conference.devices.choice import DeviceKind
from widgets.conference.devices.sound_ends import ready_types
from widgets.conference.devices.sound_server import SoundServer
from widgets.conference.devices.sound_state import SoundState
from widgets.conference.devices.sound_worker import SoundWorker

log = logging.getLogger(__name__)


class Sound(QObject):
    """Of the UI thread. `changed`: the state of one of the two devices is another."""

    changed = Signal()
    _device_asked = Signal(object, object)
    _end_asked = Signal()
    _told = Signal(object, object)

    def __init__(self, chain: VoiceChain, server: SoundServer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chain = chain
        self._server = server
        self._states = {DeviceKind.MICROPHONE: SoundState.OFF, DeviceKind.SPEAKER: SoundState.OFF}
        self._told.connect(self._note)
        self._worker: SoundWorker | None = None
        ready_types()
        self._is_up = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sound", daemon=True)
        self._thread.start()
        self._is_up.wait()

    def use(self, kind: DeviceKind, device: QAudioDevice | None) -> None:
        """A microphone or a loudspeaker from now on; None: none."""
        self._states[kind] = SoundState.OFF if device is None else SoundState.STARTING
        self._device_asked.emit(kind, device)

    def state(self, kind: DeviceKind) -> SoundState:
        return self._states[kind]

    @property
    def output_delay_s(self) -> float:
        """What the loudspeaker takes ahead of what it plays, in seconds."""
        return self._worker.speaker.buffered_s if self._worker is not None else 0.0

    @property
    def underruns(self) -> int:
        """How often the loudspeaker had nothing to play, since the start."""
        return self._worker.speaker.underruns if self._worker is not None else 0

    def close(self) -> None:
        """Both devices closed, the thread joined: some milliseconds."""
        self._end_asked.emit()
        self._thread.join()

    def _run(self) -> None:
        loop = QEventLoop()
        worker = self._worker = SoundWorker(self._chain, self._server, self._told.emit)
        self._device_asked.connect(worker.use, Qt.ConnectionType.QueuedConnection)
        self._end_asked.connect(loop.quit, Qt.ConnectionType.QueuedConnection)
        self._is_up.set()
        loop.exec()
        self._device_asked.disconnect(worker.use)
        worker.close()

    def _note(self, kind: DeviceKind, state: SoundState) -> None:
        if self._states[kind] is not state:
            log.info("%s: %s", kind, state)
            self._states[kind] = state
            self.changed.emit()
