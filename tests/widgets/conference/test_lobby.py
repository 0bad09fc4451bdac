"""What a person sees of their devices before the room, and what they bring along."""

from collections.abc import Callable, Iterator
from unittest.mock import Mock

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QMenu, QWidget

from app.link.conference_media import ConferenceMedia
from app.services.conference_engine import StreamSource
from streams.webrtc.participant.capture import CapturedPicture
from widgets.conference import seat_media
from widgets.conference.device_words import troubles
from widgets.conference.devices.choice import Device, DeviceKind, Used, choose
from widgets.conference.devices.device_list import Readiness
from widgets.conference.devices.sound_server import SoundServer
from widgets.conference.devices.sound_state import SoundState
from widgets.conference.lobby import Lobby
from widgets.conference.seat_devices import SeatDevices
from widgets.conference.seat_media import SeatMedia

Wait = Callable[[Callable[[], bool]], None]

CAMERA, MICROPHONE, SPEAKER = DeviceKind.CAMERA, DeviceKind.MICROPHONE, DeviceKind.SPEAKER


@pytest.fixture(autouse=True)
def no_sound_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have a microphone, which is none of their business."""
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent/pulse")


@pytest.fixture
def media(application: object) -> Iterator[SeatMedia]:
    media = SeatMedia()
    yield media
    media.close()


class Plugs(QObject):
    """In place of `DeviceList`: no machine that runs the tests has a camera. Its devices cannot be opened."""

    changed = Signal()
    there: dict[DeviceKind, tuple[Device, ...]]

    def __init__(self, wishes: object, parent: QObject) -> None:
        super().__init__(parent)
        self.there = {kind: (Device(f"{kind}-1", f"First {kind}"),) for kind in DeviceKind}
        self.readiness = Readiness.READY
        self.server = SoundServer()
        self.system = None
        self.wishes: dict[DeviceKind, Device] = {}

    def devices(self, kind: DeviceKind) -> tuple[Device, ...]:
        return self.there.get(kind, ())

    def used(self, kind: DeviceKind) -> Used:
        device = self.wishes.get(kind)
        return choose(self.devices(kind), seat_media.Wish(device.device_id, device.name) if device else None)

    def wish(self, kind: DeviceKind, device: Device) -> None:
        self.wishes[kind] = device
        self.changed.emit()

    def plug(self, **there: tuple[Device, ...]) -> None:
        self.there |= {DeviceKind(kind): devices for kind, devices in there.items()}
        self.changed.emit()

    def close(self) -> None:
        """Nothing was opened."""


@pytest.fixture
def plugs(monkeypatch: pytest.MonkeyPatch, media: SeatMedia) -> Plugs:
    monkeypatch.setattr(seat_media, "DeviceList", Plugs)
    media.look()
    assert isinstance(media.devices, QObject)
    return media.devices  # type: ignore[return-value]


@pytest.fixture
def lobby(media: SeatMedia) -> Lobby:
    lobby = Lobby(media)
    lobby.resize(1000, 500)
    return lobby


def enabled(lobby: Lobby) -> list[str]:
    return [way.text() for way in lobby.ways.values() if way.isEnabled()]


def chosen(lobby: Lobby) -> str:
    return next(way.text() for way in lobby.ways.values() if way.isChecked())


def test_a_machine_without_any_device_comes_in_all_the_same_and_says_so(
    media: SeatMedia, lobby: Lobby, wait_until: Wait
) -> None:
    lobby.show()
    assert troubles(media) == ["Looking for camera, microphone and loudspeaker…"]
    wait_until(lambda: "No sound system" in lobby.choices.words.text())
    assert lobby.choices.words.text() == (
        "No sound system runs on this machine: you neither hear nor are heard.\n"
        "No camera was found: you will not be seen."
    )
    assert enabled(lobby) == ["Just listen and look"]
    assert media.sources() == ()
    assert [media.is_on(source) for source in (StreamSource.CAMERA, StreamSource.MICROPHONE)] == [None, None]
    assert not lobby.choices.tone_button.isEnabled()
    assert all(box.currentText() == "none" for box in lobby.choices.boxes.values())


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ({}, []),
        ({"microphone": ()}, ["No microphone was found: you will be seen, not heard."]),
        ({"camera": ()}, ["No camera was found: you will be heard, not seen."]),
        (
            {"camera": (), "microphone": ()},
            ["No camera and no microphone were found: you will be neither seen nor heard."],
        ),
        ({"speaker": ()}, ["No loudspeaker was found: you will not hear the others."]),
    ],
)
def test_what_is_missing_is_said_with_what_follows(
    media: SeatMedia, plugs: Plugs, there: dict[str, tuple[Device, ...]], said: list[str]
) -> None:
    plugs.plug(**there)
    assert troubles(media) == said


@pytest.mark.parametrize(
    ("readiness", "said"),
    [
        (Readiness.SOUND_HANGS, "The sound system of this machine does not answer"),
        (Readiness.SOUND_GONE, "Start Fivefifteen again"),
        (Readiness.NO_LIBRARY, "a library of the system is missing"),
    ],
)
def test_a_sound_system_that_fails_is_said(media: SeatMedia, plugs: Plugs, readiness: Readiness, said: str) -> None:
    plugs.readiness = readiness
    assert said in troubles(media)[0]


def test_a_device_that_is_away_is_replaced_and_returned_to(media: SeatMedia, plugs: Plugs, lobby: Lobby) -> None:
    lobby.show()
    box = lobby.choices.boxes[SPEAKER]
    desk, headset = Device("1", "Desk"), Device("2", "Headset")
    plugs.plug(speaker=(desk, headset))
    assert box.currentText() == "Desk"
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert media.wishes[SPEAKER].name == "Headset"
    plugs.plug(speaker=(desk,))
    assert box.currentText() == "Desk"
    assert "“Headset” is not there; “Desk” is used until it is back." in lobby.choices.words.text()
    plugs.plug(speaker=(desk, headset))
    assert box.currentText() == "Headset"
    assert "Headset" not in lobby.choices.words.text()


def test_what_was_chosen_is_remembered(media: SeatMedia, plugs: Plugs, application: object) -> None:
    media.choose(CAMERA, Device("/dev/video2", "Desk"))
    later = SeatMedia()
    later.remember(media.records())
    assert later.wishes == {CAMERA: seat_media.Wish("/dev/video2", "Desk")}
    later.close()


def test_three_ways_in(media: SeatMedia, plugs: Plugs, lobby: Lobby) -> None:
    heard: list[tuple[StreamSource, bool]] = []
    media.switched.connect(lambda source, on: heard.append((source, on)))
    lobby.show()
    assert chosen(lobby) == "With camera"
    for words, microphone, camera in (
        ("Voice only", True, False),
        ("Just listen and look", False, False),
        ("With camera", True, True),
    ):
        next(way for way in lobby.ways.values() if way.text() == words).click()
        assert chosen(lobby) == words
        assert media.is_on(StreamSource.MICROPHONE) is microphone
        assert media.is_on(StreamSource.CAMERA) is camera
        assert heard[-2:] == [(StreamSource.MICROPHONE, microphone), (StreamSource.CAMERA, camera)]


def test_without_a_camera_voice_is_what_is_brought_along(plugs: Plugs, lobby: Lobby) -> None:
    plugs.plug(camera=())
    lobby.show()
    assert enabled(lobby) == ["Voice only", "Just listen and look"]
    assert chosen(lobby) == "Voice only"


def test_another_device_has_to_be_offered_anew(media: SeatMedia, plugs: Plugs) -> None:
    told: list[tuple[StreamSource, ...]] = []
    media.sources_changed.connect(lambda: told.append(media.sources()))
    plugs.plug(camera=())
    plugs.plug(camera=(Device("1", "USB"),))
    assert told == [
        (StreamSource.MICROPHONE,),
        (StreamSource.CAMERA, StreamSource.MICROPHONE),
    ]


def test_each_room_is_told_once_that_a_device_gives_something(
    media: SeatMedia, plugs: Plugs, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[None] = []
    media.permitted.connect(lambda: told.append(None))
    assert media.sound is not None
    monkeypatch.setattr(media.sound, "state", lambda _kind: SoundState.RUNNING)
    room = Mock(spec=ConferenceMedia)
    for times in (1, 2):
        media.use(room)
        media.preview(True)
        media.sound.changed.emit()
        assert len(told) == times
        media.leave()
        assert len(told) == times


def test_my_own_picture_is_mirrored(media: SeatMedia, plugs: Plugs, lobby: Lobby, wait_until: Wait) -> None:
    lobby.show()
    pixels = np.zeros((72, 128, 4), np.uint8)
    pixels[:, :64, 2] = 255
    pixels[:, 64:, 0] = 255
    media.put(CapturedPicture(128, 72, "bgr0", (pixels.reshape(72, -1),), 0.0, False, None))

    def colour(share: float) -> QColor:
        image = lobby.picture.grab().toImage()
        return image.pixelColor(round(image.width() * share), image.height() // 2)

    wait_until(lambda: colour(0.25).blue() > 200)
    assert colour(0.75).red() > 200


def test_the_picture_says_why_there_is_none(media: SeatMedia, plugs: Plugs, lobby: Lobby) -> None:
    assert lobby.picture.words() == "The camera starts…"
    media.set_on(StreamSource.CAMERA, False)
    assert lobby.picture.words() == "Camera off"
    plugs.plug(camera=())
    assert lobby.picture.words() == "No camera"


def test_the_bar_follows_the_voice(media: SeatMedia, plugs: Plugs, lobby: Lobby, wait_until: Wait) -> None:
    lobby.show()
    assert media.sound is not None
    media.sound.chain.microphone_level.dbfs = -15.0
    wait_until(lambda: lobby.choices.level.share == 0.75)


def test_a_share_is_offered_by_screen_and_stopped(
    media: SeatMedia, monkeypatch: pytest.MonkeyPatch, wait_until: Wait
) -> None:
    window = QWidget()
    devices = SeatDevices(media, window, walls=list)
    media.preview(True)
    wait_until(lambda: media.devices is not None and media.devices.system is not None)

    def offered() -> dict[str, object]:
        menu = QMenu(window)
        devices.fill_share_menu(menu)
        return {action.text(): action for action in menu.actions() if action.text()}

    assert list(offered()) == ["The screen", "Window"]
    switched: list[tuple[StreamSource, bool]] = []
    media.switched.connect(lambda source, on: switched.append((source, on)))
    media.share_wall(window)
    assert StreamSource.SCREEN in media.sources()
    assert next(iter(offered())) == "Stop sharing"
    media.switch(StreamSource.SCREEN, False)
    assert StreamSource.SCREEN not in media.sources()
    assert switched == [(StreamSource.SCREEN, True), (StreamSource.SCREEN, False)]
