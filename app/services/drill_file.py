"""Drill scripts as an office writes them (`resources/drills`, docs/drills.md): copied, edited, and checked whole before
anything is done.

Words may be Chinese, as in the files that come along, or the program's own. Every fault is told with its place.
"""

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import ErrorDetails

from app.domain.drill_scores import Segment
from app.domain.drills import (
    LONGEST_DRILL_S,
    DrillScript,
    InjectedFault,
    PlayedAnswer,
    PlayedFault,
    PlayedMedia,
    PlayedPerson,
    PlayedWay,
)
from app.domain.incidents import IncidentClass, IncidentLevel
from app.domain.people import RoleTitle
from app.services.office_words import CLASSES, TITLES

FOLDER = Path(__file__).parents[2] / "resources" / "drills"
LARGEST_BYTES = 1_000_000
MOST_PEOPLE = 20
MOST_FAULTS = 50
# Of a fault before the report: so long nobody waits for a drill to begin.
EARLIEST_FAULT_S = -60.0

_PICK_NUMBER = re.compile(r"[1-9][0-9]?", re.ASCII)

Meaning = TypeVar("Meaning", bound=Enum)

WAYS = {"工位": PlayedWay.SEAT, "手机": PlayedWay.PHONE}
MEDIA = {
    "画面和声音": PlayedMedia.CAMERA_AND_VOICE,
    "只有声音": PlayedMedia.VOICE,
    "没有麦克风": PlayedMedia.NO_MICROPHONE,
    "什么都没有": PlayedMedia.NOTHING,
}
ANSWERS = {"接听": PlayedAnswer.ACCEPTS, "拒接": PlayedAnswer.DECLINES, "不接": PlayedAnswer.DOES_NOT_ANSWER}
FAULTS = {
    "摄像机断线": PlayedFault.CAMERA_OFFLINE,
    "摄像机卡死": PlayedFault.CAMERA_FROZEN,
    "摄像机黑屏": PlayedFault.CAMERA_BLACK,
    "大屏关闭": PlayedFault.OUTPUT_CLOSED,
    "中枢被杀": PlayedFault.HUB_KILLED,
}


class DrillFileError(Exception):
    """A drill cannot be used; `faults` are sentences, each with its place."""

    def __init__(self, name: str, *faults: str) -> None:
        super().__init__("\n".join(f"{name}: {fault}" for fault in faults))
        self.name, self.faults = name, faults


def _word(words: Mapping[str, Meaning]) -> Any:
    """One of these words, or the program's own for the same."""
    own = {str(meaning.value): meaning for meaning in words.values()}

    def read(word: object) -> Meaning:
        found = words.get(str(word)) or own.get(str(word))
        if found is None:
            raise ValueError(f"“{word}” is none of {'、'.join(words)}")
        return found

    return BeforeValidator(read)


_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_LongWords = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
_Number = Annotated[float, Field(strict=True)]
_Seconds = Annotated[_Number, Field(ge=0, le=LONGEST_DRILL_S)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class _Incident(_Record):
    title: _Words
    place: _Words
    site: _LongWords = ""
    classes: Annotated[
        tuple[Annotated[IncidentClass, _word(CLASSES)], ...], Field(min_length=1, max_length=len(IncidentClass))
    ]
    level: Annotated[IncidentLevel, _word({level.value: level for level in IncidentLevel})]
    report: _LongWords = ""


class _Person(_Record):
    title: Annotated[RoleTitle, _word(TITLES)]
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] = ""
    way: Annotated[PlayedWay, _word(WAYS)] = PlayedWay.SEAT
    media: Annotated[PlayedMedia, _word(MEDIA)] = PlayedMedia.CAMERA_AND_VOICE
    answer: Annotated[PlayedAnswer, _word(ANSWERS)] = PlayedAnswer.ACCEPTS
    after_s: _Seconds = 2.0
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""

    @model_validator(mode="after")
    def _phones_are_not_rung(self) -> "_Person":
        if self.way is PlayedWay.PHONE and self.answer is PlayedAnswer.DECLINES:
            raise ValueError("nobody declines by a link: somebody with a phone comes or does not")
        return self


class _Fault(_Record):
    kind: Annotated[PlayedFault, _word(FAULTS)]
    at_s: Annotated[_Number, Field(ge=EARLIEST_FAULT_S, le=LONGEST_DRILL_S)]
    camera: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    lasts_s: Annotated[_Number, Field(gt=0, le=LONGEST_DRILL_S)] | None = None

    @model_validator(mode="after")
    def _is_possible(self) -> "_Fault":
        if self.kind.is_of_camera != bool(self.camera):
            raise ValueError("needs a camera" if self.kind.is_of_camera else "has no camera")
        if self.camera.startswith("pick:"):
            if pick_of(self.camera) is None:
                raise ValueError(f"“{self.camera}” is not pick:1, pick:2 …")
            if self.at_s < 0:
                raise ValueError("before the report nothing is picked: name the camera")
        if not self.kind.is_of_camera and self.at_s < 0:
            raise ValueError("comes after the report")
        if not self.kind.is_of_camera and self.lasts_s is not None:
            raise ValueError("does not last: lasts_s is for cameras")
        return self


