"""How a seat gets into its hub: the hub of its own data folder, or one that somebody named."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.services.commands.sessions import LoggedIn, LogIn
from app.services.embedded_hub_file import read_embedded_hub


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody typed."""

    login: str
    password: str

    def __repr__(self) -> str:
        return f"Credentials({self.login!r}, …)"


class Door(Protocol):
    """Asked again whenever the connection has to be made anew, after `longest_wait_s` at most."""

    longest_wait_s: float

    async def enter(self, client: HubClient, *, seat: str) -> LoggedIn:
        """Point `client` to the hub and give it a token that the hub takes.

        Raises HubUnreachableError (try again later) and HubRefusedError (another answer is needed from a person).
        """
        ...


class OwnHubDoor:
    """Of the hub in `folder`, which lets the folder's owner in."""

    # A look at a file of this machine; the hub is back within a second.
    longest_wait_s = 0.2

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def enter(self, client: HubClient, *, seat: str) -> LoggedIn:
        found = read_embedded_hub(self._folder)
        if found is None:
            raise HubUnreachableError("the hub is starting")
        if client.url != found.url:
            client.move(found.url)
        if (known := await _known(client)) is not None:
            return known
        try:
            return await client.log_in(LogIn(login=found.login, password=found.password, seat=seat))
        except HubRefusedError as error:
            # The file was of a hub that has ended since; the next one writes its own.
            raise HubUnreachableError(error.code) from error


class NamedHubDoor:
    """Of a hub at a fixed address; a session's token is kept as long as it is good.

    What somebody typed opens one session and is forgotten then: one that was revoked or is over needs a person again.
    """

    longest_wait_s = 5.0

    def __init__(self, credentials: Credentials | None = None) -> None:
        self.credentials = credentials

    async def enter(self, client: HubClient, *, seat: str) -> LoggedIn:
        if (known := await _known(client)) is not None:
            return known
        typed = self.credentials
        if typed is None:
            raise HubRefusedError("not-logged-in", "Log in to the hub.", status=401)
        answer = await client.log_in(LogIn(login=typed.login, password=typed.password, seat=seat))
        if self.credentials is typed:
            self.credentials = None
        return answer


async def _known(client: HubClient) -> LoggedIn | None:
    """Whose token the client has, if it is still good. Raises HubRefusedError where the hub cannot say that now."""
    if not client.token:
        return None
    try:
        return await client.me()
    except HubRefusedError as error:
        if error.status >= 500:
            raise
        client.token = ""
        return None
