"""Between the things of the domain and the rows of their tables: a column for each field, JSON text for what is nested.

One table serves one frozen dataclass; nothing here knows which.
"""

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from types import UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Delete,
    Dialect,
    Double,
    Insert,
    Select,
    Table,
    Text,
    TypeDecorator,
    Update,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.types import TypeEngine

T = TypeVar("T")


class UtcTime(TypeDecorator[datetime]):
    """Aware UTC in, aware UTC out, whatever the engine keeps. Raises ValueError for a naive time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def columns_of(row: type[Any], key: Sequence[str]) -> list[Column[Any]]:
    """A column for each field of the dataclass `row`; `key` names those of the primary key."""
    hints = get_type_hints(row)
    columns = []
    for field in dataclasses.fields(row):
        inner, optional = _without_none(hints[field.name])
        is_key = field.name in key
        columns.append(
            Column(field.name, _column_type(inner), primary_key=is_key, nullable=optional, autoincrement=False)
        )
    return columns


class Mapped(Generic[T]):
    """How things of the dataclass `row` go into `table` and come back; the table may have further columns, which
    `derived` gives for a thing."""

    def __init__(
        self,
        row: type[T],
        table: Table,
        *,
        derived: Callable[[T], Mapping[str, Any]] | None = None,
    ) -> None:
        self.row, self.table = row, table
        self.key = tuple(column.name for column in table.primary_key.columns)
        self._derived = derived
        hints = get_type_hints(row)
        self._encoders: list[tuple[str, Callable[[Any], Any] | None]] = []
        self._json_fields: list[str] = []
        for field in dataclasses.fields(row):  # type: ignore[arg-type]  # a dataclass by contract
            inner, _ = _without_none(hints[field.name])
            if _is_json(inner):
                self._json_fields.append(field.name)
                self._encoders.append((field.name, _json_encoder(hints[field.name])))
            elif isinstance(inner, type) and issubclass(inner, Enum):
                self._encoders.append((field.name, _enum_value))
            else:
                self._encoders.append((field.name, None))
        self._names = [name for name, _ in self._encoders]
        self._adapter: TypeAdapter[T] = TypeAdapter(row)

    def key_of(self, thing: T) -> tuple[Any, ...]:
        return tuple(getattr(thing, name) for name in self.key)

    def encode(self, thing: T) -> dict[str, Any]:
        """Values by column."""
        values = {
            name: value if encoder is None or value is None else encoder(value)
            for name, encoder in self._encoders
            for value in (getattr(thing, name),)
        }
        if self._derived is not None:
            values.update(self._derived(thing))
        return values

    def decode(self, values: Mapping[str, Any]) -> T:
        """From a result row's mapping. Raises pydantic.ValidationError for what no version of ours has written."""
        fields = {name: values[name] for name in self._names}
        for name in self._json_fields:
            if fields[name] is not None:
                fields[name] = json.loads(fields[name])
        return self._adapter.validate_python(fields)

    def select(self) -> Select[Any]:
        return select(*(self.table.c[name] for name in self._names))

    def select_by_key(self, key: tuple[Any, ...]) -> Select[Any]:
        statement = self.select()
        for name, value in zip(self.key, key, strict=True):
            statement = statement.where(self.table.c[name] == value)
        return statement

    def insert(self) -> Insert:
        """With parameters as `encode` gives them."""
        return insert(self.table)

    def update(self) -> Update:
        """By key; parameters as `encode_for_update` gives them."""
        statement = update(self.table)
        for name in self.key:
            statement = statement.where(self.table.c[name] == bindparam(f"key_{name}"))
        return statement

    def encode_for_update(self, thing: T) -> dict[str, Any]:
        values = self.encode(thing)
        return {f"key_{name}" if name in self.key else name: value for name, value in values.items()}

    def delete(self) -> Delete:
        """By key; parameters `key_…`."""
        statement = delete(self.table)
        for name in self.key:
            statement = statement.where(self.table.c[name] == bindparam(f"key_{name}"))
        return statement


def _without_none(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in (Union, UnionType):
        rest = [one for one in get_args(hint) if one is not type(None)]
        if len(rest) == 1:
            return rest[0], True
    return hint, False


def _is_json(inner: Any) -> bool:
    return not (isinstance(inner, type) and (issubclass(inner, (str, bool, int, float, datetime, Enum))))


def _column_type(inner: Any) -> TypeEngine[Any]:
    if isinstance(inner, type):
        if issubclass(inner, bool):
            return Boolean()
        if issubclass(inner, int):
            return BigInteger()
        if issubclass(inner, float):
            return Double()
        if issubclass(inner, datetime):
            return UtcTime()
    return Text()


def _json_encoder(hint: Any) -> Callable[[Any], str]:
    adapter = TypeAdapter(hint)
    return lambda value: adapter.dump_json(value).decode()


def _enum_value(value: Enum) -> Any:
    return value.value
