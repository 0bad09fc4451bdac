"""What the hub is told about conferences besides its words: how it is reached from outside, who sends messages for it,
which relay helps. In a file of its own (`conference.toml` in the data folder), because it holds secrets."""

import os
import stat
import tomllib
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

FILE_NAME = "conference.toml"
# GSM 03.38 counts 70 characters a message outside of Latin letters; a link alone has about as many.
_DEFAULT_TEXT = "【应急指挥】请点开链接加入视频会议：{url}"


class ConferenceFileError(Exception):
    """The file cannot be used; the message is one plain sentence with the place."""


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, hide_input_in_errors=True)


class SmsSettings(_Settings):
    """An HTTP gateway. `url` and `body` may hold {number} and {text}, which are escaped as they need; `text` holds
    {url}. `bearer` goes into the Authorization header. `expect`: what an answer with status 2xx says as well where the
    message was taken."""

    url: Annotated[str, Field(max_length=2_000, repr=False)]
    method: Literal["GET", "POST", "PUT"] = "POST"
    headers: Annotated[dict[str, str], Field(repr=False)] = {}
    bearer: Annotated[str, Field(repr=False)] = ""
    content_type: str = "application/json"
    body: Annotated[str, Field(repr=False)] = '{"to": "{number}", "text": "{text}"}'
    expect: str = ""
    text: str = _DEFAULT_TEXT

    @field_validator("url")
    @classmethod
    def _is_http(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("the gateway's address is like https://sms.example/send")
        return url

    @field_validator("text")
    @classmethod
    def _names_the_link(cls, text: str) -> str:
        if "{url}" not in text:
            raise ValueError("the text needs {url}")
        return text


class TurnSettings(_Settings):
    """coturn with `use-auth-secret`: `secret` is its `static-auth-secret`."""

    urls: Annotated[tuple[str, ...], Field(min_length=1, max_length=8)]
    secret: Annotated[str, Field(min_length=16, repr=False)]
    lasts_s: Annotated[int, Field(ge=60, le=7 * 86_400)] = 12 * 3_600

    @field_validator("urls")
    @classmethod
    def _are_turn(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        if any(not url.startswith(("turn:", "turns:")) for url in urls):
            raise ValueError("an address is like turn:turn.example:3478?transport=udp")
        return urls


class ConferenceSettings(_Settings):
    """`public_url`: by which phones reach the hub; "": as the seat that issues a link reaches it."""

    public_url: str = ""
    sms: SmsSettings | None = None
    turn: TurnSettings | None = None

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query):
            raise ValueError("the address is like https://hub.example:5150")
        return url.rstrip("/")


def load_conference_settings(data: Path) -> ConferenceSettings:
    """Of the hub whose folder this is; the defaults where there is no file. Raises ConferenceFileError."""
    path = data / FILE_NAME
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):  # what is wrong with the folder is told when it is made
        return ConferenceSettings()
    except OSError as error:
        raise ConferenceFileError(f"{path} cannot be read: {error.strerror}") from error
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ConferenceFileError(f"{path} holds secrets and can be read by others; set its mode to 0600")
    try:
        return ConferenceSettings.model_validate(tomllib.loads(content.decode()))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConferenceFileError(f"{path} is no TOML: {error}") from None
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise ConferenceFileError(f"{path}, {place}: {fault['msg'].removeprefix('Value error, ')}") from None
