"""Spreads the opening of many streams on one server.

Sixteen connections in the same moment overflow a listen backlog of 5 (GStreamer's server): the sixth then waits a
whole second for its SYN to be sent again.
"""

import asyncio

SPACING_S = 0.015


class Stagger:
    """Turns per host and port, on one loop. A host that hangs delays nobody: only the *start* of opens is spaced."""

    def __init__(self, spacing_s: float = SPACING_S) -> None:
        self._spacing_s = spacing_s
        self._next_s: dict[tuple[str, int | None], float] = {}

    async def turn(self, host: str, port: int | None) -> None:
        now_s = asyncio.get_running_loop().time()
        turn_s = max(now_s, self._next_s.get((host, port), 0.0))
        self._next_s[host, port] = turn_s + self._spacing_s
        if turn_s > now_s:
            await asyncio.sleep(turn_s - now_s)
