"""Why a room does not take somebody, and the reading of descriptions that strangers send."""

from collections.abc import Mapping
from enum import Enum, auto

from streams.webrtc.session_description import Description, DescriptionError, parse


class Refusal(Enum):
    ROOM_FULL = auto()
    UNUSABLE_DESCRIPTION = auto()
    NO_COMMON_CODEC = auto()
    UNKNOWN = auto()
    NOT_REACHABLE = auto()


class RefusedError(Exception):
    """`detail` says no secret."""

    def __init__(self, refusal: Refusal, detail: str) -> None:
        super().__init__(detail)
        self.refusal, self.detail = refusal, detail


def parsed(text: str) -> Description:
    try:
        return parse(text)
    except DescriptionError as error:
        raise RefusedError(Refusal.UNUSABLE_DESCRIPTION, str(error)) from error


def nothing_accepted(offer: Description, labels: Mapping[str, str]) -> RefusedError:
    if any(offer.section(mid) is not None for mid in labels):
        return RefusedError(Refusal.NO_COMMON_CODEC, "neither VP8, H.264 constrained baseline nor Opus is offered")
    return RefusedError(Refusal.UNUSABLE_DESCRIPTION, "no section of the sources is in the offer")
