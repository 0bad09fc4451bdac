"""What a typed name can mean, made ready beside the screen before anybody types, anew when what it is made of changes.

A district has thousands of names; sorting them with their pinyin would stop the screen.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from app.link.mirror import Mirror
from app.tasks import TaskScope
from widgets.incidents.finding import Finder
from widgets.incidents.suggest_box import Suggestion


class KnownNames:
    """On the UI loop. Call `get_ready` when typing is near; until that is done, what was known before is found.

    `make` is given the rows of each kind, in the order of `rows`, and is called on another thread.
    """

    def __init__(
        self,
        mirror: Mirror,
        tasks: TaskScope,
        *,
        name: str,
        rows: Sequence[type[Any]],
        make: Callable[..., Finder],
    ) -> None:
        self._mirror = mirror
        self._tasks = tasks
        self._name = name
        self._rows = rows
        self._make = make
        self._finder = Finder(())
        self._changed = True
        self._unsubscribe: list[Callable[[], None]] = [mirror.subscribe(row, self._note) for row in rows]

    def release(self) -> None:
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe.clear()

    def get_ready(self) -> None:
        if self._changed:
            self._changed = False
            self._tasks.start(self._name, self._get_finder())

    def find(self, text: str) -> list[Suggestion]:
        return self._finder(text)

    async def _get_finder(self) -> None:
        known: Iterable[list[Any]] = [list(self._mirror.all(row).values()) for row in self._rows]
        self._finder = await asyncio.to_thread(self._make, *known)

    def _note(self, _keys: frozenset[str]) -> None:
        self._changed = True
