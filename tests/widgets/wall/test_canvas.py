"""The wall's surface to the pixel: right places at every scale, nothing painted that nobody needs."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.domain.layouts import BUILT_IN, parse_layout
from app.domain.scenes import FitMode, Source
from app.services.tile_feed import TileFeed, TileSource
from streams.decode.lane import Effort
from streams.feeds import Feeds
from tests.widgets.wall.conftest import MakeClip, MakeOutput, pixels_of, source_of
from widgets import colours
from widgets.wall.canvas import WallCanvas
from widgets.wall.output import WallOutput
from widgets.wall.tile import Tile

Wait = Callable[[Callable[[], bool]], None]
ROOT = Path(__file__).parents[3]


def colour_at(rows: np.ndarray, x: int, y: int) -> str:
    red, green, blue = (int(part) for part in rows[y, x])
    return "red" if red > blue + 60 else "blue" if blue > red + 60 else "dark" if red + green + blue < 120 else "other"


def size_of(tile: Tile) -> tuple[int, int] | None:
    """Of the picture that the tile has to paint."""
    frame = tile.feed.newest()
    return (frame.width, frame.height) if frame is not None else None


def look(output: WallOutput) -> np.ndarray:
    return pixels_of(output.canvas.grab().toImage())


def painted_tiles(canvas: WallCanvas, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the tiles as they are painted from now on."""
    seen: list[int] = []
    paint = type(canvas.tiles[0]).paint

    def noting(tile: Any, painter: QPainter, **others: Any) -> None:
        seen.append(canvas.tiles.index(tile))
        paint(tile, painter, **others)

    monkeypatch.setattr(type(canvas.tiles[0]), "paint", noting)
    return seen


# -- to the pixel, at every scale


