"""A room while people are in it: who has a line, what they send, who speaks; and what each of them is told of it.

What is stored of it are rows. The rest, muted, hand, speaker, quality, lives here and ends with the hub.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import BaseModel

from app.domain.participation_life import INSIDE, PRESENT
from app.domain.rooms import Participation, ParticipationKind, ParticipationStatus, Room
from app.hub.rooms.callers import Caller
from app.hub.rooms.line import Line
from app.services.conference_engine import MediaKind, StreamSource
from app.services.signalling import RoomParticipant, RoomState

# What changes together is told together: at most ten times a second.
ANNOUNCED_EVERY_S = 0.1


@dataclass(eq=False, slots=True, kw_only=True)
class Place:
    """Somebody's place, with the line that they speak on now. `caller` None: not heard of since the hub started, or a
    camera. `published` is what the engine has sections for, `spare` those of them on which nothing comes, `off` what
    they have turned off themselves; `waiting` are those of the spare ones that would come if the room had a place.
    `arriving`: let in, and it is being written down; they are told nothing before that."""

    participation: Participation
    caller: Caller | None = None
    key_hash: str = ""
    line: Line | None = None
    published: set[StreamSource] = field(default_factory=set)
    spare: set[StreamSource] = field(default_factory=set)
    off: set[StreamSource] = field(default_factory=set)
    waiting: set[StreamSource] = field(default_factory=set)
    muted_by_host: set[StreamSource] = field(default_factory=set)
    hand_up_since: datetime | None = None
    audio_only: bool = False
    quality: int = 3
    round_trip_ms: float | None = None
    lost_share_up: float = 0.0
    lost_share_down: float = 0.0
    viewed: set[str] = field(default_factory=set)
    arriving: bool = False
    expiry: asyncio.TimerHandle | None = None

    @property
    def participation_id(self) -> str:
        return self.participation.participation_id

    @property
    def sent(self) -> set[StreamSource]:
        """What there is to see and hear of them, as they say."""
        return self.published - self.spare - self.off

    @property
    def unsent(self) -> frozenset[StreamSource]:
        """Of what is published, that on which nothing comes: of a microphone that is muted its silence does."""
        return frozenset(self.spare | {one for one in self.off if one.kind is MediaKind.VIDEO}) & self.published

    @property
    def is_inside(self) -> bool:
        return self.participation.status in INSIDE

    @property
    def is_host(self) -> bool:
        return self.participation.is_host

    @property
    def is_viewer(self) -> bool:
        return self.participation.kind is ParticipationKind.VIEWER

    def say(self, message: BaseModel) -> None:
        if self.line is not None:
            self.line.say(message)

    def keep_no_longer(self) -> None:
        if self.expiry is not None:
            self.expiry.cancel()
            self.expiry = None


class LiveRoom:
    """Owned by the hub's loop."""

    def __init__(self, room: Room, *, unit_name: Callable[[str], str], on_wall: Callable[[str], bool]) -> None:
        self.room = room
        self.places: dict[str, Place] = {}
        self.speaker_id: str | None = None
        # Whom a host has shown out (`Caller.known_as`), and when: they may be back before it is written.
        self.barred: dict[tuple[ParticipationKind, str, str], datetime] = {}
        # By which they came: these take no further device.
        self.closed_links: set[str] = set()
        self._unit_name, self._on_wall = unit_name, on_wall
        self._announced_s = float("-inf")
        self._announcing: asyncio.TimerHandle | None = None

    @property
    def room_id(self) -> str:
        return self.room.room_id

    def inside(self) -> Iterator[Place]:
        """Those who have a line and are in: they are told of the room."""
        return (one for one in self.places.values() if one.is_inside and one.line is not None and not one.arriving)

    def same_as(self, caller: Caller) -> Place | None:
        """The place that this caller has already."""
        return next((one for one in self.places.values() if _is_callers(one, caller)), None)

    # -- telling

    def changed(self) -> None:
        """Everybody who is in is told, soon."""
        if self._announcing is None:
            loop = asyncio.get_running_loop()
            self._announcing = loop.call_at(max(loop.time(), self._announced_s + ANNOUNCED_EVERY_S), self._announce)

    def close(self) -> None:
        if self._announcing is not None:
            self._announcing.cancel()
        for place in self.places.values():
            place.keep_no_longer()

    def tell(self, message: BaseModel) -> None:
        """Everybody who is in."""
        text = message.model_dump_json()
        for place in self.inside():
            if place.line is not None:
                place.line.say_text(text)

    def tell_state(self, place: Place) -> None:
        """To somebody who came in just now."""
        place.say(self.state(for_host=place.is_host))

    def _announce(self) -> None:
        self._announcing = None
        self._announced_s = asyncio.get_running_loop().time()
        texts: dict[bool, str] = {}
        for place in self.inside():
            if place.line is None:
                continue
            if (text := texts.get(place.is_host)) is None:
                text = texts[place.is_host] = self.state(for_host=place.is_host).model_dump_json()
            place.line.say_text(text)

    def state(self, *, for_host: bool) -> RoomState:
        """Who waits at the door, and whose walls look in, hosts alone are told."""
        room = self.room
        return RoomState(
            room_id=room.room_id,
            name=room.name,
            incident_id=room.incident_id,
            is_drill=room.is_drill,
            lobby=room.lobby,
            locked=room.locked,
            opened_at=room.opened_at,
            participants=tuple(
                self._participant(one) for one in self.places.values() if _is_shown(one, for_host=for_host)
            ),
            speaker_id=self.speaker_id,
        )

    def _participant(self, place: Place) -> RoomParticipant:
        who = place.participation
        dropped = who.status is ParticipationStatus.DROPPED
        sources = () if dropped else tuple(one for one in StreamSource if one in place.sent)
        return RoomParticipant(
            participant_id=who.participation_id,
            name=who.name,
            unit=self._unit_name(who.of_unit_id),
            titles=who.titles,
            kind=who.kind,
            status=who.status,
            is_host=who.is_host,
            sources=sources,
            waiting=() if dropped else tuple(one for one in StreamSource if one in place.waiting - place.off),
            muted_by_host=tuple(one for one in StreamSource if one in place.muted_by_host),
            hand_up_since=place.hand_up_since,
            quality=0 if dropped else place.quality,
            round_trip_ms=place.round_trip_ms,
            lost_share_up=place.lost_share_up,
            lost_share_down=place.lost_share_down,
            audio_only=place.audio_only,
            on_wall=self._on_wall(who.participation_id),
            joined_at=who.times.joined_at,
        )


def _is_callers(place: Place, caller: Caller) -> bool:
    if place.caller is not None:
        return place.caller.is_same(caller)
    # Since the hub started nobody has come for it.
    who = place.participation
    if who.kind is not caller.kind:
        return False
    if who.kind is ParticipationKind.FIELD:
        return caller.single_use and who.link_id == caller.link_id
    return who.kind is ParticipationKind.SEAT and who.account_id == caller.account_id


def _is_shown(place: Place, *, for_host: bool) -> bool:
    if place.is_inside:
        return for_host or not place.is_viewer
    # Who waits and has gone away meanwhile cannot be let in.
    return for_host and place.participation.status in PRESENT and place.line is not None
