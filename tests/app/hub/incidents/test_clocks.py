"""What people do to clocks: stops by hand that say so, and exclusions that delete nothing."""

import pytest

from app.domain.events import EventKind
from app.domain.people import PersonType
from app.domain.permissions import Role
from app.domain.sla.clock_rules import status
from app.domain.sla.clocks import ClockStatus, ExclusionReason, StopManner
from app.services.commands.clocks import ExcludeClock, StopClock
from tests.app.hub.incidents.desk import Desk, clock_of, refused
from tests.servers.hub import STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")
SEEN = StopClock(reason="the street sees it and told us by telephone")


async def test_a_stop_by_hand_is_manual_everywhere(desk: Desk) -> None:
    incident = await desk.report()
    desk.clock.advance(42.5)
    clock = clock_of(incident)
    stopped = await desk.officer.stop_clock(incident.incident_id, clock.clock_id, SEEN)
    stop = clock_of(stopped).stop
    assert stop is not None
    assert (stop.manner, stop.reason, stop.at) == (StopManner.BY_HAND, SEEN.reason, desk.clock.now())
    assert stopped.version == 2
    (told,) = await desk.told(incident, EventKind.CLOCK_STOPPED)
    assert (told.payload["manner"], told.payload["reason"], told.payload["by"]) == ("by-hand", SEEN.reason, stop.by)
    assert (told.payload["elapsed_s"], told.payload["is_met"]) == ("42.5", True)


async def test_a_clock_is_stopped_once(desk: Desk) -> None:
    incident = await desk.report()
    clock = clock_of(incident)
    stopped = await desk.officer.stop_clock(incident.incident_id, clock.clock_id, SEEN)
    again = desk.leader.stop_clock(incident.incident_id, clock.clock_id, SEEN)
    assert await refused(again) == (409, "already-stopped")
    assert await desk.now(incident) == stopped


async def test_who_may_not_stop_one(desk: Desk) -> None:
    incident = await desk.report()
    key, clock = incident.incident_id, clock_of(incident)
    operator = await desk.as_(Role.OPERATOR)
    temporary = await desk.running.client(Role.DUTY_OFFICER, STREET, person_type=PersonType.TEMPORARY)
    other = await desk.as_(Role.DUTY_OFFICER, "310105002")
    assert await refused(operator.stop_clock(key, clock.clock_id, SEEN)) == (403, "not-permitted")
    assert await refused(temporary.stop_clock(key, clock.clock_id, SEEN)) == (403, "not-permitted")
    assert await refused(other.stop_clock(key, clock.clock_id, SEEN)) == (404, "not-found")
    assert await refused(desk.officer.stop_clock(key, "nothing", SEEN)) == (404, "not-found")
    assert await desk.now(incident) == incident


async def test_an_exclusion_comes_afterwards_and_keeps_the_sample(desk: Desk) -> None:
    incident = await desk.closed()
    before = clock_of(incident)
    command = ExcludeClock(reason=ExclusionReason.NO_CAMERA_IN_RANGE, note="the nearest is 900 m away")
    excluded = await desk.leader.exclude_clock(incident.incident_id, before.clock_id, command)
    clock = clock_of(excluded)
    assert status(clock, desk.clock.now()) is ClockStatus.EXCLUDED
    assert (clock.started_at, clock.stop, clock.firings, clock.frozen) == (
        before.started_at,
        before.stop,
        before.firings,
        True,
    )
    (told,) = await desk.told(incident, EventKind.CLOCK_EXCLUDED)
    assert (told.payload["reason"], told.payload["note"]) == ("no-camera-in-range", "the nearest is 900 m away")
    assert told.payload["by"] == told.actor_id


async def test_refused_exclusions(desk: Desk) -> None:
    incident = await desk.report()
    key, clock = incident.incident_id, clock_of(incident)
    drill = ExcludeClock(reason=ExclusionReason.DRILL)
    other = ExcludeClock(reason=ExclusionReason.OTHER)
    assert await refused(desk.officer.exclude_clock(key, clock.clock_id, drill)) == (403, "not-permitted")
    assert await refused(desk.leader.exclude_clock(key, clock.clock_id, other)) == (409, "note-needed")
    once = await desk.leader.exclude_clock(key, clock.clock_id, drill)
    assert await refused(desk.leader.exclude_clock(key, clock.clock_id, drill)) == (409, "already-excluded")
    assert await desk.now(incident) == once
