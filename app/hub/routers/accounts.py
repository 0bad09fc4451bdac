"""Who can log in, with which rights. Nobody hands out more than they have, and one administrator always remains."""

import uuid
from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import Path, Response

from app.domain.accounts import (
    Account,
    AccountRefusal,
    AccountRefusedError,
    check_granted,
    check_others,
    check_password,
    has_other_rights,
)
from app.domain.events import EventKind
from app.domain.people import Person
from app.domain.permissions import Action
from app.domain.units import Unit
from app.hub.asking import Asking, authorized, expect, found
from app.hub.errors import conflict, not_found, unusable
from app.hub.routers.sessions import end_sessions, sessions_of
from app.hub.strict_route import strict_router
from app.services.commands.fields import Key
from app.services.commands.sessions import SaveAccount
from app.store.change import Change
from app.store.secrets import AccountSecret

router = strict_router("accounts")
_CALLED = "account"


@router.get("/accounts", response_model=list[Account])
async def accounts(asking: Annotated[Asking, authorized(Action.ACCOUNT_ADMINISTER)]) -> list[Account]:
    """Of one's own unit and those below, by login."""
    in_scope = [one for one in asking.hub.sessions.accounts() if asking.may(one.unit_id)]
    return sorted(in_scope, key=lambda account: account.login.casefold())


@router.post("/accounts", status_code=201, response_model=Account)
async def add(command: SaveAccount, asking: Annotated[Asking, authorized(Action.ACCOUNT_ADMINISTER)]) -> Response:
    return await _save(asking, uuid.uuid4().hex, command, status=201)


@router.put("/accounts/{account_id}", response_model=Account)
async def save(
    account_id: Annotated[Key, Path()],
    command: SaveAccount,
    asking: Annotated[Asking, authorized(Action.ACCOUNT_ADMINISTER)],
) -> Response:
    """Without `expected_version` a new one. With other rights, a new password, or disabled, its sessions end."""
    return await _save(asking, account_id, command, status=200)


async def _save(asking: Asking, account_id: str, command: SaveAccount, *, status: int) -> Response:
    hashed = None
    if command.password is not None:
        check_password(command.password, login=command.login)
        hashed = await asking.hub.passwords.hashed(command.password)
    work = _add if command.expected_version is None else _change
    todo = partial(work, asking=asking, account_id=account_id, command=command, password_hash=hashed)
    return await asking.command(todo, Account, status=status)


async def _add(
    change: Change, asking: Asking, account_id: str, command: SaveAccount, password_hash: str | None
) -> Account:
    if (known := await change.get(Account, account_id)) is not None:
        if not asking.may(known.unit_id):
            raise not_found(_CALLED)
        raise conflict("exists-already", "There is an account of this key.")
    account = _from(command, account_id)
    await _check(change, asking, account, before=None)
    if password_hash is None:
        raise AccountRefusedError(AccountRefusal.PASSWORD_NEEDED, "password")
    change.insert(account)
    change.insert(AccountSecret(account_id=account_id, password_hash=password_hash))
    _record(change, account, new_password=True, ended=0)
    return account


async def _change(
    change: Change, asking: Asking, account_id: str, command: SaveAccount, password_hash: str | None
) -> Account:
    before = await found(change, Account, account_id, what=_CALLED)
    if not asking.may(before.unit_id):
        raise not_found(_CALLED)
    # Also who has more rights than the actor is not the actor's to change.
    check_granted(asking.actor, before)
    expect(before.version, command.expected_version or 0)
    account = replace(_from(command, account_id), version=before.version + 1)
    await _check(change, asking, account, before=before)
    sessions = []
    if password_hash is not None or has_other_rights(account, before):
        sessions = [one for one in await sessions_of(change, account_id) if not _kept(asking, one.session_id, account)]
    secret = await change.get(AccountSecret, account_id)
    if password_hash is not None:
        changed = AccountSecret(account_id=account_id, password_hash=password_hash)
        if secret is None:
            change.insert(changed)
        else:
            change.replace(changed)
    end_sessions(change, sessions)
    change.replace(account)
    _record(change, account, new_password=password_hash is not None, ended=len(sessions))
    return account


def _kept(asking: Asking, session_id: str, account: Account) -> bool:
    """One's own session survives a password that one has set oneself."""
    actor = asking.actor
    same = (account.role, account.unit_id, account.person_type) == (actor.role, actor.unit_id, actor.person_type)
    return session_id == asking.session_id and same and not account.disabled


def _from(command: SaveAccount, account_id: str) -> Account:
    return Account(
        account_id=account_id,
        login=command.login,
        name=command.name,
        role=command.role,
        unit_id=command.unit_id,
        person_id=command.person_id,
        person_type=command.person_type,
        disabled=command.disabled,
    )


async def _check(change: Change, asking: Asking, account: Account, *, before: Account | None) -> None:
    """Raises AccountRefusedError, RefusedError."""
    if await change.get(Unit, account.unit_id) is None:
        raise unusable("body.unit_id", "There is no such unit.")
    asking.check(account.unit_id)
    check_granted(asking.actor, account)
    if account.person_id is not None and (before is None or account.person_id != before.person_id):
        person = await change.get(Person, account.person_id)
        if person is None or not asking.may(person.unit_id):
            raise unusable("body.person_id", "There is no such person.")
    top = asking.hub.directory.top
    others = await change.find(Account)
    check_others(account, before=before, others=others, top_unit_id=top.unit_id if top is not None else "")


def _record(change: Change, account: Account, *, new_password: bool, ended: int) -> None:
    change.record(
        EventKind.ACCOUNT_SAVED,
        {
            "account": account.account_id,
            "login": account.login,
            "role": account.role.value,
            "person_type": account.person_type.value,
            "disabled": account.disabled,
            "new_password": new_password,
            "sessions_ended": ended,
            "version": account.version,
        },
        unit_id=account.unit_id,
    )
