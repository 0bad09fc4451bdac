"""All cameras that the seat knows, in the order of the tree: street, site, camera.

Everything that shows or names a camera asks here and is told when it changes.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from app.domain.cameras import Camera, natural_order
from app.domain.streets import street_order
from app.services.documents import DocumentFile, Problem


@dataclass(frozen=True, slots=True)
class SiteBranch:
    """The cameras of one site; `name` is empty for cameras without one."""

    name: str
    cameras: tuple[Camera, ...]


@dataclass(frozen=True, slots=True)
class StreetBranch:
    """The sites of one street; `name` is empty for cameras without one."""

    name: str
    sites: tuple[SiteBranch, ...]

    @property
    def count(self) -> int:
        """Number of cameras."""
        return sum(len(site.cameras) for site in self.sites)


class CameraRegistry:
    """Cameras by key and in tree order; owned by one thread. With a file, every change is on disk before it is seen.

    Without one (`CameraRegistry()`) nothing is kept: the demo district, a camera file named in the settings.
    """

    def __init__(self, file: DocumentFile[tuple[Camera, ...]] | None = None) -> None:
        self._file = file
        self._cameras: tuple[Camera, ...] = ()
        self._by_id: dict[str, Camera] = {}
        self._listeners: list[Callable[[], None]] = []

    def __len__(self) -> int:
        return len(self._cameras)

    def __iter__(self) -> Iterator[Camera]:
        """In tree order."""
        return iter(self._cameras)

    @property
    def cameras(self) -> tuple[Camera, ...]:
        """In tree order."""
        return self._cameras

    def get(self, camera_id: str) -> Camera | None:
        return self._by_id.get(camera_id)

    def tree(self) -> tuple[StreetBranch, ...]:
        """Streets in official order, sites and cameras by name, numbers in names as numbers."""
        return tuple(
            StreetBranch(
                street,
                tuple(
                    SiteBranch(site, tuple(cameras)) for site, cameras in groupby(of_street, key=lambda one: one.site)
                ),
            )
            for street, of_street in groupby(self._cameras, key=lambda one: one.street)
        )

    def load(self) -> tuple[Problem, ...]:
        """Read the file; what could not be used is told and the last good state taken."""
        if self._file is None:
            return ()
        loaded = self._file.load()
        if loaded.value is not None:
            self._set(loaded.value)
        return loaded.problems

    def replace_all(self, cameras: Iterable[Camera]) -> None:
        """These cameras and no others. Raises NotSavedError, and then nothing has changed; ValueError where two have
        the same key."""
        new = tuple(cameras)
        if len({camera.camera_id for camera in new}) != len(new):
            raise ValueError("two cameras have the same key")
        if self._file is not None:
            self._file.save(new)
        self._set(new)

    def add(self, cameras: Iterable[Camera]) -> None:
        """These besides what is there; one with a known key replaces that. Raises NotSavedError."""
        self.replace_all({**self._by_id, **{camera.camera_id: camera for camera in cameras}}.values())

    def remove(self, camera_ids: Iterable[str]) -> None:
        """Raises NotSavedError."""
        gone = frozenset(camera_ids)
        self.replace_all(camera for camera in self._cameras if camera.camera_id not in gone)

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after every change; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _set(self, cameras: Iterable[Camera]) -> None:
        self._cameras = tuple(sorted(cameras, key=_tree_order))
        self._by_id = {camera.camera_id: camera for camera in self._cameras}
        for listener in tuple(self._listeners):
            listener()


def _tree_order(camera: Camera) -> tuple[object, ...]:
    return (
        street_order(camera.street),
        not camera.site,
        natural_order(camera.site),
        camera.site,
        natural_order(camera.name),
        camera.camera_id,
    )
