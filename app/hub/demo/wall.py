"""The hall's wall as its seat serves it: what is pushed to it, what it shows from then on, and what it has painted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from random import Random

from app.domain.cameras import Camera
from app.domain.evidence import Evidence, EvidenceSource, PaintedFlow
from app.domain.evidence_rules import PICTURE_HELD_S
from app.domain.outputs import Output, PushStatus, ShownTile, TileState
from app.domain.permissions import Action
from app.hub.asking import Asking
from app.hub.demo.agenda import Agenda
from app.hub.demo.clock import SteppedClock
from app.hub.demo.pictures import MEDIA_TYPE, TilePicture, TilePictures
from app.hub.demo.seats import Seats
from app.hub.incidents import attachments
from app.hub.incidents.painted_evidence import painted
from app.hub.outputs import pushing
from app.hub.routers import outputs
from app.services.commands.clocks import SendPaintedEvidence
from app.services.commands.outputs import AnswerPush, PushToOutput, RegisterOutput, ReportOutput
from app.services.rows import Attachment
from app.store.change import Change

SEAT = "指挥大厅 大屏席"
_OUTPUT_ID = "demo-wall"
_LAYOUT = "4x4"
_TILES = 16
_FRAMES_A_SECOND = 25
# Longer than the rule asks for, as a seat's measurement is.
_PAINTED_S = 3.32


class Wall:
    """One output, in the hands of `operator`. Owned by the hub's loop."""

    def __init__(self, agenda: Agenda, clock: SteppedClock, seats: Seats, *, operator: str) -> None:
        self._agenda, self._clock, self._seats = agenda, clock, seats
        self._operator = operator
        self._tiles = [ShownTile(tile=number) for number in range(_TILES)]
        self._next_tile = 0
        self._pictures = TilePictures()

    async def open(self) -> None:
        """Raises RefusedError."""
        await self._seats.log_in(self._operator, seat=SEAT)
        command = RegisterOutput(name="指挥大厅 1 号屏", layout=_LAYOUT)
        await outputs.register(_OUTPUT_ID, command, self._serving())

    async def close(self) -> None:
        await outputs.remove(_OUTPUT_ID, self._serving())
        await self._seats.log_out(self._operator)

    def push(self, moment: datetime, ask: Callable[[], Asking], camera: Camera, incident_id: Callable[[], str]) -> int:
        """Plan to show `camera`, with the seat's answers; the number of its tile."""
        tile, self._next_tile = self._next_tile, (self._next_tile + 1) % _TILES
        sent: list[str] = []

        async def send(change: Change, asking: Asking) -> None:
            command = PushToOutput(camera_id=camera.camera_id, tile=tile, incident_id=incident_id())
            output = await pushing.push(change, asking, _OUTPUT_ID, command)
            if output.push is not None:
                sent.append(output.push.push_id)

        async def answer(status: PushStatus, change: Change, asking: Asking) -> None:
            output = await change.get(Output, _OUTPUT_ID)
            if status is PushStatus.SHOWN:
                await self._show(asking, tile, camera)
            # Another push may have taken its place.
            if output is not None and output.push is not None and output.push.push_id in sent:
                command = AnswerPush(push_id=output.push.push_id, status=status)
                await pushing.answer(change, asking, _OUTPUT_ID, command)

        self._agenda.command(moment, ask, send)
        self._agenda.command(moment + timedelta(seconds=0.4), self._serving, partial(answer, PushStatus.APPLIED))
        self._agenda.command(moment + timedelta(seconds=1.1), self._serving, partial(answer, PushStatus.SHOWN))
        return tile

    def prove(
        self,
        fulfilled_at: datetime,
        camera: Camera,
        tile: int,
        incident_id: Callable[[], str],
        random: Random,
        *,
        kept: Callable[[Evidence], None],
    ) -> None:
        """Plan the evidence, with its picture, that `camera` was painted on `tile` for three seconds until
        `fulfilled_at`."""
        sent_at = fulfilled_at + timedelta(seconds=_PAINTED_S - PICTURE_HELD_S)
        picture = self._pictures.at(sent_at, camera)
        flow = self._flow(fulfilled_at, camera, tile, picture, random)
        taken: list[attachments.Picture] = []
        attached: list[Attachment] = []

        async def upload() -> None:
            name = f"{camera.name}.jpg"
            asking = self._asking(Action.INCIDENT_REPORT)
            taken.append(
                await attachments.taken(
                    asking, incident_id(), name=name, media_type=MEDIA_TYPE, content=picture.content
                )
            )

        async def attach(change: Change, asking: Asking) -> None:
            attached.append(await attachments.attach(change, asking, incident_id(), taken[0]))

        async def send(change: Change, asking: Asking) -> None:
            whole = replace(flow, monotonic_s=self._clock.monotonic_s(), snapshot_sha256=attached[0].sha256)
            command = SendPaintedEvidence(flow=whole, snapshot_id=attached[0].attachment_id)
            evidence = await painted(change, asking, incident_id(), command)
            _expect_accepted(evidence)
            kept(evidence)

        self._agenda.errand(sent_at + timedelta(seconds=0.05), upload)
        reporting = partial(self._asking, Action.INCIDENT_REPORT)
        self._agenda.command(sent_at + timedelta(seconds=0.09), reporting, attach)
        self._agenda.command(sent_at + timedelta(seconds=0.13), self._serving, send)

    def _flow(
        self, fulfilled_at: datetime, camera: Camera, tile: int, picture: TilePicture, random: Random
    ) -> PaintedFlow:
        first_at = fulfilled_at - timedelta(seconds=PICTURE_HELD_S)
        frames = round(_PAINTED_S * _FRAMES_A_SECOND) + 1
        return PaintedFlow(
            source=EvidenceSource.CAMERA,
            source_id=camera.camera_id,
            output_id=_OUTPUT_ID,
            tile=tile,
            frames=frames,
            first_at=first_at,
            last_at=first_at + timedelta(seconds=_PAINTED_S),
            monotonic_s=0.0,
            duration_s=_PAINTED_S,
            mean_gap_s=_PAINTED_S / (frames - 1),
            longest_gap_s=round(random.uniform(0.044, 0.081), 3),
            visible_share=1.0,
            luma_mean=round(picture.luma.mean, 1),
            luma_deviation=round(picture.luma.deviation, 1),
            flat_share=round(picture.luma.flat_share, 3),
            changed_pictures=frames - random.randint(0, 3),
        )

    async def _show(self, asking: Asking, tile: int, camera: Camera) -> None:
        self._tiles[tile] = replace(
            self._tiles[tile], source_id=camera.camera_id, name=camera.name, state=TileState.LIVE
        )
        await outputs.report(_OUTPUT_ID, ReportOutput(layout=_LAYOUT, tiles=tuple(self._tiles)), asking)

    def _serving(self) -> Asking:
        return self._asking(Action.OUTPUT_SERVE)

    def _asking(self, action: Action) -> Asking:
        return self._seats.ask(self._operator, action)


def _expect_accepted(evidence: Evidence) -> None:
    """Raises ValueError: what the demo shows as proved has to be."""
    if evidence.refusals:
        raise ValueError(f"the demo's evidence was refused: {', '.join(evidence.refusals)}")
