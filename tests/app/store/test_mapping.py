"""Whatever a thing holds comes back from its table as it went in, on each engine."""

import dataclasses
import string
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.event_chain import GENESIS, link
from app.domain.events import EventKind
from app.domain.sla.policies import SlaPolicy
from app.store.engine import writer_engine
from app.store.tables import EVENT, MAPPED, Setting, answered

# Within what the domain's things allow; what the columns allow beyond that has tests of its own.
_TEXTS = st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=12).filter(lambda text: text.strip())
_NUMBERS = st.integers(1, 100)
_FLOATS = st.floats(0.001, 90)
_TIMES = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1)).map(
    lambda time: time.replace(tzinfo=UTC)
)
_JSON = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_TEXTS, inner, max_size=2),
    max_leaves=4,
)
_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: _TEXTS,
    int: _NUMBERS,
    float: _FLOATS,
    bool: st.booleans(),
    datetime: _TIMES,
    Any: _JSON,
    type(None): st.none(),
}


@cache
def anything_of(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a field's type, however it is put together."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return st.one_of(*map(anything_of, inner))
    if origin is tuple and inner[-1] is Ellipsis:
        return st.lists(anything_of(inner[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(anything_of, inner))
    if origin is frozenset:
        return st.frozensets(anything_of(inner[0]), max_size=2)
    if origin is dict:
        return st.dictionaries(anything_of(inner[0]), anything_of(inner[1]), max_size=2)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    assert dataclasses.is_dataclass(hint), hint
    fields = {name: anything_of(one) for name, one in get_type_hints(hint).items()}
    return st.fixed_dictionaries(fields).map(lambda values: _made(hint, values)).filter(lambda thing: thing is not None)


def _made(row: type[Any], values: dict[str, Any]) -> Any:
    """None where these values do not go together."""
    try:
        return row(**values)
    except ValueError:
        return None


@pytest.fixture
async def engine(database: URL) -> AsyncIterator[AsyncEngine]:
    engine = writer_engine(database)
    yield engine
    await engine.dispose()


@pytest.mark.parametrize("mapped", [*MAPPED.values(), EVENT], ids=lambda mapped: mapped.row.__name__)
@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(data=st.data())
async def test_every_thing_comes_back_as_it_went_in(engine: AsyncEngine, mapped: Any, data: st.DataObject) -> None:
    thing = data.draw(anything_of(mapped.row))
    changed = dataclasses.replace(
        data.draw(anything_of(mapped.row)), **dict(zip(mapped.key, mapped.key_of(thing), strict=True))
    )
    async with engine.connect() as connection, connection.begin() as transaction:
        await connection.execute(mapped.insert(), [mapped.encode(thing)])
        select = mapped.select_by_key(mapped.key_of(thing))
        assert mapped.decode((await connection.execute(select)).mappings().one()) == thing
        if mapped is not EVENT:
            await connection.execute(mapped.update(), [mapped.encode_for_update(changed)])
            assert mapped.decode((await connection.execute(select)).mappings().one()) == changed
        await transaction.rollback()


def test_every_table_holds_things_of_the_domain() -> None:
    """But for the answers of commands, which are rows and nothing more."""
    kept = {mapped.table.name for mapped in MAPPED.values()} | {EVENT.table.name}
    assert set(answered.metadata.tables) - kept == {answered.name}


async def test_a_time_comes_back_in_utc_whatever_zone_it_was_said_in(engine: AsyncEngine) -> None:
    beijing = datetime(2024, 7, 1, 10, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    async with engine.connect() as connection, connection.begin():
        await connection.execute(answered.insert(), [_answer(beijing)])
        (kept,) = (await connection.execute(answered.select())).mappings()
        assert (kept["at"], kept["at"].tzinfo) == (datetime(2024, 7, 1, 2, 0, 0, 123456, tzinfo=UTC), UTC)


async def test_times_are_compared_as_moments(engine: AsyncEngine) -> None:
    early = datetime(2024, 7, 1, 10, 0, tzinfo=timezone(timedelta(hours=8)))
    late = datetime(2024, 7, 1, 3, 0, tzinfo=UTC)
    async with engine.connect() as connection, connection.begin():
        await connection.execute(answered.insert(), [_answer(early)])
        assert (await connection.execute(answered.select().where(answered.c.at < late))).all()


async def test_a_time_without_a_zone_is_refused(engine: AsyncEngine) -> None:
    async with engine.connect() as connection, connection.begin():
        with pytest.raises(StatementError, match="without a zone"):
            await connection.execute(answered.insert(), [_answer(datetime(2024, 7, 1))])


def _answer(at: datetime) -> dict[str, Any]:
    return {"actor_id": "a", "idempotency_key": "k", "request_hash": "", "status": 200, "body": "", "at": at}


async def test_what_no_version_of_ours_has_written_is_not_taken(engine: AsyncEngine) -> None:
    mapped = MAPPED[SlaPolicy]
    with pytest.raises(ValueError, match="stop"):
        mapped.decode(dict.fromkeys((column.name for column in mapped.table.columns), "[]"))


async def test_long_numbers_are_kept(engine: AsyncEngine) -> None:
    event = link(
        previous_hash=GENESIS,
        seq=2**53 - 1,
        at=datetime(2024, 7, 1, tzinfo=UTC),
        monotonic_ns=2**62,
        boot_id="",
        actor_id="",
        actor_name="",
        seat="",
        incident_id=None,
        unit_id=None,
        kind=EventKind.EXPORTED,
        about=(),
        payload={"low": -(2**53) + 1, "tiny": 5e-324, "tenth": 0.1},
    )
    async with engine.connect() as connection, connection.begin():
        await connection.execute(EVENT.insert(), [EVENT.encode(event)])
        assert EVENT.decode((await connection.execute(EVENT.select())).mappings().one()) == event


async def test_names_are_kept_letter_by_letter(engine: AsyncEngine) -> None:
    mapped = MAPPED[Setting]
    names = ["\u00e9", "e\u0301", "a", "A", " a", "长宁", "𠮷", *string.punctuation]
    async with engine.connect() as connection, connection.begin():
        await connection.execute(mapped.insert(), [mapped.encode(Setting(name=name, value=name)) for name in names])
        assert (await connection.execute(text("SELECT count(*) FROM setting"))).scalar_one() == len(names)
        for name in names:
            row = (await connection.execute(mapped.select_by_key((name,)))).mappings().one()
            assert mapped.decode(row).value == name
