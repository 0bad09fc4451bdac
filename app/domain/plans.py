"""What is prepared for an incident of a kind at a place: cameras, scene, roles, checklist."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.incidents import IncidentClass, IncidentLevel
from app.domain.people import RoleTitle


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsePlan:
    """None and empty match everything; the most specific plan wins."""

    plan_id: str
    version: int = 1
    name: str
    unit_id: str
    site_id: str | None = None
    grid_code: str = ""
    incident_class: IncidentClass | None = None
    level: IncidentLevel | None = None
    camera_ids: tuple[str, ...] = ()
    scene: str | None = None
    required_titles: tuple[RoleTitle, ...] = ()
    invited_titles: tuple[RoleTitle, ...] = ()
    checklist: tuple[str, ...] = ()
    reviewed_at: datetime | None = None
