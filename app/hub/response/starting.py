"""The answer to a report, in one transaction: plan, cameras, scene on the wall, room with its rings, checklist."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from app.domain.camera_ranking import Ranking
from app.domain.events import EventKind
from app.domain.incidents import Incident
from app.domain.layouts import parse_layout
from app.domain.operating_mode import OperatingMode
from app.domain.outputs import Output
from app.domain.people import RoleTitle
from app.domain.permissions import Action
from app.domain.plan_matching import plans_for
from app.domain.plans import PlanPush, ResponsePlan
from app.domain.response import FIELD_TILE, OTHER_TILE, ChecklistItem, Response, StepKind
from app.domain.room_rules import RoomRefusedError
from app.domain.rooms import Invitation, Room
from app.domain.scenes import Scene, Source
from app.domain.walls import planned_output
from app.hub.asking import asked_by_hub
from app.hub.errors import RefusedError
from app.hub.outputs import pushing
from app.hub.response.choosing import Chosen, choose_output
from app.hub.response.composing import Composed, compose
from app.hub.response.issuing import invited_before, issue
from app.hub.response.steps import with_step
from app.hub.rooms import opening
from app.hub.rooms.ringing import OnDuty, on_duty
from app.hub.versions import first_version
from app.services.commands.outputs import PushToOutput
from app.services.commands.rooms import OpenRoom
from app.services.rows import SharedScene
from app.services.scene_file import SceneRecord
from app.store.change import Change

if TYPE_CHECKING:
    from app.hub.hub import Hub

log = logging.getLogger(__name__)

# Reason of a proposal that goes on the wall by itself as soon as an output gives way.
OCCUPIED = "occupied"
NO_CAMERA = "no-camera"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What would happen for an incident now. `output` None: there is none for it; `is_proposed`: the plan leaves it to
    an operator whether the scene goes on the wall; `is_occupied`: so does another incident's scene on it."""

    plans: tuple[ResponsePlan, ...]
    composed: Composed
    output: Output | None
    is_proposed: bool
    is_occupied: bool

    @property
    def ranking(self) -> Ranking:
        return self.composed.ranking


def prepare(
    hub: "Hub", incident: Incident, *, excluded: Iterable[str] = (), shown_on: Output | None = None
) -> Prepared:
    """Without changing anything: also the dry run of a plan. `shown_on`: the output that has the scene already, whose
    unit has to see the cameras."""
    plans = plans_for(incident, hub.responses.known.plans, path_of=hub.directory.path)
    chosen = _chosen(hub, incident, plans)
    output = chosen.output if chosen is not None else None
    unit_id = (shown_on or output or incident).unit_id
    return Prepared(
        plans=plans,
        composed=compose(hub, incident, plans, unit_id=unit_id, excluded=frozenset(excluded)),
        output=output,
        is_proposed=_is_proposed(plans, hub.responses.mode),
        is_occupied=chosen is not None and chosen.occupied,
    )


def output_with_room(hub: "Hub", incident: Incident) -> Output | None:
    """On which the scene would go by itself now. Ranks no cameras: it is asked four times a second."""
    plans = plans_for(incident, hub.responses.known.plans, path_of=hub.directory.path)
    chosen = _chosen(hub, incident, plans)
    if chosen is None or chosen.occupied or _is_proposed(plans, hub.responses.mode):
        return None
    return chosen.output


def _chosen(hub: "Hub", incident: Incident, plans: Iterable[ResponsePlan]) -> Chosen | None:
    return choose_output(
        incident,
        hub.outputs.all(),
        planned=planned_output(plans),
        shown_on=partial(_shown_on, hub, incident),
        mode=hub.responses.mode,
        path_of=hub.directory.path,
    )


def _shown_on(hub: "Hub", incident: Incident, output: Output) -> Incident | None:
    """The other incident that has the output: with its scene, or with somebody of its conference whom an operator put
    there. What else an operator arranged gives way; the seat brings it back afterwards (ADR 17)."""
    if (shown := hub.responses.shown_on(output)) is not None:
        return shown if shown.incident_id != incident.incident_id else None
    for tile in output.tiles:
        place = hub.rooms.place(tile.source_id) if tile.source_id else None
        other = hub.open_incidents.get(place.participation.incident_id) if place is not None else None
        if other is not None and not other.status.over and other.incident_id != incident.incident_id:
            return other
    return None


