"""A scene panel over a real library file and two outputs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.scenes import Scene, Source
from app.services.camera_registry import CameraRegistry
from app.services.scene_library import SceneLibrary
from widgets.scenes.panel import ScenesPanel
from widgets.shell.notices import NoticeKind
from widgets.wall.outputs import Outputs

Notes = list[tuple[str, NoticeKind]]


@pytest.fixture
def library(tmp_path: Path) -> SceneLibrary:
    return SceneLibrary(tmp_path / "library" / "scenes.json")


@pytest.fixture
def selection() -> list[Source]:
    """What is selected in the camera tree."""
    return []


@pytest.fixture
def notes() -> Notes:
    return []


@pytest.fixture
def panel(
    library: SceneLibrary,
    outputs: Outputs,
    scenes_by_name: dict[str, Scene],
    registry: CameraRegistry,
    selection: list[Source],
    notes: Notes,
) -> Iterator[ScenesPanel]:
    library.subscribe(lambda: scenes_by_name.update({scene.name: scene for scene in library.scenes}))

    def name_of(source: Source) -> str:
        camera = registry.get(source.value)
        return camera.name if camera is not None else source.value

    panel = ScenesPanel(library=library, outputs=outputs, name_of=name_of, selected_sources=lambda: selection)
    panel.notice.connect(lambda text, kind: notes.append((text, kind)))
    panel.resize(320, 300)
    panel.show()
    yield panel
    panel.unsubscribe()
