"""Decisions about incidents, with the tasks that come of them."""

from functools import partial
from typing import Annotated

from fastapi import Path, Response

from app.domain.decisions import Decision
from app.domain.permissions import Action
from app.hub.asking import Asking, authorized
from app.hub.incidents import decisions
from app.hub.routers.incidents import IncidentId
from app.hub.strict_route import strict_router
from app.services.commands.fields import Key
from app.services.commands.tasks import Decide, WithdrawDecision

router = strict_router("decisions")
Deciding = Annotated[Asking, authorized(Action.INCIDENT_ASSIGN)]


@router.post("/incidents/{incident_id}/decisions", status_code=201, response_model=Decision)
async def decide(incident_id: IncidentId, command: Decide, asking: Deciding) -> Response:
    """The decision and all its tasks, or nothing. Tasks are those of `POST /incidents/{incident_id}/assignments`."""
    work = partial(decisions.decide, asking=asking, incident_id=incident_id, command=command)
    return await asking.command(work, Decision, status=201)


@router.post("/decisions/{decision_id}/withdraw", response_model=Decision)
async def withdraw(decision_id: Annotated[Key, Path()], command: WithdrawDecision, asking: Deciding) -> Response:
    """It stays to be read; its tasks that are not done are withdrawn with it."""
    work = partial(decisions.withdraw_decision, asking=asking, decision_id=decision_id, command=command)
    return await asking.command(work, Decision)
