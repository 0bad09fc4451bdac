"""Whose stream it is and of what, in the words of the signalling, so that the hub's texts need no translation."""

from dataclasses import dataclass
from enum import StrEnum


class Content(StrEnum):
    """What a stream shows. A participant has at most one of each."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    SCREEN = "screen"

    @property
    def is_video(self) -> bool:
        return self is not Content.MICROPHONE


@dataclass(frozen=True, slots=True)
class RemoteStream:
    """One stream of a room; `participant_id` is the participation's."""

    participant_id: str
    content: Content


@dataclass(frozen=True, slots=True)
class SlotContent:
    """What flows in the media section `mid` now; None: nothing."""

    mid: str
    stream: RemoteStream | None
