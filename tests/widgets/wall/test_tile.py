"""What one tile says and shows: the truth about its source, in words and pixels that fit."""

import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QTranslator
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from app.domain.scenes import FitMode, Source
from app.services.tile_feed import TileSource
from streams.errors import Reason
from streams.state import Phase, StreamState
from tests.widgets.wall.conftest import MakeClip, MakeOutput, pixels_of, source_of
from widgets.translation import install_translation
from widgets.wall.output import WallOutput
from widgets.wall.tile import LARGEST_ZOOM, Tile, Zoom, _strip
from widgets.wall.words import duration_words, phase_words, reason_words, state_lines

Wait = Callable[[Callable[[], bool]], None]
FACTS = ("35 ms", "10:32:07", "25 fps", "640×360", "1.2 Mb/s", "H.264")


@pytest.fixture
def in_chinese(application: QApplication) -> Iterator[None]:
    before = application.findChildren(QTranslator)
    install_translation(application, "zh_CN")
    yield
    for translator in application.findChildren(QTranslator):
        if translator not in before:
            application.removeTranslator(translator)
            translator.deleteLater()


@pytest.fixture
def output(make_output: MakeOutput, clip: MakeClip, wait_until: Wait) -> WallOutput:
    """One tile with a picture that stands, of which a test says what state it is in."""
    output = make_output("1x1")
    output.fill([source_of(clip())])
    feed = output.canvas.tiles[0].feed
    wait_until(lambda: output.canvas.tiles[0].is_live)
    output.canvas._clock.stop()
    feed.hide()
    return output


def put(output: WallOutput, state: StreamState) -> None:
    """What the source may do at any moment, at this moment."""
    tile = output.canvas.tiles[0]
    tile.feed.state = lambda _now_s: state
    tile.refresh(time.monotonic())


def look(output: WallOutput) -> np.ndarray:
    return pixels_of(output.canvas.grab().toImage()).astype(int)


