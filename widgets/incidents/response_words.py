"""What the hub did by itself, in sentences that carry their reason: its steps, and the cameras it took or left out."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.domain.camera_health import CameraCondition, CameraHealth, Reliance
from app.domain.camera_ranking import Around, Miss, MissReason, Pick
from app.domain.response import Response, ResponseStep, StepKind
from widgets.conference.words import titles_words
from widgets.incidents.countdown_words import age_words, moment_words
from widgets.incidents.delivery_words import unsent_words
from widgets.incidents.people_words import Names
from widgets.translation import marked

_KILOMETRE_M = 1000


def _tr(text: str) -> str:
    return QCoreApplication.translate("ResponseWords", text)


def step_words(step: ResponseStep, names: Names, response: Response | None = None) -> str:
    """One sentence. `response` is what the step belongs to, where it is known: it names plans and counts cameras."""
    output = names.output(step.output_id or "")
    match step.kind:
        case StepKind.PLAN_MATCHED:
            return _plan_words(step, names, response)
        case StepKind.CAMERAS_RANKED:
            return _ranked_words(response)
        case StepKind.NO_CAMERA if step.reason == "dark":
            return _tr("Dark around the place: black pictures stay, other cameras would be black too")
        case StepKind.NO_CAMERA if step.replaced_id is not None:
            words = _tr("{0}: {1}. There is no other camera for its tile")
            return words.format(names.camera(step.replaced_id), condition_words(step.reason))
        case StepKind.SCENE_LOST:
            steps = response.steps if response is not None else ()
            is_built = not any(one.kind is StepKind.PLAN_MATCHED and one.scene for one in steps)
            return lost_scene_words(step.scene or "", step.reason, is_built=is_built)
        case StepKind.SCENE_PUSHED:
            return _tr("Scene on output {0}").format(output)
        case StepKind.SCENE_PROPOSED:
            words = _tr("Scene proposed for output {0}").format(output)
            return _because(words, _tr(_PROPOSED[step.reason]) if step.reason in _PROPOSED else "")
        case StepKind.NO_OUTPUT if step.output_id is not None:
            return _tr("Output {0} did not take the scene: {1}").format(output, _reason_words(step.reason))
        case StepKind.ROLES_RUNG:
            return _tr("Rung: {0}").format(titles_words(step.titles))
        case StepKind.DEPUTY_RUNG:
            words = _tr("Deputy rung: {0}. Who is in sends neither sound nor picture")
            return words.format(titles_words(step.titles))
        case StepKind.NOBODY_TO_RING if step.reason == "no-media":
            words = _tr("In, but without sound or picture, and no deputy to ring: {0}")
            return words.format(titles_words(step.titles))
        case StepKind.NOBODY_TO_RING:
            return _tr("Nobody to ring for: {0}").format(titles_words(step.titles))
        case StepKind.LINKS_ISSUED if step.titles:
            words = _tr("Links for phones issued: {0}").format(titles_words(step.titles))
            why = _tr("no SMS: {0}").format(unsent_words(step.reason)) if step.reason else ""
            return _because(words, why)
        case StepKind.FACTS_CORRECTED if step.reason == "same-answer":
            return _tr("Facts corrected: the answer stays the same")
        case StepKind.FACTS_CORRECTED:
            return _tr("Facts corrected: answered anew")
        case StepKind.CAMERA_REPLACED:
            words = _tr("{0} replaced by {1}: {2}")
            before, after = names.camera(step.replaced_id or ""), names.camera(step.camera_id or "")
            return words.format(before, after, condition_words(step.reason))
        case StepKind.OUTPUT_REPLACED if step.reason == "window":
            return _tr("Scene moved to output {0}: a wall is connected now").format(output)
        case StepKind.OUTPUT_REPLACED:
            return _tr("Scene moved to output {0}: the one before is offline").format(output)
        case StepKind.SCENE_RELEASED if step.reason:
            return _tr("Output {0} could not be given back: {1}").format(output, _reason_words(step.reason))
        case StepKind.SCENE_RELEASED:
            return _tr("Output {0} was given back").format(output)
        case kind:
            return _tr(_STEPS[kind])


def lost_scene_words(name: str, reason: str, *, is_built: bool) -> str:
    """Of a scene that a plan names in vain; `reason` is a `SceneLoss`. `is_built`: and no other plan has one."""
    words = _tr("Scene {0} of the plan: {1}. One is built instead") if is_built else _tr("Scene {0} of the plan: {1}")
    return words.format(name, _tr(_LOST[reason]) if reason in _LOST else reason)


def around_words(around: Sequence[Around]) -> str:
    """Of the smallest ring with a camera that is of use, such as "5 within 500 m, 2 of them indoors"; else of the
    largest with any. Empty where nothing was looked for."""
    ring = next((one for one in around if one.usable), None)
    if ring is None:
        return _none_words(around[-1]) if around else ""
    within = distance_words(ring.ring_m)
    if ring.usable == ring.cameras:
        words = _tr("{0} within {1}").format(ring.usable, within)
    else:
        words = _tr("{0} of {1} within {2} usable").format(ring.usable, ring.cameras, within)
    if ring.indoor == ring.usable:
        return _tr("{0}, indoors only").format(words)
    return _tr("{0}, {1} of them indoors").format(words, ring.indoor) if ring.indoor else words


def pick_words(pick: Pick, health: CameraHealth | None, now: datetime) -> str:
    """Why it is shown: "named by the plan · 120 m · faces the place · healthy 2 h ago"."""
    parts = [_tr("named by the plan")] if pick.bound_by_plan else []
    if pick.distance_m is not None:
        parts.append(distance_words(pick.distance_m))
    if pick.facing is not None:
        parts.append(_tr("faces the place") if pick.facing else _tr("looks elsewhere"))
    if pick.indoor:
        parts.append(_tr("indoors"))
    parts.append(_reliance_words(pick.reliance, health, now))
    return " · ".join(parts)


def miss_words(miss: Miss, now: datetime) -> str:
    """Why it is not: "120 m · offline since 10:32:07"."""
    parts = [_tr("named by the plan")] if miss.bound_by_plan else []
    if miss.distance_m is not None:
        parts.append(distance_words(miss.distance_m))
    reason = _tr(_MISSES[miss.reason])
    if miss.since is not None:
        reason = _tr("{0} since {1}").format(reason, moment_words(miss.since, now))
    return " · ".join((*parts, reason))


def condition_words(condition: str) -> str:
    """Of a `CameraCondition`'s value; an unknown one as it is."""
    try:
        return _tr(_CONDITIONS[CameraCondition(condition)])
    except ValueError:
        return condition


