"""The server of the database goes away and comes back: commands say so, nothing is lost, nothing is done twice."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.engine import URL

from app.domain.event_chain import first_fault
from app.domain.events import EventKind
from app.domain.permissions import Actor, Role
from app.store.answers import Answer, Idempotency
from app.store.change import Change, Committed
from app.store.errors import StoreTakenError, StoreUnavailableError
from app.store.store import Store
from app.store.tables import Setting
from tests.fakes.clock import FakeClock
from tests.servers.postgresql import PostgreSql
from tests.servers.postgresql_wire import Wire, wire_to

ACTOR = Actor(actor_id="a", name="a", role=Role.ADMINISTRATOR, unit_id="310105", unit_path="/310105/")

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


async def count(change: Change) -> Answer:
    known = await change.get(Setting, "count")
    value = "1" if known is None else str(int(known.value) + 1)
    (change.insert if known is None else change.replace)(Setting(name="count", value=value))
    change.record(EventKind.UNIT_SAVED, {"count": value})
    return Answer(200, value)


async def counted(store: Store) -> int:
    async with store.reading() as reading:
        events = await reading.events()
        known = await reading.get(Setting, "count")
    assert first_fault(events) is None
    assert known is None or known.value == str(len(events))
    return len(events)


async def test_a_connection_that_is_cut_costs_one_try(
    store: Store, database: URL, postgresql: PostgreSql, expected_log: list[str]
) -> None:
    expected_log.append("the database refuses commands")
    await store.writer.run(count, actor=ACTOR)
    postgresql.cut_off(str(database.database))
    with pytest.raises(StoreUnavailableError):
        await store.writer.run(count, actor=ACTOR)
    assert (store.writer.state.ok, store.writer.state.since is not None) == (False, True)
    await store.writer.run(count, actor=ACTOR)
    assert store.writer.state.ok
    assert await counted(store) == 2


async def test_a_server_that_stops_and_starts_is_used_again(
    store: Store, postgresql: PostgreSql, expected_log: list[str]
) -> None:
    expected_log.append("the database refuses commands")
    await store.writer.run(count, actor=ACTOR)
    postgresql.stop()
    try:
        for _ in range(3):
            with pytest.raises(StoreUnavailableError):
                await store.writer.run(count, actor=ACTOR)
            with pytest.raises(StoreUnavailableError):
                await counted(store)
    finally:
        postgresql.start()
    await store.writer.run(count, actor=ACTOR)
    assert await counted(store) == 2


async def test_whoever_takes_the_database_meanwhile_keeps_it(
    store: Store, database: URL, postgresql: PostgreSql, clock: FakeClock, expected_log: list[str]
) -> None:
    """What this hub remembers is then no longer true: it has to start anew, and says so."""
    expected_log.append("the database refuses commands")
    await store.writer.run(count, actor=ACTOR)
    postgresql.cut_off(str(database.database))
    other = Store(database, clock=clock, boot_id="other")
    await other.start()
    with pytest.raises(StoreUnavailableError):
        await store.writer.run(count, actor=ACTOR)
    with pytest.raises(StoreTakenError, match="another hub works on this database"):
        await store.writer.run(count, actor=ACTOR)
    assert not store.writer.overtaken.is_set()
    await other.writer.run(count, actor=ACTOR)
    await other.close()
    with pytest.raises(StoreTakenError, match="start anew"):
        await store.writer.run(count, actor=ACTOR)
    assert store.writer.overtaken.is_set()


@pytest.fixture
async def wire(database: URL) -> AsyncIterator[Wire]:
    async with wire_to(database) as wire:
        yield wire


async def test_a_commit_whose_answer_is_lost_counts_once(wire: Wire, clock: FakeClock) -> None:
    store = Store(wire.url, clock=clock, boot_id="boot")
    await store.start()
    heard: list[Committed] = []
    store.writer.on_commit(heard.append)
    await store.writer.run(count, actor=ACTOR)
    wire.lose_answer_to_commit()
    # The database has it, as the next connection finds out: the command is done and everybody hears of it, once.
    assert (await store.writer.run(count, actor=ACTOR)).body == "2"
    assert [len(one.events) for one in heard] == [1, 1]
    assert store.writer.state.ok
    assert await counted(store) == 2
    await store.close()


async def test_a_commit_that_never_arrived_was_not_done(wire: Wire, clock: FakeClock, expected_log: list[str]) -> None:
    expected_log.append("the database refuses commands")
    store = Store(wire.url, clock=clock, boot_id="boot")
    await store.start()
    wire.lose_commit()
    with pytest.raises(StoreUnavailableError):
        await store.writer.run(count, actor=ACTOR)
    assert await counted(store) == 0
    await store.writer.run(count, actor=ACTOR)
    assert await counted(store) == 1
    await store.close()


async def test_a_commit_in_doubt_is_cleared_up_when_the_database_is_back(
    wire: Wire, clock: FakeClock, expected_log: list[str]
) -> None:
    """The command's caller was told that nothing is known; asking again with the key gives the answer."""
    expected_log.append("the database refuses commands")
    store = Store(wire.url, clock=clock, boot_id="boot")
    await store.start()
    heard: list[Committed] = []
    store.writer.on_commit(heard.append)
    key = Idempotency("key", "hash")
    wire.lose_answer_to_commit(then_refuse=True)
    with pytest.raises(StoreUnavailableError):
        await store.writer.run_once(count, actor=ACTOR, idempotency=key)
    assert heard == []
    wire.mend()
    assert await store.writer.run_once(count, actor=ACTOR, idempotency=key) == Answer(200, "1", repeated=True)
    assert [len(one.events) for one in heard] == [1, 0]
    assert (store.writer.head_seq, await counted(store)) == (1, 1)
    await store.close()


async def test_a_hub_that_ends_without_its_database_ends_at_once(
    database: URL, clock: FakeClock, postgresql: PostgreSql, expected_log: list[str]
) -> None:
    expected_log.append("the database refuses commands")
    store = Store(database, clock=clock, boot_id="boot")
    await store.start()
    postgresql.stop()
    try:
        tasks = [asyncio.create_task(store.writer.run(count, actor=ACTOR)) for _ in range(300)]
        await asyncio.sleep(0)
        await asyncio.wait_for(store.close(), 20)
    finally:
        postgresql.start()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(one) for one in results} == {StoreUnavailableError}
