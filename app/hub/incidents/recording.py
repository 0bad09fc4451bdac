"""What the log says of things that are done to incidents and their clocks: whole, and in JSON without floats.

Numbers that are not whole are written as text: two programs never disagree about its digits.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from app.domain.canonical_json import SAFE_INTEGER
from app.domain.events import EventKind
from app.domain.incidents import Incident
from app.domain.sla.clock_rules import deadline, elapsed_s, is_met
from app.domain.sla.clocks import Exclusion, Firing, SlaClock
from app.store.change import Change


def plain(value: Any) -> Any:
    """A thing of the domain as JSON values. Raises TypeError for what the domain does not have."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return value if -SAFE_INTEGER <= value <= SAFE_INTEGER else str(value)
    if isinstance(value, float):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} is nothing for the log")


def record(
    change: Change,
    incident: Incident,
    kind: EventKind,
    payload: Mapping[str, Any],
    *,
    about: Sequence[tuple[str, str]] = (),
) -> None:
    """An event of the incident; `about` names what else was touched besides it."""
    change.record(
        kind,
        plain(payload),
        incident_id=incident.incident_id,
        unit_id=incident.unit_id,
        about=[("incident", incident.incident_id), *about],
    )


def record_moved(change: Change, before: Incident, after: Incident, **more: Any) -> None:
    record(change, after, EventKind.INCIDENT_MOVED, {"from": before.status, "to": after.status, **more})


def record_started(change: Change, incident: Incident, clocks: Iterable[SlaClock]) -> None:
    """An event for each clock that begins."""
    for clock in clocks:
        payload = {
            "policy": clock.policy_id,
            "policy_version": clock.policy_version,
            "subject": clock.subject_id,
            "started_at": clock.started_at,
            "target_s": clock.target_s,
        }
        record(change, incident, EventKind.CLOCK_STARTED, _facts(incident, clock) | payload)


def record_stopped(change: Change, incident: Incident, clocks: Iterable[SlaClock]) -> None:
    """An event for each clock that was stopped; a stop by hand says so and why."""
    for clock in clocks:
        if clock.stop is not None:
            payload = {
                "policy": clock.policy_id,
                "policy_version": clock.policy_version,
                "manner": clock.stop.manner,
                "at": clock.stop.at,
                "by": clock.stop.by,
                "evidence": clock.stop.evidence_id,
                "reason": clock.stop.reason,
                "elapsed_s": elapsed_s(clock, clock.stop.at),
                "is_met": is_met(clock),
            }
            record(change, incident, EventKind.CLOCK_STOPPED, _facts(incident, clock) | payload)


def record_warned(change: Change, incident: Incident, clock: SlaClock, firing: Firing) -> None:
    payload = {
        "percent": firing.percent,
        "title": firing.title,
        "due_at": firing.due_at,
        "deadline": deadline(clock),
        "number": incident.number,
        "level": incident.level,
    }
    record(change, incident, EventKind.CLOCK_WARNED, _facts(incident, clock) | payload)


def record_excluded(change: Change, incident: Incident, clock: SlaClock, exclusion: Exclusion) -> None:
    payload = {"reason": exclusion.reason, "note": exclusion.note, "by": exclusion.by}
    record(change, incident, EventKind.CLOCK_EXCLUDED, _facts(incident, clock) | payload)


def record_retargeted(change: Change, before: Incident, after: Incident) -> None:
    """An event for each clock that has another target than before."""
    known = {clock.clock_id: clock for clock in before.clocks}
    for clock in after.clocks:
        old = known.get(clock.clock_id)
        if old is not None and old.target_s != clock.target_s:
            payload = {"from_s": old.target_s, "target_s": clock.target_s, "level": after.level}
            record(change, after, EventKind.CLOCK_RETARGETED, _facts(after, clock) | payload)


def begun_earlier(before: Incident, after: Incident) -> list[dict[str, Any]]:
    """For an event's payload: the clocks that have another start than before, with both."""
    known = {clock.clock_id: clock for clock in before.clocks}
    return [
        {"clock": clock.clock_id, "kind": clock.kind, "from": plain(old.started_at), "to": plain(clock.started_at)}
        for clock in after.clocks
        if (old := known.get(clock.clock_id)) is not None and old.started_at != clock.started_at
    ]


def new_clocks(before: Incident, after: Incident) -> tuple[SlaClock, ...]:
    known = {clock.clock_id for clock in before.clocks}
    return tuple(clock for clock in after.clocks if clock.clock_id not in known)


def _facts(incident: Incident, clock: SlaClock) -> dict[str, Any]:
    return {
        "clock": clock.clock_id,
        "kind": clock.kind,
        "name": clock.name,
        "cycle": clock.cycle,
        "is_drill": incident.is_drill,
    }
