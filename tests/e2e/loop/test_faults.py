"""Everything goes wrong at once, and the loop takes the next best and says so: the whole story through public doors.

One report; the nearest camera is dead and the next dies, hangs or is black, the hub is killed in the middle of its
answer, one of the required is in the room without a microphone and a camera, and the wall is closed. What is on the
walls is read from their pixels, what flows in the room from what the hub's engine saw, what happened from the log.
"""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from app.domain.event_chain import first_fault
from app.domain.events import Event, EventKind
from app.domain.incidents import Incident, IncidentStatus
from app.domain.outputs import Output
from app.domain.people import RoleTitle
from app.domain.response import Response, ResponseStep, StepKind
from app.domain.rooms import Invitation, InvitationStatus, ParticipationKind, ParticipationStatus
from app.domain.sla.clocks import SlaClock, StopManner
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.services.commands.incidents import MoveIncident
from app.services.rows import IncidentPage, SharedCamera
from streams.simulator.faults import Fault
from tests.e2e.loop.two_walls import TwoWalls, two_walls
from tests.e2e.mall_fire import MALL_FIRE, TITLE

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

Found = TypeVar("Found")
PATIENCE_S = 90.0
_MORE_TRIES = 2
_ON_OUTPUTS = (StepKind.SCENE_PUSHED, StepKind.OUTPUT_REPLACED)
_OF_PEOPLE = (StepKind.DEPUTY_RUNG, StepKind.NOBODY_TO_RING)
_TO_THE_END = (
    IncidentStatus.OPENED,
    IncidentStatus.IN_PROGRESS,
    IncidentStatus.REPORTED_BACK,
    IncidentStatus.CHECKED,
    IncidentStatus.CLOSED,
)
NEAREST = "CN-002"
# The seats are played as in any drill; what else goes wrong the test does itself, when it is at its worst. The drill is
# not over before its last fault, of a camera that is dead anyway: the test closes the incident when it has seen all.
SCRIPT = f"""
id = "faults"
name = "故障演练"
lasts_s = 300
{MALL_FIRE}
[[person]]
title = "公安"
media = "什么都没有"
after_s = 0.5

[[person]]
title = "公安"
after_s = 0.5

[[person]]
title = "消防"
way = "手机"
media = "没有麦克风"
after_s = 2

[[fault]]
kind = "摄像机断线"
at_s = -0.5
camera = "{NEAREST}"

[[fault]]
kind = "大屏关闭"
at_s = 28

[[fault]]
kind = "摄像机断线"
at_s = 290
camera = "{NEAREST}"
"""


@pytest.fixture
def walls(tmp_path: Path) -> Iterator[TwoWalls]:
    script = tmp_path / "faults.toml"
    script.write_text(SCRIPT, "utf-8")
    with two_walls(tmp_path / "home", ["--drill", str(script)]) as running:
        yield running
        running.product.signal(signal.SIGINT)
        assert running.product.wait_end() == 0


@pytest.fixture
async def story(walls: TwoWalls) -> AsyncIterator["Story"]:
    seat = await walls.seat()
    yield Story(walls, seat)
    await seat.close()


