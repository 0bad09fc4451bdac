import csv
import io
from dataclasses import replace

from app.domain.incidents import IncidentClass, IncidentLevel
from app.domain.sla.clock_rules import exclude, stop_by_evidence
from app.domain.sla.clocks import Exclusion, ExclusionReason
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.domain.statistics.export import csv_rows, filters_text
from app.domain.statistics.samples import Filters, samples_of
from tests.app.domain.examples import STREET, T0, after, clock, incident

NOW = after(3600)
VIDEOS = Filters(kind=VIDEO)


def exported(*clocks, filters=VIDEOS, unit_names=None, **changes):
    samples = samples_of(incident(clocks=clocks, **changes), NOW, unit_path=STREET)
    header, rows = csv_rows(samples, filters, now=NOW, unit_names=unit_names)
    file = io.StringIO()
    csv.writer(file).writerows([header, *rows])
    return list(csv.DictReader(io.StringIO(file.getvalue())))


def test_a_row_says_what_came_of_a_clock_and_under_which_promise_it_was_picked():
    (row,) = exported(
        stop_by_evidence(clock(), at=after(72.5), by="hub", evidence_id="e"),
        is_drill=False,
        unit_names={"310105001": "华阳路街道"},
    )
    assert row == {
        "incident": "20261122-i1",
        "clock": "video",
        "cycle": "1",
        "unit": "310105001",
        "unit_name": "华阳路街道",
        "classes": "accident",
        "level": "III",
        "drill": "no",
        "started_at_utc": "2026-11-22T02:30:00.000+00:00",
        "started_at_beijing": "2026-11-22T10:30:00.000+08:00",
        "elapsed_s": "72.500",
        "target_s": "300.000",
        "result": "met",
        "stopped": "evidence",
        "excluded": "",
        "policy": "policy-video",
        "policy_version": "1",
        "as_of_utc": "2026-11-22T03:30:00.000+00:00",
        "filters": "clock=video; drills=no",
    }


def test_excluded_and_never_stopped_clocks_are_rows_too():
    excluded = exclude(clock(), Exclusion(reason=ExclusionReason.NO_CAMERA_IN_RANGE, by="li", at=NOW))
    running = clock(started_at=after(3500))
    first, second = exported(excluded, running)
    assert (first["result"], first["elapsed_s"], first["stopped"]) == ("breached", "", "")
    assert first["excluded"] == "no-camera-in-range"
    assert second["result"] == "pending"


def test_only_what_the_filters_take_is_exported_and_every_row_names_them():
    filters = Filters(
        kind=VIDEO,
        since=T0,
        until=after(86_400),
        unit_ids=("310105",),
        classes=(IncidentClass.ACCIDENT, IncidentClass.PUBLIC_HEALTH),
        levels=(IncidentLevel.III,),
    )
    rows = exported(clock(), clock(kind=CONFERENCE), clock(started_at=after(-1)), filters=filters)
    assert [row["filters"] for row in rows] == [
        "clock=video; drills=no; since=2026-11-22T02:30:00.000+00:00; until=2026-11-23T02:30:00.000+00:00;"
        " units=310105; classes=accident,public-health; levels=III"
    ]
    assert filters_text(replace(filters, hours=(7, 22))).endswith("; levels=III; hours=07,22")
    assert filters_text(replace(filters, drills=True)).startswith("clock=video; drills=yes; since=")


def test_no_cell_is_a_formula():
    (row,) = exported(clock(policy_id="=HYPERLINK(1)"), number="@SUM(1)", unit_id="＋1", unit_names={"＋1": "-1"})
    assert (row["incident"], row["unit"], row["policy"]) == ("'@SUM(1)", "'＋1", "'=HYPERLINK(1)")
    assert row["unit_name"] == "'-1"
