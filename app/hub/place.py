"""Where a hub keeps its things, from the words that every mode of `main.py hub` shares."""

import argparse
import os

from app.command_line import UnusableWordsError
from app.hub.settings import HubSettings
from app.settings import data_folder
from app.store.engine import DatabaseUrlError, parse_database_url, sqlite_url

# Another hub works in this folder or on this database: a desktop then uses that one.
STATUS_TAKEN = 3
_OTHERS = 0o077


def hub_place(arguments: argparse.Namespace) -> HubSettings:
    """From `--data` and `--database`. Raises UnusableWordsError."""
    told, database = getattr(arguments, "data", None), getattr(arguments, "database", None)
    data = (told or data_folder() / "hub").expanduser().absolute()
    try:
        url = parse_database_url(database) if database else sqlite_url(data / "hub.db")
    except DatabaseUrlError as error:
        raise UnusableWordsError(f"--database: {error}") from error
    return HubSettings(data=data, database=url)


def make_data_folder(settings: HubSettings) -> None:
    """What this process makes from now on is for its user alone. Raises UnusableWordsError."""
    os.umask(_OTHERS)
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise UnusableWordsError(f"the folder {settings.data} cannot be used: {error.strerror}") from error
    if not os.access(settings.data, os.R_OK | os.W_OK | os.X_OK):
        raise UnusableWordsError(f"the folder {settings.data} cannot be used: it may not be written to")
