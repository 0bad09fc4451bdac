"""Tasks of incidents: giving and answering them."""

from functools import partial
from typing import Annotated

from fastapi import Path, Response

from app.domain.incidents import Assignment
from app.domain.permissions import Action
from app.hub.asking import Asking, authorized
from app.hub.incidents import assignments
from app.hub.routers.incidents import IncidentId
from app.hub.strict_route import strict_router
from app.services.commands.fields import Key
from app.services.commands.tasks import AnswerAssignment, Assign

router = strict_router("assignments")


@router.post("/incidents/{incident_id}/assignments", status_code=201, response_model=Assignment)
async def assign(
    incident_id: IncidentId, command: Assign, asking: Annotated[Asking, authorized(Action.INCIDENT_ASSIGN)]
) -> Response:
    """For a unit. An opened incident is assigned by that; a unit that would not see the incident does from now on."""
    work = partial(assignments.assign, asking=asking, incident_id=incident_id, command=command)
    return await asking.command(work, Assignment, status=201)


@router.post("/assignments/{assignment_id}/answer", response_model=Assignment)
async def answer(
    assignment_id: Annotated[Key, Path()],
    command: AnswerAssignment,
    asking: Annotated[Asking, authorized(Action.ASSIGNMENT_ANSWER)],
) -> Response:
    """The assigned unit acknowledges, declines, reports done; whoever may assign withdraws."""
    work = partial(assignments.answer_assignment, asking=asking, assignment_id=assignment_id, command=command)
    return await asking.command(work, Assignment)
