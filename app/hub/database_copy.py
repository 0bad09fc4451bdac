"""A consistent copy of the database while the hub goes on, and back: SQLite's own backup, PostgreSQL's tools."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from app.store.engine import POSTGRES_LOCK, reader_engine, sqlite_url
from app.store.errors import StoreTakenError, StoreUnavailableError
from app.store.store import Reading
from app.store.tables import HUB_ID, Setting

DEBIAN_FOLDER = Path("/usr/lib/postgresql")
_WORDS_PASSED_ON = 3  # lines of what a tool said


class CopyError(Exception):
    """The database cannot be copied or brought back; the message is one plain sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What is in the copy."""

    schema_revision: str
    hub_id: str
    head_seq: int
    head_hash: str


async def copy_database(url: URL, path: Path) -> Copied:
    """Into the file `path`. Raises CopyError, StoreUnavailableError, OSError."""
    if url.get_backend_name() == "sqlite":
        await asyncio.to_thread(_copy_sqlite, Path(str(url.database)), path)
        async with opened_database(sqlite_url(path)) as connection:
            return await _contents(connection)
    async with opened_database(url) as connection:
        # Both see the database as it is now: what is said of the copy is true of it.
        snapshot = (await connection.execute(text("SELECT pg_export_snapshot()"))).scalar_one()
        copied = await _contents(connection)
        words = ["--format=custom", "--no-owner", "--no-privileges", "--schema=public"]
        await _run_tool("pg_dump", url, [*words, f"--snapshot={snapshot}", f"--file={path}"])
    return copied


def _copy_sqlite(source: Path, target: Path) -> None:
    if not source.exists():
        raise CopyError(f"there is no database {source}")
    try:
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=rw", uri=True, timeout=10)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            # In one step: it begins anew whenever the hub writes between two (sqlite.org/backup.html).
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise CopyError(f"the database {source} cannot be copied: {error}") from error


async def _contents(connection: AsyncConnection) -> Copied:
    reading = Reading(connection)
    try:
        revision = (await reading.execute(text("SELECT version_num FROM alembic_version")))[0].version_num
        hub_id = await reading.get(Setting, HUB_ID)
        head_seq, head_hash = await reading.head()
    except (SQLAlchemyError, IndexError):
        raise CopyError("this database is not a hub's") from None
    if hub_id is None or not head_seq:
        raise CopyError("the hub of this database was never started")
    return Copied(schema_revision=revision, hub_id=hub_id.value, head_seq=head_seq, head_hash=head_hash)


@asynccontextmanager
async def opened_database(url: URL) -> AsyncIterator[AsyncConnection]:
    """One view of it, without the hub's lock. Raises StoreUnavailableError."""
    engine = reader_engine(url)
    try:
        try:
            connection = await engine.connect()
        except (SQLAlchemyError, OSError) as error:
            cause = getattr(error, "orig", None) or error
            raise StoreUnavailableError(f"the database cannot be read: {cause}") from error
        try:
            if connection.dialect.name == "postgresql":
                await connection.execution_options(isolation_level="REPEATABLE READ")
            async with connection.begin():
                yield connection
        finally:
            await connection.close()
    finally:
        await engine.dispose()


# -- PostgreSQL


@asynccontextmanager
async def held_postgresql(url: URL) -> AsyncIterator[AsyncConnection]:
    """A connection that commits each statement, with the lock that keeps hubs out.

    Raises StoreTakenError, StoreUnavailableError.
    """
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT", hide_parameters=True)
    try:
        try:
            connection = await engine.connect()
        except (SQLAlchemyError, OSError) as error:
            cause = getattr(error, "orig", None) or error
            raise StoreUnavailableError(f"the database cannot be opened: {cause}") from error
        try:
            taken = await connection.execute(text(f"SELECT pg_try_advisory_lock({POSTGRES_LOCK})"))
            if not taken.scalar_one():
                raise StoreTakenError("another hub works on this database; stop it first")
            yield connection
        finally:
            await connection.close()
    finally:
        await engine.dispose()


async def has_tables(connection: AsyncConnection) -> bool:
    question = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    return bool((await connection.execute(text(question))).scalar_one())


async def put_aside(connection: AsyncConnection, schema: str) -> None:
    """The tables that are there into another schema of the database. Raises CopyError."""
    try:
        await connection.execute(text(f'ALTER SCHEMA public RENAME TO "{schema}"'))
        await connection.execute(text("CREATE SCHEMA public"))
    except SQLAlchemyError as error:
        raise CopyError(
            f"the tables that are there cannot be put aside ({_reason(error)}); the hub's user must own the database"
        ) from error


async def put_back(connection: AsyncConnection, schema: str | None) -> None:
    """Undo: what was restored goes, what was put aside comes back."""
    await connection.execute(text("DROP SCHEMA public CASCADE"))
    restored = f'ALTER SCHEMA "{schema}" RENAME TO public' if schema is not None else "CREATE SCHEMA public"
    await connection.execute(text(restored))


async def restore_postgresql(url: URL, dump: Path) -> None:
    """Whole or not at all. Raises CopyError."""
    words = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", f"--dbname={url.database}"]
    # What is in the schema and not the schema itself, which is there.
    words.append("--schema=public")
    await _run_tool("pg_restore", url, [*words, str(dump)])


async def _run_tool(name: str, url: URL, words: Sequence[str]) -> None:
    """Where and who go by the environment: a command line is seen by everybody on the machine."""
    program = _tool(name)
    query = {key: value for key, value in url.query.items() if isinstance(value, str)}
    place = {
        "PGHOST": url.host or query.get("host"),
        "PGPORT": str(url.port) if url.port else query.get("port"),
        "PGUSER": url.username,
        "PGPASSWORD": str(url.password) if url.password else None,
        "PGDATABASE": url.database,
        "PGSSLMODE": query.get("ssl"),
    }
    environment = {**os.environ, **{key: value for key, value in place.items() if value}}
    process = await asyncio.create_subprocess_exec(
        program,
        *words,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    if process.returncode:
        last = " ".join(said.decode(errors="replace").split("\n")[:_WORDS_PASSED_ON]).strip()
        raise CopyError(f"{name} failed: {last}")


def _tool(name: str) -> str:
    """The newest that Debian has installed: an old one refuses a newer server. Raises CopyError."""
    installed = sorted(DEBIAN_FOLDER.glob(f"*/bin/{name}"), key=lambda path: path.parts[-3].zfill(3))
    found = str(installed[-1]) if installed else shutil.which(name)
    if found is None:
        raise CopyError(f"{name} is not installed here; install the package postgresql-client and do this again")
    return found


def _reason(error: SQLAlchemyError) -> str:
    return type(getattr(error, "orig", None) or error).__name__
