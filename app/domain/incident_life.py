"""How an incident gets from registered to closed, and what its life does to its clocks.

A table says which steps there are and whose they are. What is not a plain step (a merge, a reopening, an earlier time
of receipt) has a function of its own, because clocks change with it.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from app.domain.assignment_life import OPEN
from app.domain.incidents import (
    Assignment,
    Backdating,
    Incident,
    IncidentLevel,
    IncidentStatus,
)
from app.domain.permissions import Action
from app.domain.sla.clock_rules import (
    backdated,
    exclude,
    freeze,
    merged_start,
    retarget,
    start_clocks,
    target_for,
)
from app.domain.sla.clocks import Exclusion, ExclusionReason, SlaClock
from app.domain.sla.policies import CONFERENCE, VIDEO, SlaPolicy, StartRule

_STATUS = IncidentStatus
# Whoever may do the action may take the step. Steps to MERGED are `merge`'s, steps out of an end `reopen`'s.
TRANSITIONS: dict[tuple[IncidentStatus, IncidentStatus], Action] = {
    (_STATUS.REGISTERED, _STATUS.VERIFIED): Action.INCIDENT_HANDLE,
    (_STATUS.REGISTERED, _STATUS.OPENED): Action.INCIDENT_HANDLE,  # what is plainly true waits for no verification
    (_STATUS.VERIFIED, _STATUS.OPENED): Action.INCIDENT_HANDLE,
    (_STATUS.OPENED, _STATUS.ASSIGNED): Action.INCIDENT_ASSIGN,
    (_STATUS.OPENED, _STATUS.IN_PROGRESS): Action.INCIDENT_HANDLE,  # the duty desk handles it itself
    (_STATUS.ASSIGNED, _STATUS.OPENED): Action.INCIDENT_ASSIGN,  # everybody declined
    (_STATUS.ASSIGNED, _STATUS.IN_PROGRESS): Action.ASSIGNMENT_ANSWER,
    (_STATUS.IN_PROGRESS, _STATUS.ASSIGNED): Action.INCIDENT_ASSIGN,
    (_STATUS.IN_PROGRESS, _STATUS.REPORTED_BACK): Action.ASSIGNMENT_ANSWER,
    (_STATUS.REPORTED_BACK, _STATUS.IN_PROGRESS): Action.INCIDENT_HANDLE,
    (_STATUS.REPORTED_BACK, _STATUS.CHECKED): Action.INCIDENT_HANDLE,
    (_STATUS.CHECKED, _STATUS.IN_PROGRESS): Action.INCIDENT_HANDLE,
    (_STATUS.CHECKED, _STATUS.CLOSED): Action.INCIDENT_CLOSE,
    (_STATUS.CLOSED, _STATUS.OPENED): Action.INCIDENT_CLOSE,
    (_STATUS.FALSE_REPORT, _STATUS.OPENED): Action.INCIDENT_CLOSE,
    **{(status, _STATUS.FALSE_REPORT): Action.INCIDENT_CLOSE for status in _STATUS if not status.over},
    **{(status, _STATUS.MERGED): Action.INCIDENT_MERGE for status in _STATUS if not status.over},
}


class TransitionRefusal(StrEnum):
    """Why an incident was left as it is."""

    NO_SUCH_STEP = "no-such-step"
    BY_MERGING = "by-merging"  # needs `merge`
    BY_REOPENING = "by-reopening"  # needs `reopen`
    OVER = "over"
    NOT_OVER = "not-over"
    CHILDREN_OPEN = "children-open"
    ASSIGNMENTS_OPEN = "assignments-open"
    SAME_LEVEL = "same-level"
    SAME_INCIDENT = "same-incident"
    DRILL_AND_REAL = "drill-and-real"
    ABSORBED_IS_GRAVER = "absorbed-is-graver"
    CIRCLE = "circle"
    BLANK_REASON = "blank-reason"
    NOT_EARLIER = "not-earlier"
    BEFORE_IT_OCCURRED = "before-it-occurred"
    REOPENED = "reopened"
    NOTHING_PROPOSED = "nothing-proposed"
    SAME_PERSON = "same-person"


class TransitionRefusedError(ValueError):
    """`code` says why; nothing changed."""

    def __init__(self, code: TransitionRefusal) -> None:
        super().__init__(code.value)
        self.code = code


def _refuse_if(applies: bool, code: TransitionRefusal) -> None:
    if applies:
        raise TransitionRefusedError(code)


def move(incident: Incident, to: IncidentStatus, *, now: datetime) -> Incident:
    """One step of the table. Raises TransitionRefusedError.

    OPENED sets `opened_at` the first time; an end sets `closed_at`. With the end nobody needs the picture and the
    conference any more: their clocks are frozen, met or not. Owed reports stay owed, but for a false report, which
    freezes all. Taking a false report out of the figures is an exclusion: a leader's word, not part of the step.
    """
    _refuse_if((incident.status, to) not in TRANSITIONS, TransitionRefusal.NO_SUCH_STEP)
    _refuse_if(to is IncidentStatus.MERGED, TransitionRefusal.BY_MERGING)
    _refuse_if(incident.status.over, TransitionRefusal.BY_REOPENING)
    moved = replace(incident, status=to, version=incident.version + 1)
    if to is IncidentStatus.OPENED and incident.opened_at is None:
        moved = replace(moved, opened_at=now)
    if to.over:
        ends_all = to is IncidentStatus.FALSE_REPORT
        clocks = tuple(
            freeze(clock) if ends_all or clock.kind in (VIDEO, CONFERENCE) else clock for clock in moved.clocks
        )
        moved = replace(moved, closed_at=now, clocks=clocks)
    return moved


def close(
    incident: Incident, *, now: datetime, children: Iterable[Incident] = (), assignments: Iterable[Assignment] = ()
) -> Incident:
    """`move` to CLOSED, once its children are over and nobody has a task of it left. Raises TransitionRefusedError."""
    _refuse_if(any(not child.status.over for child in children), TransitionRefusal.CHILDREN_OPEN)
    _refuse_if(any(assignment.status in OPEN for assignment in assignments), TransitionRefusal.ASSIGNMENTS_OPEN)
    return move(incident, IncidentStatus.CLOSED, now=now)


def change_level(
    incident: Incident,
    level: IncidentLevel,
    *,
    policies: Iterable[SlaPolicy],
    unit_path: str,
    new_id: Callable[[], str],
) -> Incident:
    """With another level; running clocks take the target of their own policy's version if it is tighter.

    `policies` are all versions. A policy that promises nothing for the old level but something for the new one starts
    its clock now, from its original moment (receipt or opening), unless it was made after that. Raises
    TransitionRefusedError for an incident that is over or has this level.
    """
    _refuse_if(incident.status.over, TransitionRefusal.OVER)
    _refuse_if(level is incident.level, TransitionRefusal.SAME_LEVEL)
    policies = tuple(policies)
    versions = {(policy.policy_id, policy.version): policy for policy in policies}
    changed = replace(incident, level=level, version=incident.version + 1)
    clocks = []
    for clock in changed.clocks:
        policy = versions.get((clock.policy_id, clock.policy_version))
        clocks.append(_of_level(clock, changed, policy, unit_path) if policy else clock)
    changed = replace(changed, clocks=tuple(clocks))
    if level.rank < incident.level.rank:
        for start, started_at in _starts(changed):
            known_at = max(started_at, incident.registered_at)
            known = [policy for policy in policies if policy.created_at is None or policy.created_at <= known_at]
            late = start_clocks(changed, known, start=start, started_at=started_at, unit_path=unit_path, new_id=new_id)
            changed = replace(changed, clocks=changed.clocks + late)
    return changed


def _of_level(clock: SlaClock, incident: Incident, policy: SlaPolicy, unit_path: str) -> SlaClock:
    try:
        return retarget(clock, target_for(policy, level=incident.level, classes=incident.classes, unit_path=unit_path))
    except ValueError:  # promised for the old level only; the clock keeps its target
        return clock


def _starts(incident: Incident) -> list[tuple[StartRule, datetime]]:
    """The moments of this cycle from which clocks run: a cycle after the first begins with its opening."""
    if incident.opened_at is None:
        return [(StartRule.RECEIVED, incident.received_at)]
    received_at = incident.received_at if incident.cycle == 1 else incident.opened_at
    return [(StartRule.RECEIVED, received_at), (StartRule.OPENED, incident.opened_at)]


def merge(kept: Incident, absorbed: Incident, *, now: datetime, by: str = "hub") -> tuple[Incident, Incident]:
    """Both incidents afterwards, the kept one first.

    Its clocks run from the earlier start of the same kind; the absorbed one's are excluded with MERGED by `by`, and
    frozen. Whoever could see the absorbed one sees the kept one. Children of the absorbed one are the caller's to
    `link` to the kept one. A graver incident does not vanish in a lighter one, or its tighter target would: keep the
    graver, or raise the level first. Raises TransitionRefusedError.
    """
    _refuse_if(kept.incident_id == absorbed.incident_id, TransitionRefusal.SAME_INCIDENT)
    _refuse_if(kept.status.over or absorbed.status.over, TransitionRefusal.OVER)
    _refuse_if(kept.is_drill is not absorbed.is_drill, TransitionRefusal.DRILL_AND_REAL)
    _refuse_if(absorbed.level.rank < kept.level.rank, TransitionRefusal.ABSORBED_IS_GRAVER)
    shared = dict.fromkeys((*kept.shared_with, absorbed.unit_id, *absorbed.shared_with))
    shared.pop(kept.unit_id, None)
    kept_after = replace(
        kept,
        version=kept.version + 1,
        clocks=tuple(_merged_clock(clock, kept, absorbed) for clock in kept.clocks),
        shared_with=tuple(shared),
        parent_id=absorbed.parent_id if kept.parent_id == absorbed.incident_id else kept.parent_id,
        possible_duplicates=tuple(one for one in kept.possible_duplicates if one != absorbed.incident_id),
    )
    exclusion = Exclusion(reason=ExclusionReason.MERGED, note=kept.number, by=by, at=now)
    absorbed_after = replace(
        absorbed,
        version=absorbed.version + 1,
        status=IncidentStatus.MERGED,
        merged_into=kept.incident_id,
        closed_at=now,
        clocks=tuple(freeze(exclude(clock, exclusion)) for clock in absorbed.clocks),
    )
    return kept_after, absorbed_after


def _merged_clock(clock: SlaClock, kept: Incident, absorbed: Incident) -> SlaClock:
    """An assignment's clock is that assignment's alone; an earlier cycle's stays what it was."""
    if clock.subject_id is not None or clock.cycle != kept.cycle:
        return clock
    for other in absorbed.clocks:
        if other.kind == clock.kind and other.subject_id is None and other.cycle == absorbed.cycle:
            clock = merged_start(clock, other)
    return clock