async def start(change: Change, hub: "Hub", incident_id: str) -> Response | None:
    """None where the incident is over or was answered before; one that was reopened is answered anew."""
    incident = await change.get(Incident, incident_id)
    before = await change.get(Response, incident_id)
    if incident is None or incident.status.over or (before is not None and before.ended_at is None):
        return None
    prepared = prepare(hub, incident)
    # First the people and the room: they are read, and a command reads before it stages.
    duty = await on_duty(change)
    known = await invited_before(change, incident_id)
    room = await _open_room(change, hub, incident, duty)
    version = before.version + 1 if before is not None else 1
    response = Response(incident_id=incident_id, version=version, started_at=change.now)
    response = plan_steps(change, incident, response, prepared)
    if prepared.composed.built is not None:
        response = await put_on_wall(change, hub, incident, response, prepared)
    if room is not None:
        response = _room_steps(change, incident, response, room)
        response = await issue(change, hub, incident, response, prepared.plans, room=room, duty=duty, known=known)
    checklist = tuple(dict.fromkeys(text for plan in prepared.plans for text in plan.checklist))
    if checklist:
        items = tuple(ChecklistItem(text=text) for text in checklist)
        response = replace(response, checklist=items)
        response = with_step(change, incident, response, StepKind.CHECKLIST_STARTED, can_undo=True)
    if before is None:
        change.insert(response)
    else:
        change.replace(response)
    return response


async def put_on_wall(
    change: Change, hub: "Hub", incident: Incident, response: Response, prepared: Prepared
) -> Response:
    """The scene is kept under the incident's number, and pushed or proposed."""
    composed, output = prepared.composed, prepared.output
    if composed.built is None:
        return response
    unit_id = output.unit_id if output is not None else incident.unit_id
    response = await keep_scene(change, hub, incident, response, composed, unit_id=unit_id)
    if output is None:
        return with_step(change, incident, response, StepKind.NO_OUTPUT)
    response = replace(response, output_id=output.output_id)
    if prepared.is_proposed or prepared.is_occupied or not composed.shows_something:
        response = replace(response, is_proposed=True)
        # A wall is not emptied for somebody who may come.
        reason = NO_CAMERA if not composed.shows_something else "" if prepared.is_proposed else OCCUPIED
        return with_step(change, incident, response, StepKind.SCENE_PROPOSED, output_id=output.output_id, reason=reason)
    return await push_scene(change, hub, incident, response, kind=StepKind.SCENE_PUSHED)


async def keep_scene(
    change: Change, hub: "Hub", incident: Incident, response: Response, composed: Composed, *, unit_id: str
) -> Response:
    """The scene that was built is the incident's from now on; `unit_id`: whose people look at it."""
    built = composed.built
    if built is None:
        return response
    # The title may be corrected later; the scene keeps its name.
    name = response.scene or f"{incident.number} {incident.title}"[:100].strip()
    scene = scene_of(incident, name, built.layout, built.tiles, planned=composed.planned)
    save_scene(change, hub, incident, scene, known=await change.get(SharedScene, name), unit_id=unit_id)
    return replace(response, scene=name, layout=built.layout, tiles=built.tiles)


async def push_scene(
    change: Change, hub: "Hub", incident: Incident, response: Response, *, kind: StepKind, reason: str = ""
) -> Response:
    """To the response's output."""
    output_id = response.output_id or ""
    command = PushToOutput(scene=response.scene, incident_id=incident.incident_id)
    try:
        pushed = await pushing.push(change, asked_by_hub(hub, Action.OUTPUT_PUSH), output_id, command)
    except RefusedError as refused:
        return with_step(change, incident, response, StepKind.NO_OUTPUT, output_id=output_id, reason=refused.code)
    push_id = pushed.push.push_id if pushed.push is not None else None
    response = replace(response, push_id=push_id, is_proposed=False)
    return with_step(change, incident, response, kind, output_id=output_id, reason=reason, can_undo=True)


