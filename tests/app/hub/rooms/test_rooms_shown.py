"""Whom a room is shown to: its unit and those above, those with whom its incident is shared, and who is rung in it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from app.domain.permissions import Role
from app.domain.rooms import ParticipationStatus, Room
from app.hub.feed import RELOAD
from app.hub.rooms.chat import written
from app.services.commands.incidents import ReportIncident, ShareIncident
from app.services.commands.links import IssueLink
from app.services.commands.rooms import EndRoom, OpenDutyRoom, Ring
from app.services.commands.sessions import LogIn, SaveAccount
from app.store.change import Change
from tests.app.hub.feed_seat import FeedSeat
from tests.app.hub.incidents.desk import refused
from tests.app.hub.rooms.office import Office, furnish, open_office
from tests.app.hub.rooms.test_invitations import inside
from tests.servers.hub import DISTRICT, OTHER_STREET, STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")
KINDS = {
    "room": "room_id",
    "invitation": "invitation_id",
    "participation": "participation_id",
    "join-link": "link_id",
    "chat-message": "message_id",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with open_office(tmp_path_factory.mktemp("hub") / "data") as opened:
        await furnish(opened)
        yield opened


def of_room(room: Room, *messages: dict[str, Any]) -> dict[str, int]:
    """How many rows of each kind were shown."""
    shown = {
        kind: {
            one[key] for message in messages for one in message["rows"].get(kind, []) if one["room_id"] == room.room_id
        }
        for kind, key in KINDS.items()
    }
    return {kind: len(keys) for kind, keys in shown.items() if keys}


async def district_room(office: Office) -> Room:
    """Of an incident of the district itself, where only who is on shift is rung; with a link and somebody inside."""
    incident = await office.officer.report_incident(
        ReportIncident(title="区级事件", classes=("accident",), place={"text": "某处"}, unit_id=DISTRICT)
    )
    room = await office.officer.open_room(incident.incident_id)
    await office.officer.issue_link(room.room_id, IssueLink(name="现场"))
    somebody = inside(room, "officer")
    await office.desk.put(somebody)

    async def say(change: Change) -> None:
        written(change, somebody, "到场了")

    await office.hub.store.writer.run(say, actor=office.hub.actor)
    return room


ALL = {"room": 1, "invitation": 1, "participation": 1, "join-link": 1, "chat-message": 1}


async def test_a_seat_has_the_open_rooms_of_its_unit_with_all_that_is_in_them_and_no_ended_one(office: Office) -> None:
    room = await district_room(office)
    async with FeedSeat(office.desk.running, office.officer.token) as seat:
        assert of_room(room, seat.first) == ALL
        await office.officer.end_room(room.room_id, EndRoom(expected_version=1))
        (told,) = [one for one in await seat.caught_up() if of_room(room, one)]
        assert told["rows"]["room"][0]["ended_at"] is not None
        assert told["rows"]["participation"][0]["status"] == ParticipationStatus.LEFT.value
    async with FeedSeat(office.desk.running, office.officer.token) as seat:
        assert of_room(room, seat.first) == {}
    page = await office.officer.incident_page(room.incident_id or "")
    counted = (len(page.rooms), len(page.invitations), len(page.participations), len(page.chat))
    assert counted == (1, 1, 1, 1)


async def test_links_are_shown_to_those_who_may_issue_them(office: Office) -> None:
    room = await district_room(office)
    responder = await office.desk.as_(Role.RESPONDER)
    async with FeedSeat(office.desk.running, responder.token) as seat:
        assert of_room(room, seat.first) == {kind: 1 for kind in ALL if kind != "join-link"}
    assert (await responder.room_page(room.room_id)).links == ()
    assert len((await office.page(room)).links) == 1
    auditor = await office.desk.as_(Role.AUDITOR)
    async with FeedSeat(office.desk.running, auditor.token) as seat:
        assert of_room(room, seat.first) == {}


async def test_a_street_that_is_rung_sees_the_districts_room_and_its_own_ring(office: Office) -> None:
    room = await district_room(office)
    desk = await office.desk.as_(Role.DUTY_OFFICER, STREET)
    other = await office.desk.as_(Role.DUTY_OFFICER, OTHER_STREET)
    assert await refused(desk.room_page(room.room_id)) == (404, "not-found")
    before = office.hub.store.writer.head_seq
    async with (
        FeedSeat(office.desk.running, desk.token) as seat,
        FeedSeat(office.desk.running, other.token) as stranger,
    ):
        assert of_room(room, seat.first) == {}
        await office.officer.ring(room.room_id, Ring(person_id="street-leader"))
        told = await seat.caught_up()
        assert of_room(room, *told) == {"room": 1, "invitation": 2, "participation": 1, "chat-message": 1}
        (own,) = [
            one
            for message in told
            for one in message["rows"].get("invitation", [])
            if one["person_id"] == "street-leader"
        ]
        assert own["status"] == "ringing"
        assert room.room_id not in str(await stranger.caught_up())
    async with FeedSeat(office.desk.running, desk.token, after=before) as seat:
        assert of_room(room, seat.first) == {"room": 1, "invitation": 2, "participation": 1, "chat-message": 1}
    async with FeedSeat(office.desk.running, other.token, after=before) as stranger:
        assert room.room_id not in str(stranger.first)
    assert (await desk.room_page(room.room_id)).links == ()
    # What is not theirs they do not change.
    assert await refused(desk.end_room(room.room_id, EndRoom(expected_version=1))) == (403, "not-permitted")


async def test_an_account_anywhere_sees_where_its_own_person_is_rung(office: Office) -> None:
    room = await district_room(office)
    expert = await office.of("expert", OTHER_STREET)
    async with FeedSeat(office.desk.running, expert.token) as seat:
        assert of_room(room, seat.first) == {}
        await office.officer.ring(room.room_id, Ring(person_id="expert"))
        assert of_room(room, *await seat.caught_up())["invitation"] == 2
    async with FeedSeat(office.desk.running, expert.token) as seat:
        assert of_room(room, seat.first)["room"] == 1


async def test_an_account_that_is_somebody_else_now_begins_anew(office: Office) -> None:
    room = await district_room(office)
    await office.officer.ring(room.room_id, Ring(person_id="expert"))
    administrator = await office.desk.as_(Role.ADMINISTRATOR)
    login = SaveAccount(
        login="desk", name="值班台", role=Role.OPERATOR, unit_id=OTHER_STREET, password="a good password"
    )
    account = await administrator.save_account(None, login)
    client = office.desk.running.anonymous()
    await client.log_in(LogIn(login="desk", password="a good password"))
    async with FeedSeat(office.desk.running, client.token) as seat:
        assert of_room(room, seat.first) == {}
        after = seat.first["seq"]
        now = login.model_copy(update={"expected_version": account.version, "person_id": "expert", "password": None})
        await administrator.save_account(account.account_id, now)
        assert await seat.close_code() == RELOAD
    async with FeedSeat(office.desk.running, client.token, after=after) as seat:
        assert seat.first["type"] == "snapshot"
        assert of_room(room, seat.first)["room"] == 1


async def test_a_room_comes_and_goes_with_the_incident_that_is_shared(office: Office) -> None:
    room = await district_room(office)
    incident_id = room.incident_id or ""
    street = await office.desk.as_(Role.DUTY_OFFICER, OTHER_STREET)
    async with FeedSeat(office.desk.running, street.token) as seat:
        await office.officer.share_incident(incident_id, ShareIncident(expected_version=1, unit_ids=(OTHER_STREET,)))
        shared = await seat.caught_up()
        assert of_room(room, *shared) == {kind: 1 for kind in ALL if kind != "join-link"}
        seen = office.hub.store.writer.head_seq
        await office.officer.share_incident(incident_id, ShareIncident(expected_version=2, unit_ids=()))
        told = await seat.caught_up()
        removed = {kind: keys for message in told for kind, keys in message.get("removed", {}).items()}
        assert removed["room"] == [room.room_id]
        assert len(removed["invitation"]) == len(removed["chat-message"]) == 1
    async with FeedSeat(office.desk.running, street.token, after=seen) as seat:
        assert seat.first["type"] == "snapshot"
        assert room.room_id not in str(seat.first)


async def test_of_a_standing_room_a_seat_has_the_last_day(office: Office) -> None:
    room = await office.officer.open_duty_room(OpenDutyRoom(name="值班会商", unit_id=DISTRICT))
    (old,) = await office.officer.ring(room.room_id, Ring(person_id="expert"))
    await office.pass_time(200)
    office.clock.advance(25 * 3600)
    officer = await office.desk.running.client(Role.DUTY_OFFICER)
    (new,) = await officer.ring(room.room_id, Ring(person_id="police"))
    async with FeedSeat(office.desk.running, officer.token) as seat:
        assert of_room(room, seat.first) == {"room": 1, "invitation": 1}
    page = await officer.room_page(room.room_id)
    assert [one.invitation_id for one in page.invitations] == [new.invitation_id] != [old.invitation_id]
