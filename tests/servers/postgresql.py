"""A PostgreSQL of the tests' own: a private cluster in a temporary folder, with a password, gone with the test run."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL

from app.store.schema import HEAD
from tests.servers.process import ServerProcess

USER = "hub"
PASSWORD = "open-sesame-515"
_START_S = 30.0
_EMPTYING = """
SET session_replication_role = replica;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
END $$;
INSERT INTO alembic_version VALUES ('{head}');
"""
# A crash of the machine is not what tests provoke; without waiting for the disk they are quick.
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "autovacuum": "off",
    "listen_addresses": "127.0.0.1",
}


class PostgreSql:
    """`start()` after `stop()` serves the same databases on the same port again."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self._settings = _SETTINGS if not durable else {**_SETTINGS, "fsync": "on", "full_page_writes": "on"}
        self._programs = _programs()
        self._cluster = folder / "cluster"
        self.sockets = folder
        self.port = _free_port()
        password_file = folder / "password"
        password_file.write_text(PASSWORD)
        words = ["-D", str(self._cluster), "-U", USER, "-A", "scram-sha-256", "--pwfile", str(password_file)]
        _run([*_as_user(), str(self._programs / "initdb"), *words, "-E", "UTF8", "--no-locale", "--no-sync"])
        self._server: ServerProcess | None = None

    def start(self) -> None:
        settings = {**self._settings, "port": str(self.port), "unix_socket_directories": str(self.sockets)}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        # Ended by the system with the test run, however that ends.
        command = [*_as_user(), "setpriv", "--pdeathsig", "QUIT", str(self._programs / "postgres")]
        self._server = ServerProcess([*command, "-D", str(self._cluster), *words])
        ready = [str(self._programs / "pg_isready"), "-q", "-h", str(self.sockets), "-p", str(self.port)]
        deadline = time.monotonic() + _START_S
        while subprocess.run(ready, check=False).returncode:
            if self._server.process.poll() is not None or time.monotonic() > deadline:
                self._server.stop()
                raise RuntimeError("PostgreSQL did not start")
            time.sleep(0.02)

    def stop(self) -> None:
        """At once and without a word to its clients, as a crash."""
        if self._server is not None:
            control = [str(self._programs / "pg_ctl"), "-D", str(self._cluster), "-m", "immediate", "-w", "stop"]
            if self._server.process.poll() is None:
                _run([*_as_user(), *control])
            self._server.stop()
            self._server = None

    def url(self, database: str, *, by_socket: bool = False) -> URL:
        """With its password."""
        if by_socket:
            query = {"host": str(self.sockets), "port": str(self.port)}
            return URL.create("postgresql+asyncpg", USER, PASSWORD, database=database, query=query)
        return URL.create("postgresql+asyncpg", USER, PASSWORD, "127.0.0.1", self.port, database)

    def new_database(self) -> str:
        name = f"test_{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE template0 STRATEGY FILE_COPY")
        return name

    def empty_database(self, name: str) -> None:
        """Take every row out of the hub's tables, whatever triggers say, and everybody else off the database."""
        self.cut_off(name)
        self.execute(_EMPTYING.format(head=HEAD), database=name)

    def execute(self, statement: str, *, database: str = "postgres") -> str:
        """As the cluster's owner; the first column of the answer."""
        command = [str(self._programs / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        where = ["-h", str(self.sockets), "-p", str(self.port), "-U", USER, "-d", database, "-c", statement]
        return _run([*command, *where], PGPASSWORD=PASSWORD)

    def cut_off(self, database: str) -> None:
        """End every connection to this database, as an administrator would."""
        self.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")


@contextmanager
def private_cluster(*, durable: bool = False) -> Iterator[PostgreSql]:
    """`durable`: waits for the disk at every commit, as one does that holds real things."""
    # Not in pytest's folder: PostgreSQL refuses root, and its own user may not look into root's folders.
    folder = Path(tempfile.mkdtemp(prefix="fivefifteen-postgresql-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        server = PostgreSql(folder, durable=durable)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _programs() -> Path:
    """The newest that Debian has installed, else what the search path finds."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if installed:
        return installed[-1].parent
    found = shutil.which("initdb")
    if found is None:
        raise RuntimeError("PostgreSQL is not installed; packaging/apt/test.txt names it")
    return Path(found).parent


def _as_user() -> Sequence[str]:
    if os.geteuid() != 0:
        return ()
    return ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _run(command: Sequence[str], **variables: str) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True, env={**os.environ, **variables})
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr}")
    return done.stdout.strip()
