"""Written reports of incidents."""

from functools import partial
from typing import Annotated

from fastapi import Response

from app.domain.incidents import IncidentReport
from app.domain.permissions import Action
from app.hub.asking import Asking, authorized
from app.hub.incidents import reports
from app.hub.routers.incidents import IncidentId
from app.hub.strict_route import strict_router
from app.services.commands.incidents import WriteReport

router = strict_router("reports")


@router.post("/incidents/{incident_id}/reports", status_code=201, response_model=IncidentReport)
async def write(
    incident_id: IncidentId, command: WriteReport, asking: Annotated[Asking, authorized(Action.REPORT_WRITE)]
) -> Response:
    """Initial, update, final, or a correction of one. Stops the clocks that wait for it."""
    work = partial(reports.write, asking=asking, incident_id=incident_id, command=command)
    return await asking.command(work, IncidentReport, status=201)
