"""The server of the database ends the hub's connections just when an answer is due: it is given once it is back."""

from collections.abc import Callable

import pytest
from sqlalchemy.engine import URL

from app.domain.incidents import IncidentLevel, Place
from app.domain.response import StepKind
from app.domain.units import Point
from app.hub.response import responses
from app.services.commands.incidents import ChangeIncident
from tests.app.hub.response.hall import PARK, Hall, kinds
from tests.servers.postgresql import PostgreSql

NORTH = Point(longitude=PARK.longitude, latitude=PARK.latitude + 8 * 99 / 111_195)

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@pytest.fixture
def cut_off(
    database: URL, postgresql: PostgreSql, monkeypatch: pytest.MonkeyPatch, expected_log: list[str]
) -> Callable[[], None]:
    monkeypatch.setattr(responses, "_TRY_AGAIN_S", 0.02)
    expected_log += ["the database refuses commands", "answer ", "correct ", "wait for the database"]
    return lambda: postgresql.cut_off(str(database.database))


async def test_a_report_and_its_correction_are_answered_all_the_same(hall: Hall, cut_off: Callable[[], None]) -> None:
    wall = await hall.wall()
    answering = hall.office.hub.responses
    async with answering._turn:
        incident = await hall.report(level=IncidentLevel.III)
        cut_off()
    response = await hall.answered(incident)
    assert StepKind.SCENE_PUSHED in kinds(response)
    await hall.seat.until(lambda: wall.scene == response.scene)
    async with answering._turn:
        facts = ChangeIncident(expected_version=incident.version, place=Place(text="北边", point=NORTH))
        await hall.office.officer.change_incident(incident.incident_id, facts)
        cut_off()
    response = await hall.has_step(incident, StepKind.FACTS_CORRECTED)
    assert kinds(response).count(StepKind.FACTS_CORRECTED) == 1
    assert response.tiles[0] == "code:C8"
    await hall.seat.until(lambda: wall.sources[:1] == ["code:C8"])
