"""Reading beside the writer, and one hub for one database."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from app.clock import SystemClock
from app.domain.events import EventKind
from app.domain.permissions import Actor, Role
from app.store.change import Change
from app.store.engine import sqlite_url
from app.store.errors import StoreTakenError, StoreUnavailableError
from app.store.store import Store
from app.store.tables import Setting
from tests.servers.postgresql import PASSWORD, PostgreSql

ACTOR = Actor(actor_id="a", name="a", role=Role.ADMINISTRATOR, unit_id="310105", unit_path="/310105/")


async def count_up(change: Change) -> None:
    known = await change.get(Setting, "count")
    if known is None:
        change.insert(Setting(name="count", value="1"))
    else:
        change.replace(Setting(name="count", value=str(int(known.value) + 1)))
    change.record(EventKind.UNIT_SAVED)


async def test_a_view_stays_as_it_was_while_commands_go_on(store: Store) -> None:
    await store.writer.run(count_up, actor=ACTOR)
    async with store.reading() as reading:
        assert await reading.last_seq() == 1
        await store.writer.run(count_up, actor=ACTOR)
        assert await reading.get(Setting, "count") == Setting(name="count", value="1")
        assert (await reading.last_seq(), len(await reading.events())) == (1, 1)
    async with store.reading() as reading:
        assert (await reading.get(Setting, "count"), await reading.last_seq()) == (Setting(name="count", value="2"), 2)


async def test_events_are_read_some_at_a_time_from_one_view(store: Store) -> None:
    for _ in range(5):
        await store.writer.run(count_up, actor=ACTOR)
    async with store.reading() as reading:
        seen = []
        async for event in reading.all_events(after=2):
            seen.append(event.seq)
            await store.writer.run(count_up, actor=ACTOR)
        assert seen == [3, 4, 5]


@pytest.mark.parametrize("times", [1, 2])
async def test_who_stops_reading_at_any_moment_leaves_the_connection_in_order(store: Store, times: int) -> None:
    """Seats go as they like, also in the middle of giving a connection back: nothing is said in the log."""

    async def read() -> int:
        async with store.reading() as reading:
            return await reading.last_seq()

    await store.writer.run(count_up, actor=ACTOR)
    for moment in range(120):
        task = asyncio.create_task(read())
        for _ in range(moment % 40):
            await asyncio.sleep(0)
        for _ in range(times):
            task.cancel()
            await asyncio.sleep(0)
        await asyncio.wait([task])
    assert await asyncio.gather(*(read() for _ in range(20))) == [1] * 20


async def test_more_readers_than_connections_take_turns(store: Store) -> None:
    async def read() -> int:
        async with store.reading() as reading:
            await asyncio.sleep(0)
            return await reading.last_seq()

    await store.writer.run(count_up, actor=ACTOR)
    assert await asyncio.gather(*(read() for _ in range(30))) == [1] * 30


async def test_what_fails_in_a_view_is_not_called_the_databases_fault(store: Store, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        async with store.reading():
            (tmp_path / "nowhere").read_text()


async def test_a_database_without_a_folder_cannot_be_opened(tmp_path: Path) -> None:
    store = Store(sqlite_url(tmp_path / "nowhere" / "hub.db"), clock=SystemClock(), boot_id="boot")
    with pytest.raises(StoreUnavailableError, match="cannot be opened"):
        await store.start()
    await store.close()
    assert not (tmp_path / "nowhere").exists()


async def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "hub.db").write_text("a letter to the mayor " * 100)
    store = Store(sqlite_url(tmp_path / "hub.db"), clock=SystemClock(), boot_id="boot")
    with pytest.raises(StoreUnavailableError, match="not a database"):
        await store.start()
    await store.close()
    assert (tmp_path / "hub.db").read_text().startswith("a letter")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password": "wrong"}, "password authentication failed"),
        ({"database": "nowhere"}, 'database "nowhere" does not exist'),
        ({"port": 1}, "Connect call failed"),
    ],
)
async def test_a_server_that_lets_nobody_in_is_told_with_its_reason(
    postgresql: PostgreSql, changes: dict[str, object], words: str
) -> None:
    url = postgresql.url("postgres").set(**changes)  # type: ignore[arg-type]
    store = Store(url, clock=SystemClock(), boot_id="boot")
    with pytest.raises(StoreUnavailableError, match=words) as failed:
        await store.start()
    await store.close()
    assert PASSWORD not in repr(failed.value)


async def test_a_server_is_reached_by_its_socket_too(postgresql: PostgreSql, migrated_postgresql: str) -> None:
    store = Store(postgresql.url(migrated_postgresql, by_socket=True), clock=SystemClock(), boot_id="boot")
    await store.start()
    await store.close()


async def test_a_file_is_locked_by_whatever_name_it_is_reached(tmp_path: Path) -> None:
    first = Store(sqlite_url(tmp_path / "hub.db"), clock=SystemClock(), boot_id="first")
    await first.start()
    (tmp_path / "other.db").symlink_to(tmp_path / "hub.db")
    second = Store(sqlite_url(tmp_path / "other.db"), clock=SystemClock(), boot_id="second")
    with pytest.raises(StoreTakenError):
        await second.start()
    await second.close()
    await first.close()


async def test_the_lock_ends_with_its_holder(database: URL) -> None:
    first = Store(database, clock=SystemClock(), boot_id="first")
    second = Store(database, clock=SystemClock(), boot_id="second")
    await first.start()
    with pytest.raises(StoreTakenError):
        await second.start()
    await second.close()
    await first.close()
    third = Store(database, clock=SystemClock(), boot_id="third")
    await third.start()
    await third.close()
