"""The answers that commands got: one that is repeated under its key gets the same again, and nothing is done twice."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.tables import answered

_KEPT = timedelta(days=2)

Slot = tuple[str, str]
"""Id of the actor and the key that it gave."""


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
class Kept:
    """The answer to the command with this hash, given at `at`."""

    request_hash: str
    answer: Answer
    at: datetime


async def known_answers(connection: AsyncConnection, slots: Collection[Slot]) -> dict[Slot, Kept]:
    if not slots:
        return {}
    found = await connection.execute(
        select(answered).where(tuple_(answered.c.actor_id, answered.c.idempotency_key).in_(slots))
    )
    return {
        (row.actor_id, row.idempotency_key): Kept(row.request_hash, Answer(row.status, row.body), row.at)
        for row in found
    }


async def keep_answers(connection: AsyncConnection, kept: Sequence[tuple[Slot, Kept]]) -> None:
    rows = [
        {
            "actor_id": slot[0],
            "idempotency_key": slot[1],
            "request_hash": one.request_hash,
            "status": one.answer.status,
            "body": one.answer.body,
            "at": one.at,
        }
        for slot, one in kept
    ]
    await connection.execute(insert(answered), rows)


async def forget_answers(connection: AsyncConnection, *, now: datetime) -> None:
    """Those that nobody waits for any more."""
    await connection.execute(delete(answered).where(answered.c.at < now - _KEPT))
