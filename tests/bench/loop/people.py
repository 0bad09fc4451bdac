"""Whoever is on shift, played in a process of their own: what they cost is not the bench's time."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from tests.bench.loop import district
from tests.bench.processes import ROOT

_START_S = 60.0


class People:
    """What they tell: when they were rung and when they answered, by (incident, title), s of the monotonic clock."""

    def __init__(self) -> None:
        self.rung: dict[tuple[str, str], float] = {}
        self.accepted: dict[tuple[str, str], float] = {}
        self.changed: Callable[[], None] = lambda: None

    def take(self, line: dict[str, object]) -> None:
        key = str(line["incident"]), str(line["title"])
        for kept, at_s in ((self.rung, line["rung_s"]), (self.accepted, line["accepted_s"])):
            # Who is rung again was rung before.
            kept.setdefault(key, float(str(at_s)))
        self.changed()


@contextlib.asynccontextmanager
async def people(url: str, folder: Path, *, reaction_s: float) -> AsyncIterator[People]:
    """At their desks, logged in, for the length of the block. `reaction_s`: from the ring to the answer."""
    played = People()
    words = [url, district.PASSWORD, str(reaction_s), *district.LOGINS]
    command = [sys.executable, "-m", "tests.bench.loop.people_child", *words]
    with (folder / "people.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
    assert process.stdout is not None
    assert process.stdin is not None
    reading: asyncio.Task[None] | None = None
    try:
        async with asyncio.timeout(_START_S):
            line = await process.stdout.readline()
        if line != b"ready\n":
            raise RuntimeError(f"nobody is on shift: {(folder / 'people.log').read_text()[-400:]}")
        reading = asyncio.create_task(_read(process.stdout, played))
        yield played
    finally:
        process.stdin.close()
        try:
            async with asyncio.timeout(10.0):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        if reading is not None:
            await asyncio.gather(reading, return_exceptions=True)


async def _read(lines: asyncio.StreamReader, played: People) -> None:
    while line := await lines.readline():
        played.take(json.loads(line))
