"""This seat's outputs as the hub's other seats know them: what they show is reported, what is pushed is put up.

`app.link.output_link` talks to the hub; here is the wall that it talks about.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.incident_scenes import TourBefore
from app.domain.incidents import Incident
from app.domain.outputs import ShownTile, TileState
from app.domain.rooms import Participation, ParticipationStatus
from app.domain.scenes import Scene, Source, SourceKind
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError
from app.link.mirror import LinkState, Mirror
from app.link.output_link import OutputLink, PushRefusedError, output_id_of
from app.services.camera_registry import CameraRegistry
from app.services.commands.outputs import ReportOutput
from app.services.picture_watch import PictureWatch
from app.services.scene_library import SceneLibrary
from app.services.tile_feed import TileFeed
from streams.state import Phase
from widgets.wall.output import WallOutput
from widgets.wall.output_windows import OutputWindows
from widgets.wall.outputs import Outputs

_LOOK_MS = 100
# The hub gives an output back when its incident is over. What was over while this seat was away, it gives back itself.
_GIVES_BACK_AFTER_S = 5.0
_IN_ROOM = (ParticipationStatus.IN, ParticipationStatus.DROPPED)
_STATES = {
    Phase.LIVE: TileState.LIVE,
    Phase.STALE: TileState.STALE,
    Phase.IDLE: TileState.CONNECTING,
    Phase.CONNECTING: TileState.CONNECTING,
    Phase.RECONNECTING: TileState.CONNECTING,
    Phase.OFFLINE: TileState.OFFLINE,
    Phase.UNSUPPORTED: TileState.OFFLINE,
}


class SharedOutputs(QObject):
    """Lives on the UI loop. Implements `app.link.output_link.Wall`. `incidents_changed`: scenes of incidents came or
    went; what is to return is worth keeping now."""

    incidents_changed = Signal()

    def __init__(
        self,
        outputs: Outputs,
        windows: OutputWindows,
        *,
        mirror: Mirror,
        client: HubClient,
        scenes: SceneLibrary,
        cameras: CameraRegistry,
        seat_name: str,
        failed: Callable[[str, HubRefusedError], None],
        first_painted: Callable[[Source], None] = lambda _source: None,
        parent: QObject | None = None,
    ) -> None:
        """`first_painted` is told of somebody of a conference whose picture a tile has begun to paint."""
        super().__init__(parent)
        self._first_painted = first_painted
        self._outputs = outputs
        self._windows = windows
        self._mirror = mirror
        self._cameras = cameras
        self._scenes = scenes
        self._seat_name = seat_name
        self._over_since_s: dict[str, float] = {}
        self._link = OutputLink(mirror, client, self, scenes=scenes, failed=failed)
        self._served: dict[str, WallOutput] = {}
        self._painted: dict[TileFeed, int] = {}
        outputs.outputs_changed.connect(self._follow)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._follow()

    async def close(self) -> None:
        self._timer.stop()
        self._outputs.outputs_changed.disconnect(self._follow)
        await self._link.close()

    def own_ids(self) -> frozenset[str]:
        return frozenset(self._served)

    def id_of(self, output: WallOutput) -> str | None:
        """Under which the hub knows it."""
        return next((output_id for output_id, one in self._served.items() if one is output), None)

    def resume_tour(self, output: WallOutput, before: TourBefore) -> None:
        """As it ran before, if there still is such a tour."""
        tour = self._scenes.tour(before.tour)
        if tour is not None and before.step < len(tour.steps):
            output.start_tour(tour, tile=before.tile or 0, step=before.step)
            output.pause_tour(before.paused)

    # -- what is pushed

    def apply_scene(self, output_id: str, scene: Scene, incident_id: str | None = None) -> None:
        output = self._output(output_id)
        if incident_id is None:
            output.apply_scene(scene)
        else:
            output.show_incident(incident_id, scene)
            self.incidents_changed.emit()

    def release(self, output_id: str, incident_id: str) -> bool:
        output = self._output(output_id)
        released = output.release_incident(incident_id, runs=lambda other: not self._is_over(output, other))
        if released.state is not None and released.tour is not None:
            self.resume_tour(output, released.tour)
        self.incidents_changed.emit()
        return released.state is not None

    def show_source(
        self, output_id: str, source: Source, tile: int | None, incident_id: str | None = None
    ) -> int | None:
        """Without a tile: where it is already, else an empty one, else the largest."""
        output = self._output(output_id)
        state = output.state
        if source.kind is SourceKind.CAMERA and self._cameras.get(source.value) is None:
            raise PushRefusedError("no-such-camera")
        if source.kind is SourceKind.PARTICIPANT and not self._is_in(source.participation_id):
            raise PushRefusedError("not-in-room")
        if tile is None:
            there = state.tiles_of(source)
            empty = tuple(number for number, one in enumerate(state.sources) if one is None)
            areas = [cell.column_span * cell.row_span for cell in state.layout.cells]
            tile = next(iter(there or empty), areas.index(max(areas)))
        if incident_id is not None and output.incident_scenes.get(incident_id) is not None:
            output.incident_scenes = output.incident_scenes.put_in(incident_id, tile, source)
            self.incidents_changed.emit()
            if output.incident_scenes.shown(state) != incident_id:
                return None
        if tile >= len(state.layout):
            raise PushRefusedError("no-such-tile")
        output.stop_tour()
        if state.expanded not in (None, tile):
            state = state.restore()
        output.command(state.assign(tile, source))
        return tile

    def _is_over(self, output: WallOutput, incident_id: str) -> bool:
        incident = self._mirror.get(Incident, incident_id)
        if incident is not None:
            return incident.status.over
        # The hub tells of those that are not over, and keeps their scenes as long; what it has not told yet may go on.
        entry = output.incident_scenes.get(incident_id)
        is_told = self._mirror.status.state is LinkState.LIVE
        return is_told and entry is not None and self._scenes.scene(entry.applied.scene or "") is None

    def _give_back(self, now_s: float) -> None:
        over = {
            (output_id, entry.incident_id)
            for output_id, output in self._served.items()
            for entry in output.incident_scenes.entries
            if self._is_over(output, entry.incident_id)
        }
        incidents = {incident_id for _, incident_id in over}
        self._over_since_s = {one: self._over_since_s.get(one, now_s) for one in incidents}
        for output_id, incident_id in over:
            if now_s - self._over_since_s[incident_id] >= _GIVES_BACK_AFTER_S:
                self.release(output_id, incident_id)

    def _is_in(self, participation_id: str) -> bool:
        participation = self._mirror.get(Participation, participation_id)
        return participation is not None and participation.status in _IN_ROOM

    def _output(self, output_id: str) -> WallOutput:
        output = self._served.get(output_id)
        if output is None:
            raise PushRefusedError("no-such-output")
        return output

    # -- what is shown

    def _follow(self) -> None:
        there = {output_id_of(self._seat_name, self._windows.identity_of(one)): one for one in self._outputs.all}
        for output_id in self._served.keys() - there.keys():
            self._link.withdraw(output_id)
        self._served = there
        for output_id, output in there.items():
            self._link.serve(output_id, name=output.name, layout=output.state.layout.name)

    def _look(self) -> None:
        now_s = time.monotonic()
        before, self._painted = self._painted, {}
        for output_id, output in self._served.items():
            for number, tile in enumerate(output.canvas.tiles):
                if tile.feed is not None:
                    self._painted[tile.feed] = tile.feed.painted
                    if tile.feed.painted > before.get(tile.feed, 0):
                        self._link.painted(output_id, number)
                        source = output.state.sources[number]
                        if not before.get(tile.feed, 0) and (participant := _participant(source, tile.feed)):
                            self._first_painted(participant)
            self._link.report(output_id, _report(output, now_s))
        self._give_back(now_s)


def _participant(source: Source | None, feed: TileFeed) -> Source | None:
    """Whoever of a conference a tile shows, also where it was kept for whoever comes."""
    if source is not None and source.kind is SourceKind.FIELD and feed.source.participation_id:
        return Source.of_participant(feed.source.participation_id)
    return source if source is not None and source.kind is SourceKind.PARTICIPANT else None


def _source_id(source: Source, feed: TileFeed) -> str:
    """Addresses do not leave their seat."""
    participant = _participant(source, feed)
    if participant is not None:
        return participant.participation_id
    return source.value if source.kind is SourceKind.CAMERA else ""


def _report(output: WallOutput, now_s: float) -> ReportOutput:
    seen = output.canvas.visible_tiles() if output.canvas.isVisible() else []
    shows_incident = output.incident_scenes.shown(output.state) is not None
    tiles = []
    for number, (tile, source) in enumerate(zip(output.canvas.tiles, output.state.sources, strict=True)):
        if source is None or tile.feed is None:
            continue
        visible = any(tile is one for one in seen)
        _watch(tile.feed, watched=shows_incident and visible and source.kind is SourceKind.CAMERA)
        state = _STATES.get(tile.feed.state(now_s).phase, TileState.CONNECTING)
        tiles.append(
            ShownTile(
                tile=number,
                source_id=_source_id(source, tile.feed),
                name=tile.feed.source.name,
                state=state,
                visible=visible,
                fault=tile.feed.picture_fault(now_s) if state is TileState.LIVE else None,
            )
        )
    return ReportOutput(
        layout=output.state.layout.name,
        scene=output.state.scene,
        tour=output.tour.name if output.tour is not None else None,
        tiles=tuple(tiles),
        in_window=not output.canvas.window().isFullScreen(),
    )


def _watch(feed: TileFeed, *, watched: bool) -> None:
    """A tile that was hidden meanwhile is watched anew."""
    if not watched:
        feed.picture_watch = None
    elif feed.picture_watch is None:
        feed.picture_watch = PictureWatch()
