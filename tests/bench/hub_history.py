"""What a long log costs: resuming after many missed events, starting on it, verifying it."""

import asyncio
import subprocess
import sys
import time
import uuid
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import websockets
from sqlalchemy.engine import URL

from app.clock import SystemClock
from app.domain.event_chain import link
from app.domain.events import EventKind
from app.domain.incidents import IncidentClass, Place
from app.services.commands.incidents import ReportIncident
from app.services.feed_messages import FEED_MESSAGE
from app.store.engine import writer_engine
from app.store.store import Store
from app.store.tables import EVENT
from tests.bench import table
from tests.bench.hub_process import MAIN, BenchHub, Engine
from tests.bench.lean_client import LeanClient
from tests.bench.percentile import median

MISSED = 10_000
STORED = 100_000
_CLIENTS = 20
_AT_ONCE = 5_000


async def resume_row(hub: BenchHub, engine: str) -> table.Row:
    """From connecting until the seat has read that it missed nothing."""
    seat = await hub.client()
    after = (await seat.events(after=0, limit=5000))[-1].seq
    while more := await seat.events(after=after, limit=5000):
        after = more[-1].seq
    incidents = [
        await seat.report_incident(
            ReportIncident(
                title="断线", classes=(IncidentClass.ACCIDENT,), place=Place(text=uuid.uuid4().hex), is_drill=True
            )
        )
        for _ in range(_CLIENTS)
    ]

    async def write(incident_id: str) -> None:
        client = LeanClient(hub.door.url, seat.token)
        await client.open()
        for number in range(MISSED // _CLIENTS):
            await client.post(f"/incidents/{incident_id}/notes", {"text": f"第 {number} 条"})
        await client.close()

    await asyncio.gather(*(write(incident.incident_id) for incident in incidents))
    times = []
    missed = 0
    for _ in range(3):
        began_s = time.perf_counter()
        address = hub.door.url.replace("http", "ws") + f"/events?after={after}"
        headers = {"Authorization": f"Bearer {seat.token}"}
        async with websockets.connect(address, additional_headers=headers, max_size=None, compression=None) as socket:
            seen, head = after, None
            while head is None or seen < head:
                message = FEED_MESSAGE.validate_json(await socket.recv())
                if message.type == "heartbeat":
                    head = message.seq
                else:
                    seen = max(seen, message.seq)
                    missed = len(getattr(message, "events", [])) or missed
        times.append(time.perf_counter() - began_s)
    await seat.close()
    return table.at_most(
        f"resume after {MISSED:,} missed events, {engine}",
        median(times),
        1.0,
        unit="s",
        digits=2,
        peer=f"{missed:,} events came",
    )


def rows(engine: Engine, folder: Path, *, rounds: int, only: Collection[str]) -> Iterator[table.Row]:
    """Starting on, and verifying, a log of 100,000 events."""
    folder.mkdir(parents=True)
    database = engine.new_url(folder)
    asyncio.run(_fill(database))
    starts = []
    for _ in range(rounds):
        hub = BenchHub(folder, database)
        starts.append(hub.ready_s)
        hub.stop()
    if "start" in only:
        yield table.at_most(
            f"hub ready, {STORED:,} events stored, {engine.name}",
            median(starts),
            2.0,
            unit="s",
            digits=2,
            peer=f"python alone {_python_alone():.2f} s",
        )
    if "verify" in only and engine.name == "SQLite":
        yield _verify(folder, rounds)


async def _fill(database: URL) -> None:
    """As so many commands would have left it; written at once, for the bench's sake."""
    store = Store(database, clock=SystemClock(), boot_id="bench")
    await store.start()
    previous, seq = store.writer.head[1], store.writer.head_seq
    await store.close()
    engine = writer_engine(database)
    at = datetime.now(UTC) - timedelta(days=30)
    async with engine.begin() as connection:
        while seq < STORED:
            events = []
            for _ in range(_AT_ONCE):
                seq += 1
                at += timedelta(seconds=20)
                event = link(
                    previous_hash=previous,
                    seq=seq,
                    at=at,
                    monotonic_ns=seq * 20_000_000_000,
                    boot_id="bench",
                    actor_id="bench",
                    actor_name="值班员",
                    seat="wall",
                    incident_id=f"incident-{seq // 50}",
                    unit_id="310105001",
                    kind=EventKind.INCIDENT_NOTED,
                    about=(("incident", f"incident-{seq // 50}"),),
                    payload={"text": f"现场情况第 {seq} 条"},
                )
                previous = event.hash
                events.append(EVENT.encode(event))
            await connection.execute(EVENT.insert(), events)
    await engine.dispose()


def _verify(folder: Path, rounds: int) -> table.Row:
    exported = folder / "log.jsonl"
    command = [sys.executable, str(MAIN), "audit"]
    subprocess.run([*command, "export", str(exported), "--data", str(folder)], check=True, stdout=subprocess.DEVNULL)
    times = []
    for _ in range(rounds):
        began_s = time.perf_counter()
        words = ["verify", str(exported), "--key", str(folder / "signing.pub"), "--forget"]
        subprocess.run([*command, *words], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - began_s)
    size = exported.stat().st_size / 1e6
    return table.at_most(f"verify {STORED:,} events", median(times), 5.0, unit="s", digits=2, peer=f"{size:.0f} MB")


def _python_alone() -> float:
    began_s = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import fastapi, sqlalchemy, uvicorn"], check=True)
    return time.perf_counter() - began_s
