"""What was promised, as versioned data: which clocks an incident starts, their targets and who is told when.

A running clock keeps the version that it was started under.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.people import RoleTitle

VIDEO = "video"
CONFERENCE = "conference"
# A year: what is promised for later is no matter of an emergency.
LONGEST_TARGET_S = 366 * 86_400.0
HIGHEST_PERCENT = 1_000


class StartRule(StrEnum):
    """Which moment of an incident starts the clock."""

    RECEIVED = "received"
    OPENED = "opened"
    ASSIGNED = "assigned"  # one clock for each assignment


class StopRule(StrEnum):
    """What stops the clock besides a person with a reason."""

    VIDEO_EVIDENCE = "video-evidence"
    CONFERENCE_EVIDENCE = "conference-evidence"
    INITIAL_REPORT = "initial-report"
    UPDATE_REPORT = "update-report"
    FINAL_REPORT = "final-report"
    ACKNOWLEDGEMENT = "acknowledgement"  # of the assignment that started it
    BY_HAND = "by-hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Seconds for incidents that match everything given here; None matches all. Levels and classes by their value."""

    target_s: float
    level: str | None = None
    incident_class: str | None = None
    unit_id: str | None = None

    def __post_init__(self) -> None:
        if not 0 < self.target_s <= LONGEST_TARGET_S:
            raise ValueError(f"a target of {self.target_s} s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """At `percent` of the target `title` is told."""

    percent: int
    title: RoleTitle

    def __post_init__(self) -> None:
        if not 0 < self.percent <= HIGHEST_PERCENT:
            raise ValueError(f"a threshold at {self.percent} %")


DEFAULT_THRESHOLDS = (
    Threshold(percent=50, title=RoleTitle.DUTY_OFFICER),
    Threshold(percent=75, title=RoleTitle.DUTY_OFFICER),
    Threshold(percent=90, title=RoleTitle.DUTY_LEADER),
    Threshold(percent=100, title=RoleTitle.DUTY_LEADER),
    Threshold(percent=120, title=RoleTitle.DIRECTOR),
)


LONGEST_RING_S = 3_600.0
MOST_RINGS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RingRule:
    """How somebody is rung for a conference: a deputy when the one before has not answered for `deputy_after_s`, each
    again after `again_every_s`, `most_rings` times in all."""

    deputy_after_s: float = 60.0
    again_every_s: float = 30.0
    most_rings: int = 6

    def __post_init__(self) -> None:
        if not (1 <= self.deputy_after_s <= LONGEST_RING_S and 1 <= self.again_every_s <= LONGEST_RING_S):
            raise ValueError("a ring waits between a second and an hour")
        if not 1 <= self.most_rings <= MOST_RINGS:
            raise ValueError(f"{self.most_rings} rings")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaPolicy:
    """One version of the policy of one kind of clock. `radius_m` is for video evidence, `required_titles` and `ringing`
    for the conference. `applies_to_drills` False: drills start no such clock."""

    policy_id: str
    version: int
    clock: str  # the kind: VIDEO, CONFERENCE, or a name of the policy's own
    name: str
    start: StartRule = StartRule.RECEIVED
    stop: StopRule
    targets: tuple[Target, ...]
    thresholds: tuple[Threshold, ...] = DEFAULT_THRESHOLDS
    radius_m: float = 500.0
    required_titles: tuple[RoleTitle, ...] = ()
    ringing: RingRule = RingRule()
    enabled: bool = True
    applies_to_drills: bool = True
    created_at: datetime | None = None
    created_by: str = ""
