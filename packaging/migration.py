"""Writes the migration that brings the tables from the newest migration to `app/store/tables.py`: a draft to be read.

.venv/bin/python packaging/migration.py NUMBER "What changed"
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

sys.path.insert(0, str(Path(__file__).parents[1]))


def main() -> None:
    number, message = sys.argv[1:]
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "app" / "store" / "migrations"))
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/draft.db")
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.revision(config, message, autogenerate=True, rev_id=number)


main()
