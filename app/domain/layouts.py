"""How a wall is divided into tiles, in grid cells and in pixels.

A layout is a grid whose cells are joined to tiles. Everything here is exact integer arithmetic, so that the tiles of
a 3840 px wide output meet edge to edge however many columns there are.
"""

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

MOST_ROWS_OR_COLUMNS = 16
MOST_TILES = MOST_ROWS_OR_COLUMNS**2


class LayoutError(ValueError):
    """A layout that cannot be: the message is one plain sentence."""


class Direction(Enum):
    """The arrow keys, as steps of (row, column)."""

    UP = (-1, 0)
    DOWN = (1, 0)
    LEFT = (0, -1)
    RIGHT = (0, 1)


@dataclass(frozen=True, slots=True)
class Cell:
    """A rectangle of grid cells, counted from 0 at the top left: one tile, or an area drawn with the mouse."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1

    @property
    def bottom(self) -> int:
        """The first row below."""
        return self.row + self.row_span

    @property
    def right(self) -> int:
        """The first column to the right."""
        return self.column + self.column_span

    def touches(self, other: "Cell") -> bool:
        """Whether both cover at least one grid cell in common."""
        return (
            self.row < other.bottom
            and other.row < self.bottom
            and self.column < other.right
            and other.column < self.right
        )

    def joined(self, other: "Cell") -> "Cell":
        """The smallest rectangle around both."""
        row, column = min(self.row, other.row), min(self.column, other.column)
        return Cell(row, column, max(self.bottom, other.bottom) - row, max(self.right, other.right) - column)


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in physical pixels of one output."""

    x: int
    y: int
    width: int
    height: int

    def contains(self, x: int, y: int) -> bool:
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


@dataclass(frozen=True, slots=True)
class Layout:
    """A named grid of `rows` × `columns` whose `cells` are the tiles, in the order in which sources fill them.

    Invariants: the tiles cover the grid completely and without overlap (else LayoutError), and for every layout that
    this module makes `parse_layout(layout.name) == layout`, so that the name alone is what files keep.
    """

    name: str
    rows: int
    columns: int
    cells: tuple[Cell, ...]

    def __post_init__(self) -> None:
        _check_grid(self.rows, self.columns)
        free = {(row, column) for row in range(self.rows) for column in range(self.columns)}
        for cell in self.cells:
            if cell.row_span < 1 or cell.column_span < 1:
                raise LayoutError(f"A tile of layout {self.name} covers no cell.")
            for row in range(cell.row, cell.bottom):
                for column in range(cell.column, cell.right):
                    if (row, column) not in free:
                        raise LayoutError(f"Tiles of layout {self.name} overlap or lie outside its grid.")
                    free.remove((row, column))
        if free:
            raise LayoutError(f"The tiles of layout {self.name} leave a hole.")

    def __len__(self) -> int:
        """The number of tiles."""
        return len(self.cells)


_WITH_BIG_TILES = {
    "1+5": (3, (Cell(0, 0, 2, 2),)),
    "1+7": (4, (Cell(0, 0, 3, 3),)),
    "1+12": (4, (Cell(1, 1, 2, 2),)),
    "2+8": (4, (Cell(0, 0, 2, 2), Cell(0, 2, 2, 2))),
}
_SQUARES = ("1x1", "2x2", "3x3", "4x4", "5x5", "6x6", "7x7", "8x8")
BUILT_IN = (*_SQUARES, *_WITH_BIG_TILES)
"""Names of the layouts that every wall offers, in the order of a menu."""

_GRID = re.compile(r"(\d{1,4})[x×*](\d{1,4})", re.ASCII)
_SPAN = re.compile(r"(\d{1,4}),(\d{1,4}),(\d{1,4})x(\d{1,4})", re.ASCII)
_COUNT = re.compile(r"\d{1,4}", re.ASCII)


