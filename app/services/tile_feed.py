"""What one tile shows: picks sub or main stream by size and changes over without a black moment.

Used by the screen's thread. The stream being left stays on the tile until the coming one has painted its first
picture; both are views of feeds that other tiles may share.
"""

import time
from dataclasses import dataclass, field
from enum import Enum, auto

from app.domain.outputs import PictureFault
from app.domain.scenes import FitMode
from app.domain.stream_choice import Stream, choose_stream
from app.services.painted_witness import PaintedWitness
from app.services.picture_watch import PictureWatch
from streams.decode.lane import Demand, Effort
from streams.errors import Reason
from streams.feeds import Feeds, View
from streams.frame import Frame
from streams.meter import Meter, stale_after_s
from streams.state import Phase, StreamState

# Decoding without the loop filter drifts from key frame to key frame: only where those come this often.
LONGEST_UNFILTERED_S = 2.5
# What is assumed of a stream that shows key frames only, before two of them came.
UNKNOWN_KEY_INTERVAL_S = 5.0
# A stream that another tile left behind still has its last picture: changing over to one so much older than what is
# shown would be a step back in time.
OLDEST_CHANGE_OVER_S = 0.5
# Right after a reconnection the picture on the screen is still the old one: nothing stands still, and nothing is live.
STALE_GRACE_S = 0.5
# Pictures that are the same to the last bit for so long come from a camera that hangs, or from a "no signal" card.
UNCHANGED_AFTER_S = 10.0

# What a place without a picture is as good as, where that is not offline.
_ABSENCES = {Reason.LINE_LOST: Phase.RECONNECTING, Reason.AWAITED: Phase.CONNECTING}


class Quality(Enum):
    """How much a tile may cost; lowered by the overload rule."""

    FULL = auto()
    SUB_ONLY = auto()
    KEY_FRAMES = auto()


@dataclass(frozen=True, slots=True)
class TileSource:
    """Something to show: a camera with its two addresses, or a bare address (then `sub_url` is empty). `waiting`: the
    addresses are being asked for; another source takes this one's place when they are known. `absent`: why somebody of
    a conference has no picture now, which is told instead of what the stream does."""

    name: str
    main_url: str = field(repr=False)
    sub_url: str = field(default="", repr=False)
    camera_id: str = ""
    participation_id: str = ""
    waiting: bool = False
    absent: Reason | None = None

    def address(self, *, main: bool) -> str:
        return (self.main_url if main else self.sub_url) or self.main_url or self.sub_url


