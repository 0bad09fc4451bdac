"""What would happen for an incident now, said before it happens: the answer of a dry run."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.camera_health import CameraHealth
from app.domain.camera_ranking import Around, Miss, Pick
from app.domain.field_links import FieldLink
from app.domain.incidents import IncidentClass, IncidentLevel, Place
from app.domain.operating_mode import OperatingMode
from app.domain.people import Hat, RoleTitle
from app.domain.plan_review import PlanReview
from app.domain.plans import ResponsePlan
from app.domain.scene_building import LostScene


class NoOutputReason(StrEnum):
    """Why a scene would be on no wall."""

    NONE_REGISTERED = "none-registered"  # of the incident's unit or one above it
    ALL_CLOSED = "all-closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RungPerson:
    """Somebody who would be rung for `posts`: at once, or `at_once` False: as a deputy, when nobody before them comes.
    `shift_until`: end of the shift for which they are rung; None: they are not on shift."""

    person_id: str
    name: str
    unit_id: str
    posts: tuple[Hat, ...]
    required: bool
    at_once: bool
    shift_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRehearsal:
    """`unit_id`, `place`, `classes`, `level` are the facts that were asked about. `plan_ids` has several where they
    are equally specific. `health` is of the cameras in `picks` and `misses` where anybody has looked. `layout` and
    `tiles` as in `Response`; `scene` is the plan's of which they are made, `lost_scenes` are those that cannot be used.
    `output_id` None: `no_output` says why. `is_proposed`: an operator would decide; `is_occupied`: another incident's
    scene is there, and the scene would wait. `unanswered` are required titles that nobody has. `links` are those that
    would be issued; `links_unsent` is why none of them would go out as a message, as `ResponseStep.reason`. `reviews`
    are of `plan_ids`."""

    at: datetime
    mode: OperatingMode
    unit_id: str
    place: Place
    classes: tuple[IncidentClass, ...]
    level: IncidentLevel
    plan_ids: tuple[str, ...]
    picks: tuple[Pick, ...]
    misses: tuple[Miss, ...]
    around: tuple[Around, ...]
    health: tuple[CameraHealth, ...]
    layout: str
    tiles: tuple[str, ...]
    scene: str | None
    lost_scenes: tuple[LostScene, ...]
    output_id: str | None
    no_output: NoOutputReason | None
    is_proposed: bool
    is_occupied: bool
    rung: tuple[RungPerson, ...]
    unanswered: tuple[RoleTitle, ...]
    links: tuple[FieldLink, ...]
    links_unsent: str
    checklist: tuple[str, ...]
    reviews: tuple[PlanReview, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVersion:
    """A plan as somebody saved it."""

    at: datetime
    by: str
    by_name: str
    plan: ResponsePlan
