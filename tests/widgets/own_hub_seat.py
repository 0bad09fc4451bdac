"""A seat on a hub of its own, as the desktop starts one where none is named: for screens that ask a real hub."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.domain.permissions import Actor
from app.link.doors import OwnHubDoor
from app.link.hub_client import HubClient
from app.link.hub_link import HubLink
from app.link.mirror import Mirror
from app.link.own_hub import OwnHub
from tests.app.link.waiting import changed

_SEAT = "厅席1"


@asynccontextmanager
async def seat_of_own_hub(folder: Path) -> AsyncIterator[HubLink]:
    """Linked, with everything that the hub shows it."""
    hub = OwnHub(folder)
    hub.start()
    link = HubLink(HubClient("http://127.0.0.1:1"), Mirror(), OwnHubDoor(folder), seat=_SEAT)
    link.start()
    try:
        await changed(link.mirror, lambda: link.mirror.seq > 0)
        yield link
    finally:
        await link.close()
        hub.stop()


def who_sits_at(link: HubLink) -> Actor:
    me = link.me
    assert me is not None
    return Actor(
        actor_id=me.account_id, name=me.name, role=me.role, unit_id=me.unit_id, unit_path=me.unit_path, seat=_SEAT
    )
