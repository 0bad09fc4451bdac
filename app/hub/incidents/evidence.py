"""Proof of pictures on the wall and of conferences: judged by the rules, kept also where refused, stopping clocks."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from app.domain import evidence_rules
from app.domain.events import EventKind
from app.domain.evidence import Evidence, EvidenceSource, PaintedFlow, Refusal, Stamp
from app.domain.geo import distance_m
from app.domain.incidents import Incident
from app.domain.outputs import Output
from app.domain.permissions import Action, Actor, allows
from app.domain.plan_matching import plans_for
from app.domain.plans import ResponsePlan
from app.domain.sla.clocks import SlaClock
from app.domain.sla.policies import SlaPolicy, StopRule
from app.domain.units import Point
from app.hub.asking import Asking, expect, found
from app.hub.errors import conflict, not_found, unusable
from app.hub.incidents import clocks
from app.hub.incidents.access import may_read, readable
from app.hub.incidents.recording import plain, record
from app.services.commands import SendConferenceEvidence, SendPaintedEvidence, StampEvidence
from app.services.rows import Attachment, SharedCamera
from app.store.tables import MAPPED
from app.store.writer import Change

# What is refused for the same reasons again within this time is answered and not kept again.
_SAME_REFUSAL = timedelta(seconds=10)
_KEY = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
_SHA256 = re.compile(r"([0-9a-f]{64})?")


async def painted(change: Change, asking: Asking, incident_id: str, command: SendPaintedEvidence) -> Evidence:
    """What a tile of a wall output painted. Accepted, it stops the incident's video clock at the moment at which the
    three seconds were full. Refused evidence is an answer too, with every reason. Raises RefusedError."""
    incident = await readable(change, asking, incident_id)
    flow = command.flow
    _check_flow(flow)
    snapshot = await _snapshot(change, incident, command)
    camera = await change.get(SharedCamera, flow.source_id) if flow.source is EvidenceSource.CAMERA else None
    if camera is not None and not asking.visibility.row(camera):
        camera = None  # whoever may not see it learns nothing about it
    output = await change.get(Output, flow.output_id)
    if output is not None and not (output.online and asking.may(output.unit_id)):
        output = None
    plans = await _plans(change, asking, incident)
    bound = camera is not None and any(camera.camera_id in plan.camera_ids for plan in plans)
    point = _point(camera)
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
            same_seat=output is not None and output.seat == asking.actor.seat,
            now=change.now,
        )
        if camera is not None:
            return refusals
        # Of a source that is not known it is no news that it has no place.
        return _ordered({Refusal.UNKNOWN_SOURCE, *refusals} - {Refusal.NO_POSITION})

    clock, refusals = _best(
        [(clock, judged(clock, policy)) for clock, policy in _waiting(asking, incident, StopRule.VIDEO_EVIDENCE)]
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
        refusals=refusals,
        snapshot_id=snapshot.attachment_id if snapshot is not None else None,
    )
    fulfilled_at = evidence_rules.picture_fulfilled_at(flow, clock) if clock is not None and not refusals else None
    return await _kept(change, incident, evidence, clock=clock, fulfilled_at=fulfilled_at)


async def conference(change: Change, asking: Asking, incident_id: str, command: SendConferenceEvidence) -> Evidence:
    """Media that flowed both ways with everybody whom policy and plan require. Raises RefusedError."""
    incident = await readable(change, asking, incident_id)
    flow = command.flow
    if not _KEY.fullmatch(flow.room_id):
        raise unusable("body.flow.room_id", "A room has an id of 1 to 200 printable characters.")
    plans = await _plans(change, asking, incident)
    by_plan = {title for plan in plans for title in plan.required_titles}

    def judged(clock: SlaClock | None, policy: SlaPolicy | None) -> tuple[Refusal, ...]:
        required = by_plan.union(policy.required_titles if policy is not None else ())
        refusals = set(evidence_rules.judge_conference(flow, required=required, now=change.now))
        if clock is None:
            refusals.add(Refusal.NO_RUNNING_CLOCK)
        if not vouches_for_conferences(asking.actor):
            refusals.add(Refusal.NOT_ENTITLED)
        return _ordered(refusals)

    waiting = _waiting(asking, incident, StopRule.CONFERENCE_EVIDENCE)
    policy_of = {clock.clock_id: policy for clock, policy in waiting}
    clock, refusals = _best([(one, judged(one, policy)) for one, policy in waiting] or [(None, judged(None, None))])
    evidence = Evidence(
        evidence_id=clocks.new_id(),
        incident_id=incident_id,
        clock_id=clock.clock_id if clock is not None else None,
        policy_version=clock.policy_version if clock is not None else None,
        conference=flow,
        seat=asking.actor.seat,
        sent_by=asking.actor.actor_id,
        received_at=change.now,
        refusals=refusals,
    )
    fulfilled_at = None
    if clock is not None and not refusals:
        required = by_plan.union(policy_of[clock.clock_id].required_titles)
        fulfilled_at = evidence_rules.fulfilled_at(flow, required=required)
    return await _kept(change, incident, evidence, clock=clock, fulfilled_at=fulfilled_at)


def vouches_for_conferences(actor: Actor) -> bool:
    """Whose word on a conference counts: the hub's own, and an administrator's until the hub runs conferences itself.
    A seat knows what it sends and receives; whether the others hear each other only the engine in the middle knows."""
    return allows(actor, Action.HUB_ADMINISTER)


async def stamp(change: Change, asking: Asking, evidence_id: str, command: StampEvidence) -> Evidence:
    """A person's later word on what the picture shows; it changes nothing about the clock. Raises RefusedError."""
    evidence = await found(change, Evidence, evidence_id, what="evidence")
    incident = await found(change, Incident, evidence.incident_id, what="evidence")
    if not may_read(asking, incident):
        raise not_found("evidence")
    asking.check(incident.unit_id)
    expect(evidence.version, command.expected_version)
    if evidence.painted is None:
        raise conflict("no-picture", "There is no picture to look at: this is evidence of a conference.")
    new = Stamp(shows_scene=command.shows_scene, by=asking.actor.actor_id, at=change.now, note=command.note)
    stamped = replace(evidence, version=evidence.version + 1, stamps=(*evidence.stamps, new))
    change.replace(stamped)
    payload = {"evidence": evidence_id, "shows_scene": command.shows_scene, "note": command.note}
    record(change, incident, EventKind.EVIDENCE_STAMPED, payload, about=[("evidence", evidence_id)])
    return stamped


