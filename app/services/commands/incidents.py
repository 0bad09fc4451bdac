"""Reports of incidents, and what becomes of them."""

from typing import Annotated

from pydantic import Field

from app.domain.incidents import (
    Casualties,
    IncidentClass,
    IncidentLevel,
    IncidentSource,
    IncidentStatus,
    Place,
    ReportKind,
)
from app.services.commands.fields import Command, Key, Line, LongText, Moment, Reason, Title, Version, VersionedCommand


class ReportIncident(Command):
    """`place` has at least a text; a site, a code or coordinates locate it. Without `unit_id` the place decides."""

    title: Title
    classes: Annotated[tuple[IncidentClass, ...], Field(min_length=1, max_length=4)]
    level: IncidentLevel = IncidentLevel.IV
    place: Place
    unit_id: Key | None = None
    source: IncidentSource = IncidentSource.OTHER
    external_id: Line = ""
    casualties: Casualties = Casualties()
    description: LongText = ""
    reporter: Line = ""
    occurred_at: Moment | None = None
    is_drill: bool = False
    parent_id: Key | None = None


class MoveIncident(VersionedCommand):
    to: IncidentStatus
    note: LongText = ""


class ChangeIncident(VersionedCommand):
    """What is None stays as it is."""

    title: Title | None = None
    classes: Annotated[tuple[IncidentClass, ...] | None, Field(min_length=1, max_length=4)] = None
    place: Place | None = None
    casualties: Casualties | None = None
    description: LongText | None = None
    reporter: Line | None = None
    occurred_at: Moment | None = None


class ChangeLevel(VersionedCommand):
    level: IncidentLevel
    reason: Reason


class WriteNote(Command):
    text: Reason


class ShareIncident(VersionedCommand):
    """With exactly these units from now on."""

    unit_ids: Annotated[tuple[Key, ...], Field(max_length=100)]


class MergeIncident(VersionedCommand):
    """This incident goes into `into`."""

    into: Key
    into_expected_version: Version
    reason: Reason


class LinkIncident(VersionedCommand):
    """Under a parent, or (None) under none any more."""

    parent_id: Key | None


class ReopenIncident(VersionedCommand):
    reason: Reason


class ProposeBackdating(VersionedCommand):
    received_at: Moment
    reason: Reason


class ConfirmBackdating(VersionedCommand):
    pass


class WriteReport(Command):
    """`corrects` names the number of a report of this kind that gets a new revision."""

    kind: ReportKind
    text: Reason
    casualties: Casualties = Casualties()
    corrects: Annotated[int | None, Field(ge=1)] = None
