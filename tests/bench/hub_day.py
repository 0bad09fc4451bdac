"""A day of five hundred incidents on a clock that is turned by hand: every warning once, none late."""

import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

from app.domain.events import Event, EventKind
from app.domain.incidents import IncidentClass, IncidentLevel, Place
from app.services.commands.clocks import StopClock
from app.services.commands.incidents import ReportIncident
from tests.bench import table
from tests.fakes.clock import FakeClock
from tests.servers.hub import RunningHub, running_hub

INCIDENTS = 500
_DAY_S = 86_400.0


async def rows(folder: Path) -> list[table.Row]:
    clock = FakeClock()
    generator = random.Random(515)
    reports = sorted(generator.uniform(0, _DAY_S) for _ in range(INCIDENTS))
    restart_at_s = _DAY_S / 2
    began_s = time.perf_counter()
    events: list[Event] = []
    for first_s, last_s in ((0.0, restart_at_s), (restart_at_s, _DAY_S + 1200.0)):
        async with running_hub(folder, clock=clock) as hub:
            await _live(hub, clock, generator, [at_s for at_s in reports if first_s <= at_s < last_s], last_s)
            events = [event async for event in _events(hub)]
    took_s = time.perf_counter() - began_s
    warnings = [event for event in events if event.kind is EventKind.CLOCK_WARNED]
    times = Counter((event.payload["clock"], event.payload["percent"], event.payload["title"]) for event in warnings)
    late_s = max((event.at - datetime.fromisoformat(event.payload["due_at"])).total_seconds() for event in warnings)
    again = sum(count - 1 for count in times.values())
    peer = f"{len(warnings)} warnings, one restart, {took_s:.0f} s for the day"
    return [
        table.at_most("24 h, 500 incidents: warnings given again", again, 0, unit="", peer=peer),
        table.at_most("24 h, 500 incidents: latest warning", late_s, 1.0, unit="s", digits=3),
    ]


async def _live(
    hub: RunningHub, clock: FakeClock, generator: random.Random, reports: list[float], until_s: float
) -> None:
    """Reports at their times; half of the clocks are stopped at some moment, the others run past 120 %."""
    seat = await hub.client()
    stops: list[tuple[float, str, str]] = []
    while reports or stops or clock.monotonic_s() < until_s:
        moments = [until_s, *reports[:1], *(stop[0] for stop in stops[:1])]
        if (due := hub.hub.watch.next_due_at) is not None:
            moments.append(clock.monotonic_s() + (due - clock.now()).total_seconds())
        target_s = min(moments)
        if target_s > clock.monotonic_s():
            clock.advance(target_s - clock.monotonic_s())
        await hub.hub.watch.fire_due()
        now_s = clock.monotonic_s()
        if reports and reports[0] <= now_s:
            reports.pop(0)
            incident = await seat.report_incident(
                ReportIncident(
                    title="压力",
                    classes=(generator.choice(list(IncidentClass)),),
                    level=generator.choice(list(IncidentLevel)),
                    place=Place(text=f"地点 {generator.random()}"),
                )
            )
            for each in incident.clocks:
                if generator.random() < 0.5:
                    stops.append(
                        (now_s + generator.uniform(1, 1.3 * each.target_s), incident.incident_id, each.clock_id)
                    )
            stops.sort()
        elif stops and stops[0][0] <= now_s:
            _, incident_id, clock_id = stops.pop(0)
            await seat.stop_clock(incident_id, clock_id, StopClock(reason="现场确认"))
        elif now_s >= until_s:
            return


async def _events(hub: RunningHub) -> AsyncIterator[Event]:
    async with hub.hub.store.reading() as reading:
        async for event in reading.all_events():
            yield event
