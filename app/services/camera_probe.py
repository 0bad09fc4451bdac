"""Looks at a camera as a wall would, for as long as it takes to tell a live picture from a black or a frozen one.

With feeds of its own, so that a look never shares, slows or restarts what a wall shows.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.clock import Clock
from app.domain.camera_health import CameraCondition
from app.domain.evidence import EvidenceSource, Refusal
from app.domain.evidence_rules import picture_faults
from app.services.painted_witness import PaintedWitness
from streams.decode.lane import Demand, Effort
from streams.feeds import Feeds, View
from streams.state import Phase, StreamState

# Two connections that hang and an answer that is slow; a camera that needs longer is of no use in an emergency.
LONGEST_LOOK_S = 10.0
# The rules of evidence look at shares of the picture: the size of a stamp tells them as well as the whole.
_WIDTH, _HEIGHT = 160, 90
_POLL_S = 0.04
_PICTURES_COMPARED = 3
_LOST = frozenset({Phase.OFFLINE, Phase.RECONNECTING, Phase.UNSUPPORTED})
# In this order: a black picture that hangs is black.
_CONDITION_OF = {
    Refusal.BLACK: CameraCondition.BLACK,
    Refusal.FROZE: CameraCondition.FROZEN,
    Refusal.NO_SIGNAL_CARD: CameraCondition.NO_SIGNAL_CARD,
}


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen. `first_frame_ms` from the connection to the first decoded picture; `detail` a short code."""

    condition: CameraCondition
    first_frame_ms: float | None = None
    detail: str = ""


class LeftAloneError(Exception):
    """The camera was wanted elsewhere in the middle of a look."""


class CameraProbe:
    """Used by one loop; `feeds` belongs to whoever made it, and nobody else watches anything with it."""

    def __init__(self, feeds: Feeds, *, clock: Clock) -> None:
        self._feeds = feeds
        self._clock = clock

    async def look(self, address: str, *, gives_way: Callable[[], bool] = lambda: False) -> Look:
        """Some three seconds where the camera is well, at most `LONGEST_LOOK_S`. Raises nothing of the camera's, and
        LeftAloneError once it `gives_way`.

        Whoever owns `feeds` sweeps them: what was looked at is closed `LINGER_S` later.
        """
        # A feed of an earlier look would have its failures behind it, and wait before it tries again.
        self._feeds.sweep()
        view = self._feeds.watch(address)
        view.ask(Demand(Effort.ALL, _WIDTH, _HEIGHT))
        begun_s = time.monotonic()
        try:
            return await self._watch(view, begun_s, gives_way)
        finally:
            view.release()

    async def _watch(self, view: View, begun_s: float, gives_way: Callable[[], bool]) -> Look:
        witness = PaintedWitness()
        sequence = 0
        first_frame_ms: float | None = None
        while time.monotonic() - begun_s < LONGEST_LOOK_S:
            if gives_way():
                raise LeftAloneError
            frame = view.newest()
            if frame is not None and frame.sequence != sequence:
                sequence = frame.sequence
                if first_frame_ms is None:
                    first_frame_ms = (time.monotonic() - begun_s) * 1000
                witness.painted(frame, frame.received_s)
                condition = self._judged(witness) if witness.complete else None
                if condition is not None and _has_compared(view, condition):
                    frozen = condition is CameraCondition.HEALTHY and view.feed.lane.repeated_pictures
                    return Look(CameraCondition.FROZEN if frozen else condition, first_frame_ms)
            elif view.feed.state.phase in _LOST:
                return Look(CameraCondition.OFFLINE, first_frame_ms, _code(view.feed.state))
            await asyncio.sleep(_POLL_S)
        if witness.complete:
            return Look(self._judged(witness), first_frame_ms)
        # Pictures that stop and go never make three seconds in a row.
        stuck = CameraCondition.FROZEN if first_frame_ms is not None else CameraCondition.OFFLINE
        return Look(stuck, first_frame_ms, "timed-out")

    def _judged(self, witness: PaintedWitness) -> CameraCondition:
        flow = witness.flow(
            source=EvidenceSource.CAMERA,
            source_id="",
            output_id="",
            tile=0,
            now=self._clock.now(),
            now_s=time.monotonic(),
            visible_share=1.0,
        )
        faults = picture_faults(flow) if flow is not None else (Refusal.TOO_SHORT,)
        return next(
            (condition for refusal, condition in _CONDITION_OF.items() if refusal in faults), CameraCondition.HEALTHY
        )


def _has_compared(view: View, condition: CameraCondition) -> bool:
    """Whether a picture that looks well was seen to be another one than before: key pictures tell, between them the
    coder polishes a scene that stands still."""
    return condition is not CameraCondition.HEALTHY or view.feed.lane.compared_pictures >= _PICTURES_COMPARED


def _code(state: StreamState) -> str:
    return state.reason.value if state.reason is not None else ""
