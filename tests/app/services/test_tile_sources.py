"""What a wall names becomes what a tile opens."""

from typing import Any

import pytest

from app.domain.cameras import Camera
from app.domain.rooms import Participation, ParticipationKind, ParticipationStatus
from app.domain.scenes import Source
from app.services.camera_registry import CameraRegistry
from app.services.conference_engine import StreamSource
from app.services.signalling import RoomParticipant
from app.services.tile_sources import participant_source, tile_source
from streams.errors import Reason
from streams.url import parse_stream_url


def registry(**fields: str) -> CameraRegistry:
    made = CameraRegistry()
    made.replace_all([Camera("code:A", "1号口", **fields)])
    return made


@pytest.mark.parametrize(("user", "password"), [("admin", "p@ss:w/rd#?%"), ("用户", "密码 "), ("admin", ""), ("", "x")])
def test_a_camera_opens_with_its_credentials_whatever_is_in_them(user: str, password: str) -> None:
    source = tile_source(
        Source.of_camera("code:A"),
        registry(main_url="rtsp://[::1]:8554/m?x=1", sub_url="rtsps://h/s", user=user, password=password),
    )
    assert source is not None
    assert (source.name, source.camera_id) == ("1号口", "code:A")
    for text, address in ((source.main_url, "rtsp://[::1]:8554/m?x=1"), (source.sub_url, "rtsps://h/s")):
        url = parse_stream_url(text)
        assert (url.address, url.user or "", url.password or "") == (address, user, password)


def test_what_needs_no_credentials_gets_none() -> None:
    source = tile_source(Source.of_camera("code:A"), registry(main_url="rtsp://h/1"))
    assert source is not None
    assert (source.main_url, source.sub_url) == ("rtsp://h/1", "")
    file = tile_source(Source.of_camera("code:A"), registry(main_url="/video.mp4", user="admin"))
    assert file is not None
    assert file.main_url == "/video.mp4"


def test_an_address_is_named_without_its_password() -> None:
    source = tile_source(Source.of_url("rtsp://admin:s3cret@h/1"), CameraRegistry())
    assert source is not None
    assert (source.name, source.main_url) == ("rtsp://***@h/1", "rtsp://admin:s3cret@h/1")


def test_a_camera_that_is_gone_has_no_source() -> None:
    assert tile_source(Source.of_camera("code:B"), registry(main_url="rtsp://h/1")) is None


# -- somebody of a conference


def place(**fields: Any) -> Participation:
    known: dict[str, Any] = {
        "participation_id": "wang",
        "room_id": "room",
        "unit_id": "310105",
        "kind": ParticipationKind.FIELD,
        "status": ParticipationStatus.IN,
        "name": "王(消防)",
    }
    return Participation(**(known | fields))


def live(**fields: Any) -> RoomParticipant:
    known: dict[str, Any] = {
        "participant_id": "wang",
        "name": "王(消防)",
        "kind": ParticipationKind.FIELD,
        "status": ParticipationStatus.IN,
        "sources": (StreamSource.CAMERA, StreamSource.SCREEN),
    }
    return RoomParticipant(**(known | fields))


CAMERA, SCREEN = Source.of_participant("wang"), Source.of_participant("wang/screen")


def test_somebody_of_a_conference_is_opened_by_room_and_stream() -> None:
    camera, screen = participant_source(CAMERA, place(), live()), participant_source(SCREEN, place(), None)
    assert (camera.name, camera.main_url) == ("王(消防)", "conference://room/wang/camera")
    assert (screen.participation_id, screen.main_url) == ("wang", "conference://room/wang/screen")
    for source in (camera, screen):
        assert source.absent is None
        assert parse_stream_url(source.main_url).scheme == "conference"


@pytest.mark.parametrize(
    ("source", "participation", "seen", "absent"),
    [
        (CAMERA, place(status=ParticipationStatus.LEFT), None, Reason.NOT_IN_ROOM),
        (CAMERA, place(status=ParticipationStatus.WAITING), None, Reason.NOT_IN_ROOM),
        (CAMERA, place(), live(sources=(StreamSource.MICROPHONE,)), Reason.VOICE_ONLY),
        (CAMERA, place(), live(sources=()), Reason.CAMERA_OFF),
        (CAMERA, place(), live(muted_by_host=(StreamSource.CAMERA,)), Reason.CAMERA_OFF),
        (SCREEN, place(), live(sources=(StreamSource.CAMERA,)), Reason.NOT_SHARING),
    ],
)
def test_who_has_no_picture_is_not_opened_and_the_tile_knows_why(
    source: Source, participation: Participation, seen: RoomParticipant | None, absent: Reason
) -> None:
    found = participant_source(source, participation, seen)
    assert (found.main_url, found.absent) == ("", absent)


def test_of_a_lost_line_the_last_picture_stays() -> None:
    found = participant_source(CAMERA, place(), live(status=ParticipationStatus.DROPPED, sources=()))
    assert (found.main_url, found.absent) == ("conference://room/wang/camera", Reason.LINE_LOST)
