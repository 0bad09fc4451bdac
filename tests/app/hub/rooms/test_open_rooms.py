"""What the hub remembers of rooms without asking the database."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.rooms import Room, RoomKind
from app.hub.rooms.open_rooms import OpenRooms
from app.store.change import Committed

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def room(key: str) -> Room:
    return Room(room_id=key, kind=RoomKind.INCIDENT, name=key, unit_id="u", opened_at=NOW, opened_by="a")


def committed(one: Room) -> Committed:
    return Committed((), {(Room, (one.room_id,)): one}, {})


def test_the_latest_that_ended_are_still_known_and_no_more_than_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.hub.rooms.open_rooms._MOST_ENDED", 2)
    known = OpenRooms()
    first, second, third, running = map(room, "abcd")
    known.load([first, second, third, running])
    for one in (first, second, first, third):
        known.committed(committed(replace(one, ended_at=NOW)))
    assert list(known) == [running]
    found = [known.get(one.room_id) for one in (first, second, third, running)]
    assert [one is not None for one in found] == [True, False, True, True]
    assert known.get(None) is None


def test_one_that_opens_is_known_at_once() -> None:
    known = OpenRooms()
    known.committed(committed(room("a")))
    assert list(known) == [room("a")]
