"""Logging in and out, one's own password, and who else is logged in."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated

from fastapi import Path, Request, Response

from app.domain.accounts import Account, Session, check_password
from app.domain.events import EventKind
from app.domain.permissions import Action, Actor
from app.hub.asking import Asking, authorized, found
from app.hub.errors import RefusedError, not_found
from app.hub.hub import Hub
from app.hub.sessions import SESSION_PREFIX
from app.hub.strict_route import strict_router
from app.services.commands.fields import Key
from app.services.commands.sessions import ChangePassword, LoggedIn, LogIn
from app.store.change import Change
from app.store.secrets import AccountSecret, TokenSecret, new_token, token_hash
from app.store.tables import MAPPED

router = strict_router("sessions")


@router.post("/sessions", status_code=201, response_model=LoggedIn)
async def log_in(command: LogIn, request: Request) -> LoggedIn:
    """With login and password. Too many wrong passwords of one name or from one address have to wait (429)."""
    hub: Hub = request.app.state.hub
    address = _address(request)
    _begin_try(hub, command.login, address)
    account = hub.sessions.account_by_login(command.login)
    # A name that does not exist is looked up and takes as long as a wrong password.
    async with hub.store.reading() as reading:
        secret = await reading.get(AccountSecret, account.account_id if account is not None else "")
    fits = await hub.passwords.fits(secret.password_hash if secret is not None else None, command.password)
    if account is None or not fits or account.disabled:
        top = hub.directory.top
        unit_id = account.unit_id if account is not None else (top.unit_id if top is not None else None)

        async def note(change: Change) -> None:
            change.record(EventKind.LOGIN_FAILED, {"login": command.login, "address": address}, unit_id=unit_id)

        await hub.store.writer.run(note, actor=hub.actor)
        raise RefusedError(401, "wrong-password", "The name or the password is wrong.")
    hub.login_limit.succeeded(command.login, address)
    return await open_session(hub, account, seat=command.seat, address=address)


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""


def _begin_try(hub: Hub, login: str, address: str) -> None:
    """Raises RefusedError 429."""
    if (wait_s := hub.login_limit.begin(login, address)) > 0:
        again_s = int(wait_s) + 1
        message = f"Too many wrong passwords. Try again in {again_s} s."
        raise RefusedError(429, "too-many-tries", message, again_s=again_s)


async def open_session(hub: Hub, account: Account, *, seat: str, address: str) -> LoggedIn:
    """A new session of an account that has proved who it is."""
    token = new_token(SESSION_PREFIX)
    now = hub.clock.now()
    session = Session(
        session_id=uuid.uuid4().hex,
        account_id=account.account_id,
        seat=seat,
        created_at=now,
        last_used_at=now,
        expires_at=now + hub.settings.session_longest,
    )
    actor = hub.sessions.account_actor(account, seat)

    async def begin(change: Change) -> None:
        if await change.get(Account, account.account_id) != account:
            # Disabled or given another role while the password was looked at.
            raise RefusedError(401, "wrong-password", "The name or the password is wrong.")
        change.insert(session)
        change.insert(TokenSecret(owner_id=session.session_id, token_hash=token_hash(token)))
        change.record(EventKind.LOGGED_IN, {"session": session.session_id, "address": address}, unit_id=account.unit_id)

    await hub.store.writer.run(begin, actor=actor)
    return _logged_in(actor, session, token=token)


def _logged_in(actor: Actor, session: Session, *, token: str) -> LoggedIn:
    return LoggedIn(
        token=token,
        account_id=actor.actor_id,
        name=actor.name,
        role=actor.role,
        unit_id=actor.unit_id,
        unit_path=actor.unit_path,
        person_type=actor.person_type,
        person_id=actor.person_id,
        expires_at=session.expires_at,
    )


@router.get("/sessions/current", response_model=LoggedIn)
async def me(asking: Annotated[Asking, authorized(Action.SELF)]) -> LoggedIn:
    """Who the token belongs to; the answer's `token` is empty."""
    session = asking.hub.sessions.session(asking.session_id)
    if session is None:
        raise not_found("session")
    return _logged_in(asking.actor, session, token="")


@router.delete("/sessions/current", status_code=204)
async def log_out(asking: Annotated[Asking, authorized(Action.SELF)]) -> Response:
    async def end(change: Change) -> None:
        session = await found(change, Session, asking.session_id, what="session")
        end_sessions(change, [session])
        change.record(EventKind.LOGGED_OUT, {"session": asking.session_id}, unit_id=asking.actor.unit_id)

    return await asking.command(end, None)


@router.post("/sessions/current/password", status_code=204)
async def change_password(command: ChangePassword, asking: Annotated[Asking, authorized(Action.SELF)]) -> Response:
    """All other sessions of the account end."""
    hub, account_id = asking.hub, asking.actor.actor_id
    account = hub.sessions.account(account_id)
    if account is None:
        raise not_found("account")
    check_password(command.new_password, login=account.login)
    address = _address(asking.request)
    _begin_try(hub, account.login, address)
    async with hub.store.reading() as reading:
        secret = await reading.get(AccountSecret, account_id)
    if secret is None or not await hub.passwords.fits(secret.password_hash, command.old_password):
        raise RefusedError(422, "wrong-password", "The old password is wrong.", place="body.old_password")
    hub.login_limit.succeeded(account.login, address)
    hashed = await hub.passwords.hashed(command.new_password)

    async def change_it(change: Change) -> None:
        sessions = await sessions_of(change, account_id)
        change.replace(AccountSecret(account_id=account_id, password_hash=hashed))
        end_sessions(change, [one for one in sessions if one.session_id != asking.session_id])
        change.record(EventKind.PASSWORD_CHANGED, {"account": account_id}, unit_id=asking.actor.unit_id)

    return await asking.command(change_it, None)


@router.get("/sessions", response_model=list[Session])
async def sessions(asking: Annotated[Asking, authorized(Action.ACCOUNT_ADMINISTER)]) -> list[Session]:
    """Live ones of the accounts of one's own unit and below."""
    return [one for one in asking.hub.sessions.live_sessions() if _administers(asking, one)]


@router.delete("/sessions/{session_id}", status_code=204)
async def revoke(
    session_id: Annotated[Key, Path()], asking: Annotated[Asking, authorized(Action.ACCOUNT_ADMINISTER)]
) -> Response:
    """Its feed closes with it."""

    async def end(change: Change) -> None:
        session = await change.get(Session, session_id)
        account = asking.hub.sessions.account(session.account_id) if session is not None else None
        if session is None or account is None or session.revoked_at is not None or not asking.may(account.unit_id):
            raise not_found("session")
        end_sessions(change, [session])
        change.record(
            EventKind.SESSION_REVOKED,
            {"session": session_id, "account": account.account_id},
            unit_id=account.unit_id,
        )

    return await asking.command(end, None)


async def sessions_of(change: Change, account_id: str) -> list[Session]:
    """Of one account, as far as they were not revoked."""
    table = MAPPED[Session].table
    return await change.find(Session, table.c.account_id == account_id, table.c.revoked_at.is_(None))


def end_sessions(change: Change, sessions: Iterable[Session]) -> None:
    """With the commit their tokens and feeds end."""
    for session in sessions:
        change.replace(replace(session, revoked_at=change.now))


def _administers(asking: Asking, session: Session) -> bool:
    account = asking.hub.sessions.account(session.account_id)
    return account is not None and asking.may(account.unit_id)
