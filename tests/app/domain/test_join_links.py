"""Whom a link lets in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.join_links import LinkRefusal, revoked, used, why_not
from app.domain.rooms import JoinLink, Room, RoomKind

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ROOM = Room(room_id="r", kind=RoomKind.INCIDENT, name="r", unit_id="u", opened_at=NOW, opened_by="a")
LINK = JoinLink(
    link_id="l", room_id="r", unit_id="u", created_at=NOW, created_by="a", expires_at=NOW + timedelta(hours=1)
)
ENDED = replace(ROOM, ended_at=NOW)
REVOKED = revoked(LINK, at=NOW, by="a")
USED = used(LINK)
LATER = NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("link", "room", "known", "at", "refusal"),
    [
        (LINK, ROOM, False, NOW, None),
        (LINK, ROOM, False, LATER - timedelta(microseconds=1), None),
        (LINK, ROOM, False, LATER, LinkRefusal.EXPIRED),
        (LINK, ROOM, True, LATER, LinkRefusal.EXPIRED),
        (USED, ROOM, True, NOW, None),
        (USED, ROOM, False, NOW, LinkRefusal.USED_UP),
        (replace(USED, most_uses=2), ROOM, False, NOW, None),
        (REVOKED, ROOM, True, NOW, LinkRefusal.REVOKED),
        (LINK, ENDED, True, NOW, LinkRefusal.ROOM_ENDED),
        (LINK, None, True, NOW, LinkRefusal.ROOM_ENDED),
        (REVOKED, ENDED, False, LATER, LinkRefusal.ROOM_ENDED),
        (replace(REVOKED, uses=1), ROOM, False, LATER, LinkRefusal.REVOKED),
        (USED, ROOM, False, LATER, LinkRefusal.EXPIRED),
    ],
)
def test_whom_it_lets_in(
    link: JoinLink, room: Room | None, known: bool, at: datetime, refusal: LinkRefusal | None
) -> None:
    assert why_not(link, room, device_known=known, now=at) is refusal


def test_a_use_refuses_nobodys_command_and_a_revocation_does() -> None:
    assert (USED.uses, USED.version) == (1, 1)
    assert (REVOKED.revoked_at, REVOKED.revoked_by, REVOKED.version) == (NOW, "a", 2)