def distance_words(distance_m: float) -> str:
    """ "120 m", "1 km", "1.4 km"."""
    if distance_m < _KILOMETRE_M:
        return _tr("{0} m").format(round(distance_m))
    return _tr("{0} km").format(f"{distance_m / _KILOMETRE_M:.1f}".removesuffix(".0"))


def _because(words: str, reason: str) -> str:
    return _tr("{0} ({1})").format(words, reason) if reason else words


def _plan_words(step: ResponseStep, names: Names, response: Response | None) -> str:
    words = _matched_words(step, names, response)
    return _tr("{0}, with its scene {1}").format(words, step.scene) if step.scene else words


def _matched_words(step: ResponseStep, names: Names, response: Response | None) -> str:
    plans = [names.plan(plan_id) for plan_id in response.plan_ids] if response is not None else []
    if step.reason == "tie":
        words = _tr("Several plans fit equally well and count together")
        return _tr("{0}: {1}").format(words, _tr(", ").join(plans)) if plans else words
    return _tr("Plan matched: {0}").format(plans[0]) if plans else _tr("Plan matched")


def _ranked_words(response: Response | None) -> str:
    if response is None:
        return _tr("Cameras chosen")
    # Each replacement brought one more.
    replaced = sum(step.kind is StepKind.CAMERA_REPLACED for step in response.steps)
    chosen = _tr("Cameras chosen: {0}").format(len(response.picks) - replaced)
    around = around_words(response.around)
    return _tr("{0} ({1})").format(chosen, around) if around else chosen


