"""A seat at a hub: logged in, its feed read into a mirror, as a desktop does it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.domain.people import PersonType
from app.domain.permissions import Role
from app.link.doors import NamedHubDoor
from app.link.hub_client import HubClient
from app.link.hub_link import HubLink
from app.link.mirror import LinkState, Mirror
from tests.app.link.waiting import changed
from tests.servers.hub import DISTRICT, RunningHub


@dataclass
class Seat:
    """`client` and `mirror` are those of `link`."""

    client: HubClient
    mirror: Mirror
    link: HubLink

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for something that the mirror's rows or its line bring about."""
        await changed(self.mirror, true)


@asynccontextmanager
async def seated(
    hub: RunningHub,
    role: Role = Role.ADMINISTRATOR,
    unit_id: str = DISTRICT,
    *,
    name: str = "seat",
    person_type: PersonType = PersonType.STAFF,
) -> AsyncIterator[Seat]:
    """Of a new account; its mirror is live."""
    token = (await hub.client(role, unit_id, seat=name, person_type=person_type)).token
    # Of its own: it outlives this run of the hub.
    client = HubClient(hub.url, token=token)
    mirror = Mirror()
    link = HubLink(client, mirror, NamedHubDoor(), seat=name)
    link.start()
    seat = Seat(client, mirror, link)
    try:
        await seat.until(lambda: mirror.status.state is LinkState.LIVE)
        yield seat
    finally:
        await link.close()
