"""A hub in a process of its own on either engine, and how a bench gets in."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL

from app.link.hub_client import HubClient
from app.services.commands.sessions import LogIn
from app.services.embedded_hub_file import EmbeddedHub, read_embedded_hub
from app.store.engine import sqlite_url
from tests.servers.postgresql import private_cluster

MAIN = Path(__file__).parents[2] / "main.py"


@dataclass(frozen=True, slots=True)
class Engine:
    """`new_url(folder)` is an empty database."""

    name: str
    new_url: Callable[[Path], URL]


@contextmanager
def engines() -> Iterator[list[Engine]]:
    """SQLite and a private PostgreSQL that waits for the disk at every commit, as a real one does."""
    with private_cluster(durable=True) as cluster:
        yield [
            Engine("SQLite", lambda folder: sqlite_url(folder / "hub.db")),
            Engine("PostgreSQL", lambda _folder: cluster.url(cluster.new_database())),
        ]


class BenchHub:
    """Started when made; `ready_s` is how long that took."""

    def __init__(self, folder: Path, database: URL) -> None:
        self.folder = folder
        self.database = database
        folder.mkdir(parents=True, exist_ok=True)
        words = ["hub", "--embedded", "--listen", "127.0.0.1:0", "--data", str(folder), "--until-input-ends"]
        words += ["--database", database.render_as_string(hide_password=False)]
        began_s = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, str(MAIN), *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        line = self.process.stdout.readline() if self.process.stdout is not None else ""
        self.ready_s = time.perf_counter() - began_s
        found = read_embedded_hub(folder)
        if not line.startswith("hub ready") or found is None:
            self.stop()
            raise RuntimeError(f"the hub did not start: {line!r}")
        self.door: EmbeddedHub = found

    async def client(self, seat: str = "bench") -> HubClient:
        client = HubClient(self.door.url)
        await client.log_in(LogIn(login=self.door.login, password=self.door.password, seat=seat))
        return client

    def stop(self) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait(20)
        if self.process.stdout is not None:
            self.process.stdout.close()
