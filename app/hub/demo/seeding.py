"""The demo's work on a clock that is stepped: a week of an office's days into an empty hub, and on later starts what
has to be about now. Each is a run of the hub with a boot of its own in the log, over before anybody is served."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from app.domain.incidents import Assignment, Incident
from app.domain.permissions import Action
from app.domain.statistics.samples import BEIJING
from app.hub.demo.agenda import Agenda
from app.hub.demo.clock import SteppedClock
from app.hub.demo.directory import found_demo_district, missing_shifts, save_shifts
from app.hub.demo.files import DemoFileError, DemoFiles, IncidentRecord
from app.hub.demo.hall import Hall
from app.hub.demo.leftovers import plan_ends
from app.hub.demo.roster import Roster
from app.hub.demo.seats import Seats
from app.hub.demo.stories import Story
from app.hub.demo.wall import Wall
from app.hub.hub import Hub
from app.hub.settings import HubSettings
from app.services.audit.checkpoints import CheckpointReason
from app.store.change import Change
from app.store.tables import MAPPED, Setting

# Of the setting that says of a hub that it is a demo's; its value is when it was filled.
MARK = "demo"
_DAYS = 7
# The office puts its things into the hub on the morning of the day before the week.
_FOUNDED_AT = time(9, 0)
_CHECKPOINT_AT = time(8, 30)
# Nobody is cut off on this clock: desks log out when their shift ends, the wall's seat stays for the week.
_FOR_GOOD = timedelta(days=30)
_TO_END_THE_OLD = timedelta(minutes=10)


async def seed(settings: HubSettings, files: DemoFiles, *, now: datetime) -> None:
    """Into the empty hub of `settings`, up to `now`. Raises DemoFileError, RefusedError, StoreError and what the rules
    raise."""
    today = now.astimezone(BEIJING).date()
    founded_at = datetime.combine(today - timedelta(days=_DAYS + 1), _FOUNDED_AT, BEIJING).astimezone(UTC)
    async with _hall(settings, files, start=founded_at) as hall:
        await found_demo_district(hall.hub, files, hall.roster, hall.seats)
        shifts = await missing_shifts(hall.hub, hall.roster, shift_days(today))
        await save_shifts(shifts, hall.seats.ask(files.accounts.administrator, Action.SHIFT_WRITE))
        await hall.seats.log_out(files.accounts.administrator)
        await hall.wall.open()
        for back in range(_DAYS):
            shift_end = datetime.combine(today - timedelta(days=back), _CHECKPOINT_AT, BEIJING)
            if shift_end < now:
                hall.agenda.errand(shift_end, partial(hall.hub.checkpoints.sign, CheckpointReason.SHIFT_END))
        for record in files.past:
            story = Story(hall, record, _received_at(record, today))
            story.plan()
            if story.ends_at >= now:
                raise DemoFileError(f"{record.title}: it is not over when the demo begins")
        _plan_now(hall, now)
        await hall.agenda.run(until=now)
        await hall.hub.store.writer.run(partial(_mark, now), actor=hall.hub.actor)


async def renew(settings: HubSettings, files: DemoFiles, *, now: datetime) -> None:
    """What an earlier run left open ends, and the incidents of now begin; nothing in the log is younger than
    `renewal_lasts`. Raises as `seed`."""
    async with _hall(settings, files, start=now - renewal_lasts(files)) as hall:
        async with hall.hub.store.reading() as reading:
            left = await reading.find(Incident, MAPPED[Incident].table.c.is_over.is_(False))
            ids = [incident.incident_id for incident in left]
            tasks = await reading.find(Assignment, MAPPED[Assignment].table.c.incident_id.in_(ids))
        await hall.wall.open()
        plan_ends(hall, left, tasks, hall.clock.now())
        _plan_now(hall, now)
        await hall.agenda.run(until=now)


def renewal_lasts(files: DemoFiles) -> timedelta:
    """How much time before now `renew` needs for itself."""
    return max((record.ago or timedelta() for record in files.now), default=timedelta()) + _TO_END_THE_OLD


def shift_days(today: date) -> tuple[date, ...]:
    """Yesterday, today and tomorrow."""
    return tuple(today + timedelta(days=number) for number in (-1, 0, 1))


def _plan_now(hall: Hall, now: datetime) -> None:
    """What is being handled at this moment; what comes later is left to whoever watches the demo."""
    for record in hall.files.now:
        Story(hall, record, now - (record.ago or timedelta())).plan()


def _received_at(record: IncidentRecord, today: date) -> datetime:
    if record.days_ago is None or record.at is None:
        raise DemoFileError(f"{record.title}: it needs days_ago and at")
    return datetime.combine(today - timedelta(days=record.days_ago), record.at, BEIJING)


async def _mark(now: datetime, change: Change) -> None:
    change.insert(Setting(name=MARK, value=now.isoformat()))


@asynccontextmanager
async def _hall(settings: HubSettings, files: DemoFiles, *, start: datetime) -> AsyncIterator[Hall]:
    """A hub that runs by itself; at the end everybody has gone home."""
    roster = Roster(files)
    clock = SteppedClock(start)
    hub = Hub(replace(settings, output_grace=_FOR_GOOD, session_idle=_FOR_GOOD, session_longest=_FOR_GOOD), clock=clock)
    await hub.start()
    try:
        seats, agenda = Seats(hub), Agenda(hub, clock)
        wall = Wall(agenda, clock, seats, operator=files.accounts.wall_operator)
        yield Hall(hub, clock, agenda, files, roster, seats, wall)
        await wall.close()
        for login in seats.logged_in():
            await seats.log_out(login)
    finally:
        await hub.close()
