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
from pathlib import Path
from typing import TypeVar

import pytest

from app.domain.event_chain import first_fault
from app.domain.events import Event, EventKind
from app.domain.outputs import Output
from app.domain.people import RoleTitle
from app.domain.response import Response, ResponseStep, StepKind
from app.domain.rooms import InvitationStatus, ParticipationKind, ParticipationStatus
from app.domain.sla.clocks import SlaClock, StopManner
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.services.rows import IncidentPage, SharedCamera
from streams.simulator.faults import Fault
from tests.e2e.loop.two_walls import TwoWalls, two_walls

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

Found = TypeVar("Found")
PATIENCE_S = 60.0
NEAREST = "CN-002"
# The seats are played as in any drill; what else goes wrong the test does itself, when it is at its worst.
SCRIPT = f"""
id = "faults"
name = "故障演练"
lasts_s = 120

[incident]
title = "龙之梦购物中心起火"
place = "龙之梦购物中心六楼"
site = "龙之梦购物中心"
classes = ["事故灾难"]
level = "II"

[[person]]
title = "带班领导"
after_s = 1

[[person]]
title = "值班员"
media = "只有声音"
after_s = 1

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
        raise AssertionError(f"not within {PATIENCE_S:g} s: {what}; {await self.page()}")

    async def page(self) -> IncidentPage:
        return await self.seat.incident_page(self._incident_id)

    async def reported(self) -> Response:
        """Once the hub has answered the drill's report."""

        async def answered() -> IncidentPage | None:
            for incident in await self.seat.incidents(limit="50"):
                if incident.is_drill and not incident.status.over and incident.title == "龙之梦购物中心起火":
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

    async def replaced(self, camera: SharedCamera, reason: str) -> ResponseStep:
        step = await self.step(
            StepKind.CAMERA_REPLACED, f"{camera.name} replaced", replaced_id=camera.camera_id, reason=reason
        )
        assert step.camera_id is not None
        return step

    async def painted(self, tile: int, camera_id: str) -> Output:
        """The incident's output once the pixels of this tile of it are this camera's."""
        camera = self.cameras[camera_id]

        async def to_be_seen() -> Output | None:
            response = await self.response()
            output = next((one for one in await self.seat.outputs() if one.output_id == response.output_id), None)
            if output is None or output.scene != response.scene:
                return None
            number = int(output.name.split()[-1]) - 1
            return output if self.walls.shows(number, output, tile, camera) else None

        return await self.until(to_be_seen, f"{camera.name} to be seen in tile {tile}")

    async def stopped(self, kind: str) -> SlaClock:
        async def proved() -> SlaClock | None:
            clock = next(one for one in (await self.page()).incident.clocks if one.kind == kind)
            return clock if clock.stop is not None else None

        return await self.until(proved, f"the {kind} clock stopped")

    def shown(self, response: Response) -> list[tuple[int, SharedCamera]]:
        """Tiles with cameras, in the order of the scene."""
        return [(tile, self.cameras[one]) for tile, one in enumerate(response.tiles) if one in self.cameras]


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
        dead = await story.replaced(nearest, "offline")
        assert dead.tile is not None
        await story.painted(dead.tile, (await story.response()).tiles[dead.tile])
    else:
        assert (nearest.camera_id, "offline") in [(one.camera_id, one.reason.value) for one in response.misses]

    # Three more fail while their pictures are on the wall, each in its own way.
    await story.stopped(VIDEO)
    faults = (Fault.OFFLINE, "offline"), (Fault.FROZEN, "frozen"), (Fault.BLACK, "black")
    spoilt = [*zip(story.shown(await story.response())[:3], faults, strict=True)]
    for (tile, camera), _ in spoilt:
        await story.painted(tile, camera.camera_id)
    for (_, camera), (fault, _) in spoilt:
        walls.spoil(camera, fault)
    for (tile, camera), (_, reason) in spoilt:
        step = await story.replaced(camera, reason)
        assert step.tile == tile
        await story.painted(tile, step.camera_id or "")

    # The police is in, but neither seen nor heard: who comes next is rung.
    await story.step(StepKind.DEPUTY_RUNG, "the deputy rung", titles=(RoleTitle.POLICE,), reason="no-media")
    await story.stopped(CONFERENCE)

    # The wall goes: the scene is on the other one, with what was replaced.
    moved = await story.step(StepKind.OUTPUT_REPLACED, "the scene on the other output", reason="offline")
    assert moved.output_id != response.output_id
    for tile, camera in story.shown(await story.response()):
        output = await story.painted(tile, camera.camera_id)
        assert output.output_id == moved.output_id
    assert walls.strip_height(1) > 20
    assert walls.strip_height(0) == 0

    await check_the_end(story)


async def check_the_end(story: Story) -> None:
    """What flowed, and what the log has of it, each thing once."""

    async def over() -> IncidentPage | None:
        page = await story.page()
        return page if page.response is not None and page.response.ended_at is not None else None

    before = await story.page()
    page = await story.until(over, "the drill's end")
    assert page.response is not None
    for kind in (VIDEO, CONFERENCE):
        (clock,) = [one for one in page.incident.clocks if one.kind == kind]
        assert clock.stop is not None
        assert clock.stop.manner is StopManner.EVIDENCE
    people = [one for one in page.participations if one.kind in (ParticipationKind.SEAT, ParticipationKind.FIELD)]
    heard = {title for one in people if one.times.first_media_at is not None for title in one.titles}
    assert heard >= {RoleTitle.DUTY_LEADER, RoleTitle.DUTY_OFFICER, RoleTitle.POLICE, RoleTitle.FIRE}
    silent = [one for one in before.invitations if one.status is InvitationStatus.WITHOUT_MEDIA]
    assert [RoleTitle.POLICE in (one.title, *one.more_titles) for one in silent] == [True]
    assert [one.status for one in before.participations if one.person_id == silent[0].person_id] == [
        ParticipationStatus.IN
    ]
    events = [event for event in await log_of(story.seat) if event.incident_id == page.incident.incident_id]
    assert Counter(event.kind for event in events)[EventKind.CLOCK_STOPPED] == len(
        [one for one in page.incident.clocks if one.stop is not None]
    )
    steps = page.response.steps
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    once = [step.kind for step in steps if step.kind not in (StepKind.CAMERA_REPLACED, StepKind.NOBODY_TO_RING)]
    assert max(Counter(once).values()) == 1, once
    replaced = [step.replaced_id for step in steps if step.kind is StepKind.CAMERA_REPLACED]
    assert max(Counter(replaced).values()) == 1
    told = [event for event in events if event.kind is EventKind.RESPONSE_STEP]
    assert [event.payload["step"]["number"] for event in told] == [step.number for step in steps]
    rings = Counter(
        (event.payload["person"], event.payload["ring"]) for event in events if event.kind is EventKind.INVITATION_RUNG
    )
    assert set(rings.values()) == {1}


async def log_of(seat: HubClient) -> list[Event]:
    events: list[Event] = []
    while more := await seat.events(after=events[-1].seq if events else 0, limit=5000):
        events += more
    assert first_fault(events) is None
    return events
