"""Lights, their reasons and the patrol in the words of the screen; each reason with what to do about it."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

from app.domain.camera_health import CameraCondition, CameraHealth, Reliance, reliance
from app.domain.coverage import RANGE_M
from app.domain.patrol_state import LookAsked, LookOutcome, PatrolState
from app.domain.readiness import Light, PlaceReadiness, Readiness, Reason, ReasonKind
from streams.errors import Reason as StreamReason
from streams.state import Phase
from widgets import colours
from widgets.incidents.countdown_words import moment_words
from widgets.incidents.response_words import condition_words, distance_words
from widgets.translation import marked
from widgets.wall.words import reason_words as stream_reason_words

# The badges of streams say the same by the same shapes: disc, triangle, cross, small ring.
LIGHT_BADGES = {
    Light.RED: Phase.OFFLINE,
    Light.AMBER: Phase.STALE,
    Light.UNKNOWN: Phase.IDLE,
    Light.GREEN: Phase.LIVE,
}
RELIANCE_BADGES = {
    Reliance.LIVE: Phase.LIVE,
    Reliance.PROBED: Phase.LIVE,
    Reliance.UNKNOWN: Phase.IDLE,
    Reliance.DEAD: Phase.OFFLINE,
}
_HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence about a place; `light` is how much it matters."""

    words: str
    light: Light


def _tr(text: str) -> str:
    return QCoreApplication.translate("ReadinessWords", text)


def light_words(light: Light) -> str:
    return _tr(_LIGHTS[light])


def light_sign(light: Light) -> str:
    return {Light.RED: "✕", Light.AMBER: "▲", Light.UNKNOWN: "○", Light.GREEN: "●"}[light]


def light_colour(light: Light) -> QColor:
    return {
        Light.RED: colours.OFFLINE,
        Light.AMBER: colours.WARNED,
        Light.UNKNOWN: colours.QUIET_TEXT,
        Light.GREEN: colours.LIVE,
    }[light]


def place_words(place: PlaceReadiness, *, blind: int = 0, limited: int = 0) -> str:
    """Beside a name in the list: "Blind 0/5", of a street with such sites "2 blind · 31/40" or "1 limited · 40/40"."""
    figures = f"{place.reliable}/{place.cameras}"
    if blind:
        return _tr("{0} blind · {1}").format(blind, figures)
    if limited:
        return _tr("{0} limited · {1}").format(limited, figures)
    return f"{light_words(place.light)} {figures}"


def place_lines(
    place: PlaceReadiness, now: datetime, *, is_street: bool, nearest: tuple[str, float] | None
) -> list[Line]:
    """What is wrong with a place and what to do, worst first. `nearest`: name and distance of the camera that has to
    do where none in range works."""
    lines = [
        Line(_reason_words(reason, now, is_street=is_street), _light_of_line(reason, place)) for reason in place.reasons
    ]
    if place.light is Light.RED and not is_street:
        if nearest is not None:
            words = _tr("The nearest that works is {0}, {1} away.")
            lines.append(Line(words.format(nearest[0], distance_words(nearest[1])), Light.UNKNOWN))
        else:
            lines.append(Line(_tr("No other camera is known to work either."), Light.UNKNOWN))
    if not lines:
        lines.append(Line(_tr("All its cameras work ({0}).").format(place.cameras), Light.GREEN))
    return lines


def all_lines(readiness: Readiness, *, blind: int, sites: int, stale_plans: int) -> list[Line]:
    """The same of everything that this seat sees."""
    lines: list[Line] = []
    if blind:
        words = _tr("{0} of {1} sites could not be seen now: they are in the list of blind spots.")
        lines.append(Line(words.format(blind, sites), Light.RED))
    if readiness.dead:
        words = _tr("{0} of {1} cameras out of order: have them repaired, the latest to fail stands first.")
        lines.append(Line(words.format(len(readiness.dead), readiness.cameras), Light.AMBER))
    if stale_plans:
        words = _tr("Plans that need a look: {0}. Open them before they are needed.")
        lines.append(Line(words.format(stale_plans), Light.AMBER))
    if unknown := readiness.cameras - readiness.reliable - len(readiness.dead):
        words = _tr("{0} of {1} cameras were not looked at lately: the patrol has not come by.")
        lines.append(Line(words.format(unknown, readiness.cameras), Light.UNKNOWN))
    if not readiness.cameras:
        lines.append(Line(_tr("No cameras yet: import a file on the page Observe."), Light.UNKNOWN))
    elif not lines:
        lines.append(
            Line(_tr("All cameras work ({0}), and every site is seen.").format(readiness.cameras), Light.GREEN)
        )
    return lines


def patrol_words(state: PatrolState | None, now: datetime) -> str:
    """How far around it is; nothing is claimed that it did not look at."""
    if state is None:
        return _tr("Asking the hub how far the patrol is…")
    if not state.goes:
        return _tr("The patrol does not go: cameras are known by the walls alone.")
    parts = [_tr("Patrol: {0} of {1} cameras looked at within a day").format(state.checked, state.cameras)]
    if state.never:
        parts.append(_tr("{0} never").format(state.never))
    if state.on_walls:
        parts.append(_tr("{0} on walls, left alone").format(state.on_walls))
    if state.round is not None:
        words = _tr("round since {0}, {1} looked at")
        parts.append(words.format(moment_words(state.round.began_at, now), state.round.looks))
    elif state.next_at is not None:
        parts.append(_tr("next at {0}").format(moment_words(state.next_at, now)))
    if (last := state.last_round) is not None and last.ended_at is not None:
        took_s = int((last.ended_at - last.began_at).total_seconds())
        parts.append(_tr("last round took {0} for {1}").format(length_words(took_s), last.looks))
    if state.asked:
        parts.append(_tr("{0} asked for").format(state.asked))
    return " · ".join(parts)


