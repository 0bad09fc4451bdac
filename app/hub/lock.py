"""One hub for one data folder: a second one is told instead of writing into the first one's files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

LOCK_FILE = "hub.lock"


class DataFolderTakenError(Exception):
    """Another hub works in this folder; the message is one plain sentence."""


@contextmanager
def data_folder_lock(folder: Path) -> Iterator[None]:
    """Held by the system for this process: it is free again when the process is gone, however it went.

    Raises DataFolderTakenError.
    """
    lock = FileLock(folder / LOCK_FILE, mode=0o600)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise DataFolderTakenError(f"another hub works in {folder}; use that one or give another --data") from None
    try:
        yield
    finally:
        lock.release()
