"""Which URL is named in which request."""

import pytest

from streams.rtsp.control import absolute, base_url, control_url
from streams.rtsp.message import Headers, Response

ASKED = "rtsp://camera:8554/live?channel=1"


@pytest.mark.parametrize(
    ("base", "control", "url"),
    [
        ("rtsp://c/live/", "trackID=1", "rtsp://c/live/trackID=1"),
        ("rtsp://c/live", "trackID=1", "rtsp://c/live/trackID=1"),
        ("rtsp://c/live/", "/trackID=1", "rtsp://c/live/trackID=1"),
        ("rtsp://c/live?channel=1&subtype=0", "trackID=0", "rtsp://c/live?channel=1&subtype=0/trackID=0"),
        ("rtsp://c/live", "?track=1", "rtsp://c/live?track=1"),
        ("rtsp://c/live/", "rtsp://c/other/track1", "rtsp://c/other/track1"),
        ("rtsp://c/live/", "rtsp://user:secret@c/other", "rtsp://c/other"),
        ("rtsp://c/live/", "http://c/other", "rtsp://c/live/"),
        ("rtsp://c/live/", "*", "rtsp://c/live/"),
        ("rtsp://c/live/", "", "rtsp://c/live/"),
        ("rtsp://c/live/", None, "rtsp://c/live/"),
    ],
)
def test_control_attributes(base: str, control: str | None, url: str) -> None:
    assert control_url(base, control) == url


@pytest.mark.parametrize(
    ("fields", "base"),
    [
        ([], ASKED),
        ([("Content-Base", "rtsp://inside/live/")], "rtsp://inside/live/"),
        ([("Content-Location", "rtsp://a/x"), ("Content-Base", "rtsp://b/y/")], "rtsp://b/y/"),
        ([("Content-Location", "rtsp://a/x")], "rtsp://a/x"),
        ([("Content-Base", "/other/")], "rtsp://camera:8554/other/"),
        ([("Content-Base", "rtsp://user:secret@camera/live/")], "rtsp://camera/live/"),
        ([("Content-Base", "two words"), ("Content-Location", "http://[")], ASKED),
    ],
)
def test_the_base_of_a_description(fields: list[tuple[str, str]], base: str) -> None:
    assert base_url(Response(200, "OK", Headers(fields)), ASKED) == base


def test_a_relative_reference_keeps_the_scheme() -> None:
    assert absolute("rtsps://camera/live/one", "../two") == "rtsps://camera/two"
