"""Rooms in which everything happens in any order: what is stored, what is told and what lives stay the same thing."""

import asyncio
import time
from contextlib import suppress
from random import Random
from typing import Any

import pytest
import websockets

from app.domain.participation_life import INSIDE, PRESENT
from app.domain.rooms import Participation, ParticipationStatus, Room
from app.services.conference_engine import Direction, StreamName, StreamSource
from app.store.tables import MAPPED
from tests.app.hub.rooms.house import House
from tests.app.hub.rooms.participant import PATIENCE_S, Participant

pytestmark = pytest.mark.asyncio(loop_scope="module")

_STEPS = 60


class Phone:
    """Somebody with a link and a page that is open or not."""

    def __init__(self, house: House, token: str, number: int) -> None:
        self._house, self._token, self._device = house, token, f"device {number}"
        self.line: Participant | None = None
        self._key = ""

    async def hello(self, *, with_key: bool) -> None:
        line = await self._house.line()
        said = await line.ask(
            "hello",
            "welcome",
            credential=self._token,
            device=self._device,
            name=self._device,
            resume_key=self._key if with_key else "",
        )
        if said["type"] == "welcome":
            line.welcome, self.line, self._key = said, line, said["resume_key"]

    async def say(self, type_: str, **fields: Any) -> None:
        if self.line is not None:
            with suppress(websockets.ConnectionClosed):
                await self.line.say(type_, **fields)

    async def cut(self) -> None:
        if self.line is not None:
            await self.line.socket.close()


class Day:
    def __init__(self, house: House, room: Room, host: Participant, phones: list[Phone], random: Random) -> None:
        self.house, self.room, self.host, self.phones, self.random = house, room, host, phones, random

    async def step(self) -> None:
        often = [self.arrive, self.join]
        seldom = [self.talk, self.leave, self.host_acts, self.engine_says, self.room_changes]
        await self.random.choice([*often, *often, *seldom])()

    async def arrive(self) -> None:
        phone = self.random.choice(self.phones)
        if self.random.random() < 0.5:
            await phone.cut()
        await phone.hello(with_key=self.random.random() < 0.6)

    async def join(self) -> None:
        phone = self.random.choice(self.phones)
        await phone.say("join", name="王")
        if self.random.random() < 0.7:
            await phone.say("publish", sdp="x", tracks=[{"mid": "0", "source": "camera"}])

    async def talk(self) -> None:
        phone = self.random.choice(self.phones)
        others = [one.line.id for one in self.phones if one.line is not None] or ["nobody"]
        fields: dict[str, dict[str, Any]] = {
            "hand": {"up": True},
            "chat": {"text": "在"},
            "muted": {"source": "camera", "on": False},
            "subscribe": {},
            "first-frame": {"participant_id": self.random.choice(others)},
            "position": {"longitude": 121.4, "latitude": 31.2, "accuracy_m": 5.0},
        }
        type_ = self.random.choice(list(fields))
        await phone.say(type_, **fields[type_])

    async def leave(self) -> None:
        if self.random.random() < 0.3:
            await self.random.choice(self.phones).say("leave")
        else:
            await self.random.choice(self.phones).cut()

    async def host_acts(self) -> None:
        actions = ["admit", "admit", "admit", "refuse", "remove", "mute", "unmute", "lower-hand"]
        known = [one.line.id for one in self.phones if one.line is not None]
        if known:
            action, who = self.random.choice(actions), self.random.choice(known)
            await self.host.say("host", action=action, participant_id=who)

    async def engine_says(self) -> None:
        known = [one.line.id for one in self.phones if one.line is not None]
        if not known:
            return
        who, listener = self.random.choice(known), self.house.engine.listener
        direction = self.random.choice(list(Direction))
        self.random.choice(
            [
                lambda: listener.connected(self.room.room_id, who, direction),
                lambda: listener.lost(self.room.room_id, who, direction),
                lambda: listener.first_media(self.room.room_id, StreamName(who, StreamSource.CAMERA)),
                lambda: listener.speaker(self.room.room_id, who),
            ]
        )()

    async def room_changes(self) -> None:
        name = self.random.choice(["lobby", "locked"])
        self.room = await self.house.now(self.room, **{name: self.random.random() < 0.5})

    async def settle(self) -> None:
        """Everything that was said has been done."""
        for phone in self.phones:
            if phone.line is not None:
                with suppress(websockets.ConnectionClosed):
                    # The answer of the last is the proof for those before.
                    await phone.line.ask("nonsense")
        await self.host.say("chat", text="fertig")
        while (await self.host.next("said"))["text"] != "fertig":
            pass
        await asyncio.gather(*(asyncio.sleep(0) for _ in range(5)))
        await self.house.written()


async def stored(house: House, room: Room) -> dict[str, Participation]:
    async with house.hub.store.reading() as reading:
        found = await reading.find(Participation, MAPPED[Participation].table.c.room_id == room.room_id)
    return {one.participation_id: one for one in found}


@pytest.mark.parametrize("seed", range(6))
async def test_a_day_of_a_room(house: House, seed: int, expected_log: list[str]) -> None:
    random = Random(seed)
    room = await house.room()
    await house.engine.start(house.hub.rooms.media)
    host = await house.inside(room)
    phones = []
    for number in range(4):
        _, token = await house.link(room, auto_admit=random.random() < 0.5, most_uses=random.choice([1, 3]))
        phones.append(Phone(house, token, number))
    day = Day(house, room, host, phones, random)
    for _ in range(_STEPS):
        await day.step()
    await day.settle()
    live = house.hub.rooms.known(room.room_id)
    assert live is not None
    rows = await stored(house, room)
    ends_s = time.monotonic() + PATIENCE_S
    # The hub may still be hearing of lines that were cut.
    while (present := {key: row for key, row in rows.items() if row.status in PRESENT}) != (
        living := {key: place.participation for key, place in live.places.items()}
    ):
        assert time.monotonic() < ends_s, (present, living)
        await asyncio.sleep(0.02)
        await house.written()
        rows = await stored(house, room)
    for place in live.places.values():
        if place.line is None:
            assert place.participation.status is not ParticipationStatus.IN
        assert (place.published == set()) or place.participation.status in INSIDE
    for row in rows.values():
        assert len(row.times.rejoins) <= len(row.times.drops) + 1
        assert (row.times.left_at is None) == (row.status in PRESENT)
    assert not expected_log
    for phone in phones:
        await phone.cut()
