"""What Alembic runs; the connection comes from `app.store.schema`."""

from typing import Any, Literal

from alembic import context

from app.store.mapping import UtcTime
from app.store.tables import METADATA


def _render(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """Migrations stand alone: they do not use what later changes may take away."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcTime) else False


def run() -> None:
    context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_item=_render)
    with context.begin_transaction():
        context.run_migrations()


run()
