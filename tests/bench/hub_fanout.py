"""From a command to every one of fifty connected seats: how long until the last of them has the event."""

import asyncio
import time

import websockets

from app.domain.incidents import IncidentClass, Place
from app.services.commands.incidents import ReportIncident, WriteNote
from tests.bench import table
from tests.bench.hub_process import BenchHub
from tests.bench.percentile import percentile

SEATS = 50
_COMMANDS = 200
_EVERY_S = 0.04


async def row(hub: BenchHub, engine: str) -> table.Row:
    seat = await hub.client()
    incident = await seat.report_incident(
        ReportIncident(title="扇出测试", classes=(IncidentClass.ACCIDENT,), place=Place(text="扇出"), is_drill=True)
    )
    arrived: dict[str, list[float]] = {}
    ready = asyncio.Semaphore(0)
    listening = [asyncio.create_task(_listen(hub, seat.token, arrived, ready)) for _ in range(SEATS)]
    for _ in range(SEATS):
        await ready.acquire()
    sent: dict[str, float] = {}
    for number in range(_COMMANDS):
        mark = f"mark-{number:05d}-"
        arrived[mark], sent[mark] = [], time.perf_counter()
        await seat.write_note(incident.incident_id, WriteNote(text=mark))
        await asyncio.sleep(_EVERY_S)
    await asyncio.sleep(1.0)
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    await seat.close()
    missed = sum(len(times) != SEATS for times in arrived.values())
    delays_ms = [(at - sent[mark]) * 1000 for mark, times in arrived.items() for at in times]
    p50, p99 = percentile(delays_ms, 50), percentile(delays_ms, 99)
    peer = f"p50 {p50:.0f} ms; {missed} of {_COMMANDS} missed by a seat"
    return table.at_most(f"command → {SEATS} seats, p99, {engine}", p99, 150.0, unit="ms", digits=1, peer=peer)


async def _listen(hub: BenchHub, token: str, arrived: dict[str, list[float]], ready: asyncio.Semaphore) -> None:
    address = hub.door.url.replace("http", "ws") + "/events"
    headers = {"Authorization": f"Bearer {token}"}
    async with websockets.connect(address, additional_headers=headers, max_size=None, compression=None) as socket:
        await socket.recv()
        ready.release()
        while True:
            message = await socket.recv(decode=False)
            at = time.perf_counter()
            start = 0
            while (start := message.find(b"mark-", start)) >= 0:
                mark = message[start : start + 11].decode()
                if (times := arrived.get(mark)) is not None:
                    times.append(at)
                start += 11