@pytest.mark.parametrize(
    ("scale", "size", "layout", "strip", "pixels"),
    [
        ("1", "640x360", "4x4", 0, [640, 360]),
        ("1.5", "641x361", "3x3", 0, [962, 542]),
        ("1.5", "801x451", "1+5", 61, [1202, 677]),
        ("2", "640x361", "2x2", 0, [1280, 722]),
        ("1.75", "333x111", "4x4", 0, [583, 194]),
    ],
)
def test_pictures_are_painted_one_to_one_without_seam_or_overlap(
    scale: str, size: str, layout: str, strip: int, pixels: list[int], clip: MakeClip, tmp_path: Path
) -> None:
    tiles = len(parse_layout(layout))
    for number in range(tiles):
        (tmp_path / f"{number}.mp4").symlink_to(clip())
    answer = subprocess.run(
        [sys.executable, "-m", "tests.widgets.wall.canvas_child", str(tmp_path), size, layout, str(strip)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert (told["ratio"], told["size"], told["tiles"]) == (float(scale), pixels, tiles)
    assert told["exact"], "every picture's own pixels"
    assert told["window"], "the same whether painted by the clock or by Qt"
    assert told["overlaps"] == 0
    assert told["gaps"], "one pixel of the line's colour between"
    assert told["gap share"] < 0.03
    assert told["last"] == [1, 1], "up to the last row and column"


@pytest.mark.parametrize("layout", BUILT_IN)
@pytest.mark.parametrize("size", [(1, 1), (7, 3), (101, 57), (1921, 1079)])
def test_every_layout_survives_every_size(layout: str, size: tuple[int, int], application: QApplication) -> None:
    canvas = WallCanvas(parse_layout(layout))
    canvas.resize(*size)
    image = QImage(*size, QImage.Format.Format_RGB32)
    canvas.render(image)
    painter = QPainter(image)
    canvas.paint_miniature(painter, QRect(0, 0, *size))
    painter.end()
    canvas.deleteLater()


@pytest.mark.parametrize("fit", list(FitMode))
def test_a_tiny_wall_with_pictures_on_it(
    fit: FitMode, make_output: MakeOutput, clip: MakeClip, wait_until: Wait
) -> None:
    output = make_output("8x8")
    output.fill([source_of(clip())])
    wait_until(lambda: output.canvas.tiles[0].feed.painted > 0)
    output.command(output.state.with_fit(fit).with_overlay(True))
    for size in ((1, 1), (5, 2), (40, 9), (640, 360)):
        output.canvas.resize(*size)
        output.canvas.set_notice("notice")
        rows = look(output)
        assert rows.shape[:2] == (size[1], size[0])
        miniature = QImage(3, 2, QImage.Format.Format_RGB32)
        painter = QPainter(miniature)
        output.canvas.paint_miniature(painter, miniature.rect())
        painter.end()


def test_an_empty_wall_is_ground_and_lines(make_output: MakeOutput) -> None:
    output = make_output("2x2")
    rows = look(output)
    ground, line = ([colour.red(), colour.green(), colour.blue()] for colour in (colours.GROUND, colours.LINE))
    for tile in output.canvas.tiles:
        rect = tile.rect
        assert (rows[rect.y() : rect.y() + rect.height(), rect.x() : rect.x() + rect.width()] == ground).all()
        rows[rect.y() : rect.y() + rect.height(), rect.x() : rect.x() + rect.width()] = line
    assert (rows == line).all()


def test_resizing_follows_with_the_pictures_pixels(make_output: MakeOutput, clip: MakeClip, wait_until: Wait) -> None:
    output = make_output("1x1")
    output.fill([source_of(clip())])
    tile = output.canvas.tiles[0]
    wait_until(lambda: tile.feed.painted > 0)
    output.canvas.resize(960, 540)
    assert tile.rect == QRect(0, 0, 960, 540)
    wait_until(lambda: size_of(tile) == (960, 540))
    rows = look(output)
    assert (colour_at(rows, 5, 535), colour_at(rows, 955, 5)) == ("red", "blue")


# -- shapes


@pytest.mark.parametrize(
    ("shape", "fit", "bars", "picture"),
    [
        ((320, 240), FitMode.CONTAIN, [(10, 180), (630, 180)], QRect(80, 0, 480, 360)),
        ((180, 320), FitMode.CONTAIN, [(100, 180), (500, 180)], QRect(219, 0, 202, 360)),
        ((320, 240), FitMode.COVER, [], QRect(0, -60, 640, 480)),
        ((180, 320), FitMode.COVER, [], QRect(0, -389, 640, 1138)),
        ((320, 240), FitMode.STRETCH, [], QRect(0, 0, 640, 360)),
        ((180, 320), FitMode.STRETCH, [], QRect(0, 0, 640, 360)),
    ],
)
def test_pictures_of_another_shape(
    shape: tuple[int, int],
    fit: FitMode,
    bars: list[tuple[int, int]],
    picture: QRect,
    make_output: MakeOutput,
    clip: MakeClip,
    wait_until: Wait,
) -> None:
    output = make_output("1x1")
    output.command(output.state.with_fit(fit))
    output.fill([source_of(clip(*shape))])
    tile = output.canvas.tiles[0]
    size = picture.width() + picture.width() % 2, picture.height() + picture.height() % 2
    wait_until(lambda: size_of(tile) == size)
    shown = tile.picture_rect()
    assert max(abs(shown.x() - picture.x()), abs(shown.y() - picture.y())) <= 1
    assert shown.size() == picture.size()
    rows = look(output)
    assert [colour_at(rows, x, y) for x, y in bars] == ["dark"] * len(bars)
    inside = shown & tile.rect
    middle = inside.center()
    assert colour_at(rows, inside.left() + 4, middle.y()) == "red"
    assert colour_at(rows, inside.right() - 4, middle.y()) == "blue"


def test_a_changed_fit_leaves_nothing_of_the_picture_before(
    make_output: MakeOutput, clip: MakeClip, wait_until: Wait
) -> None:
    output = make_output("1x1")
    output.fill([source_of(clip(180, 320))])
    tile = output.canvas.tiles[0]
    output.command(output.state.with_fit(FitMode.STRETCH))
    wait_until(lambda: size_of(tile) == (640, 360))
    output.command(output.state.with_fit(FitMode.CONTAIN))
    wait_until(lambda: size_of(tile) == (202, 360))
    rows = look(output)
    assert {colour_at(rows, x, 180) for x in (5, 150, 480, 635)} == {"dark"}


# -- zoom


def test_a_zoomed_picture_keeps_its_shape_and_is_cut_at_the_tile(
    make_output: MakeOutput, clip: MakeClip, wait_until: Wait
) -> None:
    output = make_output("1x2")
    output.fill([source_of(clip(320, 240)), source_of(clip(320, 240, 2))])
    wait_until(lambda: all(tile.feed.painted > 0 for tile in output.canvas.tiles))
    tile = output.canvas.tiles[0]
    tile.zoom_by(3, tile.rect.center())
    shown = tile.picture_rect()
    assert shown.width() / shown.height() == pytest.approx(4 / 3, abs=0.01)
    rows = look(output)
    middle = tile.rect.center()
    assert (colour_at(rows, middle.x() - 20, middle.y()), colour_at(rows, middle.x() + 20, middle.y())) == (
        "red",
        "blue",
    )
    assert colour_at(rows, output.canvas.tiles[1].rect.left() + 4, middle.y()) == "red", "the neighbour is untouched"


def test_zoom_asks_for_more_pixels_up_to_those_of_the_camera(
    make_output: MakeOutput, clip: MakeClip, wait_until: Wait
) -> None:
    output = make_output("2x2")
    output.fill([source_of(clip(1280, 720))])
    tile = output.canvas.tiles[0]
    wait_until(lambda: tile.feed.painted > 0)
    widths = []
    for _ in range(5):
        tile.zoom_by(2)
        widths.append(tile.feed.view.demand.width)
    assert widths == [636, 1274, 1280, 1280, 1280]


def test_zooming_into_a_picture_that_is_enlarged_already_asks_for_no_more(
    make_output: MakeOutput, clip: MakeClip, wait_until: Wait
) -> None:
    output = make_output("1x1")
    output.fill([source_of(clip())])
    tile = output.canvas.tiles[0]
    wait_until(lambda: tile.feed.painted > 0)
    before = tile.feed.view.demand
    tile.zoom_by(8)
    assert tile.feed.view.demand == before


# -- only what is needed


def test_only_tiles_with_news_are_painted_again(
    make_output: MakeOutput, clip: MakeClip, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = make_output("2x2")
    output.fill([source_of(clip())])
    canvas = output.canvas
    wait_until(lambda: canvas.tiles[0].feed.painted > 2)
    seen = painted_tiles(canvas, monkeypatch)
    painted = canvas.tiles[0].feed.painted
    wait_until(lambda: canvas.tiles[0].feed.painted > painted + 5)
    assert set(seen) == {0}
    assert len(seen) == canvas.tiles[0].feed.painted - painted, "each picture once"


def test_a_picture_that_stands_still_is_not_painted_again(
    make_output: MakeOutput, clip: MakeClip, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = make_output("2x2")
    output.fill([source_of(clip())])
    canvas = output.canvas
    wait_until(lambda: canvas.tiles[0].feed.painted > 2)
    canvas.tiles[0].feed.view.ask(type(canvas.tiles[0].feed.view.demand)(Effort.HOLD))
    seen = painted_tiles(canvas, monkeypatch)
    ticks = canvas._ticks
    wait_until(lambda: canvas._ticks > ticks + 12)
    assert len(seen) <= 3, "what was on its way, and the words once"


def test_a_hidden_wall_asks_for_nothing_and_does_not_tick(
    make_output: MakeOutput, clip: MakeClip, wait_until: Wait
) -> None:
    output = make_output("2x2")
    output.fill([source_of(clip(number=number)) for number in (1, 2)])
    canvas = output.canvas
    feeds = [tile.feed for tile in canvas.tiles[:2]]
    wait_until(lambda: all(feed.painted > 0 for feed in feeds))
    for put_away, back in ((canvas.hide, canvas.show), (canvas.showMinimized, canvas.showNormal)):
        put_away()
        assert [feed.view.demand.effort for feed in feeds] == [Effort.HOLD] * 2
        assert not canvas._clock.isActive()
        back()
        assert [feed.view.demand.effort for feed in feeds] == [Effort.ALL] * 2
        assert canvas._clock.isActive()


def test_what_is_put_on_a_hidden_wall_is_not_decoded(make_output: MakeOutput, clip: MakeClip) -> None:
    output = make_output("2x2", shown=False)
    output.fill([source_of(clip())])
    assert output.canvas.tiles[0].feed.view.demand.effort is Effort.HOLD


def test_an_expanded_tile_fills_the_wall_and_alone_is_found_there(
    make_output: MakeOutput, clip: MakeClip, wait_until: Wait
) -> None:
    output = make_output("3x3")
    output.fill([source_of(clip(number=number)) for number in (1, 2)])
    output.command(output.state.expand(1))
    canvas = output.canvas
    wait_until(lambda: canvas.tiles[1].feed.painted > 0)
    rows = look(output)
    assert (colour_at(rows, 3, 355), colour_at(rows, 636, 3)) == ("red", "blue")
    assert {canvas.tile_at(x, y) for x in (0, 320, 639) for y in (0, 180, 359)} == {1}
    output.command(output.state.restore())
    assert canvas.tile_at(0, 0) == 0
    assert canvas.tile_at(639, 359) == 8
    assert canvas.tile_at(640, 0) is None


# -- what stands on it


def test_selection_and_mark_are_drawn_and_go(make_output: MakeOutput) -> None:
    output = make_output("2x2")
    plain = look(output)
    output.command(output.state.select(3))
    selected = look(output)
    rect = output.canvas.tiles[3].rect
    changed = (plain != selected).any(axis=2)
    ys, xs = np.nonzero(changed)
    assert QRect(QPoint(xs.min(), ys.min()), QPoint(xs.max(), ys.max())) == rect
    assert not changed[rect.center().y(), rect.center().x()]
    output.command(output.state.select(None))
    output.canvas.set_mark(output.canvas.rect_of_cell(parse_layout("2x2").cells[0]))
    marked = look(output)
    assert (marked[:180, :320] != plain[:180, :320]).any()
    assert (marked[182:] == plain[182:]).all()
    output.canvas.set_mark(None)
    assert (look(output) == plain).all()


def test_the_overlays_clock_goes_on_where_no_picture_comes(
    make_output: MakeOutput, unused_port: int, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("widgets.wall.canvas._OVERLAY_S", 0.05)
    output = make_output("1x1")
    output.command(output.state.with_overlay(True))
    output.fill([Source.of_url("no-such-scheme://x")])
    canvas = output.canvas
    wait_until(lambda: canvas.tiles[0]._phase is not None)
    seen = painted_tiles(canvas, monkeypatch)
    wait_until(lambda: len(seen) > 3)


def test_closing_a_canvas_leaves_no_timer_running(application: QApplication, feeds: Feeds, clip: MakeClip) -> None:
    canvas = WallCanvas(parse_layout("1x1"))
    feed = TileFeed(feeds, TileSource("clip", str(clip())))
    canvas.show_wall(parse_layout("1x1"), [feed])
    canvas.show()
    canvas.close()
    assert not canvas._clock.isActive()
    assert feed.view.demand.effort is Effort.HOLD
    feed.close()
    canvas.deleteLater()
