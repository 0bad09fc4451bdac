"""Rings fall due by themselves: again, to the deputy, and at last no more; each once, also across a restart."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy.engine import URL

from app.domain.events import EventKind
from app.domain.people import RoleTitle
from app.domain.permissions import Role
from app.domain.response import Response, StepKind
from app.domain.ringing import Step, step
from app.domain.rooms import (
    InvitationStatus,
    Participation,
    ParticipationKind,
    ParticipationStatus,
    ParticipationTimes,
    Room,
)
from app.services.commands.rooms import AnswerInvitation, EndRoom, InvitationAnswer, Ring
from app.store.change import Change, Committed
from app.store.errors import StoreUnavailableError
from tests.app.hub.feed_seat import FeedSeat
from tests.app.hub.rooms.office import Office, furnish, open_office
from tests.fakes.clock import FakeClock
from tests.servers.hub import STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")
S = InvitationStatus


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with open_office(tmp_path_factory.mktemp("hub") / "data") as opened:
        await furnish(opened)
        yield opened


async def rings(office: Office, room: Room, person_id: str) -> list[float]:
    """Seconds after the room was opened."""
    return [(at - room.opened_at).total_seconds() for at in (await office.rung(room))[person_id].rung_at]


async def test_the_holder_is_rung_six_times_and_the_deputies_come_one_by_one(office: Office) -> None:
    room = await office.opened()
    await office.pass_time(200)
    assert await rings(office, room, "fire") == [0, 30, 60, 90, 120, 150]
    assert await rings(office, room, "fire-deputy") == [60, 90, 120, 150, 180]
    assert (await rings(office, room, "fire-second"))[0] == 120
    statuses = await office.statuses(room)
    assert (statuses["fire"], statuses["fire-deputy"]) == (S.UNANSWERED, S.RINGING)
    rung = [
        event
        for event in await office.desk.told(await _incident(office, room), EventKind.INVITATION_RUNG)
        if event.payload["person"] == "fire"
    ]
    assert [event.payload["ring"] for event in rung] == [1, 2, 3, 4, 5, 6]
    assert [event.actor_id for event in rung[1:]] == ["hub"] * 5
    assert (await office.page(room)).room.version == room.version, "a ring refuses nobody's command"


async def _incident(office: Office, room: Room):  # type: ignore[no-untyped-def]
    return (await office.officer.incident_page(room.incident_id or "")).incident


async def answered(office: Office, room: Room, person_id: str, answer: InvitationAnswer) -> None:
    one = (await office.rung(room))[person_id]
    command = AnswerInvitation(expected_version=one.version, answer=answer)
    await office.officer.answer_invitation(one.invitation_id, command)


async def test_a_refusal_brings_the_deputy_at_once(office: Office) -> None:
    room = await office.opened()
    await office.pass_time(5)
    await answered(office, room, "fire", InvitationAnswer.DECLINE)
    await office.pass_time(1)
    assert await rings(office, room, "fire-deputy") == [6]
    await office.pass_time(90)
    assert await rings(office, room, "fire") == [0]


async def test_a_promise_holds_the_deputy_back_and_coming_by_phone_for_good(office: Office) -> None:
    room = await office.opened()
    await office.pass_time(10)
    await answered(office, room, "fire", InvitationAnswer.ACCEPT)
    await office.pass_time(59)
    assert (await office.statuses(room))["fire-deputy"] is S.WAITING
    await office.pass_time(1)
    assert await rings(office, room, "fire-deputy") == [70]
    other = await office.opened()
    await answered(office, other, "fire", InvitationAnswer.BY_PHONE)
    await office.pass_time(200)
    assert (await office.statuses(other))["fire-deputy"] is S.WAITING


async def test_the_end_of_the_room_ends_the_rings(office: Office) -> None:
    room = await office.opened()
    await office.officer.end_room(room.room_id, EndRoom(expected_version=1))
    await office.pass_time(100)
    assert await rings(office, room, "fire") == [0]
    assert await rings(office, room, "fire-deputy") == []


async def test_whoever_is_rung_later_is_shown_the_room_with_all_that_is_in_it(office: Office) -> None:
    room = await office.opened()
    deputy = await office.of("fire-deputy", STREET.replace("001", "002"))
    async with FeedSeat(office.desk.running, deputy.token) as seat:
        assert room.room_id not in str(seat.first)
        await office.pass_time(60)
        told = await seat.caught_up()
    shown = {one["room_id"] for message in told for one in message["rows"].get("room", [])}
    people = {one["person_id"] for message in told for one in message["rows"].get("invitation", [])}
    assert room.room_id in shown
    assert people >= {"fire", "fire-deputy", "fire-second", "police", "street-leader"}


async def test_the_watch_wakes_by_itself(office: Office) -> None:
    room = await office.opened()
    rung = asyncio.Event()

    def look(committed: Committed) -> None:
        if any(event.payload.get("room") == room.room_id for event in committed.events):
            rung.set()

    office.hub.store.writer.on_commit(look)
    office.clock.advance(31)
    async with asyncio.timeout(30):
        await rung.wait()
    assert await rings(office, room, "fire") == [0, 31]


async def test_a_clock_that_is_set_back_rings_nobody_twice(office: Office) -> None:
    room = await office.opened()
    await office.pass_time(31)
    office.clock.step(-3600)
    await office.pass_time(60)
    assert len(await rings(office, room, "fire")) == 2
    office.clock.step(3600)
    await office.pass_time(1)
    assert len(await rings(office, room, "fire")) == 3


async def test_a_database_that_is_gone_delays_a_ring_and_loses_none(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await office.opened()
    with monkeypatch.context() as gone:

        async def unavailable(*_: object, **__: object) -> None:
            raise StoreUnavailableError("gone")

        gone.setattr(office.hub.store.writer, "run", unavailable)
        office.clock.advance(30)
        with pytest.raises(StoreUnavailableError):
            await office.hub.ring_watch.fire_due()
    await office.hub.ring_watch.fire_due()
    assert await rings(office, room, "fire") == [0, 30]


async def test_a_room_that_cannot_be_rung_in_keeps_no_other_waiting(
    office: Office, monkeypatch: pytest.MonkeyPatch, expected_log: list[str]
) -> None:
    expected_log.append("nobody can be rung in room")
    first, other = await office.opened(), await office.opened()
    work = office.hub.ring_watch.work

    async def mistaken(change: Change, keys: set[str]) -> object:
        if first.room_id in keys:
            raise ValueError("a mistake of ours")
        return await work(change, keys)

    with monkeypatch.context() as ours:
        ours.setattr(office.hub.ring_watch, "work", mistaken)
        office.clock.advance(30)
        await office.hub.ring_watch.fire_due()
    assert await rings(office, other, "fire") == [0, 30]
    assert await rings(office, first, "fire") == [0]


# -- in the room, and nothing comes


async def came(office: Office, room: Room, person_id: str, **times: float) -> Participation:
    """In the room since now, by rows as the line writes them; `times` in seconds from now."""
    now = office.clock.now()
    known = {name: now + timedelta(seconds=at) for name, at in ({"joined_at": 0.0} | times).items()}
    place = Participation(
        participation_id=uuid.uuid4().hex,
        room_id=room.room_id,
        incident_id=room.incident_id,
        unit_id=room.unit_id,
        kind=ParticipationKind.SEAT,
        status=ParticipationStatus.IN,
        name=person_id,
        titles=tuple(post.title for post in (await office.rung(room))[person_id].posts),
        person_id=person_id,
        times=ParticipationTimes(**known),
    )
    invitation = step((await office.rung(room))[person_id], Step.JOIN, now=now)

    async def work(change: Change) -> None:
        change.insert(place)
        change.replace(invitation)

    await office.hub.store.writer.run(work, actor=office.hub.actor)
    return place


async def with_response(office: Office, room: Room) -> None:
    """As where the hub answered the report."""
    await office.desk.put(Response(incident_id=room.incident_id or "", started_at=office.clock.now()))


async def steps(office: Office, room: Room) -> list[tuple[StepKind, tuple[RoleTitle, ...], str]]:
    response = (await office.officer.incident_page(room.incident_id or "")).response
    assert response is not None
    return [(one.kind, one.titles, one.reason) for one in response.steps]


async def test_who_is_in_without_sound_and_picture_is_stood_in_for_once_and_that_is_said(office: Office) -> None:
    room = await office.opened()
    await with_response(office, room)
    await office.pass_time(5)
    place = await came(office, room, "fire", connected_at=1)
    await office.pass_time(15)
    assert (await office.statuses(room))["fire"] is S.JOINED, "not yet"
    await office.pass_time(2)
    assert (await office.statuses(room))["fire"] is S.WITHOUT_MEDIA
    await office.pass_time(20)
    assert await rings(office, room, "fire-deputy") == [21], "long before the minute is over"
    assert await steps(office, room) == [(StepKind.DEPUTY_RUNG, (RoleTitle.FIRE,), "no-media")]
    # Heard at last: the deputy is needed no more.
    await office.desk.replace(replace(place, version=2, times=replace(place.times, first_media_at=office.clock.now())))
    await office.pass_time(30)
    statuses = await office.statuses(room)
    assert (statuses["fire"], statuses["fire-deputy"]) == (S.JOINED, S.UNANSWERED)
    assert await rings(office, room, "fire-second") == []
    assert len(await steps(office, room)) == 1


async def test_who_is_heard_or_seen_or_has_lost_the_line_is_stood_in_for_by_nobody(office: Office) -> None:
    room = await office.opened()
    await came(office, room, "fire", first_media_at=10)
    police = await came(office, room, "police")
    await office.desk.replace(replace(police, version=2, status=ParticipationStatus.DROPPED))
    await office.pass_time(50)
    statuses = await office.statuses(room)
    assert (statuses["fire"], statuses["police"], statuses["fire-deputy"]) == (S.JOINED, S.JOINED, S.WAITING)


async def test_that_there_is_no_deputy_to_ring_is_said(office: Office) -> None:
    room = await office.opened()
    await with_response(office, room)
    await came(office, room, "police")
    await office.pass_time(40)
    assert (await office.statuses(room))["police"] is S.WITHOUT_MEDIA
    assert await steps(office, room) == [(StepKind.NOBODY_TO_RING, (RoleTitle.POLICE,), "no-media")]


@pytest.mark.asyncio(loop_scope="function")
async def test_after_a_restart_the_deputy_is_not_rung_again_for_who_sends_nothing(tmp_path: Path) -> None:
    clock = FakeClock()
    async with open_office(tmp_path / "hub", clock=clock) as office:
        await furnish(office)
        room = await office.opened()
        await with_response(office, room)
        await came(office, room, "fire")
        await office.pass_time(16)
    async with open_office(tmp_path / "hub", clock=clock) as office:
        await office.hub.ring_watch.fire_due()
        await office.pass_time(5)
        assert await rings(office, room, "fire-deputy") == [15]
        assert [kind for kind, _, _ in await steps(office, room)] == [StepKind.DEPUTY_RUNG]


@pytest.mark.asyncio(loop_scope="function")
async def test_a_restart_goes_on_where_it_was(tmp_path: Path, database: URL) -> None:
    """On each engine."""
    clock = FakeClock()
    async with open_office(tmp_path / "hub", clock=clock, database=database) as office:
        await furnish(office)
        room = await office.opened()
        await office.pass_time(31)
        await office.officer.ring(room.room_id, Ring(title=RoleTitle.EXPERT))
    clock.advance(40)
    async with open_office(tmp_path / "hub", clock=clock, database=database) as office:
        await office.hub.ring_watch.fire_due()
        # What fell due meanwhile is done once, now.
        assert (await rings(office, room, "fire"))[:3] == [0, 30, 71]
        assert await rings(office, room, "fire-deputy") == [71]
        assert await rings(office, room, "expert") == [31, 71]
        await office.pass_time(30)
        assert (await rings(office, room, "fire"))[3:] == [101]
        officer = await office.desk.as_(Role.DUTY_OFFICER)
        await officer.end_room(room.room_id, EndRoom(expected_version=1))
    async with open_office(tmp_path / "hub", clock=clock, database=database) as office:
        assert office.hub.ring_watch.next_due_at is None
