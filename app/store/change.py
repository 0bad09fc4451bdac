"""What one command sees of the database and stages for it, and what a transaction has changed in the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Executable

from app.domain.canonical_json import canonical
from app.domain.events import Event, EventKind
from app.domain.permissions import Actor
from app.store.batch import Batch, Operation, Staged, after
from app.store.mapping import Mapped
from app.store.tables import MAPPED

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Committed:
    """What a transaction changed; a row that is gone is None. `before` has the changed rows that seats are shown as
    they were; one that is new has none."""

    events: tuple[Event, ...]
    rows: Mapping[tuple[type[Any], tuple[Any, ...]], Any]
    before: Mapping[tuple[type[Any], tuple[Any, ...]], Any]


@dataclass(slots=True)
class Draft:
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

    def __init__(self, batch: Batch, actor: Actor, now: datetime, monotonic_ns: int) -> None:
        self._batch = batch
        self.actor = actor
        self.now = now
        self._monotonic_ns = monotonic_ns
        self.staged: Staged = {}
        self.told: dict[tuple[type[Any], tuple[Any, ...]], Any] = {}
        self.drafts: list[Draft] = []

    async def get(self, row: type[Row], *key: Any) -> Row | None:
        for staged in (self.staged, self._batch.staged):
            if (found := staged.get((row, key))) is not None:
                thing: Row | None = found[1]
                return thing
        if (known := self.before(row, *key)) is not None:
            return known
        mapped: Mapped[Row] = MAPPED[row]
        result = (await self._batch.connection.execute(mapped.select_by_key(key))).mappings().first()
        if result is None:
            return None
        thing = mapped.decode(result)
        self._batch.remember(thing)
        return thing

    async def find(self, row: type[Row], *where: ColumnElement[bool]) -> list[Row]:
        """All of the kind that fulfil the conditions on `MAPPED[row].table`. To be asked before anything is staged."""
        if self.staged:
            raise RuntimeError("a command reads before it stages")
        return await self._read(row, *where)

    async def tell(self, row: type[Any], *where: ColumnElement[bool]) -> None:
        """Bring these to seats as if they were changed: it changed who may see them."""
        for thing in await self._read(row, *where):
            self.told[row, MAPPED[row].key_of(thing)] = thing

    def before(self, row: type[Row], *key: Any) -> Row | None:
        """A row as it was before the transaction, as far as a command of it read it."""
        return self._batch.before.get((row, key))

    async def _read(self, row: type[Row], *where: ColumnElement[bool]) -> list[Row]:
        await self._batch.flush()
        mapped: Mapped[Row] = MAPPED[row]
        results = (await self._batch.connection.execute(mapped.select().where(*where))).mappings()
        things = [mapped.decode(values) for values in results]
        for thing in things:
            self._batch.remember(thing)
        return things

    async def execute(self, statement: Executable) -> Sequence[Any]:
        """Rows of another question. To be asked before anything is staged."""
        await self._batch.flush()
        return (await self._batch.connection.execute(statement)).all()

    def insert(self, thing: object) -> None:
        self._stage(Operation.INSERT, thing)

    def replace(self, thing: object) -> None:
        """Write the new state of a thing that is there."""
        self._stage(Operation.UPDATE, thing)

    def remove(self, row: type[Any], *key: Any) -> None:
        staged = self.staged.get((row, key))
        if staged is not None and staged[0] is Operation.INSERT:
            del self.staged[row, key]
        else:
            self.staged[row, key] = (Operation.DELETE, None)

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
        """An event of the log, in the same transaction. Raises ValueError for a payload that is not JSON values only:
        here, where it costs this command alone, and not when the batch is linked."""
        facts = dict(payload or {})
        canonical(facts)
        self.drafts.append(
            Draft(
                actor or self.actor,
                self.now,
                self._monotonic_ns,
                kind,
                incident_id,
                unit_id,
                tuple(about),
                facts,
            )
        )

    def _stage(self, operation: Operation, thing: object) -> None:
        key = MAPPED[type(thing)].key_of(thing)
        self.staged[type(thing), key] = (after(self.staged.get((type(thing), key)), operation), thing)
