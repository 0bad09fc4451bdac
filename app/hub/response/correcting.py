"""An incident whose place, class or level was put right is answered anew: other cameras, other people, the same steps.

A first report often names the wrong corner of the district. What was right already stays as it is on wall and in room.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.incidents import Incident
from app.domain.outputs import Output
from app.domain.permissions import Action
from app.domain.response import STEPS_ON_WALL, ChecklistItem, Response, StepKind
from app.domain.rooms import Room
from app.domain.scene_building import cameras_of
from app.hub.asking import asked_by_hub
from app.hub.response import issuing
from app.hub.response.keeping import undone_scene
from app.hub.response.starting import Prepared, plan_steps, prepare, put_on_wall, ring_steps
from app.hub.response.steps import with_step, without_way_back
from app.hub.rooms.corrected import call_for_corrected
from app.hub.rooms.ringing import on_duty
from app.store.change import Change

if TYPE_CHECKING:
    from app.hub.hub import Hub

# Of an incident's facts those on which plans and cameras depend.
DECISIVE_FACTS = frozenset({"place", "classes", "level"})
SAME_ANSWER = "same-answer"


def owed(incident: Incident, response: Response) -> frozenset[str]:
    """Names of the facts that the response does not follow yet; all of them where it does not say what it follows."""
    answers = response.answers
    if answers is None:
        return DECISIVE_FACTS
    return frozenset(name for name in DECISIVE_FACTS if getattr(incident, name) != getattr(answers, name))


async def correct(change: Change, hub: "Hub", incident_id: str) -> Response | None:
    """None: nobody answers for the incident any more, or everything is followed already."""
    incident = await change.get(Incident, incident_id)
    response = await change.get(Response, incident_id)
    if incident is None or response is None or response.ended_at is not None or response.has_outlived(incident):
        return None
    changed = owed(incident, response)
    if not changed:
        return None
    shown_on = hub.outputs.get(response.output_id or "") if response.push_id is not None else None
    prepared = prepare(hub, incident, shown_on=shown_on)
    duty = await on_duty(change)
    known = await issuing.invited_before(change, incident_id)
    called = await call_for_corrected(change, asked_by_hub(hub, Action.ROOM_OPEN), incident, duty)
    plan_ids = tuple(plan.plan_id for plan in prepared.plans)
    moves = ("place" in changed or plan_ids != response.plan_ids) and _is_another(response, prepared)
    texts = [text for plan in prepared.plans for text in plan.checklist]
    items = [text for text in dict.fromkeys(texts) if all(text != item.text for item in response.checklist)]
    if not (moves or called or items or plan_ids != response.plan_ids):
        response = with_step(change, incident, response, StepKind.FACTS_CORRECTED, reason=SAME_ANSWER)
        change.replace(response)
        return response
    response = with_step(change, incident, response, StepKind.FACTS_CORRECTED)
    if moves or plan_ids != response.plan_ids:
        response = plan_steps(change, incident, response, prepared)
    if moves:
        response = await _moved(change, hub, incident, response, prepared, shown_on=shown_on)
    if called is not None:
        response = ring_steps(change, incident, response, called.room, required=called.titles)
    room = called.room if called is not None else await change.get(Room, response.room_id or "")
    if room is not None and room.ended_at is None:
        plans = prepared.plans
        response = await issuing.issue(change, hub, incident, response, plans, room=room, duty=duty, known=known)
    if items:
        more = tuple(ChecklistItem(text=text) for text in items)
        response = replace(response, checklist=(*response.checklist, *more))
        response = with_step(change, incident, response, StepKind.CHECKLIST_STARTED)
    change.replace(response)
    return response


async def _moved(
    change: Change, hub: "Hub", incident: Incident, response: Response, prepared: Prepared, *, shown_on: Output | None
) -> Response:
    """To the output that has the scene; where somebody has taken it off, it is proposed."""
    if shown_on is not None:
        prepared = replace(prepared, output=shown_on, is_occupied=False)
    if undone_scene(response):
        prepared = replace(prepared, is_proposed=True)
    # What is pushed now is taken back as a whole.
    response = without_way_back(response, STEPS_ON_WALL)
    return await put_on_wall(change, hub, incident, response, prepared)


def _is_another(response: Response, prepared: Prepared) -> bool:
    """Whether other cameras are to be seen than now. What is built of none takes nothing off a wall."""
    built = prepared.composed.built
    if built is None or not prepared.composed.shows_something:
        return False
    return set(cameras_of(built.tiles)) != set(cameras_of(response.tiles))
