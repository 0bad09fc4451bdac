"""A hundred and fifty commands of two desks in any order, clocks that are set, and restarts of the hub in between: it
answers what the rules of the domain say, and after each restart it has what it answered."""

import random
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.domain import incident_life
from app.domain.event_chain import first_fault
from app.domain.events import EventKind
from app.domain.incident_life import TransitionRefusedError
from app.domain.incidents import Incident, IncidentLevel, IncidentStatus
from app.domain.permissions import Role
from app.domain.sla import clock_rules
from app.domain.sla.clock_rules import ClockRefusedError
from app.domain.sla.clocks import Exclusion, ExclusionReason
from app.domain.sla.policies import CONFERENCE, VIDEO, SlaPolicy, StartRule, StopRule
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError
from app.services.commands.clocks import ExcludeClock, SavePolicy, StopClock
from app.services.commands.incidents import (
    ChangeLevel,
    ConfirmBackdating,
    LinkIncident,
    MergeIncident,
    MoveIncident,
    ProposeBackdating,
    ReopenIncident,
)
from tests.app.hub.incidents.desk import Desk, open_desk
from tests.fakes.clock import FakeClock

COMMANDS = 150
RESTARTS = (50, 100)


class Oracle:
    """What the rules make of the same commands, kept in a dictionary."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.policies: list[SlaPolicy] = []
        self.incidents: dict[str, Incident] = {}

    def warn(self) -> None:
        now = self.clock.now()
        for key, incident in self.incidents.items():
            clocks = tuple(
                clock_rules.with_firings(clock, clock_rules.due_firings(clock, now)) for clock in incident.clocks
            )
            self.incidents[key] = replace(incident, clocks=clocks)

    def starting(self, incident: Incident, start: StartRule) -> tuple[Any, ...]:
        return clock_rules.start_clocks(
            incident, self.policies, start=start, started_at=self.clock.now(), unit_path=PATH, new_id=lambda: "new"
        )


PATH = "/310105/310105001/"
Deed = tuple[Callable[[HubClient], Any], Callable[[], list[Incident]]]


class Life:
    """Chooses commands; each is one call of a client and what the rules say to it."""

    def __init__(self, chance: random.Random, oracle: Oracle) -> None:
        self.chance = chance
        self.oracle = oracle
        self.actor_id = ""

    def choose(self) -> Deed:
        incidents = list(self.oracle.incidents.values())
        one = self.chance.choice(incidents)
        deeds = (
            self.move,
            self.move,
            self.move,
            self.level,
            self.stop,
            self.exclude,
            self.reopen,
            self.propose,
            self.confirm,
            self.merge,
            self.link,
        )
        return self.chance.choice(deeds)(one)

    def version(self, incident: Incident) -> int:
        """Now and then an old one."""
        return incident.version if self.chance.random() < 0.9 else incident.version + 7

    def _versioned(self, incident: Incident, version: int, decide: Callable[[], list[Incident]]) -> Any:
        def decided() -> list[Incident]:
            if version != incident.version:
                raise Stale
            return decide()

        return decided

    def move(self, one: Incident) -> Deed:
        steps = [to for before, to in incident_life.TRANSITIONS if before is one.status]
        to = self.chance.choice([*steps, *steps, *IncidentStatus])
        version = self.version(one)

        def decide() -> list[Incident]:
            now, known = self.oracle.clock.now(), self.oracle.incidents.values()
            if to is IncidentStatus.CLOSED:
                children = [each for each in known if each.parent_id == one.incident_id]
                return [incident_life.close(one, now=now, children=children)]
            moved = incident_life.move(one, to, now=now)
            if to is IncidentStatus.OPENED:
                moved = replace(moved, clocks=moved.clocks + self.oracle.starting(moved, StartRule.OPENED))
            return [moved]

        command = MoveIncident(expected_version=version, to=to)
        return lambda client: client.move_incident(one.incident_id, command), self._versioned(one, version, decide)

    def level(self, one: Incident) -> Deed:
        level, version = self.chance.choice(list(IncidentLevel)), self.version(one)
        command = ChangeLevel(expected_version=version, level=level, reason="r")
        return lambda client: client.change_level(one.incident_id, command), self._versioned(
            one,
            version,
            lambda: [
                incident_life.change_level(
                    one, level, policies=self.oracle.policies, unit_path=PATH, new_id=lambda: "new"
                )
            ],
        )

    def stop(self, one: Incident) -> Deed:
        clock = self.chance.choice(one.clocks)

        def decide() -> list[Incident]:
            stopped = clock_rules.stop_by_hand(clock, at=self.oracle.clock.now(), by=self.actor_id, reason="r")
            return [_with(one, stopped)]

        command = StopClock(reason="r")
        return lambda client: client.stop_clock(one.incident_id, clock.clock_id, command), decide

    def exclude(self, one: Incident) -> Deed:
        clock, reason = self.chance.choice(one.clocks), self.chance.choice(list(ExclusionReason))

        def decide() -> list[Incident]:
            exclusion = Exclusion(reason=reason, by=self.actor_id, at=self.oracle.clock.now())
            return [_with(one, clock_rules.exclude(clock, exclusion))]

        command = ExcludeClock(reason=reason)
        return lambda client: client.exclude_clock(one.incident_id, clock.clock_id, command), decide

    def reopen(self, one: Incident) -> Deed:
        version = self.version(one)
        command = ReopenIncident(expected_version=version, reason="r")
        return lambda client: client.reopen_incident(one.incident_id, command), self._versioned(
            one,
            version,
            lambda: [
                incident_life.reopen(
                    one,
                    now=self.oracle.clock.now(),
                    policies=self.oracle.policies,
                    unit_path=PATH,
                    new_id=lambda: "new",
                )
            ],
        )

    def propose(self, one: Incident) -> Deed:
        version = self.version(one)
        received_at = one.received_at.fromtimestamp(
            one.received_at.timestamp() + self.chance.randint(-200, 50), one.received_at.tzinfo
        )
        command = ProposeBackdating(expected_version=version, received_at=received_at, reason="r")
        return lambda client: client.propose_backdating(one.incident_id, command), self._versioned(
            one,
            version,
            lambda: [
                incident_life.propose_backdating(
                    one, received_at=received_at, reason="r", by=self.actor_id, now=self.oracle.clock.now()
                )
            ],
        )

    def confirm(self, one: Incident) -> Deed:
        version = self.version(one)
        command = ConfirmBackdating(expected_version=version)
        return lambda client: client.confirm_backdating(one.incident_id, command), self._versioned(
            one,
            version,
            lambda: [
                incident_life.confirm_backdating(
                    one, by=self.actor_id, policies=self.oracle.policies, now=self.oracle.clock.now()
                )
            ],
        )

    def merge(self, one: Incident) -> Deed:
        kept, version = self.chance.choice(list(self.oracle.incidents.values())), self.version(one)
        command = MergeIncident(
            expected_version=version, into=kept.incident_id, into_expected_version=kept.version, reason="r"
        )

        def decide() -> list[Incident]:
            known = list(self.oracle.incidents.values())
            after, absorbed = incident_life.merge(kept, one, now=self.oracle.clock.now(), by=self.actor_id)
            above = self.above(kept)
            children = [each for each in known if each.parent_id == one.incident_id and each is not kept]
            parent_of_one = self.oracle.incidents.get(one.parent_id or "")
            return [
                after,
                absorbed,
                *(incident_life.link(each, parent_of_one if each in above else after) for each in children),
            ]

        return lambda client: client.merge_incident(one.incident_id, command), self._versioned(one, version, decide)

    def link(self, one: Incident) -> Deed:
        parent, version = self.chance.choice([*self.oracle.incidents.values(), None]), self.version(one)
        parent_id = parent.incident_id if parent is not None else None
        command = LinkIncident(expected_version=version, parent_id=parent_id)

        def decide() -> list[Incident]:
            if parent_id == one.parent_id:
                return [one]
            if parent is not None and parent.status.over and not one.status.over:
                raise TransitionRefusedError(incident_life.TransitionRefusal.OVER)
            above = [each.incident_id for each in self.above(parent)] if parent is not None else []
            return [incident_life.link(one, parent, ancestor_ids=above)]

        return lambda client: client.link_incident(one.incident_id, command), self._versioned(one, version, decide)

    def above(self, one: Incident) -> list[Incident]:
        found = []
        while one.parent_id is not None:
            one = self.oracle.incidents[one.parent_id]
            found.append(one)
        return found


class Stale(Exception):  # noqa: N818 a code of the hub, not a fault
    code = "stale-version"


def _with(incident: Incident, clock: Any) -> Incident:
    clocks = tuple(clock if one.clock_id == clock.clock_id else one for one in incident.clocks)
    return replace(incident, version=incident.version + 1, clocks=clocks)


def nameless(incident: Incident) -> Incident:
    """Without the clocks' ids, which the hub draws."""
    return replace(incident, clocks=tuple(replace(clock, clock_id="") for clock in incident.clocks))


