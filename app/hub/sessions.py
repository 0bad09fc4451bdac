"""Who is logged in: tokens to actors, in memory beside the database, so that asking costs no query.

The hub is the only writer, so what it remembers is what is stored.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from app.clock import Clock
from app.domain.accounts import Account, ApiKey, Session
from app.domain.people import PersonType
from app.domain.permissions import Actor, Role
from app.hub.directory import Directory
from app.store.secrets import TokenSecret, token_hash
from app.store.store import Reading
from app.store.writer import Committed

SESSION_PREFIX = "ffs_"
API_KEY_PREFIX = "ffk_"
# `last_used_at` is written down no more often than this.
USE_NOTED_EVERY = timedelta(minutes=5)


class Sessions:
    """Owned by the hub's loop; kept up from what is committed."""

    def __init__(self, directory: Directory, *, clock: Clock, idle: timedelta) -> None:
        self._directory = directory
        self._clock = clock
        self._idle = idle
        self._accounts: dict[str, Account] = {}
        self._sessions: dict[str, Session] = {}
        self._api_keys: dict[str, ApiKey] = {}
        self._owner_of: dict[str, str] = {}
        self._used: dict[str, datetime] = {}

    async def load(self, reading: Reading) -> None:
        self._accounts = {one.account_id: one for one in await reading.find(Account)}
        self._sessions = {one.session_id: one for one in await reading.find(Session)}
        self._api_keys = {one.api_key_id: one for one in await reading.find(ApiKey)}
        self._owner_of = {one.token_hash: one.owner_id for one in await reading.find(TokenSecret)}

    def committed(self, committed: Committed) -> None:
        for (row, key), thing in committed.rows.items():
            if thing is None:
                # Accounts, sessions and keys are disabled or revoked; they are never taken out.
                continue
            if row is Account:
                self._accounts[key[0]] = thing
            elif row is Session:
                self._sessions[key[0]] = thing
            elif row is ApiKey:
                self._api_keys[key[0]] = thing
            elif row is TokenSecret:
                self._owner_of[thing.token_hash] = thing.owner_id

    def actor(self, token: str) -> tuple[Actor, str] | None:
        """Who this token speaks for, and the session's or key's id; None for one that is unknown, revoked or over."""
        owner_id = self._owner_of.get(token_hash(token))
        if owner_id is None:
            return None
        now = self._clock.now()
        if (api_key := self._api_keys.get(owner_id)) is not None:
            if api_key.revoked_at is not None or (api_key.expires_at is not None and api_key.expires_at <= now):
                return None
            return self._key_actor(api_key), owner_id
        session = self._sessions.get(owner_id)
        if session is None or session.revoked_at is not None or session.expires_at <= now:
            return None
        used = max(session.last_used_at, self._used.get(owner_id, session.last_used_at))
        account = self._accounts.get(session.account_id)
        if used + self._idle <= now or account is None or account.disabled:
            return None
        self._used[owner_id] = now
        return self._account_actor(account, session.seat), owner_id

    def session(self, session_id: str) -> Session | None:
        return self._sessions.get(session_id)

    def account(self, account_id: str) -> Account | None:
        return self._accounts.get(account_id)

    def account_by_login(self, login: str) -> Account | None:
        folded = login.casefold()
        return next((one for one in self._accounts.values() if one.login.casefold() == folded), None)

    def live_sessions(self) -> list[Session]:
        now = self._clock.now()
        return [one for one in self._sessions.values() if one.revoked_at is None and one.expires_at > now]

    def api_keys(self) -> list[ApiKey]:
        return list(self._api_keys.values())

    def unnoted(self) -> list[Session]:
        """Sessions whose use should be written down, with the time in `last_used_at`."""
        return [
            replace(session, last_used_at=used)
            for session_id, used in self._used.items()
            if (session := self._sessions.get(session_id)) is not None
            and used - session.last_used_at >= USE_NOTED_EVERY
        ]

    def _account_actor(self, account: Account, seat: str) -> Actor:
        return Actor(
            actor_id=account.account_id,
            name=account.name,
            role=account.role,
            unit_id=account.unit_id,
            unit_path=self._directory.path(account.unit_id),
            person_type=account.person_type,
            seat=seat,
        )

    def _key_actor(self, api_key: ApiKey) -> Actor:
        return Actor(
            actor_id=api_key.api_key_id,
            name=api_key.name,
            role=Role.INTAKE,
            unit_id=api_key.unit_id,
            unit_path=self._directory.path(api_key.unit_id),
            person_type=PersonType.STAFF,
            seat="",
        )
