"""Keeps the two devices of sound going on their thread: opens them, notices when one stands still, tries again."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtMultimedia import QAudioDevice

from streams.webrtc.voice.chain import VoiceChain
from widgets.conference.devices.choice import DeviceKind
from widgets.conference.devices.sound_ends import Microphone, Speaker
from widgets.conference.devices.sound_server import ServerState, SoundServer
from widgets.conference.devices.sound_state import SoundState

_LOOK_S = 0.5
# The first sound of a virtual device of PulseAudio takes two seconds; a device that plays moves every 20 ms.
_STANDS_STILL_S = 4.0

Tell = Callable[[DeviceKind, SoundState], None]


class SoundWorker(QObject):
    """Made, used and closed by the thread `sound`. `tell` is called there at each look."""

    def __init__(self, chain: VoiceChain, server: SoundServer, tell: Tell) -> None:
        super().__init__()
        self.microphone = Microphone(chain)
        self.speaker = Speaker(chain)
        self._server = server
        self._tell = tell
        self._ends: dict[DeviceKind, Microphone | Speaker] = {
            DeviceKind.MICROPHONE: self.microphone,
            DeviceKind.SPEAKER: self.speaker,
        }
        self._devices: dict[DeviceKind, QAudioDevice] = {}
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(round(_LOOK_S * 1000))

    @Slot(object, object)
    def use(self, kind: DeviceKind, device: QAudioDevice | None) -> None:
        if device is None:
            self._devices.pop(kind, None)
            self._ends[kind].close()
            self._tell(kind, SoundState.OFF)
        else:
            self._devices[kind] = device
            self._open(kind)

    def close(self) -> None:
        self._timer.stop()
        for end in self._ends.values():
            end.close()

    def _open(self, kind: DeviceKind) -> None:
        self._tell(kind, SoundState.STARTING if self._opens(kind) else SoundState.FAILED)

    def _opens(self, kind: DeviceKind) -> bool:
        return self._server.state is ServerState.ALIVE and self._ends[kind].open(self._devices[kind])

    def _look(self) -> None:
        now_s = time.monotonic()
        for kind in self._devices:
            end = self._ends[kind]
            if now_s - end.moved_s > _STANDS_STILL_S:
                self._tell(kind, SoundState.FAILED)
                # Without a word: it has failed until it moves.
                self._opens(kind)
            elif end.has_moved:
                self._tell(kind, SoundState.RUNNING)
