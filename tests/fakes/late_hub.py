"""Cameras and scenes that are kept elsewhere: the answer to a change comes when a test gives it."""

from collections.abc import Callable, Iterable

from app.domain.cameras import Camera
from app.domain.scenes import Scene, Tour
from app.services.camera_registry import CameraRegistry
from app.services.changes import Done
from app.services.scene_library import SceneLibrary


class LateCameras(CameraRegistry):
    """`waiting` are what to call with the end of each change, in order; None keeps it."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Done] = []
        self.unknown: set[str] = set()

    def opened(self, camera_id: str) -> Camera | None:
        return None if camera_id in self.unknown else super().opened(camera_id)

    def hand_out(self, camera_id: str) -> None:
        """What opens the camera comes."""
        self.unknown.discard(camera_id)
        for listener in self._opened_listeners:
            listener()

    def replace_all(self, cameras: Iterable[Camera], done: Done | None = None) -> None:
        new = tuple(cameras)
        self.waiting.append(_end(lambda: super(LateCameras, self).replace_all(new), done))


class LateScenes(SceneLibrary):
    """The same for scenes and tours."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Done] = []

    def _change(self, scenes: dict[str, Scene], tours: dict[str, Tour], done: Done | None) -> None:
        self.waiting.append(_end(lambda: super(LateScenes, self)._change(scenes, tours, None), done))


def _end(keep: Callable[[], None], done: Done | None) -> Done:
    def end(error: Exception | None) -> None:
        if error is None:
            keep()
        if done is not None:
            done(error)

    return end
