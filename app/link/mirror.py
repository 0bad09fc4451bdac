"""A seat's copy of what it may see of the hub: rows by kind and key, kept up by the feed.

Owned by the loop that reads the feed. Whoever shows a kind of row subscribes and is told which keys changed.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from app.services.feed_messages import Delta, Heartbeat, Snapshot
from app.services.rows import ADAPTERS, KIND_OF, ROWS, key_of

Row = TypeVar("Row")
Listener = Callable[[frozenset[str]], None]


class LinkState(StrEnum):
    CONNECTING = "connecting"
    LIVE = "live"
    LOST = "lost"  # was live; trying again
    REFUSED = "refused"  # the session is not valid any more: log in again
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkStatus:
    """`round_trip_s` of the latest answer; `since` UTC when this state began; `store_ok`: the hub can write."""

    state: LinkState = LinkState.CONNECTING
    since: datetime
    round_trip_s: float | None = None
    store_ok: bool = True
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """A message of the feed whose rows are things by kind and key. `store_ok` None: it does not say."""

    is_snapshot: bool
    seq: int
    at: datetime
    rows: Mapping[str, Mapping[str, Any]]
    removed: Mapping[str, list[str]]
    store_ok: bool | None


class Mirror:
    """See the module. `seq` is the last event that the rows contain, 0 before the first snapshot."""

    def __init__(self) -> None:
        self.seq = 0
        self._rows: dict[str, dict[str, Any]] = {kind: {} for kind in ROWS}
        self._listeners: dict[str, list[Listener]] = {kind: [] for kind in ROWS}
        self._status = LinkStatus(since=datetime.now(UTC))
        self._status_listeners: list[Callable[[], None]] = []
        self._hub_at = datetime.now(UTC)
        self._hub_at_monotonic_s = time.monotonic()

    # -- reading

    def all(self, row: type[Row]) -> Mapping[str, Row]:
        """By key. A live view: do not hold it across an await."""
        return MappingProxyType(self._rows[KIND_OF[row]])

    def get(self, row: type[Row], key: str | None) -> Row | None:
        return self._rows[KIND_OF[row]].get(key) if key is not None else None

    def subscribe(self, row: type[Any], listener: Listener) -> Callable[[], None]:
        """Call `listener` with the keys that were added, changed or removed; returns what ends that."""
        listeners = self._listeners[KIND_OF[row]]
        listeners.append(listener)
        return lambda: listeners.remove(listener)

    def now(self) -> datetime:
        """The hub's clock, carried on by this machine's monotonic clock."""
        return self._hub_at + timedelta(seconds=time.monotonic() - self._hub_at_monotonic_s)

    @property
    def status(self) -> LinkStatus:
        return self._status

    def subscribe_status(self, listener: Callable[[], None]) -> Callable[[], None]:
        self._status_listeners.append(listener)
        return lambda: self._status_listeners.remove(listener)

    # -- keeping up

    def take(self, message: Snapshot | Delta | Heartbeat | ReadMessage) -> None:
        """Raises pydantic.ValidationError for rows of another make of hub; nothing is changed then."""
        if not isinstance(message, ReadMessage):
            message = read_message(message)
        if message.is_snapshot:
            self._replace(message)
            self.seq = message.seq
        else:
            self._change(message)
            self.seq = max(self.seq, message.seq)

    def put(self, row: object) -> None:
        """A row that a command answered: shown at once, before the feed brings it again."""
        kind = KIND_OF[type(row)]
        key = key_of(kind, row)
        if not _is_older(row, self._rows[kind].get(key)):
            self._rows[kind][key] = row
            self._tell({kind: {key}})

    def set_hub_clock(self, at: datetime, *, monotonic_s: float) -> None:
        """The hub's clock showed `at` when this machine's monotonic clock showed `monotonic_s`."""
        self._hub_at, self._hub_at_monotonic_s = at, monotonic_s

    def set_status(self, status: LinkStatus) -> None:
        if status != self._status:
            self._status = status
            for listener in tuple(self._status_listeners):
                listener()

    def _replace(self, message: ReadMessage) -> None:
        new: dict[str, dict[str, Any]] = {kind: dict(message.rows.get(kind, {})) for kind in ROWS}
        changed = {
            kind: {key for key in new[kind].keys() | old.keys() if new[kind].get(key) != old.get(key)}
            for kind, old in self._rows.items()
        }
        # In place: views that were handed out stay true.
        for kind, rows in self._rows.items():
            rows.clear()
            rows.update(new[kind])
        self._tell(changed)

    def _change(self, message: ReadMessage) -> None:
        changed: dict[str, set[str]] = {}
        for kind, rows in message.rows.items():
            for key, row in rows.items():
                if not _is_older(row, self._rows[kind].get(key)):
                    self._rows[kind][key] = row
                    changed.setdefault(kind, set()).add(key)
        for kind, keys in message.removed.items():
            for key in keys:
                if kind in ROWS and self._rows[kind].pop(key, None) is not None:
                    changed.setdefault(kind, set()).add(key)
        self._tell(changed)

    def _tell(self, changed: Mapping[str, set[str]]) -> None:
        # In the order of the table: a scene is known before an output is told to show it.
        for kind in ROWS:
            if keys := changed.get(kind):
                for listener in tuple(self._listeners[kind]):
                    listener(frozenset(keys))


def read_message(message: Snapshot | Delta | Heartbeat) -> ReadMessage:
    """Its rows as things. Needs no mirror, so a large one can be read on another thread.

    Raises pydantic.ValidationError for rows of another make of hub.
    """
    rows = {} if isinstance(message, Heartbeat) else message.rows
    return ReadMessage(
        is_snapshot=isinstance(message, Snapshot),
        seq=message.seq,
        at=message.at,
        rows={kind: _read(kind, of_kind) for kind, of_kind in rows.items() if kind in ROWS},
        removed=message.removed if isinstance(message, Delta) else {},
        store_ok=message.store_ok if isinstance(message, Heartbeat) else None,
    )


def _read(kind: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    adapter = ADAPTERS[kind]
    return {key_of(kind, row): row for row in map(adapter.validate_python, rows)}


def _is_older(row: object, known: object | None) -> bool:
    return known is not None and getattr(row, "version", 1) < getattr(known, "version", 1)
