"""What people do about a ring: answer it, ring again, ring somebody else, take it back."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from app.domain.events import EventKind
from app.domain.people import RoleTitle
from app.domain.permissions import Role
from app.domain.rooms import Invitation, InvitationStatus, Participation, ParticipationKind, ParticipationStatus, Room
from app.link.hub_client import HubClient
from app.services.commands.rooms import AnswerInvitation, EndRoom, InvitationAnswer, Ring, RingAgain, WithdrawInvitation
from tests.app.hub.incidents.desk import place_of, refused
from tests.app.hub.rooms.office import Office, furnish, open_office
from tests.servers.hub import OTHER_STREET, STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")
S, T = InvitationStatus, RoleTitle


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with open_office(tmp_path_factory.mktemp("hub") / "data") as opened:
        await furnish(opened)
        yield opened


async def answer(client: HubClient, one: Invitation, what: InvitationAnswer, reason: str = "") -> Invitation:
    command = AnswerInvitation(expected_version=one.version, answer=what, reason=reason)
    return await client.answer_invitation(one.invitation_id, command)


async def test_who_is_rung_accepts_comes_by_phone_or_says_why_not(office: Office) -> None:
    room = await office.opened()
    one = (await office.rung(room))["fire"]
    fire = await office.of("fire", OTHER_STREET)
    accepted = await answer(fire, one, InvitationAnswer.ACCEPT)
    assert (accepted.status, accepted.answered_at, accepted.version) == (S.ACCEPTED, office.clock.now(), 2)
    by_phone = await answer(fire, accepted, InvitationAnswer.BY_PHONE)
    assert by_phone.status is S.BY_PHONE
    declined = await answer(fire, by_phone, InvitationAnswer.DECLINE, "在火场")
    assert (declined.status, declined.reason) == (S.DECLINED, "在火场")
    events = await office.told(("invitation", one.invitation_id))
    answers = [event.payload for event in events if event.kind is EventKind.INVITATION_ANSWERED]
    assert [one["status"] for one in answers] == ["accepted", "by-phone", "declined"]
    assert all(one["by_themselves"] for one in answers)
    assert await refused(answer(fire, one, InvitationAnswer.ACCEPT)) == (409, "stale-version")


async def test_the_desk_of_their_unit_and_the_host_answer_for_somebody_and_nobody_else_does(office: Office) -> None:
    room = await office.opened()
    one = (await office.rung(room))["street-leader"]
    stranger = await office.desk.as_(Role.DUTY_OFFICER, OTHER_STREET)
    assert await refused(answer(stranger, one, InvitationAnswer.ACCEPT)) == (404, "not-found")
    street = await office.desk.as_(Role.RESPONDER, STREET)
    by_desk = await answer(street, one, InvitationAnswer.ACCEPT)
    assert by_desk.status is S.ACCEPTED
    fire = await office.of("fire", OTHER_STREET)
    assert await refused(answer(fire, by_desk, InvitationAnswer.DECLINE)) == (403, "not-permitted")
    by_host = await answer(office.officer, by_desk, InvitationAnswer.BY_PHONE)
    events = await office.told(("invitation", one.invitation_id))
    assert by_host.status is S.BY_PHONE
    assert [event.payload["by_themselves"] for event in events if event.kind is EventKind.INVITATION_ANSWERED] == [
        False,
        False,
    ]


async def test_nobody_answers_where_there_is_nothing_to_say_any_more(office: Office) -> None:
    room = await office.opened()
    one = (await office.rung(room))["fire"]
    withdrawn = await office.officer.withdraw_invitation(one.invitation_id, WithdrawInvitation(expected_version=1))
    assert withdrawn.status is S.WITHDRAWN
    assert await refused(answer(office.officer, withdrawn, InvitationAnswer.ACCEPT)) == (409, "no-such-answer")
    other = (await office.rung(room))["police"]
    await office.officer.end_room(room.room_id, EndRoom(expected_version=1))
    assert await refused(answer(office.officer, other, InvitationAnswer.ACCEPT)) == (409, "room-ended")


async def test_ringing_again_by_hand_is_at_once_and_forgets_the_refusal(office: Office) -> None:
    room = await office.opened()
    declined = await answer(office.officer, (await office.rung(room))["fire"], InvitationAnswer.DECLINE, "忙")
    office.clock.advance(7)
    again = await office.officer.ring_again(declined.invitation_id, RingAgain(expected_version=declined.version))
    assert (again.status, again.reason, again.answered_at) == (S.RINGING, "", None)
    assert [(at - room.opened_at).total_seconds() for at in again.rung_at] == [0, 7]


def inside(room: Room, person_id: str) -> Participation:
    return Participation(
        participation_id=f"{room.room_id}-{person_id}",
        room_id=room.room_id,
        incident_id=room.incident_id,
        unit_id=room.unit_id,
        kind=ParticipationKind.SEAT,
        status=ParticipationStatus.IN,
        name=person_id,
        person_id=person_id,
    )


async def test_nobody_is_rung_who_is_there(office: Office) -> None:
    room = await office.opened()
    await office.desk.put(inside(room, "fire"))
    one = (await office.rung(room))["fire"]
    again = RingAgain(expected_version=one.version)
    assert await refused(office.officer.ring_again(one.invitation_id, again)) == (409, "already-in")
    assert await refused(office.officer.ring(room.room_id, Ring(person_id="fire"))) == (409, "already-in")


async def test_somebody_else_is_rung_as_themselves_or_for_a_title(office: Office) -> None:
    room = await office.opened()
    (one,) = await office.officer.ring(room.room_id, Ring(person_id="expert"))
    assert (one.status, one.title, one.required, one.posts) == (S.RINGING, None, False, ())
    (same,) = await office.officer.ring(room.room_id, Ring(person_id="expert", title=T.FIRE))
    assert same.invitation_id == one.invitation_id
    assert (same.title, same.required, len(same.rung_at)) == (T.FIRE, True, 1)
    assert (await office.page(room)).room.invited_persons[-1] == "expert"


async def test_a_title_is_rung_with_its_deputies_behind(office: Office) -> None:
    room = await office.opened()
    rung = await office.rung(room)
    for person_id in ("fire", "fire-deputy"):
        await answer(office.officer, rung[person_id], InvitationAnswer.DECLINE)
    called = {one.person_id: one for one in await office.officer.ring(room.room_id, Ring(title=T.FIRE))}
    # The watch may have called the second by now.
    assert called.keys() == {"fire", "fire-deputy", "fire-second"}
    assert (called["fire"].status, called["fire-deputy"].status) == (S.RINGING, S.DECLINED)


async def test_who_cannot_be_rung(office: Office) -> None:
    room = await office.opened()
    officer = office.officer
    assert await refused(officer.ring(room.room_id, Ring(title=T.HEALTH))) == (409, "nobody-has-the-title")
    assert await place_of(officer.ring(room.room_id, Ring(person_id="nobody"))) == "person_id"
    assert await refused(officer.ring("no-room", Ring(person_id="fire"))) == (404, "not-found")


async def test_a_ring_that_is_sent_twice_is_one(office: Office) -> None:
    room = await office.opened()
    path = f"{office.desk.running.url}/rooms/{room.room_id}/invitations"
    headers = {"Authorization": f"Bearer {office.officer.token}", "Idempotency-Key": "once"}
    answers = [await office.officer._http.post(path, json={"person_id": "expert"}, headers=headers) for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert len((await office.rung(room))["expert"].rung_at) == 1
