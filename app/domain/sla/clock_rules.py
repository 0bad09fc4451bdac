"""What may be done to a clock, and what it says at a moment: the rules of the two promises, five and fifteen minutes.

Every answer is computed from stored times. A restart, a clock that is set or a laptop that slept changes none of them,
and a warning that was given stands in the clock, so that it is given once.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.incidents import Incident
from app.domain.people import RoleTitle
from app.domain.sla.clocks import ClockStatus, Exclusion, ExclusionReason, Firing, SlaClock, Stop, StopManner
from app.domain.sla.policies import SlaPolicy, StartRule, Target

# Nobody is called for an incident that was none, or for one whose warnings another incident gives. Other exclusions
# are about the figures afterwards and change nothing of the urgency: there is no pause.
SILENCING = frozenset({ExclusionReason.FALSE_REPORT, ExclusionReason.MERGED})


class ClockRefusal(StrEnum):
    """Why a clock was left as it is."""

    BLANK_REASON = "blank-reason"
    BEFORE_START = "before-start"
    ALREADY_STOPPED = "already-stopped"
    FROZEN = "frozen"
    ALREADY_EXCLUDED = "already-excluded"  # by this person for this reason
    NOTE_NEEDED = "note-needed"  # an exclusion for another reason says which


class ClockRefusedError(ValueError):
    """`code` says why; the clock is unchanged."""

    def __init__(self, code: ClockRefusal) -> None:
        super().__init__(code.value)
        self.code = code


def target_for(policy: SlaPolicy, *, level: str, classes: Collection[str], unit_path: str) -> float:
    """Seconds of the most specific target that matches: each of level, class and unit that a target names counts.

    A target of a unit is for all below it; of two that differ only in the unit, the deeper one is meant. Whatever is
    still even is decided for the smaller target. Raises ValueError when none matches.
    """
    deepest: dict[tuple[str | None, str | None], tuple[int, float, int]] = {}
    for target in policy.targets:
        depth = _depth(target, unit_path)
        if depth is None or target.level not in (None, level):
            continue
        if target.incident_class is not None and target.incident_class not in classes:
            continue
        named = sum(part is not None for part in (target.level, target.incident_class, target.unit_id))
        same = target.level, target.incident_class
        best = deepest.get(same)
        if best is None or (-depth, target.target_s) < (-best[0], best[1]):
            deepest[same] = depth, target.target_s, named
    if not deepest:
        raise ValueError(f"no target of policy {policy.policy_id} is for level {level} at {unit_path}")
    return min(deepest.values(), key=lambda found: (-found[2], found[1]))[1]


def _depth(target: Target, unit_path: str) -> int | None:
    """How deep in `unit_path` the target's unit is, 0 if it names none; None: it is for another unit."""
    if target.unit_id is None:
        return 0
    units = unit_path.strip("/").split("/")
    return units.index(target.unit_id) + 1 if target.unit_id in units else None


def start_clocks(
    incident: Incident,
    policies: Iterable[SlaPolicy],
    *,
    start: StartRule,
    started_at: datetime,
    unit_path: str,
    new_id: Callable[[], str],
    subject_id: str | None = None,
) -> tuple[SlaClock, ...]:
    """New clocks of the incident's cycle under the newest version of every policy that starts with `start`.

    A policy whose newest version is switched off starts none, neither does one without a target for this incident, nor
    one that has started its clock in this cycle (for this subject) already: to ask twice does no harm.
    """
    started = {(clock.policy_id, clock.subject_id) for clock in incident.clocks if clock.cycle == incident.cycle}
    clocks = []
    for policy in newest_versions(policies):
        if not policy.enabled or policy.start is not start or (incident.is_drill and not policy.applies_to_drills):
            continue
        if (policy.policy_id, subject_id) in started:
            continue
        try:
            target_s = target_for(policy, level=incident.level, classes=incident.classes, unit_path=unit_path)
        except ValueError:
            continue
        clocks.append(
            SlaClock(
                clock_id=new_id(),
                incident_id=incident.incident_id,
                kind=policy.clock,
                name=policy.name,
                cycle=incident.cycle,
                policy_id=policy.policy_id,
                policy_version=policy.version,
                subject_id=subject_id,
                started_at=started_at,
                target_s=target_s,
                thresholds=tuple((threshold.percent, threshold.title) for threshold in policy.thresholds),
            )
        )
    return tuple(clocks)


def newest_versions(policies: Iterable[SlaPolicy]) -> tuple[SlaPolicy, ...]:
    """The last version of each policy, in the order in which the policies were first met."""
    newest: dict[str, SlaPolicy] = {}
    for policy in policies:
        known = newest.get(policy.policy_id)
        if known is None or known.version < policy.version:
            newest[policy.policy_id] = policy
    return tuple(newest.values())


# -- what a clock says


def deadline(clock: SlaClock) -> datetime:
    """The last moment at which stopping it still meets the target. UTC."""
    return _moment(clock, 100)


def is_met(clock: SlaClock) -> bool:
    """Whether it was stopped at its deadline or before."""
    return clock.stop is not None and clock.stop.at <= deadline(clock)


def elapsed_s(clock: SlaClock, now: datetime) -> float:
    """Seconds from the start to the stop, or to `now` while there is none; 0 when `now` is before the start."""
    until = now if clock.stop is None else clock.stop.at
    return max(0.0, (until - clock.started_at).total_seconds())


def remaining_s(clock: SlaClock, now: datetime) -> float:
    """Seconds of the target that are left at the stop or `now`; negative past the deadline, never above the target."""
    return clock.target_s - elapsed_s(clock, now)


