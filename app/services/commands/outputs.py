"""What outputs show."""

from typing import Annotated

from pydantic import Field

from app.domain.outputs import PushStatus, ShownTile
from app.services.commands.fields import Command, Key, Line, Title


class RegisterOutput(Command):
    """By the seat that has the screen; the same id again takes it over for this seat's new session."""

    name: Title
    layout: Line = ""


class ReportOutput(Command):
    """What the output shows now; sent on every change, at most a few times a second."""

    layout: Line
    scene: Line | None = None
    tour: Line | None = None
    tiles: Annotated[tuple[ShownTile, ...], Field(max_length=256)] = ()
    in_window: bool = False


class PushToOutput(Command):
    """A scene, a camera or somebody of a conference (`Source.of_participant`); an incident only for the record."""

    scene: Key | None = None
    camera_id: Key | None = None
    participation_id: Key | None = None
    tile: Annotated[int | None, Field(ge=0, lt=256)] = None
    incident_id: Key | None = None
    release: bool = False  # back to what was there before the scene of the incident


class AnswerPush(Command):
    push_id: Key
    status: PushStatus
    detail: Line = ""
