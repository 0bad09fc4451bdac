"""What happened: the incident, its life from registered to closed, and what is done about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.people import RoleTitle
from app.domain.sla.clocks import SlaClock
from app.domain.units import Point

LONGEST_PLACE = 200


class IncidentLevel(StrEnum):
    """特别重大, 重大, 较大, 一般: severity. Never mixed with the colour of a warning."""

    I = "I"  # noqa: E741 the numeral is the name
    II = "II"
    III = "III"
    IV = "IV"

    @property
    def rank(self) -> int:
        """1 is the gravest."""
        return list(IncidentLevel).index(self) + 1


class IncidentClass(StrEnum):
    """自然灾害, 事故灾难, 公共卫生, 社会安全."""

    NATURAL_DISASTER = "natural-disaster"
    ACCIDENT = "accident"
    PUBLIC_HEALTH = "public-health"
    PUBLIC_SECURITY = "public-security"


class IncidentStatus(StrEnum):
    """登记→核实→立案→派遣→处置→反馈→核查→结案, and two ways out: merged into another, and a false report."""

    REGISTERED = "registered"
    VERIFIED = "verified"
    OPENED = "opened"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    REPORTED_BACK = "reported_back"
    CHECKED = "checked"
    CLOSED = "closed"
    MERGED = "merged"
    FALSE_REPORT = "false_report"

    @property
    def over(self) -> bool:
        return self in (IncidentStatus.CLOSED, IncidentStatus.MERGED, IncidentStatus.FALSE_REPORT)


class IncidentSource(StrEnum):
    """How it came in."""

    TELEPHONE = "telephone"
    HOTLINE = "hotline"  # 12345
    GRID = "grid"
    ALARM = "alarm"
    PATROL = "patrol"
    CAMERA = "camera"
    DIRECT_REPORT = "direct-report"  # 基层直报
    WARNING = "warning"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where: words, and whatever of site, codes and coordinates is known. Raises ValueError on unusable words."""

    text: str
    site_id: str | None = None
    grid_code: str = ""
    city_code: str = ""
    point: Point | None = None

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a place needs words")
        for words in (self.text, self.site_id or "", self.grid_code, self.city_code):
            if len(words) > LONGEST_PLACE or any(ord(letter) < 32 or ord(letter) == 127 for letter in words):
                raise ValueError(f"a place is at most {LONGEST_PLACE} printable characters")


@dataclass(frozen=True, slots=True, kw_only=True)
class Casualties:
    """Numbers of people, as far as known. Raises ValueError on a negative or absurd number."""

    dead: int = 0
    injured: int = 0
    missing: int = 0
    trapped: int = 0

    def __post_init__(self) -> None:
        if not all(0 <= number <= 1_000_000 for number in (self.dead, self.injured, self.missing, self.trapped)):
            raise ValueError("a number of people is between 0 and 1,000,000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backdating:
    """A proposed earlier `received_at`, valid once a second person has confirmed it; both times stay visible."""

    proposed_at: datetime
    received_at: datetime
    reason: str
    proposed_by: str
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """`occurred_at`, `received_at`, `opened_at` are three different times. `registered_at` is the hub's clock when the
    report came; `received_at` equals it unless it was back-dated. `cycle` counts reopenings from 1. `clocks` holds
    those of every cycle.

    `version` counts what people decide about it. What follows from that by itself leaves it as it is: clocks that
    start, warnings, stops by evidence, report or acknowledgement, pictures. A warning must not refuse a command that
    somebody is typing."""

    incident_id: str
    version: int = 1
    number: str  # "20261122-003", drills "D20261122-003", in Beijing's date
    title: str
    classes: tuple[IncidentClass, ...]
    level: IncidentLevel
    status: IncidentStatus = IncidentStatus.REGISTERED
    is_drill: bool = False
    unit_id: str
    shared_with: tuple[str, ...] = ()  # unit ids
    place: Place
    source: IncidentSource = IncidentSource.OTHER
    external_id: str = ""  # in the system it came from
    casualties: Casualties = Casualties()
    description: str = ""
    reporter: str = ""
    occurred_at: datetime | None = None
    registered_at: datetime
    received_at: datetime
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    cycle: int = 1
    parent_id: str | None = None
    merged_into: str | None = None
    possible_duplicates: tuple[str, ...] = ()
    backdating: Backdating | None = None
    plan_id: str | None = None
    photos: tuple[str, ...] = ()  # attachment ids
    clocks: tuple[SlaClock, ...] = ()


class AssignmentStatus(StrEnum):
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    DECLINED = "declined"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A task of an incident for a unit, perhaps a person; `due_at` UTC. `decision_id`: the decision that it carries
    out."""

    assignment_id: str
    version: int = 1
    incident_id: str
    decision_id: str | None = None
    unit_id: str
    person_id: str | None = None
    title: RoleTitle | None = None
    task: str
    status: AssignmentStatus = AssignmentStatus.SENT
    assigned_at: datetime
    assigned_by: str
    due_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    done_at: datetime | None = None
    answer: str = ""


class ReportKind(StrEnum):
    """首报, 续报, 终报."""

    INITIAL = "initial"
    UPDATE = "update"
    FINAL = "final"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentReport:
    """A numbered report; a correction is a new `revision` of the same `number`, and every revision is kept."""

    report_id: str
    incident_id: str
    kind: ReportKind
    number: int
    revision: int = 1
    text: str
    casualties: Casualties = Casualties()
    author: str
    written_at: datetime
