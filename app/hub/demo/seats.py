"""Who does the demo's work: people at their desks, logged in under their own accounts, with their own rights."""

from fastapi import Request

from app.domain.permissions import Action, allows
from app.hub.asking import Asking, asked_by_hub
from app.hub.demo.files import DemoFileError
from app.hub.errors import not_permitted
from app.hub.hub import Hub
from app.hub.routers import sessions

_ADDRESS = "127.0.0.1"


class Seats:
    """Owned by the hub's loop."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._tokens: dict[str, str] = {}

    async def log_in(self, login: str, *, seat: str) -> None:
        """Raises RefusedError, DemoFileError for a login that nobody has."""
        account = self._hub.sessions.account_by_login(login)
        if account is None:
            raise DemoFileError(f"nobody logs in as {login}")
        answer = await sessions.open_session(self._hub, account, seat=seat, address=_ADDRESS)
        self._tokens[login] = answer.token

    async def log_out(self, login: str) -> None:
        await sessions.log_out(self.ask(login, Action.SELF))
        del self._tokens[login]

    def logged_in(self) -> list[str]:
        return list(self._tokens)

    def ask(self, login: str, action: Action) -> Asking:
        """What `authorized(action)` gives a request of this seat. Raises RefusedError 403, DemoFileError."""
        known = self._hub.sessions.actor(self._tokens.get(login, ""))
        if known is None:
            raise DemoFileError(f"{login} is not logged in")
        actor, session_id = known
        if not allows(actor, action):
            raise not_permitted()
        return Asking(self._hub, _request(), actor, session_id, action)

    def ask_as_hub(self, action: Action) -> Asking:
        """For what the hub does by itself."""
        return asked_by_hub(self._hub, action)


def _request() -> Request:
    """Without a body and without an idempotency key: nothing here is sent twice."""
    return Request({"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": []})
