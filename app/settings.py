"""What a seat is told before it starts: one flat TOML file, read once, handed on as a value.

Whatever is wrong with it is told with its place, and the program starts with the last good settings or the defaults.
"""

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from app.clock import Clock
from app.services.documents import BadContentError, DocumentFile, Problem, ProblemKind
from app.services.json_places import Place

DATA_FOLDER_VARIABLE = "FIVEFIFTEEN_DATA"
FILE_NAME = "settings.toml"


class Language(StrEnum):
    """Of the screen; AUTOMATIC follows the system."""

    AUTOMATIC = "auto"
    CHINESE = "zh_CN"
    ENGLISH = "en"


class Transport(StrEnum):
    """How RTSP carries pictures unless a camera needs another."""

    TCP = "tcp"
    UDP = "udp"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"


class Settings(BaseModel):
    """`hub` is the address of a shared hub; without one the desktop runs its own. `hub_ca` is the file (PEM) of the
    authority that signed that hub's certificate. `camera_file` is a CSV or JSON file whose cameras are brought to
    the hub at every start; relative paths count from the data folder. `preopen_s` is how long before a
    tour's step the next one is opened."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    seat: Annotated[str, Field(max_length=100)] = ""
    language: Language = Language.AUTOMATIC
    transport: Transport = Transport.TCP
    hub: str = ""
    hub_ca: str = ""
    camera_file: str = ""
    preopen_s: Annotated[float, Field(ge=0, le=60)] = 3.0
    log_level: LogLevel = LogLevel.INFO

    @field_validator("hub")
    @classmethod
    def _hub_is_an_address(cls, hub: str) -> str:
        parts = urlsplit(hub)
        if hub and (parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password):
            raise ValueError("the hub's address is like https://hub.example:5150, without a name or password in it")
        return hub.rstrip("/")

    @model_validator(mode="after")
    def _seat_is_one_line(self) -> Self:
        if any(ord(letter) < 32 or ord(letter) == 127 for letter in self.seat):
            raise ValueError("the seat's name contains control characters")
        return self


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """`problems` are to be shown once the window is there."""

    settings: Settings
    data_folder: Path
    problems: tuple[Problem, ...] = ()

    @property
    def hub_folder(self) -> Path:
        """Of the hub that the desktop starts for itself."""
        return self.data_folder / "hub"

    @property
    def hub_ca(self) -> Path | None:
        """Absolute, or None for the system's authorities."""
        name = self.settings.hub_ca
        return self.data_folder / Path(name).expanduser() if name else None

    @property
    def camera_file(self) -> Path | None:
        """Absolute, or None where there is none."""
        name = self.settings.camera_file
        return self.data_folder / Path(name).expanduser() if name else None


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where this seat keeps its files: FIVEFIFTEEN_DATA, else the system's place for a user's data. Not created."""
    if told := environment.get(DATA_FOLDER_VARIABLE):
        return Path(told).expanduser().absolute()
    return user_data_path("fivefifteen", appauthor=False)


def load_settings(folder: Path, *, clock: Clock | None = None) -> LoadedSettings:
    """From `settings.toml` in the data folder. Never raises for what is in it."""
    file = settings_file(folder, clock=clock)
    loaded = file.load()
    if loaded.value is not None and not loaded.problems:
        file.keep()
    return LoadedSettings(loaded.value or Settings(), folder, loaded.problems)


def settings_file(folder: Path, *, clock: Clock | None = None) -> DocumentFile[Settings]:
    """For saving what the operator chose."""
    return DocumentFile(folder / FILE_NAME, _TomlCodec(), clock=clock)


_TOML_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")


class _TomlCodec:
    def decode(self, text: str) -> Settings:
        try:
            content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            problem = _syntax_problem(str(error), text)
            raise BadContentError([problem]) from error
        try:
            return Settings.model_validate(content)
        except ValidationError as error:
            problems = [
                Problem(
                    ProblemKind.CONTENT,
                    str(fault["ctx"]["error"]) if fault["type"] == "value_error" else fault["msg"],
                    place=_line_of(text, str(fault["loc"][0])) if fault["loc"] else None,
                    where=".".join(map(str, fault["loc"])),
                )
                for fault in error.errors(include_url=False, include_input=False)
            ]
            raise BadContentError(problems) from error

    def encode(self, value: Settings) -> str:
        # A JSON string is a TOML basic string, but for DEL (TOML 1.0, "String").
        lines = (
            f"{name} = {json.dumps(content, ensure_ascii=False)}".replace("\x7f", "\\u007f")
            for name, content in value.model_dump(mode="json").items()
        )
        return "\n".join(lines) + "\n"


def _syntax_problem(message: str, text: str) -> Problem:
    match = _TOML_PLACE.search(message)
    if match:
        place = Place(int(match[1]), int(match[2]))
        return Problem(ProblemKind.SYNTAX, message[: match.start()], place=place)
    last_line = text.rpartition("\n")[2]
    return Problem(
        ProblemKind.SYNTAX, message.partition(" (at ")[0], place=Place(text.count("\n") + 1, len(last_line) + 1)
    )


def _line_of(text: str, key: str) -> Place | None:
    match = re.search(rf"^[ \t]*([\"']?){re.escape(key)}\1[ \t]*=", text, re.MULTILINE)
    return Place(text.count("\n", 0, match.start()) + 1, 1) if match else None
