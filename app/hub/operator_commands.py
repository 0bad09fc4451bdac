"""What is done to a hub at a terminal of its machine: `hub init`, `backup`, `restore`, `check`, `audit export`."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.clock import SystemClock
from app.command_line import UnusableWordsError
from app.hub.audit_export import export_from_folder
from app.hub.backup import make_backup
from app.hub.backup_file import BadBackupError
from app.hub.certificates import CertificateError, general_name
from app.hub.check import Level, check
from app.hub.database_copy import CopyError
from app.hub.initialising import Administrator, InitRefusedError, initialise, password_from
from app.hub.lock import DataFolderTakenError, data_folder_lock
from app.hub.place import STATUS_TAKEN, hub_place, make_data_folder
from app.hub.restoring import RestoreRefusedError, restore
from app.logs import start_logging, stop_logging
from app.services.audit.checkpoints import BadCheckpointError
from app.services.audit.signing import KeyRefusedError
from app.store.errors import StoreError, StoreTakenError
from app.store.secrets import KeyFileError

_FAILURES = (
    BadBackupError,
    BadCheckpointError,
    CertificateError,
    CopyError,
    InitRefusedError,
    KeyFileError,
    KeyRefusedError,
    RestoreRefusedError,
    StoreError,
)


def operate(arguments: argparse.Namespace) -> int:
    """The exit status. Raises UnusableWordsError."""
    mode = f"{arguments.mode} {arguments.hub_mode if arguments.mode == 'hub' else arguments.audit_mode}"
    try:
        return _MODES[mode](arguments)
    except (DataFolderTakenError, StoreTakenError) as error:
        return _failed(mode, f"{error}", STATUS_TAKEN)
    except _FAILURES as error:
        return _failed(mode, f"{error}", 1)
    except OSError as error:
        return _failed(mode, f"{error.filename or ''}: {error.strerror}".removeprefix(": "), 1)


def _failed(mode: str, words: str, status: int) -> int:
    sys.stderr.write(f"main.py {mode}: {words}\n")
    return status


def _init(arguments: argparse.Namespace) -> int:
    settings = hub_place(arguments)
    try:
        for host in arguments.host:
            general_name(host)
    except CertificateError as error:
        raise UnusableWordsError(f"--host: {error}") from error
    administrator = Administrator(
        login=arguments.admin,
        name=arguments.name or arguments.admin,
        password=lambda: password_from(arguments.password_file),
    )
    make_data_folder(settings)
    with data_folder_lock(settings.data), _logging(settings.data):
        work = initialise(settings, administrator, arguments.host, accept_new_keys=arguments.accept_keys)
        for line in asyncio.run(work):
            sys.stdout.write(f"{line}\n")
    return 0


def _backup(arguments: argparse.Namespace) -> int:
    settings = hub_place(arguments)
    manifest = asyncio.run(make_backup(settings, arguments.file.absolute(), clock=SystemClock()))
    size = arguments.file.stat().st_size
    sys.stdout.write(
        f"{arguments.file}: {manifest.head_seq} events, {len(manifest.members)} files, {size / 1e6:.1f} MB. "
        "It holds the hub's keys: keep it as safe as the hub.\n"
    )
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    settings = hub_place(arguments)
    if not arguments.file.is_file():
        raise UnusableWordsError(f"there is no file {arguments.file}")
    make_data_folder(settings)
    with data_folder_lock(settings.data), _logging(settings.data):
        restored = asyncio.run(
            restore(settings, arguments.file.absolute(), replace=arguments.replace, clock=SystemClock())
        )
    made_at = f"{restored.manifest.made_at:%Y-%m-%d %H:%M:%SZ}"
    sys.stdout.write(f"{settings.data}: the hub as it was at {made_at}, {restored.manifest.head_seq} events\n")
    for place in restored.replaced:
        sys.stdout.write(f"what was there before is in {place}\n")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    settings = hub_place(arguments)
    findings = asyncio.run(check(settings, clock=SystemClock(), certificate=arguments.tls_cert))
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    return int(any(finding.level is Level.FAILED for finding in findings))


def _export(arguments: argparse.Namespace) -> int:
    settings = hub_place(arguments)
    try:
        work = export_from_folder(
            settings, arguments.file.absolute(), challenge=arguments.challenge, clock=SystemClock()
        )
        trailer = asyncio.run(work)
    except ValueError as error:
        raise UnusableWordsError(f"{error}") from error
    sys.stdout.write(f"{arguments.file}: {trailer.count} events of hub {trailer.header.hub_id}, signed\n")
    return 0


@contextmanager
def _logging(folder: Path) -> Iterator[None]:
    """Of a hub that is started to do one thing."""
    start_logging(folder, level=logging.INFO)
    try:
        yield
    finally:
        stop_logging()


_MODES: dict[str, Callable[[argparse.Namespace], int]] = {
    "hub init": _init,
    "hub backup": _backup,
    "hub restore": _restore,
    "hub check": _check,
    "audit export": _export,
}
