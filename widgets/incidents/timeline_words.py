"""The events of an incident as sentences of its timeline: what happened, and the words that somebody gave with it.

A payload comes from the hub's log and may be of an older make: what it lacks is left out of the sentence.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from PySide6.QtCore import QCoreApplication

from app.domain.events import Event, EventKind
from app.domain.evidence import Refusal
from app.domain.incidents import AssignmentStatus, IncidentLevel, IncidentStatus, ReportKind
from app.domain.join_links import LinkRefusal
from app.domain.operating_mode import OperatingMode
from app.domain.outputs import PushStatus
from app.domain.people import RoleTitle
from app.domain.response import ResponseStep, StepKind
from app.domain.sla.clocks import ExclusionReason, StopManner
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.services.commands.links import LinkWay
from widgets.incidents.countdown_words import moment_words, span_words
from widgets.incidents.delivery_words import unsent_words
from widgets.incidents.people_words import Names
from widgets.incidents.response_words import condition_words, step_words
from widgets.incidents.words import (
    assignment_status_words,
    clock_words,
    exclusion_words,
    level_words,
    mode_words,
    refusal_words,
    report_kind_words,
    status_words,
    title_words,
)

Value = TypeVar("Value", bound=StrEnum)

# Looking is in the hub's log; it is nothing that happened to the incident.
NOT_TOLD = frozenset(
    {
        EventKind.ATTACHMENT_READ,
        EventKind.CAMERA_VIEWED,
        # A scene is only what is put on the wall.
        EventKind.SCENE_SAVED,
        EventKind.SCENE_REMOVED,
        # What becomes of rings and people from second to second stands with the conference.
        EventKind.INVITATION_CHANGED,
        EventKind.LINK_OPENED,
        EventKind.PARTICIPANT_VIEWED,
        EventKind.PARTICIPANT_OPENED,
        EventKind.PARTICIPANT_CHANGED,
    }
)
# Steps of the hub whose own events say it: the room, every ring, every link.
_TOLD_OTHERWISE = frozenset({StepKind.ROOM_OPENED, StepKind.ROLES_RUNG, StepKind.LINKS_ISSUED})
_STEP = TypeAdapter(ResponseStep)


@dataclass(frozen=True, slots=True)
class Entry:
    """`words`: what happened; `more`: what somebody wrote, or the reasons."""

    words: str
    more: str = ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("TimelineWords", text)


def is_told(event: Event) -> bool:
    """Whether the timeline has a line for it; of a ring that is repeated the first."""
    if event.kind is EventKind.INVITATION_RUNG:
        return event.payload.get("ring") in (None, 1)
    if event.kind is EventKind.RESPONSE_STEP:
        step = _step_of(event.payload)
        return step is None or step.kind not in _TOLD_OTHERWISE
    return event.kind not in NOT_TOLD


def entry_of(event: Event, names: Names, now: datetime) -> Entry:
    """`now` decides whether a moment needs its date."""
    tell = _TELL.get(event.kind)
    return tell(_Told(event, names, now)) if tell is not None else Entry(event.kind.value)


def _step_of(payload: Mapping[str, Any]) -> ResponseStep | None:
    """None: a step of another make."""
    try:
        return _STEP.validate_python(payload.get("step"))
    except ValidationError:
        return None


class _Told:
    """Reads a payload without trusting it."""

    def __init__(self, event: Event, names: Names, now: datetime) -> None:
        self.payload: Mapping[str, Any] = event.payload
        self.actor = event.actor_name
        self.names = names
        self.now = now

    def text(self, *keys: str) -> str:
        """Of the first of the keys that is there."""
        return next((str(self.payload[key]) for key in keys if self.payload.get(key) not in (None, "", [])), "")

    def value(self, kind: type[Value], words: Callable[[Value], str], *keys: str) -> str:
        """An enumeration's value in words; an unknown one as it is."""
        found = self.text(*keys)
        with suppress(ValueError):
            return words(kind(found))
        return found

    def moment(self, *keys: str) -> str:
        with suppress(ValueError):
            return moment_words(datetime.fromisoformat(self.text(*keys)), self.now)
        return ""

    def titles(self) -> str:
        words = []
        for title in self.list("titles"):
            with suppress(ValueError):
                words.append(title_words(RoleTitle(title)))
        return _tr(", ").join(words)

    def clock(self) -> str:
        return clock_words(self.text("kind"), self.text("name") or self.text("kind"))

    def list(self, *keys: str) -> list[str]:
        for key in keys:
            if isinstance(found := self.payload.get(key), list):
                return [str(each) for each in found]
        return []

    def somebody(self) -> str:
        """Of a conference: by the name in the payload, in the room or in the directory."""
        named = self.text("name") or self.names.participant(self.text("participation"))
        return named or (self.names.person(self.text("person")) if self.text("person") else self.actor)


