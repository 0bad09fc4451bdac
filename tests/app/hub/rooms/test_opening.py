"""A room opens: who is rung with it, what it is and stays, and how it ends with what it was for."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from app.domain.events import EventKind
from app.domain.incidents import Incident
from app.domain.people import RoleTitle
from app.domain.permissions import Role
from app.domain.rooms import InvitationStatus, Participation, ParticipationKind, ParticipationStatus, Room, RoomKind
from app.domain.sla.policies import RingRule
from app.services.commands.clocks import SavePolicy
from app.services.commands.incidents import MergeIncident, MoveIncident, ShareIncident
from app.services.commands.links import IssueLink
from app.services.commands.rooms import ChangeRoom, EndRoom, OpenDutyRoom, OpenRoom, Ring
from tests.app.hub.incidents.desk import refused
from tests.app.hub.rooms.office import Office, furnish, open_office
from tests.servers.hub import DISTRICT, OTHER_STREET, STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")
S, T = InvitationStatus, RoleTitle


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """One for the module, each test with an incident of its own."""
    async with open_office(tmp_path_factory.mktemp("hub") / "data") as opened:
        await furnish(opened)
        yield opened


async def now(office: Office, room: Room) -> Room:
    return (await office.page(room)).room


async def test_everybody_whom_policy_and_plan_name_is_rung_in_the_same_moment(office: Office) -> None:
    incident = await office.incident()
    before = office.hub.store.writer.head_seq
    room = await office.officer.open_room(incident.incident_id)
    assert (room.kind, room.incident_id, room.unit_id) == (RoomKind.INCIDENT, incident.incident_id, STREET)
    assert room.required_titles == (T.DUTY_OFFICER, T.DUTY_LEADER, T.FIRE, T.POLICE)
    rung = await office.rung(room)
    assert {person_id: one.status for person_id, one in rung.items()} == {
        "on-shift": S.RINGING,
        "fire": S.RINGING,
        "fire-deputy": S.WAITING,
        "fire-second": S.WAITING,
        "police": S.RINGING,
        "street-leader": S.RINGING,
    }
    assert {person_id for person_id, one in rung.items() if one.required} == rung.keys() - {"street-leader"}
    assert {one.rung_at for one in rung.values() if one.status is S.RINGING} == {(room.opened_at,)}
    kinds = [event.kind for event in await office.told(("room", room.room_id), after=before)]
    assert kinds[0] is EventKind.ROOM_OPENED
    timeline = await office.desk.told(incident, EventKind.INVITATION_RUNG)
    assert {event.payload["person"] for event in timeline} == {"on-shift", "fire", "police", "street-leader"}
    assert {event.at for event in timeline} == {room.opened_at}


async def test_an_incident_has_one_open_room_whoever_asks_at_once(office: Office) -> None:
    incident = await office.incident()
    rooms = await asyncio.gather(*(office.officer.open_room(incident.incident_id) for _ in range(3)))
    assert len({room.room_id for room in rooms}) == 1
    assert len(await office.desk.told(incident, EventKind.ROOM_OPENED)) == 1
    await office.officer.end_room(rooms[0].room_id, EndRoom(expected_version=1))
    again = await office.officer.open_room(incident.incident_id)
    assert again.room_id != rooms[0].room_id


async def test_who_opens_it_is_not_rung_and_expected_all_the_same(office: Office) -> None:
    incident = await office.incident()
    leader = await office.of("on-shift", role=Role.DUTY_LEADER)
    room = await leader.open_room(incident.incident_id)
    own = (await office.rung(room))["on-shift"]
    assert (own.status, own.rung_at) == (S.ACCEPTED, ())


async def test_the_room_of_a_drill_is_marked(office: Office) -> None:
    assert (await office.opened(is_drill=True)).is_drill


async def test_an_incident_that_is_over_gets_no_room(office: Office) -> None:
    incident = await office.desk.move(await office.incident(), "false_report")
    assert await refused(office.officer.open_room(incident.incident_id)) == (409, "incident-over")


async def test_rings_go_by_the_policy_under_which_the_clock_runs(office: Office) -> None:
    director = await office.desk.as_(Role.DIRECTOR)
    before = await office.incident()
    (policy,) = await director.policies("conference")
    rule = RingRule(deputy_after_s=20, again_every_s=10, most_rings=2)
    command = SavePolicy(
        expected_version=policy.version,
        clock=policy.clock,
        name=policy.name,
        stop=policy.stop,
        targets=policy.targets,
        required_titles=policy.required_titles,
        ringing=rule,
    )
    saved = await director.save_policy(policy.policy_id, command)
    assert saved.ringing == rule
    assert (await office.officer.open_room(before.incident_id)).ringing == policy.ringing
    assert (await office.opened()).ringing == rule
    back = command.model_copy(update={"expected_version": saved.version, "ringing": policy.ringing})
    await director.save_policy(policy.policy_id, back)


async def test_a_duty_room_stands_and_rings_nobody(office: Office) -> None:
    room = await office.officer.open_duty_room(OpenDutyRoom(name="值班会商", unit_id=DISTRICT))
    assert (room.kind, room.incident_id, await office.rung(room)) == (RoomKind.DUTY, None, {})
    assert room in await office.officer.rooms()
    (one,) = await office.officer.ring(room.room_id, Ring(title=T.EXPERT))
    assert (one.person_id, one.status, one.required) == ("expert", S.RINGING, False)


async def test_lock_lobby_and_name_are_changed_one_by_one(office: Office) -> None:
    room = await office.officer.open_room((await office.incident()).incident_id, OpenRoom(lobby=False))
    assert not room.lobby
    locked = await office.officer.change_room(room.room_id, ChangeRoom(expected_version=1, locked=True))
    assert (locked.locked, locked.lobby, locked.version) == (True, False, 2)
    named = await office.officer.change_room(room.room_id, ChangeRoom(expected_version=2, lobby=True, name="会商"))
    assert (named.locked, named.lobby, named.name) == (True, True, "会商")
    stale = ChangeRoom(expected_version=2, locked=False)
    assert await refused(office.officer.change_room(room.room_id, stale)) == (409, "stale-version")


def place(room: Room, key: str, status: ParticipationStatus = ParticipationStatus.DROPPED) -> Participation:
    """Somebody whose line is lost."""
    return Participation(
        participation_id=f"{room.room_id}-{key}",
        room_id=room.room_id,
        incident_id=room.incident_id,
        unit_id=room.unit_id,
        kind=ParticipationKind.SEAT,
        status=status,
        name=key,
    )


async def test_the_end_is_for_everybody_and_for_every_ring(office: Office) -> None:
    room = await office.opened()
    await office.desk.put(place(room, "a"), place(room, "b", ParticipationStatus.REMOVED))
    rung = await office.rung(room)
    await office.desk.hub.store.writer.run(
        lambda change: _as(change, replace(rung["police"], status=S.JOINED)), actor=office.hub.actor
    )
    ended = await office.officer.end_room(room.room_id, EndRoom(expected_version=room.version))
    assert ended.ended_at == office.clock.now()
    page = await office.page(room)
    assert {one.person_id: one.status for one in page.invitations} == {
        "on-shift": S.UNANSWERED,
        "fire": S.UNANSWERED,
        "fire-deputy": S.WITHDRAWN,
        "fire-second": S.WITHDRAWN,
        "police": S.JOINED,
        "street-leader": S.UNANSWERED,
    }
    left, removed = sorted(page.participations, key=lambda one: one.name)
    assert (left.status, left.times.left_at) == (ParticipationStatus.LEFT, ended.ended_at)
    assert removed.status is ParticipationStatus.REMOVED
    assert room.room_id not in {one.room_id for one in await office.officer.rooms()}
    again = EndRoom(expected_version=ended.version)
    assert await refused(office.officer.end_room(room.room_id, again)) == (409, "room-ended")


async def _as(change: object, thing: object) -> None:
    change.replace(thing)  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", [("opened", "in_progress", "reported_back", "checked", "closed"), ("false_report",)])
async def test_it_ends_with_its_incident(office: Office, path: tuple[str, ...]) -> None:
    room = await office.opened()
    incident = await _incident(office, room)
    for to in path:
        assert (await now(office, room)).ended_at is None
        command = MoveIncident(expected_version=incident.version, to=to)
        incident = await office.officer.move_incident(incident.incident_id, command)
    assert (await now(office, room)).ended_at == office.clock.now()
    (event,) = await office.desk.told(incident, EventKind.ROOM_ENDED)
    assert event.payload["because"] == path[-1]


async def _incident(office: Office, room: Room) -> Incident:
    return (await office.officer.incident_page(room.incident_id or "")).incident


async def merged(office: Office, absorbed: Incident, kept: Incident) -> None:
    command = MergeIncident(
        expected_version=absorbed.version, into=kept.incident_id, into_expected_version=kept.version, reason="同一起"
    )
    await office.officer.merge_incident(absorbed.incident_id, command)


async def test_a_room_goes_on_with_the_incident_that_its_own_went_into(office: Office) -> None:
    room = await office.opened()
    issued = await office.officer.issue_link(room.room_id, IssueLink(name="现场"))
    await office.desk.put(place(room, "a"))
    kept = await office.desk.report(unit_id=OTHER_STREET)
    await merged(office, await _incident(office, room), kept)
    page = await office.officer.incident_page(kept.incident_id)
    (carried,) = page.rooms
    assert (carried.room_id, carried.incident_id, carried.ended_at) == (room.room_id, kept.incident_id, None)
    assert (carried.unit_id, carried.shared_with) == (OTHER_STREET, (STREET,))
    assert len(page.invitations) == 6
    assert [one.unit_id for one in page.participations] == [OTHER_STREET]
    (link,) = (await office.page(room)).links
    assert (link.link_id, link.incident_id) == (issued.link.link_id, kept.incident_id)
    assert (await office.officer.open_room(kept.incident_id)).room_id == room.room_id


async def test_of_two_rooms_that_of_the_kept_incident_goes_on(office: Office) -> None:
    absorbed, kept = await office.opened(), await office.opened()
    await merged(office, await _incident(office, absorbed), await _incident(office, kept))
    assert (await now(office, absorbed)).ended_at is not None
    assert (await now(office, kept)).ended_at is None


async def test_it_is_shown_to_whom_its_incident_is_shown(office: Office) -> None:
    room = await office.opened()
    other = await office.desk.as_(Role.DUTY_OFFICER, OTHER_STREET)
    assert await refused(other.room_page(room.room_id)) == (404, "not-found")
    shared = ShareIncident(expected_version=1, unit_ids=(OTHER_STREET,))
    await office.officer.share_incident(room.incident_id or "", shared)
    page = await other.room_page(room.room_id)
    assert (page.room.room_id, page.room.version) == (room.room_id, room.version)
    assert len(page.invitations) == 6
    await office.officer.share_incident(room.incident_id or "", ShareIncident(expected_version=2, unit_ids=()))
    assert await refused(other.room_page(room.room_id)) == (404, "not-found")
