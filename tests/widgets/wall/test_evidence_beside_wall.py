"""What a seat with a window offers as evidence while the hall has a wall, and when that is gone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect

from app.domain.evidence import Refusal
from app.domain.incidents import Incident, IncidentClass, IncidentLevel, Place
from app.domain.outputs import Output, ShownTile, TileState
from app.domain.permissions import Role
from app.domain.scenes import Source
from app.domain.sla.policies import VIDEO
from app.domain.units import Point
from app.link.mirror import Mirror
from app.services.commands.incidents import ReportIncident
from app.services.commands.outputs import RegisterOutput, ReportOutput
from app.services.rows import SharedCamera
from app.services.tile_feed import TileSource
from app.store.change import Change
from tests.servers.hub import DISTRICT, STREET, RunningHub, running_hub
from tests.servers.seat import seated
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
WINDOW, WALL = "desk:window", "hall:wall"
TILES = (ShownTile(tile=0, source_id="near", state=TileState.LIVE),)


def reported(mirror: Mirror) -> list[Output]:
    return [output for output in mirror.all(Output).values() if output.reported_at is not None]


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[RunningHub]:
    async with running_hub(tmp_path / "hub") as running:

        async def put(change: Change) -> None:
            change.insert(CAMERA)

        await running.hub.store.writer.run(put, actor=running.hub.actor)
        yield running


async def test_a_window_is_left_to_the_wall_then_told_why_not_and_offered_again_once_the_wall_is_gone(
    hub: RunningHub,
    tmp_path: Path,
    make_output: MakeOutput,
    monkeypatch: pytest.MonkeyPatch,
    until: Until,
) -> None:
    monkeypatch.setattr(evidence_watch, "_AFTER_REFUSAL_S", 1.0)
    # From its end to its beginning it stands still for a moment: three seconds are to have room in it.
    clip = write_clip(tmp_path / "clip.mp4", width=320, height=180, pictures=250)
    shown = make_output("1x1", resolve=lambda _: TileSource("一号口", str(clip), camera_id="near"))
    outputs = Outputs()
    outputs.add(shown, QRect(0, 0, 1920, 1080))
    shown.command(shown.state.assign(0, Source.of_camera("near")))
    async with seated(hub, name="desk") as desk, seated(hub, Role.OPERATOR, name="hall") as hall:
        for seat, output_id, report in (
            (desk, WINDOW, ReportOutput(layout="1x1", tiles=TILES, in_window=True)),
            (hall, WALL, ReportOutput(layout="1x1")),
        ):
            await seat.client.register_output(output_id, RegisterOutput(name=output_id, layout="1x1"))
            await seat.client.report_output(output_id, report)
        await desk.until(lambda: {WINDOW, WALL} == {one.output_id for one in reported(desk.mirror)})
        watch = EvidenceWatch(
            outputs=outputs, mirror=desk.mirror, client=desk.client, output_id=lambda _: WINDOW, seat="desk"
        )
        told: list[tuple[Refusal, ...]] = []
        watch.refused.connect(lambda _incident, refusals: told.append(refusals))
        report_incident = ReportIncident(
            title="商场火情",
            classes=(IncidentClass.ACCIDENT,),
            level=IncidentLevel.III,
            place=Place(text="中山公园", point=PARK),
        )
        incident_id = (await desk.client.report_incident(report_incident)).incident_id

        try:
            await until(lambda: watch._left_to_wall)
            assert (await desk.client.incident_page(incident_id)).evidence == ()
            await until(lambda: told)
            assert told == [(Refusal.NOT_ON_WALL,)]

            await hall.client.remove_output(WALL)
            gone_at = hub.hub.clock.now()

            def is_stopped() -> bool:
                incident = desk.mirror.get(Incident, incident_id)
                return incident is not None and any(one.kind == VIDEO and one.stop for one in incident.clocks)

            await until(is_stopped)
            page = await desk.client.incident_page(incident_id)
        finally:
            await watch.close()
    # Meanwhile it has not been offered in vain.
    assert sorted(one.refusals for one in page.evidence) == [(), (Refusal.NOT_ON_WALL,)]
    (stop,) = [one.stop for one in page.incident.clocks if one.kind == VIDEO]
    assert stop is not None
    assert (stop.at - gone_at).total_seconds() > 2.9
    assert told == [(Refusal.NOT_ON_WALL,)]
