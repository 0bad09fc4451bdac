"""What is wrong with a plan, found before it is needed: nobody has looked at it, or what it counts on is gone."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

from app.domain.camera_health import CameraCondition, CameraHealth, Reliance, reliance
from app.domain.people import SHIFT_TITLES, Person, RoleTitle, Shift
from app.domain.plans import ResponsePlan
from app.domain.ringing import whom_to_ring
from app.domain.units import Unit


class PlanFault(StrEnum):
    """The value is what the interface says."""

    NEVER_REVIEWED = "never-reviewed"
    REVIEW_OVERDUE = "review-overdue"
    CAMERA_GONE = "camera-gone"
    CAMERA_DEAD = "camera-dead"
    NOBODY_ON_SHIFT = "nobody-on-shift"  # and nobody holds the title either
    NOBODY_WITH_TITLE = "nobody-with-title"
    OUTPUT_GONE = "output-gone"
    SCENE_GONE = "scene-gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProblem:
    """`since`: when it was last reviewed, or since when the camera is in `condition`. Of `camera_id`, `title`,
    `output_id` and `scene` the one that the fault is about."""

    fault: PlanFault
    since: datetime | None = None
    camera_id: str | None = None
    condition: CameraCondition | None = None
    title: RoleTitle | None = None
    output_id: str | None = None
    scene: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReview:
    """Of one plan; a plan without problems can be relied on."""

    plan_id: str
    problems: tuple[PlanProblem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """What plans count on, as it is now: keys of cameras, outputs and scenes that there are, the newest word on each
    camera, and whether anybody would be rung for a title in the matter of the unit at a path."""

    camera_ids: Collection[str]
    health: Mapping[str, CameraHealth]
    output_ids: Collection[str]
    scenes: Collection[str]
    is_answered: Callable[[RoleTitle, str], bool]


def answering(
    people: Iterable[Person], shifts: Iterable[Shift], units: Iterable[Unit], *, now: datetime
) -> Callable[[RoleTitle, str], bool]:
    """Of `Resources`; asked once for each title and path, for many plans ask the same. `shifts` are at least those
    around `now`."""
    people, shifts, units = tuple(people), tuple(shifts), tuple(units)

    @cache
    def is_answered(title: RoleTitle, path: str) -> bool:
        return bool(whom_to_ring((title,), (), path=path, people=people, shifts=shifts, units=units, now=now))

    return is_answered


def review(
    plan: ResponsePlan, resources: Resources, *, path_of: Callable[[str], str], now: datetime
) -> tuple[PlanProblem, ...]:
    """What of the plan would fail, or may, if it were needed now; the review itself last. `path_of` gives a unit's
    path."""
    path = path_of(plan.site_id or plan.unit_id) or path_of(plan.unit_id)
    return (
        *_of_cameras(plan, resources, now),
        *_of_titles(plan, resources, path),
        *_of_wall(plan, resources),
        *_of_review(plan, now),
    )


def _of_cameras(plan: ResponsePlan, resources: Resources, now: datetime) -> Iterable[PlanProblem]:
    for camera_id in plan.camera_ids:
        word = resources.health.get(camera_id)
        if camera_id not in resources.camera_ids:
            yield PlanProblem(fault=PlanFault.CAMERA_GONE, camera_id=camera_id)
        elif word is not None and reliance(word, now=now) is Reliance.DEAD:
            yield PlanProblem(
                fault=PlanFault.CAMERA_DEAD, camera_id=camera_id, condition=word.condition, since=word.since
            )


def _of_titles(plan: ResponsePlan, resources: Resources, path: str) -> Iterable[PlanProblem]:
    for title in plan.required_titles:
        if not resources.is_answered(title, path):
            fault = PlanFault.NOBODY_ON_SHIFT if title in SHIFT_TITLES else PlanFault.NOBODY_WITH_TITLE
            yield PlanProblem(fault=fault, title=title)


def _of_wall(plan: ResponsePlan, resources: Resources) -> Iterable[PlanProblem]:
    if plan.output_id is not None and plan.output_id not in resources.output_ids:
        yield PlanProblem(fault=PlanFault.OUTPUT_GONE, output_id=plan.output_id)
    if plan.scene is not None and plan.scene not in resources.scenes:
        yield PlanProblem(fault=PlanFault.SCENE_GONE, scene=plan.scene)


def _of_review(plan: ResponsePlan, now: datetime) -> Iterable[PlanProblem]:
    if plan.reviewed_at is None:
        yield PlanProblem(fault=PlanFault.NEVER_REVIEWED)
    elif now - plan.reviewed_at > timedelta(days=plan.review_after_days):
        yield PlanProblem(fault=PlanFault.REVIEW_OVERDUE, since=plan.reviewed_at)
