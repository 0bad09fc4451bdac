"""Where sources of conference videos and the rooms that carry them find each other, whoever comes first."""

import asyncio
import contextlib
from collections.abc import Callable

from streams.access_unit import AccessUnit, Codec
from streams.feed import Feed
from streams.url import StreamUrl
from streams.webrtc.participant.conference_source import ConferenceSource
from streams.webrtc.participant.names import RemoteStream

OnRooms = Callable[[frozenset[str]], None]

# A feed that reconnects lets go of its source for about a second; no viewer shall leave and come for that.
_LET_GO_S = 3.0


class ConferenceRooms:
    """On the media loop, but for `source` as a factory and `follow`. A seat may have two lines into a room, to sit
    in it and to look for its wall: the one that began later brings the pictures, and after its end the other."""

    def __init__(self) -> None:
        self._sources: dict[str, dict[RemoteStream, ConferenceSource]] = {}
        self._carriers: dict[str, list[object]] = {}  # the newest last
        self._told: frozenset[str] = frozenset()
        self._listener: tuple[asyncio.AbstractEventLoop, OnRooms] | None = None

    def source(self, url: StreamUrl, feed: Feed) -> ConferenceSource:
        """The factory for `Feeds`. Raises StreamError(BAD_ADDRESS)."""
        return ConferenceSource(url, feed, self)

    def follow(self, loop: asyncio.AbstractEventLoop, on_rooms: OnRooms) -> None:
        """Tell on `loop` of which rooms videos are wanted, at every change: a wall that shows somebody of a room in
        which nobody here is needs a viewer there. To be called before the first feed is watched."""
        self._listener = (loop, on_rooms)

    def sources(self, room_id: str) -> list[ConferenceSource]:
        return [*self._sources.get(room_id, {}).values()]

    def carry(self, room_id: str, carrier: object) -> None:
        """`carrier` brings the videos of the room from now on. Again is no new beginning."""
        carriers = self._carriers.setdefault(room_id, [])
        if carrier not in carriers:
            carriers.append(carrier)

    def carries(self, room_id: str, carrier: object) -> bool:
        """Whether the videos of the room are those that `carrier` brings."""
        return self._carriers.get(room_id, [None])[-1] is carrier

    def drop(self, room_id: str, carrier: object) -> None:
        """It does not any more: the videos are over, and begin again with a key frame of whoever carries then."""
        carried = self.carries(room_id, carrier)
        carriers = self._carriers.get(room_id, [])
        if carrier in carriers:
            carriers.remove(carrier)
            if not carriers:
                del self._carriers[room_id]
        if carried:
            for source in self.sources(room_id):
                source.end()

    def receive(
        self, room_id: str, carrier: object, stream: RemoteStream, codec: Codec, picture: AccessUnit, delay_s: float
    ) -> None:
        if self.carries(room_id, carrier):
            source = self._sources.get(room_id, {}).get(stream)
            if source is not None:
                source.receive(codec, picture, delay_s)

    def add(self, source: ConferenceSource) -> None:
        self._sources.setdefault(source.room_id, {})[source.stream] = source
        self._tell()

    def remove(self, source: ConferenceSource) -> None:
        here = self._sources.get(source.room_id, {})
        if here.get(source.stream) is source:
            del here[source.stream]
            if not here:
                del self._sources[source.room_id]
                asyncio.get_running_loop().call_later(_LET_GO_S, self._tell)

    def _tell(self) -> None:
        wanted = frozenset(self._sources)
        if self._listener is None or wanted == self._told:
            return
        self._told = wanted
        loop, on_rooms = self._listener
        with contextlib.suppress(RuntimeError):  # their loop is closed
            loop.call_soon_threadsafe(on_rooms, wanted)
