"""Evidence: what seats and conferences send as proof, and what people say about it later."""

from functools import partial
from typing import Annotated

from fastapi import Path, Response

from app.domain.evidence import Evidence
from app.domain.permissions import Action
from app.hub.asking import Asking, authorized
from app.hub.incidents.conference_evidence import conference
from app.hub.incidents.evidence import stamp
from app.hub.incidents.painted_evidence import painted
from app.hub.routers.incidents import IncidentId
from app.hub.strict_route import strict_router
from app.services.commands.clocks import SendConferenceEvidence, SendPaintedEvidence, StampEvidence
from app.services.commands.fields import Key

router = strict_router("evidence")
Serving = Annotated[Asking, authorized(Action.OUTPUT_SERVE)]


@router.post("/incidents/{incident_id}/evidence/painted", status_code=201, response_model=Evidence)
async def send_painted(incident_id: IncidentId, command: SendPaintedEvidence, asking: Serving) -> Response:
    """Painted frames of a tile of this seat's output. Refused evidence is an answer with its reasons, too."""
    work = partial(painted, asking=asking, incident_id=incident_id, command=command)
    return await asking.command(work, Evidence, status=201)


@router.post("/incidents/{incident_id}/evidence/conference", status_code=201, response_model=Evidence)
async def send_conference(incident_id: IncidentId, command: SendConferenceEvidence, asking: Serving) -> Response:
    """Media that flows both ways with the required roles; only whoever sees all of it is believed."""
    work = partial(conference, asking=asking, incident_id=incident_id, command=command)
    return await asking.command(work, Evidence, status=201)


@router.post("/evidence/{evidence_id}/stamps", response_model=Evidence)
async def send_stamp(
    evidence_id: Annotated[Key, Path()],
    command: StampEvidence,
    asking: Annotated[Asking, authorized(Action.INCIDENT_HANDLE)],
) -> Response:
    """A person's later word: this shows the scene, or it does not."""
    work = partial(stamp, asking=asking, evidence_id=evidence_id, command=command)
    return await asking.command(work, Evidence)
