"""How many may stand at the hub's door without saying who they are."""

import pytest

from app.hub.rooms.doorstep import MOST_IN_ALL, MOST_OF_ADDRESS, Doorstep
from tests.app.hub.rooms.house import House
from tests.app.hub.rooms.participant import Participant


def test_all_together_are_counted_and_each_address_and_whoever_goes_makes_room() -> None:
    doorstep = Doorstep(of_address=2, in_all=3)
    with doorstep.waiting("10.0.0.1"), doorstep.waiting("10.0.0.1") as introduced:
        assert doorstep.why_not("10.0.0.1") == 4029
        assert doorstep.why_not("10.0.0.2") is None
        with doorstep.waiting("10.0.0.2"):
            assert doorstep.why_not("10.0.0.3") == 1013
        assert doorstep.why_not("10.0.0.3") is None
        introduced()
        introduced()
        assert doorstep.why_not("10.0.0.1") is None
        with doorstep.waiting("10.0.0.1"):
            assert doorstep.why_not("10.0.0.1") == 4029
    assert doorstep.why_not("10.0.0.1") is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("::ffff:10.0.0.1", "::ffff:10.0.0.2", False),
        ("", "10.0.0.1", False),
    ],
)
def test_a_machine_with_many_addresses_is_one(one: str, other: str, same: bool) -> None:
    doorstep = Doorstep(of_address=1)
    with doorstep.waiting(one):
        assert (doorstep.why_not(other) is not None) is same


def test_a_sites_phones_may_come_at_once() -> None:
    assert MOST_IN_ALL > MOST_OF_ADDRESS >= 200


@pytest.mark.asyncio(loop_scope="module")
async def test_who_says_nothing_keeps_nobody_else_out_for_long(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house.hub.rooms.doorstep, "of_address", 2)
    room = await house.room()
    silent, seat = await house.line(), await house.line()
    async with Participant(house.running.url) as one_more:
        assert await one_more.close_code() == 4029
    await seat.hello(house.host.token, room_id=room.room_id)
    assert await (await house.seat(room)).join() == "in", "who has said who they are stands here no more"
    await silent.socket.close()
