"""Numbered reports over the wire, and a promise about them that is data."""

import pytest

from app.domain.events import EventKind
from app.domain.incidents import Casualties, Incident, IncidentReport, ReportKind
from app.domain.permissions import Role
from app.domain.sla.clock_rules import is_met
from app.domain.sla.policies import StartRule, StopRule
from app.services.commands.clocks import SavePolicy
from app.services.commands.incidents import MergeIncident, ReopenIncident, WriteReport
from tests.app.hub.incidents.desk import Desk, clock_of, refused
from tests.servers.hub import STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")
INITIAL, UPDATE, FINAL = ReportKind


async def write(desk: Desk, incident: Incident, kind: ReportKind, **more: object) -> IncidentReport:
    return await desk.officer.write_report(incident.incident_id, WriteReport(kind=kind, text="under control", **more))


async def promise_reports(desk: Desk) -> None:
    """An initial report within an hour, a final one within a day; once for the module."""
    if not await desk.officer.policies("written-report"):
        director = await desk.as_(Role.DIRECTOR)
        for clock, start, stop, target_s in (
            ("written-report", StartRule.RECEIVED, StopRule.INITIAL_REPORT, 3600),
            ("final-report", StartRule.OPENED, StopRule.FINAL_REPORT, 86_400),
        ):
            policy = SavePolicy(
                expected_version=0, clock=clock, name=clock, start=start, stop=stop, targets=({"target_s": target_s},)
            )
            await director.save_policy(clock, policy)


async def test_reports_are_numbered_and_every_revision_is_kept(desk: Desk) -> None:
    incident = await desk.report()
    for kind, corrects in ((INITIAL, None), (UPDATE, None), (INITIAL, 1), (FINAL, None)):
        await write(desk, incident, kind, corrects=corrects, casualties=Casualties(injured=2))
    page = await desk.page(incident)
    found = sorted((one.number, one.revision, one.kind) for one in page.reports)
    assert found == [(1, 1, INITIAL), (1, 2, INITIAL), (2, 1, UPDATE), (3, 1, FINAL)]
    assert page.incident == incident
    told = await desk.told(incident, EventKind.REPORT_WRITTEN)
    assert [(event.payload["number"], event.payload["revision"]) for event in told] == [(1, 1), (2, 1), (1, 2), (3, 1)]
    assert told[0].payload["casualties"]["injured"] == 2


async def test_refused_reports(desk: Desk) -> None:
    incident = await desk.report()
    assert await refused(write(desk, incident, UPDATE)) == (409, "no-initial")
    await write(desk, incident, INITIAL)
    assert await refused(write(desk, incident, INITIAL)) == (409, "initial-exists")
    assert await refused(write(desk, incident, UPDATE, corrects=7)) == (409, "nothing-to-correct")
    operator = await desk.as_(Role.OPERATOR, STREET)
    command = WriteReport(kind=UPDATE, text="x")
    assert await refused(operator.write_report(incident.incident_id, command)) == (403, "not-permitted")
    other = await desk.report()
    merge = MergeIncident(
        expected_version=1, into=other.incident_id, into_expected_version=other.version, reason="one fire"
    )
    await desk.officer.merge_incident(incident.incident_id, merge)
    assert await refused(write(desk, incident, UPDATE)) == (409, "over")
    assert len((await desk.page(incident)).reports) == 1


async def test_a_report_stops_the_clock_that_waits_for_it_and_no_other(desk: Desk) -> None:
    await promise_reports(desk)
    incident = await desk.opened()
    desk.clock.advance(1800)
    initial = await write(desk, incident, INITIAL)
    now = await desk.now(incident)
    clock = clock_of(now, "written-report")
    assert clock.stop is not None
    assert (clock.stop.evidence_id, clock.stop.at) == (initial.report_id, desk.clock.now())
    assert is_met(clock)
    assert clock_of(now).stop is clock_of(now, "final-report").stop is None
    assert now.version == incident.version
    desk.clock.advance(1)
    await write(desk, incident, INITIAL, corrects=1)
    assert clock_of(await desk.now(incident), "written-report") == clock


async def test_the_final_report_stays_owed_after_the_incident_is_closed(desk: Desk) -> None:
    await promise_reports(desk)
    incident = await desk.closed()
    assert clock_of(incident).frozen
    await write(desk, incident, INITIAL)
    await write(desk, incident, FINAL)
    assert clock_of(await desk.now(incident), "final-report").stop is not None


async def test_after_a_reopening_the_first_report_keeps_the_new_promise(desk: Desk) -> None:
    await promise_reports(desk)
    incident = await desk.report()
    await write(desk, incident, INITIAL)
    closed = await desk.move(await desk.now(incident), "opened", "in_progress", "reported_back", "checked", "closed")
    desk.clock.advance(7200)
    command = ReopenIncident(expected_version=closed.version, reason="smoke again")
    reopened = await desk.officer.reopen_incident(incident.incident_id, command)
    assert clock_of(reopened, "written-report").stop is None
    desk.clock.advance(60)
    await write(desk, incident, INITIAL, corrects=1)
    assert clock_of(await desk.now(incident), "written-report").stop is None
    update = await write(desk, incident, UPDATE)
    stop = clock_of(await desk.now(incident), "written-report").stop
    assert stop is not None
    assert stop.evidence_id == update.report_id
