"""Guessing passwords is slowed without locking out who knows the password.

Counted are the tries of a name from an address, of an address, and of a name from everywhere. The first is the
strictest: who guesses somebody's password from elsewhere does not keep that person from logging in.
"""

import ipaddress
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from app.clock import Clock

_MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Tries:
    """Of one name from one address, from one address, and of one name; within the window."""

    pair: int
    address: int
    name: int


class LoginLimit:
    """A try counts from when it begins, so that many at once are no way around. Owned by the hub's loop."""

    def __init__(self, clock: Clock, *, tries: Tries, window: timedelta) -> None:
        self._clock = clock
        self._tries = tries
        self._window_s = window.total_seconds()
        # By monotonic seconds: a clock that is set neither locks nor opens anything.
        self._began: dict[tuple[str, str], deque[float]] = {}

    def begin(self, name: str, address: str) -> float:
        """0 where the password may be looked at; else the seconds until then, and nothing was counted."""
        now_s = self._clock.monotonic_s()
        waits = [self._wait_s(key, tries, now_s) for key, tries in self._keys(name, address)]
        if max(waits) > 0:
            return max(waits)
        for key, _ in self._keys(name, address):
            if key not in self._began and len(self._began) >= _MOST_KEPT:
                self._began.pop(next(iter(self._began)))
            self._began.setdefault(key, deque()).append(now_s)
        return 0.0

    def succeeded(self, name: str, address: str) -> None:
        """The password was right. The other tries from the address still count: who has one account gains no tries at
        another by logging in."""
        for (key, _), forgotten in zip(self._keys(name, address), (True, False, False), strict=True):
            began = self._began.get(key)
            if began:
                began.pop()
                if forgotten or not began:
                    del self._began[key]

    def _keys(self, name: str, address: str) -> Iterator[tuple[tuple[str, str], int]]:
        name, address = name.casefold(), _network(address)
        yield (name, address), self._tries.pair
        yield ("", address), self._tries.address
        yield (name, ""), self._tries.name

    def _wait_s(self, key: tuple[str, str], tries: int, now_s: float) -> float:
        began = self._began.get(key)
        if began is None:
            return 0.0
        while began and now_s - began[0] >= self._window_s:
            began.popleft()
        return 0.0 if len(began) < tries else began[len(began) - tries] + self._window_s - now_s


def _network(address: str) -> str:
    """One subscriber of IPv6 has a whole /64 (RFC 6177)."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
