"""Addresses as operators type and paste them: checked before anything is opened, never shown with their secrets."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import Reason, StreamError
from streams.url import LONGEST_URL, StreamUrl, parse_stream_url, redacted


@pytest.mark.parametrize(
    ("text", "host", "port", "address"),
    [
        ("rtsp://10.0.0.1/live", "10.0.0.1", 554, "rtsp://10.0.0.1/live"),
        ("RTSP://Camera.Example:8554/a?b=1&c=2", "camera.example", 8554, "rtsp://Camera.Example:8554/a?b=1&c=2"),
        ("rtsps://camera/live", "camera", 322, "rtsps://camera/live"),
        ("rtsp://[2001:db8::1]:8554/live", "2001:db8::1", 8554, "rtsp://[2001:db8::1]:8554/live"),
        ("  rtsp://camera  ", "camera", 554, "rtsp://camera"),
        ("rtsp://摄像头.example/live", "摄像头.example", 554, "rtsp://摄像头.example/live"),
    ],
)
def test_rtsp_addresses(text: str, host: str, port: int, address: str) -> None:
    assert parse_stream_url(text) == StreamUrl(text.strip().partition(":")[0].lower(), host, port, address)


@pytest.mark.parametrize(
    ("login", "user", "password"),
    [
        ("admin:secret@", "admin", "secret"),
        ("admin:p%40ss%3Aw%2Ford%25@", "admin", "p@ss:w/ord%"),
        ("admin:@", "admin", ""),
        ("admin@", "admin", None),
        ("%E7%94%A8%E6%88%B7:%E5%AF%86%E7%A0%81@", "用户", "密码"),
        ("a:b@c@", "a", "b@c"),
    ],
)
def test_credentials_are_decoded_and_kept_out_of_the_address(login: str, user: str, password: str | None) -> None:
    url = parse_stream_url(f"rtsp://{login}camera:554/live")
    assert (url.user, url.password, url.host) == (user, password, "camera")
    assert url.address == "rtsp://camera:554/live"
    assert not password or password not in repr(url)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "camera/live",
        "rtsp://",
        "rtsp:///live",
        "rtsp://camera:0/live",
        "rtsp://camera:65536/live",
        "rtsp://camera:port/live",
        "rtsp://[::1/live",
        "rtsp://two words/live",
        "rtsp://camera/a\nb",
        "gopher://camera/live",
        "rtsp://camera/" + "x" * LONGEST_URL,
        "x" * 1000,
        "~nobody-of-that-name/a.mp4",
    ],
)
def test_what_is_no_address_is_said_in_one_line(text: str) -> None:
    with pytest.raises(StreamError) as caught:
        parse_stream_url(text)
    assert caught.value.reason is Reason.BAD_ADDRESS
    assert caught.value.detail
    assert "\n" not in caught.value.detail


def test_files_and_other_sources() -> None:
    assert parse_stream_url("/videos/a.mp4") == StreamUrl("file", "", None, "/videos/a.mp4")
    assert parse_stream_url("file:///videos/a%20b.mp4").address == "/videos/a b.mp4"
    assert parse_stream_url("~/a.mp4").address == str(Path("~/a.mp4").expanduser())
    assert parse_stream_url("v4l2:///dev/video0").scheme == "v4l2"
    assert not parse_stream_url("http://camera/mjpeg").is_rtsp


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("rtsp://u:p@camera/live", "rtsp://***@camera/live"),
        ("cannot open rtsp://u:p%40@camera/live: refused", "cannot open rtsp://***@camera/live: refused"),
        ("rtsp://camera/live?channel=1&password=secret&x=2", "rtsp://camera/live?channel=1&password=***&x=2"),
        ("http://camera/?token=abc", "http://camera/?token=***"),
        (
            "rtsp://camera:554/user=admin_password=a_B1_channel=1_stream=0.sdp?real_stream",
            "rtsp://camera:554/user=admin_password=***_channel=1_stream=0.sdp?real_stream",
        ),
        ("rtsp://camera/pwd=secret/live", "rtsp://camera/pwd=***/live"),
        ("rtsp://camera/live", "rtsp://camera/live"),
    ],
)
def test_secrets_are_redacted(text: str, shown: str) -> None:
    assert redacted(text) == shown


@given(st.text(max_size=80))
def test_arbitrary_text_raises_nothing_but_stream_errors(text: str) -> None:
    for candidate in (text, "rtsp://" + text, "rtsp://camera:" + text):
        try:
            parse_stream_url(candidate)
        except StreamError as error:
            assert error.reason is Reason.BAD_ADDRESS


_secret = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=6, max_size=12)


@given(_secret)
def test_no_representation_shows_a_password(secret: str) -> None:
    text = f"rtsp://user:{secret}9@camera/live?password={secret}9"
    url = parse_stream_url(text)
    assert f"{secret}9" not in redacted(text) + repr(url)


def test_a_port_of_this_machine_to_listen_on_needs_no_host():
    assert parse_stream_url("udp://@:1234").port == 1234
    with pytest.raises(StreamError):
        parse_stream_url("rtsp://:554/x")


def test_somebody_in_a_conference_is_an_address() -> None:
    text = "conference://Room-1/9f-3/camera"
    assert parse_stream_url(text) == StreamUrl("conference", "Room-1", None, text)
    assert parse_stream_url("conference://room/anna/screen").host == "room"


@pytest.mark.parametrize(
    "text",
    [
        "conference://room",
        "conference://room/anna",
        "conference://room/anna/microphone",
        "conference://room/anna/camera/",
        "conference://room//camera",
        "conference://user:secret@room/anna/camera",
        "conference://room/an na/camera",
    ],
)
def test_what_names_nobody_in_a_conference_is_refused(text: str) -> None:
    with pytest.raises(StreamError) as refused:
        parse_stream_url(text)
    assert refused.value.reason is Reason.BAD_ADDRESS
    assert "secret" not in str(refused.value)
