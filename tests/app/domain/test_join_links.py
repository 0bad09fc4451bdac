"""Whom a link lets in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.join_links import (
    COMMAND_TITLES,
    LinkRefusal,
    closed,
    counted_titles,
    may_bear,
    revoked,
    used,
    why_not,
)
from app.domain.people import RoleTitle
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


@pytest.mark.parametrize(
    ("known", "was_in_at", "at", "refusal"),
    [
        (True, LATER + timedelta(minutes=30), LATER + timedelta(minutes=45), None),
        (True, LATER + timedelta(minutes=30), LATER + timedelta(minutes=45, seconds=1), LinkRefusal.EXPIRED),
        (True, LATER + timedelta(days=3), LATER + timedelta(days=3), None),
        (True, None, LATER, LinkRefusal.EXPIRED),
        (False, LATER, LATER, LinkRefusal.EXPIRED),
    ],
)
def test_who_was_in_comes_back_after_its_time(
    known: bool, was_in_at: datetime | None, at: datetime, refusal: LinkRefusal | None
) -> None:
    assert why_not(USED, ROOM, device_known=known, now=at, was_in_at=was_in_at) is refusal


@pytest.mark.parametrize(("link", "room"), [(REVOKED, ROOM), (USED, ENDED)])
def test_who_was_in_comes_back_to_no_revoked_link_and_no_room_that_has_ended(link: JoinLink, room: Room) -> None:
    assert why_not(link, room, device_known=True, now=NOW, was_in_at=NOW) is not None


def test_a_closed_link_takes_whom_it_knows_and_nobody_else() -> None:
    shut = closed(replace(USED, most_uses=5), at=NOW)
    assert shut is not None
    assert (shut.closed_at, shut.version) == (NOW, 2)
    assert why_not(shut, ROOM, device_known=True, now=NOW) is None
    assert why_not(shut, ROOM, device_known=False, now=NOW) is LinkRefusal.CLOSED
    assert why_not(shut, ROOM, device_known=False, now=LATER) is LinkRefusal.EXPIRED
    assert [closed(one, at=NOW) for one in (shut, USED, replace(REVOKED, most_uses=5))] == [None] * 3


@pytest.mark.parametrize("title", RoleTitle)
def test_a_title_of_command_is_borne_for_a_person_who_has_it(title: RoleTitle) -> None:
    commands = title in COMMAND_TITLES
    assert may_bear(title, ()) is not commands
    assert may_bear(title, (title,))
    nobodys = replace(LINK, title=title)
    assert counted_titles(nobodys) == (() if commands else (title,))
    assert counted_titles(replace(nobodys, person_id="zhang")) == (title,)
    assert counted_titles(LINK) == ()


def test_a_use_refuses_nobodys_command_and_a_revocation_does() -> None:
    assert (USED.uses, USED.version) == (1, 1)
    assert (REVOKED.revoked_at, REVOKED.revoked_by, REVOKED.version) == (NOW, "a", 2)
