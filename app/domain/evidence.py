"""Proof that a picture was seen or a conference ran: what a seat measured, and what the hub made of it."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from app.domain.people import RoleTitle

# A year of 120 pictures a second.
_MOST_FRAMES = 4_000_000_000
_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class EvidenceSource(StrEnum):
    CAMERA = "camera"
    FIELD_DEVICE = "field-device"
    PARTICIPANT = "participant"


class Refusal(StrEnum):
    """Why evidence stops no clock."""

    NO_RUNNING_CLOCK = "no-running-clock"
    UNKNOWN_SOURCE = "unknown-source"
    NO_POSITION = "no-position"  # of the source or of the incident
    OUT_OF_RANGE = "out-of-range"
    UNKNOWN_OUTPUT = "unknown-output"
    OTHER_SEAT = "other-seat"  # the output belongs to another seat
    NOT_ON_OUTPUT = "not-on-output"  # the hub does not know this source to be on that tile
    NOT_ON_WALL = "not-on-wall"  # but in a window beside a console, while a wall was connected
    NOT_VISIBLE = "not-visible"
    TOO_SHORT = "too-short"
    FROZE = "froze"
    BLACK = "black"
    NO_SIGNAL_CARD = "no-signal-card"
    BEFORE_START = "before-start"
    IN_THE_FUTURE = "in-the-future"
    ROLE_MISSING = "role-missing"
    ONE_WAY = "one-way"
    NOT_ENTITLED = "not-entitled"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintedFlow:
    """What a tile of a wall output painted in a row: `frames` from `first_at` to `last_at` (UTC of the seat, on the
    hub's clock as measured), lasting `duration_s` on the seat's monotonic clock. Gaps in seconds. Luma of the last
    picture, 0…255: `flat_share` is the part of it within ±4 of the commonest value."""

    source: EvidenceSource
    source_id: str
    output_id: str
    tile: int
    frames: int
    first_at: datetime
    last_at: datetime
    monotonic_s: float
    duration_s: float
    mean_gap_s: float
    longest_gap_s: float
    media_time_s: float | None = None
    visible_share: float
    luma_mean: float
    luma_deviation: float
    flat_share: float
    changed_pictures: int  # of `frames`, how many differed from the one before
    snapshot_sha256: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for what no seat can have measured, so that whoever judges compares numbers and times."""
        _require_aware(self.first_at, self.last_at)
        figures = (self.monotonic_s, self.duration_s, self.mean_gap_s, self.longest_gap_s, self.visible_share)
        if not all(map(math.isfinite, (*figures, self.luma_mean, self.luma_deviation, self.flat_share))):
            raise ValueError("a figure that is not a finite number")
        if not 0 <= self.changed_pictures <= self.frames <= _MOST_FRAMES:
            raise ValueError(f"{self.changed_pictures} changed pictures of {self.frames} frames")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleFlow:
    """Media of one required role in a conference: received from it, and acknowledged by it, without pause since."""

    title: RoleTitle
    person_id: str
    received_since: datetime | None
    acknowledged_since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceFlow:
    """What the conference's engine saw at `at` in `room_id`."""

    room_id: str
    at: datetime
    monotonic_s: float
    roles: tuple[RoleFlow, ...]

    def __post_init__(self) -> None:
        """Raises ValueError for times without a zone."""
        _require_aware(self.at)
        for role in self.roles:
            _require_aware(*filter(None, (role.received_since, role.acknowledged_since)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A person's later word that this shows the scene (or does not)."""

    shows_scene: bool
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The record. `refusals` empty: accepted, and `clock_id` is the clock that it stopped (None: none was running any
    more). `distance_m` from source to incident, `bound_by_plan`: qualified without it. `in_window`: its output was a
    window beside a console."""

    evidence_id: str
    version: int = 1
    incident_id: str
    clock_id: str | None = None
    policy_version: int | None = None
    painted: PaintedFlow | None = None
    conference: ConferenceFlow | None = None
    seat: str
    sent_by: str
    received_at: datetime
    distance_m: float | None = None
    bound_by_plan: bool = False
    in_window: bool = False
    refusals: tuple[Refusal, ...] = ()
    snapshot_id: str | None = None  # attachment
    stamps: tuple[Stamp, ...] = ()


def _require_aware(*times: datetime) -> None:
    if any(time.tzinfo is None for time in times):
        raise ValueError("a time without a zone")
    # Far from where calculating with times, in whatever zone, leaves the calendar.
    if not all(_EARLIEST <= time < _LATEST for time in times):
        raise ValueError("a time in another century")
