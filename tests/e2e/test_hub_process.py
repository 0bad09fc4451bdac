"""The hub as a process: signals, sudden death, a second one, a full disk, and a day of its administrator's."""

import asyncio
import shutil
import signal
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy.engine import URL

from app.clock import SystemClock
from app.domain.events import Event, EventKind
from app.domain.incidents import Incident
from app.hub.audit_export import export_from_folder
from app.hub.check import Level, check
from app.hub.initialising import Administrator, initialise
from app.hub.restoring import restore
from app.hub.settings import HubSettings
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError
from app.services.audit.signing import PublicKey
from app.services.audit.verify import verify_file
from app.services.commands.incidents import ReportIncident
from app.services.commands.sessions import LogIn
from app.store.engine import sqlite_url
from app.store.store import Store
from tests.e2e.processes import run_to_end
from tests.servers.hub_process import HubProcess

pytestmark = pytest.mark.e2e

LOGIN, PASSWORD = "chief", "eleven blue lamps"
FIRE = {
    "title": "商场火情",
    "classes": ["accident"],
    "level": "II",
    "place": {"text": "华阳路街道 中山公园"},
}


async def founded(data: Path, database: URL | None = None) -> list[str]:
    """Words for a hub that the administrator can log in to."""
    chief = Administrator(login=LOGIN, name="chief", password=lambda: PASSWORD)
    await initialise(_settings(data, database), chief, [], accept_new_keys=False)
    words = ["--data", str(data), "--listen", "127.0.0.1:0"]
    return words if database is None else [*words, "--database", database.render_as_string(hide_password=False)]


def _settings(data: Path, database: URL | None) -> HubSettings:
    return HubSettings(data=data, database=database or sqlite_url(data / "hub.db"))


@asynccontextmanager
async def chief_at(hub: HubProcess, *, authority: Path | None = None) -> AsyncIterator[HubClient]:
    client = HubClient(hub.url, verify=str(authority) if authority is not None else True)
    try:
        await client.log_in(LogIn(login=LOGIN, password=PASSWORD, seat="hall"))
        yield client
    finally:
        await client.close()


async def kinds(client: HubClient) -> list[EventKind]:
    return [event.kind for event in await client.events(limit=5000)]


async def test_a_signal_ends_it_in_order(tmp_path: Path) -> None:
    with HubProcess(["--data", tmp_path / "hub", "--listen", "127.0.0.1:0"], home=tmp_path / "too-early") as hub:
        assert hub.end(signal.SIGTERM) == 0
        assert "nobody can log in to this hub yet: stop it and run `main.py hub init`" in hub.errors
        assert hub.errors.count("\n") == 1
    words = await founded(tmp_path / "hub")
    with HubProcess(words, home=tmp_path) as hub:
        async with chief_at(hub) as chief:
            # The end of the first and of the founding.
            assert (await kinds(chief)).count(EventKind.HUB_STOPPED) == 2
            assert hub.end(signal.SIGINT) == 0
        assert hub.errors == ""


def tell_a_second_one(words: list[str], home: Path, *, is_copy: bool) -> None:
    """In the same folder, or in one of the same keys and database, as a copied machine would have."""
    place = words
    if is_copy:
        shutil.copytree(words[1], home / "copy", ignore=shutil.ignore_patterns("*.lock"))
        place = ["--data", str(home / "copy"), *words[2:]]
    with HubProcess(place, home=home / "second", ready=False) as second:
        assert second.wait() == 3
        assert second.errors.startswith("main.py hub: another hub works ")
        assert second.errors.count("\n") == 1


