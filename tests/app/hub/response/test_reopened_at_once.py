"""Closed and reopened before the hub has seen that it was over: its old answer ends, and it gets one of its own."""

from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from app.domain.events import EventKind
from app.domain.incidents import Incident
from app.domain.permissions import Role
from app.domain.response import Response, StepKind
from app.hub.response import keeping, responses
from app.services.commands.incidents import MoveIncident, ReopenIncident
from tests.app.hub.incidents.desk import open_desk
from tests.app.hub.response.hall import ON_EACH_ENGINE, Hall, camera, kinds
from tests.app.hub.rooms.office import Office, furnish, open_office
from tests.servers.seat import Seat, seated


@pytest.fixture(autouse=True)
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks again whether an incident is over."""
    monkeypatch.setattr(responses, "_LOOK_S", 3600.0)


async def reopened(office: Office, incident: Incident) -> Incident:
    over = MoveIncident(expected_version=incident.version, to="false_report", note="误报")
    incident = await office.officer.move_incident(incident.incident_id, over)
    again = ReopenIncident(expected_version=incident.version, reason="复燃")
    return await office.officer.reopen_incident(incident.incident_id, again)


def is_new(response: Response | None, than: Response) -> bool:
    return response is not None and response.ended_at is None and response.room_id not in (None, than.room_id)


@ON_EACH_ENGINE
async def test_it_is_answered_anew_and_the_old_answer_is_ended_first(hall: Hall) -> None:
    wall = await hall.wall()
    incident = await hall.report()
    before = await hall.answered(incident)
    await hall.seat.until(lambda: wall.scene == before.scene)
    incident = await reopened(hall.office, incident)
    await hall.seat.until(lambda: is_new(hall.response(incident), before))
    now = hall.now(incident)
    assert kinds(now)[0] is StepKind.PLAN_MATCHED
    assert StepKind.SCENE_PUSHED in kinds(now)
    assert (now.scene, now.output_id) == (before.scene, wall.output_id)
    await hall.seat.until(lambda: wall.scene == now.scene)
    told = [event.payload["step"]["kind"] for event in await hall.office.desk.told(incident, EventKind.RESPONSE_STEP)]
    assert told == [kind.value for kind in (*kinds(before), StepKind.SCENE_RELEASED, *kinds(now))]


def is_ended(response: Response | None) -> bool:
    return response is not None and response.ended_at is not None


async def answered_hub(office: Office, seat: Seat) -> Response:
    await furnish(office)
    admin = await office.desk.as_(Role.ADMINISTRATOR)
    await admin.save_cameras([camera(number, metres_north=99 * number) for number in range(1, 4)])
    incident = await office.incident()
    await seat.until(lambda: seat.mirror.get(Response, incident.incident_id) is not None)
    response = seat.mirror.get(Response, incident.incident_id)
    assert response is not None
    return response


@ON_EACH_ENGINE
@pytest.mark.parametrize("is_ended", [False, True])
async def test_also_by_a_hub_that_was_killed_before_or_between(tmp_path: Path, database: URL, is_ended: bool) -> None:
    async with (
        open_office(tmp_path / "hub", answers_reports=True, database=database) as office,
        seated(office.desk.running, Role.DUTY_LEADER, name="leader") as seat,
    ):
        before = await answered_hub(office, seat)
        await office.hub.responses.close()
        await reopened(office, (await office.officer.incident_page(before.incident_id)).incident)
        if is_ended:
            end = partial(keeping.end, hub=office.hub, incident_id=before.incident_id)
            assert await office.hub.store.writer.run(end, actor=office.hub.actor) is not None
    async with (
        open_desk(tmp_path / "hub", answers_reports=True, database=database, clock=office.clock) as desk,
        seated(desk.running, Role.DUTY_LEADER, name="leader") as seat,
    ):
        await seat.until(lambda: is_new(seat.mirror.get(Response, before.incident_id), before))


async def test_one_that_was_reopened_long_before_the_hub_was_back_is_left_to_people(tmp_path: Path) -> None:
    async with (
        open_office(tmp_path / "hub", answers_reports=True) as office,
        seated(office.desk.running, Role.DUTY_LEADER, name="leader") as seat,
    ):
        before = await answered_hub(office, seat)
        await office.hub.responses.close()
        await reopened(office, (await office.officer.incident_page(before.incident_id)).incident)
    office.clock.advance(1200)
    async with (
        open_desk(tmp_path / "hub", answers_reports=True, clock=office.clock) as desk,
        seated(desk.running, Role.DUTY_LEADER, name="leader") as seat,
    ):
        await seat.until(lambda: is_ended(seat.mirror.get(Response, before.incident_id)))
        # Whatever else the hub owed came before this.
        other = await desk.report(title="另一处")
        await seat.until(lambda: seat.mirror.get(Response, other.incident_id) is not None)
        assert is_ended(seat.mirror.get(Response, before.incident_id))
