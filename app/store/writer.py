"""The only way into the database: commands one after the other, many in one transaction, their events with them.

A command reads, decides and stages what it wants written; staged things of a command that is refused are dropped.
Whatever waits while a transaction goes to the disk shares the next one, so that twenty seats cost one flush of the
disk and not twenty (group commit). A command is answered after its commit and not before.
"""

import asyncio
import json
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Executable, delete, insert, select, tuple_
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.clock import Clock
from app.domain.event_chain import GENESIS, link
from app.domain.events import Event, EventKind
from app.domain.permissions import Actor
from app.store.errors import StoreBusyError, StoreError, StoreFullError, StoreTakenError, StoreUnavailableError
from app.store.mapping import Mapped
from app.store.tables import EVENT, MAPPED, answered

log = logging.getLogger(__name__)

T = TypeVar("T")
Row = TypeVar("Row")

_MOST_WAITING = 1000
_MOST_IN_ONE_TRANSACTION = 64
_ANSWERS_KEPT = timedelta(days=2)
# Any number will do as long as every hub uses the same: "515" in ASCII.
_POSTGRES_LOCK = 0x353135


class _Operation(Enum):
    INSERT = 1
    UPDATE = 2
    DELETE = 3


_Staged = dict[tuple[type[Any], tuple[Any, ...]], tuple[_Operation, Any]]


@dataclass(frozen=True, slots=True)
class Idempotency:
    """`request_hash` tells a repeated command from another one under the same key."""

    key: str
    request_hash: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answered: HTTP status and JSON text; `repeated`: it was done before, now nothing was."""

    status: int
    body: str
    repeated: bool = False


class KeyReusedError(Exception):
    """The idempotency key was used for another command."""


@dataclass(frozen=True, slots=True)
class Committed:
    """What a transaction changed; a row that is gone is None."""

    events: tuple[Event, ...]
    rows: Mapping[tuple[type[Any], tuple[Any, ...]], Any]


@dataclass(slots=True)
class _Draft:
    """An event before it has its place in the log."""

    actor: Actor
    at: datetime
    monotonic_ns: int
    kind: EventKind
    incident_id: str | None
    unit_id: str | None
    about: tuple[tuple[str, str], ...]
    payload: dict[str, Any]


class Change:
    """What one command sees and stages. `now` is the moment of the command; reading sees what commands before it in
    the same transaction have staged."""

    def __init__(self, batch: "_Batch", actor: Actor, now: datetime, monotonic_ns: int) -> None:
        self._batch = batch
        self.actor = actor
        self.now = now
        self._monotonic_ns = monotonic_ns
        self.staged: _Staged = {}
        self.drafts: list[_Draft] = []

    async def get(self, row: type[Row], *key: Any) -> Row | None:
        for staged in (self.staged, self._batch.staged):
            if (found := staged.get((row, key))) is not None:
                thing: Row | None = found[1]
                return thing
        mapped: Mapped[Row] = MAPPED[row]
        result = (await self._batch.connection.execute(mapped.select_by_key(key))).mappings().first()
        return None if result is None else mapped.decode(result)

    async def find(self, row: type[Row], *where: ColumnElement[bool]) -> list[Row]:
        """All of the kind that fulfil the conditions on `MAPPED[row].table`. To be asked before anything is staged."""
        if self.staged:
            raise RuntimeError("a command reads before it stages")
        await self._batch.flush()
        mapped: Mapped[Row] = MAPPED[row]
        results = (await self._batch.connection.execute(mapped.select().where(*where))).mappings()
        return [mapped.decode(values) for values in results]

    async def execute(self, statement: Executable) -> Sequence[Any]:
        """Rows of another question. To be asked before anything is staged."""
        await self._batch.flush()
        return (await self._batch.connection.execute(statement)).all()

    def insert(self, thing: object) -> None:
        self._stage(_Operation.INSERT, thing)

    def replace(self, thing: object) -> None:
        """Write the new state of a thing that is there."""
        self._stage(_Operation.UPDATE, thing)

    def remove(self, row: type[Any], *key: Any) -> None:
        known = self.staged.get((row, key)) or self._batch.staged.get((row, key))
        if known is not None and known[0] is _Operation.INSERT and (row, key) in self.staged:
            del self.staged[row, key]
        else:
            self.staged[row, key] = (_Operation.DELETE, None)

    def record(
        self,
        kind: EventKind,
        payload: Mapping[str, Any] | None = None,
        *,
        incident_id: str | None = None,
        unit_id: str | None = None,
        about: Sequence[tuple[str, str]] = (),
        actor: Actor | None = None,
    ) -> None:
        """An event of the log, in the same transaction. `payload` has JSON values only."""
        self.drafts.append(
            _Draft(
                actor or self.actor,
                self.now,
                self._monotonic_ns,
                kind,
                incident_id,
                unit_id,
                tuple(about),
                dict(payload or {}),
            )
        )

    def _stage(self, operation: _Operation, thing: object) -> None:
        key = MAPPED[type(thing)].key_of(thing)
        known = self.staged.get((type(thing), key))
        if known is not None and known[0] is _Operation.INSERT:
            operation = _Operation.INSERT
        self.staged[type(thing), key] = (operation, thing)


@dataclass(slots=True, eq=False)
class _Job:
    work: Callable[[Change], Awaitable[Any]]
    actor: Actor
    idempotency: Idempotency | None
    answered: asyncio.Future[Any]
    result: Any = None


@dataclass(slots=True)
class _Head:
    seq: int
    hash: str


class _Batch:
    """One transaction under way: what its commands staged and what of that is already with the database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self.staged: _Staged = {}
        self._unwritten: _Staged = {}

    def take(self, staged: _Staged) -> None:
        """What a command staged, now that it is through."""
        for key, (operation, thing) in staged.items():
            waiting = self._unwritten.get(key)
            is_new = waiting is not None and waiting[0] is _Operation.INSERT
            self.staged[key] = (operation, thing)
            if is_new and operation is _Operation.DELETE:
                del self._unwritten[key]
            else:
                self._unwritten[key] = (_Operation.INSERT if is_new else operation, thing)

    async def flush(self) -> None:
        """Statements of a kind go together."""
        groups: dict[tuple[_Operation, type[Any]], list[dict[str, Any]]] = {}
        for (row, key), (operation, thing) in self._unwritten.items():
            mapped = MAPPED[row]
            if operation is _Operation.INSERT:
                values = mapped.encode(thing)
            elif operation is _Operation.UPDATE:
                values = mapped.encode_for_update(thing)
            else:
                values = {f"key_{name}": value for name, value in zip(mapped.key, key, strict=True)}
            groups.setdefault((operation, row), []).append(values)
        self._unwritten = {}
        # Deleting first lets the same unique value be used again.
        for (operation, row), parameters in sorted(groups.items(), key=lambda group: -group[0][0].value):
            mapped = MAPPED[row]
            if operation is _Operation.INSERT:
                statement: Executable = mapped.insert()
            elif operation is _Operation.UPDATE:
                statement = mapped.update()
            else:
                statement = mapped.delete()
            await self.connection.execute(statement, parameters)