def parse_layout(text: str) -> Layout:
    """The layout of a name: "4x4" (rows × columns), "3x5", "1+5", "16" (a square of 16 tiles).

    Joined cells follow as ":row,column,rowsxcolumns" counted from 1: "4x4:1,1,2x2" has one tile of 2 × 2 cells at the
    top left. Raises LayoutError with one plain sentence.
    """
    name = text.strip().lower().replace(" ", "")
    if len(name) > 4096:
        raise LayoutError("The name of the layout is too long.")
    return _parse(name)


@cache
def _parse(name: str) -> Layout:
    if name in _WITH_BIG_TILES:
        size, big = _WITH_BIG_TILES[name]
        return Layout(name, size, size, (*big, *_single_cells(size, size, around=big)))
    if _COUNT.fullmatch(name):
        side = round(int(name) ** 0.5)
        if side < 1 or side * side != int(name):
            raise LayoutError(f"There is no square layout of {name} tiles; use 1, 4, 9, 16, 25, 36 or 64.")
        return _grid(side, side)
    grid, *spans = name.split(":")
    if (size_match := _GRID.fullmatch(grid)) is None:
        raise LayoutError(f"{_shown(name)} is no layout; use for example 4x4, 3x5, {', '.join(_WITH_BIG_TILES)}.")
    layout = _grid(int(size_match[1]), int(size_match[2]))
    for span in spans:
        if (match := _SPAN.fullmatch(span)) is None:
            raise LayoutError(f"{_shown(span)} is no joined tile; use row,column,rowsxcolumns, for example 1,1,2x2.")
        row, column, row_span, column_span = (int(number) for number in match.groups())
        area = Cell(row - 1, column - 1, row_span, column_span)
        if any(area.touches(cell) and cell.row_span * cell.column_span > 1 for cell in layout.cells):
            raise LayoutError(f"The joined tile {span} overlaps another one.")
        layout = with_span(layout, area)
    return layout


def layout_for(count: int) -> Layout:
    """The smallest square layout with at least `count` tiles; pictures of a 16:9 wall keep their shape in it.

    Raises LayoutError above MOST_TILES.
    """
    side = next((side for side in range(1, MOST_ROWS_OR_COLUMNS + 1) if side * side >= count), None)
    if side is None:
        raise LayoutError(f"A wall has at most {MOST_TILES} tiles, not {count}.")
    return _grid(side, side)


def with_span(layout: Layout, area: Cell) -> Layout:
    """`layout` with all tiles that `area` touches joined to one. The tiles come in reading order.

    The area grows until it cuts no tile. Raises LayoutError where the area leaves the grid.
    """
    if (
        min(area.row, area.column) < 0
        or min(area.row_span, area.column_span) < 1
        or area.bottom > layout.rows
        or area.right > layout.columns
    ):
        raise LayoutError(f"The area lies outside the grid of {layout.rows} rows and {layout.columns} columns.")
    joined = area
    while any(cut := [cell for cell in layout.cells if joined.touches(cell) and joined.joined(cell) != joined]):
        for cell in cut:
            joined = joined.joined(cell)
    if joined in layout.cells:
        return layout
    return _free(layout, [joined, *(cell for cell in layout.cells if not joined.touches(cell))])


def split(layout: Layout, index: int) -> Layout:
    """`layout` with tile `index` taken apart into its grid cells: undoes `with_span`. Reading order."""
    joined = layout.cells[index]
    if joined.row_span * joined.column_span == 1:
        return layout
    pieces = [
        Cell(row, column) for row in range(joined.row, joined.bottom) for column in range(joined.column, joined.right)
    ]
    return _free(layout, [*pieces, *(cell for cell in layout.cells if cell != joined)])


