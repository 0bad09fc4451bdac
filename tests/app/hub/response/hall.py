"""An office with eight cameras in a row, 99 m apart, and walls: where reports are answered."""

from contextlib import AsyncExitStack
from typing import Any

import pytest

from app.domain.incidents import Incident, Place
from app.domain.permissions import Role
from app.domain.response import Response, StepKind
from app.domain.units import Point
from tests.app.hub.response.wall import PlayedWall
from tests.app.hub.rooms.office import Office
from tests.servers.seat import Seat, seated

# For what the loop stands on: the other tests here run on SQLite alone, which is quicker.
ON_EACH_ENGINE = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
PARK = Point(longitude=121.41625, latitude=31.22120)


def camera(number: int, *, metres_north: float) -> dict[str, Any]:
    return {
        "name": f"摄像机{number}",
        "code": f"C{number}",
        "street": "华阳路街道",
        "main_url": f"rtsp://10.0.0.{number}/main",
        "longitude": PARK.longitude,
        "latitude": PARK.latitude + metres_north / 111_195,
        "reference_system": "WGS-84",
    }


class Hall:
    """An office with cameras, a seat that watches, and walls."""

    def __init__(self, office: Office, stack: AsyncExitStack, seat: Seat) -> None:
        self.office, self.seat = office, seat
        self._stack = stack

    async def wall(self, name: str = "wall:1") -> PlayedWall:
        seat = await self._stack.enter_async_context(seated(self.office.desk.running, Role.OPERATOR, name=name))
        wall = await PlayedWall.served(seat, name)
        self._stack.push_async_callback(wall.close)
        return wall

    async def report(self, **fields: Any) -> Incident:
        place = Place(text="中山公园", point=PARK)
        return await self.office.incident(**({"place": place} | fields))

    async def answered(self, incident: Incident) -> Response:
        """Once there is one."""
        await self.seat.until(lambda: self.response(incident) is not None)
        return self.now(incident)

    def response(self, incident: Incident) -> Response | None:
        return self.seat.mirror.get(Response, incident.incident_id)

    def now(self, incident: Incident) -> Response:
        response = self.response(incident)
        assert response is not None
        return response

    async def has_step(self, incident: Incident, kind: StepKind) -> Response:
        await self.seat.until(lambda: self._has(incident, kind))
        return self.now(incident)

    def _has(self, incident: Incident, kind: StepKind) -> bool:
        response = self.response(incident)
        return response is not None and any(step.kind is kind for step in response.steps)


def kinds(response: Response) -> list[StepKind]:
    return [step.kind for step in response.steps]
