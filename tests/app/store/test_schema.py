"""Bringing a database to this program's tables."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.clock import SystemClock
from app.domain.sla.policies import RingRule, SlaPolicy
from app.store import schema
from app.store.engine import writer_engine
from app.store.schema import SchemaTooNewError, migrate, revision
from app.store.store import Store
from app.store.tables import METADATA


@pytest.fixture
async def engine(database: URL) -> AsyncIterator[AsyncEngine]:
    engine = writer_engine(database)
    yield engine
    await engine.dispose()


def test_the_program_knows_its_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


async def test_the_migrations_make_the_tables_of_the_program(engine: AsyncEngine) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, METADATA))

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_migrating_again_changes_nothing(engine: AsyncEngine) -> None:
    await migrate(engine)
    assert await revision(engine) == schema.HEAD


async def test_a_database_of_a_newer_program_is_left_alone(database: URL, engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store = Store(database, clock=SystemClock(), boot_id="boot")
    with pytest.raises(SchemaTooNewError, match=r"revision 9999.*install the newer one"):
        await store.start()
    await store.close()
    assert await revision(engine) == "9999"


async def test_a_migration_that_fails_leaves_what_was_there(database: URL, engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(DBAPIError):
        await migrate(engine)
    assert await revision(engine) is None


async def test_policies_that_were_saved_before_rings_were_policy_data_ring_as_it_was(
    database: URL, engine: AsyncEngine
) -> None:
    def back(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")

    async with engine.connect() as connection, connection.begin():
        await connection.run_sync(back)
        saved = (
            "INSERT INTO policy (policy_id, version, clock, name, start, stop, targets, thresholds, radius_m,"
            " required_titles, enabled, applies_to_drills, created_by) VALUES ('p', 1, 'video', 'p', 'received',"
            " 'by-hand', '[]', '[]', 500, '[]', true, true, '')"
        )
        await connection.execute(text(saved))
    store = Store(database, clock=SystemClock(), boot_id="boot")
    await store.start()
    try:
        async with store.reading() as reading:
            (policy,) = await reading.find(SlaPolicy)
    finally:
        await store.close()
    assert policy.ringing == RingRule(deputy_after_s=60, again_every_s=30, most_rings=6)


_AN_EVENT = (
    "INSERT INTO event (seq, at, monotonic_ns, boot_id, actor_id, actor_name, seat, kind, about, payload,"
    " previous_hash, hash) VALUES (1, '2024-07-01 02:00:00', 0, 'boot', 'a', 'someone', '', 'hub.started', '[]', '{}',"
    " '', '')"
)
_FORGERIES = {
    "sqlite": (
        "UPDATE event SET actor_name = 'nobody'",
        "DELETE FROM event",
        _AN_EVENT.replace("INSERT", "INSERT OR REPLACE").replace("someone", "nobody"),
        _AN_EVENT.replace("someone", "nobody") + " ON CONFLICT (seq) DO UPDATE SET actor_name = 'nobody'",
    ),
    "postgresql": (
        "UPDATE event SET actor_name = 'nobody'",
        "DELETE FROM event",
        "TRUNCATE event",
        _AN_EVENT.replace("someone", "nobody") + " ON CONFLICT (seq) DO UPDATE SET actor_name = 'nobody'",
    ),
}


async def test_the_database_refuses_to_change_the_log(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(_AN_EVENT))
    for forgery in _FORGERIES[engine.dialect.name]:
        with pytest.raises(DBAPIError, match="the event log only grows"):
            async with engine.begin() as connection:
                await connection.execute(text(forgery))
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT actor_name FROM event"))).scalars().all() == ["someone"]
