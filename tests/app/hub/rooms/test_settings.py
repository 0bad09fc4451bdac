"""The file about conferences: what it may say, and how it is told that it may not."""

from pathlib import Path

import pytest

from app.hub.rooms.settings import ConferenceFileError, ConferenceSettings, load_conference_settings

WHOLE = """
public_url = "https://hub.example:5150/"

[sms]
url = "https://sms.example/send?to={number}"
method = "GET"
bearer = "gateway-secret"
text = "请入会：{url}"

[turn]
urls = ["turn:turn.example:3478?transport=udp"]
secret = "a shared secret of the hall"
"""


def written(folder: Path, content: str, *, mode: int = 0o600) -> Path:
    path = folder / "conference.toml"
    path.write_text(content)
    path.chmod(mode)
    return folder


def test_without_a_file_there_is_no_gateway_and_no_relay(tmp_path: Path) -> None:
    assert load_conference_settings(tmp_path) == ConferenceSettings()


def test_everything_that_it_may_say(tmp_path: Path) -> None:
    found = load_conference_settings(written(tmp_path, WHOLE))
    assert found.public_url == "https://hub.example:5150"
    assert found.sms is not None
    assert (found.sms.method, found.sms.bearer) == ("GET", "gateway-secret")
    assert found.turn is not None
    assert found.turn.secret == "a shared secret of the hall"
    for secret in ("gateway-secret", "shared secret", "sms.example"):
        assert secret not in repr(found)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("public_url = 5", "public_url"),
        ('public_url = "hub.example"', "the address is like"),
        ('public_url = "https://user:pass@hub.example"', "the address is like"),
        ('pubic_url = "https://hub.example"', "pubic_url"),
        ("public_url = ", "is no TOML"),
        ('[sms]\nurl = "sms.example"', "the gateway's address is like"),
        ('[sms]\nurl = "https://sms.example"\ntext = "come"', "needs {url}"),
        ('[turn]\nurls = ["stun:x"]\nsecret = "a shared secret of the hall"', "an address is like turn:"),
        ('[turn]\nurls = ["turn:x"]\nsecret = "short"', "turn.secret"),
        ('[turn]\nurls = []\nsecret = "a shared secret of the hall"', "turn.urls"),
    ],
)
def test_what_it_may_not_say_is_told_with_its_place_and_without_secrets(
    tmp_path: Path, content: str, words: str
) -> None:
    with pytest.raises(ConferenceFileError) as caught:
        load_conference_settings(written(tmp_path, content))
    assert words in str(caught.value)
    assert "pass@" not in str(caught.value)


def test_a_file_that_others_may_read_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(ConferenceFileError, match="set its mode to 0600"):
        load_conference_settings(written(tmp_path, WHOLE, mode=0o644))
