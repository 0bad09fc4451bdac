"""One promise to one incident, with everything that decides whether it was kept. Stored times only: nothing counts
down, so a restart or a clock that is set changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.people import RoleTitle


class StopManner(StrEnum):
    EVIDENCE = "evidence"
    BY_HAND = "by-hand"


class ExclusionReason(StrEnum):
    FALSE_REPORT = "false-report"
    NO_CAMERA_IN_RANGE = "no-camera-in-range"
    DRILL = "drill"
    MERGED = "merged"
    OTHER = "other"


class ClockStatus(StrEnum):
    """What a countdown shows."""

    RUNNING = "running"
    WARNED = "warned"  # running, first threshold passed
    MET = "met"
    BREACHED = "breached"  # running past the target, or stopped after it
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """`at` is when the requirement was fulfilled. BY_HAND carries a reason, EVIDENCE the record's id."""

    at: datetime
    manner: StopManner
    by: str
    evidence_id: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """Added afterwards; the sample stays."""

    reason: ExclusionReason
    note: str = ""
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """A warning that was given, once: at `percent` of the target, to `title`; `due_at` and when it was done."""

    percent: int
    title: RoleTitle
    due_at: datetime
    fired_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaClock:
    """`kind` names the policy's clock. `target_s` from `started_at`; `frozen`: a later cycle has begun, the result
    stands. `subject_id`: the assignment, for clocks that belong to one."""

    clock_id: str
    incident_id: str
    kind: str
    name: str
    cycle: int = 1
    policy_id: str
    policy_version: int
    subject_id: str | None = None
    started_at: datetime
    target_s: float
    thresholds: tuple[tuple[int, RoleTitle], ...]
    stop: Stop | None = None
    exclusions: tuple[Exclusion, ...] = ()
    firings: tuple[Firing, ...] = ()
    frozen: bool = False
