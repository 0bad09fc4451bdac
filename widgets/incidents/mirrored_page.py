"""An incident's page as far as the seat's mirror has it: what strips and the leader's page show asks nobody.

The mirror holds everything of incidents that are not over, but for the timeline and pictures.
"""

from typing import TypeVar

from app.domain.decisions import Decision
from app.domain.incidents import Assignment, Incident, IncidentReport
from app.domain.response import Response
from app.link.mirror import Mirror
from app.services.rows import KIND_OF, IncidentPage, key_of

Row = TypeVar("Row", Assignment, Decision, IncidentReport)


def mirrored_page(mirror: Mirror, incident: Incident) -> IncidentPage:
    return IncidentPage(
        incident=incident,
        assignments=_of(mirror, Assignment, incident),
        reports=_of(mirror, IncidentReport, incident),
        evidence=(),
        attachments=(),
        timeline=(),
        response=mirror.get(Response, incident.incident_id),
        decisions=_of(mirror, Decision, incident),
    )


def _of(mirror: Mirror, row: type[Row], incident: Incident) -> tuple[Row, ...]:
    """In an order that stays."""
    found = (one for one in mirror.all(row).values() if one.incident_id == incident.incident_id)
    return tuple(sorted(found, key=lambda one: key_of(KIND_OF[row], one)))
