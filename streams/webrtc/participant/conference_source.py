"""Somebody's video in a conference as a source like any camera: `conference://<room>/<participation>/<camera|screen>`.

So it runs through the same feed, decode pool and mailbox, and a tile does not know the difference.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from streams.access_unit import AccessUnit, Codec, VideoFormat
from streams.decode.lane import Effort
from streams.errors import Reason, StreamError
from streams.feed import Feed
from streams.state import Phase
from streams.url import CONFERENCE_SCHEME, StreamUrl
from streams.webrtc.participant.names import Content, RemoteStream

if TYPE_CHECKING:
    from streams.webrtc.participant.conference_rooms import ConferenceRooms

# Who is not there by then is said not to be there, and waited for all the same.
OPEN_S = 15.0
# Nobody looks so long: nothing is asked for any more. Before that a tile that comes back has its picture at once.
REST_AFTER_S = 5.0
# The stream left its slot: after so long it is gone, and not just about to be moved.
_GONE_AFTER_S = 1.0
# Overload: key frames only are decoded, and in a conference they have to be asked for.
_KEY_FRAME_EVERY_S = 5.0
# A machine that is too slow for its pictures would ask with every breath, and everybody would pay for it.
_KEY_FRAME_PAUSE_S = 1.0
_NOTICE_S = 0.02  # until a feed has noticed an end
_TIMER_SLACK_S = 0.001
_MOST_HELD = 120  # pictures between the opening and the first look of the feed
# Heights that are asked for; in between nothing is gained.
_HEIGHTS = (180, 360, 540, 720, 1080, 1440, 2160, 4320)


def conference_address(room_id: str, stream: RemoteStream) -> str:
    return f"{CONFERENCE_SCHEME}://{room_id}/{stream.participant_id}/{stream.content.value}"


def parse_conference_address(address: str) -> tuple[str, RemoteStream]:
    """The room and the stream of an address that `parse_stream_url` took."""
    room_id, participant_id, content = address.partition("://")[2].split("/")
    return room_id, RemoteStream(participant_id, Content(content))


class ConferenceSource:
    """One reading of a remote video. On the media loop; its room finds it in `ConferenceRooms` by room and stream."""

    def __init__(self, url: StreamUrl, feed: Feed, rooms: "ConferenceRooms") -> None:
        self.room_id, self.stream = parse_conference_address(url.address)
        self._feed = feed
        self._rooms = rooms
        self._on_access_unit: Callable[[AccessUnit], None] | None = None
        self._held: deque[AccessUnit] = deque()
        self._codec: Codec | None = None
        self._first = asyncio.Event()
        self._ended = asyncio.Event()
        self._unwatched_since_s: float | None = None
        self._missing_since_s: float | None = None
        self._resting = False
        self._troubles = 0
        self._key_asked_s = 0.0
        self._due: deque[tuple[float, AccessUnit]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    # -- streams.feed.Source

    async def open(self) -> VideoFormat:
        """Waits for the first key frame. Raises StreamError when nobody of that name sends anything."""
        self._rooms.add(self)
        # Once it was said that they are not there, waiting needs no end: the tile says so already.
        limit_s = None if self._feed.state.phase is Phase.OFFLINE else OPEN_S
        try:
            async with asyncio.timeout(limit_s):
                await self._first.wait()
        except TimeoutError:
            raise StreamError(Reason.NO_SUCH_STREAM, "not in the conference, or nothing is sent") from None
        assert self._codec is not None  # noqa: S101 - set before the event
        return VideoFormat(self._codec)

    async def run(self) -> None:
        """Until the stream ends: they left, switched it off, or the room was lost."""
        self._on_access_unit = self._feed.receive
        while self._held:
            self._feed.receive(self._held.popleft())
        await self._ended.wait()
        raise StreamError(Reason.ENDED, "the video is not sent any more")

    async def close(self) -> None:
        self._rooms.remove(self)
        self._due.clear()
        if self._timer is not None:
            self._timer.cancel()

    # -- the room

    def receive(self, codec: Codec, picture: AccessUnit, delay_s: float) -> None:
        """A picture, to be shown in `delay_s`."""
        if codec is not self._codec:
            if self._codec is not None:
                self.end()  # coded in another way from now on: another decoder
                return
            self._codec = codec
        if self.stream.content is Content.SCREEN:
            # A page that nobody scrolls is no camera that hangs.
            self._feed.lane.unchanged_since_s = picture.received_s
        if picture.key:
            self._first.set()
            if self._on_access_unit is None:
                self._held.clear()
        if not self._first.is_set():
            return
        if self._on_access_unit is None:
            if len(self._held) < _MOST_HELD:
                self._held.append(picture)
        elif delay_s <= 0 and not self._due:
            self._on_access_unit(picture)
        else:
            now = time.monotonic()
            # One after the other, whatever the delay does meanwhile.
            self._due.append((max(now + delay_s, self._due[-1][0] if self._due else 0.0), picture))
            if self._timer is None:
                self._wait()

    def end(self) -> None:
        """What was is over; the feed opens it anew, at once if it can be had at once."""
        if not self._ended.is_set():
            self._ended.set()
            # After the feed has noticed; its own wait would cost a second of every rejoin.
            asyncio.get_running_loop().call_later(_NOTICE_S, self._feed.retry_now)

    def wanted_height(self, now: float) -> int:
        """In pixels; 0 while nobody has looked for some time. Called some times a second."""
        demand = self._feed.lane.demand
        if demand.effort is not Effort.HOLD:
            self._unwatched_since_s = None
            self._resting = False
            return next((height for height in _HEIGHTS if height >= demand.height), _HEIGHTS[-1])
        if self._unwatched_since_s is None:
            self._unwatched_since_s = now
        if now - self._unwatched_since_s < REST_AFTER_S and self._first.is_set():
            return _HEIGHTS[0]
        if not self._resting:
            self._resting = True
            self._feed.lane.forget()
        self._feed.rest()
        return 0

    def needs_key_frame(self, now: float) -> bool:
        """There is none to begin with, the decoder lost its way, was too slow, or may decode key frames only. Called as
        `wanted_height`, by the room that brings the pictures."""
        lane = self._feed.lane
        waited_s = now - self._key_asked_s
        troubles = lane.counters.skipped + lane.counters.undecodable
        # Opened anew while the stream flows: nobody else knows that it has to begin.
        troubled = (troubles != self._troubles or not self._first.is_set()) and waited_s > _KEY_FRAME_PAUSE_S
        due = lane.demand.effort is Effort.KEY_FRAMES and waited_s > _KEY_FRAME_EVERY_S
        if self._resting or not (troubled or due):
            return False
        self._troubles, self._key_asked_s = troubles, now
        return True

    def note_presence(self, present: bool, now: float) -> None:
        """Whether the stream flows in some slot. Called as `needs_key_frame`."""
        if present or self._resting or not self._first.is_set():
            self._missing_since_s = None
        elif self._missing_since_s is None:
            self._missing_since_s = now
        elif now - self._missing_since_s > _GONE_AFTER_S:
            self.end()

    def _wait(self) -> None:
        delay_s = max(0.0, self._due[0][0] - time.monotonic())
        self._timer = asyncio.get_running_loop().call_later(delay_s, self._deliver)

    def _deliver(self) -> None:
        self._timer = None
        now = time.monotonic()
        while self._due and self._due[0][0] <= now + _TIMER_SLACK_S and self._on_access_unit is not None:
            self._on_access_unit(self._due.popleft()[1])
        if self._due:
            self._wait()
