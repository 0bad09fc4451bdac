"""The cameras at which somebody wants a look now: first come, first served, and nobody takes the patrol for himself."""

from collections.abc import Callable

MOST_WAITING = 16
MOST_OF_ONE = 4


class TooManyAskedError(Exception):
    """So many wait already, of this account or of all."""


class AskedLooks:
    """Each camera waits once, however many ask. Owned by the hub's loop."""

    def __init__(self) -> None:
        self._waiting: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, camera_id: str, account_id: str) -> int:
        """How many come before it. Raises TooManyAskedError."""
        if camera_id not in self._waiting:
            of_one = sum(account == account_id for account in self._waiting.values())
            if len(self._waiting) >= MOST_WAITING or of_one >= MOST_OF_ONE:
                raise TooManyAskedError
            self._waiting[camera_id] = account_id
        return list(self._waiting).index(camera_id)

    def take(self, may_be_opened: Callable[[str], bool]) -> str | None:
        """The next one. Those that may not be opened are dropped: a wall shows them, somebody is there already, or they
        are gone."""
        while self._waiting:
            camera_id = next(iter(self._waiting))
            del self._waiting[camera_id]
            if may_be_opened(camera_id):
                return camera_id
        return None
