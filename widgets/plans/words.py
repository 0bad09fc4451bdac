"""Plans, their faults and their dry runs in the words of the screen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.domain.camera_health import CameraHealth
from app.domain.camera_ranking import Miss
from app.domain.field_links import FieldLink
from app.domain.people import RoleTitle
from app.domain.plan_rehearsal import NoOutputReason, PlanRehearsal, RungPerson
from app.domain.plan_review import PlanFault, PlanProblem
from app.domain.plans import PlanPush, ResponsePlan
from app.domain.response import FIELD_TILE
from widgets.beijing import BEIJING
from widgets.incidents.countdown_words import moment_words
from widgets.incidents.delivery_words import unsent_words
from widgets.incidents.people_words import Names
from widgets.incidents.response_words import (
    around_words,
    condition_words,
    lost_scene_words,
    miss_words,
    pick_words,
)
from widgets.incidents.words import class_words, classes_words, level_words, title_words
from widgets.translation import marked


@dataclass(frozen=True, slots=True)
class Part:
    """Of what would happen: `lines` are facts, `warnings` what would go wrong, `details` are the less important."""

    heading: str
    lines: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    details: tuple[str, ...] = ()


def _tr(text: str) -> str:
    return QCoreApplication.translate("PlanWords", text)


def push_words(push: PlanPush) -> str:
    return _tr(_PUSHES[push])


def class_of_plan(plan: ResponsePlan) -> str:
    return class_words(plan.incident_class) if plan.incident_class is not None else _tr("any class")


def level_of_plan(plan: ResponsePlan) -> str:
    return level_words(plan.level) if plan.level is not None else _tr("any level")


def place_of_plan(plan: ResponsePlan, names: Names) -> str:
    """The site, else the grid, else that it is for everywhere in its unit."""
    if plan.site_id is not None:
        return names.unit(plan.site_id)
    return _tr("grid {0}").format(plan.grid_code) if plan.grid_code else _tr("everywhere")


def state_words(problems: int | None) -> str:
    """Of a plan with so many problems; None: the hub has not said yet."""
    if problems is None:
        return _tr("not checked yet")
    return _tr("needs a look: {0}").format(problems) if problems else _tr("in order")


def problem_words(problem: PlanProblem, names: Names, now: datetime) -> str:
    """One sentence that says what to do about it."""
    match problem.fault:
        case PlanFault.REVIEW_OVERDUE if problem.since is not None:
            return _tr("Not reviewed since {0}").format(f"{problem.since.astimezone(BEIJING):%Y-%m-%d}")
        case PlanFault.CAMERA_GONE:
            return _tr("Camera {0} is not registered any more").format(names.camera(problem.camera_id or ""))
        case PlanFault.CAMERA_DEAD:
            words = _tr("Camera {0}: {1} since {2}")
            condition = condition_words(problem.condition.value) if problem.condition is not None else ""
            since = moment_words(problem.since, now) if problem.since is not None else ""
            return words.format(names.camera(problem.camera_id or ""), condition, since)
        case PlanFault.NOBODY_ON_SHIFT if problem.title is not None:
            return _tr("Nobody is on shift as {0}").format(title_words(problem.title))
        case PlanFault.NOBODY_WITH_TITLE if problem.title is not None:
            return _tr("Nobody has the title {0}").format(title_words(problem.title))
        case PlanFault.OUTPUT_GONE:
            return _tr("Output {0} is gone").format(problem.output_id)
        case PlanFault.SCENE_GONE:
            return _tr("Scene {0} is gone").format(problem.scene)
    return _tr("Never reviewed")


def rehearsal_parts(rehearsal: PlanRehearsal, names: Names, *, asked_plan: str | None) -> list[Part]:
    """In the order in which it would happen. `asked_plan`: the plan that was to be tried."""
    health = {word.camera_id: word for word in rehearsal.health}
    return [
        _facts(rehearsal),
        _plans(rehearsal, names, asked_plan),
        _cameras(rehearsal, names, health),
        _wall(rehearsal, names),
        _people(rehearsal, names),
        *_lists(rehearsal),
    ]


def _facts(rehearsal: PlanRehearsal) -> Part:
    classes = classes_words(rehearsal.classes) or _tr("any class")
    words = _tr("{0} · {1} · {2}").format(rehearsal.place.text, classes, level_words(rehearsal.level))
    return Part(_tr("If this were reported now"), (words,))


def _plans(rehearsal: PlanRehearsal, names: Names, asked_plan: str | None) -> Part:
    found = rehearsal.plan_ids
    heading = _tr("Plan")
    if not found:
        return Part(heading, warnings=(_tr("No plan fits"),))
    warnings = []
    if asked_plan is not None and asked_plan not in found:
        warnings.append(_tr("Another plan is more specific and wins"))
    if len(found) > 1:
        warnings.append(_tr("Several plans fit equally well and count together"))
    # Of cameras and titles it is said below what becomes of them.
    problems = dict.fromkeys(
        problem_words(problem, names, rehearsal.at)
        for review in rehearsal.reviews
        for problem in review.problems
        if problem.camera_id is None and problem.title is None
    )
    return Part(heading, tuple(names.plan(one) for one in found), (*warnings, *problems))


def _cameras(rehearsal: PlanRehearsal, names: Names, health: Mapping[str, CameraHealth]) -> Part:
    now = rehearsal.at
    lines = tuple(
        f"✓ {names.camera(one.camera_id)}: {pick_words(one, health.get(one.camera_id), now)}" for one in rehearsal.picks
    )
    bound = tuple(f"{names.camera(one.camera_id)}: {miss_words(one, now)}" for one in _misses(rehearsal, bound=True))
    near = tuple(f"✕ {names.camera(one.camera_id)}: {miss_words(one, now)}" for one in _misses(rehearsal, bound=False))
    around = around_words(rehearsal.around)
    warnings = bound if lines else (_tr("No camera can show the place"), *bound)
    return Part(_tr("Cameras"), lines, warnings, ((around, *near) if around else near))


def _misses(rehearsal: PlanRehearsal, *, bound: bool) -> list[Miss]:
    return [one for one in rehearsal.misses if one.bound_by_plan is bound]


def _wall(rehearsal: PlanRehearsal, names: Names) -> Part:
    heading = _tr("Wall")
    field = sum(tile.startswith(FIELD_TILE) for tile in rehearsal.tiles)
    layout = rehearsal.layout.replace("x", "×")
    scene = (_tr("Layout {0}, tiles for responders: {1}").format(layout, field),) if layout else ()
    if rehearsal.scene is not None:
        scene = (_tr("Scene {0} of the plan").format(rehearsal.scene), *scene)
    is_built = rehearsal.scene is None
    lost = tuple(lost_scene_words(one.name, one.reason, is_built=is_built) for one in rehearsal.lost_scenes)
    if rehearsal.no_output is not None:
        return Part(heading, scene, (*lost, _tr(_NO_OUTPUTS[rehearsal.no_output])))
    output = names.output(rehearsal.output_id or "")
    if rehearsal.is_occupied:
        words = _tr("Output {0} shows another incident: the scene would wait")
        return Part(heading, scene, (*lost, words.format(output)))
    pushed = _tr("Proposed for output {0}") if rehearsal.is_proposed else _tr("Put on output {0} at once")
    return Part(heading, (pushed.format(output), *scene), lost)


def _people(rehearsal: PlanRehearsal, names: Names) -> Part:
    lines = tuple(_rung_words(one, names) for one in rehearsal.rung if one.at_once)
    waiting = tuple(_rung_words(one, names) for one in rehearsal.rung if not one.at_once)
    warnings = tuple(_tr("Nobody to ring for: {0}").format(title_words(title)) for title in rehearsal.unanswered)
    if not lines and not warnings:
        warnings = (_tr("Nobody is rung"),)
    return Part(_tr("Rung"), lines, warnings, waiting)


def _rung_words(one: RungPerson, names: Names) -> str:
    titles = _tr(", ").join(dict.fromkeys(title_words(post.title) for post in one.posts))
    parts = [f"{one.name}: {titles}", names.unit(one.unit_id)]
    if not one.required:
        parts.append(_tr("invited"))
    if one.shift_until is not None:
        parts.append(_tr("on shift until {0}").format(f"{one.shift_until.astimezone(BEIJING):%m-%d %H:%M}"))
    if not one.at_once:
        parts.append(_tr("deputy {0}").format(min(post.deputy_order for post in one.posts)))
    return " · ".join(parts)


def _lists(rehearsal: PlanRehearsal) -> Iterable[Part]:
    if rehearsal.links:
        why = _tr("No SMS: {0}").format(unsent_words(rehearsal.links_unsent)) if rehearsal.links_unsent else ""
        yield Part(_tr("Links for phones"), tuple(map(_link_words, rehearsal.links)), details=(why,) if why else ())
    if rehearsal.checklist:
        yield Part(_tr("Checklist"), tuple(f"☐ {text}" for text in rehearsal.checklist))


def _link_words(link: FieldLink) -> str:
    title = title_words(link.title)
    if link.person_id is None:
        return _tr("{0}: whoever comes, up to {1} phones").format(title, link.most_uses)
    return " · ".join((f"{link.name}: {title}", *((_tr("by SMS"),) if link.by_message else ())))


def titles_list(titles: Iterable[RoleTitle]) -> str:
    return _tr(", ").join(title_words(title) for title in titles)


_PUSHES = {
    PlanPush.ALWAYS: marked("PlanWords", "at once"),
    PlanPush.IN_EMERGENCY: marked("PlanWords", "at once in emergency mode, else proposed"),
    PlanPush.PROPOSE: marked("PlanWords", "proposed to the operator"),
}
_NO_OUTPUTS = {
    NoOutputReason.NONE_REGISTERED: marked("PlanWords", "No output is there for this unit"),
    NoOutputReason.ALL_CLOSED: marked("PlanWords", "Every output of this unit is closed"),
}
