"""This seat's wall outputs at the hub: registered, reported as they change, and shown what others push to them."""

import asyncio
import contextlib
import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from app.domain.outputs import Output, Push, PushStatus
from app.domain.scenes import Scene, Source
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.link.mirror import LinkState, Mirror
from app.services.commands.outputs import AnswerPush, RegisterOutput, ReportOutput
from app.services.scene_library import SceneLibrary
from app.tasks import TaskScope

log = logging.getLogger(__name__)

# A camera that fails in an incident's scene is replaced by what is reported; with the wall's own looks every tenth of
# a second the hub hears of it within a quarter.
REPORT_EVERY_S = 0.15
# Another seat may still hold the output of a machine that was just replaced.
TRY_AGAIN_S = 3.0


# Details of an answer: an operator has arranged the output anew, and it stays so; the scene is under that of another
# incident.
KEPT = "kept"
COVERED = "covered"


class PushRefusedError(Exception):
    """The wall cannot show what was pushed; `detail` is a short code such as "no-such-tile"."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class Wall(Protocol):
    """The screens of this seat. Called on the link's loop; raises PushRefusedError for what cannot be shown."""

    def apply_scene(self, output_id: str, scene: Scene, incident_id: str | None) -> None:
        """For an incident what is shown now is kept, to come back afterwards."""
        ...

    def show_source(self, output_id: str, source: Source, tile: int | None, incident_id: str | None) -> int | None:
        """In this tile, or in one of the wall's choice; returns which. None: into a scene of the incident that is not
        to be seen now."""
        ...

    def release(self, output_id: str, incident_id: str) -> bool:
        """What was there before the incident's scene comes back. False: what is shown stays."""
        ...


def output_id_of(seat: str, screen: str) -> str:
    """The key of the output on this screen of this seat, the same after every start."""
    return f"{seat[:100]}:{hashlib.sha256(screen.encode()).hexdigest()[:12]}"


@dataclass(slots=True)
class _Served:
    """`awaited` is the push whose first picture is to come, and its tile where it is one source's."""

    registration: RegisterOutput
    registered: bool = False
    report: ReportOutput | None = None
    reported: ReportOutput | None = None
    reported_s: float = 0.0
    answers: list[AnswerPush] = field(default_factory=list)
    taken: str = ""
    awaited: tuple[str, int | None] | None = None
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def wait_s(self) -> float | None:
        """Until the next report is due; None: nothing to report."""
        if not self.registered or self.report is None or self.report == self.reported:
            return None
        return max(0.0, self.reported_s + REPORT_EVERY_S - time.monotonic())