def status(clock: SlaClock, now: datetime) -> ClockStatus:
    """What its countdown shows. A frozen clock that nothing stopped was not met and never will be."""
    if clock.exclusions:
        return ClockStatus.EXCLUDED
    if clock.stop is not None:
        return ClockStatus.MET if is_met(clock) else ClockStatus.BREACHED
    if clock.frozen or now > deadline(clock):
        return ClockStatus.BREACHED
    first = min((percent for percent, _title in clock.thresholds), default=100)
    return ClockStatus.WARNED if now >= _moment(clock, first) else ClockStatus.RUNNING


# -- what ends it or takes it out of the figures


def stop_by_evidence(clock: SlaClock, *, at: datetime, by: str, evidence_id: str) -> SlaClock:
    """Stopped by the evidence `evidence_id`, fulfilled `at`. Raises ClockRefusedError."""
    return _stopped(clock, Stop(at=at, manner=StopManner.EVIDENCE, by=by, evidence_id=evidence_id))


def stop_by_hand(clock: SlaClock, *, at: datetime, by: str, reason: str) -> SlaClock:
    """Stopped by a person who says why; shown and printed as manual. Raises ClockRefusedError."""
    if not reason.strip():
        raise ClockRefusedError(ClockRefusal.BLANK_REASON)
    return _stopped(clock, Stop(at=at, manner=StopManner.BY_HAND, by=by, reason=reason.strip()))


def _stopped(clock: SlaClock, stop: Stop) -> SlaClock:
    if clock.frozen:
        raise ClockRefusedError(ClockRefusal.FROZEN)
    if clock.stop is not None:
        raise ClockRefusedError(ClockRefusal.ALREADY_STOPPED)
    if stop.at < clock.started_at:
        raise ClockRefusedError(ClockRefusal.BEFORE_START)
    return replace(clock, stop=stop)


def exclude(clock: SlaClock, exclusion: Exclusion) -> SlaClock:
    """Taken out of the figures and counted under its reason; times, stop and warnings stay, frozen or not.

    Raises ClockRefusedError when the same person gave the same reason before, or another reason without a note.
    """
    if exclusion.reason is ExclusionReason.OTHER and not exclusion.note.strip():
        raise ClockRefusedError(ClockRefusal.NOTE_NEEDED)
    if any((known.reason, known.by) == (exclusion.reason, exclusion.by) for known in clock.exclusions):
        raise ClockRefusedError(ClockRefusal.ALREADY_EXCLUDED)
    return replace(clock, exclusions=(*clock.exclusions, exclusion))


# -- what changes while it runs


def retarget(clock: SlaClock, target_s: float) -> SlaClock:
    """With the tighter target of a higher level, from the original start; a looser one changes nothing.

    Warnings that were given are not given again; thresholds that are thereby past are due at once. A stopped or frozen
    clock keeps its result.
    """
    if clock.stop is not None or clock.frozen or target_s >= clock.target_s:
        return clock
    return replace(clock, target_s=target_s)


def merged_start(kept: SlaClock, other: SlaClock) -> SlaClock:
    """`kept` from the earlier of both starts, also when it has stopped: the city knew since then. Frozen: as it is.

    The other's stop is not taken over, for its evidence was judged for another place. Raises ValueError for clocks of
    two kinds.
    """
    if kept.kind != other.kind:
        raise ValueError(f"a {kept.kind} clock and a {other.kind} clock have no start in common")
    return _begun(kept, other.started_at)


def backdated(clock: SlaClock, received_at: datetime) -> SlaClock:
    """From `received_at` if that is earlier, also when it has stopped. Frozen: as it is."""
    return _begun(clock, received_at)


def _begun(clock: SlaClock, started_at: datetime) -> SlaClock:
    if clock.frozen or started_at >= clock.started_at:
        return clock
    return replace(clock, started_at=started_at)


def freeze(clock: SlaClock) -> SlaClock:
    """Its result stands, whatever comes."""
    return clock if clock.frozen else replace(clock, frozen=True)


# -- warnings


def due_firings(clock: SlaClock, now: datetime) -> tuple[Firing, ...]:
    """The warnings that are due at `now` and were not given, the earliest first; `fired_at` is `now`.

    None for a clock that stopped, is frozen, or is excluded for a reason in SILENCING.
    """
    return tuple(
        Firing(percent=percent, title=title, due_at=_moment(clock, percent), fired_at=now)
        for percent, title in _open_thresholds(clock)
        if _moment(clock, percent) <= now
    )


def with_firings(clock: SlaClock, firings: Iterable[Firing]) -> SlaClock:
    """With these warnings written down as given; one that is there already stays as it was."""
    known = {(firing.percent, firing.title): firing for firing in clock.firings}
    for firing in firings:
        known.setdefault((firing.percent, firing.title), firing)
    return replace(clock, firings=tuple(known.values()))


def next_due_at(clock: SlaClock) -> datetime | None:
    """When the next warning that was not given is due (may be past); None when none will be."""
    return min((_moment(clock, percent) for percent, _title in _open_thresholds(clock)), default=None)


def first_due_at(clocks: Iterable[SlaClock]) -> datetime | None:
    """When the next warning of any of these is due; None when none will be."""
    return min((at for clock in clocks if (at := next_due_at(clock)) is not None), default=None)


def _open_thresholds(clock: SlaClock) -> list[tuple[int, RoleTitle]]:
    if clock.stop is not None or clock.frozen or any(one.reason in SILENCING for one in clock.exclusions):
        return []
    given = {(firing.percent, firing.title) for firing in clock.firings}
    return [threshold for threshold in sorted(set(clock.thresholds)) if threshold not in given]


def _moment(clock: SlaClock, percent: int) -> datetime:
    """When `percent` of the target has passed, to the microsecond."""
    return clock.started_at + timedelta(seconds=clock.target_s) * percent / 100
