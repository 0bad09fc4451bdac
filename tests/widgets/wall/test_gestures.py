"""What hands do to a wall: every key of the table, mouse, wheel and drops, each judged by what it changed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.layouts import parse_layout
from app.domain.scenes import Source, SourceStep, Tour
from app.domain.wall import WallState
from app.services.tile_feed import TileFeed
from tests.widgets.wall.conftest import MakeClip, MakeOutput, source_of
from widgets.shell.keys import Context, Key, keys_in
from widgets.wall.output import WallOutput
from widgets.wall.output_window import OutputWindow
from widgets.wall.sources_mime import SOURCES, mime_of
from widgets.wall.tile import LARGEST_ZOOM, Zoom

Wait = Callable[[Callable[[], bool]], None]
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def sources(clip: MakeClip) -> list[Source]:
    return [source_of(clip(number=number)) for number in range(1, 5)]


class Wall:
    """A wall of 3 × 3 with four sources, its middle tile selected, and what its window was asked for."""

    def __init__(self, output: WallOutput, folder: Path) -> None:
        self.output = output
        self.canvas = output.canvas
        self.folder = folder
        self.window = OutputWindow(output, seat="", snapshot_folder=lambda: folder)
        self.asked: list[object] = []
        self.window.scene_asked.connect(self.asked.append)
        self.window.keys_asked.connect(lambda: self.asked.append("keys"))
        self.window.report_asked.connect(lambda: self.asked.append("report"))

    @property
    def state(self) -> WallState:
        return self.output.state

    def middle(self, tile: int) -> QPoint:
        return self.canvas.tiles[tile].rect.center()


@pytest.fixture
def wall(make_output: MakeOutput, sources: list[Source], tmp_path: Path, wait_until: Wait) -> Iterator[Wall]:
    wall = Wall(make_output("3x3"), tmp_path)
    wall.output.fill([sources[0], sources[1], sources[2], sources[3], sources[0]])
    wall.output.command(wall.state.select(4))
    wait_until(lambda: all(tile.feed is None or tile.feed.painted > 0 for tile in wall.canvas.tiles))
    yield wall
    wall.window.close()


# -- keys: what must be true before, and after, each key of the table


def _expanded(wall: Wall) -> None:
    wall.output.command(wall.state.expand(4))


def _zoomed(wall: Wall) -> None:
    wall.canvas.tiles[4].set_zoom(Zoom(4))


def _on_tour(wall: Wall) -> None:
    wall.output.start_tour(Tour("t", (SourceStep(wall.state.sources[0], 60), SourceStep(wall.state.sources[1], 60))))


def _undone(wall: Wall) -> None:
    wall.output.command(wall.state.clear(0))
    wall.output.undo()


def _commanded(wall: Wall) -> None:
    wall.output.command(wall.state.clear(0))


def _opened(wall: Wall) -> list[float]:
    return [feed.counters.opened_s for feed in _feeds(wall)]


def _feeds(wall: Wall) -> list[object]:
    return [tile.feed.view.feed for tile in wall.canvas.tiles if tile.feed is not None]


def _files(wall: Wall, suffix: str) -> bool:
    return [path.suffix for path in wall.folder.iterdir()] == [suffix]


Look = Callable[[Wall], object]
# By the words of the table; {0} is the key's subject. A key whose words are not here fails its test.
EFFECTS: dict[str, tuple[Callable[[Wall], None] | None, Look, object]] = {
    "Select the tile to the left": (None, lambda wall: wall.state.selected, 3),
    "Select the tile to the right": (None, lambda wall: wall.state.selected, 5),
    "Select the tile above": (None, lambda wall: wall.state.selected, 1),
    "Select the tile below": (None, lambda wall: wall.state.selected, 7),
    "Expand or restore the tile": (None, lambda wall: wall.state.expanded, 4),
    "Back to all tiles": (_expanded, lambda wall: wall.state.expanded, None),
    "Clear the tile": (None, lambda wall: wall.state.sources[4], None),
    "Layout {0}": (None, lambda wall: wall.state.layout.name, "{0}"),
    "Overlay on or off": (None, lambda wall: wall.state.overlay, True),
    "How pictures fit their tiles": (None, lambda wall: wall.state.fit, "cover"),
    "Save a snapshot of the tile": (None, lambda wall: _files(wall, ".png"), True),
    "Save a snapshot of the tile as JPEG": (None, lambda wall: _files(wall, ".jpg"), True),
    "Copy the tile's picture": (None, lambda wall: not QGuiApplication.clipboard().image().isNull(), True),
    "Zoom in": (None, lambda wall: wall.canvas.tiles[4].zoom.scale, 1.25),
    "Zoom out": (_zoomed, lambda wall: wall.canvas.tiles[4].zoom.scale, 3.2),
    "Whole picture": (_zoomed, lambda wall: wall.canvas.tiles[4].zoom, Zoom()),
    "Previous scene": (None, lambda wall: wall.asked, [-1]),
    "Next scene": (None, lambda wall: wall.asked, [1]),
    "Pause the tour or let it go on": (_on_tour, lambda wall: wall.output.tour_paused, True),
    "Undo": (_commanded, lambda wall: wall.state.sources[0] is None, False),
    "Redo": (_undone, lambda wall: wall.state.sources[0] is None, True),
    "Full screen or window": (None, lambda wall: wall.canvas.isFullScreen(), True),
    "Report an incident": (None, lambda wall: wall.asked, ["report"]),
    "This sheet": (None, lambda wall: wall.asked, ["keys"]),
}
_RETRIES = {"Connect the tile again now": [4], "Connect all tiles again now": [0, 1, 2, 3, 4]}


def press(wall: Wall, key: Key) -> None:
    combination = key.key_sequence[0]
    QTest.keyClick(wall.canvas, combination.key(), combination.keyboardModifiers())


@pytest.mark.parametrize(
    "key",
    [key for key in keys_in(Context.WALL) if key.words not in _RETRIES],
    ids=lambda key: f"{key.sequence} {key.words}",
)
def test_every_key_does_what_its_words_say(key: Key, wall: Wall, wait_until: Wait) -> None:
    QGuiApplication.clipboard().clear()
    prepare, look, expected = EFFECTS[key.words]
    if prepare is not None:
        prepare(wall)
    expected = expected.format(key.subject) if isinstance(expected, str) else expected
    if key.subject == "3x3":
        wall.output.command(wall.state.with_layout(parse_layout("2x2")))
    assert look(wall) != expected, "the key would change nothing"
    press(wall, key)
    wait_until(lambda: look(wall) == expected)


@pytest.mark.parametrize("key", [key for key in keys_in(Context.WALL) if key.words in _RETRIES], ids=str)
def test_keys_that_connect_again(key: Key, make_output: MakeOutput, unused_port: int, wait_until: Wait) -> None:
    output = make_output("3x3")
    wall = Wall(output, Path())
    output.fill([Source.of_url(f"rtsp://127.0.0.1:{unused_port}/{number}") for number in range(5)])
    output.command(output.state.select(4))
    wait_until(lambda: all(feed.state.next_try_s is not None for feed in _feeds(wall)))
    before = _opened(wall)
    press(wall, key)
    again = _RETRIES[key.words]
    wait_until(lambda: all(_opened(wall)[tile] > before[tile] for tile in again))
    assert [tile for tile in range(5) if _opened(wall)[tile] > before[tile]] == again


def test_the_fit_key_goes_through_all_three(wall: Wall) -> None:
    seen = []
    for _ in range(3):
        QTest.keyClick(wall.canvas, Qt.Key.Key_F)
        seen.append((wall.state.fit, wall.canvas.tiles[0].fit))
    assert seen == [("cover", "cover"), ("stretch", "stretch"), ("contain", "contain")]


def test_escape_first_restores_then_deselects_then_leaves_full_screen(wall: Wall) -> None:
    QTest.keyClick(wall.canvas, Qt.Key.Key_F11)
    _expanded(wall)
    seen = []
    for _ in range(3):
        QTest.keyClick(wall.canvas, Qt.Key.Key_Escape)
        seen.append((wall.state.expanded, wall.state.selected, wall.canvas.isFullScreen()))
    assert seen == [(None, 4, True), (None, None, True), (None, None, False)]


def test_arrows_go_from_picture_to_picture_while_one_is_expanded(wall: Wall) -> None:
    _expanded(wall)
    QTest.keyClick(wall.canvas, Qt.Key.Key_Left)
    assert (wall.state.expanded, wall.state.selected) == (3, 3)
    QTest.keyClick(wall.canvas, Qt.Key.Key_Down)
    assert (wall.state.expanded, wall.state.selected) == (None, 6), "an empty tile is not expanded"
    QTest.keyClick(wall.canvas, Qt.Key.Key_Down)
    assert wall.state.selected == 6, "the edge of the wall"


def test_the_first_arrow_selects_the_first_tile(wall: Wall) -> None:
    wall.output.command(wall.state.select(None))
    QTest.keyClick(wall.canvas, Qt.Key.Key_Right)
    assert wall.state.selected == 0


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_S, Qt.Key.Key_Plus, Qt.Key.Key_Return, Qt.Key.Key_C])
def test_keys_of_a_tile_do_nothing_without_one(key: Qt.Key, wall: Wall) -> None:
    wall.output.command(wall.state.select(None))
    before = wall.state
    QTest.keyClick(wall.canvas, key)
    QTest.keyClick(wall.canvas, key, Qt.KeyboardModifier.ControlModifier)
    assert wall.state == before
    assert list(wall.folder.iterdir()) == []


@pytest.mark.parametrize("code", [0x416, 0x4E2D, 0x1000FFF])
def test_letters_of_any_script_are_no_error(code: int, wall: Wall) -> None:
    before = wall.state
    event = QKeyEvent(QEvent.Type.KeyPress, code, NONE, "")
    event.accept()
    QApplication.sendEvent(wall.canvas, event)
    assert wall.state == before
    assert not event.isAccepted(), "somebody else may want it"


# -- mouse


def drag(wall: Wall, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.mousePress(wall.canvas, LEFT, modifiers, start)
    move(wall, (start + end) / 2, modifiers)
    move(wall, end, modifiers)
    QTest.mouseRelease(wall.canvas, LEFT, modifiers, end)


def move(wall: Wall, point: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """QTest's own move holds no button."""
    where = QPointF(point)
    event = QMouseEvent(
        QEvent.Type.MouseMove, where, QPointF(wall.canvas.mapToGlobal(point)), Qt.MouseButton.NoButton, LEFT, modifiers
    )
    QApplication.sendEvent(wall.canvas, event)


