"""A picture in a window beside a console is no evidence of the wall while the incident's people have one."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from app.domain.events import EventKind
from app.domain.evidence import Evidence, Refusal
from app.domain.incidents import Incident, IncidentClass
from app.domain.outputs import Output, ShownTile, TileState
from app.domain.permissions import Role
from app.domain.plans import ResponsePlan
from app.link.hub_client import HubClient
from app.services.commands.clocks import SendPaintedEvidence
from app.services.commands.outputs import PushToOutput, RegisterOutput, ReportOutput
from app.services.rows import SharedCamera
from tests.app.domain.examples import painted
from tests.app.hub.incidents.desk import PARK, Desk, clock_of, open_desk
from tests.servers.hub import DISTRICT, OTHER_STREET, STREET
from tests.servers.seat import seated

pytestmark = pytest.mark.asyncio(loop_scope="module")

CAMERA = SharedCamera(
    camera_id="near",
    unit_id=STREET,
    unit_path=f"/{DISTRICT}/{STREET}/",
    name="near",
    longitude=PARK.longitude,
    latitude=PARK.latitude,
)
TILES = (ShownTile(tile=0, source_id="near", state=TileState.LIVE),)
WINDOW = ReportOutput(layout="1x1", tiles=TILES, in_window=True)
WALL = ReportOutput(layout="1x1")


class Shown:
    """An output that its seat serves."""

    def __init__(self, client: HubClient, output_id: str) -> None:
        self.client, self.output_id = client, output_id

    async def say(self, report: ReportOutput) -> None:
        await self.client.report_output(self.output_id, report)

    async def leave(self) -> None:
        await self.client.remove_output(self.output_id)


Serve = Callable[..., Awaitable[Shown]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def camera(desk: Desk) -> None:
    await desk.put(CAMERA)


@pytest_asyncio.fixture(loop_scope="module")
async def serve(desk: Desk, camera: None) -> AsyncIterator[Serve]:
    """Puts an output up; those that are still there afterwards are taken down."""
    async with AsyncExitStack() as staying:

        async def put_up(output_id: str, report: ReportOutput, unit_id: str = DISTRICT) -> Shown:
            shown = await serving(desk, output_id, report, unit_id)
            staying.push_async_callback(taken_down, desk, shown)
            return shown

        yield put_up


async def serving(desk: Desk, output_id: str, report: ReportOutput, unit_id: str = DISTRICT) -> Shown:
    shown = Shown(await desk.as_(Role.OPERATOR, unit_id, seat=output_id), output_id)
    await shown.client.register_output(output_id, RegisterOutput(name=output_id, layout="1x1"))
    await shown.say(report)
    return shown


async def taken_down(desk: Desk, shown: Shown) -> None:
    if desk.hub.outputs.get(shown.output_id) is not None:
        await shown.leave()


async def send(desk: Desk, shown: Shown, incident: Incident, *, ran_s: float = 3.0, **changes: Any) -> Evidence:
    """A lively picture that has run for `ran_s` until now."""
    now = desk.clock.now()
    known = {"source_id": "near", "output_id": shown.output_id, "first_at": now - timedelta(seconds=ran_s)}
    frames = round(25 * ran_s) + 1
    length = {"last_at": now, "duration_s": ran_s, "frames": frames, "changed_pictures": frames - 1}
    flow = painted(**(known | length | changes))
    return await shown.client.send_painted_evidence(incident.incident_id, SendPaintedEvidence(flow=flow))


async def test_where_no_wall_is_connected_the_window_proves_and_the_record_says_so(desk: Desk, serve: Serve) -> None:
    window = await serve("window", WINDOW)
    incident = await desk.report()
    desk.clock.advance(20)
    evidence = await send(desk, window, incident)
    assert (evidence.refusals, evidence.in_window) == ((), True)
    stop = clock_of(await desk.now(incident)).stop
    assert stop is not None
    assert (stop.evidence_id, stop.at) == (evidence.evidence_id, desk.clock.now())
    assert (await desk.page(incident)).evidence == (evidence,), "also when it is read again"
    (told,) = await desk.told(incident, EventKind.EVIDENCE_RECEIVED)
    assert (told.payload["accepted"], told.payload["in_window"]) == (True, True)


async def test_beside_a_wall_it_is_refused_and_the_wall_itself_proves(desk: Desk, serve: Serve) -> None:
    window, wall = await serve("window", WINDOW), await serve("wall", WALL)
    incident = await desk.report()
    desk.clock.advance(20)
    refused = await send(desk, window, incident)
    assert (refused.refusals, refused.in_window) == ((Refusal.NOT_ON_WALL,), True)
    assert clock_of(await desk.now(incident)).stop is None
    (told,) = await desk.told(incident, EventKind.EVIDENCE_RECEIVED)
    assert told.payload["refusals"] == ["not-on-wall"]
    await wall.say(ReportOutput(layout="1x1", tiles=TILES))
    accepted = await send(desk, wall, incident)
    assert (accepted.refusals, accepted.in_window) == ((), False)
    stop = clock_of(await desk.now(incident)).stop
    assert stop is not None
    assert stop.evidence_id == accepted.evidence_id


async def test_what_is_pushed_to_the_window_by_hand_is_refused_too(desk: Desk, serve: Serve) -> None:
    window = await serve("window", WINDOW)
    await serve("wall", WALL)
    incident = await desk.report()
    await window.client.push("window", PushToOutput(camera_id="near", incident_id=incident.incident_id))
    desk.clock.advance(20)
    assert (await send(desk, window, incident)).refusals == (Refusal.NOT_ON_WALL,)


async def test_every_other_reason_is_told_beside_it(desk: Desk, serve: Serve) -> None:
    window = await serve("window", WINDOW)
    await serve("wall", WALL)
    incident = await desk.report()
    desk.clock.advance(20)
    evidence = await send(desk, window, incident, visible_share=0.5, source_id="nobody")
    assert evidence.refusals == (
        Refusal.UNKNOWN_SOURCE,
        Refusal.NOT_ON_OUTPUT,
        Refusal.NOT_ON_WALL,
        Refusal.NOT_VISIBLE,
    )


async def test_once_the_wall_is_gone_the_window_counts_from_then_on(desk: Desk, serve: Serve) -> None:
    window, wall = await serve("window", WINDOW), await serve("wall", WALL)
    incident = await desk.report()
    desk.clock.advance(20)
    assert (await send(desk, window, incident)).refusals == (Refusal.NOT_ON_WALL,)
    await wall.leave()
    gone_at = desk.clock.now()
    desk.clock.advance(2.9)
    assert (await send(desk, window, incident, ran_s=22)).refusals == (Refusal.NOT_ON_WALL,), "not yet three seconds"
    desk.clock.advance(30)
    evidence = await send(desk, window, incident, ran_s=50)
    assert evidence.refusals == ()
    stop = clock_of(await desk.now(incident)).stop
    assert stop is not None
    assert stop.at == gone_at + timedelta(seconds=3), "also where it is sent later"


async def test_a_wall_that_is_taken_out_of_full_screen_is_none_any_more(desk: Desk, serve: Serve) -> None:
    window, wall = await serve("window", WINDOW), await serve("wall", WALL)
    incident = await desk.report()
    desk.clock.advance(20)
    await wall.say(ReportOutput(layout="1x1", in_window=True))
    desk.clock.advance(4)
    assert (await send(desk, window, incident)).refusals == ()


async def test_what_was_painted_before_the_wall_came_counts_also_when_it_is_sent_after(
    desk: Desk, serve: Serve
) -> None:
    window = await serve("window", WINDOW)
    early, late = await desk.report(), await desk.report()
    desk.clock.advance(20)
    await serve("wall", WALL)
    came_at = desk.clock.now()
    desk.clock.advance(2)
    # Three seconds before the wall came, and two.
    assert (await send(desk, window, late, ran_s=4)).refusals == (Refusal.NOT_ON_WALL,)
    assert (await send(desk, window, early, ran_s=5)).refusals == ()
    stop = clock_of(await desk.now(early)).stop
    assert stop is not None
    assert stop.at == came_at
    # What a window has proved while there was no wall stays proved.
    desk.clock.advance(60)
    assert clock_of(await desk.now(early)).stop == stop


async def test_which_units_wall_it_is_decides(desk: Desk, serve: Serve) -> None:
    window = await serve("window", WINDOW, STREET)
    incident = await desk.report()
    assert incident.unit_id == STREET
    desk.clock.advance(20)
    neighbours = await serve("neighbours", WALL, OTHER_STREET)
    desk.clock.advance(10)
    district = await serve("district", WALL)
    desk.clock.advance(10)
    # The street does not even see the district's wall; the incident's scene would go there all the same.
    assert "district" not in {output.output_id for output in await window.client.outputs()}
    assert (await send(desk, window, incident)).refusals == (Refusal.NOT_ON_WALL,)
    await district.leave()
    desk.clock.advance(10)
    assert desk.hub.outputs.get(neighbours.output_id) is not None
    assert (await send(desk, window, incident)).refusals == ()


async def test_a_window_that_the_plan_names_proves_beside_a_wall(desk: Desk, serve: Serve) -> None:
    window, other = await serve("window", WINDOW), await serve("other window", WINDOW)
    await serve("wall", WALL)
    classes = (IncidentClass.NATURAL_DISASTER,)
    plan = ResponsePlan(
        plan_id="laptop",
        name="p",
        unit_id=STREET,
        incident_class=IncidentClass.NATURAL_DISASTER,
        output_id="window",
    )
    await desk.put(plan)
    incident = await desk.report(classes=classes)
    desk.clock.advance(20)
    assert (await send(desk, other, incident)).refusals == (Refusal.NOT_ON_WALL,)
    evidence = await send(desk, window, incident)
    assert (evidence.refusals, evidence.in_window) == ((), True)


async def test_an_output_that_has_not_said_what_it_is_makes_no_window_worthless(desk: Desk, serve: Serve) -> None:
    window = await serve("window", WINDOW)
    second = await desk.as_(Role.OPERATOR, seat="second")
    await second.register_output("second", RegisterOutput(name="second"))
    incident = await desk.report()
    desk.clock.advance(20)
    evidence = await send(desk, window, incident)
    await second.remove_output("second")
    assert evidence.refusals == ()


async def test_a_wall_whose_seat_is_switched_off_counts_until_its_grace_is_over(
    desk: Desk, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = await serve("window", WINDOW)
    incident = await desk.report()
    async with seated(desk.running, Role.OPERATOR, name="hall") as hall, seated(desk.running, name="eye") as eye:
        await hall.client.register_output("hall", RegisterOutput(name="hall"))
        await hall.client.report_output("hall", WALL)
        desk.clock.advance(20)
        assert (await send(desk, window, incident)).refusals == (Refusal.NOT_ON_WALL,)
        monkeypatch.setattr(desk.hub.outputs, "_grace_s", 0.0)
        await hall.link.close()
        await eye.until(lambda: not is_online(eye.mirror.get(Output, "hall")))
        gone_at = desk.clock.now()
        desk.clock.advance(10)
        assert (await send(desk, window, incident, ran_s=25)).refusals == ()
        await eye.client.remove_output("hall")
    stop = clock_of(await desk.now(incident)).stop
    assert stop is not None
    assert stop.at == gone_at + timedelta(seconds=3)


def is_online(output: Output | None) -> bool:
    return output is not None and output.online


@asynccontextmanager
async def restarted(folder: Path) -> AsyncIterator[tuple[Desk, Shown, Incident]]:
    """A hub that was ended with a hall's output and a window, and has begun again: only the window is back."""
    async with open_desk(folder) as before:
        await before.put(CAMERA)
        await serving(before, "hall", WALL)
        await serving(before, "window", WINDOW)
    async with open_desk(folder, clock=before.clock) as desk:
        incident = await desk.report()
        # Accounts of the first run are others; their time is over.
        for output_id in ("hall", "window"):
            desk.hub.outputs._services.pop(output_id)
        desk.clock.advance(20)
        yield desk, await serving(desk, "window", WINDOW), incident


async def test_after_a_start_of_the_hub_a_wall_that_is_awaited_counts(tmp_path: Path) -> None:
    async with restarted(tmp_path / "hub") as (desk, window, incident):
        assert (await send(desk, window, incident)).refusals == (Refusal.NOT_ON_WALL,)
        await serving(desk, "hall", WALL)
        desk.clock.advance(20)
        assert (await send(desk, window, incident)).refusals == (Refusal.NOT_ON_WALL,)


async def test_after_a_start_of_the_hub_another_window_that_comes_back_was_none(tmp_path: Path) -> None:
    async with restarted(tmp_path / "hub") as (desk, window, incident):
        assert (await send(desk, window, incident)).refusals == (Refusal.NOT_ON_WALL,)
        await serving(desk, "hall", WINDOW)
        evidence = await send(desk, window, incident, ran_s=20)
        assert evidence.refusals == ()
        stop = clock_of(await desk.now(incident)).stop
        assert stop is not None
        assert stop.at == desk.after(-17), "nothing of the time is lost"
