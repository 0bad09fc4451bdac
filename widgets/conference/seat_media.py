"""This seat's camera, microphone, loudspeaker and shared screen, from its lobby through the conference to its end.

Nothing of it is loaded, opened or asked of the system before the first lobby, ring or conference.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QWidget

from app.link.conference_media import ConferenceMedia
from app.services.conference_engine import StreamSource
from app.services.workspace import DeviceName, DeviceRecord
from streams.webrtc.participant.capture import CapturedPicture
from streams.webrtc.voice.chain import VoiceFigures
from widgets.conference.devices.camera_state import CameraState
from widgets.conference.devices.choice import Device, DeviceKind, Wish
from widgets.conference.devices.device_list import DeviceList
from widgets.conference.devices.sound_state import SoundState
from widgets.conference.seat_sound import SeatSound

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QCapturableWindow

    from widgets.conference.devices.camera import Camera
    from widgets.conference.devices.screen_share import ScreenShare

_KINDS = {StreamSource.CAMERA: DeviceKind.CAMERA, StreamSource.MICROPHONE: DeviceKind.MICROPHONE}
_ALL_SOUND = frozenset((DeviceKind.MICROPHONE, DeviceKind.SPEAKER))
_LISTEN_MS = 200


@dataclass(frozen=True, slots=True)
class SeatFigures:
    """`underruns`: how often the loudspeaker had nothing to play. `camera`: width and height in pixels."""

    voice: VoiceFigures | None
    underruns: int
    camera: tuple[int, int] | None


class SeatMedia(QObject):
    """Implements `OwnMedia`, on the UI loop. `changed`: something else can be read here; `switched`: microphone, camera
    or screen went on or off here and not by `set_on`; `sources_changed`: other things can be sent than before;
    `permitted`: camera or microphone gives something, once for each room; `unheard`: somebody speaks and is muted
    (True), or has stopped (False)."""

    changed = Signal()
    switched = Signal(object, bool)
    sources_changed = Signal()
    permitted = Signal()
    unheard = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.wishes: dict[DeviceKind, Wish] = {}
        self.devices: DeviceList | None = None
        self.sound: SeatSound | None = None
        # What the camera sees, for one's own small picture; None while it is off.
        self.picture: CapturedPicture | None = None
        self._camera: Camera | None = None
        self._camera_device: Device | None = None
        self._share: ScreenShare | None = None
        self._media: ConferenceMedia | None = None
        self._on = {StreamSource.MICROPHONE: True, StreamSource.CAMERA: True}
        self._previews = False
        self._is_in = False
        self._rings = False
        self._sources: tuple[StreamSource, ...] = ()
        self._was_unheard = False
        self._is_permitted = False
        self._listening = QTimer(self, interval=_LISTEN_MS)
        self._listening.timeout.connect(self._listen)

    # -- what can be read

    def is_on(self, source: StreamSource) -> bool | None:
        if source is StreamSource.SCREEN:
            return self._share is not None
        return self._on[source] if self._device(_KINDS[source]) is not None else None

    def sources(self) -> tuple[StreamSource, ...]:
        there = tuple(source for source, kind in _KINDS.items() if self._device(kind) is not None)
        return (*there, StreamSource.SCREEN) if self._share is not None else there

    @property
    def camera_state(self) -> CameraState:
        return self._camera.state if self._camera is not None else CameraState.OFF

    def figures(self) -> SeatFigures:
        picture = self.picture
        return SeatFigures(
            voice=self.sound.chain.figures() if self.sound is not None else None,
            underruns=self.sound.underruns if self.sound is not None else 0,
            camera=(picture.width, picture.height) if picture is not None else None,
        )

    # -- from the lobby to the end

    def look(self) -> None:
        """Load what devices need and find them; at once where that is done."""
        if self.devices is None:
            self.devices = DeviceList(self.wishes, self)
            self.sound = SeatSound(self.devices, self)
            self.sound.chain.gate.muted = not self._on[StreamSource.MICROPHONE]
            self.sound.changed.connect(self._sound_changed)
            self.devices.changed.connect(self._follow)

    def preview(self, shown: bool) -> None:
        """The lobby is on the screen, or is not any more."""
        self._previews = shown
        self._follow()

    def use(self, media: ConferenceMedia) -> None:
        self._media = media
        self._is_in = self._is_permitted = False
        for source, on in self._on.items():
            media.mute(source, muted=not on)

    def enter(self) -> None:
        self._is_in = True
        self._follow()

    def leave(self) -> None:
        self._is_in = self._previews = False
        self._media = None
        self.stop_sharing()
        self._follow()

    def ring(self, rings: bool) -> None:
        """The loudspeaker is needed for a ring, or is not any more."""
        self._rings = rings
        self._follow()

    def close(self) -> None:
        """Every device, and what looks for them."""
        self.leave()
        self.ring(False)
        if self.sound is not None:
            self.sound.close()
            self.sound = None
        if self.devices is not None:
            self.devices.close()
            self.devices = None

    def remember(self, records: Mapping[DeviceName, DeviceRecord]) -> None:
        """What was chosen at this seat before; before the first lobby."""
        self.wishes = {DeviceKind(kind): Wish(one.device_id, one.name) for kind, one in records.items()}

    def records(self) -> dict[DeviceName, DeviceRecord]:
        """For the workspace."""
        return {kind.value: DeviceRecord(device_id=one.device_id, name=one.name) for kind, one in self.wishes.items()}

    # -- switches

    def set_on(self, source: StreamSource, on: bool) -> None:
        if source is StreamSource.SCREEN:
            if not on:
                self.stop_sharing()
            return
        self._on[source] = on
        if source is StreamSource.MICROPHONE and self.sound is not None:
            self.sound.chain.gate.muted = not on
        self._mute(source, on)
        self._follow()

    def switch(self, source: StreamSource, on: bool) -> None:
        """As `set_on`, by somebody who is not the conference, which hears of it by `switched`."""
        self.set_on(source, on)
        self.switched.emit(source, on)

    def choose(self, kind: DeviceKind, device: Device) -> None:
        self.wishes[kind] = Wish(device.device_id, device.name)
        if self.devices is not None:
            self.devices.wish(kind, device)

    def share_screen(self, screen: QScreen) -> None:
        from widgets.conference.devices.screen_share import ScreenShare

        self._begin_sharing(ScreenShare.of_screen(screen, _ToRoom(self), self))

    def share_window(self, window: "QCapturableWindow") -> None:
        from widgets.conference.devices.screen_share import ScreenShare

        self._begin_sharing(ScreenShare.of_window(window, _ToRoom(self), self))

    def share_wall(self, canvas: QWidget) -> None:
        """What a wall output shows."""
        from widgets.conference.devices.screen_share import ScreenShare

        self._begin_sharing(ScreenShare.of_widget(canvas, _ToRoom(self), self))

    def stop_sharing(self) -> None:
        if self._share is not None:
            self._share.stop()
            self._share = None
            self._mute(StreamSource.SCREEN, False)
            self._tell_sources()

    # -- pictures, from whichever thread brings them

    def put(self, picture: CapturedPicture) -> None:
        """Of the camera."""
        self.picture = picture
        media = self._media
        if media is not None and self._is_in:
            media.media.camera.put(picture)

    def put_screen(self, picture: CapturedPicture) -> None:
        media = self._media
        if media is not None and self._is_in:
            media.media.screen.put(picture)

    def _device(self, kind: DeviceKind) -> Device | None:
        return self.devices.used(kind).device if self.devices is not None else None

    def _follow(self) -> None:
        """Opens and closes devices until they are as they are wanted."""
        needs_devices = self._previews or self._is_in
        if needs_devices or self._rings:
            self.look()
        if self.sound is not None:
            ringing = frozenset((DeviceKind.SPEAKER,)) if self._rings else frozenset()
            self.sound.room = self._media.media if self._media is not None and self._is_in else None
            self.sound.want(_ALL_SOUND if needs_devices else ringing)
        self._follow_camera(needs_devices and self._on[StreamSource.CAMERA])
        if self._is_in:
            self._listening.start()
        else:
            self._listening.stop()
        self._note_permitted()
        self._tell_sources()

    def _follow_camera(self, wanted: bool) -> None:
        device = self._device(DeviceKind.CAMERA) if wanted else None
        if device != self._camera_device and self._camera is not None:
            self._camera.changed.disconnect(self._camera_changed)
            self._camera.stop()
            self._camera = self.picture = None
        if device is not None and self._camera is None and self.devices is not None and self.devices.system is not None:
            found = self.devices.system.camera(device.device_id)
            if found is not None:
                from widgets.conference.devices.camera import Camera

                self._camera = Camera(found, self, self)
                self._camera.changed.connect(self._camera_changed)
                self._camera.start()
        self._camera_device = device

    def _camera_changed(self) -> None:
        if self.camera_state is not CameraState.RUNNING:
            self.picture = None
        self._note_permitted()
        self.changed.emit()

    def _sound_changed(self) -> None:
        self._note_permitted()
        self.changed.emit()

    def _note_permitted(self) -> None:
        """Also of what runs already, as in the lobby of a next room."""
        if self._media is None or self._is_permitted:
            return
        hears = self.sound is not None and self.sound.state(DeviceKind.MICROPHONE) is SoundState.RUNNING
        if hears or self.camera_state is CameraState.RUNNING:
            self._is_permitted = True
            self.permitted.emit()

    def _begin_sharing(self, share: "ScreenShare") -> None:
        if self._share is not None:
            self._share.stop()
        self._share = share
        share.failed.connect(self._share_failed)
        self._mute(StreamSource.SCREEN, True)
        self.switched.emit(StreamSource.SCREEN, True)
        self._tell_sources()

    def _share_failed(self) -> None:
        self.stop_sharing()
        self.switched.emit(StreamSource.SCREEN, False)

    def _mute(self, source: StreamSource, on: bool) -> None:
        if self._media is not None:
            self._media.mute(source, muted=not on)

    def _tell_sources(self) -> None:
        """And that anything has changed."""
        sources = self.sources()
        if sources != self._sources:
            self._sources = sources
            self.sources_changed.emit()
        self.changed.emit()

    def _listen(self) -> None:
        unheard = self.sound is not None and self.sound.chain.speaks_unheard
        if unheard is not self._was_unheard:
            self._was_unheard = unheard
            self.unheard.emit(unheard)


class _ToRoom:
    """Where a share puts its pictures."""

    def __init__(self, seat: SeatMedia) -> None:
        self._seat = seat

    def put(self, picture: CapturedPicture) -> None:
        self._seat.put_screen(picture)
