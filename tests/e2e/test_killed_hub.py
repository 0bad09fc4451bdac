"""The hub is killed in the middle of twenty seats' commands: what it answered is there afterwards, and no more warnings
are given than were due."""

import asyncio
import contextlib
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from app.domain.event_chain import first_fault
from app.domain.events import Event, EventKind
from app.domain.incidents import Incident, IncidentClass, Place
from app.link.hub_client import HubClient
from app.link.hub_wire import HubUnreachableError
from app.services.commands.clocks import SavePolicy
from app.services.commands.incidents import MoveIncident, ReportIncident, WriteNote
from app.services.commands.sessions import LogIn
from app.services.embedded_hub_file import read_embedded_hub
from tests.e2e.processes import PATIENCE_S, ProductProcess

pytestmark = pytest.mark.e2e
SEATS = 20
KILLED_AFTER_ANSWERS = 150
THRESHOLDS = tuple({"percent": percent, "title": "duty-officer"} for percent in (50, 90, 100, 120))


class Acknowledged:
    """What the hub has answered before it died."""

    def __init__(self) -> None:
        self.incidents: dict[str, Incident] = {}
        self.notes: list[str] = []
        self.enough = asyncio.Event()

    def count(self) -> None:
        if len(self.notes) + sum(incident.version for incident in self.incidents.values()) > KILLED_AFTER_ANSWERS:
            self.enough.set()


async def test_a_killed_hub_keeps_what_it_answered_and_repeats_no_warning(tmp_path: Path) -> None:
    data = tmp_path / "hub"
    words = ["hub", "--embedded", "--listen", "127.0.0.1:0", "--data", str(data)]
    hub = ProductProcess(words, home=tmp_path / "first")
    clients: list[HubClient] = []
    answered = Acknowledged()
    try:
        clients += await seats(hub, data, SEATS)
        await hurry(clients[0])
        working = [asyncio.create_task(work(client, answered, number)) for number, client in enumerate(clients)]
        async with asyncio.timeout(PATIENCE_S):
            await answered.enough.wait()
        hub.signal(signal.SIGKILL)
        assert hub.wait_end() == -signal.SIGKILL
        await asyncio.gather(*working)
        hub = ProductProcess(words, home=tmp_path / "second")
        clients += await seats(hub, data, 1)
        incidents = {one.incident_id: one for one in await clients[-1].incidents(limit="2000")}
        events = await all_warned(clients[-1], len(incidents))
    finally:
        for client in clients:
            await client.close()
        hub.kill()
    for key, incident in answered.incidents.items():
        assert incidents[key].version >= incident.version
    notes = {event.payload["text"] for event in events if event.kind is EventKind.INCIDENT_NOTED}
    assert notes >= set(answered.notes)
    assert first_fault(events) is None
    assert set(warnings(events).values()) == {1}


async def seats(hub: ProductProcess, data: Path, number: int) -> list[HubClient]:
    """Logged in, once the hub serves."""
    ends_s = time.monotonic() + PATIENCE_S
    while "hub ready on" not in hub.output:
        assert time.monotonic() < ends_s, hub.errors
        assert hub.process.poll() is None, hub.errors
        await asyncio.sleep(0.02)
    door = read_embedded_hub(data)
    assert door is not None
    clients = [HubClient(door.url) for _ in range(number)]
    for seat, client in enumerate(clients):
        await client.log_in(LogIn(login=door.login, password=door.password, seat=f"seat {seat}"))
    return clients


async def hurry(client: HubClient) -> None:
    """A promise of half a second, so that warnings fall due while the hub is killed."""
    policy = SavePolicy(
        expected_version=0, clock="hurry", name="h", stop="by-hand", targets=({"target_s": 0.5},), thresholds=THRESHOLDS
    )
    await client.save_policy("hurry", policy)


async def work(client: HubClient, answered: Acknowledged, number: int) -> None:
    """Report, note, open, until there is no hub."""
    fire = ReportIncident(title="火情", classes=(IncidentClass.ACCIDENT,), place=Place(text="华阳路街道"))
    with contextlib.suppress(HubUnreachableError):
        while True:
            incident = await client.report_incident(fire)
            answered.incidents[incident.incident_id] = incident
            text = f"{number}/{len(answered.notes)}"
            await client.write_note(incident.incident_id, WriteNote(text=text))
            answered.notes.append(text)
            command = MoveIncident(expected_version=1, to="opened")
            answered.incidents[incident.incident_id] = await client.move_incident(incident.incident_id, command)
            answered.count()


async def all_warned(client: HubClient, incidents: int) -> list[Event]:
    """The whole log, once everybody was told everything about the hurry."""
    events: list[Event] = []
    async with asyncio.timeout(PATIENCE_S):
        while len(warnings(events)) < incidents * len(THRESHOLDS):
            await asyncio.sleep(0.1)
            while more := await client.events(after=events[-1].seq if events else 0, limit=5000):
                events += more
    return events


def warnings(events: list[Event]) -> Counter[tuple[str, int]]:
    """About the hurry, by clock and threshold."""
    return Counter(
        (event.payload["clock"], event.payload["percent"])
        for event in events
        if event.kind is EventKind.CLOCK_WARNED and event.payload["kind"] == "hurry"
    )
