"""What a wall names becomes what a tile opens."""

import pytest

from app.domain.cameras import Camera
from app.domain.scenes import Source
from app.services.camera_registry import CameraRegistry
from app.services.tile_sources import tile_source
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
