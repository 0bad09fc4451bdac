"""What people decide about a response: take a step back, put a proposed scene on the wall, tick the checklist."""

from dataclasses import replace

from app.domain.events import EventKind
from app.domain.incidents import Incident
from app.domain.permissions import Action
from app.domain.response import Response, ResponseStep, StepKind
from app.domain.rooms import Room
from app.hub.asking import Asking, expect, found
from app.hub.errors import conflict, not_found
from app.hub.incidents.access import for_command
from app.hub.incidents.recording import record
from app.hub.response import keeping
from app.hub.response.starting import push_scene
from app.hub.response.steps import about, undone
from app.hub.rooms import ending
from app.services.commands import DecideResponse, EndRoom, TickChecklist
from app.store.change import Change

_ON_WALLS = frozenset({StepKind.SCENE_PUSHED, StepKind.OUTPUT_REPLACED, StepKind.CAMERA_REPLACED})


async def undo(change: Change, asking: Asking, incident_id: str, number: int, command: DecideResponse) -> Response:
    """Raises RefusedError 409 for a step that cannot be taken back, or was already."""
    incident, response = await _both(change, asking, incident_id, command.expected_version)
    step = next((one for one in response.steps if one.number == number), None)
    if step is None:
        raise not_found("step")
    if step.undone_at is not None or not step.can_undo or response.ended_at is not None:
        raise conflict("cannot-undo", "This step cannot be taken back, or was already.")
    if step.kind in _ON_WALLS:
        asking.check(incident.unit_id, shared_with=incident.shared_with, action=Action.OUTPUT_PUSH)
    response = await _taken_back(change, asking, incident, response, step)
    response = undone(change, incident, response, step)
    change.replace(response)
    return response


async def push_proposed(change: Change, asking: Asking, incident_id: str, command: DecideResponse) -> Response:
    """Raises RefusedError."""
    incident, response = await _both(change, asking, incident_id, command.expected_version)
    if response.scene is None or response.output_id is None or response.ended_at is not None:
        raise conflict("nothing-proposed", "There is no scene to put on a wall.")
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
            return replace(response, room_id=None)
        case StepKind.CHECKLIST_STARTED:
            return replace(response, checklist=())
        case StepKind.CAMERA_REPLACED if step.tile is not None and step.replaced_id is not None:
            return await keeping.put_in_tile(
                change, asking.hub, incident, response, tile=step.tile, camera_id=step.replaced_id
            )
        case StepKind.SCENE_PUSHED | StepKind.OUTPUT_REPLACED:
            response = await keeping.release(change, asking.hub, incident, response)
            # It can be put on the wall again.
            return replace(response, is_proposed=True)
    raise conflict("cannot-undo", "This step cannot be taken back.")
