"""What happens when in the demo's week: everything planned is done at its own moment, in its own order, and whatever
falls due in between (warnings of deadlines) is done by the hub before it.

Commands that follow each other share transactions, as those of several seats do: each still gets its own time, because
every command, when it is through, sets the clock to the moment of the next.
"""

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from app.domain.incidents import Incident
from app.domain.permissions import Actor
from app.domain.sla.clock_rules import first_due_at
from app.hub.asking import Asking
from app.hub.demo.clock import SteppedClock
from app.hub.hub import Hub
from app.store.change import Change, Committed

# With room for a warning after each, what goes into one transaction of the writer.
_AT_ONCE = 32

Work: TypeAlias = Callable[[Change, Asking], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class _Command:
    """`ask` gives who asks, when it is time. Two that are `apart` do not share a transaction."""

    moment: datetime
    ask: Callable[[], Asking]
    work: Work
    apart: bool


@dataclass(frozen=True, slots=True)
class _Errand:
    """Something of several transactions, or of none."""

    moment: datetime
    do: Callable[[], Awaitable[object]]


class Agenda:
    """Owned by the hub's loop. Nobody else writes meanwhile."""

    def __init__(self, hub: Hub, clock: SteppedClock) -> None:
        self._hub = hub
        self._clock = clock
        self._planned: list[tuple[datetime, int, _Command | _Errand]] = []
        self._order = itertools.count()
        self._due: dict[str, datetime] = {}
        # More fell due in this transaction than there was room for: the rest of it waits for the next one.
        self._is_halted = False
        hub.store.writer.on_commit(self._committed)
        for incident in hub.open_incidents:
            self._note(incident)

    def command(self, moment: datetime, ask: Callable[[], Asking], work: Work, *, apart: bool = False) -> None:
        """Do `work` in a change at `moment`. `apart`: not in one transaction with another such, because it asks for
        what the hub only knows after the commit."""
        self._plan(_Command(moment, ask, work, apart))

    def errand(self, moment: datetime, do: Callable[[], Awaitable[object]]) -> None:
        """Await `do()` at `moment`, between transactions."""
        self._plan(_Errand(moment, do))

    def _plan(self, what: _Command | _Errand) -> None:
        heapq.heappush(self._planned, (what.moment, next(self._order), what))

    async def run(self, *, until: datetime) -> None:
        """Everything up to `until`; what is planned for later stays undone. Raises what is raised by what is done."""
        while True:
            moment = self._planned[0][0] if self._planned else until
            due, _ = self._next_due()
            if due is not None and due < min(moment, until):
                self._clock.step_to(due)
                await self._hub.watch.fire_due()
                # The watch may have been at it by itself.
                await asyncio.sleep(0)
            elif not self._planned or moment > until:
                self._clock.step_to(until)
                return
            else:
                self._clock.step_to(moment)
                if isinstance(what := self._planned[0][2], _Errand):
                    heapq.heappop(self._planned)
                    await what.do()
                else:
                    await self._run_commands(until)

    async def _run_commands(self, until: datetime) -> None:
        """One transaction of them, with a warning between two where one falls due."""
        batch: list[tuple[datetime, int, _Command]] = []
        while self._planned and len(batch) < _AT_ONCE and self._planned[0][0] <= until:
            moment, order, what = self._planned[0]
            if isinstance(what, _Errand) or (what.apart and any(one.apart for _, _, one in batch)):
                break
            heapq.heappop(self._planned)
            batch.append((moment, order, what))
        self._is_halted = False
        following = [command.moment for _, _, command in (*batch[1:], batch[-1])]
        runs = []
        actor = self._hub.actor
        for (_, _, command), then in zip(batch, following, strict=True):
            runs += [self._submit(command, then), self._submit_warning(actor, then)]
        done = await asyncio.gather(*runs)
        for planned, is_done in zip(batch, done[::2], strict=True):
            if not is_done:
                heapq.heappush(self._planned, planned)

    async def _submit(self, command: _Command, then: datetime) -> bool:
        """Whether it was done: not where more fell due before it than there was room for."""
        asking = command.ask()

        async def work(change: Change) -> bool:
            self._is_halted = self._is_halted or change.now < command.moment
            if self._is_halted:
                return False
            await command.work(change, asking)
            self._go_on(change, then)
            return True

        return await self._hub.store.writer.run(work, actor=asking.actor)

    async def _submit_warning(self, actor: Actor, then: datetime) -> bool:
        """Whether one was due and is given."""

        async def work(change: Change) -> bool:
            due_at, incident_id = self._next_due()
            if self._is_halted or due_at != change.now:
                return False
            await self._hub.watch.warn(change, {incident_id})
            self._go_on(change, then)
            return True

        return await self._hub.store.writer.run(work, actor=actor)

    def _go_on(self, change: Change, then: datetime) -> None:
        """To what comes next: the next command at `then`, or a warning that is due before it."""
        for (row, _), (_, thing) in change.staged.items():
            if row is Incident:
                self._note(thing)
        due_at, _ = self._next_due()
        self._clock.step_to(then if due_at is None else min(then, due_at))

    def _committed(self, committed: Committed) -> None:
        for (row, _), thing in committed.rows.items():
            if row is Incident and thing is not None:
                self._note(thing)

    def _note(self, incident: Incident) -> None:
        due = first_due_at(incident.clocks)
        if due is None:
            self._due.pop(incident.incident_id, None)
        else:
            self._due[incident.incident_id] = due

    def _next_due(self) -> tuple[datetime | None, str]:
        """When the next warning is due, and of which incident."""
        incident_id = min(self._due, key=self._due.__getitem__, default="")
        return self._due.get(incident_id), incident_id
