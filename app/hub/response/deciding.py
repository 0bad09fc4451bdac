"""What people decide about a response: take a step back, put a proposed scene on the wall, tick the checklist."""

from dataclasses import replace

from app.domain import ringing
from app.domain.events import EventKind
from app.domain.incidents import Incident
from app.domain.permissions import Action
from app.domain.response import STEPS_ON_WALL, Response, ResponseStep, StepKind
from app.domain.ringing import Step
from app.domain.rooms import Invitation, InvitationStatus, Room
from app.hub.asking import Asking, expect, found
from app.hub.errors import conflict, not_found
from app.hub.incidents.access import for_command
from app.hub.incidents.recording import record
from app.hub.response import issuing, keeping
from app.hub.response.starting import push_scene
from app.hub.response.steps import about, undone, without_way_back
from app.hub.rooms import ending
from app.hub.rooms.recording import record_invitation
from app.hub.rooms.ringing import known_in
from app.services.commands.response import DecideResponse, TickChecklist
from app.services.commands.rooms import EndRoom
from app.store.change import Change

_OF_ROOM = frozenset({StepKind.ROLES_RUNG, StepKind.LINKS_ISSUED})
_STILL_RINGING = frozenset({InvitationStatus.RINGING, InvitationStatus.WAITING})


async def undo(change: Change, asking: Asking, incident_id: str, number: int, command: DecideResponse) -> Response:
    """Raises RefusedError 409 for a step that cannot be taken back, or was already."""
    incident, response = await _both(change, asking, incident_id, command.expected_version)
    step = next((one for one in response.steps if one.number == number), None)
    if step is None:
        raise not_found("step")
    if step.undone_at is not None or not step.can_undo or response.ended_at is not None:
        raise conflict("cannot-undo", "This step cannot be taken back, or was already.")
    if step.kind in STEPS_ON_WALL:
        asking.check(incident.unit_id, shared_with=incident.shared_with, action=Action.OUTPUT_PUSH)
        _check_output(asking, response)
    response = await _taken_back(change, asking, incident, response, step)
    response = undone(change, incident, response, step)
    change.replace(response)
    return response


async def push_proposed(change: Change, asking: Asking, incident_id: str, command: DecideResponse) -> Response:
    """Raises RefusedError."""
    incident, response = await _both(change, asking, incident_id, command.expected_version)
    if response.scene is None or response.output_id is None or response.ended_at is not None:
        raise conflict("nothing-proposed", "There is no scene to put on a wall.")
    _check_output(asking, response)
    response = await push_scene(change, asking.hub, incident, response, kind=StepKind.SCENE_PUSHED)
    change.replace(response)
    return response


async def tick(change: Change, asking: Asking, incident_id: str, number: int, command: TickChecklist) -> Response:
    """`number` counts from 1. Raises RefusedError."""
    incident, response = await _both(change, asking, incident_id, command.expected_version)
    if not 1 <= number <= len(response.checklist):
        raise not_found("item")
    item = response.checklist[number - 1]
    done_at, done_by = (change.now, asking.actor.actor_id) if command.done else (None, None)
    ticked = replace(item, done_at=done_at, done_by=done_by)
    items = (*response.checklist[: number - 1], ticked, *response.checklist[number:])
    response = replace(response, version=response.version + 1, checklist=items)
    change.replace(response)
    payload = {"item": number, "text": item.text, "done": command.done}
    record(change, incident, EventKind.CHECKLIST_TICKED, payload, about=about(response))
    return response


def _check_output(asking: Asking, response: Response) -> None:
    """The wall may be that of a unit above the incident's. Raises RefusedError 403."""
    output = asking.hub.outputs.get(response.output_id or "")
    if output is not None:
        asking.check(output.unit_id, action=Action.OUTPUT_PUSH)


async def _both(change: Change, asking: Asking, incident_id: str, expected_version: int) -> tuple[Incident, Response]:
    incident = await for_command(change, asking, incident_id)
    response = await found(change, Response, incident_id, what="response")
    expect(response.version, expected_version)
    return incident, response


async def _taken_back(
    change: Change, asking: Asking, incident: Incident, response: Response, step: ResponseStep
) -> Response:
    match step.kind:
        case StepKind.ROOM_OPENED:
            room = await change.get(Room, response.room_id or "")
            if room is not None and room.ended_at is None:
                await ending.end(change, asking, room.room_id, EndRoom(expected_version=room.version))
            # With the room its rings and links have ended as well.
            return without_way_back(replace(response, room_id=None, link_ids=()), _OF_ROOM)
        case StepKind.ROLES_RUNG:
            await _withdraw_rings(change, asking, response, step)
            return response
        case StepKind.LINKS_ISSUED:
            asking.check(incident.unit_id, action=Action.LINK_ISSUE)
            return await issuing.revoke_issued(change, response, step)
        case StepKind.CHECKLIST_STARTED:
            return replace(response, checklist=())
        case StepKind.CAMERA_REPLACED if step.tile is not None and step.replaced_id is not None:
            return await keeping.put_in_tile(
                change, asking.hub, incident, response, tile=step.tile, camera_id=step.replaced_id
            )
        case StepKind.SCENE_PUSHED | StepKind.OUTPUT_REPLACED:
            response = await keeping.release(change, asking.hub, incident, response)
            # It can be put on the wall again, with the cameras that it has now.
            return without_way_back(replace(response, is_proposed=True), {StepKind.CAMERA_REPLACED})
    raise conflict("cannot-undo", "This step cannot be taken back.")


async def _withdraw_rings(change: Change, asking: Asking, response: Response, step: ResponseStep) -> None:
    """Of those whom the hub has rung in the step, who has not said anything yet; whoever has accepted is let in."""
    known = await known_in(change, response.room_id or "")
    hub = asking.hub.actor.actor_id
    for one in known.values():
        is_of_step = one.title in step.titles or any(title in step.titles for title in one.more_titles)
        if one.created_by == hub and one.status in _STILL_RINGING and is_of_step:
            _withdraw(change, one)


def _withdraw(change: Change, one: Invitation) -> None:
    after = ringing.step(one, Step.WITHDRAW, now=change.now)
    change.replace(after)
    record_invitation(change, after, EventKind.INVITATION_CHANGED, {"from": one.status})