def test_a_click_selects_and_a_double_click_expands_and_restores(wall: Wall) -> None:
    QTest.mouseClick(wall.canvas, LEFT, pos=wall.middle(2))
    assert (wall.state.selected, wall.state.expanded) == (2, None)
    for expanded in (2, None):
        QTest.mouseDClick(wall.canvas, LEFT, pos=wall.middle(2))
        assert wall.state.expanded == expanded


def test_a_double_click_on_an_empty_tile_leaves_the_wall_as_it_is(wall: Wall) -> None:
    QTest.mouseDClick(wall.canvas, LEFT, pos=wall.middle(8))
    assert wall.state.expanded is None


def test_dragging_swaps_and_marks_the_target_on_the_way(wall: Wall, sources: list[Source]) -> None:
    QTest.mousePress(wall.canvas, LEFT, NONE, wall.middle(0))
    move(wall, wall.middle(0) + QPoint(3, 0))
    assert wall.canvas._mark is None, "a hand that trembles is no drag"
    move(wall, wall.middle(0) + QPoint(20, 0))
    assert wall.canvas._mark is None, "nothing to swap with yet"
    move(wall, wall.middle(3))
    assert wall.canvas._mark == wall.canvas.tiles[3].rect
    QTest.mouseRelease(wall.canvas, LEFT, NONE, wall.middle(3))
    assert wall.canvas._mark is None
    assert (wall.state.sources[0], wall.state.sources[3]) == (sources[3], sources[0])
    assert wall.state.selected == 3


