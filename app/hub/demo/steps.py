"""What is done to an incident of the demo, as the seat does it: with the version that it sees at that moment."""

from collections.abc import Sequence
from datetime import timedelta

from app.domain.incidents import Incident, IncidentLevel, IncidentStatus
from app.hub.asking import Asking
from app.hub.demo.files import DemoFileError, ExcludedRecord, ManualRecord, ReportRecord
from app.hub.incidents import backdating, clocks, facts, joining, life, reports
from app.services.commands.clocks import ExcludeClock, StopClock
from app.services.commands.incidents import (
    ChangeLevel,
    ConfirmBackdating,
    LinkIncident,
    MergeIncident,
    MoveIncident,
    ProposeBackdating,
    ReopenIncident,
    ShareIncident,
    WriteNote,
    WriteReport,
)
from app.store.change import Change


async def move(
    change: Change,
    asking: Asking,
    incident: Incident,
    *,
    to: IncidentStatus,
    only_from: IncidentStatus | None = None,
    note: str = "",
) -> None:
    if only_from in (None, incident.status):
        command = MoveIncident(expected_version=incident.version, to=to, note=note)
        await life.move(change, asking, incident.incident_id, command)


async def stop_clock(change: Change, asking: Asking, incident: Incident, *, record: ManualRecord) -> None:
    command = StopClock(reason=record.reason)
    await clocks.stop(change, asking, incident.incident_id, _clock_id(incident, record.clock), command)


async def exclude_clock(change: Change, asking: Asking, incident: Incident, *, record: ExcludedRecord) -> None:
    command = ExcludeClock(reason=record.reason, note=record.note)
    await clocks.exclude(change, asking, incident.incident_id, _clock_id(incident, record.clock), command)


async def write_note(change: Change, asking: Asking, incident: Incident, *, text: str) -> None:
    await facts.write_note(change, asking, incident.incident_id, WriteNote(text=text))


async def write_report(change: Change, asking: Asking, incident: Incident, *, record: ReportRecord) -> None:
    command = WriteReport(kind=record.kind, text=record.text, casualties=record.casualties, corrects=record.corrects)
    await reports.write(change, asking, incident.incident_id, command)


async def change_level(
    change: Change, asking: Asking, incident: Incident, *, level: IncidentLevel, reason: str
) -> None:
    command = ChangeLevel(expected_version=incident.version, level=level, reason=reason)
    await life.change_level(change, asking, incident.incident_id, command)


async def share(change: Change, asking: Asking, incident: Incident, *, more: Sequence[str]) -> None:
    command = ShareIncident(expected_version=incident.version, unit_ids=(*incident.shared_with, *more))
    await facts.share(change, asking, incident.incident_id, command)


async def put_below(change: Change, asking: Asking, incident: Incident, *, parent_id: str | None) -> None:
    command = LinkIncident(expected_version=incident.version, parent_id=parent_id)
    await joining.set_parent(change, asking, incident.incident_id, command)


async def merge(change: Change, asking: Asking, incident: Incident, *, into_id: str, reason: str) -> None:
    """Raises DemoFileError where there is no such incident."""
    into = await change.get(Incident, into_id)
    if into is None:
        raise DemoFileError(f"{incident.title}: there is nothing to merge it into")
    command = MergeIncident(
        expected_version=incident.version, into=into_id, into_expected_version=into.version, reason=reason
    )
    await joining.merge(change, asking, incident.incident_id, command)


async def propose_backdating(
    change: Change, asking: Asking, incident: Incident, *, earlier: timedelta, reason: str
) -> None:
    received_at = incident.received_at - earlier
    command = ProposeBackdating(expected_version=incident.version, received_at=received_at, reason=reason)
    await backdating.propose(change, asking, incident.incident_id, command)


async def confirm_backdating(change: Change, asking: Asking, incident: Incident) -> None:
    command = ConfirmBackdating(expected_version=incident.version)
    await backdating.confirm(change, asking, incident.incident_id, command)


async def reopen(change: Change, asking: Asking, incident: Incident, *, reason: str) -> None:
    command = ReopenIncident(expected_version=incident.version, reason=reason)
    await life.reopen(change, asking, incident.incident_id, command)


def _clock_id(incident: Incident, name: str) -> str:
    """Of the clock of this name in the incident's cycle. Raises DemoFileError."""
    for clock in incident.clocks:
        if clock.name == name and clock.cycle == incident.cycle:
            return clock.clock_id
    raise DemoFileError(f"{incident.title}: it has no clock {name}")
