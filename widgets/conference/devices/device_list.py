"""The devices of this seat, which one is used, and what is missing; kept right while devices come and go."""

import logging
import threading
import time
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from widgets.conference.devices.choice import Device, DeviceKind, Used, Wish, choose
from widgets.conference.devices.sound_server import ServerState, SoundServer

if TYPE_CHECKING:
    from widgets.conference.devices.system import SystemDevices

log = logging.getLogger(__name__)

_SERVER_LOOK_MS = 1000
# Between two tries to find a sound system that is away; a try may take two.
_SERVER_TRY_S = 3.0


class Readiness(StrEnum):
    """What can be said of this seat's devices. But for LOADING and NO_LIBRARY there may be cameras."""

    LOADING = "loading"
    READY = "ready"
    NO_SOUND = "no-sound"  # no sound system runs here
    SOUND_HANGS = "sound-hangs"  # there is one and it does not answer
    SOUND_GONE = "sound-gone"  # there was one: only another start of the program brings sound back
    NO_LIBRARY = "no-library"  # a library of the system is missing: no devices at all


_READINESS = {
    ServerState.ALIVE: Readiness.READY,
    ServerState.NONE: Readiness.NO_SOUND,
    ServerState.HANGS: Readiness.SOUND_HANGS,
    ServerState.GONE: Readiness.SOUND_GONE,
}


class DeviceList(QObject):
    """Starts to look when it is made and never waits; `changed` tells each change, also that it is ready. A seat that
    has no device at all, no sound system or not even the library is a seat with empty lists. A sound system that
    comes later is noticed, and one that ends."""

    changed = Signal()
    _looked = Signal()

    def __init__(self, wishes: Mapping[DeviceKind, Wish] | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.readiness = Readiness.LOADING
        self.wishes = dict(wishes or {})
        self.server = SoundServer()
        self.system: SystemDevices | None = None
        self._there: dict[DeviceKind, tuple[Device, ...]] = {}
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look_after_server)
        self._looked.connect(self._found)
        self._looked_s = 0.0
        self._looking = self._look_aside()

    def close(self) -> None:
        """Nothing is told any more. Some milliseconds; two seconds where it was still looking."""
        self._looked.disconnect(self._found)
        self._looking.join()
        self._timer.stop()
        if self.system is not None:
            self.system.changed.disconnect(self._read)
            self.system.deleteLater()
            self.system = None
        self.server.close()

    def devices(self, kind: DeviceKind) -> tuple[Device, ...]:
        return self._there.get(kind, ())

    def used(self, kind: DeviceKind) -> Used:
        return choose(self.devices(kind), self.wishes.get(kind))

    def wish(self, kind: DeviceKind, device: Device) -> None:
        """From now on this one, whenever it is there."""
        self.wishes[kind] = Wish(device.device_id, device.name)
        self.changed.emit()

    def _look_aside(self) -> threading.Thread:
        looking = threading.Thread(target=self._look, name="sound-server", daemon=True)
        looking.start()
        return looking

    def _look(self) -> None:
        self.server.connect()
        self._looked.emit()

    def _found(self) -> None:
        self._looked_s = time.monotonic()
        state = self.server.state
        if self.system is None:
            try:
                # Here and not on the other thread: PySide makes its types for one thread at a time.
                from widgets.conference.devices.system import SystemDevices
            except ImportError as error:
                log.info("no devices: %s", error)
                self.readiness = Readiness.NO_LIBRARY
                self.changed.emit()
                return
            self.system = SystemDevices(self)
            self.system.changed.connect(self._read)
            self._timer.start(_SERVER_LOOK_MS)
        elif self.system.has_sound == (state is ServerState.ALIVE):
            return
        self._say(state)

    def _say(self, state: ServerState) -> None:
        self.readiness = _READINESS[state]
        if self.system is not None:
            self.system.use_sound(state is ServerState.ALIVE)
        log.info("sound system: %s", state)
        self._read()

    def _read(self) -> None:
        if self.system is not None:
            self._there = {kind: self.system.devices(kind) for kind in DeviceKind}
        self.changed.emit()

    def _look_after_server(self) -> None:
        if self.server.state is ServerState.ALIVE or self._looking.is_alive():
            return
        if self.server.state is ServerState.GONE:
            self._timer.stop()
            self._say(ServerState.GONE)
        elif time.monotonic() - self._looked_s > _SERVER_TRY_S:
            self._looking = self._look_aside()
