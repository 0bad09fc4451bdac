"""Microphone and loudspeaker of this seat while a lobby, a conference or a ring needs them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from streams.webrtc.participant.room_media import RoomMedia
from streams.webrtc.voice.blocks import Samples
from streams.webrtc.voice.chain import VoiceChain
from widgets.conference.devices.choice import Device, DeviceKind
from widgets.conference.devices.device_list import DeviceList
from widgets.conference.devices.sound_state import SoundState

if TYPE_CHECKING:
    from widgets.conference.devices.sound import Sound

SOUND_KINDS = (DeviceKind.MICROPHONE, DeviceKind.SPEAKER)


class SeatSound(QObject):
    """`changed`: another device, or another state of one. `room` is set by its owner: where the voice goes and the
    others come from; read by the thread of sound."""

    changed = Signal()

    def __init__(self, devices: DeviceList, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.chain = VoiceChain(playout=self._playout, send=self._send)
        self.room: RoomMedia | None = None
        self._devices = devices
        self._wanted: frozenset[DeviceKind] = frozenset()
        self._open: dict[DeviceKind, Device] = {}
        self._sound: Sound | None = None
        devices.changed.connect(self._follow)

    def want(self, kinds: frozenset[DeviceKind]) -> None:
        """Exactly these are open from now on, as far as there are any."""
        if kinds != self._wanted:
            self._wanted = kinds
            self._follow()

    def state(self, kind: DeviceKind) -> SoundState:
        return self._sound.state(kind) if self._sound is not None else SoundState.OFF

    @property
    def underruns(self) -> int:
        return self._sound.underruns if self._sound is not None else 0

    def close(self) -> None:
        self._devices.changed.disconnect(self._follow)
        self.room = None
        if self._sound is not None:
            self._sound.close()
            self._sound = None

    def _follow(self) -> None:
        used = {kind: self._devices.used(kind).device for kind in self._wanted}
        if self._sound is None and any(used.values()):
            from widgets.conference.devices.sound import Sound

            self._sound = Sound(self.chain, self._devices.server, self)
            self._sound.changed.connect(self._state_changed)
        for kind in SOUND_KINDS:
            self._use(kind, used.get(kind))

    def _use(self, kind: DeviceKind, device: Device | None) -> None:
        if self._open.get(kind) == device or self._sound is None:
            return
        found = None
        if device is not None and self._devices.system is not None:
            found = self._devices.system.sound_device(kind, device.device_id)
        if device is None or found is None:
            self._open.pop(kind, None)
        else:
            self._open[kind] = device
        self._sound.use(kind, found)
        self.changed.emit()

    def _state_changed(self) -> None:
        room = self.room
        if room is not None and self._sound is not None:
            room.sound.output_delay_s = self._sound.output_delay_s
        self.changed.emit()

    # -- on the thread of sound

    def _playout(self, into: Samples) -> None:
        room = self.room
        if room is not None:
            room.sound.playout(into)

    def _send(self, block: Samples, at_s: float) -> None:
        room = self.room
        if room is not None:
            room.voice.put(block, at_s)
