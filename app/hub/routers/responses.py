"""What the hub did by itself for an incident: looked at, taken back, put on the wall; and the hall's mode."""

from functools import partial
from typing import Annotated

from fastapi import Path
from fastapi import Response as HttpResponse

from app.domain.operating_mode import OperatingState
from app.domain.permissions import Action
from app.domain.response import Response
from app.hub.asking import Asking, authorized
from app.hub.mode import change_mode
from app.hub.response import deciding
from app.hub.strict_route import strict_router
from app.services.commands.fields import Key
from app.services.commands.response import ChangeMode, DecideResponse, TickChecklist

router = strict_router("responses")
IncidentId = Annotated[Key, Path()]
Number = Annotated[int, Path(ge=1, le=10_000)]
Handling = Annotated[Asking, authorized(Action.INCIDENT_HANDLE)]


@router.post("/incidents/{incident_id}/response/steps/{number}/undo", response_model=Response)
async def undo(incident_id: IncidentId, number: Number, command: DecideResponse, asking: Handling) -> HttpResponse:
    """Take a step back: the wall is given back, the room is ended, the camera returns."""
    work = partial(deciding.undo, asking=asking, incident_id=incident_id, number=number, command=command)
    return await asking.command(work, Response)


@router.post("/incidents/{incident_id}/response/push", response_model=Response)
async def push(
    incident_id: IncidentId, command: DecideResponse, asking: Annotated[Asking, authorized(Action.OUTPUT_PUSH)]
) -> HttpResponse:
    """The proposed scene goes on its output."""
    work = partial(deciding.push_proposed, asking=asking, incident_id=incident_id, command=command)
    return await asking.command(work, Response)


@router.post("/incidents/{incident_id}/response/checklist/{number}", response_model=Response)
async def tick(incident_id: IncidentId, number: Number, command: TickChecklist, asking: Handling) -> HttpResponse:
    """An item is done, or is not after all; counted from 1."""
    work = partial(deciding.tick, asking=asking, incident_id=incident_id, number=number, command=command)
    return await asking.command(work, Response)


@router.put("/mode", response_model=OperatingState)
async def mode(command: ChangeMode, asking: Annotated[Asking, authorized(Action.MODE_CHANGE)]) -> HttpResponse:
    """Routine or emergency, for the whole district."""
    return await asking.command(partial(change_mode, asking=asking, command=command), OperatingState)