class OutputLink:
    """See the module; owned by the loop that feeds the mirror.

    `failed(output_id, error)` is told when the hub refuses an output: another seat has it, or the role may not.
    """

    def __init__(
        self,
        mirror: Mirror,
        client: HubClient,
        wall: Wall,
        *,
        scenes: SceneLibrary,
        failed: Callable[[str, HubRefusedError], None],
    ) -> None:
        self._mirror = mirror
        self._client = client
        self._wall = wall
        self._scenes = scenes
        self._failed = failed
        self._tasks = TaskScope("outputs at the hub")
        self._outputs: dict[str, _Served] = {}
        self._was_live = mirror.status.state is LinkState.LIVE
        self._ends = [mirror.subscribe(Output, self._take), mirror.subscribe_status(self._line_changed)]

    async def close(self) -> None:
        """The hub sees the line end by itself."""
        for end in self._ends:
            end()
        self._ends.clear()
        await self._tasks.close()

    # -- what the wall says

    def serve(self, output_id: str, *, name: str, layout: str = "") -> None:
        """From now on, also after every loss of the line."""
        registration = RegisterOutput(name=name, layout=layout)
        served = self._outputs.get(output_id)
        if served is None:
            served = self._outputs[output_id] = _Served(registration)
            self._tasks.start(output_id, self._serve(output_id, served))
        elif served.registration != registration:
            served.registration, served.registered = registration, False
        served.wake.set()

    def withdraw(self, output_id: str) -> None:
        """The screen is gone."""
        if self._outputs.pop(output_id, None) is not None:
            # In the place of the task that served it.
            self._tasks.start(output_id, self._remove(output_id))

    def report(self, output_id: str, report: ReportOutput) -> None:
        """What it shows now; may be called as often as anything changes."""
        served = self._outputs.get(output_id)
        if served is not None and report != served.report:
            served.report = report
            if served.registered:
                served.wake.set()

    def painted(self, output_id: str, tile: int) -> None:
        """A tile has painted a picture; the first one after a push is what whoever pushed waits for."""
        served = self._outputs.get(output_id)
        if served is None or served.awaited is None:
            return
        push_id, awaited = served.awaited
        if awaited is None or awaited == tile:
            served.awaited = None
            self._answer_soon(output_id, push_id, PushStatus.SHOWN)

    # -- at the hub

    def _line_changed(self) -> None:
        is_live = self._is_live
        if is_live and not self._was_live:
            for served in self._outputs.values():
                served.registered = False
                served.wake.set()
        self._was_live = is_live

    @property
    def _is_live(self) -> bool:
        return self._mirror.status.state is LinkState.LIVE

    async def _serve(self, output_id: str, served: _Served) -> None:
        """All that one output says to the hub, one after the other."""
        wait_s: float | None = None
        told = ""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await served.wake.wait()
            served.wake.clear()
            wait_s = None
            if not self._is_live:
                continue
            try:
                await self._say(output_id, served)
                told, wait_s = "", served.wait_s
            except HubUnreachableError as error:
                log.info("output %s waits for the hub: %s", output_id, error)
                wait_s = TRY_AGAIN_S
            except HubRefusedError as error:
                if error.code != told:
                    told = error.code
                    self._failed(output_id, error)
                wait_s = TRY_AGAIN_S

    async def _say(self, output_id: str, served: _Served) -> None:
        """Raises HubUnreachableError; HubRefusedError where the hub does not take the output from this seat."""
        if not served.registered:
            output = await self._client.register_output(output_id, served.registration)
            served.registered, served.reported = True, None
            self._mirror.put(output)
            self._take(frozenset({output_id}))
        while served.answers:
            if served.answers[0].status is PushStatus.SHOWN and served.wait_s is not None:
                # Whoever hears that it is shown finds it among what the output shows.
                await self._report(output_id, served)
            try:
                self._mirror.put(await self._client.answer_push(output_id, served.answers[0]))
            except HubRefusedError as error:
                if _says_nothing_of_the_answer(error):
                    raise
                log.info("the hub does not wait for this answer of %s any more: %s", output_id, error.code)
            del served.answers[0]
        if served.wait_s == 0.0:
            await self._report(output_id, served)

    async def _report(self, output_id: str, served: _Served) -> None:
        """Raises what `_say` does."""
        report = served.report
        if report is None:
            return
        served.reported_s = time.monotonic()
        try:
            await self._client.report_output(output_id, report)
        except HubRefusedError:
            # Perhaps another run of this seat has it now: then registering says so.
            served.registered = False
            raise
        served.reported = report

    async def _remove(self, output_id: str) -> None:
        try:
            await self._client.remove_output(output_id)
        except (HubRefusedError, HubUnreachableError) as error:
            log.info("output %s stays at the hub: %s", output_id, error)

    # -- pushes

    def _take(self, keys: frozenset[str]) -> None:
        for output_id in keys & self._outputs.keys():
            output, served = self._mirror.get(Output, output_id), self._outputs[output_id]
            if output is None or output.push is None or not served.registered:
                continue
            push = output.push
            if push.status is PushStatus.SENT and push.push_id != served.taken:
                served.taken = push.push_id
                self._show(output_id, served, push)

    def _show(self, output_id: str, served: _Served, push: Push) -> None:
        detail = ""
        served.awaited = None
        try:
            if push.release:
                if self._wall.release(output_id, push.incident_id or ""):
                    served.awaited = push.push_id, None
                else:
                    detail = KEPT
            elif push.scene is not None:
                scene = self._scenes.scene(push.scene)
                if scene is None:
                    raise PushRefusedError("no-such-scene")
                self._wall.apply_scene(output_id, scene, push.incident_id)
                served.awaited = push.push_id, None
            elif (source := _pushed_source(push)) is not None:
                tile = self._wall.show_source(output_id, source, push.tile, push.incident_id)
                if tile is None:
                    detail = COVERED
                else:
                    served.awaited = push.push_id, tile
        except PushRefusedError as error:
            self._answer_soon(output_id, push.push_id, PushStatus.REFUSED, error.detail)
        except Exception:
            # Ours; the line to the hub must not end with it.
            log.exception("what was pushed to %s cannot be shown", output_id)
            self._answer_soon(output_id, push.push_id, PushStatus.REFUSED, "failed")
        else:
            self._answer_soon(output_id, push.push_id, PushStatus.APPLIED, detail)

    def _answer_soon(self, output_id: str, push_id: str, status: PushStatus, detail: str = "") -> None:
        """After a loss of the line it is said when that is back."""
        served = self._outputs[output_id]
        served.answers.append(AnswerPush(push_id=push_id, status=status, detail=detail))
        served.wake.set()


def _pushed_source(push: Push) -> Source | None:
    if push.camera_id is not None:
        return Source.of_camera(push.camera_id)
    return Source.of_participant(push.participation_id) if push.participation_id is not None else None


def _says_nothing_of_the_answer(error: HubRefusedError) -> bool:
    """The session is over, or the hub cannot write now: whoever pushed still waits."""
    return error.status == 401 or error.status >= 500
