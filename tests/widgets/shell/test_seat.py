"""A seat at a named hub: in with name and password, out again by hand."""

import asyncio
from pathlib import Path

from app.domain.permissions import Actor, Role
from app.link.hub_wire import HubRefusedError
from app.settings import LoadedSettings, Settings
from tests.servers.hub import PASSWORD, STREET, running_hub
from widgets.shell.seat import Seat


async def test_logging_out_ends_the_session_and_asks_for_the_next(application: object, tmp_path: Path) -> None:
    async with running_hub(tmp_path / "hub") as hub:
        other = await hub.client(Role.DUTY_OFFICER, STREET)
        (account,) = [one for one in await (await hub.client()).accounts() if one.unit_id == STREET]
        seat = Seat(LoadedSettings(Settings(hub=hub.url, seat="street desk"), tmp_path))
        entered: asyncio.Queue[Actor] = asyncio.Queue()
        refused = asyncio.Event()
        seat.entered.connect(entered.put_nowait)
        seat.refused.connect(refused.set)
        seat.start()
        async with asyncio.timeout(30):
            await refused.wait()
            refused.clear()
            seat.log_in(account.login, PASSWORD)
            actor = await entered.get()
            assert (actor.role, actor.unit_id) == (Role.DUTY_OFFICER, STREET)
            token = seat.client.token
            seat.log_out()
            await refused.wait()
        await seat.close()
        other.token = token
        try:
            await other.me()
        except HubRefusedError as error:
            assert error.status == 401
        else:
            raise AssertionError("the session is still good")