def _registered(told: _Told) -> Entry:
    found = _tr("Reported: {0}").format(told.text("title"))
    level = told.value(IncidentLevel, level_words, "level")
    return Entry(found, " · ".join(part for part in (level, told.text("place")) if part))


def _moved(told: _Told) -> Entry:
    before = told.value(IncidentStatus, status_words, "from")
    after = told.value(IncidentStatus, status_words, "to")
    return Entry(_tr("Status: {0} → {1}").format(before, after), told.text("note"))


_CHANGED_FIELDS: Mapping[str, Callable[[], str]] = {
    "title": lambda: _tr("title"),
    "classes": lambda: _tr("class"),
    "place": lambda: _tr("place"),
    "casualties": lambda: _tr("casualties"),
    "description": lambda: _tr("description"),
    "reporter": lambda: _tr("reporter"),
    "occurred_at": lambda: _tr("time of occurrence"),
}


def _changed(told: _Told) -> Entry:
    fields = [words() for field, words in _CHANGED_FIELDS.items() if field in told.payload or field in _named(told)]
    return Entry(_tr("Facts changed"), _tr(", ").join(fields))


def _named(told: _Told) -> list[str]:
    inner = told.payload.get("changes") or told.payload.get("changed")
    return list(inner) if isinstance(inner, dict | list) else []


def _level_changed(told: _Told) -> Entry:
    before = told.value(IncidentLevel, level_words, "from")
    after = told.value(IncidentLevel, level_words, "to", "level")
    return Entry(_tr("Level: {0} → {1}").format(before, after), told.text("reason"))


def _shared(told: _Told) -> Entry:
    units = [told.names.unit(unit_id) for unit_id in told.list("unit_ids", "shared_with", "to")]
    return Entry(_tr("Shared with {0}").format(_tr(", ").join(units)) if units else _tr("Shared with nobody any more"))


def _merged(told: _Told) -> Entry:
    if into := told.text("into_number", "into"):
        return Entry(_tr("Went into {0}").format(into), told.text("reason"))
    return Entry(_tr("{0} went into this one").format(told.text("number", "absorbed")), told.text("reason"))


def _linked(told: _Told) -> Entry:
    parent = told.text("parent_number", "parent", "parent_id")
    return Entry(_tr("Put under {0}").format(parent) if parent else _tr("Put under no other incident any more"))


def _proposed(told: _Told) -> Entry:
    return Entry(_tr("Earlier time of receipt proposed: {0}").format(told.moment("received_at")), told.text("reason"))


def _confirmed(told: _Told) -> Entry:
    return Entry(_tr("Earlier time of receipt confirmed: {0}").format(told.moment("received_at")))


def _assigned(told: _Told) -> Entry:
    return Entry(_tr("Task for {0}").format(told.names.unit(told.text("unit_id", "unit"))), told.text("task"))


def _decision_withdrawn(told: _Told) -> Entry:
    return Entry(_tr("Decision withdrawn: {0}").format(told.text("text")), told.text("reason"))


def _answered(told: _Told) -> Entry:
    status = told.value(AssignmentStatus, assignment_status_words, "status", "to")
    return Entry(_tr("Task of {0}: {1}").format(told.names.unit(told.text("unit_id")), status), told.text("answer"))


def _written(told: _Told) -> Entry:
    kind = told.value(ReportKind, report_kind_words, "kind")
    revision = told.text("revision")
    if revision not in ("", "1"):
        return Entry(_tr("{0} no. {1} corrected, revision {2}").format(kind, told.text("number"), revision))
    return Entry(_tr("{0} no. {1} written").format(kind, told.text("number")), told.text("text"))


def _started(told: _Told) -> Entry:
    found = told.text("target_s")
    with suppress(ValueError):
        return Entry(_tr("Clock {0} started: {1}").format(told.clock(), span_words(int(float(found)))))
    return Entry(_tr("Clock {0} started").format(told.clock()))


def _warned(told: _Told) -> Entry:
    title = told.value(RoleTitle, title_words, "title")
    return Entry(_tr("Warning at {0} % of {1}: {2}").format(told.text("percent"), told.clock(), title))


