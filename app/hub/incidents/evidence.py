"""Evidence of either kind: what it could prove, keeping it also where it is refused, stopping the clock, and stamps."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.events import EventKind
from app.domain.evidence import Evidence, Refusal, Stamp
from app.domain.incidents import Incident
from app.domain.plan_matching import plans_for
from app.domain.plans import ResponsePlan
from app.domain.sla.clocks import SlaClock
from app.domain.sla.policies import SlaPolicy, StopRule
from app.hub.asking import Asking, expect, found
from app.hub.errors import conflict, not_found
from app.hub.incidents import clocks
from app.hub.incidents.access import may_read
from app.hub.incidents.recording import record
from app.services.commands.clocks import StampEvidence
from app.store.change import Change
from app.store.tables import MAPPED

KEY = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
# What is refused for the same reasons again within this time is answered and not kept again.
_SAME_REFUSAL = timedelta(seconds=10)


async def keep(
    change: Change, incident: Incident, evidence: Evidence, *, clock: SlaClock | None, fulfilled_at: datetime | None
) -> Evidence:
    """Write it down, with what it does to the clock; the evidence that stands for it is the answer."""
    # A picture of a proof is not one that somebody took of the scene.
    photos = tuple(one for one in incident.photos if one != evidence.snapshot_id)
    after = replace(incident, photos=photos) if photos != incident.photos else incident
    known = await _same_refusal(change, evidence) if evidence.refusals else None
    if known is None:
        change.insert(evidence)
        about = [("evidence", evidence.evidence_id)]
        record(change, incident, EventKind.EVIDENCE_RECEIVED, _payload(evidence), about=about)
        if clock is not None and fulfilled_at is not None:
            at = min(fulfilled_at, change.now)
            after = clocks.stop_by_record(change, after, [clock], at=at, record_id=evidence.evidence_id)
    if after != incident:
        change.replace(after)
    return known or evidence


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
        "painted": evidence.painted,
        "conference": evidence.conference,
        "seat": evidence.seat,
        "distance_m": evidence.distance_m,
        "bound_by_plan": evidence.bound_by_plan,
        "in_window": evidence.in_window,
        "snapshot": evidence.snapshot_id,
    }


def waiting(asking: Asking, incident: Incident, rule: StopRule) -> list[tuple[SlaClock, SlaPolicy]]:
    """Running clocks that such evidence stops, each with the version of the policy that it runs under."""
    policies = asking.hub.policies
    return [
        (clock, policy)
        for clock in clocks.running(incident, policies, {rule})
        if (policy := policies.get(clock.policy_id, clock.policy_version)) is not None
    ]


def best(
    judged: list[tuple[SlaClock | None, tuple[Refusal, ...]]],
) -> tuple[SlaClock | None, tuple[Refusal, ...]]:
    """The first clock that is stopped by the evidence, else the first with its reasons."""
    return next((one for one in judged if not one[1]), judged[0])


def ordered(refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    refusals = set(refusals)
    return tuple(refusal for refusal in Refusal if refusal in refusals)


async def plans_of(change: Change, asking: Asking, incident: Incident) -> tuple[ResponsePlan, ...]:
    return plans_for(incident, await change.find(ResponsePlan), path_of=asking.hub.directory.path)


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
