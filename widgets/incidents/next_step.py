"""What is to be done next about an incident, as a sentence, and the steps that the actor may take."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.domain.assignment_life import OPEN
from app.domain.incident_life import TRANSITIONS
from app.domain.incidents import AssignmentStatus, Incident, IncidentStatus, ReportKind
from app.domain.permissions import Action
from app.domain.response import StepKind
from app.services.rows import IncidentPage
from widgets.incidents.rights import Rights
from widgets.translation import marked

_STATUS = IncidentStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """`to`: the step that the button takes at once; `assigns`: it gives a task instead; `reopens`: it reopens;
    `pushes`: it puts the proposed scene on the wall.

    `others` are the further steps that the actor may take, which ask for words. `mine` is whether the actor may take
    the step that the sentence is about.
    """

    sentence: str
    button: str = ""
    to: IncidentStatus | None = None
    assigns: bool = False
    reopens: bool = False
    pushes: bool = False
    mine: bool = True
    others: Sequence[IncidentStatus] = ()


def _tr(text: str) -> str:
    return QCoreApplication.translate("NextStep", text)


def step_words(to: IncidentStatus) -> str:
    """What the button of a step says."""
    return _tr(_BUTTONS[to])


def next_sentence(page: IncidentPage) -> str:
    """What is to be done, whoever looks at it."""
    if page.incident.status.over:
        return _over_sentence(page.incident)
    return _tr("Put the scene on the wall.") if scene_waits(page) else _sentence(page)


def scene_waits(page: IncidentPage) -> bool:
    """Whether the hub has proposed a scene and nobody has decided about it; one that was taken back is decided."""
    response = page.response
    if response is None or not response.is_proposed or response.output_id is None or response.ended_at is not None:
        return False
    latest = next((step.kind for step in reversed(response.steps) if step.kind in _ABOUT_SCENE), None)
    return latest is StepKind.SCENE_PROPOSED


def next_step(page: IncidentPage, rights: Rights) -> NextStep:
    incident = page.incident
    if incident.status.over:
        return _over(incident, rights)
    main = _MAIN[incident.status]
    if page.response is not None and scene_waits(page) and rights.pushes(incident, page.response.output_id or ""):
        others = _others(incident, rights, None)
        return NextStep(sentence=next_sentence(page), button=_tr("Put it on the wall"), pushes=True, others=others)
    if incident.status is _STATUS.OPENED:
        mine = rights.may(Action.INCIDENT_ASSIGN, incident)
        button = _tr("Give a task…") if mine else ""
        others = _others(incident, rights, None)
        return NextStep(sentence=_sentence(page), button=button, assigns=mine, mine=mine, others=others)
    mine = rights.may(TRANSITIONS[incident.status, main], incident)
    return NextStep(
        sentence=_sentence(page),
        button=step_words(main) if mine else "",
        to=main if mine else None,
        mine=mine,
        others=_others(incident, rights, main),
    )


def _over(incident: Incident, rights: Rights) -> NextStep:
    sentence = _over_sentence(incident)
    if incident.status is _STATUS.MERGED:
        return NextStep(sentence=sentence)
    reopens = rights.may(Action.INCIDENT_CLOSE, incident)
    return NextStep(sentence=sentence, button=_tr("Reopen…") if reopens else "", reopens=reopens)


def _over_sentence(incident: Incident) -> str:
    match incident.status:
        case _STATUS.MERGED:
            return _tr("It went into another incident, where everything goes on.")
        case _STATUS.FALSE_REPORT:
            return _tr("It was found to be a false report.")
        case _:
            return _tr("It is closed.")


def _sentence(page: IncidentPage) -> str:
    incident = page.incident
    tasks = [task for task in page.assignments if task.status in OPEN]
    match incident.status:
        case _STATUS.OPENED:
            return _tr("Give somebody a task, or handle it at the desk.")
        case _STATUS.ASSIGNED:
            silent = sum(task.status is AssignmentStatus.SENT for task in tasks)
            if tasks:
                words = _tr("{0} of {1} tasks are not acknowledged yet: call them, or go on without.")
                return words.format(silent, len(tasks))
            return _tr("Nobody has a task of it any more: give one, or go on without.")
        case _STATUS.IN_PROGRESS:
            if tasks:
                words = _tr("It is being handled, {0} tasks are not done yet. Report back when it is done.")
                return words.format(len(tasks))
            return _tr("It is being handled. Report back when it is done.")
        case _STATUS.CHECKED:
            if not any(report.kind is ReportKind.FINAL for report in page.reports):
                return _tr("The final report is not written yet. Write it, then close the incident.")
            return _tr("Everything was checked: close the incident.")
        case status:
            return _tr(_SENTENCES[status])


def _others(incident: Incident, rights: Rights, main: IncidentStatus | None) -> list[IncidentStatus]:
    return [
        to
        for (status, to), action in TRANSITIONS.items()
        if status is incident.status and to is not main and to is not _STATUS.MERGED and rights.may(action, incident)
    ]


_ABOUT_SCENE = frozenset(
    {StepKind.SCENE_PROPOSED, StepKind.SCENE_PUSHED, StepKind.OUTPUT_REPLACED, StepKind.SCENE_RELEASED}
)
_MAIN = {
    _STATUS.REGISTERED: _STATUS.VERIFIED,
    _STATUS.VERIFIED: _STATUS.OPENED,
    _STATUS.OPENED: _STATUS.ASSIGNED,
    _STATUS.ASSIGNED: _STATUS.IN_PROGRESS,
    _STATUS.IN_PROGRESS: _STATUS.REPORTED_BACK,
    _STATUS.REPORTED_BACK: _STATUS.CHECKED,
    _STATUS.CHECKED: _STATUS.CLOSED,
}
_SENTENCES = {
    _STATUS.REGISTERED: marked("NextStep", "Ask back whether the report is true."),
    _STATUS.VERIFIED: marked("NextStep", "The report is true: open the incident."),
    _STATUS.REPORTED_BACK: marked("NextStep", "Check what was reported back."),
}
_BUTTONS = {
    _STATUS.VERIFIED: marked("NextStep", "It is true"),
    _STATUS.OPENED: marked("NextStep", "Open it"),
    _STATUS.ASSIGNED: marked("NextStep", "Assigned"),
    _STATUS.IN_PROGRESS: marked("NextStep", "In progress"),
    _STATUS.REPORTED_BACK: marked("NextStep", "Report back"),
    _STATUS.CHECKED: marked("NextStep", "Checked"),
    _STATUS.CLOSED: marked("NextStep", "Close it"),
    _STATUS.FALSE_REPORT: marked("NextStep", "False report"),
}