def _stopped(told: _Told) -> Entry:
    if told.text("manner") == StopManner.BY_HAND:
        return Entry(_tr("Clock {0} stopped by hand").format(told.clock()), told.text("reason"))
    if told.text("kind") in (VIDEO, CONFERENCE):
        return Entry(_tr("Clock {0} stopped by evidence").format(told.clock()))
    return Entry(_tr("Clock {0} fulfilled").format(told.clock()))


def _excluded(told: _Told) -> Entry:
    reason = told.value(ExclusionReason, exclusion_words, "reason")
    return Entry(_tr("Clock {0} excluded: {1}").format(told.clock(), reason), told.text("note"))


def _retargeted(told: _Told) -> Entry:
    found = told.text("target_s", "to")
    with suppress(ValueError):
        return Entry(_tr("Clock {0} has a tighter target: {1}").format(told.clock(), span_words(int(float(found)))))
    return Entry(_tr("Clock {0} has a tighter target").format(told.clock()))


def _evidence(told: _Told) -> Entry:
    refusals = []
    for refusal in told.list("refusals"):
        with suppress(ValueError):
            refusals.append(refusal_words(Refusal(refusal)))
    if refusals:
        return Entry(_tr("Evidence refused"), _tr(", ").join(refusals))
    in_window = told.payload.get("in_window") is True
    return Entry(_tr("Evidence accepted"), _tr("in a window beside the console") if in_window else "")


def _stamped(told: _Told) -> Entry:
    shows = told.payload.get("shows_scene") is True
    return Entry(_tr("“It shows the scene”") if shows else _tr("“It does not show the scene”"), told.text("note"))


def _rung(told: _Told) -> Entry:
    return Entry(_tr("Rung: {0}").format(told.somebody()), told.titles())


def _answered_ring(told: _Told) -> Entry:
    answers = {"accepted": _tr("{0} comes"), "by-phone": _tr("{0} joins by phone"), "declined": _tr("{0} cannot come")}
    words = answers.get(told.text("status"), _tr("{0} is needed no more"))
    return Entry(words.format(told.somebody()), told.text("reason"))


def _link_sent(told: _Told) -> Entry:
    failed, to, name = told.text("failed"), told.text("to"), told.text("name")
    if failed:
        return Entry(_tr("Link not sent to {0}").format(to), unsent_words(failed))
    match told.text("way"):
        case LinkWay.QR:
            return Entry(_tr("Link shown as a QR code"), name)
        case LinkWay.COPY:
            return Entry(_tr("Link copied"), name)
        case LinkWay.SMS if "failed" not in told.payload:
            return Entry(_tr("Link on its way to {0}").format(to), name)
        case way:
            return Entry(_tr("Link sent to {0}").format(to or way), name)


def _pushed(told: _Told) -> Entry:
    if told.payload.get("release"):
        return Entry(_tr("Taken off the wall"), told.text("scene"))
    if camera := told.text("camera", "camera_id"):
        return Entry(_tr("Pushed to the wall"), told.names.camera(camera))
    return Entry(_tr("Pushed to the wall"), told.text("scene") or told.names.participant(told.text("participation")))


def _push_answered(told: _Told) -> Entry:
    answers: dict[str, str] = {
        PushStatus.APPLIED: _tr("The wall has taken the push"),
        PushStatus.SHOWN: _tr("The wall shows the push"),
        PushStatus.REFUSED: _tr("The wall refused the push"),
    }
    found = told.text("status")
    return Entry(answers.get(found, _tr("The wall has answered the push")), told.text("detail"))


def _link_refused(told: _Told) -> Entry:
    reasons: dict[str, str] = {
        LinkRefusal.REVOKED: _tr("revoked"),
        LinkRefusal.EXPIRED: _tr("expired"),
        LinkRefusal.USED_UP: _tr("used as often as it may be"),
        LinkRefusal.CLOSED: _tr("closed to further phones"),
        LinkRefusal.ROOM_ENDED: _tr("the conference is over"),
    }
    found = told.text("because")
    return Entry(_tr("A link was refused"), reasons.get(found, found))


def _muted(told: _Told) -> Entry:
    again = told.payload.get("muted") is False
    return Entry((_tr("{0} may speak again") if again else _tr("{0} was muted")).format(told.somebody()))


def _step(told: _Told) -> Entry:
    step = _step_of(told.payload)
    return Entry(step_words(step, told.names) if step is not None else _tr("The hub answered the report"))


def _step_undone(told: _Told) -> Entry:
    step = _step_of(told.payload)
    return Entry(_tr("A step of the hub was taken back"), step_words(step, told.names) if step is not None else "")


def _ticked(told: _Told) -> Entry:
    done = told.payload.get("done") is not False
    return Entry(_tr("Ticked off") if done else _tr("Not done after all"), told.text("text"))