def test_a_drag_off_the_wall_changes_nothing(wall: Wall) -> None:
    before = wall.state.sources
    drag(wall, wall.middle(0), QPoint(-50, 2000))
    assert wall.state.sources == before


def test_a_tour_that_divides_the_wall_anew_ends_a_drag(wall: Wall) -> None:
    QTest.mousePress(wall.canvas, LEFT, NONE, wall.middle(4))
    move(wall, wall.middle(1))
    wall.output.command(wall.state.with_layout(parse_layout("1x1")))
    before = wall.state.sources
    move(wall, QPoint(5, 5))
    QTest.mouseRelease(wall.canvas, LEFT, NONE, QPoint(5, 5))
    assert wall.state.sources == before


def test_shift_and_drag_join_tiles(wall: Wall) -> None:
    drag(wall, wall.middle(0), wall.middle(4), SHIFT)
    cell = wall.state.layout.cells[0]
    assert (cell.row_span, cell.column_span) == (2, 2)
    assert len(wall.state.layout) == 6


def test_below_a_strip_the_mouse_finds_what_is_there(wall: Wall) -> None:
    strip = QWidget(wall.canvas)
    strip.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    wall.canvas.put_on_top(strip, lambda: 120)
    assert wall.canvas.tile_at(5, 60) is None
    drag(wall, wall.middle(0), wall.middle(4), SHIFT)
    assert [(cell.row_span, cell.column_span) for cell in wall.state.layout.cells[:2]] == [(2, 2), (1, 1)]
    wall.canvas.clear_top()
    assert wall.canvas.tile_at(5, 60) == 0