class Story:
    """What is known of the drill's incident, asked of the hub like any other seat."""

    def __init__(self, walls: TwoWalls, seat: HubClient) -> None:
        self.walls, self.seat = walls, seat
        self._incident_id = ""
        self.cameras: dict[str, SharedCamera] = {}

    async def until(self, ask: Callable[[], Awaitable[Found | None]], what: str) -> Found:
        """What `ask` answers as soon as it is something; a hub that is being started again is waited for."""
        deadline_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline_s:
            assert self.walls.product.process.poll() is None, self.walls.product.errors
            try:
                if (found := await ask()) is not None:
                    return found
            except (HubUnreachableError, HubRefusedError) as error:
                assert isinstance(error, HubUnreachableError) or error.status >= 500, error
            await asyncio.sleep(0.05)
        raise AssertionError(f"not within {PATIENCE_S:g} s: {what}; {await self.response()}")

    async def page(self) -> IncidentPage:
        return await self.seat.incident_page(self._incident_id)

    async def reported(self) -> Response:
        """Once the hub has answered the drill's report."""

        async def answered() -> IncidentPage | None:
            for incident in await self.seat.incidents(limit="50"):
                if incident.is_drill and not incident.status.over and incident.title == TITLE:
                    self._incident_id = incident.incident_id
                    page = await self.page()
                    return page if page.response is not None else None
            return None

        page = await self.until(answered, "the answer to the report")
        assert page.response is not None
        return page.response

    async def learn_cameras(self) -> None:
        self.cameras = {one.camera_id: one for one in await self.seat.cameras()}

    async def step(self, kind: StepKind, what: str, **facts: object) -> ResponseStep:
        """The first one with these facts, as soon as there is one."""

        async def taken() -> ResponseStep | None:
            return next((step for step in (await self.response()).steps if is_step(step, kind, facts)), None)

        return await self.until(taken, what)

    async def response(self) -> Response:
        response = (await self.page()).response
        assert response is not None
        return response

    async def replaced(self, camera: SharedCamera) -> ResponseStep:
        step = await self.step(StepKind.CAMERA_REPLACED, f"{camera.name} replaced", replaced_id=camera.camera_id)
        assert step.camera_id is not None
        return step

    async def painted(self, tile: int) -> SharedCamera:
        """Which camera the incident's scene has in this tile, once the pixels there are that camera's. Of a machine
        that is too slow for its pictures the hub may take another meanwhile."""

        async def to_be_seen() -> SharedCamera | None:
            response = await self.response()
            camera = self.cameras.get(response.tiles[tile])
            output = next((one for one in await self.seat.outputs() if one.output_id == response.output_id), None)
            if camera is None or output is None or output.scene != response.scene:
                return None
            return camera if self.walls.shows(number_of(output), output, tile, camera) else None

        return await self.until(to_be_seen, f"the camera of tile {tile} to be seen")

    async def spoilt(self, tile: int, fault: Fault) -> SharedCamera:
        """The camera that is seen in this tile, which fails now."""
        camera = await self.painted(tile)
        self.walls.spoil(camera, fault)
        return camera

    async def moved(self) -> Output:
        """Where the scene is since the output was closed that showed it."""

        async def to_another() -> Output | None:
            response = await self.response()
            online = {one.output_id: one for one in await self.seat.outputs() if one.online}
            put = [step for step in response.steps if step.kind in _ON_OUTPUTS]
            if len(put) < 2 or put[-2].output_id in online:
                return None
            assert put[-1].reason == "offline"
            return online.get(put[-1].output_id or "")

        return await self.until(to_another, "the scene on the other output")

    async def close_incident(self) -> None:
        """As who has led it does."""

        async def done(status: IncidentStatus) -> Incident | None:
            incident = (await self.page()).incident
            try:
                command = MoveIncident(expected_version=incident.version, to=status)
                return await self.seat.move_incident(self._incident_id, command)
            except HubRefusedError as error:
                # What the hub notes of it meanwhile.
                assert error.code == "stale-version", error
                return None

        for status in _TO_THE_END:
            await self.until(partial(done, status), f"the incident {status.value}")

    async def stopped(self, kind: str) -> SlaClock:
        async def proved() -> SlaClock | None:
            clock = next(one for one in (await self.page()).incident.clocks if one.kind == kind)
            return clock if clock.stop is not None else None

        return await self.until(proved, f"the {kind} clock stopped")

    def shown(self, response: Response) -> list[int]:
        """Tiles with cameras, in the order of the scene."""
        return [tile for tile, one in enumerate(response.tiles) if one in self.cameras]


def number_of(output: Output) -> int:
    """As `TwoWalls` counts."""
    return int(output.name.split()[-1]) - 1


def is_step(step: ResponseStep, kind: StepKind, facts: dict[str, object]) -> bool:
    return step.kind is kind and all(getattr(step, name) == value for name, value in facts.items())


