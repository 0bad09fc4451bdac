"""The desktop as one of six who send 720p and a voice each: its processor time, its screen, its loudspeaker."""

import asyncio
import dataclasses
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil

from app.link.hub_client import HubClient
from streams.media_thread import new_media_loop
from tests.bench import table
from tests.bench.percentile import median, percentile
from tests.bench.rtc.hall import Hall, open_hall
from tests.bench.rtc.people import new_person, room_of_an_incident
from tests.bench.rtc.seat import Seat
from tests.rtc.recorded import recorded_video, recorded_voice
from tests.servers.pulseaudio import PulseAudio

Say = Callable[[str], None]

_OTHERS = 5
_SETTLE_S = 10.0
_FLOWING_S = 40.0
_MOST_CORES = 1.2
_FEWEST_PER_S = 23.0
_MOST_LAG_MS = 15.0


@dataclasses.dataclass(frozen=True, slots=True)
class _Found:
    cores: float
    screen_cores: float
    lag_ms: list[float]  # p99 of each second
    underruns: int  # of the loudspeaker
    voice_underruns: int  # of the buffers of the others' voices
    painted_per_s: list[float]  # of each tile of the conference page
    sent: object
    own_cores: float


def rows(*, minutes: float, folder: Path, say: Say) -> Iterator[table.Row]:
    loop = new_media_loop()
    try:
        found = loop.run_until_complete(_six_way(minutes * 60, folder))
    finally:
        loop.close()
    say(f"  {found}")
    what = "desktop in a room of six with 720p"
    rates = " ".join(f"{rate:.0f}" for rate in found.painted_per_s)
    row = table.at_most(
        f"{what}: processor", found.cores, _MOST_CORES, unit="cores", digits=2, peer=f"painted a second {rates}"
    )
    # Who falls behind uses less.
    shows_all = len(found.painted_per_s) == _OTHERS and min(found.painted_per_s) >= _FEWEST_PER_S
    yield row if shows_all else dataclasses.replace(row, verdict=table.VOID)
    yield table.at_most(
        f"{what}: UI lag, p99 of a second, p95 of all seconds",
        percentile(found.lag_ms, 95),
        _MOST_LAG_MS,
        unit="ms",
        digits=1,
        peer=f"median {median(found.lag_ms):.1f}, worst {max(found.lag_ms):.1f} ms",
    )
    yield table.at_most(
        f"{what}: underruns of the loudspeaker in {minutes:g} min",
        found.underruns,
        0,
        unit="",
        peer=f"of the voices' buffers {found.voice_underruns}",
    )


async def _six_way(length_s: float, folder: Path) -> _Found:
    recorded_video()
    recorded_voice()
    figures = folder / "six-way.jsonl"
    with PulseAudio() as sound:
        variables = dict(sound.environment)
        command = ("-m", "tests.bench.rtc.desktop_child", str(figures))
        async with open_hall(folder / "six-way", command=command, variables=variables) as hall:
            room = await room_of_an_incident(hall.seat)
            clients = [await new_person(hall.seat, HubClient(hall.seat.url)) for _ in range(_OTHERS)]
            seats = [Seat(client, room, "127.0.0.1", f"seat {number}") for number, client in enumerate(clients)]
            try:
                async with asyncio.timeout(_FLOWING_S):
                    await asyncio.gather(*(seat.media.until_flowing(_OTHERS) for seat in seats))
                await asyncio.sleep(_SETTLE_S)
                return await _window(hall, figures, length_s)
            finally:
                for seat in seats:
                    await seat.close()


async def _window(hall: Hall, figures: Path, length_s: float) -> _Found:
    desktop, screen, own = (psutil.Process(pid) for pid in (hall.desktop.pid, hall.screen.server.pid, None))
    before = _used_s(desktop), _used_s(screen), _used_s(own)
    skipped, began_s = len(_lines(figures)) - 1, time.monotonic()
    await asyncio.sleep(length_s)
    hall.desktop.check()
    took_s = time.monotonic() - began_s
    after = _used_s(desktop), _used_s(screen), _used_s(own)
    cores, screen_cores, own_cores = ((now - then) / took_s for now, then in zip(after, before, strict=True))
    window = _lines(figures)[skipped:]
    first, last = window[0], window[-1]
    return _Found(
        cores=cores,
        screen_cores=screen_cores,
        lag_ms=[line["loop_lag_ms"] for line in window[1:]],
        underruns=last["underruns"] - first["underruns"],
        voice_underruns=sum(one[0] for one in last["voices"]) - sum(one[0] for one in first["voices"]),
        painted_per_s=[
            (now - then) / (len(window) - 1) for then, now in zip(first["painted"], last["painted"], strict=False)
        ],
        sent=last["sent"],
        own_cores=own_cores,
    )


def _used_s(process: psutil.Process) -> float:
    """Without its children: the hub that the desktop started is another matter."""
    times = process.cpu_times()
    return times.user + times.system


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines() if line.endswith("}")]