def ink(rows: np.ndarray) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is neither ground nor black."""
    ys, xs = np.nonzero(rows.sum(axis=2) > 150)
    return xs.min(), ys.min(), xs.max(), ys.max()


# -- words


def test_every_phase_and_reason_has_words_of_its_own() -> None:
    assert len({phase_words(phase) for phase in Phase}) == len(Phase)
    assert len({reason_words(reason) for reason in Reason}) == len(Reason)
    assert all(phase_words(phase) for phase in Phase)


def test_every_phase_and_reason_is_chinese_on_a_chinese_screen(in_chinese: None) -> None:
    words = [*(phase_words(phase) for phase in Phase), *(reason_words(reason) for reason in Reason)]
    words += [duration_words(seconds) for seconds in (5, 65, 4000)]
    latin = [word for word in words if not any("\u4e00" <= letter <= "\u9fff" for letter in word)]
    assert latin == []
    lines = state_lines(StreamState(Phase.OFFLINE, 0.0, Reason.REFUSED, "", 3, 130.0), 120.0, None)
    assert len(lines) == 4
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in line) for line in lines)


@pytest.mark.parametrize(
    ("state", "age_s", "lines"),
    [
        (StreamState(Phase.CONNECTING, 100.0), None, ["Connecting"]),
        (StreamState(Phase.STALE, 95.0, Reason.STALLED), 5.4, ["Picture stands still", "for 5 s"]),
        (StreamState(Phase.STALE, 20.0, Reason.UNCHANGED), 0.1, ["Picture unchanged for 1 min 20 s"]),
        (
            StreamState(Phase.RECONNECTING, 99.0, Reason.ENDED, "", 2, 103.2),
            1.0,
            ["Reconnecting", reason_words(Reason.ENDED), "Attempt 3, next try in 4 s"],
        ),
        (
            StreamState(Phase.OFFLINE, 30.0, Reason.WRONG_PASSWORD, "", 4, 99.9),
            None,
            ["Offline", "Wrong user or password", "since 1 min 10 s", "Attempt 5, trying now"],
        ),
        (StreamState(Phase.OFFLINE, 99.0, Reason.BAD_ADDRESS), None, ["Offline", "The address is not valid"]),
        (StreamState(Phase.UNSUPPORTED, 99.0, Reason.UNSUPPORTED_CODEC), None, ["Video format not supported"]),
    ],
    ids=lambda value: value.phase if isinstance(value, StreamState) else None,
)
def test_the_lines_on_a_tile(state: StreamState, age_s: float | None, lines: list[str]) -> None:
    assert state_lines(state, 100.0, age_s) == lines


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0 s"),
        (59.9, "59 s"),
        (60, "1 min 00 s"),
        (3599, "59 min 59 s"),
        (3600, "1 h 00 min"),
        (9e4, "25 h 00 min"),
    ],
)
def test_durations_are_rounded_down(seconds: float, words: str) -> None:
    assert duration_words(seconds) == words


# -- picture and words


def test_a_dead_sources_last_picture_is_not_shown(output: WallOutput) -> None:
    for phase in (Phase.OFFLINE, Phase.UNSUPPORTED):
        put(output, StreamState(phase, time.monotonic(), Reason.REFUSED))
        rows = look(output)
        assert rows[20:60].max() < 60, "nothing of the red and blue"
        assert not output.canvas.tiles[0].has_news()


@pytest.mark.parametrize("phase", [Phase.STALE, Phase.RECONNECTING])
def test_an_old_picture_is_dimmed_under_its_words(output: WallOutput, phase: Phase) -> None:
    live = look(output)
    put(output, StreamState(phase, time.monotonic(), Reason.STALLED))
    rows = look(output)
    corner = np.s_[5:60, 5:100]
    assert 0.1 < rows[corner].mean() / live[corner].mean() < 0.5
    assert rows[corner][..., 0].mean() > rows[corner][..., 2].mean(), "still the red half"
    left, _, right, _ = ink(rows[100:260])
    assert 200 < (left + right) / 2 < 440


def test_an_unchanged_picture_stays_bright_under_a_plate(output: WallOutput) -> None:
    live = look(output)
    put(output, StreamState(Phase.STALE, time.monotonic(), Reason.UNCHANGED))
    rows = look(output)
    assert (rows[60:] == live[60:]).all()
    assert (rows[:20] != live[:20]).any()


def test_the_words_go_when_the_source_is_back(output: WallOutput) -> None:
    live = look(output)
    put(output, StreamState(Phase.OFFLINE, time.monotonic(), Reason.REFUSED))
    put(output, StreamState(Phase.LIVE, time.monotonic()))
    assert (look(output) == live).all()


def test_words_alone_are_reason_enough_to_paint_and_the_same_words_are_not(output: WallOutput) -> None:
    tile = output.canvas.tiles[0]
    state = StreamState(Phase.OFFLINE, time.monotonic(), Reason.REFUSED)
    tile.feed.state = lambda _now_s: state
    assert tile.refresh(time.monotonic())
    assert not tile.refresh(time.monotonic())


@pytest.mark.parametrize("overlay", [False, True])
@pytest.mark.parametrize("size", [(96, 54), (120, 67), (240, 135), (480, 270), (1920, 1080), (3840, 2160)])
def test_the_headline_is_whole_in_a_tile_of_every_size(
    output: WallOutput, size: tuple[int, int], overlay: bool
) -> None:
    output.command(output.state.with_overlay(overlay))
    output.canvas.resize(*size)
    now_s = time.monotonic()
    put(output, StreamState(Phase.OFFLINE, now_s - 200, Reason.REFUSED, "", 3, now_s + 40))
    assert len(output.canvas.tiles[0]._words) == 4
    rows = look(output)
    red = (rows[..., 0] > 120) & (rows[..., 1] < 110) & (rows[..., 2] < 110)
    # The overlay's dot has the same colour.
    red[-_strip(10, size[1], QFont(), "", (), None).height() :] = False
    ys, xs = np.nonzero(red)
    assert ys.min() > 0, "not cut at the top"
    assert xs.min() > 0
    assert xs.max() < size[0] - 1
    cap_height = ys.max() - ys.min()
    assert cap_height >= 6
    assert cap_height >= size[1] // 72, "as large to the eye on a finer screen"


@pytest.mark.parametrize(
    "name",
    ["长" * 300, "👩‍👩‍👧‍👦🔥" * 60, "\u202eמצלמה שער ראשי" * 20, "A" * 500, "کیمرہ", "a\u0301" * 300, "two\nlines"],
)
def test_a_name_of_any_kind_stays_in_its_tile(
    make_output: MakeOutput, unused_port: int, name: str, wait_until: Wait
) -> None:
    output = make_output("1x2", resolve=lambda source: TileSource(name, source.value))
    output.command(output.state.with_overlay(True))
    plain = look(output)
    output.command(output.state.assign(0, Source.of_url(f"rtsp://127.0.0.1:{unused_port}/x")))
    wait_until(lambda: output.canvas.tiles[0]._phase is Phase.OFFLINE)
    output.canvas._clock.stop()
    rows = look(output)
    rect = output.canvas.tiles[1].rect
    assert (rows[:, rect.x() - 1 :] == plain[:, rect.x() - 1 :]).all(), "the neighbour is untouched"
    words = rows[: 360 - _strip(10, 360, QFont(), "", (), None).height(), : rect.x() - 1]
    left, _, right, _ = ink(words)
    assert left >= 4
    assert right <= rect.x() - 5
    assert (rows[:, : rect.x() - 1] != plain[:, : rect.x() - 1]).any()


# -- overlay


def strip(width: int, name: str, facts: tuple[str, ...]) -> np.ndarray:
    image = _strip(width, width * 9 // 16, QApplication.font(), name, facts, Phase.LIVE)
    return pixels_of(image)


def facts_shown(width: int, name: str) -> int:
    """How many facts stand there, uncut: their pixels are those of a line with just so many facts."""
    whole = strip(width, name, FACTS)
    for count in range(len(FACTS), 0, -1):
        bare, alone = strip(width, "", ()), strip(width, "", FACTS[:count])
        columns = np.nonzero((bare != alone).any(axis=(0, 2)))[0]
        if len(columns) and (whole[:, columns[0] :] == alone[:, columns[0] :]).all():
            return count
    return 0


@pytest.mark.parametrize("name", ["2号口", "上海动物园正门西侧人行天桥下停车场出入口" * 3])
def test_as_many_facts_as_fit_stand_on_the_overlay_whole(name: str) -> None:
    counts = [facts_shown(width, name) for width in (120, 240, 320, 480, 960, 1920, 3840)]
    assert counts == sorted(counts), "never fewer on a wider tile"
    assert counts[-1] == len(FACTS)
    assert counts[1] >= 1, "the age at least"


@pytest.mark.parametrize("width", [1, 3, 12, 60, 120, 3840])
def test_a_strip_of_any_width_can_be_made(width: int) -> None:
    assert strip(width, "名" * 100, FACTS).shape[1] == width


@pytest.mark.parametrize("width", [120, 240, 960])
def test_a_long_name_leaves_the_facts_alone_and_is_seen_itself(width: int) -> None:
    rows, unnamed = strip(width, "长" * 200, FACTS), strip(width, "", ())
    left = (rows != unnamed).any(axis=(0, 2))[: width // 3]
    assert left.sum() > 10


def test_the_overlay_tells_what_comes_in(output: WallOutput, make_output: MakeOutput, wait_until: Wait) -> None:
    live = make_output("1x1")
    live.command(live.state.with_overlay(True))
    live.fill([output.state.sources[0]])
    tile = live.canvas.tiles[0]
    wait_until(lambda: len(live.canvas.overlay_text.facts(tile)) == 6)
    age, clock, fps, size, rate, codec = live.canvas.overlay_text.facts(tile)
    assert age.endswith(" ms")
    assert len(clock) == 8
    assert fps.endswith(" fps")
    assert (size, codec) == ("320×180", "H.264")
    assert rate.endswith(" Mb/s")


# -- zoom


def test_zoom_stays_within_the_picture_and_its_limits(output: WallOutput) -> None:
    tile = output.canvas.tiles[0]
    tile.set_zoom(Zoom(100, -5, 7))
    assert tile.zoom == Zoom(LARGEST_ZOOM, 0.5 / LARGEST_ZOOM, 1 - 0.5 / LARGEST_ZOOM)
    tile.set_zoom(Zoom(0.1, 0.9, 0.9))
    assert tile.zoom == Zoom()


@pytest.mark.parametrize("fit", list(FitMode))
@pytest.mark.parametrize("shape", [(320, 240), (180, 320)])
def test_zoomed_in_no_bar_is_left_that_need_not_be(
    fit: FitMode, shape: tuple[int, int], make_output: MakeOutput, clip: MakeClip, wait_until: Wait
) -> None:
    output = make_output("1x1")
    output.command(output.state.with_fit(fit))
    output.fill([source_of(clip(*shape))])
    tile = output.canvas.tiles[0]
    wait_until(lambda: tile.feed.painted > 0)
    for factor, point in ((1.7, QPointF(0, 0)), (2, QPointF(639, 359)), (1.5, QPointF(300, 0)), (0.5, QPointF(9, 350))):
        tile.zoom_by(factor, point)
        picture, rect = tile.picture_rect(), tile.rect
        for start, length, low, high in (
            (picture.x(), picture.width(), rect.x(), rect.right() + 1),
            (picture.y(), picture.height(), rect.y(), rect.bottom() + 1),
        ):
            if length >= high - low:
                assert start <= low and start + length >= high - 1
            else:
                assert abs((start - low) - (high - start - length)) <= 1, "in the middle"


def test_another_source_is_not_zoomed(output: WallOutput, clip: MakeClip) -> None:
    tile = output.canvas.tiles[0]
    tile.set_zoom(Zoom(4))
    output.fill([source_of(clip(number=2))])
    assert tile.zoom == Zoom()


def test_a_tile_without_a_source_is_neither_zoomed_nor_in_need_of_paint(make_output: MakeOutput) -> None:
    tile: Tile = make_output("1x1").canvas.tiles[0]
    tile.zoom_by(3)
    assert tile.zoom == Zoom()
    assert not tile.has_news()
    assert not tile.refresh(0.0)
