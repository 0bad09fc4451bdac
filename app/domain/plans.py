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

    A `scene` is taken as it is, but for cameras that are known not to work; its empty tiles take `field_tiles`
    responders who come with a phone, then the plan's cameras and the nearest that work. Without a `scene` one is built
    of the same, with at most `most_cameras`. `output_id` None: the output that is freest. For each of `link_titles`
    field links are issued. A plan is stale when nobody has reviewed it for `review_after_days`.
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
