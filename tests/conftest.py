"""Discipline for every test: no unexpected warning in the log, no thread left over, Qt without a screen."""

import asyncio
import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

    from tests.servers.postgresql import PostgreSql

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# How long an example takes is up to the machine, and to what else it does; the first ones make tables of letters.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture(autouse=True)
def quiet_log(caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning in the log that the test did not announce with the `expected_log` fixture fails it."""
    yield
    expected: list[str] = getattr(request.node, "expected_log", [])
    seen = [*caplog.get_records("setup"), *caplog.get_records("call")]
    loud = [
        record.getMessage()
        for record in seen
        if record.levelno >= logging.WARNING and not any(text in record.getMessage() for text in expected)
    ]
    assert not loud, f"unexpected warnings in the log: {loud}"


@pytest.fixture
def expected_log(request: pytest.FixtureRequest) -> list[str]:
    """Append texts of warnings that the test provokes on purpose."""
    request.node.expected_log = []
    return request.node.expected_log


# Executors of loops and of a simulator that several tests share; their owners join them.
_LONGER_LIVED = ("asyncio_", "ThreadPoolExecutor", "simulator-encoder")


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """A thread that a test started and left running fails it. Non-daemon or ours by name."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 10
    left = []
    while time.monotonic() < deadline:
        left = [thread for thread in threading.enumerate() if thread not in before and thread.is_alive()]
        left = [thread for thread in left if not thread.name.startswith(_LONGER_LIVED)]
        if not left:
            return
        left[0].join(0.05)
    pytest.fail(f"threads left over: {[thread.name for thread in left]}")


# What follows imports when it is asked for: most tests need no database, some may not have the packages of one.


@pytest.fixture(scope="session")
def postgresql() -> Iterator["PostgreSql"]:
    """A private cluster of this test run."""
    from tests.servers.postgresql import private_cluster

    with private_cluster() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, database_on: Callable[[str], "URL"]) -> "URL":
    """A database of this test with the hub's tables and nothing in them, on each engine."""
    return database_on(request.param)


@pytest.fixture
def database_on(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], "URL"]:
    """The same, on the engine that is named."""
    from app.store.engine import sqlite_url

    def emptied(engine: str) -> "URL":
        if engine == "sqlite":
            shutil.copyfile(request.getfixturevalue("migrated_sqlite"), tmp_path / "test.db")
            return sqlite_url(tmp_path / "test.db")
        name: str = request.getfixturevalue("migrated_postgresql")
        server: PostgreSql = request.getfixturevalue("postgresql")
        server.empty_database(name)
        return server.url(name)

    return emptied


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """To be copied, which is quicker than to migrate."""
    from app.store.engine import sqlite_url

    path = tmp_path_factory.mktemp("migrated") / "hub.db"
    asyncio.run(_migrate(sqlite_url(path)))
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql: "PostgreSql") -> str:
    """To be emptied for each test, which is quicker than to make a new one."""
    name = postgresql.new_database()
    asyncio.run(_migrate(postgresql.url(name)))
    return name


async def _migrate(url: "URL") -> None:
    from app.store.engine import writer_engine
    from app.store.schema import migrate

    engine = writer_engine(url)
    await migrate(engine)
    await engine.dispose()
