"""The demo when its hub starts: the folder is filled once, whole or not at all; later starts bring up to now what has
to be about now. What cannot be brought up to now is told, and the hub serves all the same."""

import logging
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from app.clock import Clock, SystemClock
from app.domain.incidents import Incident
from app.domain.permissions import Action
from app.domain.statistics.samples import BEIJING
from app.hub.demo.directory import missing_shifts, save_shifts
from app.hub.demo.files import DemoFileError, DemoFiles
from app.hub.demo.roster import Roster
from app.hub.demo.seats import Seats
from app.hub.demo.seeding import MARK, renew, renewal_lasts, seed, shift_days
from app.hub.errors import RefusedError
from app.hub.hub import Hub
from app.hub.settings import HubSettings
from app.services.audit.durable import sync_folder
from app.store.engine import sqlite_url
from app.store.store import Store
from app.store.tables import EVENT, MAPPED, Setting

log = logging.getLogger(__name__)

_DATABASE = "hub.db"
# A run that is killed leaves the first behind, which is made anew, or the second, which is whole.
_BEING_MADE = "demo-being-made"
_MADE = "demo-made"
# Incidents that are younger are still worth looking at.
_STALE_AFTER = timedelta(hours=2)
# What somebody who tried the demo has changed may not fit to the files any more.
_MISFITS = (DemoFileError, RefusedError, ValueError)


class Demo:
    """Of the hub of `settings` (SQLite in its data folder). Raises DemoFileError."""

    def __init__(self, settings: HubSettings, *, files: DemoFiles | None = None, clock: Clock | None = None) -> None:
        self._settings = settings
        self._files = files or DemoFiles()
        self._clock = clock or SystemClock()

    async def prepare_folder(self) -> None:
        """Before the hub starts: fill its folder, or renew what was open when it ended.

        Raises DemoFileError, StoreError, OSError; then nothing was put into the folder.
        """
        data = self._settings.data
        if not (data / _DATABASE).exists():
            if not (data / _MADE).exists():
                await self._make()
            _move_in(data)
        elif await self._is_stale():
            try:
                await renew(_quiet(self._settings), self._files, now=self._clock.now())
            except _MISFITS as error:
                log.warning("the demo keeps the incidents of its last run: %s", error)

    async def bring_up_to_date(self, hub: Hub) -> None:
        """On the hub that is about to serve: shifts from yesterday to tomorrow. Where its cameras are, the desktop that
        runs their simulator says."""
        async with hub.store.reading() as reading:
            if await reading.get(Setting, MARK) is None:
                log.warning("this hub is no demo: it is left as it is")
                return
        seats, administrator = Seats(hub), self._files.accounts.administrator
        try:
            roster = Roster(self._files)
            today = hub.clock.now().astimezone(BEIJING).date()
            shifts = await missing_shifts(hub, roster, shift_days(today))
            if shifts:
                await seats.log_in(administrator, seat="演示准备")
                await save_shifts(shifts, seats.ask(administrator, Action.SHIFT_WRITE))
                await seats.log_out(administrator)
        except _MISFITS as error:
            log.warning("the demo's shifts stay as they are: %s", error)

    async def _make(self) -> None:
        folder = self._settings.data / _BEING_MADE
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        settings = replace(_quiet(self._settings), data=folder, database=sqlite_url(folder / _DATABASE))
        try:
            await seed(settings, self._files, now=self._clock.now())
        except (RefusedError, ValueError) as error:
            raise DemoFileError(f"the hub does not take the demo's files: {error}") from error
        folder.rename(self._settings.data / _MADE)

    async def _is_stale(self) -> bool:
        """Whether nothing on the board is young, and there was time enough since the last run to do new work in."""
        now = self._clock.now()
        store = Store(self._settings.database, clock=self._clock, boot_id="")
        incident = MAPPED[Incident].table
        try:
            await store.start()
            async with store.reading() as reading:
                if await reading.get(Setting, MARK) is None:
                    return False
                last = await reading.events(EVENT.table.c.seq == await reading.last_seq())
                is_young = incident.c.received_at > now - _STALE_AFTER
                young = await reading.find(Incident, incident.c.is_over.is_(False), is_young)
        finally:
            await store.close()
        return not young and now - last[0].at > renewal_lasts(self._files)


def _quiet(settings: HubSettings) -> HubSettings:
    """A past is told by its files: nothing is answered by itself, and no camera is looked at."""
    return replace(settings, answers_reports=False, patrol=None)


def _move_in(data: Path) -> None:
    """The database last: where it is, everything is. Raises DemoFileError where something is in the way."""
    made = data / _MADE
    entries = sorted(made.iterdir(), key=lambda entry: entry.name == _DATABASE)
    for entry in entries:
        if (data / entry.name).exists():
            raise DemoFileError(f"{data} holds {entry.name} of another hub; give the demo a folder of its own")
    for entry in entries:
        entry.rename(data / entry.name)
    made.rmdir()
    sync_folder(data)