def _mode_changed(told: _Told) -> Entry:
    words = _tr("Operating mode: {0}").format(told.value(OperatingMode, mode_words, "mode"))
    return Entry(words, told.text("reason"))


def _condition_changed(told: _Told) -> Entry:
    camera, condition = told.names.camera(told.text("camera")), condition_words(told.text("to"))
    return Entry(_tr("Camera {0}: {1}").format(camera, condition))


def _of_somebody(words: Callable[[], str]) -> Callable[[_Told], Entry]:
    return lambda told: Entry(words().format(told.somebody()))


_TELL: dict[EventKind, Callable[[_Told], Entry]] = {
    EventKind.INCIDENT_REGISTERED: _registered,
    EventKind.INCIDENT_MOVED: _moved,
    EventKind.INCIDENT_CHANGED: _changed,
    EventKind.INCIDENT_LEVEL_CHANGED: _level_changed,
    EventKind.INCIDENT_NOTED: lambda told: Entry(_tr("Note"), told.text("text", "note")),
    EventKind.INCIDENT_SHARED: _shared,
    EventKind.INCIDENT_MERGED: _merged,
    EventKind.INCIDENT_REOPENED: lambda told: Entry(_tr("Reopened"), told.text("reason")),
    EventKind.INCIDENT_LINKED: _linked,
    EventKind.BACKDATING_PROPOSED: _proposed,
    EventKind.BACKDATING_CONFIRMED: _confirmed,
    EventKind.ATTACHMENT_ADDED: lambda told: Entry(_tr("Picture added"), told.text("name")),
    EventKind.DECISION_MADE: lambda told: Entry(_tr("Decision"), told.text("text")),
    EventKind.DECISION_WITHDRAWN: _decision_withdrawn,
    EventKind.ASSIGNED: _assigned,
    EventKind.ASSIGNMENT_ANSWERED: _answered,
    EventKind.REPORT_WRITTEN: _written,
    EventKind.CLOCK_STARTED: _started,
    EventKind.CLOCK_WARNED: _warned,
    EventKind.CLOCK_STOPPED: _stopped,
    EventKind.CLOCK_EXCLUDED: _excluded,
    EventKind.CLOCK_RETARGETED: _retargeted,
    EventKind.EVIDENCE_RECEIVED: _evidence,
    EventKind.EVIDENCE_STAMPED: _stamped,
    EventKind.OUTPUT_PUSHED: _pushed,
    EventKind.ROOM_OPENED: lambda told: Entry(_tr("Conference opened"), told.text("name")),
    EventKind.ROOM_CHANGED: lambda told: Entry(_tr("Conference changed"), told.text("name")),
    EventKind.ROOM_ENDED: lambda _told: Entry(_tr("Conference ended")),
    EventKind.INVITATION_RUNG: _rung,
    EventKind.INVITATION_ANSWERED: _answered_ring,
    EventKind.LINK_ISSUED: lambda told: Entry(_tr("Link for a phone issued"), told.text("name")),
    EventKind.LINK_SENT: _link_sent,
    EventKind.LINK_SHOWN: lambda told: Entry(_tr("Link for a phone shown"), told.text("name")),
    EventKind.LINK_REFUSED: _link_refused,
    EventKind.LINK_REVOKED: lambda told: Entry(_tr("Link revoked"), told.text("name")),
    EventKind.LINK_CLOSED: lambda told: Entry(_tr("Link closed to further phones"), told.text("name")),
    EventKind.PARTICIPANT_JOINED: _of_somebody(lambda: _tr("{0} joined")),
    EventKind.PARTICIPANT_DROPPED: _of_somebody(lambda: _tr("{0} lost the line")),
    EventKind.PARTICIPANT_REJOINED: _of_somebody(lambda: _tr("{0} is back")),
    EventKind.PARTICIPANT_LEFT: _of_somebody(lambda: _tr("{0} left")),
    EventKind.PARTICIPANT_REMOVED: _of_somebody(lambda: _tr("{0} was removed")),
    EventKind.PARTICIPANT_MUTED: _muted,
    EventKind.CHAT_SAID: lambda told: Entry(_tr("Written in the conference"), told.text("text")),
    EventKind.PUSH_ANSWERED: _push_answered,
    EventKind.RESPONSE_STEP: _step,
    EventKind.RESPONSE_UNDONE: _step_undone,
    EventKind.CHECKLIST_TICKED: _ticked,
    EventKind.CAMERA_CONDITION_CHANGED: _condition_changed,
    EventKind.MODE_CHANGED: _mode_changed,
}
