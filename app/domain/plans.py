"""What is prepared for an incident of a kind at a place: cameras, scene, roles, checklist."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.incidents import IncidentClass, IncidentLevel
from app.domain.people import RoleTitle


class PlanPush(StrEnum):
    """Whether the hub puts the scene on the wall by itself, or proposes it to the operator."""

    ALWAYS = "always"
    IN_EMERGENCY = "in-emergency"
    PROPOSE = "propose"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsePlan:
    """None and empty match everything; the most specific plan wins.

    Without a `scene` one is built: the plan's cameras, then the nearest that work, at most `most_cameras`, and
    `field_tiles` for responders who come with a phone. `output_id` None: the output that is freest. Who wears one of
    `link_titles` gets a field link. A plan is stale when nobody has reviewed it for `review_after_days`.
    """

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
    output_id: str | None = None
    push: PlanPush = PlanPush.ALWAYS
    most_cameras: int = 5
    field_tiles: int = 1
    link_titles: tuple[RoleTitle, ...] = ()
    review_after_days: int = 365
    reviewed_at: datetime | None = None
