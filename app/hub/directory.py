"""The units in memory: every question of permission needs their paths, and there are only hundreds."""

from collections.abc import Iterable, Iterator

from app.domain.units import Unit, UnitKind
from app.store.change import Committed

_NOWHERE = "/?/"


class Directory:
    """Kept up from what is committed; owned by the hub's loop."""

    def __init__(self) -> None:
        self._units: dict[str, Unit] = {}

    def load(self, units: Iterable[Unit]) -> None:
        self._units = {unit.unit_id: unit for unit in units}

    def committed(self, committed: Committed) -> None:
        for (row, key), thing in committed.rows.items():
            if row is Unit:
                if thing is None:
                    self._units.pop(key[0], None)
                else:
                    self._units[key[0]] = thing

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._units.values())

    def get(self, unit_id: str | None) -> Unit | None:
        return self._units.get(unit_id) if unit_id is not None else None

    def path(self, unit_id: str | None) -> str:
        """Of an unknown unit: one that only the whole tree's owner could cover, so nobody does."""
        unit = self.get(unit_id)
        return unit.path if unit is not None else _NOWHERE

    def paths(self, unit_ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.path(unit_id) for unit_id in unit_ids)

    @property
    def top(self) -> Unit | None:
        """The district."""
        return next((unit for unit in self._units.values() if unit.kind is UnitKind.DISTRICT), None)
