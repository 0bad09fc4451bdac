"""The selected camera, live, with its facts."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from app.domain.cameras import Camera
from app.domain.scenes import Source
from app.services.camera_registry import CameraRegistry
from app.services.tile_feed import TileSource
from app.services.tile_sources import tile_source
from streams.feeds import Feeds
from tests.fakes.late_hub import LateCameras
from widgets.cameras.preview import CameraPreview

Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten seconds of a moving grey, 320 × 180 at 25 a second."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for number in range(250):
            picture = np.full((180, 320, 3), number % 200, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path


@pytest.fixture
def preview(feeds: Feeds, registry: CameraRegistry, clip: Path) -> Iterator[CameraPreview]:
    def resolve(source: Source) -> TileSource:
        camera = registry.get(source.value)
        return TileSource(camera.name if camera else source.value, str(clip))

    preview = CameraPreview(feeds=feeds, registry=registry, resolve=resolve)
    preview.resize(900, 260)
    yield preview
    preview.release()


def test_it_shows_the_picture_and_the_facts_of_camera_and_stream(
    preview: CameraPreview, registry: CameraRegistry, wait_until: Wait
) -> None:
    preview.show()
    camera = registry.cameras[0]
    preview.show_source(Source.of_camera(camera.camera_id))
    assert preview.name.text() == camera.name
    wait_until(lambda: preview.feed is not None and preview.feed.painted > 0)
    preview.refresh()
    assert preview.state.text() == "Live"
    facts = preview.facts()
    assert (facts["street"], facts["site"]) == ("华阳路街道", "中山公园")
    assert (facts["size"], facts["codec"]) == ("320×180", "H.264")


def test_nothing_is_read_while_nobody_can_see_it(
    preview: CameraPreview, registry: CameraRegistry, feeds: Feeds, wait_until: Wait
) -> None:
    preview.show_source(Source.of_camera(registry.cameras[0].camera_id))
    preview.show()
    wait_until(lambda: preview.feed is not None)
    preview.hide()
    assert preview.feed is None
    preview.show()
    wait_until(lambda: preview.feed is not None)


def test_an_empty_selection_says_what_to_do(preview: CameraPreview) -> None:
    preview.show()
    preview.show_source(None)
    assert preview.name.text() == "Nothing selected"
    assert "Select a camera" in preview.state.text()


def test_it_opens_when_what_opens_the_camera_has_come(
    feeds: Feeds, make_camera: Callable[..., Camera], clip: Path, wait_until: Wait
) -> None:
    cameras = LateCameras()
    CameraRegistry.replace_all(cameras, [replace(make_camera("2号口"), main_url=str(clip), user="")])
    [camera] = cameras
    cameras.unknown.add(camera.camera_id)

    def resolve(source: Source) -> TileSource:
        found = tile_source(source, cameras)
        assert found is not None
        return found

    preview = CameraPreview(feeds=feeds, registry=cameras, resolve=resolve)
    preview.resize(900, 260)
    preview.show()
    preview.show_source(Source.of_camera(camera.camera_id))
    wait_until(lambda: preview.feed is not None)
    assert preview.state.text().startswith("Connecting")
    cameras.hand_out(camera.camera_id)
    wait_until(lambda: preview.feed is not None and preview.feed.painted > 0)
    preview.release()
