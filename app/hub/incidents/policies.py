"""Promises as versioned data: every change is a new version, and what runs keeps the one it was started under."""

from app.domain.events import EventKind
from app.domain.incidents import IncidentClass, IncidentLevel
from app.domain.sla.policies import CONFERENCE, VIDEO, SlaPolicy, StartRule, StopRule
from app.hub.asking import Asking, expect
from app.hub.errors import conflict, not_permitted, unusable
from app.hub.incidents.recording import plain
from app.services.commands.clocks import SavePolicy
from app.store.change import Change
from app.store.tables import MAPPED

# The two promises of the product are kept by nothing else.
_BUILT_IN_STOPS = {VIDEO: StopRule.VIDEO_EVIDENCE, CONFERENCE: StopRule.CONFERENCE_EVIDENCE}


async def save(change: Change, asking: Asking, policy_id: str, command: SavePolicy) -> SlaPolicy:
    """The next version; `expected_version` 0 makes a new policy. A policy keeps its kind of clock, and a kind has one
    policy: who is promised what is said by its targets. For the whole district only. Raises RefusedError."""
    top = asking.hub.directory.top
    if top is None or not asking.may(top.unit_id):
        raise not_permitted()
    table = MAPPED[SlaPolicy].table
    versions = await change.find(SlaPolicy, table.c.policy_id == policy_id)
    newest = max(versions, key=lambda one: one.version, default=None)
    expect(newest.version if newest is not None else 0, command.expected_version)
    if newest is not None and newest.clock != command.clock:
        raise unusable("body.clock", f"This policy is for the clock {newest.clock} and stays so.")
    same = await change.find(SlaPolicy, table.c.clock == command.clock, table.c.policy_id != policy_id)
    if same:
        raise conflict("clock-known", f"The clock {command.clock} has the policy {same[0].policy_id}: change that.")
    _check_rules(command)
    _check_targets(asking, command)
    policy = SlaPolicy(
        policy_id=policy_id,
        version=command.expected_version + 1,
        clock=command.clock,
        name=command.name,
        start=command.start,
        stop=command.stop,
        targets=command.targets,
        thresholds=tuple(sorted(command.thresholds, key=lambda one: (one.percent, one.title))),
        radius_m=command.radius_m,
        required_titles=tuple(dict.fromkeys(command.required_titles)),
        ringing=command.ringing,
        enabled=command.enabled,
        applies_to_drills=command.applies_to_drills,
        created_at=change.now,
        created_by=asking.actor.actor_id,
    )
    change.insert(policy)
    change.record(EventKind.POLICY_SAVED, plain(policy), unit_id=top.unit_id, about=[("policy", policy_id)])
    return policy


def _check_rules(command: SavePolicy) -> None:
    stop = _BUILT_IN_STOPS.get(command.clock, command.stop)
    if command.stop is not stop:
        raise unusable("body.stop", f"The clock {command.clock} is stopped by {stop.value} alone.")
    if command.stop is StopRule.ACKNOWLEDGEMENT and command.start is not StartRule.ASSIGNED:
        raise unusable("body.start", "An acknowledgement is of an assignment: the clock starts with that.")
    if len(set(command.thresholds)) < len(command.thresholds):
        raise unusable("body.thresholds", "A title is told once at a percentage.")


def _check_targets(asking: Asking, command: SavePolicy) -> None:
    levels, classes = set(IncidentLevel), set(IncidentClass)
    met = set()
    for number, target in enumerate(command.targets):
        place = f"body.targets.{number}"
        if target.level is not None and target.level not in levels:
            raise unusable(f"{place}.level", "There is no such level.")
        if target.incident_class is not None and target.incident_class not in classes:
            raise unusable(f"{place}.incident_class", "There is no such class.")
        if target.unit_id is not None and asking.hub.directory.get(target.unit_id) is None:
            raise unusable(f"{place}.unit_id", "There is no such unit.")
        same = target.level, target.incident_class, target.unit_id
        if same in met:
            raise unusable(place, "There are two targets for the same incidents.")
        met.add(same)
