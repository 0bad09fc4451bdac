from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.evidence import ConferenceFlow, Refusal, RoleFlow
from app.domain.evidence_rules import (
    FEWEST_FRAMES,
    PICTURE_HELD_S,
    FlowMeter,
    freeze_limit_s,
    froze,
    fulfilled_at,
    judge_conference,
    judge_painted,
    picture_fulfilled_at,
)
from app.domain.incidents import Place
from app.domain.people import RoleTitle
from app.domain.sla.clock_rules import freeze, stop_by_hand
from app.domain.units import Point
from tests.app.domain.examples import PARK, T0, after, clock, incident, painted, policy

POLICE, FIRE = RoleTitle.POLICE, RoleTitle.FIRE


def judged(flow=None, **changes):
    known = {
        "incident": incident(),
        "clock": clock(),
        "policy": policy(),
        "source_point": PARK,
        "bound_by_plan": False,
        "on_output": True,
        "output_known": True,
        "same_seat": True,
        "walls": (),
        "now": after(14),
    }
    return judge_painted(flow or painted(), **(known | changes))


# -- the freeze rule


def test_a_freeze_is_a_gap_longer_than_three_means_and_longer_than_the_mean_and_150_ms():
    assert freeze_limit_s(0.04) == pytest.approx(0.19)
    assert freeze_limit_s(0.2) == pytest.approx(0.6)
    assert freeze_limit_s(0.075) == pytest.approx(0.225)  # where both are the same
    assert not froze(mean_gap_s=0.2, longest_gap_s=freeze_limit_s(0.2))
    assert froze(mean_gap_s=0.2, longest_gap_s=freeze_limit_s(0.2) + 1e-9)


# -- what the wall measures


def feed(meter, *gaps):
    """Whether the run was complete after each gap; the first frame is at 100 s."""
    at_s = 100.0 if meter.frames == 0 else meter.last_s
    if meter.frames == 0:
        assert meter.painted(at_s) is False
    answers = []
    for gap in gaps:
        at_s += gap
        answers.append(meter.painted(at_s))
    return answers


def test_a_run_is_complete_three_seconds_after_its_first_frame():
    meter = FlowMeter()
    answers = feed(meter, *[0.125] * 30)
    assert answers.index(True) == 23  # 24 gaps of an eighth
    assert all(answers[23:])
    assert (meter.frames, meter.duration_s, meter.mean_gap_s, meter.longest_gap_s) == (31, 3.75, 0.125, 0.125)
    assert (meter.first_s, meter.last_s) == (100.0, 103.75)


def test_a_freeze_begins_the_run_anew_with_the_frame_that_ended_it():
    meter = FlowMeter()
    assert not any(feed(meter, *[0.0625] * 40, 0.5))
    assert (meter.frames, meter.first_s, meter.longest_gap_s) == (1, 103.0, 0.0)
    answers = feed(meter, *[0.0625] * 48)
    assert answers.index(True) == 47


def test_an_unfed_meter_has_nothing_to_tell():
    meter = FlowMeter()
    assert (meter.frames, meter.duration_s, meter.mean_gap_s, meter.longest_gap_s) == (0, 0.0, 0.0, 0.0)
    assert not meter.complete
    meter.painted(5.0)
    assert (meter.frames, meter.duration_s, meter.mean_gap_s) == (1, 0.0, 0.0)
    feed(meter, *[0.5] * 10)
    meter.restart()
    assert (meter.frames, meter.duration_s, meter.complete) == (0, 0.0, False)


def test_one_long_gap_is_no_flow():
    assert feed(FlowMeter(), 3.5) == [False]
    assert feed(FlowMeter(), 1.0, 1.0, 1.0, 1.0) == [False, False, False, True]  # a picture a second is one


def test_a_stream_that_becomes_faster_starts_its_run_anew():
    meter = FlowMeter()
    feed(meter, *[0.5] * 5, *[0.04] * 40)
    assert meter.longest_gap_s == pytest.approx(0.04)


@settings(max_examples=60)
@given(st.lists(st.floats(0.001, 1.0) | st.sampled_from([0.04, 0.04, 0.04, 2.0]), min_size=5, max_size=150))
def test_what_the_wall_calls_complete_the_hub_accepts(gaps):
    """And the figures are those of the frames since the last restart, counted the slow way."""
    meter, times = FlowMeter(), [100.0]
    meter.painted(100.0)
    for gap in gaps:
        times.append(times[-1] + gap)
        complete = meter.painted(times[-1])
        run = times[-meter.frames :]
        assert (meter.first_s, meter.last_s) == (run[0], run[-1])
        longest_s = max((later - one for one, later in pairwise(run)), default=0.0)
        assert meter.longest_gap_s == longest_s
        assert complete == meter.complete == (run[-1] - run[0] >= PICTURE_HELD_S and len(run) >= FEWEST_FRAMES)
        if complete:
            flow = painted(
                frames=meter.frames,
                changed_pictures=meter.frames - 1,
                duration_s=meter.duration_s,
                longest_gap_s=meter.longest_gap_s,
                mean_gap_s=meter.mean_gap_s,
                last_at=after(10 + meter.duration_s),
            )
            assert judged(flow, now=flow.last_at) == ()


