"""Each warning is given once, in time, to whom it is for: across restarts, set clocks, a database that is gone."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from app.domain.events import EventKind
from app.domain.incidents import Incident
from app.domain.permissions import Role
from app.domain.sla.clocks import ExclusionReason
from app.services.commands.clocks import ExcludeClock, SavePolicy, StopClock
from app.services.commands.incidents import ChangeLevel
from app.store.change import Change, Committed
from app.store.errors import StoreUnavailableError
from tests.app.hub.incidents.desk import Desk, clock_of, open_desk
from tests.fakes.clock import FakeClock

pytestmark = pytest.mark.asyncio(loop_scope="module")
VIDEO_WARNINGS = [
    (50, "duty-officer"),
    (75, "duty-officer"),
    (90, "duty-leader"),
    (100, "duty-leader"),
    (120, "director"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """One hub for all of them, each with incidents of its own."""
    async with open_desk(tmp_path_factory.mktemp("hub") / "data") as opened:
        yield opened


async def given(desk: Desk, incident: Incident) -> list[tuple[int, str]]:
    """About the video, so far."""
    return [
        (event.payload["percent"], event.payload["title"])
        for event in await desk.told(incident, EventKind.CLOCK_WARNED)
        if event.payload["kind"] == "video"
    ]


async def pass_time(desk: Desk, seconds: int) -> None:
    """Second by second, as the watch looks."""
    for _ in range(seconds):
        desk.clock.advance(1)
        await desk.hub.watch.fire_due()


async def test_warnings_climb_from_duty_officer_to_director_each_once_and_none_late(desk: Desk) -> None:
    incident = await desk.report()
    await pass_time(desk, 400)
    assert await given(desk, incident) == VIDEO_WARNINGS
    for event in await desk.told(incident, EventKind.CLOCK_WARNED):
        percent, kind = event.payload["percent"], event.payload["kind"]
        target_s = {"video": 300, "conference": 900}[kind]
        due_at = incident.received_at + timedelta(seconds=target_s * percent / 100)
        assert event.payload["due_at"] == due_at.isoformat()
        assert timedelta(0) <= event.at - due_at <= timedelta(seconds=1)
    now = await desk.now(incident)
    assert [(one.percent, one.title) for one in clock_of(now).firings] == VIDEO_WARNINGS
    assert now.version == incident.version, "a warning refuses nobody's command"


async def test_the_event_says_whom_it_calls_and_for_what(desk: Desk) -> None:
    incident = await desk.report(is_drill=True)
    desk.clock.advance(150)
    await desk.hub.watch.fire_due()
    (event,) = await desk.told(incident, EventKind.CLOCK_WARNED)
    clock = clock_of(incident)
    assert event.actor_id == "hub"
    assert event.about == (("incident", incident.incident_id),)
    assert event.payload == {
        "clock": clock.clock_id,
        "kind": "video",
        "name": clock.name,
        "cycle": 1,
        "percent": 50,
        "title": "duty-officer",
        "due_at": desk.clock.now().isoformat(),
        "deadline": desk.after(150).isoformat(),
        "number": incident.number,
        "level": "III",
        "is_drill": True,
    }


async def test_a_clock_that_is_set_repeats_and_loses_nothing(desk: Desk) -> None:
    incident = await desk.report()
    await pass_time(desk, 160)
    desk.clock.step(-3600)
    await pass_time(desk, 60)
    assert await given(desk, incident) == VIDEO_WARNINGS[:1]
    desk.clock.step(3600)
    await pass_time(desk, 10)
    assert await given(desk, incident) == VIDEO_WARNINGS[:2]
    desk.clock.step(3600)
    await desk.hub.watch.fire_due()
    assert await given(desk, incident) == VIDEO_WARNINGS, "by the hub's clock all of them are due"
    desk.clock.step(-3600)
    await pass_time(desk, 200)
    assert await given(desk, incident) == VIDEO_WARNINGS


async def test_a_clock_set_back_while_a_warning_is_on_its_way_postpones_it(desk: Desk) -> None:
    incident = await desk.report()
    desk.clock.advance(150)
    firing = asyncio.create_task(desk.hub.watch.fire_due())
    await asyncio.sleep(0)
    desk.clock.step(-100)
    await firing
    assert await given(desk, incident) == []
    await pass_time(desk, 100)
    assert await given(desk, incident) == VIDEO_WARNINGS[:1]


async def test_a_restart_remembers_what_was_given_and_gives_what_fell_due_meanwhile(tmp_path: Path) -> None:
    clock = FakeClock()
    async with open_desk(tmp_path / "hub", clock=clock) as desk:
        incident = await desk.report()
        await pass_time(desk, 151)
        before = await desk.now(incident)
    clock.advance(80)
    async with open_desk(tmp_path / "hub", clock=clock) as desk:
        await desk.hub.watch.fire_due()
        assert await given(desk, incident) == VIDEO_WARNINGS[:2]
        after = await desk.now(incident)
        assert [one.started_at for one in after.clocks] == [one.started_at for one in before.clocks]
        assert clock_of(after).firings[0] == clock_of(before).firings[0]
        assert clock_of(after).firings[1].due_at == incident.received_at + timedelta(seconds=225)
        await pass_time(desk, 200)
        assert await given(desk, incident) == VIDEO_WARNINGS


async def test_what_a_stop_an_exclusion_or_the_end_silences(desk: Desk) -> None:
    stopped, false, over, excluded = [await desk.report() for _ in range(4)]
    await desk.officer.stop_clock(stopped.incident_id, clock_of(stopped).clock_id, StopClock(reason="seen"))
    command = ExcludeClock(reason=ExclusionReason.FALSE_REPORT)
    await desk.leader.exclude_clock(false.incident_id, clock_of(false).clock_id, command)
    await desk.move(over, "false_report")
    command = ExcludeClock(reason=ExclusionReason.NO_CAMERA_IN_RANGE)
    await desk.leader.exclude_clock(excluded.incident_id, clock_of(excluded).clock_id, command)
    await pass_time(desk, 160)
    assert [await given(desk, one) for one in (stopped, false, over)] == [[], [], []]
    assert await given(desk, excluded) == VIDEO_WARNINGS[:1], "there is no pause"


async def test_a_tighter_target_is_warned_of_at_once_where_it_is_due(desk: Desk) -> None:
    director = await desk.as_(Role.DIRECTOR)
    (video,) = await director.policies("video")
    targets = ({"target_s": 300}, {"target_s": 100, "level": "I"})
    command = SavePolicy(
        expected_version=1, clock="video", name="v", stop=video.stop, targets=targets, thresholds=video.thresholds
    )
    await director.save_policy("video", command)
    incident = await desk.report()
    await pass_time(desk, 95)
    assert await given(desk, incident) == []
    raised = ChangeLevel(expected_version=1, level="I", reason="people trapped")
    await desk.officer.change_level(incident.incident_id, raised)
    await desk.hub.watch.fire_due()
    assert await given(desk, incident) == VIDEO_WARNINGS[:3]


async def test_the_watch_wakes_by_itself(desk: Desk) -> None:
    incident = await desk.report()
    warned = asyncio.Event()

    def look(committed: Committed) -> None:
        if any(event.incident_id == incident.incident_id for event in committed.events):
            warned.set()

    desk.hub.store.writer.on_commit(look)
    desk.clock.advance(151)
    async with asyncio.timeout(30):
        await warned.wait()
    assert await given(desk, incident) == VIDEO_WARNINGS[:1]


async def test_a_hundred_at_one_moment_are_warned_of_once_each(desk: Desk) -> None:
    first = await desk.report()
    more = [
        replace(
            first,
            incident_id=f"i{number}",
            number=f"x-{number}",
            clocks=tuple(replace(clock, clock_id=f"{clock.kind}{number}") for clock in first.clocks),
        )
        for number in range(99)
    ]
    await desk.put(*more)
    desk.clock.advance(150)
    seq = desk.hub.store.writer.head_seq
    await asyncio.gather(*(desk.hub.watch.fire_due() for _ in range(3)))
    administrator = await desk.as_(Role.ADMINISTRATOR)
    warned = [event for event in await administrator.events(after=seq) if event.kind is EventKind.CLOCK_WARNED]
    of_these = [
        event.incident_id for event in warned if event.incident_id in {one.incident_id for one in (first, *more)}
    ]
    assert len(of_these) == len(set(of_these)) == 100


async def test_a_database_that_is_gone_delays_a_warning_and_loses_none(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = await desk.report()
    with monkeypatch.context() as gone:

        async def unavailable(*_: object, **__: object) -> None:
            raise StoreUnavailableError("gone")

        gone.setattr(desk.hub.store.writer, "run", unavailable)
        desk.clock.advance(150)
        with pytest.raises(StoreUnavailableError):
            await desk.hub.watch.fire_due()
    await desk.hub.watch.fire_due()
    assert await given(desk, incident) == VIDEO_WARNINGS[:1]


async def test_an_incident_that_cannot_be_warned_of_keeps_no_other_waiting(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, expected_log: list[str]
) -> None:
    expected_log.append("nobody can be warned")
    first = await desk.report()
    others = [await desk.report() for _ in range(2)]
    warn = desk.hub.watch.warn

    async def mistaken(change: Change, incident_ids: set[str]) -> list[Incident]:
        if first.incident_id in incident_ids:
            raise ValueError("a mistake of ours")
        return await warn(change, incident_ids)

    with monkeypatch.context() as ours:
        ours.setattr(desk.hub.watch, "warn", mistaken)
        desk.clock.advance(150)
        await desk.hub.watch.fire_due()
    for other in others:
        assert await given(desk, other) == VIDEO_WARNINGS[:1]
    assert await given(desk, first) == []
