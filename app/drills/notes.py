"""What a drill tells while it is played, one JSON object a line, so that a desktop can show it."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class NoteKind(StrEnum):
    REPORTED = "reported"  # `subject` is the incident's id, `detail` its number
    ANSWERED = "answered"  # `subject` is a name, `detail` what they did
    CAME = "came"
    NOT_PLAYED = "not-played"  # `subject` could not be, for the reason in `detail`
    FAULT = "fault"  # `subject` is its kind, `detail` the camera
    CLOSE_OUTPUT = "close-output"  # asks the desktop to; `subject` is the output
    OVER = "over"  # `subject` is the incident's id


class DrillNote(BaseModel):
    """`at_s` from the report."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: NoteKind
    at_s: float = 0.0
    subject: str = ""
    detail: str = ""
