"""Whom a join link lets in: decided of the link, its room and the device that brings it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.people import RoleTitle
from app.domain.rooms import JoinLink, Room

MIN_LINK_S = 60
DEFAULT_LINK_S = 12 * 3_600  # a shift
MAX_LINK_S = 7 * 86_400
MOST_LINK_USES = 100
# Who commands is a person that the directory knows. Everybody else is who comes with the appliance.
COMMAND_TITLES = frozenset(
    {
        RoleTitle.DUTY_OFFICER,
        RoleTitle.DUTY_LEADER,
        RoleTitle.STANDBY,
        RoleTitle.DIRECTOR,
        RoleTitle.DEPUTY_DIRECTOR,
        RoleTitle.STREET_LEADER,
    }
)
# Who was in finds back also after the link's time: a lift, a flat battery, a browser that was closed by mistake.
_BACK_WITHIN = timedelta(minutes=15)


class LinkRefusal(StrEnum):
    """Why a link lets nobody in."""

    UNKNOWN = "unknown"
    TOO_MANY_TRIES = "too-many-tries"  # unknown ones from this address
    REVOKED = "revoked"
    EXPIRED = "expired"
    USED_UP = "used-up"
    CLOSED = "closed"  # to further devices: somebody who came by it was shown out
    ROOM_ENDED = "room-ended"


class LinkRefusedError(Exception):
    """Says nothing of the token."""

    def __init__(self, refusal: LinkRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def why_not(
    link: JoinLink, room: Room | None, *, device_known: bool, now: datetime, was_in_at: datetime | None = None
) -> LinkRefusal | None:
    """None: it lets this device in. The reason that no waiting and no other link of the same kind would change comes
    first.

    `was_in_at`: until when this device, as far as it can be told, was in the room. The time of a link says until when
    somebody may come, not for how long they may stay.
    """
    if room is None or room.ended_at is not None:
        return LinkRefusal.ROOM_ENDED
    if link.revoked_at is not None:
        return LinkRefusal.REVOKED
    comes_back = device_known and was_in_at is not None and now - was_in_at <= _BACK_WITHIN
    if now >= link.expires_at and not comes_back:
        return LinkRefusal.EXPIRED
    if not device_known and link.closed_at is not None:
        return LinkRefusal.CLOSED
    if not device_known and link.uses >= link.most_uses:
        return LinkRefusal.USED_UP
    return None


def may_bear(title: RoleTitle, held: Collection[RoleTitle]) -> bool:
    """Whether a link may say that whoever opens it comes as this, for somebody who has the titles `held` (ADR 19)."""
    return title not in COMMAND_TITLES or title in held


def counted_titles(link: JoinLink) -> tuple[RoleTitle, ...]:
    """For which somebody who comes by it counts. A link of nobody in particular makes no leader, whoever wrote it."""
    if link.title is None or (link.title in COMMAND_TITLES and link.person_id is None):
        return ()
    return (link.title,)


def used(link: JoinLink) -> JoinLink:
    """By one more device."""
    return replace(link, uses=link.uses + 1)


def closed(link: JoinLink, *, at: datetime) -> JoinLink | None:
    """To further devices. Of a link for one device there are none, and whose device was shown out is known; None: it is
    as it was."""
    if link.most_uses == 1 or link.closed_at is not None or link.revoked_at is not None:
        return None
    return replace(link, version=link.version + 1, closed_at=at)


def revoked(link: JoinLink, *, at: datetime, by: str) -> JoinLink:
    return replace(link, version=link.version + 1, revoked_at=at, revoked_by=by)
