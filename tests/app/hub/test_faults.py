"""What befalls a hub's machine, really provoked: the hub says so, loses nothing, and goes on by itself."""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from app.domain.event_chain import first_fault
from app.domain.events import Event, EventKind
from app.domain.incidents import IncidentClass, IncidentLevel, Place
from app.domain.permissions import Role
from app.hub.audit_export import export_from_hub
from app.hub.server import HubServer
from app.hub.settings import HubSettings
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError
from app.services.audit.signing import PublicKey
from app.services.audit.verify import verify_file
from app.services.commands.incidents import MoveIncident, ReportIncident
from app.services.commands.sessions import LogIn
from app.store.change import Change, Committed
from app.store.engine import sqlite_url
from app.store.errors import StoreTakenError
from app.store.store import Store
from app.store.tables import Setting
from tests.app.hub.feed_seat import FeedSeat
from tests.fakes.clock import FakeClock
from tests.servers.hub import PASSWORD, RunningHub, running_hub
from tests.servers.postgresql import PostgreSql

FIRE = ReportIncident(
    title="商场火情", classes=(IncidentClass.ACCIDENT,), level=IncidentLevel.II, place=Place(text="华阳路街道 中山公园")
)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes every few seconds comes soon."""
    monkeypatch.setattr("app.hub.store_probe._EVERY_S", 0.1)
    monkeypatch.setattr("app.hub.store_probe._WHILE_REFUSED_S", 0.05)
    monkeypatch.setattr("app.hub.feed.HEARTBEAT_S", 0.05)


async def heartbeat(seat: FeedSeat, ok: bool) -> None:
    async with asyncio.timeout(20):
        while (message := await seat.next()).get("store_ok") is not ok:
            assert message["type"] in ("heartbeat", "delta")


async def all_events(hub: RunningHub) -> list[Event]:
    async with hub.hub.store.reading() as reading:
        events = await reading.events()
    assert first_fault(events) is None
    return events


async def refused(client: HubClient, status: int, code: str) -> None:
    with pytest.raises(HubRefusedError) as error:
        await client.report_incident(FIRE)
    assert (error.value.status, error.value.code) == (status, code)


# -- the server of the database


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_a_database_that_stops_and_starts(
    tmp_path: Path, database: URL, postgresql: PostgreSql, expected_log: list[str]
) -> None:
    expected_log += ["the database refuses commands", "warnings wait for the database"]
    clock = FakeClock()
    async with running_hub(tmp_path / "hub", database=database, clock=clock) as hub:
        officer = await hub.client(Role.DUTY_OFFICER)
        incident = await officer.report_incident(FIRE)
        told = asyncio.Event()
        hub.hub.store.writer.on_commit(lambda committed: told.set() if _warns(committed) else None)
        async with FeedSeat(hub, officer.token) as seat:
            postgresql.stop()
            try:
                # Nobody commands anything: the hub finds out by itself.
                await heartbeat(seat, ok=False)
                assert (await officer.health())["store_ok"] is False
                await refused(officer, 503, "store-unavailable")
                with pytest.raises(HubRefusedError, match="cannot reach its database"):
                    await officer.incidents()
                with pytest.raises(HubRefusedError, match="cannot reach its database"):
                    await hub.anonymous().log_in(LogIn(login="nobody", password=PASSWORD))
                clock.advance(160)
            finally:
                postgresql.start()
            await heartbeat(seat, ok=True)
            assert (await officer.health())["store_ok"] is True
            # Its seats stay, its sessions hold, and what fell due meanwhile is told, once.
            moved = await officer.move_incident(
                incident.incident_id, MoveIncident(expected_version=incident.version, to="opened")
            )
            assert moved.version > incident.version
            deltas = await seat.caught_up()
            assert any(row["version"] == moved.version for delta in deltas for row in delta["rows"].get("incident", ()))
        await asyncio.wait_for(told.wait(), 20)
        warned = [event for event in await all_events(hub) if event.kind is EventKind.CLOCK_WARNED]
        assert [(event.payload["kind"], event.payload["percent"]) for event in warned] == [("video", 50)]


def _warns(committed: Committed) -> bool:
    return any(event.kind is EventKind.CLOCK_WARNED for event in committed.events)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_a_hub_whose_database_another_has_written_to_ends(
    tmp_path: Path, database: URL, postgresql: PostgreSql, expected_log: list[str]
) -> None:
    expected_log += ["the database refuses commands"]
    with pytest.raises(StoreTakenError, match="see to it that only one does"):
        async with running_hub(tmp_path / "hub", database=database) as hub:
            postgresql.cut_off(str(database.database))
            other = Store(database, clock=FakeClock(), boot_id="other")
            await other.start()
            await other.writer.run(_write_something, actor=hub.hub.actor)
            await other.close()
            async with asyncio.timeout(20):
                await hub.hub.store.writer.overtaken.wait()


async def _write_something(change: Change) -> None:
    change.record(EventKind.EXPORTED)


# -- the disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB, where this user may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this user may not mount a disk; tests/e2e/test_hub_process.py limits the files of a hub instead")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def fill(disk: Path) -> Path:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 512):
            while True:
                try:
                    file.write(os.urandom(size))
                except OSError:
                    break
    return filler


async def test_a_full_disk_refuses_commands_and_keeps_everything(small_disk: Path, expected_log: list[str]) -> None:
    expected_log += ["the database refuses commands", "the checkpoint cannot be written", "is not written down"]
    data = small_disk / "hub"
    async with running_hub(data) as hub:
        officer = await hub.client(Role.DUTY_OFFICER)
        first = await officer.report_incident(FIRE)
        async with FeedSeat(hub, officer.token) as seat:
            filler = fill(small_disk)
            # The file of the last commands may have a little room yet.
            accepted = []
            with pytest.raises(HubRefusedError) as full:
                for _ in range(200):
                    accepted.append(await officer.report_incident(FIRE))
            assert (full.value.status, full.value.code) == (507, "disk-full")
            await heartbeat(seat, ok=False)
            assert (await officer.health())["store_ok"] is False
            # Looking goes on.
            there = {one.incident_id for one in await officer.incidents(limit="2000")}
            assert there == {one.incident_id for one in (first, *accepted)}
            filler.unlink()
            await heartbeat(seat, ok=True)
            last = await officer.report_incident(FIRE)
        events = await all_events(hub)
    registered = [event.incident_id for event in events if event.kind is EventKind.INCIDENT_REGISTERED]
    assert registered == [one.incident_id for one in (first, *accepted, last)]


async def test_a_hub_ends_on_a_full_disk_and_comes_back_when_there_is_room(
    small_disk: Path, expected_log: list[str]
) -> None:
    expected_log += ["the database refuses commands", "is not written down", "checkpoint cannot be written"]
    data = small_disk / "hub"
    async with running_hub(data) as hub:
        officer = await hub.client(Role.DUTY_OFFICER)
        incident = await officer.report_incident(FIRE)
        filler = fill(small_disk)
    filler.unlink()
    async with running_hub(data) as hub:
        assert [one.incident_id for one in hub.hub.open_incidents] == [incident.incident_id]
        await all_events(hub)


# -- the clock


@pytest.fixture
async def stepping(tmp_path: Path) -> AsyncIterator[tuple[RunningHub, FakeClock]]:
    clock = FakeClock()
    async with running_hub(tmp_path / "hub", clock=clock) as hub:
        yield hub, clock


@pytest.mark.parametrize("seconds", [3600, -3600])
async def test_a_clock_that_is_set_harms_nothing(
    stepping: tuple[RunningHub, FakeClock], tmp_path: Path, seconds: int
) -> None:
    hub, clock = stepping
    officer = await hub.client(Role.DUTY_OFFICER)
    auditor = await hub.client(Role.AUDITOR)
    before = await officer.report_incident(FIRE)
    clock.step(seconds)
    # Who was logged in still is, who logs in gets in, commands are taken, the log verifies.
    after = await officer.report_incident(FIRE)
    assert (after.received_at - before.received_at).total_seconds() == seconds
    await hub.client(Role.OPERATOR)
    file = tmp_path / "log.jsonl"
    await export_from_hub(hub.hub, file, actor=hub.hub.actor, challenge="")
    checkpoints = hub.hub.settings.checkpoints
    key = PublicKey.load(hub.data / "signing.pub")
    assert verify_file(file, key, checkpoints_folder=checkpoints).finding is None
    clock.step(-seconds)
    await auditor.events()
    await hub.hub.watch.fire_due()
    await export_from_hub(hub.hub, file, actor=hub.hub.actor, challenge="")
    assert verify_file(file, key, checkpoints_folder=checkpoints).finding is None


# -- being told to end


async def test_a_hub_that_is_told_to_end_before_it_serves_never_says_that_it_is_ready(tmp_path: Path) -> None:
    said: list[str] = []
    settings = HubSettings(data=tmp_path / "hub", database=sqlite_url(tmp_path / "hub" / "hub.db"))
    server = HubServer(settings, ready=said.append)
    server.stop()
    await asyncio.wait_for(server.run(), 20)
    assert said == []
    store = Store(settings.database, clock=FakeClock(), boot_id="next")
    await store.start()
    async with store.reading() as reading:
        kinds = [event.kind for event in await reading.events()]
        assert await reading.get(Setting, "hub-id") is not None
    await store.close()
    assert kinds == [EventKind.HUB_STARTED, EventKind.HUB_STOPPED]
