"""The scenes and tours of a seat: kept under unique names, each change on disk before it is seen.

Nothing that is stored is lost to a bad import, a name used twice or a full disk.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from app.clock import Clock
from app.domain.cameras import LONGEST_NAME
from app.domain.scenes import Scene, SceneStep, Source, SourceKind, SourceStep, Tour
from app.services.changes import Done, keep
from app.services.documents import BadContentError, DocumentFile, ModelCodec, Problem, decode_text
from app.services.scene_file import SceneDocument, SceneRecord, TourRecord
from streams.url import parse_stream_url, redacted

_CODEC = ModelCodec(SceneDocument)


class NameTakenError(ValueError):
    """Another scene or tour has this name; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the name is taken: {name}")
        self.name = name


class OnConflict(StrEnum):
    """What an import does with a name that is there already."""

    RENAME = "rename"  # keep both, the new one as "name (2)"
    OVERWRITE = "overwrite"


@dataclass(frozen=True, slots=True)
class SceneImport:
    """The dry run of an import: what is in the file, or why it cannot be used (then both are empty)."""

    scenes: tuple[Scene, ...] = ()
    tours: tuple[Tour, ...] = ()
    problems: tuple[Problem, ...] = ()


class SceneLibrary:
    """Owned by one thread. What is not saved changes nothing and is told to `done`, else raised (NotSavedError).

    Without a path nothing is kept. A seat's view of its hub is `app.link.scene_mirror`: there a change is seen when the
    hub has it.
    """

    def __init__(self, path: Path | None = None, *, clock: Clock | None = None) -> None:
        self._file = DocumentFile(path, _CODEC, clock=clock) if path is not None else None
        self._scenes: dict[str, Scene] = {}
        self._tours: dict[str, Tour] = {}
        self._listeners: list[Callable[[], None]] = []

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """In the order in which they were first saved."""
        return tuple(self._scenes.values())

    @property
    def tours(self) -> tuple[Tour, ...]:
        return tuple(self._tours.values())

    def scene(self, name: str) -> Scene | None:
        return self._scenes.get(name)

    def tour(self, name: str) -> Tour | None:
        return self._tours.get(name)

    def load(self) -> tuple[Problem, ...]:
        """Read the file; what could not be used is told and the last good state taken."""
        if self._file is None:
            return ()
        loaded = self._file.load()
        if loaded.value is not None:
            self._scenes = {record.name: record.scene() for record in loaded.value.scenes}
            self._tours = {record.name: record.tour() for record in loaded.value.tours}
            self._tell()
        return loaded.problems

    def save_scene(self, scene: Scene, done: Done | None = None, *, overwrite: bool = False) -> None:
        """Raises NameTakenError unless `overwrite`."""
        check_free(scene.name, self._scenes, except_name=scene.name if overwrite else None)
        self._change({**self._scenes, scene.name: scene}, self._tours, done)

    def save_tour(self, tour: Tour, done: Done | None = None, *, overwrite: bool = False) -> None:
        """Raises NameTakenError unless `overwrite`."""
        check_free(tour.name, self._tours, except_name=tour.name if overwrite else None)
        self._change(self._scenes, {**self._tours, tour.name: tour}, done)

    def rename_scene(self, name: str, new_name: str, done: Done | None = None) -> None:
        """Tours follow. Raises KeyError, NameTakenError, SceneError on an unusable name."""
        check_free(new_name, self._scenes, except_name=name)
        renamed = replace(self._scenes[name], name=new_name)
        scenes = {one.name: one for one in (renamed if key == name else one for key, one in self._scenes.items())}
        tours = {key: _renamed_steps(tour, {name: new_name}) for key, tour in self._tours.items()}
        self._change(scenes, tours, done)

    def rename_tour(self, name: str, new_name: str, done: Done | None = None) -> None:
        """Raises KeyError, NameTakenError, SceneError on an unusable name."""
        check_free(new_name, self._tours, except_name=name)
        renamed = replace(self._tours[name], name=new_name)
        tours = {one.name: one for one in (renamed if key == name else one for key, one in self._tours.items())}
        self._change(self._scenes, tours, done)

    def tours_with(self, scene_name: str) -> tuple[str, ...]:
        """Names of the tours that a deleted scene would leave: to be asked before."""
        return tuple(tour.name for tour in self.tours if any(one.scene == scene_name for one in _scene_steps(tour)))

    def delete_scene(self, name: str, done: Done | None = None) -> None:
        """Its steps leave the tours; a tour without steps goes too. Raises KeyError."""
        scenes = {key: scene for key, scene in self._scenes.items() if key != self._scenes[name].name}
        tours = {}
        for key, tour in self._tours.items():
            left = [step for step in _scene_steps(tour) if step.scene != name]
            if not tour.over_scenes:
                tours[key] = tour
            elif left:
                tours[key] = replace(tour, steps=tuple(left))
        self._change(scenes, tours, done)

    def delete_tour(self, name: str, done: Done | None = None) -> None:
        """Raises KeyError."""
        tours = {key: tour for key, tour in self._tours.items() if key != self._tours[name].name}
        self._change(self._scenes, tours, done)

    def export(
        self,
        scene_names: Iterable[str] | None = None,
        tour_names: Iterable[str] | None = None,
        *,
        with_passwords: bool = False,
    ) -> bytes:
        """These (None: all) as JSON; without passwords, addresses lose their credentials. Raises KeyError."""
        scenes = self.scenes if scene_names is None else tuple(self._scenes[name] for name in scene_names)
        tours = self.tours if tour_names is None else tuple(self._tours[name] for name in tour_names)
        if not with_passwords:
            scenes = tuple(replace(scene, sources=tuple(map(_without_credentials, scene.sources))) for scene in scenes)
            tours = tuple(_tour_without_credentials(tour) for tour in tours)
        return _CODEC.encode(_document(scenes, tours)).encode("utf-8")

    def import_all(
        self, found: SceneImport, done: Done | None = None, *, on_conflict: OnConflict = OnConflict.RENAME
    ) -> None:
        """Take over what `read_scenes` found. Imported tours follow their scenes' new names."""
        self._change(*self._with(found, on_conflict), done)

    def _with(self, found: SceneImport, on_conflict: OnConflict) -> tuple[dict[str, Scene], dict[str, Tour]]:
        """All scenes and tours as they are after an import."""
        scenes, tours = dict(self._scenes), dict(self._tours)
        names: dict[str, str] = {}
        for scene in found.scenes:
            taken = on_conflict is OnConflict.RENAME and scene.name in scenes and scenes[scene.name] != scene
            names[scene.name] = _free_name(scene.name, scenes) if taken else scene.name
            scenes[names[scene.name]] = replace(scene, name=names[scene.name])
        for imported in found.tours:
            tour = _renamed_steps(imported, names)
            taken = on_conflict is OnConflict.RENAME and tour.name in tours and tours[tour.name] != tour
            name = _free_name(tour.name, tours) if taken else tour.name
            tours[name] = replace(tour, name=name)
        return scenes, tours

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after every change; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _change(self, scenes: dict[str, Scene], tours: dict[str, Tour], done: Done | None) -> None:
        keep(lambda: self._save(scenes, tours), done)

    def _save(self, scenes: dict[str, Scene], tours: dict[str, Tour]) -> None:
        if self._file is not None:
            self._file.save(_document(scenes.values(), tours.values()))
        self._show(scenes, tours)

    def _show(self, scenes: dict[str, Scene], tours: dict[str, Tour]) -> None:
        self._scenes, self._tours = scenes, tours
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def read_scenes(data: bytes) -> SceneImport:
    """Dry run over an exported file. Never raises for what is in it."""
    try:
        document = _CODEC.decode(decode_text(data))
    except BadContentError as error:
        return SceneImport(problems=error.problems)
    return SceneImport(
        tuple(record.scene() for record in document.scenes), tuple(record.tour() for record in document.tours)
    )