# -- what the hub judges


def test_a_lively_picture_of_a_near_camera_qualifies():
    assert judged() == ()


BLACK = {"luma_mean": 16.4, "luma_deviation": 0.5, "flat_share": 1.0}
BLUE_CARD = {"luma_mean": 41.0, "luma_deviation": 25.0, "flat_share": 0.93}


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"duration_s": 2.99, "frames": 75}, Refusal.TOO_SHORT),
        ({"frames": 4, "changed_pictures": 3, "longest_gap_s": 1.0}, Refusal.TOO_SHORT),
        ({"first_at": after(13.5)}, Refusal.TOO_SHORT),  # ends before it begins
        ({"longest_gap_s": 0.2}, Refusal.FROZE),
        ({"longest_gap_s": 0.3, "mean_gap_s": 0.2}, Refusal.FROZE),  # the mean is computed, not believed
        ({"changed_pictures": 0}, Refusal.FROZE),  # one picture, repeated
        ({"visible_share": 0.9}, Refusal.NOT_VISIBLE),
        (BLACK, Refusal.BLACK),
        (BLACK | {"luma_deviation": 24.0, "flat_share": 0.97}, Refusal.BLACK),  # with a time stamp
        (BLUE_CARD | {"changed_pictures": 3}, Refusal.NO_SIGNAL_CARD),  # with a clock on it
        (BLUE_CARD, Refusal.NO_SIGNAL_CARD),  # with a moving logo
        ({"flat_share": 0.7, "changed_pictures": 3}, Refusal.NO_SIGNAL_CARD),
        ({"last_at": after(16.1), "first_at": after(13.1)}, Refusal.IN_THE_FUTURE),
        ({"first_at": after(-1), "last_at": after(2)}, Refusal.BEFORE_START),
        ({"first_at": after(-9), "last_at": after(-6)}, Refusal.BEFORE_START),
    ],
)
def test_a_picture_that_proves_nothing_is_refused_for_exactly_its_reason(changes, refusal):
    assert judged(painted(**changes)) == (refusal,)


@pytest.mark.parametrize(
    "changes",
    [
        {"luma_mean": 22.0, "luma_deviation": 9.0, "flat_share": 0.8},  # a lane at night
        {"flat_share": 0.7},  # fog, with noise that changes every picture
        {"flat_share": 0.5, "changed_pictures": 3},  # a still yard at a low bit rate
        {"visible_share": 0.95},
        {"last_at": after(15.9), "first_at": after(12.9)},
        {"longest_gap_s": 0.18},
    ],
)
def test_a_poor_picture_of_a_scene_still_qualifies(changes):
    assert judged(painted(**changes)) == ()


def test_a_picture_that_was_on_the_wall_before_counts_after_three_seconds_of_the_clock():
    before = {"first_at": after(-3600), "duration_s": 3603.0, "frames": 90_076, "changed_pictures": 90_000}
    assert judged(painted(**before, last_at=after(2.9))) == (Refusal.BEFORE_START,)
    on_time = painted(**before, last_at=after(3))
    assert judged(on_time) == ()
    assert picture_fulfilled_at(on_time, clock()) == after(3)
    assert picture_fulfilled_at(painted(40.0, last_at=after(60)), clock()) == after(43)


def north(metres):
    return Point(longitude=PARK.longitude, latitude=PARK.latitude + metres / 111_195.08)


def test_a_source_counts_within_the_radius_of_the_policy():
    assert judged(source_point=north(499)) == ()
    assert judged(source_point=north(501)) == (Refusal.OUT_OF_RANGE,)
    assert judged(source_point=north(501), policy=policy(radius_m=600.0)) == ()
    assert judged(source_point=None) == (Refusal.NO_POSITION,)
    assert judged(incident=incident(place=Place(text="somewhere"))) == (Refusal.NO_POSITION,)


def test_a_camera_of_the_plan_counts_wherever_it_is():
    assert judged(source_point=None, bound_by_plan=True) == ()
    assert judged(source_point=north(5000), bound_by_plan=True) == ()


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"output_known": False, "on_output": False, "same_seat": False}, Refusal.UNKNOWN_OUTPUT),
        ({"same_seat": False}, Refusal.OTHER_SEAT),
        ({"on_output": False}, Refusal.NOT_ON_OUTPUT),
        ({"clock": None, "policy": None}, Refusal.NO_RUNNING_CLOCK),
        ({"clock": freeze(clock())}, Refusal.NO_RUNNING_CLOCK),
        ({"clock": stop_by_hand(clock(), at=after(1), by="li", reason="seen")}, Refusal.NO_RUNNING_CLOCK),
    ],
)
def test_what_the_hub_does_not_know_to_be_true_is_refused(changes, refusal):
    assert judged(**changes) == (refusal,)


