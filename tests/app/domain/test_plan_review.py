"""What is wrong with a plan is known before it is needed, each fault with its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.camera_health import CameraCondition, CameraHealth
from app.domain.people import Hat, Person, RoleTitle, Shift
from app.domain.plan_review import PlanFault, PlanProblem, Resources, answering, review
from app.domain.plans import ResponsePlan
from app.domain.units import Unit, UnitKind

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
DISTRICT, STREET = "310105", "310105001"
UNITS = (
    Unit(unit_id=DISTRICT, kind=UnitKind.DISTRICT, name="区", path="/310105/"),
    Unit(unit_id=STREET, kind=UnitKind.STREET, name="华阳路", parent_id=DISTRICT, path="/310105/310105001/"),
)
PATHS = {unit.unit_id: unit.path for unit in UNITS}
PLAN = ResponsePlan(plan_id="p", name="预案", unit_id=STREET, reviewed_at=NOW - timedelta(days=1))
FIREMAN = Person(
    person_id="f", name="王", unit_id=DISTRICT, hats=(Hat(title=RoleTitle.FIRE, unit_id=STREET, deputy_order=1),)
)


def health(camera_id: str, condition: CameraCondition, *, checked_h: float = 1) -> CameraHealth:
    since = NOW - timedelta(hours=30)
    checked_at = NOW - timedelta(hours=checked_h)
    return CameraHealth(camera_id=camera_id, condition=condition, since=since, checked_at=checked_at)


def problems(
    plan: ResponsePlan,
    *,
    cameras: Iterable[str] = (),
    known: Iterable[CameraHealth] = (),
    outputs: Iterable[str] = (),
    scenes: Iterable[str] = (),
    people: Iterable[Person] = (),
    shifts: Iterable[Shift] = (),
    paths: Mapping[str, str] = PATHS,
) -> tuple[PlanProblem, ...]:
    resources = Resources(
        camera_ids=set(cameras),
        health={word.camera_id: word for word in known},
        output_ids=set(outputs),
        scenes=set(scenes),
        is_answered=answering(people, shifts, UNITS, now=NOW),
    )
    return review(plan, resources, path_of=lambda unit_id: paths.get(unit_id, ""), now=NOW)


def test_a_plan_whose_everything_is_there_has_no_problems() -> None:
    plan = replace(
        PLAN, camera_ids=("c",), output_id="wall", scene="场景", required_titles=(RoleTitle.FIRE,), site_id=STREET
    )
    known = [health("c", CameraCondition.HEALTHY)]
    assert problems(plan, cameras=["c"], known=known, outputs=["wall"], scenes=["场景"], people=[FIREMAN]) == ()


@pytest.mark.parametrize(
    ("reviewed_days_ago", "found"),
    [
        (None, [PlanProblem(fault=PlanFault.NEVER_REVIEWED)]),
        (30, []),
        (31, [PlanProblem(fault=PlanFault.REVIEW_OVERDUE, since=NOW - timedelta(days=31))]),
    ],
)
def test_a_plan_is_overdue_when_its_days_are_over(reviewed_days_ago: int | None, found: list[PlanProblem]) -> None:
    at = NOW - timedelta(days=reviewed_days_ago) if reviewed_days_ago is not None else None
    assert list(problems(replace(PLAN, reviewed_at=at, review_after_days=30))) == found


def test_cameras_that_are_gone_or_dead_are_named_with_their_condition() -> None:
    plan = replace(PLAN, camera_ids=("gone", "dead", "well", "nobody-looked", "long-ago"))
    known = [
        health("dead", CameraCondition.FROZEN),
        health("well", CameraCondition.HEALTHY),
        # What the patrol saw the day before yesterday says nothing about tonight.
        health("long-ago", CameraCondition.OFFLINE, checked_h=25),
    ]
    cameras = ["dead", "well", "nobody-looked", "long-ago"]
    assert problems(plan, cameras=cameras, known=known) == (
        PlanProblem(fault=PlanFault.CAMERA_GONE, camera_id="gone"),
        PlanProblem(
            fault=PlanFault.CAMERA_DEAD,
            camera_id="dead",
            condition=CameraCondition.FROZEN,
            since=NOW - timedelta(hours=30),
        ),
    )


def test_a_required_title_needs_somebody_who_has_it() -> None:
    plan = replace(PLAN, required_titles=(RoleTitle.FIRE, RoleTitle.POLICE), invited_titles=(RoleTitle.EXPERT,))
    assert problems(plan, people=[FIREMAN]) == (PlanProblem(fault=PlanFault.NOBODY_WITH_TITLE, title=RoleTitle.POLICE),)
    assert [one.title for one in problems(plan, people=[replace(FIREMAN, active=False)])] == [
        RoleTitle.FIRE,
        RoleTitle.POLICE,
    ]


def test_a_title_of_the_roster_needs_a_shift_now_or_a_holder() -> None:
    plan = replace(PLAN, required_titles=(RoleTitle.DUTY_LEADER,))
    nobody = (PlanProblem(fault=PlanFault.NOBODY_ON_SHIFT, title=RoleTitle.DUTY_LEADER),)
    shift = Shift(
        shift_id="s",
        unit_id=STREET,
        person_id="f",
        title=RoleTitle.DUTY_LEADER,
        starts_at=NOW - timedelta(hours=1),
        ends_at=NOW + timedelta(hours=1),
    )
    over = replace(shift, starts_at=NOW - timedelta(hours=3), ends_at=NOW)
    holder = replace(FIREMAN, hats=(Hat(title=RoleTitle.DUTY_LEADER, unit_id=DISTRICT),))
    assert problems(plan, people=[FIREMAN]) == nobody
    assert problems(plan, people=[FIREMAN], shifts=[over]) == nobody
    assert problems(plan, people=[FIREMAN], shifts=[shift]) == ()
    assert problems(plan, people=[holder]) == ()


def test_an_output_or_a_scene_that_is_gone_is_named() -> None:
    plan = replace(PLAN, output_id="wall", scene="场景")
    assert problems(plan, outputs=["other"], scenes=["另一个"]) == (
        PlanProblem(fault=PlanFault.OUTPUT_GONE, output_id="wall"),
        PlanProblem(fault=PlanFault.SCENE_GONE, scene="场景"),
    )


def test_who_is_asked_for_a_site_that_is_gone_is_who_has_it_for_the_plans_unit() -> None:
    plan = replace(PLAN, site_id="gone", required_titles=(RoleTitle.FIRE,))
    assert problems(plan, people=[FIREMAN]) == ()