class TileFeed:
    """See the module. `painted`, `first_painted_s` and the rest are counted by whoever paints."""

    def __init__(self, feeds: Feeds, source: TileSource) -> None:
        self.source = source
        self.painted = 0
        self.painted_received_s = 0.0
        self.first_frame_ms: float | None = None
        # Set while what this tile paints may prove something.
        self.witness: PaintedWitness | None = None
        # Set while somebody has to know whether it is a scene at all.
        self.picture_watch: PictureWatch | None = None
        self._made_s = time.monotonic()
        self._feeds = feeds
        self._view: View | None = None
        self._coming: View | None = None
        self._main = not source.sub_url
        self._demand = Demand(Effort.HOLD)
        self._shown_s = 0.0
        self._painted_sequence = 0
        self._painted_view: View | None = None
        self._meter: Meter | None = None

    @property
    def view(self) -> View | None:
        return self._view

    @property
    def is_main(self) -> bool:
        return self._main

    def show(
        self,
        *,
        width: int,
        height: int,
        zoom: float = 1.0,
        quality: Quality = Quality.FULL,
        fit: FitMode = FitMode.CONTAIN,
    ) -> None:
        """The tile is visible at this size in physical pixels, its picture `zoom` ≥ 1 times as large."""
        if self._demand.effort is Effort.HOLD:
            self._shown_s = time.monotonic()
        source = self.source
        stream = choose_stream(
            round(height * zoom),
            current=None if self._view is None else Stream.MAIN if self._main else Stream.SUB,
            has_main=bool(source.main_url),
            has_sub=bool(source.sub_url),
            main_allowed=quality is Quality.FULL,
        )
        self._choose(main=stream is Stream.MAIN)
        effort = Effort.KEY_FRAMES if quality is Quality.KEY_FRAMES else Effort.ALL
        picture_width, picture_height = self._picture_size(width, height, zoom=zoom, fit=fit)
        self._demand = Demand(effort, picture_width, picture_height, reduced=self._shown_reduced(picture_height))
        self._ask()

    def hide(self) -> None:
        """Nobody sees the tile: no pixels are made, the source stays open."""
        if self._view is None:
            self._choose(main=False)
        self._demand = Demand(Effort.HOLD)
        self._ask()

    def get_ready(self, *, width: int, height: int) -> None:
        """Open before it is shown, with the newest key frame as a picture to begin with."""
        self.show(width=width, height=height)
        self._demand = Demand(Effort.KEY_FRAMES, self._demand.width, self._demand.height)
        self._ask()

    def close(self) -> None:
        for view in (self._view, self._coming):
            if view is not None:
                view.release()
        self._view = self._coming = None

    def retry_now(self) -> None:
        if self._view is not None:
            self._feeds.retry_now(self._view.feed)

    def newest(self) -> Frame | None:
        """The picture to paint now. Changes over to the coming stream as soon as that has one of now."""
        coming = self._coming.newest() if self._coming is not None else None
        if coming is not None and coming.received_s > self.painted_received_s - OLDEST_CHANGE_OVER_S:
            if self._view is not None:
                self._view.release()
            self._view, self._coming, self._meter = self._coming, None, None
        return self._view.newest() if self._view is not None else None

    def has_news(self) -> bool:
        """Whether a picture waits that this tile has not painted."""
        frame = self.newest()
        return frame is not None and (frame.sequence != self._painted_sequence or self._view is not self._painted_view)

    def was_painted(self, frame: Frame) -> None:
        """The picture is on the screen: this is what all evidence and figures count."""
        if frame.sequence == self._painted_sequence and self._view is self._painted_view:
            return
        self._painted_sequence, self._painted_view = frame.sequence, self._view
        self.painted += 1
        self.painted_received_s = frame.received_s
        if self.witness is not None:
            if self._view is not None and self._view.feed.lane.repeated_pictures:
                # A camera that hangs proves nothing, also while it is too early to call it stale.
                self.witness.restart()
            self.witness.painted(frame, time.monotonic())
        if self.picture_watch is not None:
            self.picture_watch.painted(frame, time.monotonic())
        if self.first_frame_ms is None and self._view is not None:
            # A stream that was open already is not waited for longer than the tile exists.
            begun_s = max(self._view.feed.counters.opened_s, self._made_s)
            self.first_frame_ms = (time.monotonic() - begun_s) * 1000

    def state(self, now_s: float) -> StreamState:
        """What the tile may claim: the feed's state, but never live with a picture that is old or hangs."""
        if (absent := self.source.absent) is not None:
            return StreamState(_ABSENCES.get(absent, Phase.OFFLINE), self._made_s, absent)
        if self._view is None:
            waiting = self.source.waiting
            return StreamState(Phase.CONNECTING if waiting else Phase.IDLE, self._made_s if waiting else now_s)
        feed = self._view.feed
        state = feed.state
        if state.phase is not Phase.LIVE:
            return state
        if self._demand.effort is Effort.HOLD:
            return StreamState(Phase.IDLE, state.since_s)
        if self.painted_received_s and now_s - self.painted_received_s > self._stale_after_s():
            if now_s - state.since_s <= STALE_GRACE_S:
                return StreamState(Phase.RECONNECTING, state.since_s)
            if now_s - self._shown_s <= STALE_GRACE_S:
                return StreamState(Phase.IDLE, self._shown_s)
            return StreamState(Phase.STALE, self.painted_received_s, Reason.STALLED)
        if self.painted_received_s and now_s - feed.lane.unchanged_since_s > UNCHANGED_AFTER_S:
            return StreamState(Phase.STALE, feed.lane.unchanged_since_s, Reason.UNCHANGED)
        return state

    def picture_fault(self, now_s: float) -> PictureFault | None:
        """What is wrong with the pictures of a live tile; None also where nobody watches them."""
        if self.picture_watch is None or self._view is None:
            return None
        lane = self._view.feed.lane
        return self.picture_watch.fault(
            now_s, unchanged_since_s=lane.unchanged_since_s, repeated_pictures=lane.repeated_pictures
        )

    def age_s(self, now_s: float) -> float | None:
        """Age of the newest painted picture, None before the first."""
        return now_s - self.painted_received_s if self.painted_received_s else None

    def meter(self) -> Meter | None:
        if self._meter is None and self._view is not None:
            self._meter = Meter(self._view.feed)
        return self._meter

    def _stale_after_s(self) -> float:
        if self._view is None:
            return 0.0
        counters = self._view.feed.counters
        if self._demand.effort is Effort.KEY_FRAMES:
            return stale_after_s(counters.mean_key_interval_s or UNKNOWN_KEY_INTERVAL_S)
        return stale_after_s(counters.mean_interval_s)

    def _choose(self, *, main: bool) -> None:
        if self.source.waiting or (self.source.absent is not None and not self.source.main_url):
            return
        main = main or not self.source.sub_url
        if self._view is None:
            self._main = main
            self._view = self._feeds.watch(self.source.address(main=main))
        elif main != self._main:
            self._main = main
            if self._coming is not None:
                # Back before the change came about.
                self._coming.release()
                self._coming = None
            else:
                self._coming = self._feeds.watch(self.source.address(main=main))

    def _ask(self) -> None:
        for view in (self._view, self._coming):
            if view is not None:
                view.ask(self._demand)

    def _shown_reduced(self, picture_height: int) -> bool:
        if self._view is None:
            return False
        feed = self._view.feed
        interval_s = feed.counters.mean_key_interval_s
        often = interval_s is not None and interval_s <= LONGEST_UNFILTERED_S
        return often and picture_height < feed.lane.source_height

    def _picture_size(self, width: int, height: int, *, zoom: float, fit: FitMode) -> tuple[int, int]:
        """The even size of the whole picture on the tile in its own proportions; 16:9 until they are known.

        A zoomed one has no more pixels than the camera sent: eight times a 4K screen would be two gigabytes.
        """
        lane = self._view.feed.lane if self._view is not None else None
        source_width, source_height = (lane.source_width, lane.source_height) if lane else (0, 0)
        if fit is FitMode.STRETCH:
            return _even(min(width * zoom, max(width, source_width))), _even(
                min(height * zoom, max(height, source_height))
            )
        if not source_width or not source_height:
            source_width, source_height = 16, 9
        fitted = (max if fit is FitMode.COVER else min)(width / source_width, height / source_height)
        scale = min(fitted * zoom, max(fitted, 1.0))
        return _even(source_width * scale), _even(source_height * scale)


def _even(length: float) -> int:
    """Never less than the tile paints: a row that the picture lacks would keep what stood there before."""
    whole = max(1, round(length))
    return whole + whole % 2
