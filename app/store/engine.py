"""How the database is reached: SQLite in a file of the data folder, or PostgreSQL by its URL.

SQLite: write-ahead log, so that reading never waits for writing, and a commit is on the disk before it is answered.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

# The hub that holds this advisory lock of a PostgreSQL database is its writer. Any number will do as long as every hub
# uses the same: "515" in ASCII.
POSTGRES_LOCK = 0x353135

READERS = 4
_SQLITE_BUSY_MS = 5000
_POSTGRES_CONNECT_S = 5.0
# A statement of ours never takes that long unless the server is in trouble.
_POSTGRES_COMMAND_S = 30.0
_POSTGRES_SESSION = {
    "application_name": "fivefifteen",
    "jit": "off",
    "TimeZone": "UTC",
    # The server shall notice within 25 s that we are cut off: its session holds the lock that our next one needs.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}


class DatabaseUrlError(ValueError):
    """Not a database that the hub can use; the message is one plain sentence without the password."""


def sqlite_url(path: Path) -> URL:
    return URL.create("sqlite+aiosqlite", database=str(path))


def parse_database_url(text: str) -> URL:
    """Raises DatabaseUrlError."""
    try:
        url = make_url(text)
    except ArgumentError:
        raise DatabaseUrlError("this is no database URL; write postgresql+asyncpg://USER@HOST/DATABASE") from None
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+asyncpg")
    if url.drivername not in ("postgresql+asyncpg", "sqlite+aiosqlite"):
        raise DatabaseUrlError(f"{url.drivername} is not supported; use postgresql+asyncpg:// or sqlite+aiosqlite:///")
    if not url.database:
        raise DatabaseUrlError("the URL names no database; write postgresql+asyncpg://USER@HOST/DATABASE")
    if url.get_backend_name() == "sqlite" and not Path(url.database).is_absolute():
        raise DatabaseUrlError("write the whole path of the file: sqlite+aiosqlite:////srv/fivefifteen/hub.db")
    return url


def writer_engine(url: URL) -> AsyncEngine:
    """A single connection, for the one writer."""
    return _engine(url, connections=1, begin="BEGIN IMMEDIATE")


def reader_engine(url: URL) -> AsyncEngine:
    return _engine(url, connections=READERS, begin="BEGIN")


def _engine(url: URL, *, connections: int, begin: str) -> AsyncEngine:
    options: dict[str, Any] = {"pool_size": connections, "max_overflow": 0, "pool_timeout": 10, "hide_parameters": True}
    if url.get_backend_name() == "postgresql":
        arguments = {
            "timeout": _POSTGRES_CONNECT_S,
            "command_timeout": _POSTGRES_COMMAND_S,
            "server_settings": _POSTGRES_SESSION,
        }
        return create_async_engine(url, connect_args=arguments, pool_pre_ping=begin == "BEGIN", **options)
    engine = create_async_engine(url, **options)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # Transactions begin where we say, not where the driver guesses (SQLAlchemy, "pysqlite transactions").
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"busy_timeout = {_SQLITE_BUSY_MS}",
            "temp_store = MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin_transaction(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
