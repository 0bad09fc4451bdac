"""The event feed: every seat hears of every change that it may see, in order, or is cut off and resumes.

What a commit changed is encoded once for all who see the same; a seat that reads too slowly is dropped, so that it
slows nobody. It comes back with `after=SEQ` and gets what it missed.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import WebSocket, WebSocketDisconnect

from app.clock import Clock
from app.domain.accounts import Account, Session
from app.domain.incidents import Incident
from app.domain.permissions import Actor
from app.domain.rooms import Room
from app.hub.directory import Directory
from app.hub.feed_content import ChangedRow, FeedContent, InMemory
from app.hub.open_incidents import OpenIncidents
from app.hub.rooms.open_rooms import OpenRooms
from app.hub.sessions import Sessions
from app.hub.visibility import OF_ROOM, Owners
from app.services.feed_messages import HEARTBEAT_S
from app.services.rows import KIND_OF, key_of
from app.store.change import Committed
from app.store.errors import StoreError
from app.store.store import Store

log = logging.getLogger(__name__)

TOO_SLOW = 4008
SESSION_OVER = 4001
NOT_FOR_THIS_ROLE = 4003
RELOAD = 4009
NOTHING_TO_SAY = 1008
TRY_AGAIN = 1013
_TOLD_TO_THE_SEAT = frozenset({TOO_SLOW, SESSION_OVER, RELOAD, NOTHING_TO_SAY, TRY_AGAIN})
_SHOWN_TO_PERSONS = frozenset(KIND_OF[row] for row in (Room, *OF_ROOM))
_MOST_WAITING_MESSAGES = 500
_MOST_WAITING_BYTES = 8_000_000
# Beyond that a snapshot is shorter.
_MOST_EVENTS_TO_RESUME = 20_000
_SEND_S = 20.0
# A seat that begins to read again hears why it was cut off.
_CLOSE_S = 10.0


@dataclass(eq=False)
class Subscriber:
    """One connection. `waiting` is bounded by number and bytes; with each message the event that it goes up to, None
    for what is in no event."""

    actor: Actor
    session_id: str
    waiting: asyncio.Queue[tuple[int | None, bytes]] = field(
        default_factory=lambda: asyncio.Queue(_MOST_WAITING_MESSAGES)
    )
    waiting_bytes: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)
    close_code: int = 1000

    def offer(self, seq: int | None, message: bytes) -> None:
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
        self.waiting.put_nowait((seq, message))

    def end(self, code: int) -> None:
        """The first reason counts."""
        if not self.over.is_set():
            self.close_code = code
            self.over.set()


class Feed:
    """Owned by the hub's loop."""

    def __init__(
        self,
        store: Store,
        directory: Directory,
        sessions: Sessions,
        open_incidents: OpenIncidents,
        open_rooms: OpenRooms,
        *,
        clock: Clock,
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._content = FeedContent(directory, clock=clock)
        self._subscribers: set[Subscriber] = set()
        self._on_connected: list[Callable[[str], None]] = []
        self._on_gone: list[Callable[[str], None]] = []
        # What belongs to an incident or a room is shown to whom that is shown.
        self._incidents = open_incidents
        self._rooms = open_rooms

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
        self._content.in_memory[row] = things

    def committed(self, committed: Committed) -> None:
        """Pass on what a transaction changed, to whom may hear it after that."""
        if any(row in (Account, Session) for row, _ in committed.rows):
            self._end_sessions_that_are_over()
        rows: list[ChangedRow] = []
        for (kind_of_row, key), thing in committed.rows.items():
            if (kind := KIND_OF.get(kind_of_row)) is None:
                continue
            if thing is not None and (things := self._content.in_memory.get(kind_of_row)) is not None:
                thing = things.get(str(key[0]))  # noqa: PLW2901 what the database has of it is not all
            before = committed.before.get((kind_of_row, key))
            rows.append(self._content.changed(kind, str(key[0]), thing, before))
        if not rows and not committed.events:
            return

        def incident_before(incident_id: str) -> Incident | None:
            known: Incident | None = committed.before.get((Incident, (incident_id,)))
            return known if known is not None else self._incidents.get(incident_id)

        def room_before(room_id: str) -> Room | None:
            known: Room | None = committed.before.get((Room, (room_id,)))
            return known if known is not None else self._rooms.get(room_id)

        now = Owners(self._incidents.get, self._rooms.get)
        before_it = Owners(incident_before, room_before)
        tells_of_rooms = any(row.kind in _SHOWN_TO_PERSONS for row in rows)
        events = self._content.encoded(committed.events)
        head_seq = committed.events[-1].seq if committed.events else None
        seq = head_seq if head_seq is not None else self._store.writer.head_seq
        messages: dict[tuple[object, ...], bytes] = {}
        for subscriber in tuple(self._subscribers):
            actor = subscriber.actor
            # Rooms are shown to who is rung, whatever the unit.
            scope = (actor.role, actor.unit_path, actor.person_type, actor.person_id if tells_of_rooms else None)
            if (message := messages.get(scope)) is None:
                message = messages[scope] = self._content.delta(actor, seq, rows, events, now=now, before=before_it)
            subscriber.offer(head_seq, message)

    def passing(self, *rows: object) -> None:
        """Rows whose changes are not kept in the log, such as what an output shows this second."""
        by_key = {(type(row), (key_of(KIND_OF[type(row)], row),)): row for row in rows}
        self.committed(Committed((), by_key, by_key))

    def _end_sessions_that_are_over(self) -> None:
        """And those of accounts that are somebody else now, who are shown other rooms: they begin anew."""
        for one in self._subscribers:
            actor = self._sessions.use(one.session_id)
            if actor is None:
                one.end(SESSION_OVER)
            elif actor.person_id != one.actor.person_id:
                one.end(RELOAD)

    # -- one connection

    async def serve(self, socket: WebSocket, actor: Actor, session_id: str, *, after: int | None) -> None:
        """Until the seat goes, is too slow, or its session ends. The socket is accepted already."""
        subscriber = Subscriber(actor, session_id)
        # From now on nothing is missed.
        self._subscribers.add(subscriber)
        for connected in self._on_connected:
            connected(session_id)
        try:
            async with asyncio.TaskGroup() as tasks:
                sending = tasks.create_task(self._send(socket, subscriber, after))
                receiving = tasks.create_task(_until_gone(socket, subscriber))
                await subscriber.over.wait()
                sending.cancel()
                receiving.cancel()
        finally:
            self._subscribers.discard(subscriber)
            if not self.is_connected(session_id):
                for gone in self._on_gone:
                    gone(session_id)
        if subscriber.close_code in _TOLD_TO_THE_SEAT:
            await _close(socket, subscriber.close_code)

    async def close(self) -> None:
        for one in tuple(self._subscribers):
            one.end(1001)

    async def _send(self, socket: WebSocket, subscriber: Subscriber, after: int | None) -> None:
        try:
            seq, first = await self._first(subscriber.actor, after)
        except StoreError:
            subscriber.end(TRY_AGAIN)
            return
        for message in first:
            await _send_or_end(socket, subscriber, message)
        while not subscriber.over.is_set():
            try:
                async with asyncio.timeout(HEARTBEAT_S):
                    up_to, message = await subscriber.waiting.get()
                subscriber.waiting_bytes -= len(message)
            except TimeoutError:
                up_to, message = None, self._heartbeat()
            # A session ends by its time without anybody doing anything.
            if self._sessions.use(subscriber.session_id) is None:
                subscriber.end(SESSION_OVER)
            elif up_to is None or up_to > seq:
                await _send_or_end(socket, subscriber, message)

    def _heartbeat(self) -> bytes:
        writer = self._store.writer
        return self._content.heartbeat(writer.head_seq, store_ok=writer.state.ok)

    async def _first(self, actor: Actor, after: int | None) -> tuple[int, list[bytes]]:
        """What comes before all else, and the event up to which it goes. Raises StoreError."""
        async with self._store.reading() as reading:
            seq = await reading.last_seq()
            missed = None
            if after is not None and after <= seq and seq - after <= _MOST_EVENTS_TO_RESUME:
                missed = await self._content.missed(reading, actor, after, seq)
            if missed is not None:
                return seq, [missed, self._heartbeat()]
            return seq, [await self._content.snapshot(reading, actor, seq)]


async def _send_or_end(socket: WebSocket, subscriber: Subscriber, message: bytes) -> None:
    try:
        async with asyncio.timeout(_SEND_S):
            await socket.send_text(message.decode())
    except (TimeoutError, WebSocketDisconnect, RuntimeError, OSError):
        subscriber.end(TOO_SLOW)


async def _until_gone(socket: WebSocket, subscriber: Subscriber) -> None:
    """A seat says nothing on the feed; reading notices that it went."""
    try:
        message = await socket.receive()
    except (WebSocketDisconnect, RuntimeError):
        message = {"type": "websocket.disconnect"}
    subscriber.end(1001 if message["type"] == "websocket.disconnect" else NOTHING_TO_SAY)


async def _close(socket: WebSocket, code: int) -> None:
    try:
        async with asyncio.timeout(_CLOSE_S):
            await socket.close(code)
    except (TimeoutError, RuntimeError, OSError):
        log.debug("the seat was gone before it was told why")