async def test_whatever_fails_the_next_best_is_taken_and_that_is_said(story: Story) -> None:
    walls = story.walls
    await story.learn_cameras()
    response = await story.reported()
    walls.hub.kill()
    first = await story.until(story.response, "the hub's return")
    assert first.steps[: len(response.steps)] == response.steps

    # The nearest camera was dead before: never picked, or replaced.
    nearest = next(one for one in story.cameras.values() if one.code == NEAREST)
    if nearest.camera_id in response.tiles:
        dead = await story.replaced(nearest)
        assert dead.reason == "offline"
        assert dead.tile is not None
        await story.painted(dead.tile)
    else:
        assert (nearest.camera_id, "offline") in [(one.camera_id, one.reason.value) for one in response.misses]

    # Three more fail while their pictures are on the wall, each in its own way.
    await story.stopped(VIDEO)
    faults = (Fault.OFFLINE, "offline"), (Fault.FROZEN, "frozen"), (Fault.BLACK, "black")
    to_spoil = dict(zip(story.shown(await story.response())[:3], faults, strict=True))
    for tile in to_spoil:
        await story.painted(tile)
    spoilt = [(tile, await story.spoilt(tile, fault)) for tile, (fault, _) in to_spoil.items()]
    for tile, camera in spoilt:
        fault, reason = to_spoil[tile]
        step = await story.replaced(camera)
        for _ in range(_MORE_TRIES):
            if step.reason == reason:
                break
            # It had been given up already, for what the machine made of its pictures.
            step = await story.replaced(await story.spoilt(tile, fault))
        assert (step.tile, step.reason) == (tile, reason)
        await story.painted(tile)

    # The police is in, but neither seen nor heard: who comes next is rung.
    await story.step(StepKind.DEPUTY_RUNG, "the deputy rung", titles=(RoleTitle.POLICE,), reason="no-media")
    await story.stopped(CONFERENCE)

    # The wall goes: the scene is on the other one, with what was replaced.
    number = number_of(await story.moved())
    for tile in story.shown(await story.response()):
        await story.painted(tile)
    assert walls.strip_height(number) > 20
    assert walls.strip_height(1 - number) == 0

    await check_the_end(story)


async def check_the_end(story: Story) -> None:
    """What flowed, and what the log has of it, each thing once."""

    async def over() -> IncidentPage | None:
        page = await story.page()
        return page if page.response is not None and page.response.ended_at is not None else None

    before = await story.page()
    await story.close_incident()
    page = await story.until(over, "the end of the response")
    assert page.response is not None
    for kind in (VIDEO, CONFERENCE):
        (clock,) = [one for one in page.incident.clocks if one.kind == kind]
        assert clock.stop is not None
        assert clock.stop.manner is StopManner.EVIDENCE
    people = [one for one in page.participations if one.kind in (ParticipationKind.SEAT, ParticipationKind.FIELD)]
    heard = {title for one in people if one.times.first_media_at is not None for title in one.titles}
    assert heard >= {RoleTitle.DUTY_LEADER, RoleTitle.DUTY_OFFICER, RoleTitle.POLICE, RoleTitle.FIRE}
    police = [one for one in before.invitations if RoleTitle.POLICE in titles_of(one)]
    (silent,) = [one for one in police if one.status is InvitationStatus.WITHOUT_MEDIA]
    assert [one.status for one in before.participations if one.person_id == silent.person_id] == [
        ParticipationStatus.IN
    ]
    events = [event for event in await log_of(story.seat) if event.incident_id == page.incident.incident_id]
    assert Counter(event.kind for event in events)[EventKind.CLOCK_STOPPED] == len(
        [one for one in page.incident.clocks if one.stop is not None]
    )
    steps = page.response.steps
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    once = Counter(facts_of(step) for step in steps if step.kind not in _OF_PEOPLE)
    assert max(once.values()) == 1, once
    # Of those who were rung for a title one was the first.
    rung = Counter(title for one in page.invitations if one.rung_at for title in titles_of(one))
    deputies = Counter(title for step in steps if step.kind is StepKind.DEPUTY_RUNG for title in step.titles)
    assert all(deputies[title] < rung[title] for title in deputies), (deputies, rung)
    told = [event for event in events if event.kind is EventKind.RESPONSE_STEP]
    assert [event.payload["step"]["number"] for event in told] == [step.number for step in steps]
    rings = Counter(
        (event.payload["person"], event.payload["ring"]) for event in events if event.kind is EventKind.INVITATION_RUNG
    )
    assert set(rings.values()) == {1}


def facts_of(step: ResponseStep) -> object:
    """What is not to be done again: of a slow machine other cameras fail as well, each once."""
    match step.kind:
        case StepKind.CAMERA_REPLACED | StepKind.NO_CAMERA:
            return step.kind, step.replaced_id, step.reason if step.replaced_id is None else ""
        case _:
            return step.kind


def titles_of(invitation: Invitation) -> tuple[RoleTitle, ...]:
    return invitation.title, *invitation.more_titles


async def log_of(seat: HubClient) -> list[Event]:
    events: list[Event] = []
    while more := await seat.events(after=events[-1].seq if events else 0, limit=5000):
        events += more
    assert first_fault(events) is None
    return events
