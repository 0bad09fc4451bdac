"""A seat's outputs at the hub: registered after every loss, reported when something changes, shown what is pushed."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio

from app.domain.incidents import IncidentClass, IncidentLevel, Place
from app.domain.outputs import Output, PushStatus, ShownTile, TileState
from app.domain.permissions import Role
from app.domain.scenes import Scene, Source
from app.link.hub_wire import HubRefusedError
from app.link.mirror import LinkState
from app.link.output_link import REPORT_EVERY_S, OutputLink, PushRefusedError, output_id_of
from app.link.scene_mirror import SharedScenes
from app.services.commands.incidents import ReportIncident
from app.services.commands.outputs import AnswerPush, PushToOutput, RegisterOutput, ReportOutput
from tests.servers.hub import RunningHub, running_hub
from tests.servers.seat import Seat, seated

CAMERA = {"name": "正门", "code": "HY-1", "street": "华阳路街道", "main_url": "rtsp://10.0.0.1/main"}


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def things(hub: RunningHub) -> None:
    """What can be pushed."""
    admin = await hub.client()
    await admin.save_cameras([CAMERA])
    await admin.save_scene("全区", {"layout": "2x2"}, expected_version=None)


class Screens:
    """What a wall was told to show; four tiles."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, str, int | None]] = []
        self.incidents: list[str | None] = []
        # Whether an operator has changed what the incident's scene is.
        self.is_changed = False

    def apply_scene(self, output_id: str, scene: Scene, incident_id: str | None) -> None:
        self.shown.append((output_id, scene.name, None))
        self.incidents.append(incident_id)

    def release(self, output_id: str, incident_id: str) -> bool:
        self.incidents.remove(incident_id)
        return not self.is_changed

    def show_source(self, output_id: str, source: Source, tile: int | None, incident_id: str | None) -> int | None:
        if incident_id is not None and incident_id not in self.incidents:
            return None
        if tile is not None and tile > 3:
            raise PushRefusedError("no-such-tile")
        if tile == 3:
            raise RuntimeError("a mistake of ours")
        self.shown.append((output_id, source.value, tile))
        return 2 if tile is None else tile


