"""Somebody of a conference on a wall output: pushed by whoever sees the room, to outputs whose unit sees it too."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from app.domain.outputs import PushStatus
from app.domain.permissions import Role
from app.link.hub_wire import HubRefusedError
from app.services.commands.outputs import PushToOutput, RegisterOutput
from tests.app.hub.rooms.house import House
from tests.servers.hub import DISTRICT, OTHER_STREET, STREET
from tests.servers.seat import Seat, seated

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def wall(house: House) -> AsyncIterator[Seat]:
    """An output of the street."""
    async with seated(house.running, Role.OPERATOR, STREET, name="wall") as seat:
        await seat.client.register_output("wall:1", RegisterOutput(name="Output 1", layout="2x2"))
        yield seat
        await seat.client.remove_output("wall:1")


async def refusal(asked: Any) -> tuple[int, str]:
    with pytest.raises(HubRefusedError) as refused:
        await asked
    return refused.value.status, refused.value.code


async def test_who_is_in_a_room_is_pushed_with_camera_or_screen(house: House, wall: Seat) -> None:
    room = await house.room(unit_id=STREET)
    inside = await house.inside(room)
    for value in (inside.id, f"{inside.id}/screen"):
        output = await house.host.push("wall:1", PushToOutput(participation_id=value, tile=1))
        assert output.push is not None
        assert (output.push.participation_id, output.push.tile) == (value, 1)
        assert output.push.status is PushStatus.SENT


async def test_who_is_not_in_the_room_now_is_not_pushed(house: House, wall: Seat) -> None:
    room = await house.room(unit_id=STREET)
    waiting = await house.seat(room)
    command = PushToOutput(participation_id=waiting.id)
    assert await refusal(house.host.push("wall:1", command)) == (409, "not-in-room")
    assert await waiting.join() == "in"
    await house.written()
    await house.host.push("wall:1", command)


async def test_a_unit_that_does_not_see_the_room_is_not_shown_somebody_of_it(house: House, wall: Seat) -> None:
    room = await house.room(unit_id=DISTRICT)
    inside = await house.inside(room)
    command = PushToOutput(participation_id=inside.id)
    assert await refusal(house.host.push("wall:1", command)) == (409, "not-shared")
    other = await house.running.client(Role.OPERATOR, OTHER_STREET)
    assert (await refusal(other.push("wall:1", command)))[0] == 404, "nor does it learn of the output"


async def test_nobody_pushes_whom_they_do_not_see(house: House, wall: Seat) -> None:
    room = await house.room(unit_id=OTHER_STREET)
    inside = await house.inside(room)
    officer = await house.running.client(Role.DUTY_OFFICER, STREET)
    assert (await refusal(officer.push("wall:1", PushToOutput(participation_id=inside.id))))[0] == 422
    assert (await refusal(officer.push("wall:1", PushToOutput(participation_id="nobody"))))[0] == 422