def rectangles(layout: Layout, width: int, height: int, gap: int = 1) -> list[Rect]:
    """Where each tile lies on an output of `width` × `height` physical pixels, in the order of `layout.cells`.

    Neighbours are exactly `gap` pixels apart, the outer tiles reach the output's edges, and no two columns (rows)
    differ by more than one pixel. An output too small for the gaps is divided without them.
    """
    columns = _edges(width, layout.columns, gap)
    rows = _edges(height, layout.rows, gap)
    return [
        Rect(
            x=columns[cell.column][0],
            y=rows[cell.row][0],
            width=columns[cell.right - 1][1] - columns[cell.column][0],
            height=rows[cell.bottom - 1][1] - rows[cell.row][0],
        )
        for cell in layout.cells
    ]


def tile_at(layout: Layout, width: int, height: int, x: int, y: int) -> int:
    """Index of the tile under a point of the output; points in a gap or outside count to the nearest grid cell."""
    row, column = grid_cell_at(layout, width, height, x, y)
    point = Cell(row, column)
    return next(index for index, cell in enumerate(layout.cells) if cell.touches(point))


def grid_cell_at(layout: Layout, width: int, height: int, x: int, y: int) -> tuple[int, int]:
    """(row, column) of the grid cell under a point, points outside pulled to the edge.

    Two of them, joined, are the area that `with_span` takes: the rectangle which somebody draws with the mouse.
    """
    row = min(max(y * layout.rows // max(height, 1), 0), layout.rows - 1)
    column = min(max(x * layout.columns // max(width, 1), 0), layout.columns - 1)
    return row, column


def neighbour(layout: Layout, index: int, direction: Direction) -> int | None:
    """The tile that an arrow key reaches from tile `index`; None at the edge of the wall.

    Of several neighbours the one with the longest common edge, then the topmost, then the leftmost.
    """
    cell = layout.cells[index]
    rows, columns = direction.value
    beyond = Cell(
        row=cell.bottom if rows > 0 else cell.row + rows,
        column=cell.right if columns > 0 else cell.column + columns,
        row_span=1 if rows else cell.row_span,
        column_span=1 if columns else cell.column_span,
    )
    candidates = [other for other, tile in enumerate(layout.cells) if tile.touches(beyond)]

    def preference(other: int) -> tuple[int, int, int]:
        tile = layout.cells[other]
        common_rows = min(tile.bottom, beyond.bottom) - max(tile.row, beyond.row)
        common_columns = min(tile.right, beyond.right) - max(tile.column, beyond.column)
        return -common_rows * common_columns, tile.row, tile.column

    return min(candidates, key=preference, default=None)


def _edges(length: int, parts: int, gap: int) -> list[tuple[int, int]]:
    """Start and end of each part of `length` pixels."""
    if length < parts + gap * (parts - 1):
        gap = 0
    usable = length - gap * (parts - 1)
    return [(part * usable // parts + part * gap, (part + 1) * usable // parts + part * gap) for part in range(parts)]


def _grid(rows: int, columns: int) -> Layout:
    _check_grid(rows, columns)
    return Layout(f"{rows}x{columns}", rows, columns, _single_cells(rows, columns))


def _free(layout: Layout, cells: list[Cell]) -> Layout:
    ordered = tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))
    spans = "".join(
        f":{cell.row + 1},{cell.column + 1},{cell.row_span}x{cell.column_span}"
        for cell in ordered
        if cell.row_span * cell.column_span > 1
    )
    return Layout(f"{layout.rows}x{layout.columns}{spans}", layout.rows, layout.columns, ordered)


def _single_cells(rows: int, columns: int, *, around: tuple[Cell, ...] = ()) -> tuple[Cell, ...]:
    every = [Cell(row, column) for row in range(rows) for column in range(columns)]
    return tuple(cell for cell in every if not any(cell.touches(big) for big in around))


def _check_grid(rows: int, columns: int) -> None:
    if not (1 <= rows <= MOST_ROWS_OR_COLUMNS and 1 <= columns <= MOST_ROWS_OR_COLUMNS):
        raise LayoutError(f"A layout has 1 to {MOST_ROWS_OR_COLUMNS} rows and columns, not {rows} and {columns}.")


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "…")