class _Drill(_Record):
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    name: _Words
    description: _LongWords = ""
    lasts_s: Annotated[_Number, Field(ge=5, le=LONGEST_DRILL_S)] = 150.0
    incident: _Incident
    person: Annotated[tuple[_Person, ...], Field(max_length=MOST_PEOPLE)] = ()
    fault: Annotated[tuple[_Fault, ...], Field(max_length=MOST_FAULTS)] = ()
    targets: dict[Segment, Annotated[_Number, Field(gt=0, le=LONGEST_DRILL_S)]] = {}

    @model_validator(mode="after")
    def _fits_into_its_time(self) -> "_Drill":
        late = [fault for fault in self.fault if fault.at_s > self.lasts_s]
        if late:
            raise ValueError(f"a fault at {late[0].at_s:g} s comes after the end at {self.lasts_s:g} s")
        return self

    def script(self) -> DrillScript:
        incident = self.incident
        return DrillScript(
            drill_id=self.id,
            name=self.name,
            description=self.description,
            title=incident.title,
            place=incident.place,
            site=incident.site,
            classes=incident.classes,
            level=incident.level,
            report=incident.report,
            people=tuple(PlayedPerson(**dict(one)) for one in self.person),
            faults=tuple(InjectedFault(**dict(one)) for one in self.fault),
            targets=tuple(self.targets.items()),
            lasts_s=self.lasts_s,
        )


def pick_of(camera: str) -> int | None:
    """Which of the scene's cameras "pick:2" means, counted from 1; None: it is a camera's code."""
    number = camera.removeprefix("pick:")
    return int(number) if number != camera and _PICK_NUMBER.fullmatch(number) else None


def read_drill(data: bytes, *, name: str) -> DrillScript:
    """`name` of the file, for messages. Raises DrillFileError."""
    if len(data) > LARGEST_BYTES:
        raise DrillFileError(name, "a drill is shorter than 1 MB")
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise DrillFileError(name, "is not UTF-8 text") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise DrillFileError(name, f"is not TOML: {error}") from None
    try:
        return _Drill.model_validate(table).script()
    except ValidationError as error:
        raise DrillFileError(name, *map(_told, error.errors())) from None


def read_drill_file(path: Path) -> DrillScript:
    """Raises DrillFileError."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise DrillFileError(path.name, f"cannot be read: {error.strerror or error}") from None
    return read_drill(data, name=path.name)


def find_drill(word: str) -> DrillScript:
    """By the id of one that comes along, or by the path of a file of one's own. Raises DrillFileError."""
    if word.endswith(".toml"):
        return read_drill_file(Path(word))
    known = {path.stem: path for path in FOLDER.glob("*.toml")}
    if word not in known:
        raise DrillFileError(word, f"there is no such drill; there are {', '.join(sorted(known))}")
    return read_drill_file(known[word])


def all_drills() -> list[DrillScript]:
    """Those that come along, by id. Raises DrillFileError."""
    return [read_drill_file(path) for path in sorted(FOLDER.glob("*.toml"))]


def check_places(script: DrillScript, *, sites: Collection[str], has_camera: Callable[[str], bool]) -> None:
    """Against what the hub knows. Raises DrillFileError that names every site and camera that there is not."""
    faults = []
    if script.site and script.site not in sites:
        faults.append(f"incident, site: there is no site “{script.site}” in the directory")
    for number, fault in enumerate(script.faults, 1):
        if fault.camera and pick_of(fault.camera) is None and not has_camera(fault.camera):
            faults.append(f"fault {number}, camera: there is no camera with the code “{fault.camera}”")
    if faults:
        raise DrillFileError(script.drill_id, *faults)


def _told(error: ErrorDetails) -> str:
    """One fault with its place in words: "person 2, after_s: …"."""
    place = _place(error["loc"])
    reason = error.get("ctx", {}).get("error")
    words = str(reason) if isinstance(reason, ValueError) else _WORDS.get(error["type"], error["msg"])
    return f"{place}: {words}" if place else words


def _place(path: tuple[int | str, ...]) -> str:
    parts: list[str] = []
    for part in path:
        if isinstance(part, int) and parts:
            parts[-1] += f" {part + 1}"
        elif part != "[key]":
            parts.append(str(part))
    return ", ".join(parts)


_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "there is no such entry",
    "float_type": "should be a number",
    "float_parsing": "should be a number",
    "string_type": "should be text in quotation marks",
}