@dataclass(slots=True)
class WriterState:
    """`ok`: the last transaction went through. `detail` says what did not."""

    ok: bool = True
    detail: str = ""
    since: datetime | None = None


@dataclass(slots=True)
class _Listeners:
    committed: list[Callable[[Committed], None]] = field(default_factory=list)


class Writer:
    """See the module. `start()`, then `run()` from any task of the loop; `close()` when done."""

    def __init__(self, engine: AsyncEngine, *, clock: Clock, boot_id: str) -> None:
        self._engine = engine
        self._clock = clock
        self._boot_id = boot_id
        self._jobs: asyncio.Queue[_Job | None] = asyncio.Queue(_MOST_WAITING)
        self._connection: AsyncConnection | None = None
        self._head: _Head | None = None
        self._serving: asyncio.Task[None] | None = None
        self._closed = False
        self._listeners = _Listeners()
        self._answers_pruned_s = time.monotonic()
        self.state = WriterState()

    async def start(self) -> None:
        """Raises StoreTakenError, StoreUnavailableError."""
        try:
            await self._connect()
        except (SQLAlchemyError, OSError) as error:
            raise _store_error(error) from error
        self._serving = asyncio.get_running_loop().create_task(self._serve(), name="store writer")

    async def close(self) -> None:
        """What waits is still done."""
        self._closed = True
        if self._serving is not None:
            await self._jobs.put(None)
            await self._serving
        await self._disconnect()

    def on_commit(self, listener: Callable[[Committed], None]) -> None:
        """Call `listener` after every transaction, in their order. It must be quick and must not raise."""
        self._listeners.committed.append(listener)

    @property
    def head_seq(self) -> int:
        """Of the last event that is on the disk; 0 for an empty log."""
        return self._head.seq if self._head is not None else 0

    @property
    def head_hash(self) -> str:
        return self._head.hash if self._head is not None else GENESIS

    async def run(self, work: Callable[[Change], Awaitable[T]], *, actor: Actor) -> T:
        """Do `work` in a transaction; returns after its commit. Raises what it raises, and StoreError."""
        result: T = await self._submit(work, actor, None)
        return result

    async def run_once(
        self, work: Callable[[Change], Awaitable[Answer]], *, actor: Actor, idempotency: Idempotency
    ) -> Answer:
        """The same, but a repeated command gets the answer that it got before. Raises KeyReusedError besides."""
        result: Answer = await self._submit(work, actor, idempotency)
        return result

    async def _submit(
        self, work: Callable[[Change], Awaitable[Any]], actor: Actor, idempotency: Idempotency | None
    ) -> Any:
        if self._closed:
            raise StoreUnavailableError("the hub is closing")
        job = _Job(work, actor, idempotency, asyncio.get_running_loop().create_future())
        try:
            self._jobs.put_nowait(job)
        except asyncio.QueueFull:
            raise StoreBusyError("too many commands wait") from None
        return await job.answered

    # -- the task

    async def _serve(self) -> None:
        while True:
            jobs = [await self._jobs.get()]
            while len(jobs) < _MOST_IN_ONE_TRANSACTION and not self._jobs.empty():
                jobs.append(self._jobs.get_nowait())
            await self._do([job for job in jobs if job is not None])
            if None in jobs:
                return

    async def _do(self, jobs: list[_Job]) -> None:
        """Together; where the database objects to that, one by one, so that nobody pays for another's fault."""
        if not jobs:
            return
        error = await self._attempt(jobs)
        if error is None:
            return
        # A database that is gone or full is so for all of them.
        is_shared = len(jobs) == 1 or isinstance(error, StoreUnavailableError | StoreFullError | StoreTakenError)
        for job in [job for job in jobs if not job.answered.done()]:
            alone = error if is_shared else await self._attempt([job])
            if alone is not None:
                _fail(job, alone)

    async def _attempt(self, jobs: list[_Job]) -> StoreError | None:
        """One transaction. Jobs whose work refuses are answered with that and do not spoil it for the others."""
        try:
            connection = await self._connect()
            async with connection.begin():
                committed, through = await self._transact(connection, jobs)
        except (SQLAlchemyError, OSError, sqlite3.Error, TimeoutError) as error:
            await self._disconnect()
            failure = _store_error(error)
            self._set_state(failure)
            return failure
        if committed.events:
            self._head = _Head(committed.events[-1].seq, committed.events[-1].hash)
        self._set_state(None)
        for listener in self._listeners.committed:
            listener(committed)
        for job in through:
            if not job.answered.done():
                job.answered.set_result(job.result)
        return None

    async def _transact(self, connection: AsyncConnection, jobs: list[_Job]) -> tuple[Committed, list[_Job]]:
        batch = _Batch(connection)
        known = await self._known_answers(connection, jobs)
        drafts: list[_Draft] = []
        answers: list[dict[str, Any]] = []
        through: list[_Job] = []
        for job in jobs:
            slot = (job.actor.actor_id, job.idempotency.key) if job.idempotency is not None else None
            if job.idempotency is not None and slot is not None and (before := known.get(slot)) is not None:
                if before[0] != job.idempotency.request_hash:
                    _fail(job, KeyReusedError(job.idempotency.key))
                else:
                    job.result = Answer(before[1].status, before[1].body, repeated=True)
                    through.append(job)
                continue
            change = Change(batch, job.actor, self._clock.now(), int(self._clock.monotonic_s() * 1e9))
            try:
                job.result = await job.work(change)
            except (SQLAlchemyError, OSError, sqlite3.Error):
                raise
            except Exception as error:
                _fail(job, error)
                continue
            batch.take(change.staged)
            drafts += change.drafts
            through.append(job)
            if job.idempotency is not None and slot is not None:
                known[slot] = (job.idempotency.request_hash, job.result)
                answers.append(
                    {
                        "actor_id": slot[0],
                        "idempotency_key": slot[1],
                        "request_hash": job.idempotency.request_hash,
                        "status": job.result.status,
                        "body": job.result.body,
                        "at": change.now,
                    }
                )
        await batch.flush()
        events = self._linked(drafts)
        if events:
            await connection.execute(EVENT.insert(), [EVENT.encode(event) for event in events])
        if answers:
            await connection.execute(insert(answered), answers)
            await self._prune_answers(connection)
        return Committed(events, {key: thing for key, (_, thing) in batch.staged.items()}), through

    async def _known_answers(
        self, connection: AsyncConnection, jobs: list[_Job]
    ) -> dict[tuple[str, str], tuple[str, Answer]]:
        slots = [(job.actor.actor_id, job.idempotency.key) for job in jobs if job.idempotency is not None]
        if not slots:
            return {}
        found = await connection.execute(
            select(answered).where(tuple_(answered.c.actor_id, answered.c.idempotency_key).in_(slots))
        )
        return {(row.actor_id, row.idempotency_key): (row.request_hash, Answer(row.status, row.body)) for row in found}

    async def _prune_answers(self, connection: AsyncConnection) -> None:
        if time.monotonic() - self._answers_pruned_s > 3600:
            self._answers_pruned_s = time.monotonic()
            await connection.execute(delete(answered).where(answered.c.at < self._clock.now() - _ANSWERS_KEPT))

    def _linked(self, drafts: list[_Draft]) -> tuple[Event, ...]:
        if self._head is None:
            raise RuntimeError("the log's head is not known")
        seq, previous_hash = self._head.seq, self._head.hash
        events = []
        for draft in drafts:
            seq += 1
            event = link(
                previous_hash=previous_hash,
                seq=seq,
                at=draft.at,
                monotonic_ns=draft.monotonic_ns,
                boot_id=self._boot_id,
                actor_id=draft.actor.actor_id,
                actor_name=draft.actor.name,
                seat=draft.actor.seat,
                incident_id=draft.incident_id,
                unit_id=draft.unit_id,
                kind=draft.kind,
                about=draft.about,
                payload=draft.payload,
            )
            previous_hash = event.hash
            events.append(event)
        return tuple(events)

    # -- the connection

    async def _connect(self) -> AsyncConnection:
        """The one connection, made anew after a fault; holds the lock that keeps a second hub out."""
        if self._connection is not None:
            return self._connection
        connection = await self._engine.connect()
        try:
            async with connection.begin():
                if connection.dialect.name == "postgresql":
                    taken = await connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_POSTGRES_LOCK})")
                    if not taken.scalar_one():
                        raise StoreTakenError("another hub works on this database")
                last = (
                    await connection.execute(
                        select(EVENT.table.c.seq, EVENT.table.c.hash).order_by(EVENT.table.c.seq.desc()).limit(1)
                    )
                ).first()
        except BaseException:
            await connection.invalidate()
            await connection.close()
            raise
        self._head = _Head(last.seq, last.hash) if last is not None else _Head(0, GENESIS)
        self._connection = connection
        return connection

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                if not self._closed:
                    await connection.invalidate()
                await connection.close()
            except (SQLAlchemyError, OSError, sqlite3.Error):
                log.debug("the connection was already gone")

    def _set_state(self, failure: StoreError | None) -> None:
        if failure is None:
            if not self.state.ok:
                log.info("the database takes commands again")
                self.state = WriterState()
        elif self.state.ok:
            log.error("the database refuses commands: %s", failure)
            self.state = WriterState(ok=False, detail=str(failure), since=self._clock.now())


def _fail(job: _Job, error: BaseException) -> None:
    if not job.answered.done():
        job.answered.set_exception(error)


def _store_error(error: BaseException) -> StoreError:
    if isinstance(error, StoreError):
        return error
    cause = getattr(error, "orig", None) or error
    words = str(cause)
    if "disk is full" in words or "No space left" in words or "could not extend file" in words:
        return StoreFullError("there is no room on the disk of the database")
    if isinstance(error, OperationalError | InterfaceError | OSError | TimeoutError):
        return StoreUnavailableError(f"the database does not answer ({type(cause).__name__})")
    if isinstance(error, DBAPIError):
        return StoreError(f"the database refused the change ({type(cause).__name__})")
    return StoreUnavailableError(f"the database does not answer ({type(cause).__name__})")


def canonical_json(value: object) -> str:
    """One text for equal values: what request hashes are made of."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
