"""Whether the database has this program's tables, and bringing it there."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.store.errors import StoreError

# The newest migration; a test holds it against the folder. Known here so that a start without anything to migrate
# does not load Alembic (0.3 s).
HEAD = "0010"
_FOLDER = Path(__file__).parent / "migrations"


class SchemaTooNewError(StoreError):
    """The database was written by a newer program."""


async def revision(engine: AsyncEngine) -> str | None:
    """Of the database; None for an empty one."""
    async with engine.connect() as connection:
        return await connection.run_sync(_revision)


async def migrate(engine: AsyncEngine) -> None:
    """To the newest. Raises SchemaTooNewError; a failed migration leaves what was there."""
    found = await revision(engine)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise SchemaTooNewError(f"the database has revision {found}, this program knows {HEAD}; install the newer one")
    async with engine.connect() as connection, connection.begin():
        await connection.run_sync(_upgrade)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found is not None else None


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
