"""From what is really painted on this seat's wall to the hub's evidence: the video clock stops without a button.

While an incident's video clock runs, every tile that shows a camera near it (or one that a plan binds), or a phone that
is in its room and near, is watched;
three seconds of its picture, seen and not frozen, are sent with a snapshot. Whether that counts is the hub's word, and
why not is told.
"""

import asyncio
import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QBuffer, QIODevice, QObject, QTimer, Signal
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QApplication

from app.domain.evidence import EvidenceSource, PaintedFlow, Refusal
from app.domain.evidence_rules import judge_painted
from app.domain.incidents import Incident
from app.domain.scenes import Source
from app.domain.sla.policies import SlaPolicy
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.link.mirror import LinkState, Mirror
from app.services.commands.clocks import SendPaintedEvidence
from app.services.painted_witness import PaintedWitness
from app.tasks import TaskScope
from widgets.wall.evidence_candidates import EvidenceCandidates, video_clock
from widgets.wall.output import WallOutput
from widgets.wall.outputs import Outputs
from widgets.wall.snapshot import snapshot
from widgets.wall.tile import Tile

_LOOK_MS = 200
# Refused evidence is tried again when as much was shown anew; an answer that did not come, sooner.
_AFTER_REFUSAL_S = 5.0
_LONGEST_WAIT_S = 60.0
_AFTER_FAILURE_S = 1.0
_JPEG_QUALITY = 88
_OF_PLACE = frozenset({Refusal.OUT_OF_RANGE, Refusal.NO_POSITION, Refusal.UNKNOWN_SOURCE})


@dataclass(slots=True)
class _Watched:
    """A tile of an output while it shows this camera, or this participation's."""

    output: WallOutput
    tile: Tile
    number: int
    source_id: str
    witness: PaintedWitness
    incidents: list[Incident] = field(default_factory=list)


