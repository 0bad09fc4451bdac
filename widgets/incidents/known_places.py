"""The places that a report can name: made ready beside the screen before anybody types, anew when they change."""

import asyncio
from collections.abc import Callable

from app.domain.units import Unit
from app.link.mirror import Mirror
from app.services.rows import SharedCamera
from app.tasks import TaskScope
from widgets.incidents.finding import Finder, place_finder
from widgets.incidents.suggest_box import Suggestion


class KnownPlaces:
    """On the UI loop. Call `get_ready` when typing is near; until that is done, the places known before are found."""

    def __init__(self, mirror: Mirror, tasks: TaskScope) -> None:
        self._mirror = mirror
        self._tasks = tasks
        self._finder = Finder(())
        self._changed = True
        self._unsubscribe: list[Callable[[], None]] = [
            mirror.subscribe(Unit, self._note),
            mirror.subscribe(SharedCamera, self._note),
        ]

    def release(self) -> None:
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe.clear()

    def get_ready(self) -> None:
        if self._changed:
            self._changed = False
            self._tasks.start("known places", self._make())

    def find(self, text: str) -> list[Suggestion]:
        return self._finder(text)

    async def _make(self) -> None:
        units = list(self._mirror.all(Unit).values())
        cameras = list(self._mirror.all(SharedCamera).values())
        self._finder = await asyncio.to_thread(place_finder, units, cameras)

    def _note(self, _keys: frozenset[str]) -> None:
        self._changed = True
