"""A seat's scenes and tours as its hub has them: read from the mirror, changed by commands, seen when the hub has them.

Addresses with passwords that an operator types into a scene come back sealed (`app/services/sealed_addresses.py`).
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from app.domain.cameras import natural_order
from app.domain.scenes import Scene, Tour, check_name
from app.link.hub_client import HubClient
from app.link.mirror import Mirror
from app.link.sending import Sending
from app.services.changes import Done
from app.services.commands.scenes import SaveScene, SaveScenes
from app.services.rows import SharedScene, SharedTour
from app.services.scene_file import SceneRecord, TourRecord
from app.services.scene_library import OnConflict, SceneImport, SceneLibrary, check_free

log = logging.getLogger(__name__)

Kept = TypeVar("Kept", bound=Scene | Tour)
Shared = TypeVar("Shared", bound=SharedScene | SharedTour)


class SharedScenes(SceneLibrary):
    """See the module; owned by the loop that feeds the mirror. Scenes and tours stand in the order of their names.

    Changes are told to their `done`, or to `failed` where there is none.
    """

    def __init__(self, mirror: Mirror, client: HubClient, *, failed: Callable[[Exception], None]) -> None:
        super().__init__()
        self._mirror = mirror
        self._client = client
        self._sending = Sending(mirror, name="scene changes", failed=failed)
        self._scene_reader = _Reader[SharedScene, Scene](lambda content: SceneRecord.model_validate(content).scene())
        self._tour_reader = _Reader[SharedTour, Tour](lambda content: TourRecord.model_validate(content).tour())
        self._ends = [mirror.subscribe(row, self._take) for row in (SharedScene, SharedTour)]
        self._take(frozenset())

    async def close(self) -> None:
        for end in self._ends:
            end()
        self._ends.clear()
        await self._sending.close()

    def save_scene(self, scene: Scene, done: Done | None = None, *, overwrite: bool = False) -> None:
        check_free(scene.name, self._scenes, except_name=scene.name if overwrite else None)
        self._sending.send(
            self._save_scene(scene), done, row=SharedScene, shown=lambda: scene.name in self._rows(SharedScene)
        )

    def save_tour(self, tour: Tour, done: Done | None = None, *, overwrite: bool = False) -> None:
        check_free(tour.name, self._tours, except_name=tour.name if overwrite else None)
        self._sending.send(
            self._save_tour(tour), done, row=SharedTour, shown=lambda: tour.name in self._rows(SharedTour)
        )

    def rename_scene(self, name: str, new_name: str, done: Done | None = None) -> None:
        check_free(new_name, self._scenes, except_name=name)
        check_name(new_name)
        version = self._rows(SharedScene)[name].version
        command = self._client.rename_scene(name, new_name, expected_version=version)
        self._sending.send(command, done, row=SharedScene, shown=lambda: new_name in self._rows(SharedScene))

    def rename_tour(self, name: str, new_name: str, done: Done | None = None) -> None:
        check_free(new_name, self._tours, except_name=name)
        check_name(new_name)
        version = self._rows(SharedTour)[name].version
        command = self._client.rename_tour(name, new_name, expected_version=version)
        self._sending.send(command, done, row=SharedTour, shown=lambda: new_name in self._rows(SharedTour))

    def delete_scene(self, name: str, done: Done | None = None) -> None:
        if name not in self._scenes:
            raise KeyError(name)
        command = self._client.remove_scene(name)
        self._sending.send(command, done, row=SharedScene, shown=lambda: name not in self._rows(SharedScene))

    def delete_tour(self, name: str, done: Done | None = None) -> None:
        if name not in self._tours:
            raise KeyError(name)
        command = self._client.remove_tour(name)
        self._sending.send(command, done, row=SharedTour, shown=lambda: name not in self._rows(SharedTour))

    def import_all(
        self, found: SceneImport, done: Done | None = None, *, on_conflict: OnConflict = OnConflict.RENAME
    ) -> None:
        scenes, tours = self._with(found, on_conflict)
        new_scenes = [scene for name, scene in scenes.items() if scene != self._scenes.get(name)]
        new_tours = [tour for name, tour in tours.items() if tour != self._tours.get(name)]
        command = SaveScenes(
            scenes=tuple(_command(SceneRecord.of(one), self._rows(SharedScene)) for one in new_scenes),
            tours=tuple(_command(TourRecord.of(one), self._rows(SharedTour)) for one in new_tours),
        )
        self._sending.send(
            self._client.save_scenes(command),
            done,
            row=SharedTour if new_tours else SharedScene,
            shown=lambda: (
                scenes.keys() <= self._rows(SharedScene).keys() and tours.keys() <= self._rows(SharedTour).keys()
            ),
        )

    async def _save_scene(self, scene: Scene) -> None:
        command = _command(SceneRecord.of(scene), self._rows(SharedScene))
        self._mirror.put(
            await self._client.save_scene(scene.name, command.content, expected_version=command.expected_version)
        )

    async def _save_tour(self, tour: Tour) -> None:
        command = _command(TourRecord.of(tour), self._rows(SharedTour))
        self._mirror.put(
            await self._client.save_tour(tour.name, command.content, expected_version=command.expected_version)
        )

    def _rows(self, row: type[Shared]) -> Mapping[str, Shared]:
        return self._mirror.all(row)

    def _take(self, _keys: frozenset[str]) -> None:
        self._show(self._scene_reader.read(self._rows(SharedScene)), self._tour_reader.read(self._rows(SharedTour)))


class _Reader(Generic[Shared, Kept]):
    """Rows as what they hold; one that was read already is not read again."""

    def __init__(self, of_content: Callable[[dict[str, Any]], Kept]) -> None:
        self._of_content = of_content
        self._known: dict[str, tuple[Shared, Kept]] = {}

    def read(self, rows: Mapping[str, Shared]) -> dict[str, Kept]:
        """By name and in the order of names. What a newer hub wrote and nobody here understands is left out."""
        known, self._known = self._known, {}
        for name in sorted(rows, key=natural_order):
            row = rows[name]
            before = known.get(name)
            if before is not None and before[0] is row:
                self._known[name] = before
                continue
            try:
                self._known[name] = row, self._of_content(row.content)
            except ValidationError:
                log.warning("what the hub has as %r is of another make", name)
        return {name: kept for name, (_, kept) in self._known.items()}


def _command(record: SceneRecord | TourRecord, rows: Mapping[str, SharedScene] | Mapping[str, SharedTour]) -> SaveScene:
    known = rows.get(record.name)
    content = record.model_dump(mode="json", exclude_none=isinstance(record, TourRecord))
    return SaveScene(content=content, expected_version=known.version if known is not None else None)
