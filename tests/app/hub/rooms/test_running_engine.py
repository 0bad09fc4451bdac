"""The engine begins when it is needed, once, and a start that failed is tried again."""

import asyncio
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.hub.rooms.engine_choice import embedded_engine
from app.hub.rooms.running_engine import RunningEngine
from app.hub.settings import HubSettings
from app.services.conference_engine import (
    ConferenceEngine,
    Direction,
    EngineRefusal,
    EngineRefusedError,
    Slot,
    StreamName,
    SubscriptionOffer,
)
from app.store.engine import sqlite_url
from tests.fakes.conference_engine import FakeConferenceEngine


class Nobody:
    """A listener that hears nothing worth telling."""

    def connected(self, room_id: str, participant_id: str, direction: Direction) -> None: ...
    def lost(self, room_id: str, participant_id: str, direction: Direction) -> None: ...
    def first_media(self, room_id: str, stream: StreamName) -> None: ...
    def offered(self, room_id: str, participant_id: str, offer: SubscriptionOffer) -> None: ...
    def slots_changed(self, room_id: str, participant_id: str, slots: tuple[Slot, ...]) -> None: ...
    def speaker(self, room_id: str, participant_id: str | None) -> None: ...


async def test_many_who_need_it_at_once_start_it_once_and_open_their_room_once() -> None:
    fake, begin = FakeConferenceEngine(), asyncio.Event()

    async def make() -> ConferenceEngine:
        await begin.wait()
        return fake

    engine = RunningEngine(make, Nobody())
    assert engine.if_open("r") is None
    impatient = asyncio.create_task(engine.of_room("r"))
    others = [asyncio.create_task(engine.of_room("r")) for _ in range(5)]
    await asyncio.sleep(0)
    impatient.cancel()
    begin.set()
    assert set(await asyncio.gather(*others)) == {fake}
    assert fake.starts == 1
    assert list(fake.rooms) == ["r"]
    assert engine.if_open("r") is fake
    await engine.close_room("r")
    assert (engine.if_open("r"), fake.closed_rooms) == (None, ["r"])
    await engine.close()
    assert fake.is_closed
    with pytest.raises(EngineRefusedError):
        await engine.started()


async def test_a_start_that_failed_is_tried_again(expected_log: list[str]) -> None:
    expected_log.append("task conference engine/start failed")
    fake, tries = FakeConferenceEngine(), []

    async def make() -> ConferenceEngine:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no address and port for media could be bound")
        return fake

    engine = RunningEngine(make, Nobody())
    with pytest.raises(EngineRefusedError) as refused:
        await engine.of_room("r")
    assert refused.value.refusal is EngineRefusal.NOT_REACHABLE
    assert await engine.of_room("r") is fake
    await engine.close()


async def test_closing_waits_for_a_start_that_is_under_way() -> None:
    fake, begin = FakeConferenceEngine(), asyncio.Event()

    async def make() -> ConferenceEngine:
        await begin.wait()
        return fake

    engine = RunningEngine(make, Nobody())
    starting = asyncio.create_task(engine.started())
    await asyncio.sleep(0)
    closing = asyncio.create_task(engine.close())
    begin.set()
    await closing
    assert fake.is_closed
    assert await starting is fake


async def test_the_hubs_own_engine_comes_up_as_its_settings_say(tmp_path: Path) -> None:
    settings = HubSettings(data=tmp_path, database=sqlite_url(tmp_path / "hub.db"), conference_ports=(40000, 40199))
    engine = await embedded_engine(settings, SystemClock())
    await engine.start(Nobody())
    await engine.open_room("r")
    offer = await engine.subscribe("r", "p", None)
    await engine.close()
    candidates = [line.split() for line in offer.sdp.splitlines() if line.startswith("a=candidate")]
    assert candidates
    assert {line[4] for line in candidates} == {"127.0.0.1"}
    assert all(40000 <= int(line[5]) <= 40199 for line in candidates)
