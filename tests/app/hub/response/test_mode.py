"""The hall's mode says who changed it, by a name that every unit can read."""

from app.domain.operating_mode import OperatingMode, OperatingState
from app.domain.permissions import Role
from app.services.commands.response import ChangeMode
from tests.app.hub.response.hall import Hall
from tests.servers.hub import STREET
from tests.servers.seat import seated


async def test_a_street_reads_who_changed_the_mode(hall: Hall) -> None:
    leader = hall.office.desk.leader
    command = ChangeMode(expected_version=0, mode=OperatingMode.EMERGENCY, reason="台风")
    state = await leader.change_mode(command)
    assert state.by_name == (await leader.me()).name
    async with seated(hall.office.desk.running, Role.DUTY_OFFICER, STREET, name="street") as seat:
        assert seat.mirror.all(OperatingState) == {"district": state}
