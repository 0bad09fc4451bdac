"""Scenes and tours are saved, renamed and removed: names are unique in the hub, tours follow their scenes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from app.domain.cameras import natural_order
from app.domain.events import EventKind
from app.hub.asking import Asking, expect, own
from app.hub.errors import conflict, unusable
from app.hub.scenes.addresses import without_secrets
from app.hub.versions import first_version
from app.services.commands.scenes import RenameScene, SaveScene, SaveScenes
from app.services.rows import MANY, SharedScene, SharedTour
from app.services.scene_file import SceneRecord, TourRecord
from app.store.change import Change
from streams.url import redacted

Shared = TypeVar("Shared", bound=SharedScene | SharedTour)

# A removed or renamed scene changes its tours; more than these are not named one by one.
_MOST_NAMED = 300
# Names are keys of commands and addresses.
LONGEST_NAME = 200


class Library(Generic[Shared]):
    """Scenes, or tours."""

    def __init__(self, row: type[Shared], *, kind: str, saved: EventKind, removed: EventKind) -> None:
        self.row: type[Shared] = row
        self.kind, self.saved, self.removed = kind, saved, removed

    async def save(self, change: Change, asking: Asking, command: SaveScene, *, name: str, place: str) -> Shared:
        """Raises RefusedError."""
        content = self._checked(asking, command.content, name=name, place=place)
        known: Shared | None = await change.get(self.row, name)
        if known is None:
            if command.expected_version is not None:
                raise conflict("stale-version", f"Somebody removed the {self.kind} meanwhile.")
            saved = self.row(
                name=name, version=first_version(asking.hub), unit_id=asking.actor.unit_id, content=content
            )
            asking.check(saved.unit_id)
            change.insert(saved)
        else:
            if command.expected_version is None:
                raise conflict("name-taken", f"There is a {self.kind} of this name already.")
            before: Shared = await own(change, asking, self.row, name, what=self.kind)
            expect(before.version, command.expected_version)
            if content == before.content:
                return before
            saved = replace(before, version=before.version + 1, content=content)
            change.replace(saved)
        self._record(change, self.saved, saved, {"new": known is None})
        return saved

    async def rename(self, change: Change, asking: Asking, name: str, command: RenameScene) -> Shared:
        """Raises RefusedError."""
        before: Shared = await own(change, asking, self.row, name, what=self.kind)
        expect(before.version, command.expected_version)
        if command.name == name:
            return before
        if await change.get(self.row, command.name) is not None:
            raise conflict("name-taken", f"There is a {self.kind} of this name already.")
        content = self._checked(asking, {**before.content, "name": command.name}, name=command.name, place="body.name")
        tours = await self._tours_with(change, name)
        renamed = replace(before, name=command.name, version=first_version(asking.hub), content=content)
        change.remove(self.row, name)
        change.insert(renamed)
        for tour in tours:
            steps = [{**step, "scene": command.name} if step.get("scene") == name else step for step in _steps(tour)]
            change.replace(replace(tour, version=tour.version + 1, content={**tour.content, "steps": steps}))
        about = [(self.kind, name), *(("tour", tour.name) for tour in tours)]
        self._record(change, self.saved, renamed, {"new": False, "renamed_from": name}, about)
        return renamed

    async def remove(self, change: Change, asking: Asking, name: str) -> None:
        """Raises RefusedError."""
        before: Shared = await own(change, asking, self.row, name, what=self.kind)
        tours = await self._tours_with(change, name)
        # Another unit's tour keeps the step: it shows nothing until there is a scene of that name again.
        tours = [tour for tour in tours if asking.may(tour.unit_id)]
        change.remove(self.row, name)
        for tour in tours:
            steps = [step for step in _steps(tour) if step.get("scene") != name]
            if steps:
                change.replace(replace(tour, version=tour.version + 1, content={**tour.content, "steps": steps}))
            else:
                change.remove(SharedTour, tour.name)
        about = [("tour", tour.name) for tour in tours]
        self._record(change, self.removed, before, {"tours_changed": len(tours)}, about)

    async def _tours_with(self, change: Change, name: str) -> list[SharedTour]:
        """That have a step of this scene, of every unit: a name stands for one scene in the whole hub."""
        if self.kind != "scene":
            return []
        tours = await change.find(SharedTour)
        return [tour for tour in tours if any(step.get("scene") == name for step in _steps(tour))]

    def _record(
        self,
        change: Change,
        kind: EventKind,
        row: Shared,
        payload: dict[str, Any],
        about: Sequence[tuple[str, str]] = (),
    ) -> None:
        more = about if len(about) <= _MOST_NAMED else [("tour", MANY)]
        payload = {"name": row.name, **payload}
        change.record(kind, payload, unit_id=row.unit_id, about=[(self.kind, row.name), *more])

    def _checked(self, asking: Asking, content: dict[str, Any], *, name: str, place: str) -> dict[str, Any]:
        """As it is kept: complete, under this name, with nothing secret in an address."""
        content = {"name": name, **content}
        if content["name"] != name:
            raise unusable(f"{place}.name", "The content has another name than the address.")
        if len(name) > LONGEST_NAME:
            raise unusable(f"{place}.name", f"A name has at most {LONGEST_NAME} characters.")
        record = SceneRecord if self.kind == "scene" else TourRecord
        try:
            checked = record.model_validate(content).model_dump(mode="json", exclude_none=self.kind == "tour")
        except ValidationError as error:
            fault = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in (place, *fault["loc"]))
            raise unusable(where, redacted(str(fault["msg"]))) from None
        for item in filter(None, checked["sources" if self.kind == "scene" else "steps"]):
            if "url" in item:
                item["url"] = without_secrets(item["url"], asking, place=place)
        return checked


SCENES = Library(SharedScene, kind="scene", saved=EventKind.SCENE_SAVED, removed=EventKind.SCENE_REMOVED)
TOURS = Library(SharedTour, kind="tour", saved=EventKind.TOUR_SAVED, removed=EventKind.TOUR_REMOVED)


async def save_all(change: Change, asking: Asking, command: SaveScenes) -> None:
    """Raises RefusedError; then nothing was changed."""
    for library, saves in ((SCENES, command.scenes), (TOURS, command.tours)):
        for number, save in enumerate(saves):
            place = f"body.{library.kind}s.{number}"
            name = save.content.get("name")
            if not isinstance(name, str) or not name:
                raise unusable(place, "The content has no name.")
            await library.save(change, asking, save, name=name, place=place)


def _steps(tour: SharedTour) -> list[dict[str, Any]]:
    return list(tour.content["steps"])


def in_order(rows: Sequence[Shared]) -> list[Shared]:
    return sorted(rows, key=lambda row: natural_order(row.name))
