from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.incidents import IncidentClass, IncidentLevel, IncidentStatus
from app.domain.sla.clock_rules import exclude, freeze, stop_by_evidence, stop_by_hand
from app.domain.sla.clocks import Exclusion, ExclusionReason, StopManner
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.domain.statistics.estimators import nearest_rank, wilson
from app.domain.statistics.samples import Filters, samples_of, select
from app.domain.statistics.summaries import by_class, by_hour, by_level, by_unit, by_week, summarise
from tests.app.domain.examples import STREET, T0, after, clock, incident

NOW = after(10_000)


def sample(incident_id="i1", stopped_s=None, *, by_hand=False, now=NOW, unit_path=STREET, excluded=(), **changes):
    """Of one video clock of an incident; `stopped_s` after its start."""
    one = clock(**changes.pop("clock", {}))
    if stopped_s is not None:
        if by_hand:
            one = stop_by_hand(one, at=after(stopped_s), by="li", reason="seen")
        else:
            one = stop_by_evidence(one, at=after(stopped_s), by="hub", evidence_id="e")
    for reason in excluded:
        one = exclude(one, Exclusion(reason=reason, note="why", by="li", at=NOW))
    (made,) = samples_of(incident(incident_id, clocks=(one,), **changes), now, unit_path=unit_path)
    return made


def several(*stopped_s, **changes):
    return [sample(f"i{index}", seconds, **changes) for index, seconds in enumerate(stopped_s)]


# -- samples


def test_a_sample_says_what_came_of_a_clock():
    made = sample(stopped_s=72, by_hand=True)
    assert (made.elapsed_s, made.met, made.manner, made.excluded) == (72, True, StopManner.BY_HAND, ())
    assert (made.kind, made.policy_id, made.policy_version, made.target_s) == (VIDEO, "policy-video", 1, 300)
    assert (made.unit_id, made.unit_path, made.started_at, made.is_drill) == ("310105001", STREET, T0, False)
    assert sample(unit_path=None).unit_path == "/310105001/"


def test_a_clock_that_may_still_be_met_is_neither_met_nor_breached():
    assert sample(now=after(300)).met is None
    assert sample(now=after(300.001)).met is False
    assert sample(now=after(1), clock={"frozen": True}).met is False
    assert sample(now=NOW).elapsed_s is None  # never stopped, whatever the time


def test_no_sample_has_a_negative_time():
    """Known failure of other systems: the clock was set back while an incident ran, and the mean fell below zero."""
    assert sample(now=after(-3600)).met is None
    assert samples_of(incident(clocks=(clock(),)), after(-3600))[0].elapsed_s is None


def test_every_cycle_gives_its_own_sample():
    cycles = freeze(stop_by_evidence(clock(), at=after(400), by="hub", evidence_id="e")), clock(clock_id="c2", cycle=2)
    made = samples_of(incident(clocks=cycles, cycle=2, status=IncidentStatus.CLOSED), NOW)
    assert [(one.cycle, one.met, one.elapsed_s) for one in made] == [(1, False, 400), (2, False, None)]


def test_an_exclusion_is_named_once_and_the_result_stays_beside_it():
    twice = exclude(clock(), Exclusion(reason=ExclusionReason.DRILL, by="a", at=NOW))
    twice = exclude(twice, Exclusion(reason=ExclusionReason.DRILL, by="b", at=NOW))
    (made,) = samples_of(incident(clocks=(twice,)), NOW)
    assert (made.excluded, made.met) == ((ExclusionReason.DRILL,), False)


# -- summaries


def test_a_summary_of_nothing_claims_nothing():
    nothing = summarise([], now=NOW)
    assert (nothing.n, nothing.met_share, nothing.p50_s, nothing.p90_s) == (0, None, None, None)
    assert (nothing.interval, nothing.as_of, nothing.policies) == ((0.0, 1.0), NOW, ())


def test_what_was_never_shown_counts_as_a_breach():
    summary = summarise(several(60, 120, 180, 400, None), now=NOW)
    assert (summary.n, summary.met, summary.met_share) == (5, 3, 0.6)
    assert summary.interval == wilson(3, 5)
    assert summary.p50_s == 180
    assert summary.p90_s is None  # rank 5 of 5: never reached


def test_a_late_picture_counts_with_its_time():
    assert summarise(several(60, 120, 180, 190, 400), now=NOW).p90_s == 400


def test_running_and_excluded_clocks_stand_beside_the_figures():
    samples = [
        *several(60, 400),
        sample("running", now=after(10)),
        sample("false", excluded=[ExclusionReason.FALSE_REPORT]),
        sample("both", 50, excluded=[ExclusionReason.FALSE_REPORT, ExclusionReason.NO_CAMERA_IN_RANGE]),
        sample("excluded-running", now=after(10), excluded=[ExclusionReason.OTHER]),
    ]
    summary = summarise(samples, now=after(10))
    assert (summary.n, summary.met, summary.pending, summary.excluded) == (2, 1, 1, 3)
    assert summary.excluded_by_reason == (
        (ExclusionReason.FALSE_REPORT, 2),
        (ExclusionReason.NO_CAMERA_IN_RANGE, 1),
        (ExclusionReason.OTHER, 1),
    )
    assert summary.p50_s == 60


def test_stops_by_hand_are_told_apart():
    summary = summarise([sample("a", 50, by_hand=True), sample("b", 60), sample("c", 900, by_hand=True)], now=NOW)
    assert (summary.n, summary.met, summary.by_hand) == (3, 2, 2)


