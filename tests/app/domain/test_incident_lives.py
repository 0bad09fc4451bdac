"""Several incidents' lives at once, at random: the commands of many desks in any order, a watch, restarts, and a time
of day that jumps. A plain model says what every clock must be; the incidents must agree after every step."""

from dataclasses import dataclass, field, replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pydantic import TypeAdapter

from app.domain.incident_life import (
    TRANSITIONS,
    TransitionRefusedError,
    change_level,
    confirm_backdating,
    merge,
    move,
    propose_backdating,
    reopen,
)
from app.domain.incidents import Incident, IncidentLevel, IncidentStatus
from app.domain.sla.clock_rules import ClockRefusedError, due_firings, elapsed_s, stop_by_evidence, with_firings
from app.domain.sla.policies import CONFERENCE, VIDEO, Target
from tests.app.domain.examples import STREET, after, incident, new_id, policy, with_clocks

STORED = TypeAdapter(dict[str, Incident])
SECONDS = {
    VIDEO: {"I": 120, "II": 180, "III": 300, "IV": 300},
    CONFERENCE: {"I": 600, "II": 900, "III": 900, "IV": 900},
    "final-report": {"I": 3600, "II": 7200, "III": 7200, "IV": 7200},
}
POLICIES = tuple(
    policy(kind, targets=tuple(Target(target_s=target, level=level) for level, target in targets.items()))
    for kind, targets in SECONDS.items()
)
# A newer version that nothing which runs may notice.
LATER = tuple(replace(one, version=2, targets=(Target(target_s=1),)) for one in POLICIES)
WAY = (
    IncidentStatus.REGISTERED,
    IncidentStatus.VERIFIED,
    IncidentStatus.OPENED,
    IncidentStatus.ASSIGNED,
    IncidentStatus.IN_PROGRESS,
    IncidentStatus.REPORTED_BACK,
    IncidentStatus.CHECKED,
    IncidentStatus.CLOSED,
)
PERCENTS = (50, 75, 90, 100, 120)


@dataclass
class Promise:
    """One clock as the specification has it, in seconds since T0."""

    kind: str
    cycle: int
    start: int
    target: int
    stop: int | None = None
    frozen: bool = False
    merged: bool = False
    told: set[int] = field(default_factory=set)

    @property
    def running(self):
        return self.stop is None and not self.frozen

    def due(self, now):
        if not self.running:
            return set()
        return {percent for percent in PERCENTS if (now - self.start) * 100 >= self.target * percent} - self.told


@dataclass
class Life:
    version: int = 1
    status: IncidentStatus = IncidentStatus.REGISTERED
    level: str = "III"
    drill: bool = False
    received: int = 0
    cycle: int = 1
    waiting: tuple[int, str] | None = None
    promises: list[Promise] = field(default_factory=list)

    def begin(self, now):
        self.promises += [Promise(kind, self.cycle, now, SECONDS[kind][self.level]) for kind in SECONDS]

    def of_this_cycle(self):
        return [one for one in self.promises if one.cycle == self.cycle]


which = st.integers(0, 4)


