"""Lines on which nobody has said yet who they are: how many of them the hub bears at once.

Each may stay silent for ten seconds; without a bound whoever opens sockets and says nothing takes those of everybody.
"""

import ipaddress
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.hub.rooms.line import TOO_MANY

# A page says "hello" within a second of its socket: that many phones behind the one address of a site or of a mobile
# network may come in the same moment.
MOST_OF_ADDRESS = 200
# A process has 1024 descriptors by default on Linux: half of them stay for those who are in, for the feeds and the
# database.
MOST_IN_ALL = 500
_TRY_AGAIN_LATER = 1013  # IANA's WebSocket close codes
_HOST_PREFIX = 64  # RFC 4291, 2.5.4: below it a machine has as many addresses as it likes


class Doorstep:
    """Owned by the hub's loop."""

    def __init__(self, *, of_address: int = MOST_OF_ADDRESS, in_all: int = MOST_IN_ALL) -> None:
        self.of_address, self.in_all = of_address, in_all
        self._waiting: Counter[str] = Counter()

    def why_not(self, address: str) -> int | None:
        """The code to close another line with; None: it may stand here."""
        if self._waiting[_site(address)] >= self.of_address:
            return TOO_MANY
        return _TRY_AGAIN_LATER if self._waiting.total() >= self.in_all else None

    @contextmanager
    def waiting(self, address: str) -> Iterator[Callable[[], None]]:
        """While somebody stands here: until the end, or until what is yielded is called as they say who they are."""
        site = _site(address)
        self._waiting[site] += 1
        stands = True

        def leave() -> None:
            nonlocal stands
            if stands:
                stands = False
                self._waiting[site] -= 1
                self._waiting += Counter()  # forgets whoever has nobody here

        try:
            yield leave
        finally:
            leave()


def _site(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return address
    mapped = found.ipv4_mapped
    return str(mapped) if mapped else str(ipaddress.ip_network((found, _HOST_PREFIX), strict=False))
