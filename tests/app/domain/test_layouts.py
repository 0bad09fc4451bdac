"""The wall's grid: what operators can pick, type and draw, and where it lands on the screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.layouts import (
    BUILT_IN,
    MOST_TILES,
    Cell,
    Direction,
    Layout,
    LayoutError,
    Rect,
    grid_cell_at,
    layout_for,
    neighbour,
    parse_layout,
    rectangles,
    split,
    tile_at,
    with_span,
)


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    """Any layout that an operator can reach: a grid or built-in, and areas joined and taken apart in it."""
    grids = st.builds(lambda rows, columns: f"{rows}x{columns}", st.integers(1, 16), st.integers(1, 16))
    layout = parse_layout(draw(st.sampled_from(BUILT_IN) | grids))
    for _ in range(draw(st.integers(0, 4))):
        if draw(st.booleans()):
            row, column = draw(st.integers(0, layout.rows - 1)), draw(st.integers(0, layout.columns - 1))
            rows, columns = draw(st.integers(1, layout.rows - row)), draw(st.integers(1, layout.columns - column))
            layout = with_span(layout, Cell(row, column, rows, columns))
        else:
            layout = split(layout, draw(st.integers(0, len(layout) - 1)))
    return layout


@pytest.mark.parametrize(
    ("name", "tiles"),
    [
        *(("1x1", 1), ("2x2", 4), ("3x3", 9), ("4x4", 16), ("5x5", 25), ("6x6", 36), ("7x7", 49), ("8x8", 64)),
        *(("1+5", 6), ("1+7", 8), ("1+12", 13), ("2+8", 10)),
    ],
)
def test_every_layout_of_the_menu_has_its_number_of_tiles(name: str, tiles: int) -> None:
    assert name in BUILT_IN
    assert len(parse_layout(name)) == tiles


@pytest.mark.parametrize(
    ("name", "big"),
    [
        ("1+5", [Cell(0, 0, 2, 2)]),
        ("1+7", [Cell(0, 0, 3, 3)]),
        ("1+12", [Cell(1, 1, 2, 2)]),
        ("2+8", [Cell(0, 0, 2, 2), Cell(0, 2, 2, 2)]),
    ],
)
def test_the_big_tiles_come_first(name: str, big: list[Cell]) -> None:
    cells = parse_layout(name).cells
    assert list(cells[: len(big)]) == big
    assert all(cell.row_span == cell.column_span == 1 for cell in cells[len(big) :])


def test_a_grid_is_written_rows_by_columns() -> None:
    layout = parse_layout(" 3 X 5 ")
    assert (layout.name, layout.rows, layout.columns) == ("3x5", 3, 5)
    assert parse_layout("3×5") == layout
    assert parse_layout("16") == parse_layout("4x4")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no layout"),
        ("four", "'four' is no layout; use for example 4x4"),
        ("1+6", "is no layout"),
        ("0x4", "1 to 16 rows and columns, not 0 and 4"),
        ("17x1", "not 17 and 1"),
        ("15", "no square layout of 15 tiles"),
        ("0", "no square layout of 0 tiles"),
        ("٤x٤", "is no layout"),
        ("4x4:1,1", "'1,1' is no joined tile"),
        ("4x4:4,4,2x2", "outside the grid"),
        ("4x4:0,1,2x2", "outside the grid"),
        ("4x4:1,1,2x2:2,2,2x2", "overlaps another"),
        ("x" * 5000, "too long"),
        ("y" * 500, "…"),
    ],
)
def test_an_unusable_layout_is_refused_with_a_sentence(text: str, said: str) -> None:
    with pytest.raises(LayoutError) as refused:
        parse_layout(text)
    assert said in str(refused.value)
    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ((Cell(0, 0), Cell(0, 0)), "overlap"),
        ((Cell(0, 0),), "hole"),
        ((Cell(0, 0, 1, 3),), "outside"),
        ((Cell(0, 0, 0, 2), Cell(0, 0, 1, 2)), "covers no cell"),
    ],
)
def test_tiles_cover_the_grid_completely_and_without_overlap(cells: tuple[Cell, ...], said: str) -> None:
    with pytest.raises(LayoutError, match=said):
        Layout("1x2", 1, 2, cells)


@given(layouts())
def test_the_name_alone_brings_a_layout_back(layout: Layout) -> None:
    assert parse_layout(layout.name) == layout


@given(layouts(), st.integers(0, 4000), st.integers(0, 2400), st.integers(0, 4))
def test_tiles_reach_every_edge_and_lie_exactly_one_gap_apart(
    layout: Layout, width: int, height: int, gap: int
) -> None:
    tiles = rectangles(layout, width, height, gap)
    across = gap if width >= layout.columns + gap * (layout.columns - 1) else 0
    down = gap if height >= layout.rows + gap * (layout.rows - 1) else 0
    for cell, tile in zip(layout.cells, tiles, strict=True):
        assert tile.width >= 0 and tile.height >= 0
        for other_cell, other in zip(layout.cells, tiles, strict=True):
            if cell.right == other_cell.column:
                assert other.x == tile.x + tile.width + across
            if cell.bottom == other_cell.row:
                assert other.y == tile.y + tile.height + down
        assert (cell.column > 0) or tile.x == 0
        assert (cell.row > 0) or tile.y == 0
        assert (cell.right < layout.columns) or tile.x + tile.width == width
        assert (cell.bottom < layout.rows) or tile.y + tile.height == height


@given(layouts(), st.integers(16, 200), st.integers(16, 200))
def test_without_gaps_every_pixel_belongs_to_exactly_one_tile(layout: Layout, width: int, height: int) -> None:
    painted = bytearray(width * height)
    for tile in rectangles(layout, width, height, gap=0):
        for y in range(tile.y, tile.y + tile.height):
            for x in range(tile.x, tile.x + tile.width):
                painted[y * width + x] += 1
    assert set(painted) == {1}


@given(st.integers(1, 16), st.integers(1, 7680))
def test_rounding_never_adds_up(columns: int, width: int) -> None:
    widths = [tile.width for tile in rectangles(parse_layout(f"1x{columns}"), width, 100)]
    assert max(widths) - min(widths) <= 1


def test_a_full_hd_wall_of_sixteen() -> None:
    tiles = rectangles(parse_layout("4x4"), 1920, 1080)
    assert tiles[0] == Rect(0, 0, 479, 269)
    assert tiles[-1] == Rect(1440, 810, 480, 270)


@given(layouts(), st.integers(64, 2000), st.integers(64, 2000), st.data())
def test_the_mouse_finds_the_tile_that_is_painted_there(
    layout: Layout, width: int, height: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(layout) - 1))
    tile = rectangles(layout, width, height)[index]
    middle = tile.x + tile.width // 2, tile.y + tile.height // 2
    assert tile_at(layout, width, height, *middle) == index


@pytest.mark.parametrize(("x", "y", "cell"), [(-5, -5, (0, 0)), (5000, 5000, (3, 3)), (960, 10, (0, 2))])
def test_a_point_outside_the_wall_counts_to_its_edge(x: int, y: int, cell: tuple[int, int]) -> None:
    assert grid_cell_at(parse_layout("4x4"), 1920, 1080, x, y) == cell


def test_an_area_drawn_with_the_mouse_becomes_one_tile() -> None:
    layout = with_span(parse_layout("4x4"), Cell(1, 1, 2, 3))
    assert layout.name == "4x4:2,2,2x3"
    assert len(layout) == 11
    assert layout.cells[5] == Cell(1, 1, 2, 3)


def test_an_area_grows_until_it_cuts_no_tile() -> None:
    layout = with_span(with_span(parse_layout("4x4"), Cell(0, 0, 2, 2)), Cell(1, 1, 1, 2))
    assert layout.name == "4x4:1,1,2x3"


def test_taking_a_joined_tile_apart_undoes_it() -> None:
    layout = with_span(parse_layout("4x4"), Cell(0, 0, 2, 2))
    assert split(layout, 0) == parse_layout("4x4")
    assert split(parse_layout("4x4"), 3) == parse_layout("4x4")


@pytest.mark.parametrize("area", [Cell(-1, 0), Cell(0, 0, 5, 1), Cell(3, 3, 1, 2), Cell(0, 0, 0, 1)])
def test_an_area_outside_the_grid_is_refused(area: Cell) -> None:
    with pytest.raises(LayoutError, match="outside the grid"):
        with_span(parse_layout("4x4"), area)


@pytest.mark.parametrize(
    ("count", "name"), [(0, "1x1"), (1, "1x1"), (2, "2x2"), (5, "3x3"), (16, "4x4"), (17, "5x5"), (64, "8x8")]
)
def test_the_layout_for_a_number_of_sources_is_the_smallest_square(count: int, name: str) -> None:
    assert layout_for(count).name == name


def test_there_is_a_limit_to_what_one_wall_shows() -> None:
    assert len(layout_for(MOST_TILES)) == MOST_TILES
    with pytest.raises(LayoutError, match="at most 256 tiles, not 257"):
        layout_for(MOST_TILES + 1)


@pytest.mark.parametrize(
    ("layout", "start", "direction", "reached"),
    [
        ("4x4", 5, Direction.UP, 1),
        ("4x4", 5, Direction.DOWN, 9),
        ("4x4", 5, Direction.LEFT, 4),
        ("4x4", 5, Direction.RIGHT, 6),
        ("4x4", 0, Direction.UP, None),
        ("4x4", 0, Direction.LEFT, None),
        ("4x4", 15, Direction.DOWN, None),
        ("4x4", 15, Direction.RIGHT, None),
        ("1+5", 0, Direction.RIGHT, 1),
        ("1+5", 2, Direction.LEFT, 0),
        ("1+12", 6, Direction.LEFT, 0),
        ("2+8", 0, Direction.RIGHT, 1),
    ],
)
def test_arrow_keys_go_to_the_tile_next_to_it(
    layout: str, start: int, direction: Direction, reached: int | None
) -> None:
    assert neighbour(parse_layout(layout), start, direction) == reached


@given(layouts(), st.sampled_from(Direction), st.data())
def test_arrow_keys_stop_only_at_the_edge_of_the_wall(
    layout: Layout, direction: Direction, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(layout) - 1))
    cell = layout.cells[index]
    at_edge = {
        Direction.UP: cell.row == 0,
        Direction.DOWN: cell.bottom == layout.rows,
        Direction.LEFT: cell.column == 0,
        Direction.RIGHT: cell.right == layout.columns,
    }
    assert (neighbour(layout, index, direction) is None) == at_edge[direction]
