"""The log leaves the hub as a signed file, by whoever may, and the log says so."""

import asyncio
import shutil
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from app.clock import SystemClock
from app.domain.events import EventKind
from app.domain.permissions import Role
from app.hub.audit_export import export_from_folder
from app.hub.settings import HubSettings
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError
from app.services.audit.checkpoints import CheckpointReason, read_checkpoints
from app.services.audit.signing import KeyRefusedError, PublicKey
from app.services.audit.verify import Verdict, verify_file
from app.store.engine import sqlite_url
from tests.servers.hub import DISTRICT, STREET, RunningHub, running_hub


def verified(path: Path, data: Path, *, challenge: str | None = None) -> Verdict:
    key = PublicKey.load(data / "signing.pub")
    return verify_file(path, key, challenge=challenge, checkpoints_folder=data / "checkpoints")


async def exported(client: HubClient, path: Path, **parameters: str) -> Path:
    response = await client._request("GET", "/audit/export", parameters=parameters)
    await asyncio.to_thread(path.write_bytes, response.content)
    return path


async def kinds(hub: RunningHub) -> list[EventKind]:
    async with hub.hub.store.reading() as reading:
        return [event.kind for event in await reading.events()]


# -- from the hub


async def test_an_auditor_gets_a_file_that_verifies_and_answers_the_challenge(tmp_path: Path, database: URL) -> None:
    async with running_hub(tmp_path / "hub", database=database) as hub:
        auditor = await hub.client(Role.AUDITOR)
        file = await exported(auditor, tmp_path / "log.jsonl", challenge="27 November, 蓝灯")
        verdict = verified(file, hub.data, challenge="27 November, 蓝灯")
        assert verdict.finding is None
        assert verdict.trailer is not None
        # The last event is the export itself, signed for in a checkpoint.
        assert (await kinds(hub))[verdict.trailer.seq - 1] is EventKind.EXPORTED
        assert verdict.checkpoints >= 1
        assert verified(file, hub.data, challenge="another").finding is not None


async def test_nothing_is_left_behind(hub: RunningHub, tmp_path: Path) -> None:
    auditor = await hub.client(Role.AUDITOR)
    await asyncio.gather(*(exported(auditor, tmp_path / f"{number}.jsonl") for number in range(3)))
    assert list(_named(hub.data, ".export-")) == []
    assert all(verified(tmp_path / f"{number}.jsonl", hub.data).finding is None for number in range(3))


async def test_the_whole_log_is_for_auditors_of_the_whole_district(hub: RunningHub, tmp_path: Path) -> None:
    for role, unit_id in ((Role.DIRECTOR, DISTRICT), (Role.AUDITOR, STREET), (Role.ADMINISTRATOR, STREET)):
        client = await hub.client(role, unit_id)
        with pytest.raises(HubRefusedError, match="does not allow"):
            await exported(client, tmp_path / "log.jsonl")
    assert EventKind.EXPORTED not in await kinds(hub)


async def test_an_unusable_challenge_is_refused(hub: RunningHub, tmp_path: Path) -> None:
    auditor = await hub.client(Role.AUDITOR)
    for challenge in ("x" * 201, "line\nline"):
        with pytest.raises(HubRefusedError, match="String should"):
            await exported(auditor, tmp_path / "log.jsonl", challenge=challenge)


async def test_checkpoints_that_were_touched_are_told_and_nothing_is_exported(hub: RunningHub, tmp_path: Path) -> None:
    auditor = await hub.client(Role.AUDITOR)
    await hub.hub.checkpoints.sign(CheckpointReason.ON_DEMAND)
    (file,) = hub.hub.settings.checkpoints.glob("*.jsonl")
    file.write_bytes(file.read_bytes().replace(b'"reason":"on-demand"', b'"reason":"export"'))
    with pytest.raises(HubRefusedError, match=r"no proof any more.*line 2"):
        await exported(auditor, tmp_path / "log.jsonl")


async def test_a_checkpoint_is_signed_on_demand(hub: RunningHub) -> None:
    administrator = await hub.client(Role.ADMINISTRATOR)
    answer = (await administrator._request("POST", "/checkpoints")).json()
    signed = read_checkpoints(hub.hub.settings.checkpoints, hub.hub.signing_key.public_key)[-1]
    assert signed.checkpoint.reason is CheckpointReason.ON_DEMAND
    assert (answer["seq"], answer["hash"], answer["key_id"]) == (
        signed.checkpoint.seq,
        signed.checkpoint.hash,
        hub.hub.signing_key.key_id,
    )
    assert (await kinds(hub))[signed.checkpoint.seq - 1] is EventKind.CHECKPOINT_SIGNED


async def test_nobody_else_has_it_signed(hub: RunningHub) -> None:
    for role, unit_id in ((Role.AUDITOR, DISTRICT), (Role.ADMINISTRATOR, STREET)):
        client = await hub.client(role, unit_id)
        with pytest.raises(HubRefusedError, match="does not allow"):
            await client._request("POST", "/checkpoints")


# -- on its machine


async def test_the_log_is_exported_on_the_machine_while_the_hub_runs(tmp_path: Path, database: URL) -> None:
    async with running_hub(tmp_path / "hub", database=database) as hub:
        client = await hub.client()
        done = asyncio.Event()

        async def command() -> None:
            while not done.is_set():
                await client._request("POST", "/checkpoints")

        commanding = asyncio.create_task(command())
        for number in range(3):
            file = tmp_path / f"{number}.jsonl"
            await export_from_folder(hub.hub.settings, file, challenge="now", clock=SystemClock())
            assert verified(file, hub.data, challenge="now").finding is None
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
        done.set()
        await commanding
        await hub.hub.operator_notes.take_up()
        assert (await kinds(hub)).count(EventKind.EXPORTED) == 3


async def test_and_while_it_does_not(stopped_hub: Path, tmp_path: Path) -> None:
    data = shutil.copytree(stopped_hub, tmp_path / "hub")
    settings = HubSettings(data=data, database=sqlite_url(data / "hub.db"))
    trailer = await export_from_folder(settings, tmp_path / "log.jsonl", challenge="", clock=SystemClock())
    verdict = verified(tmp_path / "log.jsonl", data)
    assert (verdict.finding, verdict.trailer) == (None, trailer)
    assert trailer.header.exported_at <= datetime.now(UTC)


async def test_a_folder_without_a_hub_gets_no_key(tmp_path: Path) -> None:
    settings = HubSettings(data=tmp_path, database=sqlite_url(tmp_path / "hub.db"))
    with pytest.raises(KeyRefusedError, match="is this a hub's data folder"):
        await export_from_folder(settings, tmp_path / "log.jsonl", challenge="", clock=SystemClock())
    assert list(_named(tmp_path, "")) == []


def _named(folder: Path, prefix: str) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(prefix)]
