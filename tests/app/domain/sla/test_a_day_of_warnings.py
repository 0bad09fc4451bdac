"""A day of a busy district with the time injected: 500 incidents, each warning given exactly once and at its time.

The watch is the simplest there can be: sleep until the nearest due moment of what is stored, wake (sometimes early,
as event loops do), read the clock, give what is due. It is killed and restarted, and it oversleeps.
"""

import heapq
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from pydantic import TypeAdapter

from app.domain.incidents import Incident, IncidentLevel
from app.domain.sla.clock_rules import due_firings, next_due_at, stop_by_evidence, with_firings
from app.domain.sla.policies import CONFERENCE, Target
from tests.app.domain.examples import T0, after, incident, policy, with_clocks

DAY_S = 86_400
STORED = TypeAdapter(dict[str, Incident])
POLICIES = (
    policy(targets=(Target(target_s=300), Target(target_s=180, level="I"))),
    policy(CONFERENCE, 900),
)


class District:
    """What the hub has stored, and the watch over it."""

    def __init__(self, chance):
        self.chance = chance
        self.stored = {}
        self.due = []
        self.warnings = []  # (clock id, percent), each when it was given: (due at, given at)
        self.times = {}

    def keep(self, what):
        self.stored[what.incident_id] = what
        for one in what.clocks:
            if (due_at := next_due_at(one)) is not None:
                heapq.heappush(self.due, (due_at, what.incident_id))

    def restart(self):
        self.stored = STORED.validate_json(STORED.dump_json(self.stored))
        self.due = []
        for what in self.stored.values():
            self.keep(what)

    def watch(self, until):
        """Live until then: wake for everything that is due before."""
        while self.due and self.due[0][0] <= until:
            due_at, incident_id = heapq.heappop(self.due)
            self.give(incident_id, due_at - timedelta(milliseconds=self.chance.choice((0, 0, 49))))
            self.give(incident_id, due_at)

    def oversleep(self, now):
        for incident_id in list(self.stored):
            self.give(incident_id, now)

    def give(self, incident_id, now):
        what = self.stored[incident_id]
        firings = {one.clock_id: due_firings(one, now) for one in what.clocks}
        for clock_id, due in firings.items():
            for firing in due:
                self.warnings.append((clock_id, firing.percent))
                self.times[self.warnings[-1]] = firing.due_at, now
        if any(firings.values()):
            self.keep(replace(what, clocks=tuple(with_firings(one, firings[one.clock_id]) for one in what.clocks)))

    def stop(self, incident_id, kind, at):
        what = self.stored[incident_id]
        clocks = [
            stop_by_evidence(one, at=at, by="hub", evidence_id="e") if one.kind == kind else one for one in what.clocks
        ]
        self.keep(replace(what, clocks=tuple(clocks)))


def test_a_day_of_500_incidents_gives_each_warning_exactly_once_and_in_time():
    chance = random.Random(515)
    district, happenings, expected = District(chance), [], Counter()
    for index in range(500):
        at_s = chance.uniform(0, DAY_S - 3600)
        what = incident(
            f"i{index}",
            level=chance.choice(list(IncidentLevel)),
            received_at=after(at_s),
            registered_at=after(at_s),
            is_drill=chance.random() < 0.2,
        )
        what = with_clocks(what, *POLICIES)
        happenings.append((after(at_s), index, "comes", what))
        for order, one in enumerate(what.clocks):
            share = chance.choice((chance.uniform(0.05, 1.5), None))  # of the target; None: nobody ever shows anything
            if share is not None:
                stopped_at = one.started_at + timedelta(seconds=round(one.target_s * share, 3))
                happenings.append((stopped_at, 500 + 2 * index + order, "is stopped", (what.incident_id, one.kind)))
            for percent, _title in one.thresholds:
                if share is None or one.target_s * percent / 100 <= round(one.target_s * share, 3):
                    expected[one.clock_id, percent] += 1
    restarts = [(after(chance.uniform(0, DAY_S)), 2000 + number, "restart", None) for number in range(24)]

    for at, _order, kind, of in sorted([*happenings, *restarts]):
        district.watch(at)
        if kind == "comes":
            district.keep(of)
        elif kind == "is stopped":
            district.stop(*of, at)
        else:
            district.restart()
    district.watch(T0 + timedelta(seconds=DAY_S))

    assert len(expected) > 2500
    assert Counter(district.warnings) == expected
    assert all(given_at == due_at for due_at, given_at in district.times.values())


def test_what_fell_due_while_the_hub_was_down_is_given_once_when_it_is_back():
    district = District(random.Random(1))
    for index in range(50):
        district.keep(with_clocks(incident(f"i{index}", received_at=after(10 * index)), POLICIES[0]))
    district.watch(after(200))
    before = len(district.warnings)
    district.restart()
    district.oversleep(after(3600))
    district.oversleep(after(0))  # and then somebody sets the clock back
    district.watch(after(7200))
    assert 0 < before < 250
    clocks = [one for what in district.stored.values() for one in what.clocks]
    assert Counter(district.warnings) == {(one.clock_id, percent): 1 for one in clocks for percent, _ in one.thresholds}
