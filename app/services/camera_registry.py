"""All cameras that the seat knows, in the order of the tree: street, site, camera.

Everything that shows or names a camera asks here and is told when it changes.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from app.domain.cameras import Camera, natural_order
from app.domain.streets import street_order
from app.services.changes import Done, keep
from app.services.documents import DocumentFile, Problem
from app.services.shared_cameras import CameraAccess


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

    Without one (`CameraRegistry()`) nothing is kept. A seat's view of its hub is `app.link.camera_mirror`: there a
    change is seen when the hub has it, and what opens a camera comes when it is asked for.
    """

    def __init__(self, file: DocumentFile[tuple[Camera, ...]] | None = None) -> None:
        self._file = file
        self._cameras: tuple[Camera, ...] = ()
        self._by_id: dict[str, Camera] = {}
        self._listeners: list[Callable[[], None]] = []
        self._opened_listeners: list[Callable[[], None]] = []

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

    def opened(self, camera_id: str) -> Camera | None:
        """With the addresses, user and password that open it now; None: they are not known yet, but on their way."""
        return self._by_id.get(camera_id)

    def opened_address(self, _address: str) -> CameraAccess | None:
        """What a sealed address stands for; None: not known yet."""
        return None

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

    def replace_all(self, cameras: Iterable[Camera], done: Done | None = None) -> None:
        """These cameras and no others. What is not saved changes nothing and is told to `done`, else raised
        (NotSavedError). Raises ValueError where two have the same key."""
        new = tuple(cameras)
        if len({camera.camera_id for camera in new}) != len(new):
            raise ValueError("two cameras have the same key")
        keep(lambda: self._save(new), done)

    def add(self, cameras: Iterable[Camera], done: Done | None = None, *, instead_of: str | None = None) -> None:
        """These besides what is there; one with a known key replaces that. With `instead_of` the one that is given
        takes the place of the camera of this key."""
        staying = {key: camera for key, camera in self._by_id.items() if key != instead_of}
        self.replace_all({**staying, **{camera.camera_id: camera for camera in cameras}}.values(), done)

    def remove(self, camera_ids: Iterable[str], done: Done | None = None) -> None:
        gone = frozenset(camera_ids)
        self.replace_all((camera for camera in self._cameras if camera.camera_id not in gone), done)

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after every change; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def subscribe_opened(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` when what opens some camera has come or changed; returns what ends that."""
        self._opened_listeners.append(listener)
        return lambda: self._opened_listeners.remove(listener)

    def _save(self, cameras: tuple[Camera, ...]) -> None:
        if self._file is not None:
            self._file.save(cameras)
        self._set(cameras)

    def _set(self, cameras: Iterable[Camera]) -> None:
        self._cameras = tuple(sorted(cameras, key=tree_order))
        self._by_id = {camera.camera_id: camera for camera in self._cameras}
        for listener in tuple(self._listeners):
            listener()


def tree_order(camera: Camera) -> tuple[object, ...]:
    """Sort key: street, site, name, with what has none of them last."""
    return (
        street_order(camera.street),
        not camera.site,
        natural_order(camera.site),
        camera.site,
        natural_order(camera.name),
        camera.camera_id,
    )
