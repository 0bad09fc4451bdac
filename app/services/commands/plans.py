"""Response plans and their rehearsal."""

from typing import Annotated

from pydantic import Field

from app.domain.incidents import IncidentClass, IncidentLevel, Place
from app.domain.people import RoleTitle
from app.domain.plans import PlanPush
from app.domain.scene_building import MOST_TILES
from app.services.commands.fields import Command, Key, Line, Moment, Title, Version


class SavePlan(Command):
    expected_version: Version | None = None
    name: Title
    unit_id: Key
    site_id: Key | None = None
    grid_code: Line = ""
    incident_class: IncidentClass | None = None
    level: IncidentLevel | None = None
    camera_ids: Annotated[tuple[Key, ...], Field(max_length=200)] = ()
    scene: Key | None = None
    required_titles: tuple[RoleTitle, ...] = ()
    invited_titles: tuple[RoleTitle, ...] = ()
    checklist: Annotated[tuple[Title, ...], Field(max_length=100)] = ()
    output_id: Key | None = None
    push: PlanPush = PlanPush.ALWAYS
    most_cameras: Annotated[int, Field(ge=0, le=MOST_TILES)] = 5
    field_tiles: Annotated[int, Field(ge=0, le=4)] = 1
    link_titles: tuple[RoleTitle, ...] = ()
    review_after_days: Annotated[int, Field(ge=1, le=3650)] = 365
    reviewed_at: Moment | None = None


class Rehearse(Command):
    """Of an incident that is there, or of facts as in `ReportIncident`: then with a place."""

    incident_id: Key | None = None
    classes: Annotated[tuple[IncidentClass, ...], Field(max_length=4)] = ()
    level: IncidentLevel = IncidentLevel.IV
    place: Place | None = None
    unit_id: Key | None = None