class EvidenceWatch(QObject):
    """Lives on the UI loop. `refused` tells the incident and why its evidence did not count, once for each reason."""

    refused = Signal(object, object)  # Incident, tuple[Refusal, …]

    def __init__(
        self,
        *,
        outputs: Outputs,
        mirror: Mirror,
        client: HubClient,
        output_id: Callable[[WallOutput], str | None],
        seat: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._outputs = outputs
        self._mirror = mirror
        self._client = client
        self._output_id = output_id
        self._seat = seat
        self._tasks = TaskScope("evidence")
        self._watched: dict[tuple[WallOutput, int], _Watched] = {}
        self._not_before_s: dict[tuple[str, str], float] = {}
        self._wait_s: dict[tuple[str, str], float] = {}
        self._told: set[tuple[str, tuple[Refusal, ...]]] = set()
        self._recorded: set[tuple[str, str, tuple[Refusal, ...]]] = set()
        self._left_to_wall: set[tuple[str, str]] = set()
        # Cameras that are not of the incident, with what the hub decided that by: until somebody moves or binds it.
        self._elsewhere: dict[tuple[str, str], object] = {}
        # Incidents whose evidence is on its way: one picture proves it, and five at once slow each other. On a slow
        # line it takes longer than the wait before another try.
        self._proving: set[str] = set()
        self._proved_s: dict[str, float] = {}
        self._stale = True
        self._candidates = EvidenceCandidates(mirror, changed=self._changed)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    async def close(self) -> None:
        self._timer.stop()
        self._candidates.release()
        for watched in self._watched.values():
            _let_go(watched)
        self._watched.clear()
        await self._tasks.close()

    # -- which tiles can prove something

    def _changed(self) -> None:
        self._stale = True

    def _look(self) -> None:
        if self._stale:
            self._stale = False
            running = {one.incident_id for one in self._candidates.running()}
            self._not_before_s = {key: at_s for key, at_s in self._not_before_s.items() if key[0] in running}
            self._wait_s = {key: wait_s for key, wait_s in self._wait_s.items() if key[0] in running}
            self._elsewhere = {key: facts for key, facts in self._elsewhere.items() if key[0] in running}
            self._proved_s = {key: at_s for key, at_s in self._proved_s.items() if key in running}
            self._told = {key for key in self._told if key[0] in running}
            self._recorded = {key for key in self._recorded if key[0] in running}
            self._left_to_wall = {key for key in self._left_to_wall if key[0] in running}
        self._follow_tiles()
        if self._mirror.status.state is LinkState.LIVE:
            for watched in list(self._watched.values()):
                if watched.witness.complete:
                    self._send(watched)

    def _follow_tiles(self) -> None:
        wanted = dict(self._tiles_worth_watching())
        for place, watched in list(self._watched.items()):
            new = wanted.get(place)
            output, number = place
            if new is None or new[0] != watched.source_id or output.canvas.tiles[number] is not watched.tile:
                _let_go(watched)
                del self._watched[place]
        for (output, number), (source_id, incidents) in wanted.items():
            tile = output.canvas.tiles[number]
            watched_now = self._watched.get((output, number))
            if watched_now is None:
                watched_now = _Watched(output, tile, number, source_id, PaintedWitness())
                self._watched[output, number] = watched_now
            watched_now.incidents = incidents
            if tile.feed is not None and tile.feed.witness is not watched_now.witness:
                watched_now.witness.restart()
                tile.feed.witness = watched_now.witness
            if visible_share(tile, output) < 1.0:
                # Shown again it begins anew.
                watched_now.witness.restart()

    def _tiles_worth_watching(self) -> Iterator[tuple[tuple[WallOutput, int], tuple[str, list[Incident]]]]:
        for output in self._outputs.all:
            seen = output.canvas.visible_tiles() if output.canvas.isVisible() else []
            for number, tile in enumerate(output.canvas.tiles):
                source_id = _source_id(output.state.sources[number], tile)
                incidents = self._candidates.of_source(source_id) if source_id else []
                if incidents and any(tile is one for one in seen):
                    yield (output, number), (source_id, incidents)

    # -- sending

    def _send(self, watched: _Watched) -> None:
        now_s = time.monotonic()
        output_id = self._output_id(watched.output)
        if output_id is None:
            return
        for incident in watched.incidents:
            key = incident.incident_id, watched.source_id
            if incident.incident_id in self._proving or self._not_before_s.get(key, 0.0) > now_s:
                continue
            if self._proved_s.get(incident.incident_id, 0.0) > now_s:
                continue
            if self._elsewhere.get(key) == self._candidates.facts_of_place(watched.source_id, incident):
                continue
            taken = snapshot(watched.tile, seat=self._seat)
            if taken is None:
                continue
            self._not_before_s[key] = now_s + _AFTER_REFUSAL_S
            name = f"evidence {incident.incident_id} {watched.source_id}"
            self._proving.add(incident.incident_id)
            task = self._tasks.start(name, self._prove(watched, incident, output_id, taken[0]))
            task.add_done_callback(partial(self._answer_came, incident.incident_id))

    def _answer_came(self, incident_id: str, _task: asyncio.Task[None]) -> None:
        self._proving.discard(incident_id)

    async def _prove(self, watched: _Watched, incident: Incident, output_id: str, image: QImage) -> None:
        key = incident.incident_id, watched.source_id
        picture = await asyncio.to_thread(_jpeg, image)
        now_s = time.monotonic()
        now = self._mirror.now()
        flow = watched.witness.flow(
            source=(
                EvidenceSource.FIELD_DEVICE
                if self._candidates.is_field_device(watched.source_id)
                else EvidenceSource.CAMERA
            ),
            source_id=watched.source_id,
            output_id=output_id,
            tile=watched.number,
            now=now,
            now_s=now_s,
            visible_share=visible_share(watched.tile, watched.output),
            snapshot_sha256=hashlib.sha256(picture).hexdigest(),
        )
        if flow is None:
            self._not_before_s[key] = 0.0
            return
        expected = self._expected_refusals(flow, incident)
        if self._is_left_to_wall(key, expected):
            return
        if expected and (*key, expected) in self._recorded:
            # The hub has that with its picture already; every try would add another picture.
            return
        try:
            attached = await self._client.attach(
                incident.incident_id, name="evidence.jpg", picture=picture, media_type="image/jpeg"
            )
            command = SendPaintedEvidence(flow=flow, snapshot_id=attached.attachment_id)
            evidence = await self._client.send_painted_evidence(incident.incident_id, command)
        except (HubRefusedError, HubUnreachableError):
            # The line's own state tells; what was painted stays painted.
            self._not_before_s[key] = now_s + _AFTER_FAILURE_S
            return
        if evidence.refusals:
            self._recorded.add((*key, expected))
            # A reason that this seat cannot foresee: each try leaves a picture, so the next comes later.
            wait_s = self._wait_s[key] = min(2 * self._wait_s.get(key, _AFTER_REFUSAL_S), _LONGEST_WAIT_S)
            self._not_before_s[key] = now_s + wait_s
            if _OF_PLACE & set(evidence.refusals):
                self._elsewhere[key] = self._candidates.facts_of_place(watched.source_id, incident)
        else:
            # The clock that it stopped comes by the feed.
            self._proved_s[incident.incident_id] = now_s + _AFTER_REFUSAL_S
        self._mirror.put(evidence)
        told = incident.incident_id, evidence.refusals
        if evidence.refusals and told not in self._told and not self._is_left_to_wall(key, evidence.refusals):
            self._told.add(told)
            self.refused.emit(incident, evidence.refusals)

    def _is_left_to_wall(self, key: tuple[str, str], refusals: tuple[Refusal, ...]) -> bool:
        """Once: the wall itself has proved it by the next try, unless nobody has put the picture there. Only then is
        that a matter for the operator of a window."""
        if Refusal.NOT_ON_WALL not in refusals or key in self._left_to_wall:
            return False
        self._left_to_wall.add(key)
        return True

    def _expected_refusals(self, flow: PaintedFlow, incident: Incident) -> tuple[Refusal, ...]:
        """By the rules of the hub, as far as this seat knows."""
        clock = video_clock(incident)
        return judge_painted(
            flow,
            incident=incident,
            clock=clock,
            policy=self._mirror.get(SlaPolicy, clock.policy_id) if clock is not None else None,
            source_point=self._candidates.point_of(flow.source_id),
            bound_by_plan=self._candidates.is_bound(flow.source_id, incident),
            on_output=True,
            output_known=True,
            same_seat=True,
            walls=self._candidates.walls_beside(flow.output_id, incident),
            now=self._mirror.now(),
        )


def visible_share(tile: Tile, output: WallOutput) -> float:
    """How much of the tile somebody in front of the screen can see, 0 … 1.

    Windows of other programs cannot be asked for; a wall output is full screen on a screen of its own. Which of our
    windows is in front cannot be asked for either: one that lies over it counts as in front of it, also while the
    keyboard is with another program, unless the output has the keyboard and the other has not.
    """
    canvas = output.canvas
    window = canvas.window()
    handle = window.windowHandle()
    if not canvas.isVisible() or window.isMinimized() or handle is None or not handle.isExposed():
        return 0.0
    ratio = canvas.devicePixelRatioF()
    origin = canvas.mapToGlobal(canvas.rect().topLeft())
    rect = tile.rect
    seen = canvas.rect().translated(origin)
    left, top = origin.x() + rect.x() / ratio, origin.y() + rect.y() / ratio
    area = rect.width() / ratio * rect.height() / ratio
    if area <= 0 or not seen.isValid():
        return 0.0
    covered = 0.0
    for other in QApplication.topLevelWidgets():
        if other is window or not other.isVisible() or other.isMinimized():
            continue
        if window.isActiveWindow() and not other.isActiveWindow():
            continue
        frame = other.frameGeometry()
        across = min(left + rect.width() / ratio, frame.right() + 1) - max(left, frame.left())
        down = min(top + rect.height() / ratio, frame.bottom() + 1) - max(top, frame.top())
        covered += max(0.0, across) * max(0.0, down)
    return max(0.0, 1.0 - covered / area)


def _source_id(source: Source | None, tile: Tile) -> str:
    """Of a camera, or of a participant's camera; what somebody shows of a screen is not the scene."""
    if source is None or tile.feed is None or source.is_shared_screen:
        return ""
    return tile.feed.source.camera_id or tile.feed.source.participation_id


def _let_go(watched: _Watched) -> None:
    if watched.tile.feed is not None and watched.tile.feed.witness is watched.witness:
        watched.tile.feed.witness = None


def _jpeg(image: QImage) -> bytes:
    content = QBuffer()
    content.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(content, b"jpg")
    writer.setQuality(_JPEG_QUALITY)
    writer.write(image)
    return bytes(content.data().data())
