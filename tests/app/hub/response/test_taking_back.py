"""What the hub did by itself is taken back step by step: what it did, and only as long as that changes anything."""

from typing import Any

from app.domain.events import EventKind
from app.domain.incidents import Incident, Place
from app.domain.outputs import TileState
from app.domain.people import RoleTitle
from app.domain.permissions import Role
from app.domain.response import Response, ResponseStep, StepKind
from app.domain.rooms import Invitation, InvitationStatus, Room
from app.link.hub_client import HubClient
from app.services.commands.plans import SavePlan
from app.services.commands.response import DecideResponse
from app.services.commands.rooms import AnswerInvitation, Ring
from tests.app.hub.incidents.desk import refused
from tests.app.hub.response.hall import PARK, Hall
from tests.servers.hub import OTHER_STREET, STREET

S = InvitationStatus


async def reported(hall: Hall, **plan: Any) -> tuple[Incident, Response]:
    """With a plan of its own."""
    admin = await hall.office.desk.as_(Role.ADMINISTRATOR)
    known: dict[str, Any] = {
        "name": "公园火灾",
        "unit_id": STREET,
        "grid_code": "G1",
        "required_titles": (RoleTitle.FIRE, RoleTitle.POLICE),
        "link_titles": (RoleTitle.FIRE,),
        "checklist": ("确认火点",),
    }
    await admin.save_plan(None, SavePlan(**(known | plan)))
    incident = await hall.report(place=Place(text="中山公园", point=PARK, grid_code="G1"))
    return incident, await hall.answered(incident)


def step_of(response: Response, kind: StepKind) -> ResponseStep:
    return next(step for step in response.steps if step.kind is kind)


async def take_back(hall: Hall, incident: Incident, kind: StepKind, *, by: HubClient | None = None) -> Response:
    client = by or hall.office.officer
    page = await client.incident_page(incident.incident_id)
    assert page.response is not None
    decide = DecideResponse(expected_version=page.response.version)
    return await client.undo_response_step(incident.incident_id, step_of(page.response, kind).number, decide)


def statuses(hall: Hall, response: Response) -> dict[str, S]:
    found = [one for one in hall.seat.mirror.all(Invitation).values() if one.room_id == response.room_id]
    return {one.person_id: one.status for one in found}


async def test_who_still_rings_is_rung_no_more_and_who_answered_stays(hall: Hall) -> None:
    incident, response = await reported(hall)
    police = next(one for one in hall.seat.mirror.all(Invitation).values() if one.person_id == "police")
    officer = hall.office.officer
    await officer.answer_invitation(
        police.invitation_id, AnswerInvitation(expected_version=police.version, answer="accept")
    )
    # Rung by somebody's hand: that is no step of the hub.
    await officer.ring(response.room_id or "", Ring(person_id="expert"))
    after = await take_back(hall, incident, StepKind.ROLES_RUNG)
    assert step_of(after, StepKind.ROLES_RUNG).undone_at is not None
    await hall.seat.until(lambda: statuses(hall, response)["fire"] is S.WITHDRAWN)
    now = statuses(hall, response)
    assert (now["police"], now["expert"]) == (S.ACCEPTED, S.RINGING)
    # No deputy is called for them later.
    assert {now["fire-deputy"], now["fire-second"]} == {S.WITHDRAWN}
    assert after.room_id == response.room_id


async def test_with_the_room_its_rings_and_links_have_no_way_back_of_their_own(hall: Hall) -> None:
    incident, response = await reported(hall)
    assert step_of(response, StepKind.LINKS_ISSUED).can_undo
    after = await take_back(hall, incident, StepKind.ROOM_OPENED)
    assert (after.room_id, after.link_ids) == (None, ())
    assert not step_of(after, StepKind.LINKS_ISSUED).can_undo
    assert await refused(take_back(hall, incident, StepKind.ROLES_RUNG)) == (409, "cannot-undo")
    assert await refused(take_back(hall, incident, StepKind.ROOM_OPENED)) == (409, "cannot-undo")
    await hall.seat.until(
        lambda: all(room.ended_at is not None for room in hall.seat.mirror.all(Room).values() if room.incident_id)
    )


async def test_the_checklist_goes(hall: Hall) -> None:
    incident, response = await reported(hall)
    assert [item.text for item in response.checklist] == ["确认火点"]
    assert (await take_back(hall, incident, StepKind.CHECKLIST_STARTED)).checklist == ()


async def test_a_scene_off_the_wall_leaves_no_camera_to_put_back_and_is_pushed_again(hall: Hall) -> None:
    wall = await hall.wall()
    wall.states = {"code:C1": TileState.OFFLINE}
    incident, _ = await reported(hall)
    response = await hall.has_step(incident, StepKind.CAMERA_REPLACED)
    after = await take_back(hall, incident, StepKind.SCENE_PUSHED)
    assert after.is_proposed
    await hall.seat.until(lambda: wall.released == [incident.incident_id])
    assert await refused(take_back(hall, incident, StepKind.CAMERA_REPLACED)) == (409, "cannot-undo")
    decide = DecideResponse(expected_version=after.version)
    again = await hall.office.officer.push_response(incident.incident_id, decide)
    assert (again.tiles, again.is_proposed) == (response.tiles, False)
    await hall.seat.until(lambda: wall.scene == response.scene)


async def test_a_scene_that_moved_is_taken_off_the_output_where_it_is_now(hall: Hall) -> None:
    first, second = await hall.wall("wall:1"), await hall.wall("wall:2")
    incident, response = await reported(hall)
    await hall.seat.until(lambda: first.scene == response.scene)
    await first.leave()
    response = await hall.has_step(incident, StepKind.OUTPUT_REPLACED)
    await hall.seat.until(lambda: second.scene == response.scene)
    after = await take_back(hall, incident, StepKind.OUTPUT_REPLACED)
    assert (after.is_proposed, after.push_id) == (True, None)
    await hall.seat.until(lambda: second.released == [incident.incident_id])


async def test_every_step_taken_back_is_an_event_with_who_did_it(hall: Hall) -> None:
    incident, _ = await reported(hall)
    await take_back(hall, incident, StepKind.LINKS_ISSUED, by=hall.office.desk.leader)
    (told,) = await hall.office.desk.told(incident, EventKind.RESPONSE_UNDONE)
    assert told.payload["step"]["kind"] == "links-issued"
    assert told.actor_id == (await hall.office.desk.leader.me()).account_id


async def test_nobody_takes_back_what_is_not_theirs(hall: Hall) -> None:
    incident, response = await reported(hall)
    stranger = await hall.office.desk.as_(Role.DUTY_OFFICER, OTHER_STREET)
    number, decide = step_of(response, StepKind.LINKS_ISSUED).number, DecideResponse(expected_version=response.version)
    asked = stranger.undo_response_step(incident.incident_id, number, decide)
    assert (await refused(asked))[0] in (403, 404)
    stale = DecideResponse(expected_version=response.version - 1)
    asked = hall.office.officer.undo_response_step(incident.incident_id, number, stale)
    assert await refused(asked) == (409, "stale-version")
