"""One truth about every camera on the wall."""

from collections.abc import Callable

from app.domain.scenes import Source
from app.domain.wall import empty_wall
from app.services.camera_registry import CameraRegistry
from app.services.tile_sources import tile_source
from streams.feeds import Feeds
from streams.state import Phase
from widgets.wall.output import WallOutput
from widgets.wall.outputs import Outputs
from widgets.wall.wall_states import camera_states, phase_counts

Wait = Callable[[Callable[[], bool]], None]


def test_empty_tiles_do_not_count(outputs: Outputs) -> None:
    assert phase_counts(outputs) == {}
    assert camera_states(outputs) == {}


def test_a_camera_in_two_tiles_counts_twice_and_has_one_state(
    outputs: Outputs, registry: CameraRegistry, feeds: Feeds, wait_until: Wait
) -> None:
    camera = registry.cameras[0]
    source = Source.of_camera(camera.camera_id)
    output = WallOutput(
        "Output 3",
        empty_wall().fill([source, source]),
        feeds=feeds,
        resolve=lambda source: tile_source(source, registry),
        find_scene=lambda _name: None,
    )
    outputs.add(output, outputs.place_of(outputs.all[0]))
    output.canvas.resize(640, 360)
    output.canvas.show()
    wait_until(lambda: phase_counts(outputs) == {Phase.OFFLINE: 2})
    states = camera_states(outputs)
    assert set(states) == {camera.camera_id}
    assert states[camera.camera_id].phase is Phase.OFFLINE
