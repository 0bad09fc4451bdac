"""Whom a join link lets in: decided of the link, its room and the device that brings it."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from app.domain.rooms import JoinLink, Room

MIN_LINK_S = 60
DEFAULT_LINK_S = 12 * 3_600  # a shift
MAX_LINK_S = 7 * 86_400
MOST_LINK_USES = 100


class LinkRefusal(StrEnum):
    """Why a link lets nobody in."""

    UNKNOWN = "unknown"
    TOO_MANY_TRIES = "too-many-tries"  # unknown ones from this address
    REVOKED = "revoked"
    EXPIRED = "expired"
    USED_UP = "used-up"
    ROOM_ENDED = "room-ended"


class LinkRefusedError(Exception):
    """Says nothing of the token."""

    def __init__(self, refusal: LinkRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def why_not(link: JoinLink, room: Room | None, *, device_known: bool, now: datetime) -> LinkRefusal | None:
    """None: it lets this device in. The reason that no waiting and no other link of the same kind would change comes
    first."""
    if room is None or room.ended_at is not None:
        return LinkRefusal.ROOM_ENDED
    if link.revoked_at is not None:
        return LinkRefusal.REVOKED
    if now >= link.expires_at:
        return LinkRefusal.EXPIRED
    if not device_known and link.uses >= link.most_uses:
        return LinkRefusal.USED_UP
    return None


def used(link: JoinLink) -> JoinLink:
    """By one more device."""
    return replace(link, uses=link.uses + 1)


def revoked(link: JoinLink, *, at: datetime, by: str) -> JoinLink:
    return replace(link, version=link.version + 1, revoked_at=at, revoked_by=by)