def reopen(
    incident: Incident, *, now: datetime, policies: Iterable[SlaPolicy], unit_path: str, new_id: Callable[[], str]
) -> Incident:
    """A closed incident or false report opened again `now`: a new cycle with new clocks from now, under the newest
    policies; every result so far is frozen. `received_at` stays what it was. Raises TransitionRefusedError."""
    _refuse_if(not incident.status.over, TransitionRefusal.NOT_OVER)
    _refuse_if((incident.status, IncidentStatus.OPENED) not in TRANSITIONS, TransitionRefusal.NO_SUCH_STEP)
    policies = tuple(policies)
    opened = replace(
        incident,
        version=incident.version + 1,
        status=IncidentStatus.OPENED,
        cycle=incident.cycle + 1,
        opened_at=now,
        closed_at=None,
        clocks=tuple(freeze(clock) for clock in incident.clocks),
    )
    clocks = [
        clock
        for start in (StartRule.RECEIVED, StartRule.OPENED)
        for clock in start_clocks(opened, policies, start=start, started_at=now, unit_path=unit_path, new_id=new_id)
    ]
    return replace(opened, clocks=(*opened.clocks, *clocks))


def propose_backdating(incident: Incident, *, received_at: datetime, reason: str, by: str, now: datetime) -> Incident:
    """With a proposed earlier time of receipt that changes nothing yet; it takes the place of one that waits.

    Raises TransitionRefusedError: blank reason, not earlier than now known, before the incident occurred, or the
    incident is over or was reopened (the first cycle's result stands).
    """
    _refuse_if(incident.status.over, TransitionRefusal.OVER)
    _refuse_if(incident.cycle > 1, TransitionRefusal.REOPENED)
    _refuse_if(not reason.strip(), TransitionRefusal.BLANK_REASON)
    _refuse_if(received_at >= incident.received_at, TransitionRefusal.NOT_EARLIER)
    _refuse_if(
        incident.occurred_at is not None and received_at < incident.occurred_at, TransitionRefusal.BEFORE_IT_OCCURRED
    )
    proposal = Backdating(proposed_at=now, received_at=received_at, reason=reason.strip(), proposed_by=by)
    return replace(incident, version=incident.version + 1, backdating=proposal)


