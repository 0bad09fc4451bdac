"""What every wall output shows this second, in memory: seats report it several times a second, the database keeps only
that an output exists and what was pushed to it last.

**Ask here, not the database, what an output shows**: `hub.outputs.get(output_id)`; a row of the store has no tiles.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.clock import Clock
from app.domain.events import EventKind
from app.domain.outputs import Output, PushStatus
from app.domain.permissions import Actor
from app.domain.walls import WallTimes
from app.services.commands.outputs import ReportOutput
from app.store.change import Change, Committed
from app.store.errors import StoreError
from app.store.writer import Writer
from app.tasks import TaskScope

log = logging.getLogger(__name__)

# Payload of OUTPUT_REGISTERED: the session that serves the output from then on.
SESSION = "session"


@dataclass(frozen=True, slots=True)
class Service:
    """By whom an output is served: a session of an account at a seat. After a start of the hub only the seat is known,
    until it registers again."""

    seat: str
    session_id: str = ""
    account_id: str = ""


class Outputs:
    """Kept up from what is committed, from reports and from the feed's connections; owned by the hub's loop.

    `online` follows the feed of the session that serves the output: gone for longer than `grace`, the output is offline
    and free for another seat. `changed` is told of every row that changes without an event of the log. `walls` says
    which were walls when; one that was there before the hub began counts as a wall until it says what it is, so that no
    window proves anything while the hall's seat finds its way back.
    """

    def __init__(
        self,
        writer: Writer,
        *,
        changed: Callable[[Output], None],
        is_connected: Callable[[str], bool],
        actor: Callable[[], Actor],
        grace: timedelta,
        clock: Clock,
    ) -> None:
        self._writer = writer
        self._changed = changed
        self._is_connected = is_connected
        self._actor = actor
        self._grace_s = grace.total_seconds()
        self._clock = clock
        self.walls = WallTimes()
        self._outputs: dict[str, Output] = {}
        self._services: dict[str, Service] = {}
        self._tasks = TaskScope("outputs")
        self._closed = False

    def load(self, outputs: Iterable[Output]) -> None:
        """After a start: their seats have the usual grace to come back."""
        for output in outputs:
            self._outputs[output.output_id] = replace(output, online=False, tiles=(), scene=None, tour=None)
            self._services[output.output_id] = Service(output.seat)
            self.walls.expect(output)
            self._begin_grace(output.output_id)

    async def close(self) -> None:
        self._closed = True
        await self._tasks.close()

    # -- reading

    def get(self, output_id: str) -> Output | None:
        """As it is now, with what it shows."""
        return self._outputs.get(output_id)

    def all(self) -> list[Output]:
        return list(self._outputs.values())

    def is_served_by(self, output_id: str, session_id: str) -> bool:
        """Whether this session may say what the output shows."""
        service = self._services.get(output_id)
        return service is not None and service.session_id == session_id

    def is_anothers(self, output_id: str, actor: Actor, session_id: str) -> bool:
        """Whether somebody else serves it: another seat, another account that calls its seat the same, or another
        program at this seat whose line holds. One that has ended leaves its outputs to the next."""
        service = self._services.get(output_id)
        if service is None or service.session_id == session_id:
            return False
        if self._is_connected(service.session_id):
            return True
        return service.seat != actor.seat or service.account_id not in ("", actor.actor_id)

    def is_awaited(self, output_id: str) -> bool:
        """Whether its seat, which was there before the hub began, has still some time to come back."""
        output = self._outputs.get(output_id)
        return output is not None and not output.online and output_id in self._services

    def with_what_it_shows(self, stored: Output) -> Output:
        """A row of the store as it is now."""
        now = self._outputs.get(stored.output_id)
        if now is None:
            return stored
        return replace(
            stored,
            online=now.online,
            layout=now.layout,
            scene=now.scene,
            tour=now.tour,
            tiles=now.tiles,
            reported_at=now.reported_at,
            in_window=now.in_window,
        )

    # -- keeping up

    def committed(self, committed: Committed) -> None:
        registered = {
            event.about[0][1]: Service(event.seat, event.payload[SESSION], event.actor_id)
            for event in committed.events
            if event.kind is EventKind.OUTPUT_REGISTERED
        }
        for (row, (output_id, *_)), thing in committed.rows.items():
            if row is not Output:
                continue
            if thing is None:
                self._outputs.pop(output_id, None)
                self._services.pop(output_id, None)
                self.walls.gone(output_id, self._clock.now())
            elif (service := registered.get(output_id)) is not None:
                # What another run of the seat showed is nothing that this one shows.
                self._outputs[output_id] = replace(thing, online=True, scene=None, tour=None, tiles=())
                self._services[output_id] = service
                if not self._is_connected(service.session_id):
                    self._begin_grace(output_id)
            else:
                self._outputs[output_id] = self.with_what_it_shows(thing)

    def report(self, output_id: str, report: ReportOutput, *, at: datetime) -> None:
        """What an output shows from now on."""
        self._set(
            replace(
                self._outputs[output_id],
                layout=report.layout,
                scene=report.scene,
                tour=report.tour,
                tiles=report.tiles,
                reported_at=at,
                in_window=report.in_window,
            )
        )
        self.walls.said(self._outputs[output_id], at)

    def connected(self, session_id: str) -> None:
        """The feed of a session has begun."""
        for output_id, service in self._services.items():
            if service.session_id == session_id:
                self._set(replace(self._outputs[output_id], online=True))

    def gone(self, session_id: str) -> None:
        """The last feed of a session has ended."""
        for output_id, service in self._services.items():
            if service.session_id == session_id:
                self._begin_grace(output_id)

    def _set(self, output: Output) -> None:
        if output != self._outputs[output.output_id]:
            self._outputs[output.output_id] = output
            self._changed(output)

    # -- the end of a service

    def _begin_grace(self, output_id: str) -> None:
        if not self._closed:
            self._tasks.start(output_id, self._end_after_grace(output_id, self._services[output_id]))

    async def _end_after_grace(self, output_id: str, service: Service) -> None:
        await asyncio.sleep(self._grace_s)
        if self._services.get(output_id) != service or self._is_connected(service.session_id):
            return
        del self._services[output_id]
        was_online = self._outputs[output_id].online
        self._set(replace(self._outputs[output_id], online=False, tiles=()))
        self.walls.gone(output_id, self._clock.now())
        try:
            await self._writer.run(lambda change: self._note_end(change, output_id, was_online), actor=self._actor())
        except StoreError as error:
            log.warning("that output %s is offline is not in the log: %s", output_id, error)

    async def _note_end(self, change: Change, output_id: str, was_online: bool) -> None:
        """A push that nobody has taken will not be shown any more: nobody expects it to appear hours later."""
        stored = await change.get(Output, output_id)
        if stored is None:
            return
        about = [("output", output_id)]
        if stored.push is not None and stored.push.status is PushStatus.SENT:
            refused = replace(stored.push, status=PushStatus.REFUSED, status_at=change.now, detail="offline")
            change.replace(replace(stored, version=stored.version + 1, push=refused))
            payload = {"push": refused.push_id, "status": refused.status.value, "detail": refused.detail}
            change.record(
                EventKind.PUSH_ANSWERED, payload, unit_id=stored.unit_id, about=about, incident_id=refused.incident_id
            )
        if was_online:
            change.record(EventKind.OUTPUT_GONE, {"removed": False}, unit_id=stored.unit_id, about=about)
