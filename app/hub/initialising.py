"""`main.py hub init`: what a district's hub needs before anybody can log in. Done again it adds what is missing.

The password of the first administrator is typed twice or read from a file: what stands on a command line is seen by
everybody on the machine.
"""

import getpass
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from pydantic import ValidationError

from app.clock import SystemClock
from app.domain.accounts import Account, AccountRefusal, AccountRefusedError, check_password
from app.domain.permissions import Role
from app.hub.certificates import CertificateError, LocalAuthority, certify, facts_of, general_name
from app.hub.founding import DISTRICT, found_account, found_district
from app.hub.hub import Hub
from app.hub.keys import accept_keys
from app.hub.passwords import hash_password
from app.hub.settings import HubSettings
from app.services.commands.sessions import SaveAccount
from app.store.change import Change
from app.store.store import Store

_LONGEST_PASSWORD_LINE = 4096  # characters
_WORDS = {
    AccountRefusal.PASSWORD_IS_LOGIN: "the password is little more than the login",
    AccountRefusal.EASY_PASSWORD: "the password has too few different letters",
}


class InitRefusedError(Exception):
    """What was given cannot be used; the message is one plain sentence, without the password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Administrator:
    """`password` is asked only where there is no account of this login."""

    login: str
    name: str
    password: Callable[[], str]


async def initialise(
    settings: HubSettings, administrator: Administrator, hosts: Sequence[str], *, accept_new_keys: bool
) -> list[str]:
    """Says what there is now. Raises InitRefusedError, CertificateError, StoreError, those of keys, OSError."""
    clock = SystemClock()
    if accept_new_keys:
        await _accept_new_keys(settings)
    hub = Hub(settings, clock=clock)
    try:
        await hub.start()
        known = hub.sessions.account_by_login(administrator.login)
        checked = _checked(administrator) if known is None else None

        async def found(change: Change) -> Account | None:
            await found_district(change)
            if checked is None or checked.password is None:
                return None
            return await found_account(
                change,
                login=checked.login,
                name=checked.name,
                role=Role.ADMINISTRATOR,
                password_hash=hash_password(checked.password),
            )

        await hub.store.writer.run(found, actor=hub.actor)
        lines = [f"district {DISTRICT.unit_id}: {sum(1 for _ in hub.directory)} units"]
        if known is None:
            lines.append(f"administrator {administrator.login!r} can log in")
        else:
            lines.append(f"{known.role.value} {known.login!r} was there already; nothing was changed about it")
        key_id = hub.signing_key.key_id
    finally:
        await hub.close()
    known_certificate = LocalAuthority(settings.tls).certificate.exists()
    files = certify(settings.tls, hosts if hosts or known_certificate else _own_name(), now=clock.now())
    lines.append(f"log signed with the key {key_id}; auditors verify with {settings.signing_key.with_suffix('.pub')}")
    return lines + _about_certificates(files)


def _own_name() -> tuple[str, ...]:
    """By which seats may reach this machine, when nobody says."""
    name = socket.gethostname()
    try:
        general_name(name)
    except CertificateError:
        return ()
    return (name,)


def password_from(file: Path | None, source: TextIO = sys.stdin) -> str:
    """From `file`, from standard input where nobody types there, else typed twice. Raises InitRefusedError, OSError."""
    if file is not None:
        with file.open(encoding="utf-8") as opened:
            return _first_line(opened)
    if not source.isatty():
        return _first_line(source)
    password = getpass.getpass("Password of the administrator: ")
    if getpass.getpass("The same again: ") != password:
        raise InitRefusedError("the two passwords are not the same")
    return password


def _first_line(source: TextIO) -> str:
    try:
        password = source.readline(_LONGEST_PASSWORD_LINE).rstrip("\r\n")
    except UnicodeError:
        raise InitRefusedError("the password is not UTF-8 text") from None
    if not password:
        raise InitRefusedError("no password was given")
    return password


def _checked(administrator: Administrator) -> SaveAccount:
    """By the rules that hold for every account."""
    try:
        command = SaveAccount(
            login=administrator.login,
            name=administrator.name,
            role=Role.ADMINISTRATOR,
            unit_id=DISTRICT.unit_id,
            password=administrator.password(),
        )
        check_password(command.password or "", login=command.login)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise InitRefusedError(f"{fault['loc'][0]}: {fault['msg']}") from None
    except AccountRefusedError as error:
        raise InitRefusedError(_WORDS[error.code]) from None
    return command


async def _accept_new_keys(settings: HubSettings) -> None:
    """Those that lie there, or new ones where none do. The checkpoints of the old signing key are put aside: with the
    new one nobody can tell whether they are true."""
    store = Store(settings.database, clock=SystemClock(), boot_id="init")
    hub = Hub(settings)
    await store.start()
    try:
        await store.writer.run(accept_keys, actor=hub.actor)
    finally:
        await store.close()
    if settings.checkpoints.is_dir() and any(settings.checkpoints.iterdir()):
        settings.checkpoints.rename(settings.data / f"checkpoints.until-{SystemClock().now():%Y%m%dT%H%M%SZ}")


def _about_certificates(files: LocalAuthority) -> list[str]:
    authority, certificate = facts_of(files.authority), facts_of(files.certificate)
    fingerprint = ":".join(authority.fingerprint[i : i + 2] for i in range(0, 64, 2)).upper()
    return [
        f"certificate for {', '.join(certificate.names)} until {certificate.ends_at:%Y-%m-%d}; "
        "run this again every few months",
        f"authority {files.authority} until {authority.ends_at:%Y-%m-%d}",
        f"  SHA-256 {fingerprint}",
        f'Give every seat a copy of {files.authority.name} and name it in its settings.toml: hub_ca = "ca.crt".',
        "For browsers and other programs of a Debian machine: copy it to /usr/local/share/ca-certificates and run "
        "update-ca-certificates.",
        f"Serve with: main.py hub --listen 0.0.0.0:5150 --data {files.folder.parent} --local-ca",
    ]
