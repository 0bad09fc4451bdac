"""The demo's files (`resources/demo`) as they are written, each line and table checked before anything is done."""

import csv
import tomllib
from datetime import time
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from app.domain.cameras import Camera
from app.domain.incidents import Casualties
from app.hub.demo.words import (
    ClassWord,
    ExclusionWord,
    Lasting,
    LevelWord,
    ReportWord,
    SourceWord,
    StartWord,
    StopWord,
    TitleWord,
)
from app.services.camera_csv import read_cameras

_RTSP_PORT = 8554
FOLDER = Path(__file__).parents[3] / "resources" / "demo"

Record = TypeVar("Record", bound="_Record")


class DemoFileError(Exception):
    """A file of the demo cannot be used; the message names the file and the place."""


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


TimeOfDay = Annotated[time, BeforeValidator(lambda text: time.fromisoformat(str(text)))]


class DepartmentRecord(_Record):
    id: str
    name: str
    contacts: tuple[str, ...] = ()


class StationRecord(DepartmentRecord):
    street: str


class PersonRecord(_Record):
    """`hats` is "title@unit#deputy;…" in words."""

    person_id: str
    name: str
    unit: str
    person_type: str
    hats: str
    mobile: str
    telephone: str
    login: str
    role: str
    account_unit: str


class AccountsRecord(_Record):
    password: Annotated[str, Field(repr=False)]
    administrator: str
    wall_operator: str


class PatternRecord(_Record):
    """Of one title: `units` is the district or "街镇"; who takes turns wears the hat `rotation_of` (else `title`)."""

    units: str
    title: TitleWord
    starts: tuple[TimeOfDay, ...]
    rotation_of: TitleWord | None = None
    ahead: int = 0


class TargetRecord(_Record):
    minutes: float
    level: LevelWord | None = None


class PolicyRecord(_Record):
    id: str
    name: str
    start: StartWord
    stop: StopWord
    drills: bool
    targets: tuple[TargetRecord, ...]


class PlanRecord(_Record):
    id: str
    name: str
    unit: str
    site: str | None = None
    incident_class: Annotated[ClassWord | None, Field(alias="class")] = None
    level: LevelWord | None = None
    cameras: tuple[str, ...] = ()
    scene: str | None = None
    required: tuple[TitleWord, ...] = ()
    invited: tuple[TitleWord, ...] = ()
    links: tuple[TitleWord, ...] = ()
    reviewed_days_ago: int
    checklist: tuple[str, ...] = ()


class TaskRecord(_Record):
    to: str
    title: TitleWord | None = None
    task: str
    after: Lasting
    acknowledged: Lasting | None = None
    declined: Lasting | None = None
    done: Lasting | None = None
    answer: str = ""


class ReportRecord(_Record):
    kind: ReportWord
    after: Lasting
    text: str
    corrects: int | None = None
    injured: int = 0
    missing: int = 0

    @property
    def casualties(self) -> Casualties:
        return Casualties(injured=self.injured, missing=self.missing)


class NoteRecord(_Record):
    after: Lasting
    text: str


class LevelRecord(_Record):
    after: Lasting
    level: LevelWord
    reason: str


class ManualRecord(_Record):
    """`clock` is the name that the clock's policy has."""

    clock: str
    after: Lasting
    reason: str


class ExcludedRecord(_Record):
    clock: str
    after: Lasting
    reason: ExclusionWord
    note: str = ""


class BackdatedRecord(_Record):
    after: Lasting
    earlier: Lasting
    reason: str
    confirmed: Lasting


class MergedRecord(_Record):
    into: str
    after: Lasting
    reason: str


class CourseRecord(_Record):
    """What was done in one cycle; every time counts from its beginning."""

    video: Lasting | None = None
    camera: str | None = None
    conference: Lasting | None = None
    manual: tuple[ManualRecord, ...] = ()
    tasks: tuple[TaskRecord, ...] = ()
    reports: tuple[ReportRecord, ...] = ()
    notes: tuple[NoteRecord, ...] = ()
    closed: Lasting | None = None


