"""Promises are data with versions: a new one is for what comes, and what runs keeps its own."""

from typing import Any

import pytest

from app.domain.events import EventKind
from app.domain.permissions import Role
from app.domain.sla.policies import SlaPolicy, StartRule, StopRule
from app.services.commands.clocks import SavePolicy
from tests.app.hub.incidents.desk import Desk, clock_of, place_of, refused
from tests.servers.hub import STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")


def policy(expected_version: int = 0, clock: str = "on-site", **changes: Any) -> SavePolicy:
    known: dict[str, Any] = {
        "expected_version": expected_version,
        "clock": clock,
        "name": clock,
        "stop": StopRule.BY_HAND,
        "targets": ({"target_s": 600},),
    }
    return SavePolicy(**(known | changes))


async def save(desk: Desk, policy_id: str, command: SavePolicy) -> SlaPolicy:
    return await (await desk.as_(Role.DIRECTOR)).save_policy(policy_id, command)


async def test_a_policy_changed_while_a_clock_runs_is_for_the_next_one(desk: Desk) -> None:
    (video,) = await desk.officer.policies("video")
    running = await desk.report()
    changed = policy(1, "video", stop=video.stop, targets=({"target_s": 60},), thresholds=())
    saved = await save(desk, "video", changed)
    assert (saved.version, saved.created_at) == (2, desk.clock.now())
    next_one = await desk.report()
    assert clock_of(await desk.now(running)) == clock_of(running)
    assert [(clock_of(one).target_s, clock_of(one).policy_version) for one in (running, next_one)] == [
        (300.0, 1),
        (60.0, 2),
    ]
    assert [one.version for one in await desk.officer.policies("video")] == [1, 2]
    desk.clock.advance(150)
    await desk.hub.watch.fire_due()
    assert [firing.percent for firing in clock_of(await desk.now(running)).firings] == [50]


async def test_a_new_promise_is_kept_by_everything_that_is_reported_from_then_on(desk: Desk) -> None:
    before = await desk.report()
    saved = await save(desk, "on-site", policy(start=StartRule.OPENED, thresholds=({"percent": 90, "title": "fire"},)))
    assert (saved.version, saved.clock) == (1, "on-site")
    opened = await desk.opened()
    assert clock_of(opened, "on-site").target_s == 600.0
    assert [one.kind for one in before.clocks] == ["video", "conference"]
    off = await save(desk, "on-site", policy(1, start=StartRule.OPENED, enabled=False))
    assert not off.enabled
    assert {one.kind for one in (await desk.opened()).clocks} == {"video", "conference"}
    administrator = await desk.as_(Role.ADMINISTRATOR)
    told = [event for event in await administrator.events() if ("policy", "on-site") in event.about]
    assert [event.kind for event in told] == [EventKind.POLICY_SAVED] * 2
    assert told[0].payload["targets"] == [{"target_s": "600.0", "level": None, "incident_class": None, "unit_id": None}]
    assert told[0].payload["thresholds"] == [{"percent": 90, "title": "fire"}]


async def test_stale_and_unusable_policies_are_refused_whole(desk: Desk) -> None:
    assert await refused(save(desk, "video", policy(0, "video"))) == (409, "stale-version")
    assert await refused(save(desk, "conference", policy(2, "conference"))) == (409, "stale-version")
    assert await refused(save(desk, "nothing", policy(3))) == (409, "stale-version")
    assert await refused(save(desk, "video-too", policy(0, "video", stop="video-evidence"))) == (409, "clock-known")
    assert await place_of(save(desk, "conference", policy(1, "meeting"))) == "clock"
    assert await place_of(save(desk, "conference", policy(1, "conference"))) == "stop"
    assert await place_of(save(desk, "a", policy(clock="a", stop="acknowledgement"))) == "start"
    twice = ({"percent": 50, "title": "fire"},) * 2
    assert await place_of(save(desk, "a", policy(clock="a", thresholds=twice))) == "thresholds"
    for targets, place in (
        (({"target_s": 5, "level": "V"},), "targets.0.level"),
        (({"target_s": 5}, {"target_s": 6, "incident_class": "flood"}), "targets.1.incident_class"),
        (({"target_s": 5, "unit_id": "nobody"},), "targets.0.unit_id"),
        (({"target_s": 5}, {"target_s": 6}), "targets.1"),
    ):
        assert await place_of(save(desk, "a", policy(clock="a", targets=targets))) == place
    assert await desk.officer.policies("a") == []


async def test_policies_are_the_whole_districts_matter(desk: Desk) -> None:
    street_director = await desk.as_(Role.DIRECTOR, STREET)
    command = policy(clock="ours")
    assert await refused(street_director.save_policy("ours", command)) == (403, "not-permitted")
    assert await refused(desk.leader.save_policy("ours", command)) == (403, "not-permitted")
    assert await desk.officer.policies("ours") == []
