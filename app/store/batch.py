"""What the commands of one transaction have staged, and the statements that bring it to the database.

A thing that several commands change is written once, and statements of a kind go together.
"""

from enum import Enum
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncConnection

from app.services.rows import KIND_OF
from app.store.tables import MAPPED


class Operation(Enum):
    INSERT = 1
    UPDATE = 2
    DELETE = 3


Staged = dict[tuple[type[Any], tuple[Any, ...]], tuple[Operation, Any]]


def after(before: tuple[Operation, Any] | None, operation: Operation) -> Operation:
    """What the database has to do for `operation` on a row of which `before` waits to be written."""
    if operation is Operation.DELETE or before is None:
        return operation
    return Operation.INSERT if before[0] is Operation.INSERT else Operation.UPDATE


class Batch:
    """One transaction under way: what its commands staged and what of that is already with the database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self.staged: Staged = {}
        # Rows as they were before the transaction, as far as a command read or changed them.
        self.before: dict[tuple[type[Any], tuple[Any, ...]], Any] = {}
        self._unwritten: Staged = {}

    def remember(self, thing: object) -> None:
        """A row that was just read from the database."""
        key = (type(thing), MAPPED[type(thing)].key_of(thing))
        if key not in self.staged:
            self.before.setdefault(key, thing)

    async def read_before(self, staged: Staged) -> None:
        """What a command is about to change and did not read, where seats are shown it: whoever saw it as it was has
        to be told, and nobody else."""
        for (row, key), (operation, _) in staged.items():
            if operation is Operation.INSERT or row not in KIND_OF:
                continue
            if (row, key) not in self.before and (row, key) not in self.staged:
                mapped = MAPPED[row]
                found = (await self.connection.execute(mapped.select_by_key(key))).mappings().first()
                if found is not None:
                    self.before[row, key] = mapped.decode(found)

    def take(self, staged: Staged) -> None:
        """What a command staged, now that it is through."""
        for key, (operation, thing) in staged.items():
            waiting = self._unwritten.get(key)
            self.staged[key] = (operation, thing)
            if operation is Operation.DELETE and waiting is not None and waiting[0] is Operation.INSERT:
                del self._unwritten[key]
            else:
                self._unwritten[key] = (after(waiting, operation), thing)

    async def flush(self) -> None:
        """Statements of a kind go together."""
        groups: dict[tuple[Operation, type[Any]], list[dict[str, Any]]] = {}
        for (row, key), (operation, thing) in self._unwritten.items():
            mapped = MAPPED[row]
            if operation is Operation.INSERT:
                values = mapped.encode(thing)
            elif operation is Operation.UPDATE:
                values = mapped.encode_for_update(thing)
            else:
                values = {f"key_{name}": value for name, value in zip(mapped.key, key, strict=True)}
            groups.setdefault((operation, row), []).append(values)
        self._unwritten = {}
        # Deleting first lets the same unique value be used again.
        for (operation, row), parameters in sorted(groups.items(), key=lambda group: -group[0][0].value):
            mapped = MAPPED[row]
            if operation is Operation.INSERT:
                statement: Executable = mapped.insert()
            elif operation is Operation.UPDATE:
                statement = mapped.update()
            else:
                statement = mapped.delete()
            await self.connection.execute(statement, parameters)
