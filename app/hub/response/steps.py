"""The steps of a response as they are written down: numbered in the row, and an event of the log each."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from app.domain.events import EventKind
from app.domain.incidents import Incident
from app.domain.response import STEPS_THAT_BEGIN, AnsweredFacts, Response, ResponseStep, StepKind
from app.hub.incidents.recording import record
from app.store.change import Change


def with_step(change: Change, incident: Incident, response: Response, kind: StepKind, **facts: Any) -> Response:
    """The response with one step more, recorded; `facts` are fields of `ResponseStep`. The row is the caller's to
    stage."""
    answers = AnsweredFacts.of(incident) if kind in STEPS_THAT_BEGIN else None
    number, by = len(response.steps) + 1, change.actor.actor_id
    step = ResponseStep(number=number, kind=kind, at=change.now, by=by, answers=answers, **facts)
    payload = {"step": step}
    record(change, incident, EventKind.RESPONSE_STEP, payload, about=about(response))
    return replace(response, version=response.version + 1, steps=(*response.steps, step))


def undone(change: Change, incident: Incident, response: Response, step: ResponseStep) -> Response:
    """The same with this step taken back."""
    after = replace(step, undone_at=change.now, undone_by=change.actor.actor_id, can_undo=False)
    record(change, incident, EventKind.RESPONSE_UNDONE, {"step": after}, about=about(response))
    steps = tuple(after if one.number == step.number else one for one in response.steps)
    return replace(response, version=response.version + 1, steps=steps)


def without_way_back(response: Response, kinds: Collection[StepKind]) -> Response:
    """The same, where taking back a step of these would change nothing any more."""
    steps = tuple(replace(step, can_undo=False) if step.kind in kinds else step for step in response.steps)
    return replace(response, steps=steps)


def about(response: Response) -> Sequence[tuple[str, str]]:
    return [("response", response.incident_id)]
