"""What people do to clocks: stopping by hand and exclusions."""

from functools import partial
from typing import Annotated

from fastapi import Path, Response

from app.domain.incidents import Incident
from app.domain.permissions import Action
from app.hub.asking import Asking, authorized
from app.hub.incidents import clocks
from app.hub.routers.incidents import IncidentId
from app.hub.strict_route import strict_router
from app.services.commands.clocks import ExcludeClock, StopClock
from app.services.commands.fields import Key

router = strict_router("clocks")
ClockId = Annotated[Key, Path()]


@router.post("/incidents/{incident_id}/clocks/{clock_id}/stop", response_model=Incident)
async def stop(
    incident_id: IncidentId,
    clock_id: ClockId,
    command: StopClock,
    asking: Annotated[Asking, authorized(Action.CLOCK_STOP_BY_HAND)],
) -> Response:
    """By hand, with a reason; it is printed as manual everywhere."""
    work = partial(clocks.stop, asking=asking, incident_id=incident_id, clock_id=clock_id, command=command)
    return await asking.command(work, Incident)


@router.post("/incidents/{incident_id}/clocks/{clock_id}/exclusions", response_model=Incident)
async def exclude(
    incident_id: IncidentId,
    clock_id: ClockId,
    command: ExcludeClock,
    asking: Annotated[Asking, authorized(Action.CLOCK_EXCLUDE)],
) -> Response:
    """Take it out of the figures, with a reason; its times stay."""
    work = partial(clocks.exclude, asking=asking, incident_id=incident_id, clock_id=clock_id, command=command)
    return await asking.command(work, Incident)
