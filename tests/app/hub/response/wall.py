"""A seat that serves an output as the desktop does: it takes what is pushed and says what it shows."""

import asyncio
import contextlib

from app.domain.outputs import Output, PictureFault, PushStatus, ShownTile, TileState
from app.link.hub_wire import HubRefusedError
from app.services.commands.outputs import AnswerPush, RegisterOutput, ReportOutput
from app.services.rows import SharedScene
from tests.servers.seat import Seat


class PlayedWall:
    """`states` says of which camera what its tile shows, `faults` what is wrong with its picture; live and well where
    nothing is said."""

    def __init__(self, seat: Seat, output_id: str) -> None:
        self._seat, self.output_id = seat, output_id
        self.states: dict[str, TileState] = {}
        self.faults: dict[str, PictureFault] = {}
        self.layout, self.scene, self.sources = "1x1", "", [""]
        self.released: list[str] = []
        self.in_window = False
        self._taken = ""
        self._end = seat.mirror.subscribe(Output, lambda _: self._wake.set())
        self._wake = asyncio.Event()
        self._task = asyncio.create_task(self._serve())

    @classmethod
    async def served(cls, seat: Seat, output_id: str = "wall:1") -> "PlayedWall":
        await seat.client.register_output(output_id, RegisterOutput(name=output_id, layout="1x1"))
        return cls(seat, output_id)

    async def close(self) -> None:
        self._end()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def leave(self) -> None:
        """As when its screen is unplugged."""
        await self._seat.client.remove_output(self.output_id)

    async def cut(self) -> None:
        """As when its seat is switched off."""
        await self._seat.link.close()

    async def say(self) -> None:
        """What it shows now."""
        tiles = tuple(
            ShownTile(
                tile=number, source_id=source, name=source, state=self._state(source), fault=self.faults.get(source)
            )
            for number, source in enumerate(self.sources)
        )
        report = ReportOutput(layout=self.layout, scene=self.scene or None, tiles=tiles, in_window=self.in_window)
        await self._seat.client.report_output(self.output_id, report)

    def _state(self, source: str) -> TileState:
        return self.states.get(source, TileState.LIVE if source else TileState.EMPTY)

    async def _serve(self) -> None:
        while True:
            self._wake.clear()
            output = self._seat.mirror.get(Output, self.output_id)
            push = output.push if output is not None else None
            if push is not None and push.push_id != self._taken and push.status is PushStatus.SENT:
                self._taken = push.push_id
                if push.release:
                    self.released.append(push.incident_id or "")
                    self.layout, self.scene, self.sources = "1x1", "", [""]
                elif push.scene is not None:
                    scene = self._seat.mirror.get(SharedScene, push.scene)
                    assert scene is not None
                    self.layout, self.scene = scene.content["layout"], push.scene
                    self.sources = [next(iter(one.values()), "") if one else "" for one in scene.content["sources"]]
                elif push.camera_id is not None:
                    self.sources[push.tile or 0] = push.camera_id
                await self.say()
                answer = AnswerPush(push_id=push.push_id, status=PushStatus.APPLIED)
                # Something else may have been pushed meanwhile.
                with contextlib.suppress(HubRefusedError):
                    await self._seat.client.answer_push(self.output_id, answer)
                continue
            await self._wake.wait()