def test_every_reason_is_named_at_once():
    flow = painted(-9, visible_share=0.0, duration_s=1.0, longest_gap_s=0.9, **BLACK)
    assert judged(flow, source_point=north(900), on_output=False, same_seat=False) == (
        Refusal.OUT_OF_RANGE,
        Refusal.OTHER_SEAT,
        Refusal.NOT_ON_OUTPUT,
        Refusal.NOT_VISIBLE,
        Refusal.TOO_SHORT,
        Refusal.FROZE,
        Refusal.BLACK,
        Refusal.BEFORE_START,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"duration_s": float("nan")},
        {"longest_gap_s": float("inf")},
        {"flat_share": float("-inf")},
        {"first_at": T0.replace(tzinfo=None)},
        {"frames": -1},
        {"changed_pictures": 77},
        {"frames": 10**400},
    ],
)
def test_figures_that_no_seat_can_measure_are_no_flow(changes):
    with pytest.raises(ValueError, match=r"finite|zone|frames"):
        painted(**changes)


# -- conferences


def role(title, received_s=0.0, acknowledged_s=0.0, person_id="p1"):
    def moment(seconds):
        return None if seconds is None else after(seconds)

    return RoleFlow(
        title=title,
        person_id=person_id,
        received_since=moment(received_s),
        acknowledged_since=moment(acknowledged_s),
    )


def conference(*roles, at_s=10.0):
    return ConferenceFlow(room_id="r1", at=after(at_s), monotonic_s=1.0, roles=roles)


def refusals(*roles, required=(POLICE, FIRE), now=None):
    return judge_conference(conference(*roles), required=required, now=now or after(10))


def test_a_conference_counts_when_media_flowed_both_ways_with_every_role_for_five_seconds():
    assert refusals(role(POLICE, 1, 2), role(FIRE, 5, 0)) == ()
    assert refusals(role(POLICE, 1, 2), role(FIRE, 5.001, 0)) == (Refusal.TOO_SHORT,)
    assert refusals(role(POLICE, 1, 2), role(FIRE, 0, 5.001)) == (Refusal.TOO_SHORT,)


def test_a_seat_that_rang_or_only_listens_does_not_count():
    assert refusals(role(POLICE)) == (Refusal.ROLE_MISSING,)
    assert refusals(role(POLICE), required=(FIRE,)) == (Refusal.ROLE_MISSING,)
    assert refusals(role(POLICE), role(FIRE, None, None)) == (Refusal.ONE_WAY,)
    assert refusals(role(POLICE, 0, None), role(FIRE, None, 0)) == (Refusal.ONE_WAY,)
    assert refusals(role(POLICE, None, 0)) == (Refusal.ROLE_MISSING, Refusal.ONE_WAY)


def test_one_person_of_a_title_is_enough():
    assert refusals(role(POLICE, 0, None), role(POLICE, 3, 4, "p2"), role(FIRE)) == ()


def test_where_nobody_is_required_nothing_is_proved():
    assert refusals(role(POLICE), required=()) == (Refusal.ROLE_MISSING,)


def test_a_conference_of_tomorrow_is_refused():
    assert refusals(role(POLICE), role(FIRE), now=after(8)) == ()
    assert refusals(role(POLICE), role(FIRE), now=after(7.9)) == (Refusal.IN_THE_FUTURE,)


def test_a_conference_is_fulfilled_five_seconds_after_the_last_way_opened():
    flow = conference(role(POLICE, 1, 2), role(FIRE, 4, 3), role(FIRE, 5, 5, "p2"), role(RoleTitle.EXPERT, 8, 9))
    assert fulfilled_at(flow, required=[POLICE, FIRE]) == after(9)
    assert fulfilled_at(flow) == after(14)
    with pytest.raises(ValueError, match="both ways"):
        fulfilled_at(conference(role(POLICE, 1, None)))
    with pytest.raises(ValueError, match="both ways"):
        fulfilled_at(conference())


def test_times_without_a_zone_are_no_conference():
    flow = conference(role(POLICE))
    with pytest.raises(ValueError, match="zone"):
        replace(flow, at=flow.at.replace(tzinfo=None))
    with pytest.raises(ValueError, match="zone"):
        replace(flow, roles=(replace(role(POLICE), received_since=T0.replace(tzinfo=None) + timedelta(1)),))
