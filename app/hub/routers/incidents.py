"""Incidents: reporting, looking, and the steps of their lives."""

from functools import partial
from typing import Annotated, TypeVar

from fastapi import Depends, Path, Response

from app.domain.decisions import Decision
from app.domain.evidence import Evidence
from app.domain.incidents import Assignment, Incident, IncidentReport
from app.domain.permissions import Action
from app.domain.response import Response as IncidentResponse
from app.domain.rooms import ChatMessage, Invitation, Participation, Room
from app.hub.asking import Asking, authorized
from app.hub.errors import not_found
from app.hub.incidents import backdating, facts, joining, life, reporting
from app.hub.incidents.searching import IncidentSearch, search
from app.hub.strict_route import strict_router
from app.services.commands.fields import Key
from app.services.commands.incidents import (
    ChangeIncident,
    ChangeLevel,
    ConfirmBackdating,
    LinkIncident,
    MergeIncident,
    MoveIncident,
    ProposeBackdating,
    ReopenIncident,
    ReportIncident,
    ShareIncident,
    WriteNote,
)
from app.services.rows import Attachment, IncidentPage
from app.store.tables import EVENT, MAPPED

router = strict_router("incidents")
Row = TypeVar("Row")
IncidentId = Annotated[Key, Path()]
Reading = Annotated[Asking, authorized(Action.INCIDENT_READ)]
Handling = Annotated[Asking, authorized(Action.INCIDENT_HANDLE)]


@router.post("/incidents", status_code=201, response_model=Incident)
async def report(command: ReportIncident, asking: Annotated[Asking, authorized(Action.INCIDENT_REPORT)]) -> Response:
    """Starts its clocks. Possible duplicates are named in the answer; nothing is merged by itself."""
    return await asking.command(partial(reporting.report, asking=asking, command=command), Incident, status=201)


@router.get("/incidents", response_model=list[Incident])
async def incidents(asking: Reading, wanted: Annotated[IncidentSearch, Depends()]) -> list[Incident]:
    """The latest first; those that this seat may see."""
    async with asking.hub.store.reading() as reading:
        return await search(reading, asking, wanted)


@router.get("/incidents/{incident_id}", response_model=IncidentPage)
async def page(incident_id: IncidentId, asking: Reading) -> IncidentPage:
    """Everything about one."""
    async with asking.hub.store.reading() as reading:
        incident = await reading.get(Incident, incident_id)
        if incident is None or not asking.visibility.row(incident):
            raise not_found("incident")

        async def of_incident(row: type[Row], by: str = "") -> tuple[Row, ...]:
            table = MAPPED[row].table
            order = (table.c[by],) if by else ()
            return tuple(await reading.find(row, table.c.incident_id == incident_id, order_by=order))

        timeline = await reading.events(EVENT.table.c.incident_id == incident_id)
        return IncidentPage(
            incident=incident,
            assignments=await of_incident(Assignment),
            reports=await of_incident(IncidentReport),
            evidence=await of_incident(Evidence),
            attachments=await of_incident(Attachment),
            timeline=tuple(event for event in reversed(timeline) if asking.visibility.event(event, incident)),
            rooms=await of_incident(Room, "opened_at"),
            invitations=await of_incident(Invitation, "created_at"),
            participations=await of_incident(Participation),
            chat=await of_incident(ChatMessage, "at"),
            response=await reading.get(IncidentResponse, incident_id),
            decisions=await of_incident(Decision, "decided_at"),
        )


@router.post("/incidents/{incident_id}/move", response_model=Incident)
async def move(incident_id: IncidentId, command: MoveIncident, asking: Reading) -> Response:
    """To another status, along the transition table; the step decides which permission it needs."""
    work = partial(life.move, asking=asking, incident_id=incident_id, command=command)
    return await asking.command(work, Incident)


@router.post("/incidents/{incident_id}/change", response_model=Incident)
async def change(incident_id: IncidentId, command: ChangeIncident, asking: Handling) -> Response:
    """Facts; what is left out or null stays as it is."""
    work = partial(facts.change_facts, asking=asking, incident_id=incident_id, command=command)
    return await asking.command(work, Incident)


@router.post("/incidents/{incident_id}/level", response_model=Incident)
async def level(incident_id: IncidentId, command: ChangeLevel, asking: Handling) -> Response:
    """Running clocks take a tighter target, from their original start; a looser one changes nothing."""
    work = partial(life.change_level, asking=asking, incident_id=incident_id, command=command)
    return await asking.command(work, Incident)


@router.post("/incidents/{incident_id}/notes", response_model=Incident)
async def note(
    incident_id: IncidentId, command: WriteNote, asking: Annotated[Asking, authorized(Action.INCIDENT_REPORT)]
) -> Response:
    """On the timeline; the incident stays as it is."""
    work = partial(facts.write_note, asking=asking, incident_id=incident_id, command=command)
    return await asking.command(work, Incident)


@router.post("/incidents/{incident_id}/share", response_model=Incident)
async def share(incident_id: IncidentId, command: ShareIncident, asking: Handling) -> Response:
    """With exactly these units from now on."""
    work = partial(facts.share, asking=asking, incident_id=incident_id, command=command)
    return await asking.command(work, Incident)


@router.post("/incidents/{incident_id}/merge", response_model=Incident)
async def merge(
    incident_id: IncidentId, command: MergeIncident, asking: Annotated[Asking, authorized(Action.INCIDENT_MERGE)]
) -> Response:
    """Into another one, which is the answer. Clocks run from the earlier start."""
    work = partial(joining.merge, asking=asking, incident_id=incident_id, command=command)
    return await asking.command(work, Incident)


@router.post("/incidents/{incident_id}/parent", response_model=Incident)
async def parent(incident_id: IncidentId, command: LinkIncident, asking: Handling) -> Response:
    """Below another incident, or below none any more."""
    work = partial(joining.set_parent, asking=asking, incident_id=incident_id, command=command)
    return await asking.command(work, Incident)


@router.post("/incidents/{incident_id}/reopen", response_model=Incident)
async def reopen(
    incident_id: IncidentId, command: ReopenIncident, asking: Annotated[Asking, authorized(Action.INCIDENT_CLOSE)]
) -> Response:
    """A new cycle with new clocks; the results so far stand."""
    work = partial(life.reopen, asking=asking, incident_id=incident_id, command=command)
    return await asking.command(work, Incident)


@router.post("/incidents/{incident_id}/backdating", response_model=Incident)
async def propose_backdating(
    incident_id: IncidentId, command: ProposeBackdating, asking: Annotated[Asking, authorized(Action.CLOCK_BACKDATE)]
) -> Response:
    """Propose an earlier time of receipt, with a reason."""
    work = partial(backdating.propose, asking=asking, incident_id=incident_id, command=command)
    return await asking.command(work, Incident)


@router.post("/incidents/{incident_id}/backdating/confirmation", response_model=Incident)
async def confirm_backdating(
    incident_id: IncidentId, command: ConfirmBackdating, asking: Annotated[Asking, authorized(Action.CLOCK_BACKDATE)]
) -> Response:
    """A second person confirms the earlier time; clocks that start with the receipt begin there."""
    work = partial(backdating.confirm, asking=asking, incident_id=incident_id, command=command)
    return await asking.command(work, Incident)
