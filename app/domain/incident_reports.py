"""The numbers of an incident's reports: one initial, updates, one final, and every correction kept beside what it
corrects."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from app.domain.incidents import Casualties, Incident, IncidentReport, ReportKind
from app.domain.sla.policies import StopRule

NO_CASUALTIES = Casualties()
_STOPS = {
    ReportKind.INITIAL: StopRule.INITIAL_REPORT,
    ReportKind.UPDATE: StopRule.UPDATE_REPORT,
    ReportKind.FINAL: StopRule.FINAL_REPORT,
}


class ReportRefusal(StrEnum):
    """Why a report gets no number."""

    NO_INITIAL = "no-initial"  # the first report is the initial one
    INITIAL_EXISTS = "initial-exists"
    FINAL_EXISTS = "final-exists"  # nothing follows it but corrections and, after a reopening, a new cycle's reports
    NOTHING_TO_CORRECT = "nothing-to-correct"  # no report of this kind has this number


class ReportRefusedError(ValueError):
    """`code` says why; nothing changed."""

    def __init__(self, code: ReportRefusal) -> None:
        super().__init__(code.value)
        self.code = code


def next_report(
    incident: Incident,
    written: Iterable[IncidentReport],
    *,
    kind: ReportKind,
    report_id: str,
    text: str,
    author: str,
    now: datetime,
    casualties: Casualties = NO_CASUALTIES,
    corrects: int | None = None,
) -> IncidentReport:
    """The report to keep beside those `written` for the incident, numbered on from them: the initial one is number 1.

    `corrects` names the number of a report of this kind that gets its next revision instead. A reopened incident goes
    on counting and gets a final report again. Raises ReportRefusedError.
    """
    written = tuple(written)
    report = IncidentReport(
        report_id=report_id,
        incident_id=incident.incident_id,
        kind=kind,
        number=1 + max((known.number for known in written), default=0),
        text=text,
        casualties=casualties,
        author=author,
        written_at=now,
    )
    if corrects is not None:
        revisions = [known.revision for known in written if (known.kind, known.number) == (kind, corrects)]
        if not revisions:
            raise ReportRefusedError(ReportRefusal.NOTHING_TO_CORRECT)
        return replace(report, number=corrects, revision=1 + max(revisions))
    kinds = {known.kind for known in written}
    if kind is ReportKind.INITIAL and kinds:
        raise ReportRefusedError(ReportRefusal.INITIAL_EXISTS)
    if kind is not ReportKind.INITIAL and not kinds:
        raise ReportRefusedError(ReportRefusal.NO_INITIAL)
    if any(known.kind is ReportKind.FINAL for known in _of_this_cycle(written, incident)):
        raise ReportRefusedError(ReportRefusal.FINAL_EXISTS)
    return report


def stopped_by(report: IncidentReport, incident: Incident, written: Iterable[IncidentReport]) -> frozenset[StopRule]:
    """Which clocks of the incident's cycle the new `report` stops, `written` being those before it.

    A correction stops none. After a reopening there is no second initial report: the cycle's first one is in its place.
    """
    if report.revision > 1:
        return frozenset()
    is_first = not _of_this_cycle(written, incident)
    return frozenset({_STOPS[report.kind], *([StopRule.INITIAL_REPORT] if is_first else [])})


def _of_this_cycle(written: Iterable[IncidentReport], incident: Incident) -> list[IncidentReport]:
    """A correction is of its report's cycle, whenever it is written."""
    reopened_at = incident.opened_at if incident.cycle > 1 else None
    firsts = [known for known in written if known.revision == 1]
    return [known for known in firsts if reopened_at is None or known.written_at >= reopened_at]
