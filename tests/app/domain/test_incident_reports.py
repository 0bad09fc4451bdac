import pytest

from app.domain.incident_reports import ReportRefusal, ReportRefusedError, next_report, stopped_by
from app.domain.incidents import Casualties, ReportKind
from app.domain.sla.policies import StopRule
from tests.app.domain.examples import after, incident

INITIAL, UPDATE, FINAL = ReportKind


class Desk:
    """Writes report after report, a minute apart."""

    def __init__(self, what=None):
        self.incident = what or incident()
        self.written = []

    def write(self, kind, corrects=None, **more):
        at = after(60 * len(self.written))
        report = next_report(
            self.incident,
            self.written,
            kind=kind,
            report_id=f"r{len(self.written)}",
            text="fire under control",
            author="li",
            now=at,
            corrects=corrects,
            **more,
        )
        assert report.written_at == at
        self.written.append(report)
        return report.number, report.revision

    def refuses(self, kind, corrects=None):
        with pytest.raises(ReportRefusedError) as refused:
            self.write(kind, corrects)
        return refused.value.code


def test_reports_are_numbered_on_from_the_initial_one():
    desk = Desk()
    numbers = [desk.write(kind) for kind in (INITIAL, UPDATE, UPDATE, FINAL)]
    assert numbers == [(1, 1), (2, 1), (3, 1), (4, 1)]


def test_the_first_report_is_initial_and_there_is_one():
    desk = Desk()
    assert desk.refuses(UPDATE) is desk.refuses(FINAL) is ReportRefusal.NO_INITIAL
    desk.write(INITIAL)
    assert desk.refuses(INITIAL) is ReportRefusal.INITIAL_EXISTS


def test_after_the_final_report_there_are_only_corrections():
    desk = Desk()
    desk.write(INITIAL)
    desk.write(FINAL)
    desk.incident = incident(opened_at=after(3600))  # late, but still the first cycle
    assert desk.refuses(UPDATE) is desk.refuses(FINAL) is ReportRefusal.FINAL_EXISTS
    assert desk.write(FINAL, corrects=2) == (2, 2)


def test_a_correction_is_a_revision_of_the_same_number_and_uses_none_up():
    desk = Desk()
    desk.write(INITIAL)
    desk.write(UPDATE)
    assert desk.write(INITIAL, corrects=1, casualties=Casualties(injured=3)) == (1, 2)
    assert desk.written[-1].casualties.injured == 3
    assert desk.write(INITIAL, corrects=1) == (1, 3)
    assert desk.write(UPDATE) == (3, 1)
    assert [report.revision for report in desk.written if report.number == 1] == [1, 2, 3]


def test_only_a_report_of_the_same_kind_is_corrected():
    desk = Desk()
    desk.write(INITIAL)
    assert desk.refuses(UPDATE, corrects=1) is desk.refuses(INITIAL, corrects=2) is ReportRefusal.NOTHING_TO_CORRECT


def test_a_reopened_incident_counts_on_and_gets_its_own_final_report():
    desk = Desk()
    desk.write(INITIAL)
    desk.write(FINAL)
    desk.incident = incident(cycle=2, opened_at=after(90))
    assert desk.refuses(INITIAL) is ReportRefusal.INITIAL_EXISTS
    assert [desk.write(UPDATE), desk.write(FINAL)] == [(3, 1), (4, 1)]
    assert desk.refuses(FINAL) is ReportRefusal.FINAL_EXISTS


def test_a_correction_of_an_old_final_report_does_not_take_the_place_of_the_new_cycles():
    desk = Desk()
    desk.write(INITIAL)
    desk.write(FINAL)
    desk.incident = incident(cycle=2, opened_at=after(90))
    desk.write(FINAL, corrects=2)
    assert desk.write(FINAL) == (3, 1)


def stops(desk):
    return stopped_by(desk.written[-1], desk.incident, desk.written[:-1])


def test_each_kind_of_report_stops_its_own_clock_and_a_correction_none():
    desk = Desk()
    found = []
    for kind in (INITIAL, UPDATE, FINAL):
        desk.write(kind)
        found.append(stops(desk))
    assert found == [{StopRule.INITIAL_REPORT}, {StopRule.UPDATE_REPORT}, {StopRule.FINAL_REPORT}]
    desk.write(INITIAL, corrects=1)
    assert stops(desk) == set()


def test_the_first_report_after_a_reopening_is_in_the_initial_ones_place():
    desk = Desk()
    desk.write(INITIAL)
    desk.incident = incident(cycle=2, opened_at=after(50))
    desk.write(INITIAL, corrects=1)
    desk.write(UPDATE)
    assert stops(desk) == {StopRule.UPDATE_REPORT, StopRule.INITIAL_REPORT}
    desk.write(UPDATE)
    assert stops(desk) == {StopRule.UPDATE_REPORT}
