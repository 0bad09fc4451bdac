"""A clock's whole life, at random, against a second way of computing the same: whole seconds and multiplication.

The time of day jumps both ways, the hub restarts between any two steps, and commands come in any order.
"""

from dataclasses import dataclass, field
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from app.domain.sla.clock_rules import (
    ClockRefusedError,
    backdated,
    deadline,
    due_firings,
    elapsed_s,
    exclude,
    freeze,
    is_met,
    merged_start,
    next_due_at,
    remaining_s,
    retarget,
    status,
    stop_by_evidence,
    stop_by_hand,
    with_firings,
)
from app.domain.sla.clocks import ClockStatus, Exclusion, ExclusionReason, SlaClock
from tests.app.domain.examples import T0, after, clock

STORED = TypeAdapter(SlaClock)
THRESHOLDS = clock().thresholds


@dataclass
class Oracle:
    """What is known of the clock, in whole seconds since T0."""

    start: int = 0
    target: int = 300
    stop: int | None = None
    frozen: bool = False
    excluded: list[tuple[str, str]] = field(default_factory=list)
    told: list[tuple[int, str]] = field(default_factory=list)

    def passed(self, now, percent):
        return (now - self.start) * 100 >= self.target * percent

    def due(self, now):
        if (
            self.stop is not None
            or self.frozen
            or {"false-report", "merged"} & {reason for reason, _by in self.excluded}
        ):
            return []
        return [pair for pair in THRESHOLDS if pair not in self.told and self.passed(now, pair[0])]

    def says(self, now):
        if self.excluded:
            return ClockStatus.EXCLUDED
        if self.stop is not None:
            return ClockStatus.MET if self.stop - self.start <= self.target else ClockStatus.BREACHED
        if self.frozen or now - self.start > self.target:
            return ClockStatus.BREACHED
        return ClockStatus.WARNED if self.passed(now, 50) else ClockStatus.RUNNING


seconds = st.integers(-500, 1500)
steps = st.one_of(
    st.tuples(st.just("time passes"), st.integers(0, 200)),
    st.tuples(st.just("clock is set"), st.integers(-3600, 3600)),
    st.tuples(st.just("watch wakes")),
    st.tuples(st.just("watch wakes")),
    st.tuples(st.just("evidence"), st.integers(0, 60)),
    st.tuples(st.just("by hand"), st.sampled_from(["seen", " "])),
    st.tuples(
        st.just("exclude"),
        st.sampled_from([one for one in ExclusionReason if one is not ExclusionReason.OTHER]),
        st.sampled_from(["li", "wang"]),
    ),
    st.tuples(st.just("retarget"), st.sampled_from([60, 120, 200, 300, 900])),
    st.tuples(st.just("backdate"), seconds),
    st.tuples(st.just("merge"), seconds),
    st.tuples(st.just("freeze")),
)


def obey(oracle, step, now):
    """What the step does by the specification; False where it is to be refused."""
    match step:
        case ("evidence", ago):
            if oracle.frozen or oracle.stop is not None or now - ago < oracle.start:
                return False
            oracle.stop = now - ago
        case ("by hand", reason):
            if oracle.frozen or oracle.stop is not None or now < oracle.start or reason == " ":
                return False
            oracle.stop = now
        case ("exclude", reason, by):
            if (reason, by) in oracle.excluded:
                return False
            oracle.excluded.append((reason, by))
        case ("retarget", target):
            if oracle.stop is None and not oracle.frozen:
                oracle.target = min(oracle.target, target)
        case ("backdate" | "merge", start):
            if not oracle.frozen:
                oracle.start = min(oracle.start, start)
        case ("freeze",):
            oracle.frozen = True
    return True


def do(real, step, now):
    match step:
        case ("evidence", ago):
            return stop_by_evidence(real, at=after(now - ago), by="hub", evidence_id="e")
        case ("by hand", reason):
            return stop_by_hand(real, at=after(now), by="li", reason=reason)
        case ("exclude", reason, by):
            return exclude(real, Exclusion(reason=reason, by=by, at=after(now)))
        case ("retarget", target):
            return retarget(real, target)
        case ("backdate", start):
            return backdated(real, after(start))
        case ("merge", start):
            return merged_start(real, clock(clock_id="other", started_at=after(start)))
        case ("freeze",):
            return freeze(real)
    return real


@settings(max_examples=400)
@given(st.lists(steps, min_size=5, max_size=40))
def test_a_random_life_is_what_the_specification_says_at_every_step(life):
    real, oracle, now, given_warnings = clock(), Oracle(), 0, []
    for step in life:
        if step[0] in ("time passes", "clock is set"):
            now += step[1]
        elif step[0] == "watch wakes":
            firings, expected = due_firings(real, after(now)), oracle.due(now)
            assert [(one.percent, one.title) for one in firings] == expected
            for one in firings:
                assert (
                    one.due_at == after(oracle.start + oracle.target * one.percent / 100) <= one.fired_at == after(now)
                )
            given_warnings += expected
            oracle.told += expected
            real = with_firings(real, firings)
        else:
            before = real
            try:
                real = do(real, step, now)
                taken = True
            except ClockRefusedError:
                taken = False
            assert taken == obey(oracle, step, now)
            assert taken or real == before
        real = STORED.validate_json(STORED.dump_json(real))  # a restart

        assert len(given_warnings) == len(set(given_warnings)), "a warning was given twice"
        assert status(real, after(now)) is oracle.says(now)
        assert elapsed_s(real, after(now)) == max(0, (now if oracle.stop is None else oracle.stop) - oracle.start)
        assert remaining_s(real, after(now)) == real.target_s - elapsed_s(real, after(now))
        assert deadline(real) == after(oracle.start + oracle.target)
        assert is_met(real) == (oracle.stop is not None and oracle.stop - oracle.start <= oracle.target)
        due_at = next_due_at(real)
        assert (due_at is not None and due_at <= after(now)) == bool(oracle.due(now))
        assert due_at is not None or oracle.due(10**9) == []


@settings(max_examples=25)
@given(st.integers(60, 290), seconds, seconds, st.integers(0, 400))
def test_commands_that_cross_lead_to_one_clock_in_whatever_order(target, backdate, merge, now):
    commands = (("retarget", target), ("backdate", backdate), ("merge", merge))
    ends = set()
    for order in permutations(commands):
        real = with_firings(clock(), due_firings(clock(), after(now)))
        for command in order:
            real = do(real, command, now)
        ends.add((real.started_at, real.target_s, due_firings(real, after(now))))
    assert ends == {(min(T0, after(backdate), after(merge)), target, due_firings(real, after(now)))}