# -- what both kinds share


async def _kept(
    change: Change, incident: Incident, evidence: Evidence, *, clock: SlaClock | None, fulfilled_at: datetime | None
) -> Evidence:
    if evidence.refusals and (known := await _same_refusal(change, evidence)) is not None:
        return known
    change.insert(evidence)
    about = [("evidence", evidence.evidence_id)]
    record(change, incident, EventKind.EVIDENCE_RECEIVED, _payload(evidence), about=about)
    after = incident
    if clock is not None and fulfilled_at is not None:
        at = min(fulfilled_at, change.now)
        after = clocks.stop_by_record(change, incident, [clock], at=at, record_id=evidence.evidence_id)
    if evidence.snapshot_id in after.photos:
        # It is the picture of a proof now, not one that somebody took of the scene.
        after = replace(after, photos=tuple(one for one in after.photos if one != evidence.snapshot_id))
    if after != incident:
        change.replace(after)
    return evidence


async def _same_refusal(change: Change, evidence: Evidence) -> Evidence | None:
    """The same nonsense of the same seat, a moment ago."""
    table = MAPPED[Evidence].table
    recent = await change.find(
        Evidence,
        table.c.incident_id == evidence.incident_id,
        table.c.seat == evidence.seat,
        table.c.received_at > evidence.received_at - _SAME_REFUSAL,
        table.c.received_at <= evidence.received_at,
    )
    same = (evidence.refusals, _source_of(evidence))
    return next((one for one in recent if (one.refusals, _source_of(one)) == same), None)


def _source_of(evidence: Evidence) -> tuple[str, ...]:
    if evidence.painted is not None:
        return evidence.painted.source.value, evidence.painted.source_id
    return ("room", evidence.conference.room_id) if evidence.conference is not None else ()


def _payload(evidence: Evidence) -> dict[str, object]:
    return {
        "evidence": evidence.evidence_id,
        "accepted": not evidence.refusals,
        "refusals": evidence.refusals,
        "clock": evidence.clock_id,
        "policy_version": evidence.policy_version,
        "painted": plain(evidence.painted),
        "conference": plain(evidence.conference),
        "seat": evidence.seat,
        "distance_m": evidence.distance_m,
        "bound_by_plan": evidence.bound_by_plan,
        "snapshot": evidence.snapshot_id,
    }


def _waiting(asking: Asking, incident: Incident, rule: StopRule) -> list[tuple[SlaClock, SlaPolicy]]:
    """Running clocks that such evidence stops, each with the version of the policy that it runs under."""
    policies = asking.hub.policies
    return [
        (clock, policy)
        for clock in clocks.running(incident, policies, {rule})
        if (policy := policies.get(clock.policy_id, clock.policy_version)) is not None
    ]


def _best(
    judged: list[tuple[SlaClock | None, tuple[Refusal, ...]]],
) -> tuple[SlaClock | None, tuple[Refusal, ...]]:
    """The first clock that is stopped by the evidence, else the first with its reasons."""
    return next((one for one in judged if not one[1]), judged[0])


def _ordered(refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    refusals = set(refusals)
    return tuple(refusal for refusal in Refusal if refusal in refusals)


async def _plans(change: Change, asking: Asking, incident: Incident) -> tuple[ResponsePlan, ...]:
    return plans_for(incident, await change.find(ResponsePlan), path_of=asking.hub.directory.path)


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


def _check_flow(flow: PaintedFlow) -> None:
    """Texts of a length that can be kept. Raises RefusedError."""
    for name, text in (("source_id", flow.source_id), ("output_id", flow.output_id)):
        if not _KEY.fullmatch(text):
            raise unusable(f"body.flow.{name}", "An id has 1 to 200 printable characters.")
    if not _SHA256.fullmatch(flow.snapshot_sha256):
        raise unusable("body.flow.snapshot_sha256", "This is no SHA-256 in lower-case hexadecimal digits.")