class ReopenedRecord(CourseRecord):
    after: Lasting
    reason: str


class IncidentRecord(CourseRecord):
    """Received `days_ago` at `at` (Beijing), or `ago` before the demo starts."""

    days_ago: int | None = None
    at: TimeOfDay | None = None
    ago: Lasting | None = None
    key: str = ""
    title: str
    drill: bool = False
    level: LevelWord
    classes: tuple[ClassWord, ...]
    source: SourceWord
    by: str = ""
    site: str | None = None
    street: str | None = None
    place: str = ""
    point: tuple[float, float] | None = None
    parent: str | None = None
    reporter: str = ""
    description: str = ""
    casualties: Casualties = Casualties()
    opened: Lasting | None = None
    levels: tuple[LevelRecord, ...] = ()
    excluded: tuple[ExcludedRecord, ...] = ()
    shared: tuple[str, ...] = ()
    stamped: Lasting | None = None
    backdated: BackdatedRecord | None = None
    merged: MergedRecord | None = None
    false_report: Lasting | None = None
    reopened: ReopenedRecord | None = None

    @model_validator(mode="after")
    def _is_somewhere(self) -> "IncidentRecord":
        if self.site is None and (self.street is None or self.point is None or not self.place):
            raise ValueError("without a site it needs street, place and point")
        if (self.ago is None) == (self.days_ago is None or self.at is None):
            raise ValueError("it needs either days_ago and at, or ago")
        return self


class DemoFiles:
    """All of them, read at once. Raises DemoFileError."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        units = self._table("units.toml")
        self.departments = _records(DepartmentRecord, units.get("department", ()), "units.toml")
        self.stations = _records(StationRecord, units.get("station", ()), "units.toml")
        self.people = _records(PersonRecord, self._rows("people.csv"), "people.csv")
        (self.accounts,) = _records(AccountsRecord, [self._table("accounts.toml")], "accounts.toml")
        self.patterns = self._list(PatternRecord, "shifts.toml", "pattern")
        self.policies = self._list(PolicyRecord, "policies.toml", "policy")
        self.plans = self._list(PlanRecord, "plans.toml", "plan")
        self.past = (
            *self._list(IncidentRecord, "incidents.toml", "incident"),
            *self._list(IncidentRecord, "drills.toml", "incident"),
        )
        self.now = self._list(IncidentRecord, "now.toml", "incident")
        self.cameras = self._cameras()

    def _cameras(self) -> tuple[Camera, ...]:
        """At RTSP's own port, until somebody runs their simulator at another one."""
        report = read_cameras(self._text("cameras.csv").replace("{port}", str(_RTSP_PORT)).encode())
        if not report.ok:
            raise DemoFileError(f"cameras.csv: {report.faults[0]}")
        return report.cameras

    def _list(self, record: type[Record], name: str, table: str) -> tuple[Record, ...]:
        return _records(record, self._table(name).get(table, ()), name)

    def _table(self, name: str) -> dict[str, Any]:
        try:
            return tomllib.loads(self._text(name))
        except tomllib.TOMLDecodeError as error:
            raise DemoFileError(f"{name}: {error}") from error

    def _rows(self, name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(StringIO(self._text(name))))

    def _text(self, name: str) -> str:
        """Also with the mark that a spreadsheet writes at the beginning."""
        try:
            return (self._folder / name).read_text("utf-8-sig")
        except (OSError, UnicodeError) as error:
            raise DemoFileError(f"{name}: {error}") from error


def _records(record: type[Record], tables: Any, name: str) -> tuple[Record, ...]:
    found = []
    for number, table in enumerate(tables, 1):
        try:
            found.append(record.model_validate(table))
        except ValidationError as error:
            fault = error.errors()[0]
            place = ".".join(str(part) for part in fault["loc"])
            called = table.get("title") or table.get("name") or ""
            raise DemoFileError(f"{name}, {number} {called} {place}: {fault['msg']}") from error
    return tuple(found)
