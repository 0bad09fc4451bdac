"""This seat's outputs as the hub's other seats know them: what they show is reported, what is pushed is put up.

`app.link.output_link` talks to the hub; here is the wall that it talks about.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.domain.outputs import ShownTile, TileState
from app.domain.rooms import Participation, ParticipationStatus
from app.domain.scenes import Scene, Source, SourceKind
from app.link.hub_client import HubClient, HubRefusedError
from app.link.mirror import Mirror
from app.link.output_link import OutputLink, PushRefusedError, output_id_of
from app.services.camera_registry import CameraRegistry
from app.services.commands import ReportOutput
from app.services.scene_library import SceneLibrary
from app.services.tile_feed import TileFeed
from streams.state import Phase
from widgets.wall.output import WallOutput
from widgets.wall.output_windows import OutputWindows
from widgets.wall.outputs import Outputs

_LOOK_MS = 100
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
    """Lives on the UI loop. Implements `app.link.output_link.Wall`."""

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
        self._seat_name = seat_name
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

    # -- what is pushed

    def apply_scene(self, output_id: str, scene: Scene) -> None:
        self._output(output_id).apply_scene(scene)

    def show_source(self, output_id: str, source: Source, tile: int | None) -> int:
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
        if tile >= len(state.layout):
            raise PushRefusedError("no-such-tile")
        output.stop_tour()
        if state.expanded not in (None, tile):
            state = state.restore()
        output.command(state.assign(tile, source))
        return tile

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
                        if source is not None and not before.get(tile.feed, 0) and source.participation_id:
                            self._first_painted(source)
            self._link.report(output_id, _report(output, now_s))


def _source_id(source: Source) -> str:
    """Addresses do not leave their seat."""
    return source.value if source.kind is SourceKind.CAMERA else source.participation_id


def _report(output: WallOutput, now_s: float) -> ReportOutput:
    seen = output.canvas.visible_tiles() if output.canvas.isVisible() else []
    tiles = []
    for number, (tile, source) in enumerate(zip(output.canvas.tiles, output.state.sources, strict=True)):
        if source is None or tile.feed is None:
            continue
        tiles.append(
            ShownTile(
                tile=number,
                source_id=_source_id(source),
                name=tile.feed.source.name,
                state=_STATES.get(tile.feed.state(now_s).phase, TileState.CONNECTING),
                visible=any(tile is one for one in seen),
            )
        )
    return ReportOutput(
        layout=output.state.layout.name,
        scene=output.state.scene,
        tour=output.tour.name if output.tour is not None else None,
        tiles=tuple(tiles),
    )
