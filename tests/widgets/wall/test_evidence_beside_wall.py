"""What a seat with a window offers as evidence while the hall has a wall, and when that is gone."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QRect

from app.domain.evidence import Evidence, Refusal
from app.domain.incidents import Incident, IncidentClass, IncidentLevel, Place
from app.domain.outputs import Output, ShownTile, TileState
from app.domain.permissions import Role
from app.domain.scenes import Source
from app.domain.sla.policies import VIDEO
from app.domain.units import Point
from app.services.commands.incidents import ReportIncident
from app.services.commands.outputs import RegisterOutput, ReportOutput
from app.services.rows import SharedCamera
from app.services.tile_feed import TileSource
from app.store.change import Change
from tests.servers.hub import DISTRICT, STREET, RunningHub, running_hub
from tests.servers.seat import Seat, seated
from tests.widgets.waiting import Until
from tests.widgets.wall.conftest import MakeOutput, write_clip
from widgets.wall import evidence_watch
from widgets.wall.evidence_watch import EvidenceWatch
from widgets.wall.outputs import Outputs

PARK = Point(longitude=121.41625, latitude=31.22120)
CAMERA = SharedCamera(
    camera_id="near",
    unit_id=STREET,
    unit_path=f"/{DISTRICT}/{STREET}/",
    name="一号口",
    longitude=PARK.longitude,
    latitude=PARK.latitude,
)
REPORT = ReportIncident(
    title="商场火情",
    classes=(IncidentClass.ACCIDENT,),
    level=IncidentLevel.III,
    place=Place(text="华阳路街道 中山公园", point=PARK),
)
WINDOW, WALL = "desk:window", "hall:wall"
TILES = (ShownTile(tile=0, source_id="near", state=TileState.LIVE),)


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[RunningHub]:
    async with running_hub(tmp_path / "hub") as running:

        async def put(change: Change) -> None:
            change.insert(CAMERA)

        await running.hub.store.writer.run(put, actor=running.hub.actor)
        yield running


@dataclass
class Beside:
    """A seat with a window that shows the place of an incident, while the district has a wall that shows nothing.
    `told` is what its operator was told."""

    desk: Seat
    hall: Seat
    watch: EvidenceWatch
    told: list[tuple[Refusal, ...]]
    incident_id: str

    async def sent(self) -> tuple[Evidence, ...]:
        return (await self.desk.client.incident_page(self.incident_id)).evidence

    def is_stopped(self) -> bool:
        incident = self.desk.mirror.get(Incident, self.incident_id)
        return incident is not None and any(one.kind == VIDEO and one.stop for one in incident.clocks)


Begin = Callable[[str], AbstractAsyncContextManager[Beside]]


@pytest.fixture
def begin(hub: RunningHub, make_output: MakeOutput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Begin:
    """`begin(unit_id)`: the unit of the window's seat."""
    monkeypatch.setattr(evidence_watch, "_AFTER_REFUSAL_S", 1.0)
    # From its end to its beginning it stands still for a moment: three seconds are to have room in it.
    clip = write_clip(tmp_path / "clip.mp4", width=320, height=180, pictures=250)
    shown = make_output("1x1", resolve=lambda _: TileSource("一号口", str(clip), camera_id="near"))
    outputs = Outputs()
    outputs.add(shown, QRect(0, 0, 1920, 1080))
    shown.command(shown.state.assign(0, Source.of_camera("near")))

    @asynccontextmanager
    async def begun(unit_id: str) -> AsyncIterator[Beside]:
        async with (
            seated(hub, Role.OPERATOR, unit_id, name="desk") as desk,
            seated(hub, Role.OPERATOR, name="hall") as hall,
        ):
            for seat, output_id, report in (
                (hall, WALL, ReportOutput(layout="1x1")),
                (desk, WINDOW, ReportOutput(layout="1x1", tiles=TILES, in_window=True)),
            ):
                await seat.client.register_output(output_id, RegisterOutput(name=output_id, layout="1x1"))
                await seat.client.report_output(output_id, report)
            await desk.until(lambda: any(one.in_window for one in desk.mirror.all(Output).values()))
            watch = EvidenceWatch(
                outputs=outputs, mirror=desk.mirror, client=desk.client, output_id=lambda _: WINDOW, seat="desk"
            )
            told: list[tuple[Refusal, ...]] = []
            watch.refused.connect(lambda _incident, refusals: told.append(refusals))
            reported = await (await hub.client(Role.DUTY_OFFICER)).report_incident(REPORT)
            try:
                yield Beside(desk, hall, watch, told, reported.incident_id)
            finally:
                await watch.close()

    return begun


async def test_a_window_is_left_to_the_wall_then_told_why_not_and_offered_again_once_the_wall_is_gone(
    hub: RunningHub, begin: Begin, until: Until
) -> None:
    async with begin(DISTRICT) as beside:
        await until(lambda: beside.watch._left_to_wall)
        assert await beside.sent() == ()
        await until(lambda: beside.told)

        await beside.hall.client.remove_output(WALL)
        gone_at = hub.hub.clock.now()
        await until(beside.is_stopped)
        # Meanwhile it has not been offered in vain.
        assert sorted(one.refusals for one in await beside.sent()) == [(), (Refusal.NOT_ON_WALL,)]
        page = await beside.desk.client.incident_page(beside.incident_id)
        (stop,) = [one.stop for one in page.incident.clocks if one.kind == VIDEO]
        assert stop is not None
        assert (stop.at - gone_at).total_seconds() > 2.9
        assert beside.told == [(Refusal.NOT_ON_WALL,)]


async def test_where_a_street_does_not_see_the_districts_wall_it_is_told_at_the_second_try(
    begin: Begin, until: Until
) -> None:
    async with begin(STREET) as beside:
        assert WALL not in beside.desk.mirror.all(Output)
        await until(lambda: beside.watch._left_to_wall)
        assert [one.refusals for one in await beside.sent()] == [(Refusal.NOT_ON_WALL,)]
        assert beside.told == []
        await until(lambda: beside.told)
        assert beside.told == [(Refusal.NOT_ON_WALL,)]
