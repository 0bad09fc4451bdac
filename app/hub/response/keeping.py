"""While an incident's scene is on a wall: a camera that fails gives its tile to the next best, a wall that goes, to
another, and what was there before comes back when the incident is over."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.camera_health import CameraCondition, Reliance
from app.domain.camera_ranking import Pick, Ranking
from app.domain.events import EventKind
from app.domain.incidents import Incident
from app.domain.permissions import Action
from app.domain.response import FIELD_TILE, STEPS_ON_WALL, Response, StepKind
from app.domain.scenes import Scene, Source
from app.hub.asking import asked_by_hub
from app.hub.errors import RefusedError
from app.hub.outputs import pushing
from app.hub.response.starting import (
    OCCUPIED,
    keep_scene,
    output_with_room,
    prepare,
    push_scene,
    save_scene,
    scene_of,
)
from app.hub.response.steps import with_step, without_way_back
from app.services.commands.outputs import PushToOutput
from app.services.rows import SharedScene
from app.services.scene_file import SceneRecord
from app.store.change import Change

if TYPE_CHECKING:
    from app.hub.hub import Hub

# Reason of a NO_CAMERA step without a camera: it is the place that is dark.
DARK = "dark"
# A lens may be covered, and the next one's light be broken; of so many black pictures around one place night is the
# reason, and every further camera would be black as well.
_DARK_FROM = 3
# A wall whose own line is bad loses every camera that others see well: it is not to change them in a circle.
_TRIES_OF_ONE = 3

# Reason of a move from a window beside a console to a wall.
WINDOW = "window"


async def replace_camera(
    change: Change,
    hub: "Hub",
    incident_id: str,
    *,
    tile: int,
    camera_id: str,
    reason: CameraCondition,
) -> Response | None:
    """The next best camera takes the tile in which `camera_id` failed; where there is none, that is said, once. None:
    there is nothing to do any more."""
    incident = await change.get(Incident, incident_id)
    response = await change.get(Response, incident_id)
    if incident is None or response is None or response.ended_at is not None:
        return None
    # Somebody may have taken the scene off the wall meanwhile, or put another camera there.
    if (
        response.is_proposed
        or response.tiles[tile : tile + 1] != (camera_id,)
        or camera_id in wanted_by_people(response)
    ):
        return None
    is_dark = reason is CameraCondition.BLACK and found_black(response) >= _DARK_FROM
    pick, ranking = _next_best(hub, incident, response, is_dark=is_dark)
    facts = {"output_id": response.output_id, "tile": tile, "replaced_id": camera_id, "reason": reason.value}
    if pick is not None:
        response = await put_in_tile(change, hub, incident, response, tile=tile, camera_id=pick.camera_id)
        response = replace(response, picks=(*response.picks, pick), misses=ranking.misses, around=ranking.around)
        response = with_step(
            change, incident, response, StepKind.CAMERA_REPLACED, camera_id=pick.camera_id, can_undo=True, **facts
        )
    elif is_dark and not _said(response, reason=DARK):
        response = with_step(change, incident, response, StepKind.NO_CAMERA, output_id=response.output_id, reason=DARK)
    elif not is_dark and not _said(response, replaced_id=camera_id, reason=reason.value):
        response = with_step(change, incident, response, StepKind.NO_CAMERA, **facts)
    else:
        return response
    change.replace(response)
    return response


def _next_best(hub: "Hub", incident: Incident, response: Response, *, is_dark: bool) -> tuple[Pick | None, Ranking]:
    """One that was not tried yet; at last one that failed, not too often, and was found well since. In the dark only
    one helps that somebody sees something of."""
    shown_on, shown = hub.outputs.get(response.output_id or ""), cameras_of(response.tiles)
    old = tried(response)
    given_up = {camera_id for camera_id, times in old.items() if times >= _TRIES_OF_ONE}
    ranking = prepare(hub, incident, excluded={*old, *shown}, shown_on=shown_on).ranking
    picks = [pick for pick in ranking.picks if not is_dark or pick.reliance is Reliance.LIVE]
    if not picks and not is_dark:
        ranking = prepare(hub, incident, excluded=shown | given_up, shown_on=shown_on).ranking
        well = (Reliance.LIVE, Reliance.PROBED)
        picks = [pick for pick in ranking.picks if pick.camera_id in old and pick.reliance in well]
    return next(iter(picks), None), ranking


async def put_in_tile(
    change: Change, hub: "Hub", incident: Incident, response: Response, *, tile: int, camera_id: str
) -> Response:
    """On the wall, and in the scene for whoever brings it up again. What somebody arranged anew meanwhile stays."""
    name, failed = response.scene or "", response.tiles[tile]
    tiles = (*response.tiles[:tile], camera_id, *response.tiles[tile + 1 :])
    known = await change.get(SharedScene, name)
    scene = scene_of(incident, name, response.layout, response.tiles)
    if known is not None:
        scene = _arranged(hub, response, SceneRecord.model_validate(known.content).scene(), built=scene)
    sources = (
        Source.of_camera(camera_id) if source == Source.of_camera(failed) else source for source in scene.sources
    )
    unit_id = known.unit_id if known is not None else incident.unit_id
    save_scene(change, hub, incident, replace(scene, sources=tuple(sources)), known=known, unit_id=unit_id)
    command = PushToOutput(camera_id=camera_id, tile=tile, incident_id=incident.incident_id)
    pushed = await pushing.push(change, asked_by_hub(hub, Action.OUTPUT_PUSH), response.output_id or "", command)
    return replace(response, tiles=tiles, push_id=pushed.push.push_id if pushed.push is not None else None)


def _arranged(hub: "Hub", response: Response, kept: Scene, *, built: Scene) -> Scene:
    """The scene as it is kept; where that is still as it was built, with the cameras that stand on the output."""
    output = hub.outputs.get(response.output_id or "")
    if output is None or (output.scene, output.layout) != (kept.name, kept.layout.name) or kept.layout != built.layout:
        return kept
    # What has just been replaced may still be in a report.
    old = tried(response)
    sources = list(kept.sources)
    for shown in output.tiles:
        is_camera = hub.responses.known.camera(shown.source_id) is not None and shown.source_id not in old
        if is_camera and shown.tile < len(sources) and sources[shown.tile] == built.sources[shown.tile]:
            sources[shown.tile] = Source.of_camera(shown.source_id)
    return replace(kept, sources=tuple(sources))


async def replace_output(change: Change, hub: "Hub", incident_id: str) -> Response | None:
    """The scene goes to another output, or at last to one that gives way. None: there is nothing to do, or none yet."""
    incident = await change.get(Incident, incident_id)
    response = await change.get(Response, incident_id)
    if incident is None or response is None or response.ended_at is not None or response.scene is None:
        return None
    if response.is_proposed and not waits_for_room(response):
        return None
    output = output_with_room(hub, incident)
    if output is None or (output.output_id == response.output_id and not response.is_proposed):
        return None
    before = hub.outputs.get(response.output_id or "")
    if before is not None and before.online and not response.is_proposed and output.in_window:
        return None
    moved = response.push_id is not None
    reason = "" if not moved else WINDOW if before is not None and before.online else "offline"
    # It is taken back from where it is then.
    response = without_way_back(response, STEPS_ON_WALL)
    if reason == WINDOW:
        response = await release(change, hub, incident, response)
    if moved and (before is None or before.unit_id != output.unit_id):
        # Other people look at it there, who may see other cameras.
        composed = prepare(hub, incident, excluded=tried(response), shown_on=output).composed
        response = await keep_scene(change, hub, incident, response, composed, unit_id=output.unit_id)
    response = replace(response, output_id=output.output_id)
    kind = StepKind.OUTPUT_REPLACED if moved else StepKind.SCENE_PUSHED
    response = await push_scene(change, hub, incident, response, kind=kind, reason=reason)
    change.replace(response)
    return response


async def end(change: Change, hub: "Hub", incident_id: str) -> Response | None:
    """The incident is over, or was and is reopened: its wall is given back, its scene is not kept."""
    incident = await change.get(Incident, incident_id)
    response = await change.get(Response, incident_id)
    if incident is None or response is None or response.ended_at is not None or not response.has_outlived(incident):
        return None
    if response.push_id is not None and response.output_id is not None:
        response = await release(change, hub, incident, response)
    if response.scene is not None and (scene := await change.get(SharedScene, response.scene)) is not None:
        change.remove(SharedScene, scene.name)
        change.record(
            EventKind.SCENE_REMOVED,
            {"name": scene.name},
            unit_id=scene.unit_id,
            incident_id=incident_id,
            about=[("scene", scene.name)],
        )
    response = replace(response, version=response.version + 1, ended_at=change.now, is_proposed=False)
    change.replace(response)
    return response


async def release(change: Change, hub: "Hub", incident: Incident, response: Response) -> Response:
    """What was on the output before comes back, if the output is still there."""
    command = PushToOutput(release=True, incident_id=incident.incident_id)
    output_id = response.output_id or ""
    try:
        await pushing.push(change, asked_by_hub(hub, Action.OUTPUT_PUSH), output_id, command)
    except RefusedError as refused:
        return with_step(change, incident, response, StepKind.SCENE_RELEASED, output_id=output_id, reason=refused.code)
    response = replace(response, push_id=None)
    return with_step(change, incident, response, StepKind.SCENE_RELEASED, output_id=output_id)


def cameras_of(tiles: Iterable[str]) -> set[str]:
    return {tile for tile in tiles if tile and not tile.startswith(FIELD_TILE)}


def tried(response: Response) -> Counter[str]:
    """Cameras that failed on the wall during this incident, and how often."""
    return Counter(step.replaced_id for step in response.steps if step.replaced_id is not None)


def found_black(response: Response) -> int:
    """How many cameras showed nothing but black during this incident."""
    return len(
        {step.replaced_id for step in response.steps if step.replaced_id and step.reason == CameraCondition.BLACK}
    )


def _said(response: Response, *, reason: str, replaced_id: str | None = None) -> bool:
    return any(
        step.kind is StepKind.NO_CAMERA and (step.reason, step.replaced_id) == (reason, replaced_id)
        for step in response.steps
    )


def waits_for_room(response: Response) -> bool:
    """Whether the scene is proposed only because every output had another incident's."""
    last = next((step for step in reversed(response.steps) if step.kind is StepKind.SCENE_PROPOSED), None)
    return response.is_proposed and last is not None and last.reason == OCCUPIED and not undone_scene(response)


def undone_scene(response: Response) -> bool:
    """Whether somebody took the scene off the wall: then only somebody puts it back."""
    kinds = (StepKind.SCENE_PUSHED, StepKind.OUTPUT_REPLACED)
    return any(step.undone_at is not None for step in response.steps if step.kind in kinds)


def wanted_by_people(response: Response) -> set[str]:
    """Cameras that somebody put back after they had been replaced: they stay, whatever they show."""
    undone = [step for step in response.steps if step.undone_at is not None]
    return {step.replaced_id for step in undone if step.kind is StepKind.CAMERA_REPLACED and step.replaced_id}
