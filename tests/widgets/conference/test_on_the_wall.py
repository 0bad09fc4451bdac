"""Somebody of a conference on this seat's wall: put there by menu or push, named, and truthful when they are away."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.outputs import Output
from app.domain.rooms import ParticipationStatus
from app.domain.scenes import Source
from app.link.mirror import Mirror
from app.link.output_link import PushRefusedError
from app.services.camera_registry import CameraRegistry
from app.services.scene_library import SceneLibrary
from app.services.tile_feed import TileFeed, TileSource
from streams.errors import Reason
from streams.feeds import Feeds
from streams.state import Phase, StreamState
from tests.fakes.hub_client import FakeHubClient
from tests.fakes.sample_rooms import a_place
from widgets.conference.put_on_wall import add_wall_menu
from widgets.wall.output import WallOutput
from widgets.wall.outputs import Outputs
from widgets.wall.shared_outputs import SharedOutputs
from widgets.wall.sources_mime import mime_of, sources_in
from widgets.wall.words import state_lines

WANG = Source.of_participant("wang")


def find(menu: QMenu, *path: str) -> Callable[[], None]:
    """What an entry does, by the words on the way to it."""
    for words in path[:-1]:
        menu = next(action.menu() for action in menu.actions() if action.text() == words)
    return next(action.trigger for action in menu.actions() if action.text() == path[-1])


def test_the_menu_puts_them_where_there_is_room_or_in_a_tile_or_on_another_seats_output(outputs: Outputs) -> None:
    window = QWidget()
    menu = QMenu(window)
    pushed: list[tuple[str, Source]] = []
    other = Output(output_id="o", name="大屏", seat="指挥厅", unit_id="310105", online=True)
    add_wall_menu(
        menu,
        WANG,
        own=outputs.all,
        others=[other, replace(other, output_id="gone", name="关", online=False)],
        push=lambda output_id, source: pushed.append((output_id, source)),
    )
    first = outputs.all[0]
    find(menu, "Put on the wall", "Output 1", "Tile 3: empty")()
    assert first.state.tiles_of(WANG) == (2,)
    find(menu, "Put on the wall", "Output 1", "Where there is room")()
    assert first.state.tiles_of(WANG) == (2,), "it is there already"
    find(menu, "Put on the wall", "指挥厅 · 大屏")()
    assert pushed == [("o", WANG)]
    wall = next(action.menu() for action in menu.actions())
    assert [action.isEnabled() for action in wall.actions()][-1] is False
    first.undo()
    assert first.state.tiles_of(WANG) == ()


def test_a_participant_travels_by_drag_and_drop() -> None:
    for source in (WANG, Source.of_participant("wang/screen")):
        assert sources_in(mime_of([source])) == [source]


class Windows:
    """Screens are known by the names of their outputs."""

    def identity_of(self, output: WallOutput) -> str:
        return output.name


async def test_what_is_pushed_is_put_up_while_they_are_in_the_room(outputs: Outputs, registry: CameraRegistry) -> None:
    mirror = Mirror()
    mirror.put(a_place("wang", "王(消防)"))
    mirror.put(a_place("gone", "走了", status=ParticipationStatus.LEFT))
    shared = SharedOutputs(
        outputs,
        Windows(),  # type: ignore[arg-type]
        mirror=mirror,
        client=FakeHubClient(),  # type: ignore[arg-type]
        scenes=SceneLibrary(),
        cameras=registry,
        seat_name="seat",
        failed=lambda _output, _error: None,
    )
    first = outputs.all[0]
    output_id = shared.id_of(first)
    assert output_id is not None
    assert shared.show_source(output_id, WANG, 3) == 3
    assert first.state.sources[3] == WANG
    for value in ("gone", "nobody/screen"):
        with pytest.raises(PushRefusedError, match="not-in-room"):
            shared.show_source(output_id, Source.of_participant(value), None)
    await shared.close()


@pytest.mark.parametrize(
    ("absent", "words", "phase"),
    [
        (Reason.NOT_IN_ROOM, "Not in the room", Phase.OFFLINE),
        (Reason.CAMERA_OFF, "Camera off", Phase.OFFLINE),
        (Reason.VOICE_ONLY, "Voice only", Phase.OFFLINE),
        (Reason.NOT_SHARING, "Shares nothing now", Phase.OFFLINE),
        (Reason.LINE_LOST, "Reconnecting", Phase.RECONNECTING),
    ],
)
def test_a_tile_says_why_there_is_no_picture(feeds: Feeds, absent: Reason, words: str, phase: Phase) -> None:
    feed = TileFeed(feeds, TileSource("王(消防)", "", participation_id="wang", absent=absent))
    feed.show(width=640, height=360)
    assert feed.view is None, "nothing is opened for that"
    state = feed.state(100.0)
    assert (state.phase, state_lines(state, 100.0, None)) == (phase, [words])
    feed.close()


def test_of_a_camera_nothing_is_said_in_these_words() -> None:
    assert state_lines(StreamState(Phase.OFFLINE, 0.0, Reason.REFUSED), 1.0, None)[0] == "Offline"
