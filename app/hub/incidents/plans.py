"""Prepared plans: which cameras, scene and roles are for which incidents."""

from app.domain.events import EventKind
from app.domain.plans import ResponsePlan
from app.hub.asking import Asking, expect, own
from app.hub.errors import stale, unusable
from app.hub.incidents.clocks import new_id
from app.hub.incidents.recording import plain
from app.hub.versions import first_version
from app.services.commands.plans import SavePlan
from app.services.rows import SharedCamera, SharedScene
from app.store.change import Change


async def save(change: Change, asking: Asking, plan_id: str | None, command: SavePlan) -> ResponsePlan:
    """A new plan without `expected_version`, else its next version. Raises RefusedError."""
    # A plan that is removed and made again under its id goes on from where it was.
    version = 1 if plan_id is None else first_version(asking.hub)
    is_new = True
    if command.expected_version is not None and plan_id is not None:
        known = await own(change, asking, ResponsePlan, plan_id, what="plan")
        expect(known.version, command.expected_version)
        version, is_new = known.version + 1, False
    elif plan_id is not None and (taken := await change.get(ResponsePlan, plan_id)) is not None:
        raise stale(taken.version)
    await _check(change, asking, command)
    plan = ResponsePlan(
        plan_id=plan_id or new_id(),
        version=version,
        name=command.name,
        unit_id=command.unit_id,
        site_id=command.site_id,
        grid_code=command.grid_code,
        incident_class=command.incident_class,
        level=command.level,
        camera_ids=tuple(dict.fromkeys(command.camera_ids)),
        scene=command.scene,
        required_titles=tuple(dict.fromkeys(command.required_titles)),
        invited_titles=tuple(dict.fromkeys(command.invited_titles)),
        checklist=command.checklist,
        output_id=command.output_id,
        push=command.push,
        most_cameras=command.most_cameras,
        field_tiles=command.field_tiles,
        link_titles=tuple(dict.fromkeys(command.link_titles)),
        review_after_days=command.review_after_days,
        reviewed_at=command.reviewed_at,
    )
    if is_new:
        change.insert(plan)
    else:
        change.replace(plan)
    change.record(EventKind.PLAN_SAVED, plain(plan), unit_id=plan.unit_id, about=[("plan", plan.plan_id)])
    return plan


async def remove(change: Change, asking: Asking, plan_id: str) -> None:
    """Raises RefusedError."""
    plan = await own(change, asking, ResponsePlan, plan_id, what="plan")
    change.remove(ResponsePlan, plan_id)
    payload = {"plan": plan_id, "name": plan.name, "version": plan.version}
    change.record(EventKind.PLAN_REMOVED, payload, unit_id=plan.unit_id, about=[("plan", plan_id)])


async def _check(change: Change, asking: Asking, command: SavePlan) -> None:
    directory = asking.hub.directory
    if directory.get(command.unit_id) is None:
        raise unusable("body.unit_id", "There is no such unit.")
    asking.check(command.unit_id)
    if command.site_id is not None and directory.get(command.site_id) is None:
        raise unusable("body.site_id", "There is no such site.")
    if command.scene is not None:
        scene = await change.get(SharedScene, command.scene)
        if scene is None or not asking.visibility.row(scene):
            raise unusable("body.scene", "There is no such scene.")
    for number, camera_id in enumerate(command.camera_ids):
        camera = await change.get(SharedCamera, camera_id)
        if camera is None or not asking.visibility.row(camera):
            raise unusable(f"body.camera_ids.{number}", "There is no such camera.")