def _document(scenes: Iterable[Scene], tours: Iterable[Tour]) -> SceneDocument:
    return SceneDocument(
        scenes=[SceneRecord.of(scene) for scene in scenes], tours=[TourRecord.of(tour) for tour in tours]
    )


def check_free(name: str, taken: Container[str], *, except_name: str | None) -> None:
    """Raises NameTakenError."""
    if name in taken and name != except_name:
        raise NameTakenError(name)


def _scene_steps(tour: Tour) -> tuple[SceneStep, ...]:
    """Empty for a tour over sources."""
    return tuple(step for step in tour.steps if isinstance(step, SceneStep))


def _renamed_steps(tour: Tour, names: Mapping[str, str]) -> Tour:
    steps = tuple(replace(step, scene=names.get(step.scene, step.scene)) for step in _scene_steps(tour))
    return replace(tour, steps=steps) if steps else tour


def _without_credentials(source: Source | None) -> Source | None:
    if source is None or source.kind is not SourceKind.URL:
        return source
    return Source.of_url(redacted(parse_stream_url(source.value).address))


def _tour_without_credentials(tour: Tour) -> Tour:
    steps = tuple(
        SourceStep(_without_credentials(step.source) or step.source, step.dwell_s)
        for step in tour.steps
        if isinstance(step, SourceStep)
    )
    return replace(tour, steps=steps) if steps else tour


def _free_name(name: str, taken: Iterable[str]) -> str:
    used = set(taken)
    endings = (f" ({number})" for number in range(2, len(used) + 3))
    return next(new for ending in endings if (new := name[: LONGEST_NAME - len(ending)] + ending) not in used)