class WallSeat:
    """A seat with screens."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.screens = Screens()
        self.failures: list[str] = []
        self.scenes = SharedScenes(seat.mirror, seat.client, failed=lambda _error: None)
        self.link = OutputLink(seat.mirror, seat.client, self.screens, scenes=self.scenes, failed=self._failed)

    def _failed(self, output_id: str, error: HubRefusedError) -> None:
        self.failures.append(f"{output_id} {error.code}")

    @property
    def output(self) -> Output:
        output = self.seat.mirror.get(Output, "wall:1")
        assert output is not None
        return output

    async def until(self, true: Callable[[Output], bool]) -> None:
        await self.seat.until(lambda: (output := self.seat.mirror.get(Output, "wall:1")) is not None and true(output))


@asynccontextmanager
async def wall_seat(hub: RunningHub, name: str = "wall") -> AsyncIterator[WallSeat]:
    async with seated(hub, Role.OPERATOR, name=name) as seat:
        wall = WallSeat(seat)
        try:
            yield wall
        finally:
            await wall.link.close()
            await wall.scenes.close()


def report(*names: str, scene: str | None = None) -> ReportOutput:
    tiles = tuple(ShownTile(tile=tile, name=name, state=TileState.LIVE) for tile, name in enumerate(names))
    return ReportOutput(layout="2x2", scene=scene, tiles=tiles)


def status(output: Output) -> PushStatus | None:
    return output.push.status if output.push is not None else None


def was_answered(status: PushStatus, detail: str, output: Output) -> bool:
    return output.push is not None and (output.push.status, output.push.detail) == (status, detail)


def was_refused(reason: str, output: Output) -> bool:
    return output.push is not None and (output.push.status, output.push.detail) == (PushStatus.REFUSED, reason)


async def test_an_output_is_registered_and_says_what_it_shows(hub: RunningHub) -> None:
    async with wall_seat(hub) as wall, seated(hub, Role.DIRECTOR) as leader:
        wall.link.report("wall:1", report("nobody serves it yet"))
        wall.link.serve("wall:1", name="Output 1", layout="2x2")
        wall.link.report("wall:1", report("正门", scene="全区"))
        await leader.until(lambda: any(one.tiles for one in leader.mirror.all(Output).values()))
        [seen] = leader.mirror.all(Output).values()
        assert (seen.name, seen.seat, seen.scene, seen.tiles[0].name) == ("Output 1", "wall", "全区", "正门")
        wall.link.serve("wall:1", name="Output 2", layout="2x2")
        await leader.until(lambda: (one := leader.mirror.get(Output, "wall:1")) is not None and one.name == "Output 2")
        # A new registration says nothing of what is shown; that is said again.
        await leader.until(lambda: (one := leader.mirror.get(Output, "wall:1")) is not None and bool(one.tiles))
        wall.link.withdraw("wall:1")
        await leader.until(lambda: not leader.mirror.all(Output))
        assert wall.failures == []


async def test_many_changes_are_few_reports_and_the_last_one_is_said(
    hub: RunningHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with wall_seat(hub) as wall:
        wall.link.serve("wall:1", name="Output 1")
        await wall.until(lambda output: output.online)
        said: list[float] = []
        send = wall.seat.client.report_output

        async def noted(output_id: str, command: ReportOutput) -> None:
            said.append(asyncio.get_running_loop().time())
            await send(output_id, command)

        monkeypatch.setattr(wall.seat.client, "report_output", noted)
        for number in range(200):
            wall.link.report("wall:1", report(str(number)))
            await asyncio.sleep(0)
        await wall.until(lambda output: bool(output.tiles) and output.tiles[0].name == "199")
        wall.link.report("wall:1", report("199"))
        wall.link.report("wall:1", report("200"))
        await wall.until(lambda output: output.tiles[0].name == "200")
        assert len(said) < 200
        # However slow the machine is, they do not come faster.
        assert all(later - earlier >= REPORT_EVERY_S * 0.9 for earlier, later in itertools.pairwise(said))


async def test_a_pushed_camera_is_applied_and_shown_with_its_first_picture(hub: RunningHub) -> None:
    async with wall_seat(hub) as wall, seated(hub, Role.DIRECTOR, name="leader") as leader:
        wall.link.serve("wall:1", name="Output 1", layout="2x2")
        await wall.until(lambda output: output.online)
        await leader.client.push("wall:1", PushToOutput(camera_id="code:HY-1"))
        await wall.until(lambda output: status(output) is PushStatus.APPLIED)
        assert wall.screens.shown == [("wall:1", "code:HY-1", None)]
        wall.link.painted("wall:1", 0)
        wall.link.painted("wall:2", 2)
        assert status(wall.output) is PushStatus.APPLIED, "another tile has painted"
        wall.link.painted("wall:1", 2)
        wall.link.painted("wall:1", 2)
        await leader.until(
            lambda: (one := leader.mirror.get(Output, "wall:1")) is not None and status(one) is PushStatus.SHOWN
        )
        assert len(wall.screens.shown) == 1


async def test_whoever_hears_that_it_is_shown_finds_it_on_the_output(hub: RunningHub) -> None:
    async with wall_seat(hub) as wall, seated(hub, Role.DIRECTOR, name="leader") as leader:
        wall.link.serve("wall:1", name="Output 1", layout="2x2")
        wall.link.report("wall:1", report("before"))
        await wall.until(lambda output: bool(output.tiles))
        await leader.client.push("wall:1", PushToOutput(camera_id="code:HY-1"))
        await wall.until(lambda output: status(output) is PushStatus.APPLIED)
        # The second report follows the first so soon that it would have to wait.
        wall.link.report("wall:1", report("between"))
        await wall.until(lambda output: output.tiles[0].name == "between")
        wall.link.report("wall:1", report("shown now"))
        wall.link.painted("wall:1", 2)
        names: list[str] = []

        def shown() -> bool:
            one = leader.mirror.get(Output, "wall:1")
            if one is None or status(one) is not PushStatus.SHOWN:
                return False
            names.append(one.tiles[0].name)
            return True

        await leader.until(shown)
        assert names == ["shown now"]


async def test_a_pushed_scene_is_shown_with_the_first_of_its_pictures(hub: RunningHub) -> None:
    async with wall_seat(hub) as wall:
        wall.link.serve("wall:1", name="Output 1", layout="2x2")
        await wall.until(lambda output: output.online)
        await wall.seat.client.push("wall:1", PushToOutput(scene="全区"))
        await wall.until(lambda output: status(output) is PushStatus.APPLIED)
        wall.link.painted("wall:1", 1)
        await wall.until(lambda output: status(output) is PushStatus.SHOWN)
        assert wall.screens.shown == [("wall:1", "全区", None)]


async def test_an_incidents_scene_is_told_to_be_one_and_goes_with_it(hub: RunningHub) -> None:
    async with wall_seat(hub) as wall:
        reporter = await hub.client(Role.DUTY_LEADER)
        incident = await reporter.report_incident(
            ReportIncident(
                title="商场火情",
                classes=(IncidentClass.ACCIDENT,),
                level=IncidentLevel.II,
                place=Place(text="中山公园"),
            )
        )
        of_it = incident.incident_id
        wall.link.serve("wall:1", name="Output 1", layout="2x2")
        await wall.until(lambda output: output.online)
        camera = PushToOutput(camera_id="code:HY-1", tile=1, incident_id=of_it)
        await wall.seat.client.push("wall:1", camera)
        await wall.until(partial(was_answered, PushStatus.APPLIED, "covered"))
        wall.link.painted("wall:1", 1)
        await wall.seat.client.push("wall:1", PushToOutput(scene="全区", incident_id=of_it))
        await wall.until(partial(was_answered, PushStatus.APPLIED, ""))
        assert wall.screens.incidents == [of_it]
        await wall.seat.client.push("wall:1", camera)
        await wall.until(lambda output: output.push is not None and output.push.camera_id is not None)
        await wall.until(partial(was_answered, PushStatus.APPLIED, ""))
        wall.screens.is_changed = True
        await wall.seat.client.push("wall:1", PushToOutput(release=True, incident_id=of_it))
        await wall.until(partial(was_answered, PushStatus.APPLIED, "kept"))
        assert wall.screens.incidents == []
        wall.link.painted("wall:1", 1)
        wall.screens.is_changed = False
        await wall.seat.client.push("wall:1", PushToOutput(scene="全区", incident_id=of_it))
        await wall.seat.client.push("wall:1", PushToOutput(release=True, incident_id=of_it))
        await wall.until(lambda output: output.push is not None and output.push.release)
        await wall.until(partial(was_answered, PushStatus.APPLIED, ""))
        wall.link.painted("wall:1", 0)
        await wall.until(partial(was_answered, PushStatus.SHOWN, ""))


async def test_what_the_wall_cannot_show_is_refused_with_the_reason(hub: RunningHub, expected_log: list[str]) -> None:
    expected_log.append("what was pushed to wall:1 cannot be shown")
    async with wall_seat(hub) as wall:
        wall.link.serve("wall:1", name="Output 1", layout="2x2")
        await wall.until(lambda output: output.online)
        for tile, reason in ((9, "no-such-tile"), (3, "failed")):
            await wall.seat.client.push("wall:1", PushToOutput(camera_id="code:HY-1", tile=tile))
            await wall.until(partial(was_refused, reason))
        assert wall.screens.shown == []
        # And goes on.
        await wall.seat.client.push("wall:1", PushToOutput(camera_id="code:HY-1", tile=1))
        await wall.until(lambda output: status(output) is PushStatus.APPLIED)


async def test_an_answer_that_the_hub_could_not_keep_is_given_again(
    hub: RunningHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.link.output_link.TRY_AGAIN_S", 0.05)
    async with wall_seat(hub) as wall:
        wall.link.serve("wall:1", name="Output 1", layout="2x2")
        await wall.until(lambda output: output.online)
        answer = wall.seat.client.answer_push
        full = [True]

        async def at_first_full(output_id: str, command: AnswerPush) -> Output:
            if full and full.pop():
                raise HubRefusedError("disk-full", "The hub's disk is full.", status=507)
            return await answer(output_id, command)

        monkeypatch.setattr(wall.seat.client, "answer_push", at_first_full)
        await wall.seat.client.push("wall:1", PushToOutput(scene="全区"))
        await wall.until(lambda output: status(output) is PushStatus.APPLIED)
        assert wall.failures == ["wall:1 disk-full"]


async def test_another_seats_output_is_told_once_and_taken_when_it_is_free(
    hub: RunningHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.link.output_link.TRY_AGAIN_S", 0.05)
    async with seated(hub, Role.OPERATOR, name="first") as first, wall_seat(hub, "second") as second:
        await first.client.register_output("wall:1", RegisterOutput(name="Output 1"))
        second.link.serve("wall:1", name="Output 1")
        await second.until(lambda output: output.seat == "first")
        await first.link.close()
        await second.until(lambda output: output.seat == "second")
        assert second.failures == ["wall:1 output-in-use"]


async def test_after_a_loss_of_the_hub_everything_is_said_again(tmp_path: Path) -> None:
    folder = tmp_path / "hub"
    async with AsyncExitStack() as longer:
        async with running_hub(folder) as hub:
            port = int(hub.url.rpartition(":")[2])
            wall = await longer.enter_async_context(wall_seat(hub))
            await wall.seat.client.save_scene("全区", {"layout": "2x2"}, expected_version=None)
            wall.link.serve("wall:1", name="Output 1")
            wall.link.report("wall:1", report("正门"))
            await wall.until(lambda output: bool(output.tiles))
        await wall.seat.until(lambda: wall.seat.mirror.status.state is LinkState.LOST)
        wall.link.report("wall:1", report("东门"))
        async with running_hub(folder, port=port) as hub:
            await wall.until(lambda output: output.online and bool(output.tiles) and output.tiles[0].name == "东门")
            leader = await hub.client(Role.DIRECTOR)
            await leader.push("wall:1", PushToOutput(scene="全区"))
            await wall.until(lambda output: status(output) is PushStatus.APPLIED)


async def test_the_same_screen_of_the_same_seat_is_the_same_output() -> None:
    first = output_id_of("指挥大厅", "DP-1|Dell|U2720|123")
    assert first == output_id_of("指挥大厅", "DP-1|Dell|U2720|123")
    assert first != output_id_of("指挥大厅", "DP-2|Dell|U2720|123")
    assert first != output_id_of("领导", "DP-1|Dell|U2720|123")
    assert len(output_id_of("x" * 500, "y")) <= 200
