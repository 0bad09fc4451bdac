"""Logging in and out, one's own password, and who else is logged in."""

import asyncio
import uuid
from dataclasses import replace
from typing import Annotated

from fastapi import Path, Request, Response

from app.domain.accounts import Account, Session
from app.domain.events import EventKind
from app.domain.permissions import Action, Actor
from app.hub.asking import Asking, authorized
from app.hub.errors import RefusedError, not_found
from app.hub.hub import Hub
from app.hub.passwords import hash_password, password_fits
from app.hub.sessions import SESSION_PREFIX
from app.hub.strict_route import strict_router
from app.services.commands import ChangePassword, Key, LoggedIn, LogIn
from app.store.secrets import AccountSecret, TokenSecret, new_token, token_hash
from app.store.writer import Change

router = strict_router("sessions")


@router.post("/sessions", status_code=201, response_model=LoggedIn)
async def log_in(command: LogIn, request: Request) -> LoggedIn:
    """With login and password. Too many wrong passwords of one name or from one address have to wait (429)."""
    hub: Hub = request.app.state.hub
    address = request.client.host if request.client is not None else ""
    limited = (f"login:{command.login.casefold()}", f"address:{address}")
    if (wait_s := hub.login_limit.wait_s(*limited)) > 0:
        raise RefusedError(429, "too-many-tries", f"Too many wrong passwords. Try again in {int(wait_s) + 1} s.")
    account = hub.sessions.account_by_login(command.login)
    async with hub.store.reading() as reading:
        secret = await reading.get(AccountSecret, account.account_id) if account is not None else None
    # A name that does not exist takes as long as a wrong password.
    fits = await asyncio.to_thread(
        password_fits, secret.password_hash if secret is not None else None, command.password
    )
    if account is None or not fits or account.disabled:
        hub.login_limit.failed(*limited)

        async def note(change: Change) -> None:
            change.record(EventKind.LOGIN_FAILED, {"login": command.login, "address": address})

        await hub.store.writer.run(note, actor=hub.actor)
        raise RefusedError(401, "wrong-password", "The name or the password is wrong.")
    hub.login_limit.succeeded(*limited)
    return await open_session(hub, account, seat=command.seat, address=address)


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
    path = hub.directory.path(account.unit_id)
    actor = Actor(
        actor_id=account.account_id,
        name=account.name,
        role=account.role,
        unit_id=account.unit_id,
        unit_path=path,
        person_type=account.person_type,
        seat=seat,
    )

    async def begin(change: Change) -> None:
        change.insert(session)
        change.insert(TokenSecret(owner_id=session.session_id, token_hash=token_hash(token)))
        change.record(EventKind.LOGGED_IN, {"session": session.session_id, "address": address}, unit_id=account.unit_id)

    await hub.store.writer.run(begin, actor=actor)
    return LoggedIn(
        token=token,
        account_id=account.account_id,
        name=account.name,
        role=account.role,
        unit_id=account.unit_id,
        unit_path=path,
        expires_at=session.expires_at,
    )


@router.get("/sessions/current", response_model=LoggedIn)
async def me(asking: Annotated[Asking, authorized(Action.SELF)]) -> LoggedIn:
    """Who the token belongs to; the answer's `token` is empty."""
    session = asking.hub.sessions.session(asking.session_id)
    if session is None:
        raise not_found("session")
    actor = asking.actor
    return LoggedIn(
        token="",
        account_id=actor.actor_id,
        name=actor.name,
        role=actor.role,
        unit_id=actor.unit_id,
        unit_path=actor.unit_path,
        expires_at=session.expires_at,
    )


@router.delete("/sessions/current", status_code=204)
async def log_out(asking: Annotated[Asking, authorized(Action.SELF)]) -> Response:
    async def end(change: Change) -> None:
        _revoke(asking, change, asking.session_id)
        change.record(EventKind.LOGGED_OUT, {"session": asking.session_id}, unit_id=asking.actor.unit_id)

    response = await asking.command(end, None)
    asking.hub.feed.end_session(asking.session_id)
    return response


@router.post("/sessions/current/password", status_code=204)
async def change_password(command: ChangePassword, asking: Annotated[Asking, authorized(Action.SELF)]) -> Response:
    """All other sessions of the account end."""
    hub, account_id = asking.hub, asking.actor.actor_id
    limited = f"password:{account_id}"
    if hub.login_limit.wait_s(limited) > 0:
        raise RefusedError(429, "too-many-tries", "Too many wrong passwords. Try again in a few minutes.")
    async with hub.store.reading() as reading:
        secret = await reading.get(AccountSecret, account_id)
    if secret is None or not await asyncio.to_thread(password_fits, secret.password_hash, command.old_password):
        hub.login_limit.failed(limited)
        raise RefusedError(422, "wrong-password", "The old password is wrong.", place="old_password")
    hashed = await asyncio.to_thread(hash_password, command.new_password)
    others = [
        one
        for one in hub.sessions.live_sessions()
        if one.account_id == account_id and one.session_id != asking.session_id
    ]

    async def change_it(change: Change) -> None:
        change.replace(AccountSecret(account_id=account_id, password_hash=hashed))
        for session in others:
            _revoke(asking, change, session.session_id)
        change.record(EventKind.PASSWORD_CHANGED, {"account": account_id}, unit_id=asking.actor.unit_id)

    response = await asking.command(change_it, None)
    for session in others:
        hub.feed.end_session(session.session_id)
    return response


@router.get("/sessions", response_model=list[Session])
async def sessions(asking: Annotated[Asking, authorized(Action.ACCOUNT_ADMINISTER)]) -> list[Session]:
    """Live ones of the accounts of one's own unit and below."""
    return [one for one in asking.hub.sessions.live_sessions() if _administers(asking, one)]


@router.delete("/sessions/{session_id}", status_code=204)
async def revoke(
    session_id: Annotated[Key, Path()], asking: Annotated[Asking, authorized(Action.ACCOUNT_ADMINISTER)]
) -> Response:
    session = asking.hub.sessions.session(session_id)
    if session is None or not _administers(asking, session):
        raise not_found("session")

    async def end(change: Change) -> None:
        _revoke(asking, change, session_id)
        change.record(EventKind.SESSION_REVOKED, {"session": session_id}, unit_id=asking.actor.unit_id)

    response = await asking.command(end, None)
    asking.hub.feed.end_session(session_id)
    return response


def _administers(asking: Asking, session: Session) -> bool:
    account = asking.hub.sessions.account(session.account_id)
    return account is not None and asking.may(account.unit_id)


def _revoke(asking: Asking, change: Change, session_id: str) -> None:
    session = asking.hub.sessions.session(session_id)
    if session is not None and session.revoked_at is None:
        change.replace(replace(session, revoked_at=change.now))
