"""What the feed says to whom: snapshots, what a commit changed, and what a seat missed.

A seat hears only of what it may see, and of what it can no longer see only that: also the key of another unit's thing
is that unit's own. Where the log does not tell what a seat had seen, it gets a snapshot, which replaces all it has.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import TypeAdapter

from app.clock import Clock
from app.domain.events import Event, EventKind
from app.domain.incidents import Incident
from app.domain.permissions import Actor
from app.domain.rooms import Room
from app.domain.sla.clock_rules import newest_versions
from app.domain.sla.policies import SlaPolicy
from app.hub.directory import Directory
from app.hub.rooms.contents import in_open_room, of_room
from app.hub.visibility import OF_INCIDENT, OF_ROOM, Owners, Visibility
from app.services.rows import ADAPTERS, KIND_OF, MANY, ROWS, key_of
from app.store.store import Reading
from app.store.tables import MAPPED

_KEYS_AT_ONCE = 400
_EVENT = TypeAdapter(Event)
_REMOVED = TypeAdapter(dict[str, list[str]])


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """`thing` is None where it is gone, `before` where it is new; both encoded for all who see all of it."""

    kind: str
    key: str
    thing: Any
    before: Any
    encoded: bytes


class InMemory(Protocol):
    """Rows of a kind whose latest state is in no database."""

    def get(self, key: str, /) -> object | None: ...
    def all(self) -> list[Any]: ...


class FeedContent:
    """Owned by the hub's loop."""

    def __init__(self, directory: Directory, *, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock
        self.in_memory: dict[type[Any], InMemory] = {}

    def heartbeat(self, seq: int, *, store_ok: bool) -> bytes:
        at = self._clock.now().isoformat()
        return f'{{"type":"heartbeat","seq":{seq},"at":"{at}","store_ok":{str(store_ok).lower()}}}'.encode()

    # -- what a commit changed

    def changed(self, kind: str, key: str, thing: Any, before: Any) -> ChangedRow:
        encoded = ADAPTERS[kind].dump_json(thing) if thing is not None else b""
        return ChangedRow(kind, key, thing, before, encoded)

    def encoded(self, events: Iterable[Event]) -> list[tuple[Event, bytes]]:
        return [(event, _EVENT.dump_json(event)) for event in events]

    def delta(
        self,
        actor: Actor,
        seq: int,
        rows: Iterable[ChangedRow],
        events: Iterable[tuple[Event, bytes]],
        *,
        now: Owners,
        before: Owners,
    ) -> bytes:
        """`now` and `before` find incidents and rooms as they are and as they were."""
        visibility = Visibility(actor, self._directory)
        shown: dict[str, list[bytes]] = {}
        removed: dict[str, list[str]] = {}
        for row in rows:
            if row.thing is not None and visibility.row(row.thing, now.of(row.thing)):
                shown.setdefault(row.kind, []).append(_as_seen(visibility, row))
            elif row.before is not None and visibility.row(row.before, before.of(row.before)):
                removed.setdefault(row.kind, []).append(row.key)
        seen = [encoded for event, encoded in events if visibility.event(event, now.incident(event.incident_id or ""))]
        return self._message("delta", seq, shown, removed, seen)

    # -- everything

    async def snapshot(self, reading: Reading, actor: Actor, seq: int) -> bytes:
        visibility = Visibility(actor, self._directory)
        things = await self._current(reading)
        owners = Owners(
            incident={one.incident_id: one for one in things["incident"]}.get,
            room={one.room_id: one for one in things["room"]}.get,
        )
        rows = {
            kind: [
                ADAPTERS[kind].dump_json(visibility.as_seen(thing))
                for thing in of_kind
                if visibility.row(thing, owners.of(thing))
            ]
            for kind, of_kind in things.items()
        }
        return self._message("snapshot", seq, rows)

    async def _current(self, reading: Reading) -> dict[str, list[Any]]:
        """All that seats share: of incidents and rooms those that are not over, with what belongs to them."""
        incident_table = MAPPED[Incident].table
        open_ids = incident_table.select().with_only_columns(incident_table.c.incident_id)
        open_ids = open_ids.where(incident_table.c.is_over.is_(False))
        things: dict[str, list[Any]] = {}
        for kind, (row, _) in ROWS.items():
            table = MAPPED[row].table
            if (in_memory := self.in_memory.get(row)) is not None:
                things[kind] = in_memory.all()
            elif row is Incident:
                things[kind] = await reading.find(row, table.c.is_over.is_(False))
            elif row in OF_INCIDENT:
                things[kind] = await reading.find(row, table.c.incident_id.in_(open_ids))
            elif row is Room:
                things[kind] = await reading.find(row, table.c.ended_at.is_(None))
            elif row in OF_ROOM:
                things[kind] = await reading.find(row, in_open_room(row, now=self._clock.now()))
            elif row is SlaPolicy:
                things[kind] = list(newest_versions(await reading.find(SlaPolicy)))
            else:
                things[kind] = await reading.find(row)
        return things

    # -- what was missed

    async def missed(self, reading: Reading, actor: Actor, after: int, seq: int) -> bytes | None:
        """None where the log does not tell all that the seat has to know: it needs a snapshot."""
        visibility = Visibility(actor, self._directory)
        events = await reading.events(after=after)
        told = _told(events)
        for row, things in self.in_memory.items():
            # No event tells that they changed.
            for thing in things.all():
                told.setdefault((KIND_OF[row], key_of(KIND_OF[row], thing)), [])
        if any(key == MANY for _, key in told) or any(_changed_rights_of(actor, event) for event in events):
            return None
        found = await self._found(reading, told)
        owners = Owners(incident=lambda key: found.get(("incident", key)), room=lambda key: found.get(("room", key)))
        shown: dict[str, list[bytes]] = {}
        removed: dict[str, list[str]] = {}
        for (kind, key), of_row in told.items():
            thing = found.get((kind, key))
            if thing is not None and visibility.row(thing, owners.of(thing)):
                shown.setdefault(kind, []).append(ADAPTERS[kind].dump_json(visibility.as_seen(thing)))
            elif any(visibility.of_unit(ROWS[kind][0], self._directory.path(event.unit_id)) for event in of_row):
                removed.setdefault(kind, []).append(key)
            elif of_row and _may_have_been_seen(thing, of_row):
                return None
        seen = [
            _EVENT.dump_json(event)
            for event in events
            if visibility.event(event, owners.incident(event.incident_id or ""))
        ]
        return self._message("delta", seq, shown, removed, seen)

    async def _found(self, reading: Reading, told: dict[tuple[str, str], list[Event]]) -> dict[tuple[str, str], Any]:
        """The rows as they are, with what they belong to; adds to `told` what came in sight with that."""
        found: dict[tuple[str, str], Any] = {}
        for kind in {kind for kind, _ in told}:
            await self._find(reading, kind, [key for of_kind, key in told if of_kind == kind], found)
        incidents = {thing.incident_id for thing in found.values() if isinstance(thing, OF_INCIDENT)}
        await self._find(reading, "incident", [one for one in incidents if ("incident", one) not in found], found)
        rooms = {thing.room_id for thing in found.values() if isinstance(thing, OF_ROOM)}
        await self._find(reading, "room", [one for one in rooms if ("room", one) not in found], found)
        shared = [
            key
            for (kind, key), events in told.items()
            if kind == "incident" and any(event.kind is EventKind.INCIDENT_SHARED for event in events)
        ]
        came: list[Any] = []
        for row in OF_INCIDENT if shared else ():
            came += await reading.find(row, MAPPED[row].table.c.incident_id.in_(shared))
        for kind, room_id in tuple(told):
            # Whoever is rung sees the room with all that is in it.
            if kind == "room" and (room := found.get((kind, room_id))) is not None:
                for in_room in OF_ROOM:
                    came += await reading.find(in_room, of_room(in_room, room, now=self._clock.now()))
        for thing in came:
            key = (KIND_OF[type(thing)], key_of(KIND_OF[type(thing)], thing))
            found[key] = thing
            told.setdefault(key, [])
        return found

    async def _find(self, reading: Reading, kind: str, keys: list[str], found: dict[tuple[str, str], Any]) -> None:
        row, key_name = ROWS[kind]
        if (in_memory := self.in_memory.get(row)) is not None:
            found.update({(kind, key): thing for key in keys if (thing := in_memory.get(key)) is not None})
            return
        table = MAPPED[row].table
        order = [table.c.version.asc()] if "version" in table.c else []
        for start in range(0, len(keys), _KEYS_AT_ONCE):
            chosen = table.c[key_name].in_(keys[start : start + _KEYS_AT_ONCE])
            for thing in await reading.find(row, chosen, order_by=order):
                found[kind, key_of(kind, thing)] = thing

    def _message(
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


def _told(events: Iterable[Event]) -> dict[tuple[str, str], list[Event]]:
    """Which rows the log names, each with its events."""
    told: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        about = {(kind, key) for kind, key in event.about if kind in ROWS}
        if event.incident_id is not None:
            about.add(("incident", event.incident_id))
        for one in about:
            told.setdefault(one, []).append(event)
    return told


def _may_have_been_seen(thing: Any, events: Iterable[Event]) -> bool:
    """Whether a row that is out of sight, and that its events tell of as another unit's, may have been in sight."""
    if isinstance(thing, (*OF_INCIDENT, *OF_ROOM)):
        return False  # what they belong to decides
    if isinstance(thing, Incident | Room):
        return any(event.kind is EventKind.INCIDENT_SHARED for event in events)
    # Gone, or perhaps this unit's own or shared with it in its last version.
    return thing is None or thing.version > 1


def _changed_rights_of(actor: Actor, event: Event) -> bool:
    return event.kind is EventKind.ACCOUNT_SAVED and event.payload.get("account") == actor.actor_id


def _as_seen(visibility: Visibility, row: ChangedRow) -> bytes:
    seen = visibility.as_seen(row.thing)
    return row.encoded if seen is row.thing else ADAPTERS[row.kind].dump_json(seen)