async def test_the_hub_answers_what_the_rules_say_across_restarts_and_set_clocks(tmp_path: Path) -> None:
    chance, clock = random.Random(515), FakeClock()
    oracle = Oracle(clock)
    life = Life(chance, oracle)
    done = refused = 0
    async with AsyncExitStack() as running:
        desk = await running.enter_async_context(open_desk(tmp_path / "hub", clock=clock))
        await promise(desk)
        oracle.policies = desk.hub.policies.all()
        for number in range(COMMANDS):
            if number in RESTARTS:
                await running.aclose()
                clock.advance(chance.randint(0, 200))
                desk = await running.enter_async_context(open_desk(tmp_path / "hub", clock=clock))
                await settle(desk, oracle)
            clock.advance(chance.choice((0, 1, 10, 45)))
            if chance.random() < 0.06:
                clock.step(chance.choice((-3600, 3600)))
            await settle(desk, oracle)
            if number % 10 == 0:
                incident = await desk.report(is_drill=chance.random() < 0.2)
                oracle.incidents[incident.incident_id] = incident
            client = chance.choice((desk.leader, await desk.as_(Role.DIRECTOR)))
            life.actor_id = (await client.me()).account_id
            ask, decide = life.choose()
            try:
                expected = decide()
                await ask(client)
                done += 1
                oracle.incidents |= {one.incident_id: one for one in expected}
            except (TransitionRefusedError, ClockRefusedError, Stale) as rule:
                code = await refusal(ask, client)
                assert code == rule.code
                refused += 1
            await settle(desk, oracle)
            await compare(desk, oracle)
        administrator = await desk.as_(Role.ADMINISTRATOR)
        events = await administrator.events(limit=5000)
    assert first_fault(events) is None
    warned = [
        (event.payload["clock"], event.payload["percent"], event.payload["title"])
        for event in events
        if event.kind is EventKind.CLOCK_WARNED
    ]
    assert len(set(warned)) == len(warned) > 50
    assert min(done, refused) > 30, "both are tried"


