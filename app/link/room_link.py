"""A seat's line into one room: hello, join, publish and subscribe over the hub's signalling, and what the room is now.

What is lost is tried again by itself with the place that is kept, always with fresh media; only a refusal or the end of
the conference needs a person. Media is `RoomMedia`'s, on its own thread; here are the words about it.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import websockets
from pydantic import BaseModel, ValidationError

from app.domain.rooms import ParticipationStatus
from app.link.hub_client import HubClient
from app.link.room_media import RoomMedia
from app.link.signalling_line import SignallingLine
from app.services import signalling as s
from app.services.conference_engine import StreamSource
from app.tasks import TaskScope

log = logging.getLogger(__name__)

_WAITS_S = (0.3, 0.6, 1.2, 2.0, 3.0)
# Of its peers, when the line is good: as often as a person would press a button.
_MEDIA_WAITS_S = (0.2, 0.5, 1.0, 2.0, 3.0)
_MOST_CHAT = 500


class LinePhase(StrEnum):
    CONNECTING = "connecting"
    PREPARING = "preparing"  # the lobby page: nothing is sent yet
    WAITING = "waiting"  # at the door, until a host opens
    IN = "in"
    LOST = "lost"  # was in touch; trying again
    OVER = "over"  # left, ended, removed or refused: `problem` says which


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStatus:
    """`since_s` monotonic. `problem` None in OVER: we left, or the conference ended (`ended`)."""

    phase: LinePhase = LinePhase.CONNECTING
    since_s: float
    problem: s.Problem | None = None
    ended: bool = False


class RoomLink:
    """Owned by one loop. `start()` once, `close()` when done; `subscribe` tells of every change of what is readable
    here. With `viewer` it looks for a wall and is in at once; else `join()` is the tap on the button."""

    def __init__(
        self,
        client: HubClient,
        room_id: str,
        make_media: Callable[["RoomLink"], RoomMedia],
        *,
        viewer: bool = False,
        device: str = "",
    ) -> None:
        """`device`: of somebody whose `client` has a link's token, so that coming back is no second use of it."""
        self.room_id = room_id
        self.is_viewer = viewer
        self.status = LineStatus(since_s=time.monotonic())
        self.welcome: s.Welcome | None = None
        self.room: s.RoomState | None = None
        self.chat: tuple[s.ChatSaid, ...] = ()
        # What a host asked me to switch on again, until it is answered.
        self.unmute_asked: frozenset[StreamSource] = frozenset()
        # The latest thing that the hub refused without ending the line, as a full room for another camera.
        self.refused: s.Problem | None = None
        self.hand_up = False
        self._client = client
        self._device = device
        self._tasks = TaskScope(f"room {room_id}")
        self._line = SignallingLine(client, self._tasks)
        self._listeners: list[Callable[[], None]] = []
        self._wants_in = viewer
        self._is_permitted = False
        self._resume_key = ""
        self._on: dict[StreamSource, bool] = {}
        self._wants: tuple[s.WantedVideo, ...] = ()
        self._said_wants: tuple[s.WantedVideo, ...] = ()
        self._told_first: set[tuple[str, StreamSource]] = set()
        self._fresh_offer = False
        self._again = asyncio.Event()
        self._tries = _Tries()
        self.media = make_media(self)

    @property
    def is_over(self) -> bool:
        return self.status.phase is LinePhase.OVER

    @property
    def participation_id(self) -> str:
        return self.welcome.participant_id if self.welcome is not None else ""

    @property
    def me(self) -> s.RoomParticipant | None:
        """As the room sees me."""
        return self.participant(self.participation_id)

    def participant(self, participation_id: str) -> s.RoomParticipant | None:
        everybody = self.room.participants if self.room is not None else ()
        return next((one for one in everybody if one.participant_id == participation_id), None)

    def is_on(self, source: StreamSource) -> bool:
        """What I do with my own stream."""
        return self._on.get(source, False)

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after every change; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def start(self) -> None:
        self._tasks.start("line", self._live())

    async def close(self) -> None:
        """Without leaving: the hub keeps the place for a while. `leave()` first for good."""
        await self._tasks.close()
        with contextlib.suppress(Exception):
            await self.media.end()

    # -- what the person does

    def join(self) -> None:
        """From the lobby page into the room, or to its door."""
        self._wants_in = True
        if self.status.phase is LinePhase.PREPARING:
            self._send(s.Join(name=self.welcome.name if self.welcome is not None else ""))

    def permitted(self) -> None:
        """Camera or microphone can be used; told as soon as there is a line."""
        self._is_permitted = True
        self._send(s.Permitted())

    async def leave(self) -> None:
        """For good; the line is closed when it is said."""
        self._wants_in = False
        if not self.is_over and self._send(s.Leave()):
            await self._line.flush(1.0)
        self._tell_phase(LinePhase.OVER)
        await self.close()

    def try_again(self) -> None:
        """Now, instead of after the wait."""
        self._again.set()

    def sources_changed(self) -> None:
        """There are other things to send than before."""
        if self.status.phase is not LinePhase.IN:
            return
        sources = self.media.sends()
        if sources is None:
            self._tasks.start("publish", self._publish())
        else:
            self._send(s.Sends(sources=sources))

    def publishing_lost(self) -> None:
        """The publishing peer's connection is gone while the line stands."""
        if self.status.phase is LinePhase.IN:
            self._tasks.start("publish", self._publish(after_s=self._tries.wait_s("publish")))

    def subscribing_lost(self) -> None:
        """The subscribing peer's."""
        if self.status.phase is LinePhase.IN:
            self._tasks.start("subscribe", self._subscribe(after_s=self._tries.wait_s("subscribe")))

    def set_on(self, source: StreamSource, on: bool) -> None:
        """Unmuted, or muted: told to the room, and again after coming back."""
        self._on[source] = on
        if on:
            self.unmute_asked -= {source}
        self._send(s.Muted(source=source, on=on))
        self._tell()

    def dismiss_unmute(self) -> None:
        self.unmute_asked = frozenset()
        self._tell()

    def raise_hand(self, up: bool) -> None:
        self.hand_up = up
        self._send(s.Hand(up=up))
        self._tell()

    def say(self, text: str) -> bool:
        """Whether it could be sent: what is typed without a line stays typed."""
        return self._send(s.Say(text=text))

    def want(self, wants: tuple[s.WantedVideo, ...]) -> None:
        """The videos that are shown here, and how large."""
        self._wants = wants
        if self.status.phase is LinePhase.IN and wants != self._said_wants:
            self._said_wants = wants
            self._send(s.WantVideos(wants=wants))

    def tell_position(self, *, longitude: float, latitude: float, accuracy_m: float) -> None:
        """Where I am, WGS-84 degrees."""
        self._send(s.TellPosition(longitude=longitude, latitude=latitude, accuracy_m=accuracy_m))

    def first_frame(self, participation_id: str, source: StreamSource = StreamSource.CAMERA) -> None:
        """A picture of theirs was painted; the first is told."""
        key = participation_id, source
        if key not in self._told_first and self._send(s.FirstFrame(participant_id=participation_id, source=source)):
            self._told_first.add(key)

    def host(self, action: s.HostAction, participation_id: str, source: StreamSource = StreamSource.MICROPHONE) -> None:
        self._send(s.Host(action=action, participant_id=participation_id, source=source))

    # -- the line

    async def _live(self) -> None:
        failures, over = 0, False
        while not over:
            try:
                over = await self._once()
            except (OSError, websockets.WebSocketException, TimeoutError) as error:
                log.info("room %s is not reached: %s", self.room_id, error)
            except ValidationError:
                log.exception("the hub's signalling is of another make")
            if over:
                break
            if self.status.phase not in (LinePhase.CONNECTING, LinePhase.LOST):
                failures = 0
                self._tell_phase(LinePhase.LOST)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._again.wait(), _WAITS_S[min(failures, len(_WAITS_S) - 1)])
            self._again.clear()
            failures += 1
        await self.media.end()

    async def _once(self) -> bool:
        """Whether it is over."""
        hello = s.Hello(
            credential=self._client.token,
            room_id=self.room_id,
            device=self._device,
            viewer=self.is_viewer,
            resume_key=self._resume_key,
        )
        await self._line.run(hello, self._take)
        return self.is_over

    def _send(self, message: BaseModel) -> bool:
        return self.welcome is not None and self._line.send(message)

    # -- what the hub says

    def _take(self, message: Any) -> bool:
        """Whether it is over."""
        match message:
            case s.Welcome():
                self._resume_key = message.resume_key
                self.welcome = message
                if self._is_permitted:
                    self._send(s.Permitted())
                self._take_status(message.status)
            case s.StatusChanged():
                self._take_status(message.status)
            case s.RoomState():
                was_up = self.me is not None and self.me.hand_up_since is not None
                self.room = message
                if was_up and self.me is not None and self.me.hand_up_since is None:
                    # Also by a host: then it stays down after coming back.
                    self.hand_up = False
            case s.ChatSaid():
                self.chat = (*(one for one in self.chat if one.message_id != message.message_id), message)[-_MOST_CHAT:]
            case s.UnmuteAsked():
                self.unmute_asked |= {message.source}
            case s.Published():
                self._tasks.start("published", self._published(message.sdp))
            case s.Offered():
                fresh, self._fresh_offer = self._fresh_offer, False
                self._tasks.start("answer", self._answer(message, fresh=fresh))
            case s.SlotsChanged():
                self.media.take_slots(message.slots)
            case s.Ended():
                self._set_status(LineStatus(phase=LinePhase.OVER, since_s=time.monotonic(), ended=True))
            case s.ErrorSaid():
                self._take_error(message)
        if not isinstance(message, s.Heartbeat):
            self._tell()
        return self.is_over

    def _take_status(self, status: ParticipationStatus) -> None:
        match status:
            case ParticipationStatus.IN:
                self._tell_phase(LinePhase.IN)
                self._tasks.start("begin", self._begin())
            case ParticipationStatus.WAITING:
                self._tell_phase(LinePhase.WAITING)
            case ParticipationStatus.REMOVED | ParticipationStatus.REFUSED:
                problem = s.Problem.REMOVED if status is ParticipationStatus.REMOVED else s.Problem.NOT_ADMITTED
                self._set_status(LineStatus(phase=LinePhase.OVER, since_s=time.monotonic(), problem=problem))
            case ParticipationStatus.LEFT:
                self._tell_phase(LinePhase.OVER)
            case _:
                self._tell_phase(LinePhase.PREPARING)
                if self._wants_in:
                    # Out of the room for longer than the place is kept, or a wall that looks.
                    self.join()

    def _take_error(self, message: s.ErrorSaid) -> None:
        if message.final and message.problem is not s.Problem.NOT_LOGGED_IN:
            self._set_status(LineStatus(phase=LinePhase.OVER, since_s=time.monotonic(), problem=message.problem))
        elif not message.final:
            log.info("room %s: %s", self.room_id, message.problem.value)
            self.refused = message.problem
        # Not logged in: the seat's own line gets another session, and then this one is taken.

    # -- media

    async def _begin(self) -> None:
        """In, for the first time or again: fresh peers both ways, and what the room has to know of me."""
        self._tries = _Tries()
        self._told_first.clear()
        if self.welcome is not None:
            await self.media.begin(self.welcome.ice_servers)
        self._tasks.start("subscribe", self._subscribe())
        self._tasks.start("publish", self._publish())
        for source, on in self._on.items():
            self._send(s.Muted(source=source, on=on))
        if self.hand_up:
            self._send(s.Hand(up=True))

    async def _subscribe(self, *, after_s: float = 0.0) -> None:
        await asyncio.sleep(after_s)
        self._fresh_offer = True
        self._said_wants = self._wants
        self._send(s.Subscribe(wants=self._wants))

    async def _publish(self, *, after_s: float = 0.0) -> None:
        await asyncio.sleep(after_s)
        try:
            offer = await self.media.offer()
        except Exception:
            # Without our voice in the room we still see and hear it.
            log.exception("room %s: nothing can be offered", self.room_id)
            return
        if offer is not None:
            tracks = tuple(s.PublishedTrack(mid=mid, source=source) for mid, source in offer.tracks.items())
            # As it is now, which may have changed while the peer was made.
            self._send(s.Publish(sdp=offer.sdp, tracks=tracks, sends=self.media.sends()))

    async def _published(self, sdp: str) -> None:
        try:
            await self.media.published(sdp)
        except Exception:
            log.exception("room %s: the hub's answer cannot be used", self.room_id)
            self.publishing_lost()

    async def _answer(self, offered: s.Offered, *, fresh: bool) -> None:
        try:
            sdp = await self.media.answer(offered.sdp, offered.slots, fresh=fresh)
        except Exception:
            log.exception("room %s: the hub's offer cannot be used", self.room_id)
            self.subscribing_lost()
        else:
            self._send(s.AnswerOffer(generation=offered.generation, sdp=sdp))

    # -- telling

    def _tell_phase(self, phase: LinePhase) -> None:
        self._set_status(replace(self.status, phase=phase, since_s=time.monotonic(), problem=None))

    def _set_status(self, status: LineStatus) -> None:
        if status.phase is not self.status.phase or status.problem is not self.status.problem:
            self.status = status
            self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


@dataclass(slots=True)
class _Tries:
    """How long to wait before each next try of a peer."""

    counts: dict[str, int] = field(default_factory=dict)

    def wait_s(self, name: str) -> float:
        number = self.counts.get(name, 0)
        self.counts[name] = number + 1
        return _MEDIA_WAITS_S[min(number, len(_MEDIA_WAITS_S) - 1)]
