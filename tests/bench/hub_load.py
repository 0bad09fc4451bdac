"""Commands a second: twenty clients, each waiting for its answer, which comes when the change is on the disk.

Beside it what the bare database commits one after the other: a row and an event in each transaction, nothing else.
"""

import asyncio
import sqlite3
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import asyncpg
from sqlalchemy.engine import URL

from app.domain.incidents import IncidentClass, Place
from app.services.commands.incidents import ReportIncident
from tests.bench import table
from tests.bench.hub_process import BenchHub, Engine
from tests.bench.lean_client import LeanClient
from tests.bench.percentile import median

CLIENTS = 20
_EACH = 150
_BARE = 500
_TARGETS = {"SQLite": 300.0, "PostgreSQL": 600.0}


def rows(engines: list[Engine], folder: Path, *, rounds: int) -> Iterator[table.Row]:
    hubs = {engine.name: BenchHub(folder / f"load-{engine.name}", _url(engine, folder)) for engine in engines}
    ours: dict[str, list[float]] = {engine.name: [] for engine in engines}
    bare: dict[str, list[float]] = {engine.name: [] for engine in engines}
    try:
        for number in range(rounds + 1):
            for name, hub in hubs.items():
                rate = asyncio.run(_commands(hub))
                bare_rate = _bare(name, hub, folder, number)
                if number:  # the first round warms up
                    ours[name].append(rate)
                    bare[name].append(bare_rate)
    finally:
        for hub in hubs.values():
            hub.stop()
    for engine in engines:
        peer = f"bare commits one by one {median(bare[engine.name]):.0f}/s"
        what = f"commands a second, durable, {CLIENTS} clients, {engine.name}"
        yield table.at_least(what, median(ours[engine.name]), _TARGETS[engine.name], unit="/s", digits=0, peer=peer)


def _url(engine: Engine, folder: Path) -> URL:
    place = folder / f"load-{engine.name}"
    place.mkdir(parents=True)
    return engine.new_url(place)


async def _commands(hub: BenchHub) -> float:
    seat = await hub.client()
    incidents = [
        await seat.report_incident(
            ReportIncident(
                title="压力测试",
                classes=(IncidentClass.ACCIDENT,),
                place=Place(text=uuid.uuid4().hex),
                is_drill=True,
            )
        )
        for _ in range(CLIENTS)
    ]

    async def one(incident_id: str) -> None:
        client = LeanClient(hub.door.url, seat.token)
        await client.open()
        for number in range(_EACH):
            body = {"text": f"现场情况 {number}"}
            status, answer = await client.post(f"/incidents/{incident_id}/notes", body, key=uuid.uuid4().hex)
            if status != 200:
                raise RuntimeError(f"{status}: {answer}")
        await client.close()

    began_s = time.perf_counter()
    await asyncio.gather(*(one(incident.incident_id) for incident in incidents))
    took_s = time.perf_counter() - began_s
    await seat.close()
    return CLIENTS * _EACH / took_s


def _bare(name: str, hub: BenchHub, folder: Path, number: int) -> float:
    if name == "SQLite":
        return _bare_sqlite(folder / f"bare-{number}.db")
    return asyncio.run(_bare_postgresql(hub))


def _bare_sqlite(path: Path) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE thing (id INTEGER PRIMARY KEY, body TEXT)")
    connection.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, body TEXT)")
    began_s = time.perf_counter()
    for each in range(_BARE):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO thing (body) VALUES (?)", ("x" * 1000,))
        connection.execute("INSERT INTO event VALUES (?, ?)", (each, "x" * 600))
        connection.execute("COMMIT")
    took_s = time.perf_counter() - began_s
    connection.close()
    return _BARE / took_s


async def _bare_postgresql(hub: BenchHub) -> float:
    url = hub.database
    connection = await asyncpg.connect(
        user=url.username, password=url.password, host=url.host, port=url.port, database=url.database
    )
    await connection.execute("CREATE TABLE IF NOT EXISTS bare_thing (id BIGSERIAL PRIMARY KEY, body TEXT)")
    await connection.execute("CREATE TABLE IF NOT EXISTS bare_event (seq BIGSERIAL PRIMARY KEY, body TEXT)")
    began_s = time.perf_counter()
    for _ in range(_BARE):
        async with connection.transaction():
            await connection.execute("INSERT INTO bare_thing (body) VALUES ($1)", "x" * 1000)
            await connection.execute("INSERT INTO bare_event (body) VALUES ($1)", "x" * 600)
    took_s = time.perf_counter() - began_s
    await connection.close()
    return _BARE / took_s
