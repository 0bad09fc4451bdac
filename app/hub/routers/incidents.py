"""Incidents: reporting, looking, and everything that is done to them."""

from functools import partial
from typing import Annotated

from fastapi import Path, Query, Response

from app.domain.evidence import Evidence
from app.domain.incidents import Assignment, Incident, IncidentReport
from app.domain.permissions import Action
from app.hub.asking import Asking, authorized
from app.hub.errors import not_found
from app.hub.incidents import life, reporting
from app.hub.strict_route import strict_router
from app.hub.visibility import Visibility
from app.services.commands import Key, MoveIncident, ReportIncident
from app.services.rows import Attachment, IncidentPage
from app.store.tables import EVENT, MAPPED

router = strict_router("incidents")
IncidentId = Annotated[Key, Path()]


@router.post("/incidents", status_code=201, response_model=Incident)
async def report(command: ReportIncident, asking: Annotated[Asking, authorized(Action.INCIDENT_REPORT)]) -> Response:
    """Starts its clocks. Possible duplicates are named in the answer; nothing is merged by itself."""
    return await asking.command(partial(reporting.report, asking=asking, command=command), Incident, status=201)


@router.get("/incidents", response_model=list[Incident])
async def incidents(
    asking: Annotated[Asking, authorized(Action.INCIDENT_READ)],
    over: bool | None = None,
    limit: Annotated[int, Query(ge=1, le=2000)] = 500,
) -> list[Incident]:
    """The latest first; those that this seat may see."""
    table = MAPPED[Incident].table
    where = [] if over is None else [table.c.is_over.is_(over)]
    async with asking.hub.store.reading() as reading:
        found = await reading.find(Incident, *where, order_by=[table.c.received_at.desc()], limit=limit)
    visibility = Visibility(asking.actor, asking.hub.directory)
    return [one for one in found if visibility.row(one)]


@router.get("/incidents/{incident_id}", response_model=IncidentPage)
async def page(incident_id: IncidentId, asking: Annotated[Asking, authorized(Action.INCIDENT_READ)]) -> IncidentPage:
    """Everything about one."""
    async with asking.hub.store.reading() as reading:
        incident = await reading.get(Incident, incident_id)
        visibility = Visibility(asking.actor, asking.hub.directory)
        if incident is None or not visibility.row(incident):
            raise not_found("incident")
        tables = {row: MAPPED[row].table.c.incident_id == incident_id for row in (Assignment, IncidentReport, Evidence)}
        timeline = await reading.events(EVENT.table.c.incident_id == incident_id)
        return IncidentPage(
            incident=incident,
            assignments=tuple(await reading.find(Assignment, tables[Assignment])),
            reports=tuple(await reading.find(IncidentReport, tables[IncidentReport])),
            evidence=tuple(await reading.find(Evidence, tables[Evidence])),
            attachments=tuple(await reading.find(Attachment, MAPPED[Attachment].table.c.incident_id == incident_id)),
            timeline=tuple(event for event in reversed(timeline) if visibility.event(event, incident)),
        )


@router.post("/incidents/{incident_id}/move", response_model=Incident)
async def move(
    incident_id: IncidentId, command: MoveIncident, asking: Annotated[Asking, authorized(Action.INCIDENT_READ)]
) -> Response:
    """To another status, along the transition table; the step decides which permission it needs."""
    work = partial(life.move, asking=asking, incident_id=incident_id, command=command)
    return await asking.command(work, Incident)
