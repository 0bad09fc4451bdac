"""Proof that a wall output showed the scene: what a tile painted, of which source, on whose output."""

import re
from collections.abc import Iterable

from app.domain import evidence_rules
from app.domain.evidence import Evidence, EvidenceSource, PaintedFlow, Refusal
from app.domain.geo import distance_m
from app.domain.incidents import Incident
from app.domain.outputs import Output
from app.domain.participation_life import INSIDE, point_of
from app.domain.plans import ResponsePlan
from app.domain.rooms import Participation, ParticipationKind
from app.domain.sla.clocks import SlaClock
from app.domain.sla.policies import SlaPolicy, StopRule
from app.domain.units import Point
from app.domain.walls import WallSpan, planned_output, walls_beside
from app.hub.asking import Asking
from app.hub.errors import unusable
from app.hub.incidents import clocks
from app.hub.incidents.access import readable
from app.hub.incidents.evidence import KEY, best, keep, ordered, plans_of, waiting
from app.services.commands.clocks import SendPaintedEvidence
from app.services.rows import Attachment, SharedCamera, SharedScene
from app.store.change import Change

_SHA256 = re.compile(r"([0-9a-f]{64})?")


async def painted(change: Change, asking: Asking, incident_id: str, command: SendPaintedEvidence) -> Evidence:
    """What a tile of a wall output painted. Accepted, it stops the incident's video clock at the moment at which the
    three seconds were full. Refused evidence is an answer too, with every reason. Raises RefusedError."""
    incident = await readable(change, asking, incident_id)
    flow = command.flow
    _check_flow(flow)
    snapshot = await _snapshot(change, incident, command)
    camera = await _camera(change, asking, flow)
    device = await _field_device(change, incident, flow)
    output = asking.hub.outputs.get(flow.output_id)
    if output is not None and not (output.online and asking.may(output.unit_id)):
        output = None
    plans = await plans_of(change, asking, incident)
    bound = camera is not None and await _is_bound(change, camera.camera_id, plans)
    point = _point(camera) if device is None else point_of(device, now=change.now)
    walls = _walls(asking, incident, plans, output)
    shown = output is not None and any(
        (tile.tile, tile.source_id, tile.visible) == (flow.tile, flow.source_id, True) for tile in output.tiles
    )

    def judged(clock: SlaClock | None, policy: SlaPolicy | None) -> tuple[Refusal, ...]:
        refusals = evidence_rules.judge_painted(
            flow,
            incident=incident,
            clock=clock,
            policy=policy,
            source_point=point,
            bound_by_plan=bound,
            on_output=shown,
            output_known=output is not None,
            same_seat=asking.hub.outputs.is_served_by(flow.output_id, asking.session_id),
            walls=walls,
            now=change.now,
        )
        if camera is not None or device is not None:
            return refusals
        # Of a source that is not known it is no news that it has no place.
        return ordered({Refusal.UNKNOWN_SOURCE, *refusals} - {Refusal.NO_POSITION})

    clock, refusals = best(
        [(clock, judged(clock, policy)) for clock, policy in waiting(asking, incident, StopRule.VIDEO_EVIDENCE)]
        or [(None, judged(None, None))]
    )
    evidence = Evidence(
        evidence_id=clocks.new_id(),
        incident_id=incident_id,
        clock_id=clock.clock_id if clock is not None else None,
        policy_version=clock.policy_version if clock is not None else None,
        painted=flow,
        seat=asking.actor.seat,
        sent_by=asking.actor.actor_id,
        received_at=change.now,
        distance_m=distance_m(point, incident.place.point) if point and incident.place.point else None,
        bound_by_plan=bound,
        in_window=output is not None and output.in_window,
        refusals=refusals,
        snapshot_id=snapshot.attachment_id if snapshot is not None else None,
    )
    fulfilled_at = None
    if clock is not None and not refusals:
        fulfilled_at = evidence_rules.picture_fulfilled_at(flow, clock, walls)
    return await keep(change, incident, evidence, clock=clock, fulfilled_at=fulfilled_at)


def _walls(
    asking: Asking, incident: Incident, plans: Iterable[ResponsePlan], output: Output | None
) -> tuple[WallSpan, ...]:
    """The walls beside which a window proves nothing."""
    if output is None:
        return ()
    hub = asking.hub
    return walls_beside(
        output, hub.outputs.walls.spans(), incident=incident, planned=planned_output(plans), path_of=hub.directory.path
    )


async def _camera(change: Change, asking: Asking, flow: PaintedFlow) -> SharedCamera | None:
    """Whoever may not see it learns nothing about it."""
    camera = await change.get(SharedCamera, flow.source_id) if flow.source is EvidenceSource.CAMERA else None
    return camera if camera is not None and asking.visibility.row(camera) else None


async def _field_device(change: Change, incident: Incident, flow: PaintedFlow) -> Participation | None:
    """A phone or the like that is in the incident's room; what it shows of its screen is not the scene."""
    if flow.source is not EvidenceSource.FIELD_DEVICE:
        return None
    device = await change.get(Participation, flow.source_id)
    if device is None or device.kind is not ParticipationKind.FIELD or device.status not in INSIDE:
        return None
    return device if device.incident_id == incident.incident_id else None


async def _snapshot(change: Change, incident: Incident, command: SendPaintedEvidence) -> Attachment | None:
    if command.snapshot_id is None:
        return None
    snapshot = await change.get(Attachment, command.snapshot_id)
    if snapshot is None or snapshot.incident_id != incident.incident_id:
        raise unusable("body.snapshot_id", "The incident has no such picture.")
    if command.flow.snapshot_sha256 not in ("", snapshot.sha256):
        raise unusable("body.snapshot_id", "The picture is not the one that the evidence names.")
    return snapshot


def _point(camera: SharedCamera | None) -> Point | None:
    if camera is None or camera.longitude is None or camera.latitude is None:
        return None
    return Point(longitude=camera.longitude, latitude=camera.latitude)


async def _is_bound(change: Change, camera_id: str, plans: Iterable[ResponsePlan]) -> bool:
    """By a plan itself, or by the scene that it names."""
    for plan in plans:
        scene = await change.get(SharedScene, plan.scene) if plan.scene is not None else None
        if camera_id in plan.camera_ids or (
            scene is not None and {"camera": camera_id} in scene.content.get("sources", ())
        ):
            return True
    return False


def _check_flow(flow: PaintedFlow) -> None:
    """Texts of a length that can be kept. Raises RefusedError."""
    for name, text in (("source_id", flow.source_id), ("output_id", flow.output_id)):
        if not KEY.fullmatch(text):
            raise unusable(f"body.flow.{name}", "An id has 1 to 200 printable characters.")
    if not _SHA256.fullmatch(flow.snapshot_sha256):
        raise unusable("body.flow.snapshot_sha256", "This is no SHA-256 in lower-case hexadecimal digits.")
