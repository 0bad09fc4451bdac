"""Who is logged in: tokens to actors, in memory beside the database, so that asking costs no query.

The hub is the only writer, so what it remembers is what is stored.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from app.clock import Clock
from app.domain.accounts import Account, ApiKey, Session
from app.domain.permissions import Actor, Role
from app.hub.directory import Directory
from app.store.change import Committed
from app.store.secrets import TokenSecret, token_hash
from app.store.store import Reading
from app.store.tables import MAPPED

SESSION_PREFIX = "ffs_"
API_KEY_PREFIX = "ffk_"
# `last_used_at` is written down no more often than this.
USE_NOTED_EVERY = timedelta(minutes=5)


class Sessions:
    """Owned by the hub's loop; kept up from what is committed. Sessions that are over are forgotten."""

    def __init__(self, directory: Directory, *, clock: Clock, idle: timedelta) -> None:
        self._directory = directory
        self._clock = clock
        self._idle = idle
        self._accounts: dict[str, Account] = {}
        self._account_of_login: dict[str, str] = {}
        self._sessions: dict[str, Session] = {}
        self._api_keys: dict[str, ApiKey] = {}
        self._owner_of: dict[str, str] = {}
        self._used: dict[str, datetime] = {}

    async def load(self, reading: Reading) -> None:
        for account in await reading.find(Account):
            self._know(account)
        table = MAPPED[Session].table
        live = (table.c.revoked_at.is_(None), table.c.expires_at > self._clock.now())
        self._sessions = {one.session_id: one for one in await reading.find(Session, *live)}
        self._api_keys = {one.api_key_id: one for one in await reading.find(ApiKey)}
        owners = self._sessions.keys() | self._api_keys.keys()
        token = MAPPED[TokenSecret].table
        for owner_id, hashed in await reading.execute(select(token.c.owner_id, token.c.token_hash)):
            if owner_id in owners:
                self._owner_of[hashed] = owner_id

    def committed(self, committed: Committed) -> None:
        for (row, key), thing in committed.rows.items():
            if thing is None:
                # Accounts, sessions and keys are disabled or revoked; they are never taken out.
                continue
            if row is Account:
                self._know(thing)
            elif row is Session:
                self._sessions[key[0]] = thing
                if thing.revoked_at is not None:
                    self._sessions.pop(key[0])
                    self._used.pop(key[0], None)
            elif row is ApiKey:
                self._api_keys[key[0]] = thing
            elif row is TokenSecret:
                self._owner_of[thing.token_hash] = thing.owner_id

    def actor(self, token: str) -> tuple[Actor, str] | None:
        """Who this token speaks for, and the session's or key's id; None for one that is unknown, revoked or over.
        Asking is using."""
        hashed = token_hash(token)
        owner_id = self._owner_of.get(hashed)
        if owner_id is None:
            return None
        actor = self._key_actor(owner_id) if owner_id in self._api_keys else self.use(owner_id)
        if actor is None and owner_id not in self._api_keys:
            del self._owner_of[hashed]
        return (actor, owner_id) if actor is not None else None

    def use(self, session_id: str) -> Actor | None:
        """Whom this session is of, and note that it is used; None for one that is over."""
        session = self._sessions.get(session_id)
        if session is None:
            return None
        account = self._accounts.get(session.account_id)
        if account is None or self._is_over(session, account):
            return None
        self._used[session_id] = self._clock.now()
        return self.account_actor(account, session.seat)

    def account_actor(self, account: Account, seat: str) -> Actor:
        """Whoever logs in with it at this seat."""
        return Actor(
            actor_id=account.account_id,
            name=account.name,
            role=account.role,
            unit_id=account.unit_id,
            unit_path=self._directory.path(account.unit_id),
            person_type=account.person_type,
            person_id=account.person_id,
            seat=seat,
        )

    def session(self, session_id: str) -> Session | None:
        """One that was not revoked."""
        return self._sessions.get(session_id)

    def account(self, account_id: str) -> Account | None:
        return self._accounts.get(account_id)

    def accounts(self) -> list[Account]:
        return list(self._accounts.values())

    def account_by_login(self, login: str) -> Account | None:
        return self._accounts.get(self._account_of_login.get(login.casefold(), ""))

    def live_sessions(self) -> list[Session]:
        """With the time of their latest use."""
        return [
            replace(session, last_used_at=self._last_used_at(session))
            for session in self._sessions.values()
            if (account := self._accounts.get(session.account_id)) is not None and not self._is_over(session, account)
        ]

    def api_keys(self) -> list[ApiKey]:
        return list(self._api_keys.values())

    def unnoted(self) -> list[Session]:
        """Sessions whose use should be written down, with the time in `last_used_at`; those that are over go."""
        self._forget_over()
        return [
            replace(session, last_used_at=used)
            for session_id, used in self._used.items()
            if (session := self._sessions.get(session_id)) is not None
            and used - session.last_used_at >= USE_NOTED_EVERY
        ]

    def _know(self, account: Account) -> None:
        before = self._accounts.get(account.account_id)
        if before is not None and self._account_of_login.get(before.login.casefold()) == account.account_id:
            del self._account_of_login[before.login.casefold()]
        self._accounts[account.account_id] = account
        self._account_of_login[account.login.casefold()] = account.account_id

    def _last_used_at(self, session: Session) -> datetime:
        return max(session.last_used_at, self._used.get(session.session_id, session.last_used_at))

    def _is_over(self, session: Session, account: Account) -> bool:
        now = self._clock.now()
        return account.disabled or session.expires_at <= now or self._last_used_at(session) + self._idle <= now

    def _forget_over(self) -> None:
        now = self._clock.now()
        for session_id in [key for key, session in self._sessions.items() if session.expires_at <= now]:
            del self._sessions[session_id]
            self._used.pop(session_id, None)
        known = self._sessions.keys() | self._api_keys.keys()
        self._owner_of = {hashed: owner for hashed, owner in self._owner_of.items() if owner in known}

    def _key_actor(self, api_key_id: str) -> Actor | None:
        api_key = self._api_keys[api_key_id]
        if api_key.revoked_at is not None:
            return None
        if api_key.expires_at is not None and api_key.expires_at <= self._clock.now():
            return None
        return Actor(
            actor_id=api_key.api_key_id,
            name=api_key.name,
            role=Role.INTAKE,
            unit_id=api_key.unit_id,
            unit_path=self._directory.path(api_key.unit_id),
        )
