"""The hub's memory: one writer, some readers, on SQLite or PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from filelock import FileLock, Timeout
from sqlalchemy import ColumnElement, CursorResult, Executable, func, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.clock import Clock
from app.domain.event_chain import GENESIS
from app.domain.events import Event
from app.store.engine import reader_engine, writer_engine
from app.store.errors import StoreTakenError, StoreUnavailableError, connect_error, store_error
from app.store.mapping import Mapped
from app.store.schema import migrate
from app.store.tables import EVENT, MAPPED
from app.store.writer import Writer

Row = TypeVar("Row")
Result = TypeVar("Result")

# Some 10 ms of the loop.
_EVENTS_AT_ONCE = 300


class Store:
    """`start()` migrates and takes the database for this process; `close()` gives it back."""

    def __init__(self, url: URL, *, clock: Clock, boot_id: str) -> None:
        self.url = url
        self._writing = writer_engine(url)
        self._reading = reader_engine(url)
        # PostgreSQL keeps a lock for a session (see the writer); a file is locked beside it.
        self._lock = _file_lock(Path(str(url.database))) if url.get_backend_name() == "sqlite" else None
        self.writer = Writer(self._writing, clock=clock, boot_id=boot_id)

    async def start(self) -> None:
        """Raises StoreError."""
        try:
            if self._lock is not None:
                _expect_folder(Path(self._lock.lock_file).parent)
                self._lock.acquire(blocking=False)
            await migrate(self._writing)
            await self.writer.start()
        except Timeout:
            raise StoreTakenError("another hub works on this database") from None
        except (SQLAlchemyError, OSError) as error:
            cause = getattr(error, "orig", None) or error
            raise StoreUnavailableError(f"the database cannot be opened: {cause}") from error

    async def close(self) -> None:
        """Also after a start that failed."""
        await self.writer.close()
        await self._writing.dispose()
        await self._reading.dispose()
        if self._lock is not None:
            self._lock.release()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator["Reading"]:
        """A consistent view of what is committed. Raises StoreError where the database does not answer."""
        try:
            connection = await _to_its_end(_opened(self._reading), undo=_close)
        except (SQLAlchemyError, OSError) as error:
            raise connect_error(error) from error
        try:
            yield Reading(connection)
        except (SQLAlchemyError, ConnectionError, TimeoutError) as error:
            raise store_error(error) from error
        finally:
            await _to_its_end(_close(connection))


async def _opened(engine: AsyncEngine) -> AsyncConnection:
    connection = await engine.connect()
    try:
        if connection.dialect.name == "postgresql":
            await connection.execution_options(isolation_level="REPEATABLE READ")
        await connection.begin()
    except BaseException:
        await connection.close()
        raise
    return connection


async def _close(connection: AsyncConnection) -> None:
    """Rolls back what was begun: a view has nothing to commit."""
    await connection.close()


async def _to_its_end(
    work: Coroutine[Any, Any, Result], *, undo: Callable[[Result], Coroutine[Any, Any, None]] | None = None
) -> Result:
    """Also where whoever waits is cancelled meanwhile, and then `undo`: a connection that is left in the middle of
    something is thrown away by its driver, with an error in the log."""
    task = asyncio.get_running_loop().create_task(work, name="work of a reading")
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is None:
        return task.result()
    if task.exception() is None and undo is not None:
        await _to_its_end(undo(task.result()))
    raise cancelled


def _file_lock(database: Path) -> FileLock:
    """The same by whatever name the file is reached."""
    return FileLock(f"{database.resolve()}.lock", mode=0o600)


def _expect_folder(folder: Path) -> None:
    """A lock makes the folder that it is to lie in: of a path with a spelling mistake, a database that nobody meant.

    Raises StoreUnavailableError.
    """
    if not folder.is_dir():
        raise StoreUnavailableError(f"the database cannot be opened: there is no folder {folder}")


class Reading:
    """Questions to one view."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def _ask(self, statement: Executable) -> CursorResult[Any]:
        return await _to_its_end(self._connection.execute(statement))

    async def _rows(self, statement: Executable) -> Sequence[Mapping[str, Any]]:
        # Their keys are the names of columns.
        return cast("Sequence[Mapping[str, Any]]", (await self._ask(statement)).mappings().all())

    async def get(self, row: type[Row], *key: Any) -> Row | None:
        mapped: Mapped[Row] = MAPPED[row]
        rows = await self._rows(mapped.select_by_key(key))
        return mapped.decode(rows[0]) if rows else None

    async def find(
        self,
        row: type[Row],
        *where: ColumnElement[bool],
        order_by: Sequence[ColumnElement[Any]] = (),
        limit: int | None = None,
    ) -> list[Row]:
        """All of the kind that fulfil the conditions on `MAPPED[row].table`."""
        mapped: Mapped[Row] = MAPPED[row]
        statement = mapped.select().where(*where).order_by(*order_by)
        if limit is not None:
            statement = statement.limit(limit)
        return [mapped.decode(values) for values in await self._rows(statement)]

    async def execute(self, statement: Executable) -> Sequence[Any]:
        return (await self._ask(statement)).all()

    async def last_seq(self) -> int:
        """Of the log in this view; 0 when it is empty."""
        return int((await self._ask(select(func.coalesce(func.max(EVENT.table.c.seq), 0)))).scalar_one())

    async def head(self) -> tuple[int, str]:
        """Sequence and hash of the last event in this view, as an empty log has them too."""
        newest = select(EVENT.table.c.seq, EVENT.table.c.hash).order_by(EVENT.table.c.seq.desc()).limit(1)
        last = (await self._ask(newest)).first()
        return (last.seq, last.hash) if last is not None else (0, GENESIS)

    async def events(self, *where: ColumnElement[bool], after: int = 0, limit: int | None = None) -> list[Event]:
        """In their order, from the one after `after`."""
        statement = EVENT.select().where(EVENT.table.c.seq > after, *where).order_by(EVENT.table.c.seq)
        if limit is not None:
            statement = statement.limit(limit)
        return [EVENT.decode(values) for values in await self._rows(statement)]

    async def all_events(self, *, after: int = 0) -> AsyncIterator[Event]:
        """The whole log, some at a time."""
        while True:
            events = await self.events(after=after, limit=_EVENTS_AT_ONCE)
            for event in events:
                yield event
            if len(events) < _EVENTS_AT_ONCE:
                return
            after = events[-1].seq
