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
from typing import Any, cast

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QApplication

from app.link.conference_media import ConferenceMedia
from app.services.conference_engine import StreamSource
from streams.webrtc.voice.blocks import RATE_HZ, Samples
from streams.webrtc.voice.level import level_dbfs
from tests.streams.webrtc.voice.room import others, samples
from widgets.conference.device_words import troubles
from widgets.conference.devices.choice import DeviceKind
from widgets.conference.seat_devices import LoudRing
from widgets.conference.seat_media import SeatMedia
from widgets.conference.seat_sound import SOUND_KINDS


class Room:
    """What the others say and hear: `ConferenceMedia` and what is behind it, as far as devices need them."""

    def __init__(self) -> None:
        self.media = self.sound = self.voice = self.camera = self.screen = self
        self.output_delay_s = 0.0
        self.remote = np.zeros(RATE_HZ, np.int16)
        self.heard: list[Samples] = []
        self._next = 0

    def playout(self, into: Samples) -> None:
        into[:] = self.remote.take(range(self._next, self._next + len(into)), mode="wrap")
        self._next += len(into)

    def put(self, block: Samples, _at_s: float) -> None:
        self.heard.append(block.copy())

    def mute(self, source: StreamSource, *, muted: bool) -> None:
        """The gate of the chain does it."""


class Seat(QObject):
    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._room = Room()
        self._media = SeatMedia()
        self._unheard: list[bool] = []
        self._media.unheard.connect(self._unheard.append)
        self._permitted: list[None] = []
        self._media.permitted.connect(lambda: self._permitted.append(None))
        self._media.use(cast("ConferenceMedia", self._room))
        self._media.preview(True)
        self._media.enter()

    # -- what can be asked

    def state(self) -> dict[str, Any]:
        devices, sound = self._media.devices, self._media.sound
        assert devices is not None
        assert sound is not None
        used = {kind: devices.used(kind) for kind in DeviceKind}
        return {
            "readiness": devices.readiness,
            "devices": {kind: [device.name for device in devices.devices(kind)] for kind in DeviceKind},
            "used": {kind: one.device.name if one.device else None for kind, one in used.items()},
            "missed": {kind: one.missed for kind, one in used.items()},
            "states": {kind: sound.state(kind) for kind in SOUND_KINDS},
            "sources": self._media.sources(),
            "troubles": troubles(self._media),
            "unheard": self._unheard,
            "permitted": len(self._permitted),
        }

    def choose(self, kind: str, name: str) -> dict[str, Any]:
        assert self._media.devices is not None
        device = next(one for one in self._media.devices.devices(DeviceKind(kind)) if one.name == name)
        self._media.choose(DeviceKind(kind), device)
        return {}

    def mute(self, muted: bool) -> dict[str, Any]:
        self._media.set_on(StreamSource.MICROPHONE, not muted)
        return {}

    def leave(self) -> dict[str, Any]:
        self._media.leave()
        return {}

    def ring(self, rings: bool) -> dict[str, Any]:
        self._ringing = LoudRing(self._media)
        self._ringing.start() if rings else self._ringing.stop()
        return {}

    def others_say(self, what: str) -> dict[str, Any]:
        time_s = np.arange(RATE_HZ) / RATE_HZ
        waves = {"tone": np.sin(2 * np.pi * 440 * time_s) * 0.25, "talk": others(5), "nothing": np.zeros(RATE_HZ)}
        self._room.remote = samples(waves[what])
        return {}

    def tone(self) -> dict[str, Any]:
        assert self._media.sound is not None
        self._media.sound.chain.play_tone()
        return {}

    def forget(self) -> dict[str, Any]:
        self._room.heard.clear()
        return {}

    def sent(self) -> dict[str, Any]:
        """Since the last `forget`."""
        wave = np.concatenate(self._room.heard) if self._room.heard else np.zeros(1, np.int16)
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
        self._media.close()
        QCoreApplication.exit(0)
        return {"threads": [thread.name for thread in threading.enumerate() if thread.name != "orders"]}


def main() -> int:
    application = QApplication(sys.argv[:1])
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