def _none_words(ring: Around) -> str:
    within = distance_words(ring.ring_m)
    if not ring.cameras:
        return _tr("none within {0}").format(within)
    return _tr("none of {0} within {1} usable").format(ring.cameras, within)


def _reliance_words(worth: Reliance, health: CameraHealth | None, now: datetime) -> str:
    if worth is Reliance.PROBED and health is not None:
        seconds = max(0, int((now - health.checked_at).total_seconds()))
        return _tr("healthy {0} ago").format(age_words(seconds))
    return _tr(_RELIANCES[worth])


def _reason_words(code: str) -> str:
    return _tr(_REASONS[code]) if code in _REASONS else code


_STEPS = {
    StepKind.NO_PLAN: marked("ResponseWords", "No plan fits"),
    StepKind.NO_CAMERA: marked("ResponseWords", "No camera can show the place"),
    StepKind.NO_OUTPUT: marked("ResponseWords", "No output is free for the scene"),
    StepKind.ROOM_OPENED: marked("ResponseWords", "Conference opened"),
    StepKind.LINKS_ISSUED: marked("ResponseWords", "Links for phones issued"),
    StepKind.CHECKLIST_STARTED: marked("ResponseWords", "Checklist started"),
}
_PROPOSED = {
    "occupied": marked("ResponseWords", "another incident is shown there"),
    "no-camera": marked("ResponseWords", "there is no picture to show yet"),
}
_LOST = {
    "gone": marked("ResponseWords", "it is gone"),
    "unreadable": marked("ResponseWords", "it cannot be read"),
    "not-permitted": marked("ResponseWords", "the output's unit may not see it"),
}
_CONDITIONS = {
    CameraCondition.UNKNOWN: marked("ResponseWords", "not looked at"),
    CameraCondition.HEALTHY: marked("ResponseWords", "healthy"),
    CameraCondition.BLACK: marked("ResponseWords", "black picture"),
    CameraCondition.FROZEN: marked("ResponseWords", "frozen picture"),
    CameraCondition.NO_SIGNAL_CARD: marked("ResponseWords", "no-signal card"),
    CameraCondition.OFFLINE: marked("ResponseWords", "offline"),
}
_RELIANCES = {
    Reliance.LIVE: marked("ResponseWords", "live on a wall"),
    Reliance.PROBED: marked("ResponseWords", "healthy"),
    Reliance.UNKNOWN: marked("ResponseWords", "not looked at lately"),
    Reliance.DEAD: marked("ResponseWords", "out of order"),
}
_MISSES = {
    MissReason.OFFLINE: marked("ResponseWords", "offline"),
    MissReason.BLACK: marked("ResponseWords", "black picture"),
    MissReason.FROZEN: marked("ResponseWords", "frozen picture"),
    MissReason.NO_SIGNAL_CARD: marked("ResponseWords", "no-signal card"),
    MissReason.NOT_REGISTERED: marked("ResponseWords", "not registered any more"),
    MissReason.NOT_PERMITTED: marked("ResponseWords", "the output's unit may not see it"),
    MissReason.NO_ROOM: marked("ResponseWords", "no tile left"),
}
_REASONS = {
    "offline": marked("ResponseWords", "it is offline"),
    "output-offline": marked("ResponseWords", "it is offline"),
    "output-in-use": marked("ResponseWords", "another seat serves it"),
    "not-found": marked("ResponseWords", "it is gone"),
    "not-shared": marked("ResponseWords", "its unit may not see a camera of it"),
    "not-permitted": marked("ResponseWords", "not permitted"),
}