def test_an_expanded_tile_is_neither_swapped_nor_joined(wall: Wall) -> None:
    _expanded(wall)
    before = wall.state
    for modifiers in (NONE, SHIFT):
        drag(wall, QPoint(20, 20), QPoint(600, 300), modifiers)
    assert wall.state == before


# -- wheel


def wheel(wall: Wall, point: QPoint, steps: float) -> None:
    where = QPointF(point)
    event = QWheelEvent(
        where,
        QPointF(wall.canvas.mapToGlobal(point)),
        QPoint(),
        QPoint(0, round(steps * 120)),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(wall.canvas, event)


def part_under(wall: Wall, tile: int, point: QPoint) -> tuple[float, float]:
    """Which part of the picture (0 … 1) is painted there."""
    picture = wall.canvas.tiles[tile].picture_rect()
    return (point.x() - picture.x()) / picture.width(), (point.y() - picture.y()) / picture.height()


@pytest.mark.parametrize("offset", [QPoint(0, 0), QPoint(60, -30), QPoint(-80, 40)])
def test_what_the_pointer_is_at_stays_under_it(wall: Wall, offset: QPoint) -> None:
    wall.output.command(wall.state.with_layout(parse_layout("1x1")))
    point = wall.middle(0) + offset
    before = part_under(wall, 0, point)
    for steps in (1, 3, 2, -1, 1.5):
        wheel(wall, point, steps)
        assert part_under(wall, 0, point) == pytest.approx(before, abs=0.01)
    assert wall.canvas.tiles[0].zoom.scale > 3


def test_the_wheel_stops_at_both_ends(wall: Wall) -> None:
    for steps, scale in ((50, LARGEST_ZOOM), (-90, 1.0)):
        wheel(wall, wall.middle(1), steps)
        assert wall.canvas.tiles[1].zoom.scale == scale
    assert wall.canvas.tiles[1].zoom == Zoom()


def test_the_wheel_over_an_empty_tile_and_sideways_does_nothing(wall: Wall) -> None:
    wheel(wall, wall.middle(8), 3)
    wheel(wall, wall.middle(0), 0)
    assert {tile.zoom for tile in wall.canvas.tiles} == {Zoom()}


def test_dragging_a_zoomed_picture_moves_it_with_the_hand(wall: Wall) -> None:
    wall.output.command(wall.state.with_layout(parse_layout("1x1")))
    wheel(wall, wall.middle(0), 6)
    start, end = wall.middle(0), wall.middle(0) + QPoint(70, -40)
    before = part_under(wall, 0, start)
    sources = wall.state.sources
    drag(wall, start, end)
    assert part_under(wall, 0, end) == pytest.approx(before, abs=0.01)
    assert wall.state.sources == sources
    drag(wall, QPoint(10, 10), QPoint(5000, 5000))
    picture, rect = wall.canvas.tiles[0].picture_rect(), wall.canvas.tiles[0].rect
    assert picture.topLeft() == rect.topLeft(), "no further than to its corner"


# -- drops


def drop(wall: Wall, mime: QMimeData, point: QPoint) -> bool:
    """As Qt does it: what refuses the drag is never asked about the drop."""
    for kind, where in ((QDragEnterEvent, point), (QDropEvent, QPointF(point))):
        event = kind(where, Qt.DropAction.CopyAction, mime, LEFT, NONE)
        event.ignore()
        QApplication.sendEvent(wall.canvas, event)
        if not event.isAccepted():
            return False
    return True


def test_one_dropped_source_goes_where_it_was_dropped(wall: Wall, sources: list[Source]) -> None:
    mime = mime_of([sources[3]])
    enter = QDragEnterEvent(wall.middle(8), Qt.DropAction.CopyAction, mime, LEFT, NONE)
    QApplication.sendEvent(wall.canvas, enter)
    assert enter.isAccepted()
    assert wall.canvas._mark == wall.canvas.tiles[8].rect
    assert drop(wall, mime, wall.middle(8))
    assert wall.canvas._mark is None
    assert (wall.state.sources[8], wall.state.selected) == (sources[3], 8)


def test_a_drag_that_leaves_takes_its_mark_along(wall: Wall, sources: list[Source]) -> None:
    mime = mime_of([sources[3]])
    QApplication.sendEvent(wall.canvas, QDragEnterEvent(wall.middle(8), Qt.DropAction.CopyAction, mime, LEFT, NONE))
    QApplication.sendEvent(wall.canvas, QDragLeaveEvent())
    assert wall.canvas._mark is None


def test_several_dropped_sources_go_from_the_tile_on(wall: Wall, sources: list[Source]) -> None:
    before = wall.state.sources
    assert drop(wall, mime_of(sources[2:]), wall.middle(6))
    assert wall.state.sources == (*before[:6], *sources[2:], *before[8:])


def test_files_and_addresses_of_other_programs(wall: Wall, clip: MakeClip) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(clip(number=2)))])
    assert drop(wall, mime, wall.middle(7))
    assert wall.state.sources[7].value.endswith("320x180-2.mp4")
    text = QMimeData()
    text.setText("rtsp://127.0.0.1:9/one\nnot an address\n  rtsp://127.0.0.1:9/two\n")
    assert drop(wall, text, wall.middle(7))
    assert [source and source.value for source in wall.state.sources[7:]] == [
        "rtsp://127.0.0.1:9/one",
        "rtsp://127.0.0.1:9/two",
    ]


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"null", b"[1]", b'[["camera"]]', b'[["moon", "x"]]', b"\xff\xfe", b'{"a": 1}', b'["ab"]'],
    ids=repr,
)
def test_nonsense_under_our_own_name_is_refused(wall: Wall, data: bytes) -> None:
    before = wall.state
    mime = QMimeData()
    mime.setData(SOURCES, data)
    assert not drop(wall, mime, wall.middle(0))
    assert wall.state == before


def test_text_that_is_no_address_is_refused(wall: Wall) -> None:
    before = wall.state
    mime = QMimeData()
    mime.setText("火灾 at the mall\nftp://")
    assert not drop(wall, mime, wall.middle(0))
    assert wall.state == before


def test_feeds_stay_with_their_tiles_through_it_all(wall: Wall) -> None:
    """Whatever was done above goes through commands: here the undo brings back the very feeds' sources."""
    before: list[TileFeed | None] = [tile.feed for tile in wall.canvas.tiles]
    drag(wall, wall.middle(0), wall.middle(3))
    wall.output.undo()
    assert [tile.feed for tile in wall.canvas.tiles] == before
