"""What a street's seat is told: its own things and what was shared with it, and of others not even the keys."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from app.domain.events import EventKind
from app.domain.incidents import IncidentClass, Place
from app.domain.people import Contact, ContactKind, Hat, RoleTitle
from app.domain.permissions import Role
from app.link.hub_client import HubClient
from app.services.commands.directory import SavePerson
from app.services.commands.incidents import MoveIncident, ReportIncident, ShareIncident, WriteNote, WriteReport
from app.services.commands.sessions import LogIn, SaveAccount
from app.services.commands.tasks import Assign, Decide
from app.services.rows import ROWS
from tests.app.hub.feed_seat import FeedSeat
from tests.servers.hub import DISTRICT, OTHER_STREET, STREET, RunningHub

pytestmark = pytest.mark.asyncio(loop_scope="module")

MOBILE = Contact(kind=ContactKind.MOBILE, value="13800138000")
FIRE = ReportIncident(title="火情", classes=(IncidentClass.ACCIDENT,), place=Place(text="某处"))


@pytest_asyncio.fixture(loop_scope="module")
async def admin(shared_hub: RunningHub) -> HubClient:
    return await shared_hub.client()


@pytest_asyncio.fixture(loop_scope="module")
async def street(shared_hub: RunningHub) -> AsyncIterator[FeedSeat]:
    """A duty desk that follows."""
    client = await shared_hub.client(Role.DUTY_OFFICER, STREET)
    async with FeedSeat(shared_hub, client.token) as seat:
        yield seat


def reported(unit_id: str) -> ReportIncident:
    return FIRE.model_copy(update={"unit_id": unit_id})


def keys(messages: list[dict[str, Any]], kind: str, field: str = "rows") -> set[str]:
    """Of the rows, or of the removals."""
    key = ROWS[kind][1]
    return {
        one if field == "removed" else one[key] for message in messages for one in message.get(field, {}).get(kind, [])
    }


async def test_another_streets_incident_is_not_told_of_at_all(admin: HubClient, street: FeedSeat) -> None:
    incident = await admin.report_incident(reported(OTHER_STREET))
    await admin.move_incident(incident.incident_id, MoveIncident(expected_version=1, to="opened"))
    told = await street.caught_up()
    assert incident.incident_id not in json.dumps(told)
    assert incident.number not in json.dumps(told, ensure_ascii=False)
    assert all("removed" not in message for message in told)


async def test_what_is_shared_comes_whole_and_goes_whole(admin: HubClient, street: FeedSeat) -> None:
    incident = await admin.report_incident(reported(OTHER_STREET))
    key = incident.incident_id
    task = await admin.assign(key, Assign(unit_id=OTHER_STREET, task="去看看"))
    report = await admin.write_report(key, WriteReport(kind="initial", text="首报"))
    decision = await admin.decide(key, Decide(text="疏散"))
    shared = await admin.share_incident(key, ShareIncident(expected_version=1, unit_ids=(STREET,)))
    told = await street.caught_up()
    assert keys(told, "incident") == {key}
    assert keys(told, "assignment") == {task.assignment_id}
    assert keys(told, "report") == {report.report_id}
    assert keys(told, "decision") == {decision.decision_id}
    await admin.share_incident(key, ShareIncident(expected_version=shared.version, unit_ids=()))
    told = await street.caught_up()
    assert keys(told, "incident", "removed") == {key}
    assert keys(told, "assignment", "removed") == {task.assignment_id}
    assert keys(told, "report", "removed") == {report.report_id}
    assert keys(told, "decision", "removed") == {decision.decision_id}
    await admin.write_note(key, WriteNote(text="你们看不到"))
    assert key not in json.dumps(await street.caught_up())


async def test_who_comes_back_after_it_was_shared_or_taken_away_has_all_of_it_or_none(
    shared_hub: RunningHub, admin: HubClient
) -> None:
    client = await shared_hub.client(Role.DUTY_OFFICER, STREET)
    incident = await admin.report_incident(reported(OTHER_STREET))
    key = incident.incident_id
    task = await admin.assign(key, Assign(unit_id=OTHER_STREET, task="去看看"))
    before = shared_hub.hub.store.writer.head_seq
    shared = await admin.share_incident(key, ShareIncident(expected_version=1, unit_ids=(STREET,)))
    seen = shared_hub.hub.store.writer.head_seq
    async with FeedSeat(shared_hub, client.token, after=before) as seat:
        assert keys([seat.first], "assignment") == {task.assignment_id}
    await admin.share_incident(key, ShareIncident(expected_version=shared.version, unit_ids=()))
    async with FeedSeat(shared_hub, client.token, after=seen) as seat:
        # The log does not tell the hub what this seat had seen: it begins anew.
        assert seat.first["type"] == "snapshot"
        assert key not in json.dumps(seat.first)


async def test_a_person_who_goes_to_another_street_leaves_the_seat(admin: HubClient, street: FeedSeat) -> None:
    person = await admin.save_person(None, SavePerson(name="张三", unit_id=STREET))
    away = SavePerson(expected_version=person.version, name="张三", unit_id=OTHER_STREET)
    await admin.save_person(person.person_id, away)
    told = await street.caught_up()
    assert keys(told, "person") == {person.person_id}
    assert keys(told, "person", "removed") == {person.person_id}


async def test_numbers_come_with_whom_it_is_this_seats_to_call(admin: HubClient, street: FeedSeat) -> None:
    hat = Hat(title=RoleTitle.DUTY_LEADER, unit_id=DISTRICT)
    on_duty = await admin.save_person(None, SavePerson(name="带班", unit_id=DISTRICT, hats=(hat,), contacts=(MOBILE,)))
    other = await admin.save_person(None, SavePerson(name="内勤", unit_id=DISTRICT, contacts=(MOBILE,)))
    told = await street.caught_up()
    shown = {one["person_id"]: one["contacts"] for message in told for one in message["rows"].get("person", [])}
    assert [len(shown[one.person_id]) for one in (on_duty, other)] == [1, 0]


async def test_logins_and_accounts_are_told_to_those_who_read_the_log(shared_hub: RunningHub) -> None:
    told: dict[Role, set[str]] = {}
    for role in (Role.DIRECTOR, Role.AUDITOR, Role.DUTY_LEADER, Role.OPERATOR):
        client = await shared_hub.client(role)
        async with FeedSeat(shared_hub, client.token) as seat:
            await (await shared_hub.client(Role.OPERATOR, STREET)).log_out()
            messages = await seat.caught_up()
        told[role] = {event["kind"] for message in messages for event in message.get("events", [])}
    audited = {EventKind.LOGGED_IN.value, EventKind.LOGGED_OUT.value}
    assert told == {Role.DIRECTOR: audited, Role.AUDITOR: audited, Role.DUTY_LEADER: set(), Role.OPERATOR: set()}


async def test_a_streets_director_reads_of_that_streets_logins_alone(shared_hub: RunningHub) -> None:
    client = await shared_hub.client(Role.DIRECTOR, STREET)
    async with FeedSeat(shared_hub, client.token) as seat:
        await shared_hub.client(Role.OPERATOR, OTHER_STREET)
        await shared_hub.client(Role.OPERATOR, DISTRICT)
        ours = await shared_hub.client(Role.OPERATOR, STREET)
        messages = await seat.caught_up()
    [event] = [event for message in messages for event in message.get("events", [])]
    assert event["actor_id"] == (await ours.me()).account_id


async def test_other_rights_begin_with_a_snapshot(shared_hub: RunningHub, admin: HubClient) -> None:
    saved = await admin.save_account(
        None,
        SaveAccount(login="moves", name="调动", role=Role.DUTY_OFFICER, unit_id=STREET, password="a good password"),
    )
    client = shared_hub.anonymous()
    await client.log_in(LogIn(login="moves", password="a good password"))
    async with FeedSeat(shared_hub, client.token) as seat:
        seq = seat.first["seq"]
    moved = SaveAccount(
        expected_version=saved.version,
        login="moves",
        name="调动",
        role=Role.DUTY_OFFICER,
        unit_id=OTHER_STREET,
    )
    await admin.save_account(saved.account_id, moved)
    await client.log_in(LogIn(login="moves", password="a good password"))
    async with FeedSeat(shared_hub, client.token, after=seq) as seat:
        assert seat.first["type"] == "snapshot"
