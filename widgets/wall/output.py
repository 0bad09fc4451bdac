"""One output of the wall: its state with undo, the feeds of its tiles, its tour, its canvas.

Everything that changes an output goes through `command()` with a new `WallState`; this class makes the canvas and the
feeds follow. Scenes, the console's overview, keys and drops are all the same road.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.domain.incident_scenes import IncidentScenes, Released, TourBefore
from app.domain.scenes import Scene, SceneStep, Source, SourceStep, Tour
from app.domain.tour_clock import TourClock, tour_clock
from app.domain.wall import WallHistory, WallState
from app.services.tile_feed import TileFeed, TileSource
from streams.feeds import Feeds
from widgets.wall.canvas import WallCanvas

# A tour opens the next step's sources this long before it is due: a camera with a key frame a second is ready by then.
PREOPEN_S = 4.0

Resolve = Callable[[Source], TileSource]


@dataclass(frozen=True, slots=True)
class TourRun:
    """A tour that runs on an output; `tile` is None for one over scenes."""

    tour: Tour
    tile: int | None
    step: int
    paused: bool

    @property
    def before(self) -> TourBefore:
        """As it goes on later."""
        return TourBefore(self.tour.name, self.tile, self.step, self.paused)


class WallOutput(QObject):
    """See the module. `changed` fires after every new state; `tour_changed` when a tour starts, steps or ends."""

    changed = Signal()
    tour_changed = Signal()

    def __init__(
        self,
        name: str,
        state: WallState,
        *,
        feeds: Feeds,
        resolve: Resolve,
        find_scene: Callable[[str], Scene | None],
        preopen_s: float = PREOPEN_S,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.name = name
        self.canvas = WallCanvas(state.layout)
        self.incident_scenes = IncidentScenes()
        self._feeds = feeds
        self._resolve = resolve
        self._find_scene = find_scene
        self._preopen_s = preopen_s
        self._history = WallHistory(state)
        self._ready: dict[Source, TileFeed] = {}
        self._tour: Tour | None = None
        self._tour_clock: TourClock | None = None
        self._tour_tile = 0
        self._shown_step: int | None = None
        self._follow(state)

    # -- state

    @property
    def state(self) -> WallState:
        return self._history.state

    @property
    def can_undo(self) -> bool:
        return bool(self._history.past)

    @property
    def can_redo(self) -> bool:
        return bool(self._history.future)

    def command(self, state: WallState) -> None:
        """The operator's next state; can be undone."""
        self._take(self._history.then(state))

    def undo(self) -> None:
        self._take(self._history.undo())

    def redo(self) -> None:
        self._take(self._history.redo())

    def apply_scene(self, scene: Scene) -> None:
        self.stop_tour()
        self.command(self.state.apply(scene))

    def show_incident(self, incident_id: str, scene: Scene) -> None:
        """Its scene comes over what is shown; a tour rests meanwhile."""
        now, run = self.state, self.tour_run
        tour = run.before if run is not None else None
        self.incident_scenes = self.incident_scenes.begun(incident_id, now=now, applied=now.apply(scene), tour=tour)
        self.apply_scene(scene)

    def release_incident(self, incident_id: str, *, runs: Callable[[str], bool]) -> Released:
        """What was there before comes back, but for a tour, which is the caller's to start."""
        released = self.incident_scenes.released(incident_id, self.state, runs=runs)
        self.incident_scenes = released.scenes
        if released.state is not None:
            self.stop_tour()
            self.command(released.state)
        self.changed.emit()
        return released

    def fill(self, sources: Sequence[Source]) -> None:
        self.stop_tour()
        self.command(self.state.fill(sources))

    def sources_changed(self) -> None:
        """Camera data changed (renamed, another address): look every source up again. Tells only of what came of it:
        of a conference it is asked many times a second."""
        is_new = False
        for tile, source in zip(self.canvas.tiles, self.state.sources, strict=True):
            if source is None or tile.feed is None:
                continue
            if (found := self._resolve(source)) != tile.feed.source:
                tile.feed.close()
                tile.assign(TileFeed(self._feeds, found))
                is_new = True
        if any(self._resolve(source) != feed.source for source, feed in self._ready.items()):
            # Opened again before the tour's next step is due.
            self._close_ready()
        if is_new:
            self.changed.emit()

    def retry(self, tile: int | None = None) -> None:
        """Try now what is offline: one tile, or all."""
        for index, each in enumerate(self.canvas.tiles):
            if each.feed is not None and tile in (None, index):
                each.feed.retry_now()

    def close(self) -> None:
        for tile in self.canvas.tiles:
            if tile.feed is not None:
                tile.feed.close()
                tile.assign(None)
        self._close_ready()

    # -- tours

    @property
    def tour(self) -> Tour | None:
        return self._tour

    @property
    def tour_paused(self) -> bool:
        return self._tour_clock is not None and self._tour_clock.paused

    @property
    def tour_run(self) -> TourRun | None:
        if self._tour is None or self._tour_clock is None:
            return None
        step = self._tour_clock.at(time.monotonic()).step
        return TourRun(self._tour, None if self._tour.over_scenes else self._tour_tile, step, self.tour_paused)

    def tour_remaining_s(self) -> float:
        return self._tour_clock.at(time.monotonic()).remaining_s if self._tour_clock is not None else 0.0

    def start_tour(self, tour: Tour, *, tile: int = 0, step: int = 0) -> None:
        """Begin at `step`. A tour over sources plays in `tile`."""
        self._close_ready()
        self._tour, self._tour_tile = tour, min(tile, len(self.state.layout) - 1)
        self._tour_clock = tour_clock(tour.dwells_s, loop=tour.loop, now_s=time.monotonic(), step=step)
        self._shown_step = None
        self.advance_tour()

    def stop_tour(self) -> None:
        if self._tour is not None:
            self._tour = self._tour_clock = None
            self._close_ready()
            self.tour_changed.emit()

    def pause_tour(self, paused: bool) -> None:
        if self._tour_clock is not None:
            now_s = time.monotonic()
            self._tour_clock = self._tour_clock.pause(now_s) if paused else self._tour_clock.resume(now_s)
            self.tour_changed.emit()

    def skip_tour(self, steps: int = 1) -> None:
        if self._tour_clock is not None:
            self._tour_clock = self._tour_clock.skip(time.monotonic(), steps)
            self.advance_tour()

    def advance_tour(self) -> None:
        """Show the step that is due and open the next in advance. To be called several times a second."""
        tour, clock = self._tour, self._tour_clock
        if tour is None or clock is None:
            return
        position = clock.at(time.monotonic(), preopen_s=self._preopen_s)
        if position.step != self._shown_step:
            self._shown_step = position.step
            self._show_step(tour.steps[position.step])
            self.tour_changed.emit()
        if position.finished:
            self.stop_tour()
        elif position.open_next and position.next_step is not None and not self._ready:
            self._open_ahead(tour.steps[position.next_step])

    def _show_step(self, step: SceneStep | SourceStep) -> None:
        if isinstance(step, SourceStep):
            tile = min(self._tour_tile, len(self.state.layout) - 1)
            self._take(self._history.corrected(self.state.assign(tile, step.source)))
        elif (scene := self._find_scene(step.scene)) is not None:
            self._take(self._history.corrected(self.state.apply(scene)))
        # Where the scene was deleted since, the wall keeps what it shows and the tour goes on.
        self._close_ready()

    def _open_ahead(self, step: SceneStep | SourceStep) -> None:
        if isinstance(step, SourceStep):
            rects = [self.canvas.tiles[min(self._tour_tile, len(self.state.layout) - 1)].rect]
            sources: list[Source | None] = [step.source]
        elif (scene := self._find_scene(step.scene)) is not None:
            rects = self.canvas.rects_of(scene.layout)
            sources = list(scene.sources)
        else:
            return
        for source, rect in zip(sources, rects, strict=False):
            if source is not None and source not in self._ready:
                feed = TileFeed(self._feeds, self._resolve(source))
                feed.get_ready(width=rect.width(), height=rect.height())
                self._ready[source] = feed

    def _close_ready(self) -> None:
        for feed in self._ready.values():
            feed.close()
        self._ready.clear()

    # -- following the state

    def _take(self, history: WallHistory) -> None:
        if history.state is not self._history.state:
            before = self._history.state
            self._history = history
            self._follow(history.state, before)
            self.changed.emit()
        else:
            self._history = history

    def _follow(self, state: WallState, before: WallState | None = None) -> None:
        canvas = self.canvas
        feeds = [tile.feed for tile in canvas.tiles]
        shown = list(before.sources) if before is not None else []
        # Feeds follow their source to its new tile, so that swapping or another layout never blinks.
        free: dict[Source, list[TileFeed]] = {}
        for source, feed in zip(shown, feeds, strict=False):
            if source is not None and feed is not None:
                free.setdefault(source, []).append(feed)
        for source, ready in self._ready.items():
            if source in state.sources and source not in free:
                free[source] = [ready]
        self._ready = {source: ready for source, ready in self._ready.items() if [ready] != free.get(source)}
        kept = [self._feed_of(source, free) for source in state.sources]
        for feeds_left in free.values():
            for feed in feeds_left:
                feed.close()
        canvas.show_wall(state.layout, kept, fit=state.fit, expanded=state.expanded)
        if (canvas.overlay_text is not None) != state.overlay:
            canvas.set_overlay(state.overlay)
        canvas.set_selected(state.selected)

    def _feed_of(self, source: Source | None, free: dict[Source, list[TileFeed]]) -> TileFeed | None:
        if source is None:
            return None
        if free.get(source):
            return free[source].pop(0)
        return TileFeed(self._feeds, self._resolve(source))
