"""A seat's conference with a room that says what a test wants, on the test's own loop."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.link.hub_client import HubClient
from app.link.mirror import LinkState, Mirror
from app.link.room_link import LinePhase
from app.link.room_links import RoomLinks
from tests.fakes.own_media import FakeDevices
from tests.fakes.room_media import FakeRoomMedia
from tests.fakes.signalling_room import OPENED_AT, SignallingRoom, signalling_room
from tests.widgets.waiting import Until
from widgets.conference.conference import Conference


@dataclass
class Sitting:
    """`room` is the hub's side; `mirror` what the feed has brought."""

    conference: Conference
    room: SignallingRoom
    mirror: Mirror
    devices: FakeDevices
    until: Until

    def put(self, *rows: object) -> None:
        for row in rows:
            self.mirror.put(row)

    async def join(self, *people: Any) -> None:
        """Into the room with these."""
        self.room.people = list(people)
        self.conference.enter("room")
        await self.until(lambda: self.conference.phase is LinePhase.PREPARING)
        self.conference.join()
        await self.until(lambda: self.conference.is_in)

    async def show(self, *people: Any, **fields: Any) -> None:
        """From now on the room is so."""
        await self.room.say_room(*people, **fields)
        state = self.conference.state
        await self.until(lambda: self.conference.state is not state)


@asynccontextmanager
async def sat_down(until: Until) -> AsyncIterator[Sitting]:
    """A seat whose hub is there, in nobody's room yet."""
    mirror = Mirror()
    mirror.set_status(replace(mirror.status, state=LinkState.LIVE))
    mirror.set_hub_clock(OPENED_AT + timedelta(minutes=2), monotonic_s=time.monotonic())
    async with signalling_room() as room:
        client = HubClient(room.url, token="token")
        devices = FakeDevices()
        links = RoomLinks(mirror, client, make_media=lambda _link: FakeRoomMedia(), looks=lambda: False)
        conference = Conference(links, mirror, devices)
        yield Sitting(conference, room, mirror, devices, until)
        await conference.close()
        await links.close()
        await client.close()


@pytest.fixture
async def sitting(application: QApplication, until: Until) -> AsyncIterator[Sitting]:
    async with sat_down(until) as sitting:
        yield sitting
