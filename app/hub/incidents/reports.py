"""Written reports on the hub: numbered, every revision kept, stopping the clocks that wait for them."""

from app.domain.events import EventKind
from app.domain.incident_life import TransitionRefusal, TransitionRefusedError
from app.domain.incident_reports import next_report, stopped_by
from app.domain.incidents import IncidentReport, IncidentStatus
from app.hub.asking import Asking
from app.hub.incidents import clocks
from app.hub.incidents.access import for_command
from app.hub.incidents.recording import record
from app.services.commands.incidents import WriteReport
from app.store.change import Change
from app.store.tables import MAPPED


async def write(change: Change, asking: Asking, incident_id: str, command: WriteReport) -> IncidentReport:
    """Also of a closed incident, whose reports stay owed; of a merged one the other is reported on. The incident's own
    facts stay as they are. Raises RefusedError, ReportRefusedError, TransitionRefusedError."""
    incident = await for_command(change, asking, incident_id)
    if incident.status is IncidentStatus.MERGED:
        raise TransitionRefusedError(TransitionRefusal.OVER)
    written = await change.find(IncidentReport, MAPPED[IncidentReport].table.c.incident_id == incident_id)
    report = next_report(
        incident,
        written,
        kind=command.kind,
        report_id=clocks.new_id(),
        text=command.text,
        author=asking.actor.actor_id,
        now=change.now,
        casualties=command.casualties,
        corrects=command.corrects,
    )
    change.insert(report)
    payload = {
        "report": report.report_id,
        "kind": report.kind,
        "number": report.number,
        "revision": report.revision,
        "text": report.text,
        "casualties": report.casualties,
    }
    record(change, incident, EventKind.REPORT_WRITTEN, payload, about=[("report", report.report_id)])
    waiting = clocks.running(incident, asking.hub.policies, stopped_by(report, incident, written))
    if waiting:
        change.replace(
            clocks.stop_by_record(change, incident, waiting, at=report.written_at, record_id=report.report_id)
        )
    return report