def save_scene(
    change: Change, hub: "Hub", incident: Incident, scene: Scene, *, known: SharedScene | None, unit_id: str
) -> SharedScene:
    """The incident's scene as it is from now on; `known` as it was."""
    content = SceneRecord.of(scene).model_dump(mode="json")
    if known is None:
        saved = SharedScene(name=scene.name, version=first_version(hub), unit_id=unit_id, content=content)
        change.insert(saved)
    else:
        saved = replace(known, version=known.version + 1, unit_id=unit_id, content=content)
        change.replace(saved)
    payload = {"name": scene.name, "new": known is None, "layout": scene.layout.name}
    about = [("scene", scene.name)]
    change.record(EventKind.SCENE_SAVED, payload, unit_id=unit_id, incident_id=incident.incident_id, about=about)
    return saved


def scene_of(
    incident: Incident, name: str, layout: str, tiles: Iterable[str], *, planned: Scene | None = None
) -> Scene:
    """`tiles` as in `Response`; what of them is of another kind is as in the `planned` scene."""
    parsed = parse_layout(layout)
    like = planned or Scene(name, parsed, (None,) * len(parsed))
    sources = tuple(_source(incident, tile, other) for tile, other in zip(tiles, like.sources, strict=True))
    return Scene(name, parsed, sources, like.overlay, like.fit)


def _source(incident: Incident, tile: str, other: Source | None) -> Source | None:
    if tile.startswith(FIELD_TILE):
        return Source.of_field(incident.incident_id, int(tile.removeprefix(FIELD_TILE)))
    if tile.startswith(OTHER_TILE):
        return other
    return Source.of_camera(tile) if tile else None


async def _open_room(change: Change, hub: "Hub", incident: Incident, duty: OnDuty) -> Room | None:
    try:
        asking = asked_by_hub(hub, Action.ROOM_OPEN)
        return await opening.open_for_incident(change, asking, incident.incident_id, OpenRoom(), duty=duty)
    except (RefusedError, RoomRefusedError) as refused:
        log.warning("no room is opened for incident %s: %s", incident.number, refused)
        return None


def plan_steps(change: Change, incident: Incident, response: Response, prepared: Prepared) -> Response:
    """Which plans fit and which cameras are the best, with the reasons."""
    ranking = prepared.ranking
    plan_ids = tuple(plan.plan_id for plan in prepared.plans)
    response = replace(response, plan_ids=plan_ids, picks=ranking.picks, misses=ranking.misses, around=ranking.around)
    kind = StepKind.PLAN_MATCHED if plan_ids else StepKind.NO_PLAN
    planned = prepared.composed.planned
    response = with_step(
        change,
        incident,
        response,
        kind,
        reason="tie" if len(plan_ids) > 1 else "",
        scene=planned.name if planned is not None else None,
    )
    for lost in prepared.composed.lost:
        response = with_step(change, incident, response, StepKind.SCENE_LOST, scene=lost.name, reason=lost.reason.value)
    return with_step(change, incident, response, StepKind.CAMERAS_RANKED if ranking.picks else StepKind.NO_CAMERA)


def _room_steps(change: Change, incident: Incident, response: Response, room: Room) -> Response:
    response = replace(response, room_id=room.room_id)
    response = with_step(change, incident, response, StepKind.ROOM_OPENED, room_id=room.room_id, can_undo=True)
    return ring_steps(change, incident, response, room, required=room.required_titles)


def ring_steps(
    change: Change, incident: Incident, response: Response, room: Room, *, required: Iterable[RoleTitle]
) -> Response:
    """Who was rung in this change, and for which of the `required` nobody was."""
    rung = _rung_titles(change)
    if rung:
        response = with_step(
            change, incident, response, StepKind.ROLES_RUNG, room_id=room.room_id, titles=rung, can_undo=True
        )
    nobody = tuple(title for title in required if title not in rung)
    if nobody:
        response = with_step(change, incident, response, StepKind.NOBODY_TO_RING, titles=nobody)
    return response


def _rung_titles(change: Change) -> tuple[RoleTitle, ...]:
    invitations = [thing for (row, _), (_, thing) in change.staged.items() if row is Invitation and thing is not None]
    titles = [title for one in invitations if one.rung_at for title in (one.title, *one.more_titles)]
    return tuple(dict.fromkeys(title for title in titles if title is not None))


def _is_proposed(plans: Iterable[ResponsePlan], mode: OperatingMode) -> bool:
    """The most careful of several plans counts; without one the wall is answered at once."""
    pushes = {plan.push for plan in plans}
    return PlanPush.PROPOSE in pushes or (PlanPush.IN_EMERGENCY in pushes and mode is not OperatingMode.EMERGENCY)
