"""A seat with the sound system that the environment names, in a process of its own: Qt knows one for its whole life.

    PULSE_SERVER=unix:/… python -m tests.widgets.conference.devices.sound_child
reads one JSON array of words a line and answers each with one JSON object a line.
"""

import json
import os
import sys
import threading
import time
import traceback
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, Signal

from streams.webrtc.voice.blocks import RATE_HZ, Samples
from streams.webrtc.voice.chain import VoiceChain
from streams.webrtc.voice.level import level_dbfs
from tests.streams.webrtc.voice.room import others, samples
from widgets.conference.devices.choice import Device, DeviceKind
from widgets.conference.devices.device_list import DeviceList
from widgets.conference.devices.sound_state import SoundState

SOUNDS = (DeviceKind.MICROPHONE, DeviceKind.SPEAKER)


class Seat(QObject):
    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._remote = np.zeros(RATE_HZ, np.int16)
        self._next = 0
        self._sent: list[Samples] = []
        self.chain = VoiceChain(playout=self._playout, send=self._send)
        self.devices = DeviceList()
        self.devices.changed.connect(self._follow)
        self.sound: Any = None
        self._using: dict[DeviceKind, Device | None] = {}

    def _follow(self) -> None:
        if self.devices.system is None:
            return
        if self.sound is None:
            from widgets.conference.devices.sound import Sound

            self.sound = Sound(self.chain, self.devices.server)
        for kind in SOUNDS:
            device = self.devices.used(kind).device
            if self._using.get(kind) != device:
                self._using[kind] = device
                self.sound.use(
                    kind, self.devices.system.sound_device(kind, device.device_id) if device is not None else None
                )

    def _playout(self, into: Samples) -> None:
        into[:] = self._remote.take(range(self._next, self._next + len(into)), mode="wrap")
        self._next += len(into)

    def _send(self, block: Samples, at_s: float) -> None:
        self._sent.append(block.copy())

    # -- what can be asked

    def state(self) -> dict[str, Any]:
        return {
            "readiness": self.devices.readiness,
            "devices": {kind: [device.name for device in self.devices.devices(kind)] for kind in DeviceKind},
            "used": {kind: device.name if device else None for kind, device in self._using.items()},
            "missed": {kind: self.devices.used(kind).missed for kind in DeviceKind},
            "states": {kind: self.sound.state(kind) if self.sound else SoundState.OFF for kind in SOUNDS},
        }

    def choose(self, kind: str, name: str) -> dict[str, Any]:
        device = next(one for one in self.devices.devices(DeviceKind(kind)) if one.name == name)
        self.devices.wish(DeviceKind(kind), device)
        return {}

    def others_say(self, what: str) -> dict[str, Any]:
        time_s = np.arange(RATE_HZ) / RATE_HZ
        waves = {"tone": np.sin(2 * np.pi * 440 * time_s) * 0.25, "talk": others(5), "nothing": np.zeros(RATE_HZ)}
        self._remote = samples(waves[what])
        return {}

    def tone(self) -> dict[str, Any]:
        self.chain.play_tone()
        return {}

    def forget(self) -> dict[str, Any]:
        self._sent.clear()
        return {}

    def sent(self) -> dict[str, Any]:
        """Since the last `forget`."""
        wave = np.concatenate(self._sent) if self._sent else np.zeros(1, np.int16)
        window = wave * np.hanning(len(wave))
        return {
            "seconds": len(wave) / RATE_HZ,
            "dbfs": level_dbfs(wave),
            "pitch_hz": float(np.abs(np.fft.rfft(window)).argmax() * RATE_HZ / len(wave)),
        }

    def be_busy(self, seconds: float) -> dict[str, Any]:
        """The screen does something long, in Python."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            sum(range(1000))
        return {}

    def end(self) -> dict[str, Any]:
        if self.sound is not None:
            self.sound.close()
        self.devices.close()
        QCoreApplication.exit(0)
        return {"threads": [thread.name for thread in threading.enumerate() if thread.name != "orders"]}


def main() -> int:
    application = QCoreApplication(sys.argv[:1])
    sys.setswitchinterval(0.001)
    seat = Seat()

    def answer(order: list[Any]) -> None:
        try:
            answered = getattr(seat, order[0])(*order[1:])
        except Exception:
            # Who asked waits for a line.
            traceback.print_exc()
            os._exit(1)
        print(json.dumps(answered), flush=True)

    def read() -> None:
        for line in sys.stdin:
            seat.asked.emit(json.loads(line))

    seat.asked.connect(answer)
    threading.Thread(target=read, name="orders", daemon=True).start()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
