"""What one output of the wall shows, and every command that changes it.

States are values: a command returns a new one and leaves the old one as it was, which makes undo, scenes and the
restored start the same thing as the wall itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.layouts import Cell, Layout, parse_layout, split, with_span
from app.domain.scenes import FitMode, Scene, Source, Sources

LONGEST_HISTORY = 100


@dataclass(frozen=True, slots=True)
class WallState:
    """One output. Make the first with `empty_wall` or `wall_of`.

    `sources[i]` is shown in `layout.cells[i]`; `surplus` are sources that the layout has no tile for, in order.
    `expanded` is the tile that fills the output, `selected` the one that keys act on. `hidden` says that the output
    itself cannot be seen. `scene` is the name of the scene last applied; whether it was changed since is
    `to_scene(name) != scene`. `before_shrinking` is what a smaller layout has to give back.
    Commands raise IndexError for a tile that does not exist.
    """

    layout: Layout
    sources: Sources
    surplus: Sources = ()
    overlay: bool = True
    fit: FitMode = FitMode.CONTAIN
    expanded: int | None = None
    selected: int | None = None
    hidden: bool = False
    scene: str | None = None
    before_shrinking: Sources = ()

    def __post_init__(self) -> None:
        if len(self.sources) != len(self.layout):
            raise ValueError(f"{len(self.sources)} sources for {len(self.layout)} tiles")

    @property
    def visible_tiles(self) -> tuple[int, ...]:
        """The tiles that somebody can see now."""
        if self.hidden:
            return ()
        return tuple(range(len(self.layout))) if self.expanded is None else (self.expanded,)

    def tiles_of(self, source: Source) -> tuple[int, ...]:
        """Where a source is shown."""
        return tuple(tile for tile, shown in enumerate(self.sources) if shown == source)

    # -- sources

    def assign(self, tile: int, source: Source | None) -> "WallState":
        """Show `source` in `tile` instead of what it shows."""
        self._check(tile)
        return self._with_sources((*self.sources[:tile], source, *self.sources[tile + 1 :]))

    def assign_from(self, tile: int, sources: Sequence[Source]) -> "WallState":
        """Show these from `tile` on; the tiles before it stay, and what has no tile waits."""
        self._check(tile)
        room = len(self.layout) - tile
        shown = (*self.sources[:tile], *sources[:room], *self.sources[tile + len(sources) :])
        return replace(self._with_sources(shown), surplus=(*sources[room:], *self.surplus))

    def clear(self, tile: int) -> "WallState":
        """Empty one tile; an expanded one is restored."""
        cleared = self.assign(tile, None)
        return cleared.restore() if cleared.expanded == tile else cleared

    def clear_all(self) -> "WallState":
        return replace(self._with_sources((None,) * len(self.layout)), surplus=(), expanded=None)

    def swap(self, tile: int, other: int) -> "WallState":
        """Exchange the sources of two tiles."""
        return self.assign(tile, self.sources[self._check(other)]).assign(other, self.sources[self._check(tile)])

    def place(self, source: Source) -> "WallState":
        """Show one more source: in the selected tile if that is empty, else in the first empty one, else selected,
        else first. The tile becomes the selected one."""
        empty = [tile for tile, shown in enumerate(self.sources) if shown is None]
        tile = self.selected if self.selected in empty or not empty else empty[0]
        return self.assign(tile or 0, source).select(tile or 0)

    def fill(self, sources: Sequence[Source]) -> "WallState":
        """Show these instead of everything, from the first tile on; more than there are tiles wait as surplus."""
        tiles = len(self.layout)
        shown = (*sources[:tiles], *(None,) * (tiles - len(sources)))
        return replace(self._with_sources(shown), surplus=tuple(sources[tiles:]), expanded=None)

    # -- layout

    def with_layout(self, layout: Layout) -> "WallState":
        """Divide the wall anew. Sources keep their tile while all fit, else they close up in order; what has no tile
        waits, and going back brings it to where it was unless the smaller wall was changed meanwhile."""
        if layout == self.layout:
            return self
        everything = _trimmed(self.before_shrinking or (*self.sources, *self.surplus))
        tiles = len(layout)
        lined_up = everything if len(everything) <= tiles else tuple(source for source in everything if source)
        return replace(
            self,
            layout=layout,
            sources=(*lined_up[:tiles], *(None,) * (tiles - len(lined_up))),
            surplus=lined_up[tiles:],
            before_shrinking=everything if lined_up != everything else (),
            expanded=None,
            selected=self.selected if self.selected is not None and self.selected < tiles else None,
        )

    def join(self, area: Cell) -> "WallState":
        """Make one tile of all that `area` touches; it shows the first source that was there, the others wait.
        Raises LayoutError where the area leaves the grid."""
        return self._regrouped(with_span(self.layout, area))

    def split(self, tile: int) -> "WallState":
        """Take a joined tile apart; its source stays in the first piece and waiting ones return to the others."""
        self._check(tile)
        return self._regrouped(split(self.layout, tile))

    def _regrouped(self, layout: Layout) -> "WallState":
        """Every source stays where it is on the screen, whatever number its tile has now."""
        if layout == self.layout:
            return self
        waiting = list(self.surplus)
        displaced: list[Source | None] = []
        sources: list[Source | None] = []
        for cell in layout.cells:
            under = [pair for pair in zip(self.layout.cells, self.sources, strict=True) if cell.touches(pair[0])]
            old, _ = under[0]
            if len(under) == 1 and (cell.row, cell.column) != (old.row, old.column):
                sources.append(waiting.pop(0) if waiting else None)
                continue
            present = [source for _, source in under if source is not None]
            sources.append(present[0] if present else None)
            displaced += present[1:]
        return replace(
            self,
            layout=layout,
            sources=tuple(sources),
            surplus=(*displaced, *waiting),
            before_shrinking=(),
            expanded=None,
            selected=None,
        )

    # -- view

    def expand(self, tile: int) -> "WallState":
        """Let one tile fill the output. An empty tile stays as it is."""
        return replace(self, expanded=tile, selected=tile) if self.sources[self._check(tile)] else self

    def restore(self) -> "WallState":
        """Back from an expanded tile to all tiles."""
        return replace(self, expanded=None)

    def toggle_expanded(self, tile: int) -> "WallState":
        """What a double click does."""
        return self.expand(tile) if self.expanded is None else self.restore()

    def select(self, tile: int | None) -> "WallState":
        return replace(self, selected=None if tile is None else self._check(tile))

    def with_overlay(self, shown: bool) -> "WallState":
        return replace(self, overlay=shown)

    def with_fit(self, fit: FitMode) -> "WallState":
        return replace(self, fit=fit)

    def with_hidden(self, hidden: bool) -> "WallState":
        return replace(self, hidden=hidden)

    # -- scenes

    def apply(self, scene: Scene) -> "WallState":
        """Show a scene instead of everything; nothing waits behind it."""
        return WallState(
            layout=scene.layout,
            sources=scene.sources,
            overlay=scene.overlay,
            fit=scene.fit,
            hidden=self.hidden,
            scene=scene.name,
        )

    def to_scene(self, name: str) -> Scene:
        """What is shown, as a scene to keep. Raises SceneError on an unusable name."""
        return Scene(name, self.layout, self.sources, self.overlay, self.fit)

    def _with_sources(self, sources: Sources) -> "WallState":
        return self if sources == self.sources else replace(self, sources=sources, before_shrinking=())

    def _check(self, tile: int) -> int:
        if not 0 <= tile < len(self.layout):
            raise IndexError(f"no tile {tile} in layout {self.layout.name}")
        return tile


def empty_wall(layout: Layout | None = None) -> WallState:
    """A wall without sources, 4 × 4 unless told."""
    layout = layout or parse_layout("4x4")
    return WallState(layout, (None,) * len(layout))


def wall_of(sources: Sequence[Source], layout: Layout) -> WallState:
    """A wall that shows these sources."""
    return empty_wall(layout).fill(sources)


@dataclass(frozen=True, slots=True)
class WallHistory:
    """The state of one output and the states that undo and redo lead to.

    A step is what changed the arrangement (layout, sources, scene, overlay, fit); selecting, expanding and whether the
    output can be seen are not steps, and the latter is never undone.
    """

    state: WallState
    past: tuple[WallState, ...] = ()
    future: tuple[WallState, ...] = ()

    def then(self, state: WallState) -> "WallHistory":
        """After a command."""
        if _arrangement(state) == _arrangement(self.state):
            return replace(self, state=state)
        return WallHistory(state, (*self.past, self.state)[-LONGEST_HISTORY:])

    def corrected(self, state: WallState) -> "WallHistory":
        """After a change that nobody commanded, such as the next step of a tour: nothing to undo."""
        return replace(self, state=state)

    def undo(self) -> "WallHistory":
        """Before the last command; the same when there is none."""
        if not self.past:
            return self
        before = replace(self.past[-1], hidden=self.state.hidden)
        return WallHistory(before, self.past[:-1], (self.state, *self.future))

    def redo(self) -> "WallHistory":
        """The command that was undone last, again."""
        if not self.future:
            return self
        after = replace(self.future[0], hidden=self.state.hidden)
        return WallHistory(after, (*self.past, self.state), self.future[1:])


def _arrangement(state: WallState) -> tuple[object, ...]:
    return state.layout, state.sources, state.surplus, state.overlay, state.fit, state.scene


def _trimmed(sources: Sources) -> Sources:
    """Without the empty tiles at the end."""
    count = len(sources)
    while count and sources[count - 1] is None:
        count -= 1
    return sources[:count]
