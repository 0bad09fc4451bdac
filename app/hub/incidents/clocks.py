"""Clocks of incidents on the hub: started and stopped by the rules of their policies, or by a person who says why."""

import uuid
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.domain.incidents import Incident
from app.domain.sla import clock_rules
from app.domain.sla.clocks import Exclusion, SlaClock
from app.domain.sla.policies import StartRule, StopRule
from app.hub.asking import Asking
from app.hub.errors import not_found
from app.hub.incidents.access import for_command
from app.hub.incidents.recording import record_excluded, record_stopped
from app.services.commands.clocks import ExcludeClock, StopClock
from app.store.change import Change

if TYPE_CHECKING:
    from app.hub.hub import Policies


async def stop(change: Change, asking: Asking, incident_id: str, clock_id: str, command: StopClock) -> Incident:
    """By hand, with a reason. Raises RefusedError, ClockRefusedError."""
    incident = await for_command(change, asking, incident_id)
    clock = clock_of(incident, clock_id)
    stopped = clock_rules.stop_by_hand(clock, at=change.now, by=asking.actor.actor_id, reason=command.reason)
    changed = replace(with_clocks(incident, stopped), version=incident.version + 1)
    change.replace(changed)
    record_stopped(change, changed, [stopped])
    return changed


async def exclude(change: Change, asking: Asking, incident_id: str, clock_id: str, command: ExcludeClock) -> Incident:
    """Out of the figures, afterwards; the sample stays. Raises RefusedError, ClockRefusedError."""
    incident = await for_command(change, asking, incident_id)
    exclusion = Exclusion(reason=command.reason, note=command.note, by=asking.actor.actor_id, at=change.now)
    excluded = clock_rules.exclude(clock_of(incident, clock_id), exclusion)
    changed = replace(with_clocks(incident, excluded), version=incident.version + 1)
    change.replace(changed)
    record_excluded(change, changed, excluded, exclusion)
    return changed


def clock_of(incident: Incident, clock_id: str) -> SlaClock:
    """Raises RefusedError 404."""
    for clock in incident.clocks:
        if clock.clock_id == clock_id:
            return clock
    raise not_found("clock")


def with_clocks(incident: Incident, *changed: SlaClock) -> Incident:
    """With these in the places of those with their ids; the version is the caller's matter."""
    by_id = {clock.clock_id: clock for clock in changed}
    return replace(incident, clocks=tuple(by_id.get(clock.clock_id, clock) for clock in incident.clocks))


def start(
    asking: Asking, incident: Incident, start_rule: StartRule, *, at: datetime, subject_id: str | None = None
) -> tuple[SlaClock, ...]:
    """New clocks of every policy that starts by this rule, under its newest version."""
    return clock_rules.start_clocks(
        incident,
        asking.hub.policies.all(),
        start=start_rule,
        started_at=at,
        unit_path=asking.hub.directory.path(incident.unit_id),
        new_id=new_id,
        subject_id=subject_id,
    )


def running(incident: Incident, policies: "Policies", rules: Collection[StopRule]) -> list[SlaClock]:
    """Those of the incident's cycle that one of `rules` stops, by the policy version under which each was started."""
    found = []
    for clock in incident.clocks:
        if clock.cycle == incident.cycle and clock.stop is None and not clock.frozen:
            policy = policies.get(clock.policy_id, clock.policy_version)
            if policy is not None and policy.stop in rules:
                found.append(clock)
    return found


def stop_by_record(
    change: Change, incident: Incident, clocks: Collection[SlaClock], *, at: datetime, record_id: str
) -> Incident:
    """With these clocks stopped by what is kept under `record_id`, and an event for each. The version stays: nobody's
    command is refused because a promise was kept."""
    stopped = [
        clock_rules.stop_by_evidence(
            # The machine's clock may have been set back since; nothing is kept before it was promised.
            clock,
            at=max(at, clock.started_at),
            by=change.actor.actor_id,
            evidence_id=record_id,
        )
        for clock in clocks
    ]
    record_stopped(change, incident, stopped)
    return with_clocks(incident, *stopped)


def new_id() -> str:
    return uuid.uuid4().hex