class Hall(RuleBasedStateMachine):
    """`stored` is what the hub keeps, `lives` what must be true of it."""

    @initialize(drills=st.lists(st.booleans(), min_size=2, max_size=5))
    def reports_come_in(self, drills):
        self.now = 0
        self.stored, self.lives, self.given = {}, {}, []
        for index, drill in enumerate(drills):
            what = incident(f"i{index}", is_drill=drill, received_at=after(0), registered_at=after(0))
            self.stored[what.incident_id] = with_clocks(what, *POLICIES)
            life = self.lives[what.incident_id] = Life(drill=drill)
            life.begin(0)

    def key(self, index):
        return list(self.stored)[index % len(self.stored)]

    def command(self, key, decide, expected):
        """Taken exactly when the model expects it, and then one version further. True when it was taken."""
        try:
            changed = decide(self.stored[key])
        except (TransitionRefusedError, ClockRefusedError):
            assert not expected
            return False
        assert expected
        self.stored[key] = changed
        self.lives[key].version += 1
        return True

    @rule(seconds=st.integers(0, 400))
    def time_passes(self, seconds):
        self.now += seconds

    @rule(seconds=st.integers(-3600, 3600))
    def the_clock_is_set(self, seconds):
        self.now += seconds

    @rule()
    def the_hub_restarts(self):
        self.stored = STORED.validate_json(STORED.dump_json(self.stored))

    @rule()
    def the_watch_wakes(self):
        for key, what in self.stored.items():
            clocks = []
            for clock, promise in zip(what.clocks, self.lives[key].promises, strict=True):
                firings = due_firings(clock, after(self.now))
                assert {one.percent for one in firings} == promise.due(self.now)
                self.given += [(clock.clock_id, one.percent) for one in firings]
                promise.told |= promise.due(self.now)
                clocks.append(with_firings(clock, firings))
            self.stored[key] = replace(what, clocks=tuple(clocks))

    @rule(index=which, steps=st.integers(1, 7))
    def it_is_handled(self, index, steps):
        for _ in range(steps):
            status = self.lives[self.key(index)].status
            if status in WAY[:-1]:
                self.a_step(index, WAY[WAY.index(status) + 1])

    @rule(index=which, to=st.sampled_from(IncidentStatus))
    def a_step(self, index, to):
        key = self.key(index)
        life = self.lives[key]
        possible = (life.status, to) in TRANSITIONS and not life.status.over and to is not IncidentStatus.MERGED
        if self.command(key, lambda what: move(what, to, now=after(self.now)), possible):
            life.status = to
            for one in life.of_this_cycle():
                ends = to is IncidentStatus.FALSE_REPORT or (to is IncidentStatus.CLOSED and one.kind != "final-report")
                one.frozen = one.frozen or ends

    @rule(index=which, level=st.sampled_from(IncidentLevel))
    def another_level(self, index, level):
        key = self.key(index)
        life = self.lives[key]

        def decide(what):
            return change_level(what, level, policies=(*LATER, *POLICIES), unit_path=STREET, new_id=new_id)

        if self.command(key, decide, not life.status.over and life.level != level):
            life.level = level
            for one in life.of_this_cycle():
                if one.running:
                    one.target = min(one.target, SECONDS[one.kind][level])

    @rule(index=which, ago=st.sampled_from([0, 0, 0, 5, 30]), kind=st.sampled_from(list(SECONDS)))
    def evidence(self, index, ago, kind):
        key = self.key(index)
        life = self.lives[key]
        promise = next(one for one in life.of_this_cycle() if one.kind == kind)
        at = self.now - ago

        def decide(what):
            clocks = tuple(
                stop_by_evidence(one, at=after(at), by="hub", evidence_id="e")
                if (one.kind, one.cycle) == (kind, life.cycle)
                else one
                for one in what.clocks
            )
            return replace(what, clocks=clocks, version=what.version + 1)

        if self.command(key, decide, promise.running and at >= promise.start):
            promise.stop = at

    @rule(index=which, seconds=st.integers(-900, 60), by=st.sampled_from(["li", "wang", "zhao"]))
    def an_earlier_receipt_is_proposed(self, index, seconds, by):
        key = self.key(index)
        life = self.lives[key]

        def decide(what):
            return propose_backdating(what, received_at=after(seconds), reason="noted", by=by, now=after(self.now))

        if self.command(key, decide, not life.status.over and life.cycle == 1 and seconds < life.received):
            life.waiting = seconds, by

    @rule(index=which, by=st.sampled_from(["li", "wang", "zhao"]))
    def and_confirmed(self, index, by):
        key = self.key(index)
        life = self.lives[key]
        possible = life.waiting is not None and life.waiting[1] != by and not life.status.over

        def decide(what):
            return confirm_backdating(what, by=by, policies=(*LATER, *POLICIES), now=after(self.now))

        if self.command(key, decide, possible):
            life.received, life.waiting = life.waiting[0], None
            for one in life.promises:
                if not one.frozen:
                    one.start = min(one.start, life.received)

    @rule(index=which)
    def reopening(self, index):
        key = self.key(index)
        life = self.lives[key]
        possible = life.status in (IncidentStatus.CLOSED, IncidentStatus.FALSE_REPORT)

        def decide(what):
            return reopen(what, now=after(self.now), policies=POLICIES, unit_path=STREET, new_id=new_id)

        if self.command(key, decide, possible):
            for one in life.promises:
                one.frozen = True
            life.status, life.cycle = IncidentStatus.OPENED, life.cycle + 1
            life.begin(self.now)

    @precondition(lambda self: len(self.stored) > 1)
    @rule(index=which, other=which)
    def merging(self, index, other):
        kept, absorbed = self.key(index), self.key(other)
        mine, theirs = self.lives[kept], self.lives[absorbed]
        graver = list(IncidentLevel).index(theirs.level) < list(IncidentLevel).index(mine.level)
        over = mine.status.over or theirs.status.over
        possible = kept != absorbed and not over and not graver and mine.drill == theirs.drill
        try:
            pair = merge(self.stored[kept], self.stored[absorbed], now=after(self.now))
        except TransitionRefusedError:
            assert not possible
            return
        assert possible
        self.stored[kept], self.stored[absorbed] = pair
        mine.version += 1
        theirs.version += 1
        starts = {one.kind: one.start for one in theirs.of_this_cycle()}
        for one in mine.of_this_cycle():
            one.start = min(one.start, starts[one.kind])
        theirs.status = IncidentStatus.MERGED
        for one in theirs.promises:
            one.frozen = one.merged = True

    @invariant()
    def every_clock_is_what_was_promised(self):
        for key, life in self.lives.items():
            what = self.stored[key]
            assert (what.version, what.status, what.level, what.cycle) == (
                life.version,
                life.status,
                life.level,
                life.cycle,
            )
            assert what.received_at == after(life.received) <= what.registered_at
            for clock, promise in zip(what.clocks, life.promises, strict=True):
                assert (clock.kind, clock.cycle, clock.frozen) == (promise.kind, promise.cycle, promise.frozen)
                assert (clock.started_at, clock.target_s) == (after(promise.start), promise.target)
                assert (clock.stop and clock.stop.at) == (None if promise.stop is None else after(promise.stop))
                assert bool(clock.exclusions) == promise.merged
                assert {one.percent for one in clock.firings} == promise.told
                assert elapsed_s(clock, after(self.now)) >= 0

    @invariant()
    def no_warning_is_given_twice(self):
        assert len(self.given) == len(set(self.given))


TestHall = Hall.TestCase
TestHall.settings = settings(max_examples=150, stateful_step_count=50)