def test_drills_are_never_mixed_with_real_incidents():
    samples = [*several(60, 400), sample("d1", 10, is_drill=True), sample("d2", 20, is_drill=True, excluded=["drill"])]
    real, drills = summarise(samples, now=NOW), summarise(samples, now=NOW, drills=True)
    assert (real.n, real.met, real.excluded, real.of_drills) == (2, 1, 0, False)
    assert (drills.n, drills.met, drills.excluded, drills.of_drills) == (1, 1, 1, True)
    for group in (*by_unit(samples, now=NOW), *by_hour(samples, now=NOW)):
        assert group.summary.n == 2
    assert by_week([sample(is_drill=True)], now=NOW) == ()


def test_the_versions_that_were_promised_are_carried():
    samples = [sample("a", 10, clock={"policy_version": 2}), sample("b", 20), sample("c", 20)]
    assert summarise(samples, now=NOW).policies == (("policy-video", 1), ("policy-video", 2))


def test_two_kinds_of_clock_have_no_figures_in_common():
    with pytest.raises(ValueError, match="conference, video"):
        summarise([sample(stopped_s=1), sample(stopped_s=1, clock={"kind": CONFERENCE})], now=NOW)


# -- groups


def sizes(groups):
    return [(group.key, group.summary.n) for group in groups]


def test_the_total_is_made_from_the_samples_and_not_from_its_groups():
    """Known failure of other systems: the district's P90 was the P90 of its streets' P90s, or their mean."""
    quiet = several(*[10] * 50, unit_id="quiet", unit_path="/d/quiet/")
    busy = several(*range(100, 150), unit_id="busy", unit_path="/d/busy/")
    groups = {group.key: group.summary for group in by_unit([*quiet, *busy], now=NOW)}
    assert (groups["quiet"].p90_s, groups["busy"].p90_s) == (10, 144)
    total = summarise([*quiet, *busy], now=NOW)
    assert total.p90_s == 139
    of_groups = [summary.p90_s for summary in groups.values()]
    assert total.p90_s not in (nearest_rank(of_groups, 90), nearest_rank(of_groups, 50), sum(of_groups) / 2)


def test_units_are_rolled_up_to_their_street():
    samples = [
        sample("a", 10, unit_id="s1", unit_path="/d/s1/"),
        sample("b", 10, unit_id="station", unit_path="/d/s1/station/"),
        sample("c", 10, unit_id="d", unit_path="/d/"),
    ]
    assert sizes(by_unit(samples, now=NOW)) == [("d", 1), ("s1", 1), ("station", 1)]
    assert sizes(by_unit(samples, now=NOW, depth=2)) == [("d", 1), ("s1", 2)]
    assert sizes(by_unit(samples, now=NOW, depth=1)) == [("d", 3)]


def test_an_incident_of_two_classes_counts_in_both_and_once_in_all():
    both = sample("a", 10, classes=(IncidentClass.PUBLIC_HEALTH, IncidentClass.NATURAL_DISASTER))
    one = sample("b", 400, classes=(IncidentClass.PUBLIC_HEALTH,))
    assert sizes(by_class([one, both], now=NOW)) == [("natural-disaster", 1), ("public-health", 2)]
    assert summarise([one, both], now=NOW).n == 2


def test_levels_go_from_the_gravest():
    samples = [sample(level.value, 10, level=level) for level in reversed(IncidentLevel)]
    assert [group.key for group in by_level(samples, now=NOW)] == ["I", "II", "III", "IV"]


def started(at):
    return sample(clock={"started_at": at}, now=datetime(2030, 1, 1, tzinfo=UTC))


def test_hours_and_weeks_are_those_of_beijing():
    late = started(datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC))  # Sunday 23:59:59 there
    early = started(datetime(2026, 11, 22, 16, 0, tzinfo=UTC))  # Monday 00:00
    assert [group.key for group in by_hour([early, late], now=NOW)] == ["00", "23"]
    assert [group.key for group in by_week([early, late], now=NOW)] == ["2026-W47", "2026-W48"]


def test_the_first_days_of_january_belong_to_the_week_that_iso_8601_says():
    new_year = started(datetime(2027, 1, 1, 4, 0, tzinfo=UTC))
    assert by_week([new_year], now=NOW)[0].key == "2026-W53"


# -- filters


def test_filters_take_one_kind_of_real_incidents_or_of_drills():
    samples = [sample("a"), sample("b", is_drill=True), sample("c", clock={"kind": CONFERENCE})]
    assert [one.incident_id for one in select(samples, Filters(kind=VIDEO))] == ["a"]
    assert [one.incident_id for one in select(samples, Filters(kind=VIDEO, drills=True))] == ["b"]


@pytest.mark.parametrize(
    ("filters", "taken"),
    [
        ({"since": T0, "until": after(0.001)}, True),
        ({"since": after(0.001)}, False),
        ({"until": T0}, False),
        ({"unit_ids": ("other", "310105001")}, True),
        ({"unit_ids": ("310105",)}, True),
        ({"unit_ids": ("31010500",)}, False),
        ({"classes": (IncidentClass.ACCIDENT, IncidentClass.PUBLIC_HEALTH)}, True),
        ({"classes": (IncidentClass.PUBLIC_HEALTH,)}, False),
        ({"levels": (IncidentLevel.III,)}, True),
        ({"levels": (IncidentLevel.I, IncidentLevel.II)}, False),
        ({"hours": (9, 10)}, True),  # 10:30 in Beijing
        ({"hours": (2, 11)}, False),
    ],
)
def test_each_filter_takes_its_part(filters, taken):
    assert bool(select([sample()], Filters(kind=VIDEO, **filters))) is taken
    assert replace(Filters(kind=VIDEO), **filters).take(sample()) is taken
