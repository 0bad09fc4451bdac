"""A hub that was killed between two of its steps goes on where it was: nothing stays undone, and nothing moves that
only waits for its seat."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from app.domain.incidents import Incident, Place
from app.domain.permissions import Role
from app.domain.response import Response, StepKind
from app.hub.response import responses
from app.services.commands.incidents import MoveIncident, ReopenIncident
from app.services.rows import SharedScene
from app.store.errors import StoreUnavailableError
from app.store.store import Store
from tests.app.hub.incidents.desk import open_desk
from tests.app.hub.response.hall import ON_EACH_ENGINE, PARK, camera, kinds
from tests.app.hub.response.wall import PlayedWall
from tests.app.hub.rooms.office import Office, open_office
from tests.servers.seat import Seat, seated

# Many looks of a watch that looks as often as `hurried` lets it.
MANY_LOOKS_S = 0.4


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_LOOK_S", "_TRY_AGAIN_S"):
        monkeypatch.setattr(responses, name, 0.02)


async def shown_on(office: Office, seat: Seat, wall: str) -> Response:
    """The answer to a report whose scene has been put on the wall."""
    admin = await office.desk.as_(Role.ADMINISTRATOR)
    await admin.save_cameras([camera(number, metres_north=99 * number) for number in range(1, 4)])
    played = await PlayedWall.served(seat, wall)
    try:
        incident = await office.incident(place=Place(text="中山公园", point=PARK))
        await seat.until(lambda: seat.mirror.get(Response, incident.incident_id) is not None)
        response = seat.mirror.get(Response, incident.incident_id)
        assert response is not None
        assert response.output_id == wall
        await seat.until(lambda: played.scene == response.scene)
    finally:
        await played.close()
    return response


def answers(seat: Seat, incident: Incident) -> bool:
    response = seat.mirror.get(Response, incident.incident_id)
    return response is not None and response.ended_at is None


@ON_EACH_ENGINE
async def test_the_answer_to_an_incident_that_was_over_when_the_hub_was_killed_ends_after(
    tmp_path: Path, database: URL
) -> None:
    async with (
        open_office(tmp_path / "hub", answers_reports=True, database=database) as office,
        seated(office.desk.running, Role.OPERATOR, name="wall:1") as seat,
    ):
        response = await shown_on(office, seat, "wall:1")
        # As if the hub had been killed between the end of the incident and what follows from it.
        await office.hub.responses.close()
        page = await office.officer.incident_page(response.incident_id)
        over = MoveIncident(expected_version=page.incident.version, to="false_report", note="误报")
        await office.officer.move_incident(response.incident_id, over)
    async with (
        open_desk(tmp_path / "hub", answers_reports=True, database=database) as desk,
        seated(desk.running, Role.DUTY_LEADER, name="leader") as seat,
    ):
        await seat.until(lambda: seat.mirror.get(SharedScene, response.scene or "") is None)
        ended = (await desk.officer.incident_page(response.incident_id)).response
        assert ended is not None
        assert ended.ended_at is not None


@pytest.mark.usefixtures("hurried")
async def test_a_scene_waits_for_the_seat_of_its_output_after_a_start(tmp_path: Path) -> None:
    async with (
        open_office(tmp_path / "hub", answers_reports=True) as office,
        seated(office.desk.running, Role.OPERATOR, name="wall:1") as seat,
    ):
        response = await shown_on(office, seat, "wall:1")
    async with (
        open_desk(tmp_path / "hub", answers_reports=True) as desk,
        seated(desk.running, Role.OPERATOR, name="wall:2") as other_seat,
        seated(desk.running, Role.OPERATOR, name="wall:1") as seat,
    ):
        # Another seat is faster.
        other = await PlayedWall.served(other_seat, "wall:2")
        await asyncio.sleep(MANY_LOOKS_S)
        wall = await PlayedWall.served(seat, "wall:1")
        # It shows what it showed all the time.
        wall.layout, wall.scene, wall.sources = response.layout, response.scene or "", list(response.tiles)
        await wall.say()
        await asyncio.sleep(MANY_LOOKS_S)
        now = seat.mirror.get(Response, response.incident_id)
        assert now is not None
        assert now.output_id == "wall:1"
        assert StepKind.OUTPUT_REPLACED not in kinds(now)
        assert other.scene == ""
        await other.close()
        await wall.close()


@pytest.mark.usefixtures("hurried")
async def test_a_scene_goes_elsewhere_when_the_seat_of_its_output_does_not_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        open_office(tmp_path / "hub", answers_reports=True) as office,
        seated(office.desk.running, Role.OPERATOR, name="wall:1") as seat,
    ):
        response = await shown_on(office, seat, "wall:1")
    async with (
        open_desk(tmp_path / "hub", answers_reports=True) as desk,
        seated(desk.running, Role.OPERATOR, name="wall:2") as other_seat,
    ):
        other = await PlayedWall.served(other_seat, "wall:2")
        # Its time is over.
        outputs = desk.hub.outputs
        monkeypatch.setattr(outputs, "_grace_s", 0.0)
        outputs.gone("")
        await other_seat.until(lambda: other.scene == response.scene)
        now = other_seat.mirror.get(Response, response.incident_id)
        assert now is not None
        assert now.output_id == "wall:2"
        await other.close()


@ON_EACH_ENGINE
async def test_a_report_is_answered_also_when_the_hub_was_killed_twice(
    tmp_path: Path, database: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_office(tmp_path / "hub", answers_reports=True, database=database) as office:
        await office.hub.responses.close()
        incident = await office.incident()
    office.clock.advance(5)
    with monkeypatch.context() as before_it_read_anything:
        before_it_read_anything.setattr(responses.Responses, "take_up", lambda _: None)
        async with open_desk(tmp_path / "hub", answers_reports=True, database=database, clock=office.clock) as desk:
            assert (await desk.page(incident)).response is None
    office.clock.advance(5)
    async with (
        open_desk(tmp_path / "hub", answers_reports=True, database=database, clock=office.clock) as desk,
        seated(desk.running, Role.DUTY_LEADER, name="leader") as seat,
    ):
        await seat.until(lambda: seat.mirror.get(Response, incident.incident_id) is not None)


async def test_an_incident_that_was_reopened_when_the_hub_was_killed_is_answered_after(tmp_path: Path) -> None:
    async with (
        open_office(tmp_path / "hub", answers_reports=True) as office,
        seated(office.desk.running, Role.DUTY_LEADER, name="leader") as seat,
    ):
        incident = await office.incident()
        await seat.until(lambda: seat.mirror.get(Response, incident.incident_id) is not None)
        office.clock.advance(1200)
        over = MoveIncident(expected_version=incident.version, to="false_report", note="误报")
        incident = await office.officer.move_incident(incident.incident_id, over)
        await seat.until(lambda: not answers(seat, incident))
        await office.hub.responses.close()
        again = ReopenIncident(expected_version=incident.version, reason="复燃")
        await office.officer.reopen_incident(incident.incident_id, again)
    async with (
        open_desk(tmp_path / "hub", answers_reports=True, clock=office.clock) as desk,
        seated(desk.running, Role.DUTY_LEADER, name="leader") as seat,
    ):
        await seat.until(lambda: answers(seat, incident))


@pytest.mark.usefixtures("hurried")
async def test_a_hub_whose_database_is_away_at_first_answers_as_soon_as_it_has_read_its_cameras(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_log: list[str]
) -> None:
    expected_log.append("waits for the database")
    tries: list[None] = []

    async def load(known: object, store: Store) -> None:
        tries.append(None)
        if len(tries) == 1:
            raise StoreUnavailableError("away")
        await original(known, store)  # type: ignore[arg-type]

    original = responses.Known.load
    monkeypatch.setattr(responses.Known, "load", load)
    async with (
        open_office(tmp_path / "hub", answers_reports=True) as office,
        seated(office.desk.running, Role.DUTY_LEADER, name="leader") as seat,
    ):
        incident = await office.incident()
        await seat.until(lambda: seat.mirror.get(Response, incident.incident_id) is not None)
    assert len(tries) == 2