async def test_killed_while_commands_flow_it_loses_none_that_was_answered(tmp_path: Path, database: URL) -> None:
    """And a second one, which was told to leave it alone, has not disturbed it."""
    words = await founded(tmp_path / "hub", database)
    answered: dict[str, str] = {}
    asked: list[str] = []
    with HubProcess(words, home=tmp_path) as hub:
        tell_a_second_one(words, tmp_path, is_copy=database.get_backend_name() == "postgresql")
        async with chief_at(hub) as chief, httpx.AsyncClient(base_url=hub.url, trust_env=False) as http:
            headers = {"Authorization": f"Bearer {chief.token}"}
            enough = asyncio.Event()

            async def report() -> None:
                while True:
                    key = uuid.uuid4().hex
                    asked.append(key)
                    response = await http.post("/incidents", json=FIRE, headers={**headers, "Idempotency-Key": key})
                    answered[key] = response.json()["incident_id"]
                    if len(answered) >= 40:
                        enough.set()

            reporting = [asyncio.create_task(report()) for _ in range(8)]
            await asyncio.wait_for(enough.wait(), 60)
            hub.process.kill()
            results = await asyncio.gather(*reporting, return_exceptions=True)
            assert all(isinstance(result, httpx.TransportError) for result in results)
            assert hub.wait() == -signal.SIGKILL
    with HubProcess(words, home=tmp_path) as hub:
        async with httpx.AsyncClient(base_url=hub.url, headers=headers, trust_env=False) as http:
            there = {one["incident_id"] for one in (await http.get("/incidents?limit=2000")).json()}
            assert set(answered.values()) <= there
            # Asked again with their keys, those whose answer was lost are done once, whether they were before or not.
            for key in asked:
                again = await http.post("/incidents", json=FIRE, headers={"Idempotency-Key": key})
                assert again.json()["incident_id"] == answered.setdefault(key, again.json()["incident_id"])
            there = {one["incident_id"] for one in (await http.get("/incidents?limit=2000")).json()}
            assert there == set(answered.values())
        # Nothing of that death is an alarm: neither to the hub's own check nor to an auditor.
        settings = _settings(tmp_path / "hub", database)
        findings = await check(settings, clock=SystemClock())
        assert [finding for finding in findings if finding.level is Level.FAILED] == []
        await export_from_folder(settings, tmp_path / "log", challenge="", clock=SystemClock())
    key_file = PublicKey.load(settings.signing_key.with_suffix(".pub"))
    assert verify_file(tmp_path / "log", key_file, checkpoints_folder=settings.checkpoints).finding is None


async def test_files_that_may_not_grow_refuse_commands_until_they_may(tmp_path: Path) -> None:
    words = await founded(tmp_path / "hub")
    with HubProcess(words, home=tmp_path) as hub:
        async with chief_at(hub) as chief:
            first = await chief.report_incident(ReportIncident.model_validate(FIRE))
            hub.limit_files((tmp_path / "hub" / "hub.db-wal").stat().st_size + 20_000)
            accepted: list[Incident] = []
            with pytest.raises(HubRefusedError) as full:
                for _ in range(100):
                    accepted.append(await chief.report_incident(ReportIncident.model_validate(FIRE)))
            assert (full.value.status, full.value.code) == (507, "disk-full")
            assert (await chief.health())["store_ok"] is False
            hub.limit_files(None)
            last = await chief.report_incident(ReportIncident.model_validate(FIRE))
            assert (await chief.health())["store_ok"] is True
            events = await chief.events(limit=5000)
        assert hub.end() == 0
    assert _registered(events) == [one.incident_id for one in (first, *accepted, last)]


async def test_a_day_of_the_administrators(tmp_path: Path) -> None:
    """Founded, served with its own authority, backed up while it runs, restored elsewhere."""
    data, backup = tmp_path / "hub", tmp_path / "backup.tar"
    place = ["--data", str(data)]
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    init = ["hub", "init", *place, "--admin", LOGIN, "--host", "hall.example"]
    founding = run_to_end([*init, "--password-file", str(tmp_path / "password")], home=tmp_path / "init")
    assert (founding.process.returncode, founding.errors) == (0, "")
    assert "administrator 'chief' can log in" in founding.output
    with HubProcess([*place, "--listen", "127.0.0.1:0", "--local-ca"], home=tmp_path) as hub:
        assert hub.url.startswith("https://")
        async with chief_at(hub, authority=data / "tls" / "ca.crt") as chief:
            incident = await chief.report_incident(ReportIncident.model_validate(FIRE))
            made = run_to_end(["hub", "backup", *place, str(backup)], home=tmp_path / "backup")
            assert (made.process.returncode, made.errors) == (0, "")
        assert hub.end() == 0
    restored = _settings(tmp_path / "restored", None)
    restored.data.mkdir()
    await restore(restored, backup, replace=False, clock=SystemClock())
    store = Store(restored.database, clock=SystemClock(), boot_id="boot")
    await store.start()
    async with store.reading() as reading:
        assert await reading.get(Incident, incident.incident_id) == incident
    await store.close()


def _registered(events: list[Event]) -> list[str | None]:
    return [event.incident_id for event in events if event.kind is EventKind.INCIDENT_REGISTERED]
