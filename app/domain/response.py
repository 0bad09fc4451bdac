"""What the hub did by itself for an incident, step by step: each with its reason, each to be taken back.

One row for each incident; the log has an event for every step. Words are the screen's.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.camera_ranking import Around, Miss, Pick
from app.domain.incidents import Incident, IncidentClass, IncidentLevel, Place
from app.domain.people import RoleTitle

# A tile that the first, second … responder in the room takes by itself: "field/1".
FIELD_TILE = "field/"
# A tile of a plan's scene that shows something else than a camera, such as an address: it stays as it is.
OTHER_TILE = "other/"


class StepKind(StrEnum):
    PLAN_MATCHED = "plan-matched"
    NO_PLAN = "no-plan"
    SCENE_LOST = "scene-lost"  # the plan's scene cannot be used: one is built
    CAMERAS_RANKED = "cameras-ranked"
    NO_CAMERA = "no-camera"
    SCENE_PUSHED = "scene-pushed"
    SCENE_PROPOSED = "scene-proposed"  # an operator decides
    NO_OUTPUT = "no-output"
    ROOM_OPENED = "room-opened"
    ROLES_RUNG = "roles-rung"
    NOBODY_TO_RING = "nobody-to-ring"  # for a required role
    DEPUTY_RUNG = "deputy-rung"  # for somebody who is in without sound and picture
    LINKS_ISSUED = "links-issued"
    CHECKLIST_STARTED = "checklist-started"
    CAMERA_REPLACED = "camera-replaced"  # it died or froze on the wall: the next best took its tile
    OUTPUT_REPLACED = "output-replaced"  # it was closed: the scene went to another
    SCENE_RELEASED = "scene-released"  # what was there before came back
    FACTS_CORRECTED = "facts-corrected"  # place, class or level: what follows is the answer to that


# They put something on a wall: who takes one back needs the right to push there.
STEPS_ON_WALL = frozenset({StepKind.SCENE_PUSHED, StepKind.OUTPUT_REPLACED, StepKind.CAMERA_REPLACED})
# An answer begins with one of them, or the answer to a correction.
STEPS_THAT_BEGIN = frozenset({StepKind.PLAN_MATCHED, StepKind.NO_PLAN, StepKind.FACTS_CORRECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredFacts:
    """Of an incident as it was when it was answered: what plans and cameras depend on. `cycle` counts reopenings."""

    cycle: int
    place: Place
    classes: tuple[IncidentClass, ...]
    level: IncidentLevel

    @classmethod
    def of(cls, incident: Incident) -> "AnsweredFacts":
        return cls(cycle=incident.cycle, place=incident.place, classes=incident.classes, level=incident.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseStep:
    """`number` counts from 1. `camera_id` replaced `replaced_id` in `tile`. `scene` is the plan's. `reason` is a short
    code, such as a `MissReason`. `can_undo`: taking it back changes something; once taken back it stays in the list.
    `answers`: of `STEPS_THAT_BEGIN`; None in those of earlier versions."""

    number: int
    kind: StepKind
    at: datetime
    by: str
    output_id: str | None = None
    room_id: str | None = None
    tile: int | None = None
    camera_id: str | None = None
    replaced_id: str | None = None
    scene: str | None = None
    titles: tuple[RoleTitle, ...] = ()
    reason: str = ""
    can_undo: bool = False
    undone_at: datetime | None = None
    undone_by: str | None = None
    answers: AnsweredFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem:
    """Of the plan; `done_at` None: still to do."""

    text: str
    done_at: datetime | None = None
    done_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """Of one incident. `plan_ids` has several where they are equally specific. `tiles` of the scene, in the order of
    the layout: a camera's key, `FIELD_TILE` and a number, `OTHER_TILE`, or "" for an empty one. `push_id` is the latest
    push of the scene; `is_proposed`: it waits for an operator. `link_ids` of the field links that were issued."""

    incident_id: str
    version: int = 1
    started_at: datetime
    plan_ids: tuple[str, ...] = ()
    picks: tuple[Pick, ...] = ()
    misses: tuple[Miss, ...] = ()
    around: tuple[Around, ...] = ()
    scene: str | None = None
    layout: str = ""
    tiles: tuple[str, ...] = ()
    output_id: str | None = None
    push_id: str | None = None
    is_proposed: bool = False
    room_id: str | None = None
    link_ids: tuple[str, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    steps: tuple[ResponseStep, ...] = ()
    ended_at: datetime | None = None

    @property
    def answers(self) -> AnsweredFacts | None:
        """What it follows of the incident by now; None where only an earlier version has answered."""
        return next((step.answers for step in reversed(self.steps) if step.answers is not None), None)

    def has_outlived(self, incident: Incident) -> bool:
        """Whether the incident for which it was is over, also where that was reopened since."""
        answers = self.answers
        return incident.status.over or (answers is not None and answers.cycle != incident.cycle)