async def promise(desk: Desk) -> None:
    """Tighter targets for graver levels, and a report that is owed from the opening."""
    director = await desk.as_(Role.DIRECTOR)
    targets = ({"target_s": 300}, {"target_s": 120, "level": "I"}, {"target_s": 200, "level": "II"})
    for clock, start, stop, version in (
        (VIDEO, StartRule.RECEIVED, StopRule.VIDEO_EVIDENCE, 1),
        (CONFERENCE, StartRule.RECEIVED, StopRule.CONFERENCE_EVIDENCE, 1),
        ("report", StartRule.OPENED, StopRule.INITIAL_REPORT, 0),
    ):
        thresholds = (await director.policies(VIDEO))[0].thresholds
        command = SavePolicy(
            expected_version=version,
            clock=clock,
            name=clock,
            start=start,
            stop=stop,
            targets=targets,
            thresholds=thresholds,
        )
        await director.save_policy(clock, command)


async def settle(desk: Desk, oracle: Oracle) -> None:
    await desk.hub.watch.fire_due()
    oracle.warn()


async def refusal(ask: Callable[[HubClient], Any], client: HubClient) -> str:
    try:
        await ask(client)
    except HubRefusedError as error:
        return error.code
    return "taken"


async def compare(desk: Desk, oracle: Oracle) -> None:
    """Equal but for the ids of new clocks, which the oracle takes over."""
    found = {one.incident_id: one for one in await desk.officer.incidents(limit="2000")}
    assert {key: nameless(one) for key, one in found.items()} == {
        key: nameless(one) for key, one in oracle.incidents.items()
    }
    oracle.incidents = found