def length_words(seconds: int) -> str:
    """ "40 s", "12 min", "3 h 40 min"."""
    if seconds < 60:
        return _tr("{0} s").format(seconds)
    if seconds < _HOUR_S:
        return _tr("{0} min").format(seconds // 60)
    return _tr("{0} h {1} min").format(seconds // _HOUR_S, seconds % _HOUR_S // 60)


def state_words(word: CameraHealth | None, now: datetime) -> str:
    """What a camera is worth now, in a word or two."""
    worth = reliance(word, now=now)
    if word is None or worth is Reliance.UNKNOWN:
        return _tr("not looked at")
    if worth is Reliance.LIVE:
        return _tr("live on a wall")
    return condition_words(word.condition.value)


def health_words(word: CameraHealth | None, now: datetime) -> str:
    """All that is known of a camera now, in one line."""
    if word is None:
        return _tr("Nobody has looked at it yet.")
    if reliance(word, now=now) is Reliance.LIVE:
        return _tr("Live on a wall: the patrol leaves it alone.")
    looked = _tr("looked at {0}").format(moment_words(word.checked_at, now))
    if reliance(word, now=now) is Reliance.UNKNOWN:
        return _tr("Not looked at since {0}: nobody knows.").format(moment_words(word.checked_at, now))
    said = _tr("{0} since {1}").format(condition_words(word.condition.value), moment_words(word.since, now))
    parts = [said, looked]
    if word.detail:
        parts.insert(1, detail_words(word.detail))
    if word.condition is CameraCondition.HEALTHY and word.first_frame_ms is not None:
        parts.append(_tr("first picture after {0} ms").format(round(word.first_frame_ms)))
    return " · ".join(parts)


def detail_words(code: str) -> str:
    """Of a `CameraHealth`'s or `CameraLook`'s detail."""
    if code in _DETAILS:
        return _tr(_DETAILS[code])
    try:
        return stream_reason_words(StreamReason(code))
    except ValueError:
        return code


def asked_words(answer: LookAsked) -> str:
    if answer.outcome is LookOutcome.ON_WALL:
        return _tr("A wall shows it: the patrol leaves it alone.")
    if answer.outcome is LookOutcome.JUST_LOOKED:
        return _tr("It was looked at a moment ago.")
    if answer.ahead:
        return _tr("Asked: {0} others come first.").format(answer.ahead)
    return _tr("Looking…")


def _reason_words(reason: Reason, now: datetime, *, is_street: bool) -> str:
    since = moment_words(reason.since, now) if reason.since is not None else ""
    match reason.kind:
        case ReasonKind.NO_CAMERA if is_street:
            return _tr("No camera is registered in this street.")
        case ReasonKind.NO_CAMERA:
            words = _tr("No camera within {0} and none of its own: one is needed here, or a phone on the spot.")
            return words.format(distance_words(RANGE_M))
        case ReasonKind.ALL_DEAD:
            words = _tr("All its cameras out of order ({0}) since {1}: have line and gateway checked first.")
            return words.format(reason.of, since)
        case ReasonKind.NOT_LOOKED_AT:
            words = _tr("{0} of {1} cameras were not looked at lately, none is known to work: look now at one.")
            return words.format(reason.count, reason.of)
        case ReasonKind.BLIND_SITES:
            words = _tr("{0} of {1} sites could not be seen now: they are in the list of blind spots.")
            return words.format(reason.count, reason.of)
        case ReasonKind.SOME_DEAD:
            words = _tr("{0} of {1} cameras out of order since {2}: have them repaired, the others must do until then.")
            return words.format(reason.count, reason.of, since)
        case ReasonKind.ONLY_INDOOR:
            words = _tr("All that work ({0}) look indoors: who stands outside is not seen.")
            return words.format(reason.count)
        case ReasonKind.STALE_PLANS:
            return _tr("Plans that need a look: {0}. Open them before they are needed.").format(reason.count)
        case ReasonKind.SOME_NOT_LOOKED_AT:
            return _tr("{0} of {1} cameras were not looked at lately.").format(reason.count, reason.of)


def _light_of_line(reason: Reason, place: PlaceReadiness) -> Light:
    if reason.kind in (ReasonKind.NOT_LOOKED_AT, ReasonKind.SOME_NOT_LOOKED_AT):
        return Light.UNKNOWN
    if reason.kind is ReasonKind.BLIND_SITES:
        return place.light if place.light is Light.RED else Light.AMBER
    return Light.RED if reason.kind in (ReasonKind.NO_CAMERA, ReasonKind.ALL_DEAD) else Light.AMBER


_LIGHTS = {
    Light.RED: marked("ReadinessWords", "Blind"),
    Light.AMBER: marked("ReadinessWords", "Limited"),
    Light.UNKNOWN: marked("ReadinessWords", "Not looked at"),
    Light.GREEN: marked("ReadinessWords", "Ready"),
}
_DETAILS = {
    "on-wall": marked("ReadinessWords", "seen by a wall"),
    "no-address": marked("ReadinessWords", "the hub cannot open its address"),
    "timed-out": marked("ReadinessWords", "no steady picture within 10 s"),
    "fault": marked("ReadinessWords", "the look itself failed"),
}
