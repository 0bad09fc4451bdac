"""Watches for reports, walls that fail and incidents that end, and answers each in a transaction of its own.

What is to be done follows from rows and from what outputs report, so a hub that was killed goes on where it was.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from app.domain.camera_health import CameraCondition
from app.domain.events import Event, EventKind
from app.domain.incidents import Incident
from app.domain.operating_mode import OperatingMode, OperatingState
from app.domain.outputs import Output, PushStatus, ShownTile, TileState
from app.domain.response import Response
from app.hub.errors import RefusedError
from app.hub.patrol.walls import trouble, words_of_walls
from app.hub.response import correcting, keeping, starting
from app.hub.response.known import Known
from app.store.change import Change, Committed
from app.store.errors import StoreError
from app.store.store import Reading
from app.store.tables import EVENT, MAPPED
from app.tasks import TaskScope

if TYPE_CHECKING:
    from app.hub.hub import Hub

log = logging.getLogger(__name__)

_LOOK_S = 0.25
# A camera that is well paints within tenths of a second; one that has not by then is not the nearest that works.
_CONNECTS_WITHIN_S = 3.0
# The tile says so itself after its own patience; this is only against a single bad report.
_FAILED_FOR_S = 0.5
# Where there was no other camera one may have come back since.
_HOPELESS_FOR_S = 30.0
# A report from before a hub that was killed is still answered; what is older was answered by people.
_ANSWERED_WITHIN = timedelta(minutes=15)
# What makes the hub answer.
_BEGINS = frozenset({EventKind.INCIDENT_REGISTERED, EventKind.INCIDENT_REOPENED})
_TRY_AGAIN_S = 2.0

_Work = Callable[[Change], Awaitable[Response | None]]


@dataclass(frozen=True, slots=True)
class _Done:
    response: Response | None


class Responses:
    """Owned by the hub's loop. With `answers` False nothing is begun, for a hub that only remembers."""

    def __init__(self, hub: "Hub", *, answers: bool) -> None:
        self._hub = hub
        self._answers = answers
        self.known = Known()
        self._open: dict[str, Response] = {}
        self._state: OperatingState | None = None
        self._tasks = TaskScope("responses")
        # On the monotonic clock: since when a tile is in trouble, and until when no other camera is looked for.
        self._troubled_s: dict[tuple[str, int, str], float] = {}
        self._hopeless_until_s: dict[tuple[str, int, str], float] = {}
        self._active = asyncio.Event()
        self._turn = asyncio.Lock()

    @property
    def mode(self) -> OperatingMode:
        return self._state.mode if self._state is not None else OperatingMode.ROUTINE

    def shown_on(self, output: Output) -> Incident | None:
        """The incident whose scene an output shows or is about to show."""
        push = output.push
        coming = push.scene if push is not None and push.status in (PushStatus.SENT, PushStatus.APPLIED) else None
        for response in self._open.values():
            if response.output_id == output.output_id and response.scene in (output.scene, coming):
                incident = self._hub.open_incidents.get(response.incident_id)
                if response.push_id is not None and incident is not None and not incident.status.over:
                    return incident
        return None

    async def load(self, reading: Reading) -> None:
        table = MAPPED[Response].table
        for response in await reading.find(Response, table.c.ended_at.is_(None)):
            self._open[response.incident_id] = response
        states = await reading.find(OperatingState)
        self._state = states[0] if states else None

    def take_up(self) -> None:
        """Once the hub serves: read what answers need, then answer what came before."""
        if self._answers or self._hub.patrol is not None:
            self._tasks.start("known cameras", self._read_and_catch_up())
        if self._answers:
            self._tasks.start("walls", self._watch_walls())
        if self._open:
            self._active.set()

    async def close(self) -> None:
        self._answers = False
        await self._tasks.close()

    def committed(self, committed: Committed) -> None:
        self.known.committed(committed)
        for (row, _), thing in committed.rows.items():
            if row is Response and thing is not None:
                self._note(thing)
            elif row is OperatingState and thing is not None:
                self._state = thing
        for event in committed.events:
            if event.kind in _BEGINS and event.incident_id is not None:
                self._answer(event.incident_id)
            elif event.incident_id in self._open and _is_decisive(event):
                self._correct(event.incident_id)

    # -- reports

    async def _read_and_catch_up(self) -> None:
        """A database that is away for a while owes it: without its cameras the hub would answer nothing in this run."""
        while True:
            try:
                await self.known.load(self._hub.store)
                await self._catch_up()
                return
            except StoreError as error:
                log.warning("what came before this start waits for the database: %s", error)
                await asyncio.sleep(_TRY_AGAIN_S)

    async def _catch_up(self) -> None:
        for response in [*self._open.values()]:
            corrected = self._hub.open_incidents.get(response.incident_id)
            # What an answer of an earlier version follows is not known; the next correction tells.
            if corrected is not None and response.answers is not None and correcting.owed(corrected, response):
                self._correct(response.incident_id)
        runs = await self._earlier_runs()
        since = self._hub.clock.now() - _ANSWERED_WITHIN
        for incident in list(self._hub.open_incidents):
            began_at = _began_at(incident)
            # What came while people answered is left to people.
            run = next((event for event in reversed(runs) if event.at <= began_at), None)
            is_owed = run is not None and run.payload.get("answers") and began_at >= since
            answer = self._open.get(incident.incident_id)
            if is_owed and (answer is None or answer.has_outlived(incident)):
                self._answer(incident.incident_id)

    async def _earlier_runs(self) -> list[Event]:
        """The starts of the hub before this one, the oldest first."""
        table = EVENT.table
        async with self._hub.store.reading() as reading:
            started = await reading.events(table.c.kind == EventKind.HUB_STARTED.value)
        return [event for event in started if event.boot_id != self._hub.boot_id]

    def _answer(self, incident_id: str) -> None:
        begins = partial(starting.start, hub=self._hub, incident_id=incident_id)
        if incident_id not in self._open:
            self._owe(f"answer {incident_id}", begins)
            return
        # Reopened before it was seen that it was over. In a transaction of its own: an answer reads before it stages.
        ends = partial(keeping.end, hub=self._hub, incident_id=incident_id)
        self._owe(f"answer {incident_id}", ends, begins)

    def _correct(self, incident_id: str) -> None:
        self._owe(f"correct {incident_id}", partial(correcting.correct, hub=self._hub, incident_id=incident_id))

    def _owe(self, name: str, *works: _Work) -> None:
        if self._answers:
            self._tasks.start(name, self._until_done(name, works))

    async def _until_done(self, name: str, works: tuple[_Work, ...]) -> None:
        """Until each is written down: a store that fails for a while owes the answer."""
        for work in works:
            while True:
                if await self._done(name, work):
                    break
                await asyncio.sleep(_TRY_AGAIN_S)

    async def _run(self, name: str, work: _Work) -> Response | None:
        """What came of it; None also where nothing did."""
        done = await self._done(name, work)
        return done.response if done is not None else None

    async def _done(self, name: str, work: _Work) -> "_Done | None":
        """None: it failed. One after the other: of several in one transaction none would know which output another
        has just taken, and the first scene would wait for the last."""
        await self.known.ready.wait()
        async with self._turn:
            try:
                return _Done(await self._hub.store.writer.run(work, actor=self._hub.actor))
            except (RefusedError, StoreError) as error:
                log.warning("%s: %s", name, error)
                return None

    def _note(self, response: Response) -> None:
        if response.ended_at is None:
            self._open[response.incident_id] = response
            self._active.set()
        else:
            self._open.pop(response.incident_id, None)
            self._forget(response.incident_id)

    # -- walls

    async def _watch_walls(self) -> None:
        await self.known.ready.wait()
        while True:
            await self._active.wait()
            for incident_id in [*self._open]:
                try:
                    # As it is now: looking after another one's may have taken its time.
                    if (response := self._open.get(incident_id)) is not None:
                        await self._look(response)
                except Exception:
                    # What is wrong with one is not to leave the walls of the others alone.
                    log.exception("the wall of incident %s cannot be looked after", incident_id)
            if not self._open:
                self._active.clear()
            await asyncio.sleep(_LOOK_S)

    async def _look(self, response: Response) -> None:
        incident = self._hub.open_incidents.get(response.incident_id)
        # One that was over before this start is not known at all.
        if incident is None or response.has_outlived(incident):
            work = partial(keeping.end, hub=self._hub, incident_id=response.incident_id)
            await self._run(f"end {response.incident_id}", work)
            return
        waits = keeping.waits_for_room(response)
        if response.scene is None or (response.is_proposed and not waits):
            return
        output = self._hub.outputs.get(response.output_id or "")
        if output is not None and not waits and self._hub.outputs.is_awaited(output.output_id):
            return
        lost = waits or output is None or not output.online
        if lost or (output is not None and output.in_window):
            other = starting.output_with_room(self._hub, incident)
            # A window is left for a wall, never for another window.
            if other is not None and (lost or not other.in_window):
                work = partial(keeping.replace_output, hub=self._hub, incident_id=response.incident_id)
                await self._run(f"another output for {response.incident_id}", work)
                return
        if output is None or lost:
            return
        waiting = output.push is not None and output.push.status is PushStatus.SENT
        if waiting or output.scene != response.scene:
            return
        stays = keeping.wanted_by_people(response)
        for tile in output.tiles:
            if tile.tile < len(response.tiles) and tile.source_id == response.tiles[tile.tile] and tile.source_id:
                condition = self._failed(response, tile)
                if condition is not None and tile.source_id not in stays:
                    await self._replace(response, tile, condition)
                    # The rest is looked at with what the wall says then.
                    return

    def _failed(self, response: Response, tile: ShownTile) -> CameraCondition | None:
        """Why a tile has to be given to another camera; None: it is well, or it is too early to say."""
        key = (response.incident_id, tile.tile, tile.source_id)
        if tile.state is TileState.LIVE and tile.fault is None:
            self._troubled_s.pop(key, None)
            self._hopeless_until_s.pop(key, None)
            self.known.painted(tile.source_id, at=self._hub.clock.now())
            return None
        now_s = time.monotonic()
        is_hopeless = now_s < self._hopeless_until_s.get(key, now_s)
        if not tile.visible or tile.state is TileState.EMPTY or is_hopeless:
            return None
        since_s = self._troubled_s.setdefault(key, now_s)
        patience_s = _CONNECTS_WITHIN_S if tile.state is TileState.CONNECTING else _FAILED_FOR_S
        if now_s - since_s < patience_s:
            return None
        return trouble(tile) or CameraCondition.OFFLINE

    async def _replace(self, response: Response, tile: ShownTile, condition: CameraCondition) -> None:
        if tile.source_id not in words_of_walls(self._hub.outputs.all()).painted:
            self.known.seen(tile.source_id, condition, at=self._hub.clock.now(), detail="on-wall")
        work = partial(
            keeping.replace_camera,
            hub=self._hub,
            incident_id=response.incident_id,
            tile=tile.tile,
            camera_id=tile.source_id,
            reason=condition,
        )
        after = await self._run(f"another camera for {response.incident_id}", work)
        key = (response.incident_id, tile.tile, tile.source_id)
        self._troubled_s.pop(key, None)
        if after is not None and after.tiles[tile.tile] == tile.source_id:
            self._hopeless_until_s[key] = time.monotonic() + _HOPELESS_FOR_S

    def _forget(self, incident_id: str) -> None:
        self._troubled_s = {key: since for key, since in self._troubled_s.items() if key[0] != incident_id}
        self._hopeless_until_s = {key: until for key, until in self._hopeless_until_s.items() if key[0] != incident_id}


def _began_at(incident: Incident) -> datetime:
    """When it came, or was reopened."""
    if incident.cycle == 1 or incident.opened_at is None:
        return incident.registered_at
    return incident.opened_at


def _is_decisive(event: Event) -> bool:
    """Whether a fact was put right on which the answer depends."""
    if event.kind is EventKind.INCIDENT_CHANGED:
        return not correcting.DECISIVE_FACTS.isdisjoint(event.payload.get("changed", ()))
    return event.kind is EventKind.INCIDENT_LEVEL_CHANGED