def confirm_backdating(incident: Incident, *, by: str, policies: Iterable[SlaPolicy], now: datetime) -> Incident:
    """A second person's word: `received_at` becomes the earlier one (`registered_at` stays beside it) and the clocks
    that start with the receipt begin there. `policies` are all versions. Raises TransitionRefusedError."""
    proposal = incident.backdating
    if proposal is None or proposal.confirmed_by is not None:
        raise TransitionRefusedError(TransitionRefusal.NOTHING_PROPOSED)
    _refuse_if(by == proposal.proposed_by, TransitionRefusal.SAME_PERSON)
    _refuse_if(incident.status.over, TransitionRefusal.OVER)
    at_receipt = {(policy.policy_id, policy.version) for policy in policies if policy.start is StartRule.RECEIVED}
    clocks = tuple(
        backdated(clock, proposal.received_at) if (clock.policy_id, clock.policy_version) in at_receipt else clock
        for clock in incident.clocks
    )
    return replace(
        incident,
        version=incident.version + 1,
        received_at=proposal.received_at,
        backdating=replace(proposal, confirmed_by=by, confirmed_at=now),
        clocks=clocks,
    )


def link(incident: Incident, parent: Incident | None, *, ancestor_ids: Collection[str] = ()) -> Incident:
    """Below `parent`, or below none any more; `ancestor_ids` are the parent's parents up to the top.

    Raises TransitionRefusedError for a circle, a drill below a real incident, or the reverse.
    """
    if parent is not None:
        _refuse_if(incident.incident_id in {parent.incident_id, *ancestor_ids}, TransitionRefusal.CIRCLE)
        _refuse_if(parent.is_drill is not incident.is_drill, TransitionRefusal.DRILL_AND_REAL)
    return replace(incident, version=incident.version + 1, parent_id=None if parent is None else parent.incident_id)
