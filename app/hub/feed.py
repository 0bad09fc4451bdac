"""The event feed: every seat hears of every change that it may see, in order, or is cut off and resumes.

What a commit changed is encoded once for all who see the same; a seat that reads too slowly is dropped, so that it
slows nobody. It comes back with `after=SEQ` and gets what it missed.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from fastapi import WebSocket, WebSocketDisconnect
from pydantic import TypeAdapter

from app.clock import Clock
from app.domain.events import Event
from app.domain.evidence import Evidence
from app.domain.incidents import Assignment, Incident, IncidentReport
from app.domain.permissions import Actor
from app.domain.sla.policies import SlaPolicy
from app.hub.directory import Directory
from app.hub.open_incidents import OpenIncidents
from app.hub.visibility import Visibility
from app.services.feed_messages import HEARTBEAT_S
from app.services.rows import ADAPTERS, KIND_OF, MANY, ROWS, key_of
from app.store.store import Reading, Store
from app.store.tables import MAPPED
from app.store.writer import Committed

log = logging.getLogger(__name__)

TOO_SLOW = 4008
SESSION_OVER = 4001
RELOAD = 4009
_MOST_WAITING_MESSAGES = 500
_MOST_WAITING_BYTES = 8_000_000
# Beyond that a snapshot is shorter.
_MOST_EVENTS_TO_RESUME = 20_000
_KEYS_AT_ONCE = 400
_SEND_S = 20.0

_EVENT = TypeAdapter(Event)
_OF_INCIDENT = (Assignment, IncidentReport, Evidence)


@dataclass(eq=False)
class Subscriber:
    """One connection. `waiting` is bounded by number and bytes."""

    actor: Actor
    session_id: str
    waiting: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(_MOST_WAITING_MESSAGES))
    waiting_bytes: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)
    close_code: int = 1000

    def offer(self, message: bytes) -> None:
        if self.over.is_set():
            return
        if len(message) > _MOST_WAITING_BYTES:
            # After an import of very many cameras. It comes back for a snapshot, which waits for nobody.
            self.end(RELOAD)
            return
        if self.waiting.full() or self.waiting_bytes + len(message) > _MOST_WAITING_BYTES:
            log.warning("seat %r reads the feed too slowly and is cut off", self.actor.seat)
            self.end(TOO_SLOW)
            return
        self.waiting_bytes += len(message)
        self.waiting.put_nowait(message)

    def end(self, code: int) -> None:
        self.close_code = code
        self.over.set()


class InMemory(Protocol):
    """Rows of a kind whose latest state is in no database."""

    def get(self, key: str, /) -> object | None: ...
    def all(self) -> list[Any]: ...


class Feed:
    """Owned by the hub's loop."""

    def __init__(self, store: Store, directory: Directory, open_incidents: OpenIncidents, *, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock
        self._subscribers: set[Subscriber] = set()
        self._in_memory: dict[type[Any], InMemory] = {}
        self._on_connected: list[Callable[[str], None]] = []
        self._on_gone: list[Callable[[str], None]] = []
        # What belongs to an incident is shown to whom that is shown.
        self._incidents = open_incidents

    @property
    def seats(self) -> frozenset[str]:
        """Names of the seats that are connected."""
        return frozenset(one.actor.seat for one in self._subscribers)

    def is_connected(self, session_id: str) -> bool:
        return any(one.session_id == session_id for one in self._subscribers)

    def on_connection(self, connected: Callable[[str], None], gone: Callable[[str], None]) -> None:
        """Tell when a session's feed begins, and when its last one ends. They must not raise."""
        self._on_connected.append(connected)
        self._on_gone.append(gone)

    def show_from_memory(self, row: type[Any], things: InMemory) -> None:
        """Take rows of this kind from `things`, which follow what is committed before the feed does."""
        self._in_memory[row] = things

    def end_session(self, session_id: str) -> None:
        for one in tuple(self._subscribers):
            if one.session_id == session_id:
                one.end(SESSION_OVER)

    def committed(self, committed: Committed) -> None:
        """Pass on what a transaction changed."""
        rows: list[tuple[str, str, Any, bytes]] = []
        for (kind_of_row, key), thing in committed.rows.items():
            kind = KIND_OF.get(kind_of_row)
            if kind is None:
                continue
            if thing is not None and (things := self._in_memory.get(kind_of_row)) is not None:
                thing = things.get(str(key[0]))  # noqa: PLW2901 what the database has of it is not all
            encoded = ADAPTERS[kind].dump_json(thing) if thing is not None else b""
            rows.append((kind, str(key[0]), thing, encoded))
        if not rows and not committed.events:
            return
        events = [(event, _EVENT.dump_json(event)) for event in committed.events]
        seq = committed.events[-1].seq if committed.events else self._store.writer.head_seq
        self._broadcast(seq, rows, events)

    def passing(self, row: object) -> None:
        """A row whose changes are not kept in the log, such as what an output shows this second."""
        kind = KIND_OF[type(row)]
        encoded = ADAPTERS[kind].dump_json(row)
        self._broadcast(self._store.writer.head_seq, [(kind, key_of(kind, row), row, encoded)], [])

    def _broadcast(self, seq: int, rows: list[tuple[str, str, Any, bytes]], events: list[tuple[Event, bytes]]) -> None:
        messages: dict[tuple[object, ...], bytes] = {}
        for subscriber in tuple(self._subscribers):
            actor = subscriber.actor
            scope = (actor.role, actor.unit_path, actor.person_type)
            if (message := messages.get(scope)) is None:
                message = messages[scope] = self._delta(seq, actor, rows, events)
            subscriber.offer(message)

    def _delta(
        self,
        seq: int,
        actor: Actor,
        rows: Iterable[tuple[str, str, Any, bytes]],
        events: Iterable[tuple[Event, bytes]],
        incidents: Mapping[str, Incident] | OpenIncidents | None = None,
    ) -> bytes:
        visibility = Visibility(actor, self._directory)
        known = self._incidents if incidents is None else incidents
        shown: dict[str, list[bytes]] = {}
        removed: dict[str, list[str]] = {}
        for kind, key, thing, encoded in rows:
            incident = known.get(thing.incident_id) if isinstance(thing, _OF_INCIDENT) else None
            if thing is not None and visibility.row(thing, incident):
                shown.setdefault(kind, []).append(encoded)
            elif not isinstance(thing, _OF_INCIDENT):
                removed.setdefault(kind, []).append(key)
        seen = [
            encoded
            for event, encoded in events
            if visibility.event(event, known.get(event.incident_id) if event.incident_id is not None else None)
        ]
        return self._encoded("delta", seq, shown, removed, seen)

    def _encoded(
        self,
        kind: str,
        seq: int,
        rows: Mapping[str, list[bytes]],
        removed: Mapping[str, list[str]] | None = None,
        events: list[bytes] | None = None,
    ) -> bytes:
        parts = [f'{{"type":"{kind}","seq":{seq},"at":"{self._clock.now().isoformat()}","rows":{{'.encode()]
        parts.append(b",".join(b'"%s":[%s]' % (name.encode(), b",".join(of)) for name, of in rows.items()))
        parts.append(b"}")
        if removed:
            parts.append(b',"removed":' + _REMOVED.dump_json(dict(removed)))
        if events:
            parts.append(b',"events":[' + b",".join(events) + b"]")
        parts.append(b"}")
        return b"".join(parts)

    # -- one connection

    async def serve(self, socket: WebSocket, actor: Actor, session_id: str, *, after: int | None) -> None:
        """Until the seat goes, is too slow, or its session ends. The socket is accepted already."""
        subscriber = Subscriber(actor, session_id)
        # From now on nothing is missed; what the first message already contains comes again and changes nothing.
        self._subscribers.add(subscriber)
        for connected in self._on_connected:
            connected(session_id)
        try:
            for message in await self._first(actor, after):
                await socket.send_text(message.decode())
            async with asyncio.TaskGroup() as tasks:
                sending = tasks.create_task(self._send(socket, subscriber))
                receiving = tasks.create_task(_until_gone(socket, subscriber))
                await subscriber.over.wait()
                sending.cancel()
                receiving.cancel()
        except* (WebSocketDisconnect, RuntimeError, OSError, TimeoutError):
            # The seat is gone; it comes back by itself.
            subscriber.end(1001)
        finally:
            self._subscribers.discard(subscriber)
            if not self.is_connected(session_id):
                for gone in self._on_gone:
                    gone(session_id)
        if subscriber.close_code in (TOO_SLOW, SESSION_OVER, RELOAD):
            await _close(socket, subscriber.close_code)

    async def close(self) -> None:
        for one in tuple(self._subscribers):
            one.end(1001)

    async def _send(self, socket: WebSocket, subscriber: Subscriber) -> None:
        while True:
            try:
                message = await asyncio.wait_for(subscriber.waiting.get(), HEARTBEAT_S)
                subscriber.waiting_bytes -= len(message)
            except TimeoutError:
                message = self._heartbeat()
            try:
                await asyncio.wait_for(socket.send_text(message.decode()), _SEND_S)
            except (TimeoutError, WebSocketDisconnect, RuntimeError, OSError):
                subscriber.end(TOO_SLOW)
                return

    def _heartbeat(self) -> bytes:
        seq, store_ok = self._store.writer.head_seq, str(self._store.writer.state.ok).lower()
        at = self._clock.now().isoformat()
        return f'{{"type":"heartbeat","seq":{seq},"at":"{at}","store_ok":{store_ok}}}'.encode()

    async def _first(self, actor: Actor, after: int | None) -> list[bytes]:
        async with self._store.reading() as reading:
            seq = await reading.last_seq()
            if after is None or after > seq or seq - after > _MOST_EVENTS_TO_RESUME:
                return [await self._snapshot(reading, actor, seq)]
            missed = await self._missed(reading, actor, after, seq)
            return [await self._snapshot(reading, actor, seq) if missed is None else missed, self._heartbeat()]

    async def _snapshot(self, reading: Reading, actor: Actor, seq: int) -> bytes:
        visibility = Visibility(actor, self._directory)
        things = await self.current_rows(reading)
        incidents = {one.incident_id: one for one in things["incident"]}
        rows = {
            kind: [
                ADAPTERS[kind].dump_json(thing)
                for thing in of_kind
                if visibility.row(thing, incidents.get(getattr(thing, "incident_id", "")))
            ]
            for kind, of_kind in things.items()
        }
        return self._encoded("snapshot", seq, rows)

    async def current_rows(self, reading: Reading) -> dict[str, list[Any]]:
        """All that seats share: of incidents those that are not over, with what belongs to them."""
        incident_table = MAPPED[Incident].table
        open_ids = incident_table.select().with_only_columns(incident_table.c.incident_id)
        open_ids = open_ids.where(incident_table.c.is_over.is_(False))
        things: dict[str, list[Any]] = {}
        for kind, (row, _) in ROWS.items():
            table = MAPPED[row].table
            if (in_memory := self._in_memory.get(row)) is not None:
                things[kind] = in_memory.all()
            elif row is Incident:
                things[kind] = await reading.find(row, table.c.is_over.is_(False))
            elif row in _OF_INCIDENT:
                things[kind] = await reading.find(row, table.c.incident_id.in_(open_ids))
            elif row is SlaPolicy:
                newest: dict[str, SlaPolicy] = {}
                for policy in await reading.find(SlaPolicy, order_by=[table.c.version.asc()]):
                    newest[policy.policy_id] = policy
                things[kind] = list(newest.values())
            else:
                things[kind] = await reading.find(row)
        return things

    async def _missed(self, reading: Reading, actor: Actor, after: int, seq: int) -> bytes | None:
        """None where the log does not name everything that changed: a snapshot is needed."""
        events = await reading.events(after=after)
        # Of what is only in memory no event tells that it changed.
        wanted = {KIND_OF[row]: {key_of(KIND_OF[row], one) for one in of.all()} for row, of in self._in_memory.items()}
        for event in events:
            for kind, key in event.about:
                wanted.setdefault(kind, set()).add(key)
            if event.incident_id is not None:
                wanted.setdefault("incident", set()).add(event.incident_id)
        if any(MANY in keys for keys in wanted.values()):
            return None
        found: dict[str, dict[str, Any]] = {}
        for kind, keys in wanted.items():
            if kind in ROWS:
                found[kind] = await self._by_key(reading, kind, sorted(keys))
        # What belongs to an incident is shown to whom the incident is shown, also where that did not change.
        more = {
            thing.incident_id for kind in found for thing in found[kind].values() if isinstance(thing, _OF_INCIDENT)
        } - found.get("incident", {}).keys()
        found.setdefault("incident", {}).update(await self._by_key(reading, "incident", sorted(more)))
        rows = [
            (kind, key, found[kind].get(key), ADAPTERS[kind].dump_json(found[kind][key]) if key in found[kind] else b"")
            for kind, keys in wanted.items()
            if kind in ROWS
            for key in sorted(keys)
        ]
        encoded = [(event, _EVENT.dump_json(event)) for event in events]
        return self._delta(seq, actor, rows, encoded, found["incident"])

    async def _by_key(self, reading: Reading, kind: str, keys: list[str]) -> dict[str, Any]:
        row, key_name = ROWS[kind]
        if (in_memory := self._in_memory.get(row)) is not None:
            return {key: thing for key in keys if (thing := in_memory.get(key)) is not None}
        table = MAPPED[row].table
        found: dict[str, Any] = {}
        for start in range(0, len(keys), _KEYS_AT_ONCE):
            chosen = table.c[key_name].in_(keys[start : start + _KEYS_AT_ONCE])
            order = [table.c.version.asc()] if "version" in table.c else []
            found.update({key_of(kind, thing): thing for thing in await reading.find(row, chosen, order_by=order)})
        return found


_REMOVED = TypeAdapter(dict[str, list[str]])


async def _until_gone(socket: WebSocket, subscriber: Subscriber) -> None:
    """A seat says nothing on the feed; reading notices that it went."""
    try:
        while True:
            await socket.receive_text()
    except (WebSocketDisconnect, RuntimeError, KeyError):
        subscriber.end(1001)


async def _close(socket: WebSocket, code: int) -> None:
    try:
        await asyncio.wait_for(socket.close(code), 1.0)
    except (TimeoutError, RuntimeError, OSError):
        log.debug("the seat was gone before it was told why")
