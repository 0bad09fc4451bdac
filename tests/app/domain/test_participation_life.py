"""Who is let in at the door of a room, and what each step of a place writes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import participation_life as life
from app.domain.participation_life import Door, Standing, at_the_door
from app.domain.rooms import (
    Participation,
    ParticipationKind,
    ParticipationStatus,
    ParticipationTimes,
    Room,
    RoomKind,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
S = ParticipationStatus


def room(*, lobby: bool = True, locked: bool = False) -> Room:
    return Room(
        room_id="r",
        kind=RoomKind.INCIDENT,
        name="商场火情",
        unit_id="310105",
        lobby=lobby,
        locked=locked,
        opened_at=NOW,
        opened_by="somebody",
    )


def place(**fields: object) -> Participation:
    known: dict[str, object] = {
        "participation_id": "p",
        "room_id": "r",
        "unit_id": "310105",
        "kind": ParticipationKind.FIELD,
        "status": S.PREPARING,
        "name": "老王",
    }
    return Participation(**(known | fields))  # type: ignore[arg-type]


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("standing", "open_door", "lobby", "locked"),
    [
        (Standing(by_right=True), Door.IN, Door.IN, Door.LOCKED),
        (Standing(auto_admit=True), Door.IN, Door.IN, Door.LOCKED),
        (Standing(was_in=True), Door.IN, Door.IN, Door.IN),
        (Standing(), Door.IN, Door.WAIT, Door.LOCKED),
        (Standing(by_right=True, was_in=True, removed=True), Door.WAIT, Door.WAIT, Door.WAIT),
        (Standing(auto_admit=True, was_in=True, removed=True), Door.REFUSED, Door.REFUSED, Door.REFUSED),
    ],
)
def test_the_door(standing: Standing, open_door: Door, lobby: Door, locked: Door) -> None:
    assert at_the_door(room(lobby=False), standing) is open_door
    assert at_the_door(room(), standing) is lobby
    assert at_the_door(room(lobby=False, locked=True), standing) is locked


def test_the_tap_on_join_is_kept_however_long_somebody_waits() -> None:
    asked = life.waiting(place(), name="王队长", at=at(10))
    inside = life.entered(asked, name=asked.name, at=at(70))
    assert (inside.status, inside.name, inside.times.joined_at) == (S.IN, "王队长", at(10))
    assert life.entered(place(), name="老王", at=at(5)).times.joined_at == at(5)


def test_a_drop_that_nobody_noticed_is_written_with_the_rejoin() -> None:
    inside = place(status=S.IN)
    noticed = life.rejoined(life.dropped(inside, at=at(20)), at=at(24))
    assert (noticed.times.drops, noticed.times.rejoins) == ((at(20),), (at(24),))
    unnoticed = life.rejoined(inside, at=at(24))
    assert (unnoticed.status, unnoticed.times.drops, unnoticed.times.rejoins) == (S.IN, (at(24),), (at(24),))


def test_a_time_is_noted_once() -> None:
    connected = life.timed(place(), "connected_at", at=at(3))
    assert connected is not None
    assert connected.times.connected_at == at(3)
    assert life.timed(connected, "connected_at", at=at(9)) is None


@pytest.mark.parametrize(
    ("status", "connected", "was_in"),
    [
        (S.PREPARING, False, False),
        (S.WAITING, False, False),
        (S.REFUSED, False, False),
        (S.LEFT, False, False),
        (S.LEFT, True, True),
        (S.DROPPED, False, True),
        (S.IN, False, True),
    ],
)
def test_who_was_inside(status: ParticipationStatus, connected: bool, was_in: bool) -> None:
    times = ParticipationTimes(connected_at=NOW if connected else None)
    assert life.was_inside(place(status=status, times=times)) is was_in


@given(st.lists(st.sampled_from(["wait", "enter", "drop", "rejoin", "time", "leave"]), max_size=12))
def test_every_step_is_another_version_and_drops_and_rejoins_go_in_pairs(steps: list[str]) -> None:
    now = place()
    for number, step in enumerate(steps):
        before, moment = now, at(number)
        match step:
            case "wait":
                now = life.waiting(now, name="老王", at=moment)
            case "enter":
                now = life.entered(now, name="老王", at=moment)
            case "drop" if now.status is S.IN:
                now = life.dropped(now, at=moment)
            case "rejoin" if now.status in life.INSIDE:
                now = life.rejoined(now, at=moment)
            case "time":
                now = life.timed(now, "permitted_at", at=moment) or now
            case "leave":
                now = life.gone(now, S.LEFT, at=moment)
        assert now is before or now.version == before.version + 1
        assert 0 <= len(now.times.drops) - len(now.times.rejoins) <= len(steps)
        if now.status is S.IN and before.status is S.DROPPED and step == "rejoin":
            assert now.times.rejoins[-1] >= now.times.drops[-1]
