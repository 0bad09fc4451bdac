"""With whom the password is shared after a redirect."""

import pytest

from streams.rtsp.redirect import redirected
from streams.url import parse_stream_url


@pytest.mark.parametrize(
    ("asked", "location", "address", "user"),
    [
        ("rtsp://u:p@camera/a", "rtsp://camera:8554/b", "rtsp://camera:8554/b", "u"),
        ("rtsp://u:p@camera/a", "/b", "rtsp://camera/b", "u"),
        ("rtsps://u:p@camera/a", "b", "rtsps://camera/b", "u"),
        ("rtsp://u:p@camera/a", "rtsps://CAMERA/b", "rtsps://CAMERA/b", "u"),
        ("rtsps://u:p@camera/a", "rtsp://camera/b", "rtsp://camera/b", None),
        ("rtsp://u:p@camera/a", "rtsp://other/b", "rtsp://other/b", None),
        ("rtsp://u:p@camera/a", "rtsp://x:y@other/b", "rtsp://other/b", "x"),
    ],
)
def test_where_it_leads_and_who_we_are_there(asked: str, location: str, address: str, user: str | None) -> None:
    target = redirected(parse_stream_url(asked), location)
    assert (target.address, target.user) == (address, user)
