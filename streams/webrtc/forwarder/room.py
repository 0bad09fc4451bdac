"""One room of the forwarder: who publishes, who subscribes, and what therefore flows where."""

import time
from collections.abc import Callable, Collection, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from streams.errors import StreamError
from streams.url import StreamUrl
from streams.webrtc.forwarder import demands, negotiation
from streams.webrtc.forwarder.figures import ParticipantFigure, StreamWatch
from streams.webrtc.forwarder.peer import Peer
from streams.webrtc.forwarder.publication import Publication, Sender, add_stream
from streams.webrtc.forwarder.published import PublishedStream
from streams.webrtc.forwarder.publisher import Publisher
from streams.webrtc.forwarder.refusals import Refusal, RefusedError, nothing_accepted, parsed
from streams.webrtc.forwarder.room_events import Offer, RoomEvents
from streams.webrtc.forwarder.shared_camera import CAMERA, SharedCamera
from streams.webrtc.forwarder.slots import Name, SlotView, Wanted
from streams.webrtc.forwarder.speaker import LoudestSpeaker
from streams.webrtc.forwarder.subscriber import Subscriber
from streams.webrtc.ice import IceSettings
from streams.webrtc.peer_transport import LocalTransport
from streams.webrtc.session_description import local_description

SCREEN = "screen"  # the label of a video that is not its participant's face, so no lips to keep in time
MOST_VIDEOS = 12  # published in one room


@dataclass(slots=True)
class _Subscription:
    subscriber: Subscriber
    peer: Peer
    local: LocalTransport
    first_generation: int
    generation: int
    shown: tuple[SlotView, ...]


class Room:
    """Owned by the media loop. `dispose` takes what closes something, `video_allowance` says how many more
    outgoing videos the forwarder takes."""

    def __init__(
        self,
        room_id: str,
        *,
        settings: IceSettings,
        events: RoomEvents,
        unix_offset_s: float,
        dispose: Callable[[Coroutine[Any, Any, None]], None],
        video_allowance: Callable[[], int],
    ) -> None:
        self._room_id, self._settings, self._events = room_id, settings, events
        self._unix_offset_s = unix_offset_s
        self._dispose, self._video_allowance = dispose, video_allowance
        self._publications: dict[str, Publication] = {}
        self._subscriptions: dict[str, _Subscription] = {}
        self._generations: dict[str, int] = {}
        self._held: set[Name] = set()
        self._spare: set[Name] = set()  # published, and nothing comes there for now
        self._departures: dict[str, int] = {}  # so that who leaves while something is prepared stays out
        self._speaker = LoudestSpeaker()
        self._closed = False

    # -- publishing

    async def publish(
        self, participant: str, offer_text: str, labels: Mapping[str, str], spare: Collection[str] = ()
    ) -> str:
        """The answer; nothing comes of what is `spare` (labels) until `send`. Replaces what they published before.
        Raises RefusedError."""
        offer = parsed(offer_text)
        accepted = negotiation.accepted_sections(offer, labels)
        if not accepted:
            raise nothing_accepted(offer, labels)
        self._check_ceiling(
            participant, sum(one.offered.kind == "video" and one.label not in spare for one in accepted)
        )

        def send_rtcp(packet: bytes) -> None:
            peer.transport.send_rtcp(packet)

        publisher = Publisher(participant, send_rtcp=send_rtcp)
        peer = Peer(
            self._settings,
            controlling=False,
            on_rtp=publisher.take_rtp,
            on_rtcp=publisher.take_rtcp,
            on_connected=lambda: self._events.connected(self._room_id, participant, publishing=True),
            on_lost=lambda: self._publication_lost(participant, publisher),
        )
        local = await self._gathered(participant, peer)

        def close() -> None:
            publisher.close()
            self._let_go(peer)

        self._spare = {name for name in self._spare if name[0] != participant}
        self._spare |= {(participant, label) for label in spare}
        watches = [add_stream(publisher, one, self._first_media) for one in accepted]
        self._put_publication(participant, Publication(publisher, watches, close))
        peer.connect(offer.transport, dtls_client=offer.setup != "active")
        setup = "passive" if offer.setup == "active" else "active"
        return local_description(negotiation.answer_sections(offer, accepted), local, setup=setup).text()

    def _first_media(self, name: Name) -> None:
        self._events.first_media(self._room_id, name)

    def _put_publication(self, participant: str, publication: Publication) -> None:
        before = self._publications.pop(participant, None)
        if before is not None:
            before.close()
        self._publications[participant] = publication
        for name, stream in publication.streams().items():
            stream.hold(held=name in self._held, now=time.monotonic())
        self._rebalance()

    def _check_ceiling(self, participant: str, videos: int) -> None:
        """Raises RefusedError where so many more videos are too many."""
        if not videos:
            return
        flowing = [name for name, stream in self._flowing().items() if stream.is_video]
        before = sum(name[0] == participant for name in flowing)
        if len(flowing) - before + videos > MOST_VIDEOS:
            raise RefusedError(Refusal.ROOM_FULL, f"{MOST_VIDEOS} videos are published")
        viewers = sum(
            one.subscriber.participant != participant and one.subscriber.wants is None
            for one in self._subscriptions.values()
        )
        if viewers * (videos - before) > self._video_allowance():
            raise RefusedError(Refusal.ROOM_FULL, "no more outgoing videos")

    def send(self, name: Name, *, sends: bool) -> None:
        """Whether anything comes of a stream for now: what does not takes no place of anybody, and none below the
        ceiling. Raises RefusedError; streams that are not published are no error."""
        stream = self._streams().get(name)
        if stream is None or sends is (name not in self._spare):
            return
        if sends:
            if stream.is_video:
                mine = sum(one.is_video for other, one in self._flowing().items() if other[0] == name[0])
                self._check_ceiling(name[0], mine + 1)
            self._spare.discard(name)
        else:
            self._spare.add(name)
        self._rebalance()

    async def share_camera(self, participant: str, url: StreamUrl) -> None:
        """A camera as a participant that publishes only. Raises RefusedError."""
        self._check_ceiling(participant, 1)
        camera = SharedCamera(
            participant,
            url,
            on_first=lambda: self._first_media((participant, CAMERA)),
            on_lost=lambda: self._publication_lost(participant, camera),
        )
        departures = self._departures.get(participant)
        try:
            await camera.open()
        except StreamError as error:
            raise RefusedError(Refusal.NOT_REACHABLE, str(error)) from error
        try:
            self._check_still_here(participant, departures)
        except RefusedError:
            await camera.close()
            raise

        def close() -> None:
            self._dispose(camera.close())

        watch = StreamWatch(camera.stream, CAMERA)
        self._put_publication(participant, Publication(camera, [watch], close))

    def _publication_lost(self, participant: str, sender: Sender) -> None:
        publication = self._publications.get(participant)
        if publication is not None and publication.sender is sender:
            self._end_publication(participant)
            self._events.lost(self._room_id, participant, publishing=True)

    def _end_publication(self, participant: str) -> None:
        publication = self._publications.pop(participant, None)
        if publication is not None:
            self._spare = {name for name in self._spare if name[0] != participant}
            publication.close()
            self._rebalance()

    # -- subscribing

    async def subscribe(self, participant: str, wants: dict[Name, int] | None) -> Offer:
        """The offer. Replaces an earlier subscription. Raises RefusedError."""

        def take_rtcp(data: bytes, now: float) -> None:
            subscriber.take_rtcp(data, now)

        peer = Peer(
            self._settings,
            controlling=True,
            on_rtp=lambda _packet, _now: None,
            on_rtcp=take_rtcp,
            on_connected=lambda: self._subscription_stands(participant, subscriber),
            on_lost=lambda: self._subscription_lost(participant, subscriber),
        )
        subscriber = Subscriber(
            participant,
            send_rtp=peer.transport.send_rtp,
            send_rtcp=peer.transport.send_rtcp,
            unix_offset_s=self._unix_offset_s,
        )
        subscriber.wants = wants
        local = await self._gathered(participant, peer)
        self._end_subscription(participant)
        generation = self._next_generation(participant)
        subscription = _Subscription(subscriber, peer, local, generation, generation, ())
        self._subscriptions[participant] = subscription
        subscriber.place(self._wanted(subscriber))
        subscription.shown = subscriber.shown()
        return self._offer(subscription)

    def accept(self, participant: str, generation: int, answer_text: str) -> None:
        """The answer to an offer of the present subscription. Raises RefusedError."""
        subscription = self._subscriptions.get(participant)
        if subscription is None or not subscription.first_generation <= generation <= subscription.generation:
            raise RefusedError(Refusal.UNKNOWN, "no such offer is open")
        answer = parsed(answer_text)
        if answer.setup not in ("active", "passive"):
            raise RefusedError(Refusal.UNUSABLE_DESCRIPTION, "an answer has to choose the DTLS role")
        subscription.subscriber.answered(answer)
        if not subscription.peer.started:
            subscription.peer.connect(answer.transport, dtls_client=answer.setup == "passive")
        self._connect(subscription)
        self._set_demands()

    def want(self, participant: str, wants: dict[Name, int]) -> None:
        """From now on these videos. Raises RefusedError."""
        subscription = self._subscriptions.get(participant)
        if subscription is None:
            raise RefusedError(Refusal.UNKNOWN, "no subscription")
        subscription.subscriber.wants = wants
        self._rebalance_one(subscription)
        self._set_demands()

    def _offer(self, subscription: _Subscription) -> Offer:
        subscriber, generation = subscription.subscriber, subscription.generation
        description = local_description(
            subscriber.sections(), subscription.local, setup="actpass", session_version=generation
        )
        return Offer(description.text(), generation, subscription.shown)

    def _next_generation(self, participant: str) -> int:
        """Grows over all subscriptions of a participant, so that an answer to an old one is known as such."""
        generation = self._generations[participant] = self._generations.get(participant, 0) + 1
        return generation

    def _subscription_stands(self, participant: str, subscriber: Subscriber) -> None:
        subscription = self._subscriptions.get(participant)
        if subscription is not None and subscription.subscriber is subscriber:
            self._connect(subscription)
            self._set_demands()
            self._events.connected(self._room_id, participant, publishing=False)

    def _subscription_lost(self, participant: str, subscriber: Subscriber) -> None:
        subscription = self._subscriptions.get(participant)
        if subscription is not None and subscription.subscriber is subscriber:
            self._end_subscription(participant)
            self._events.lost(self._room_id, participant, publishing=False)

    def _end_subscription(self, participant: str) -> None:
        subscription = self._subscriptions.pop(participant, None)
        if subscription is not None:
            subscription.subscriber.close(time.monotonic())
            self._let_go(subscription.peer)

    # -- what flows

    def _streams(self) -> dict[Name, PublishedStream]:
        return {
            name: stream
            for publication in self._publications.values()
            for name, stream in publication.streams().items()
        }

    def _flowing(self) -> dict[Name, PublishedStream]:
        """Those of which something comes."""
        return {name: stream for name, stream in self._streams().items() if name not in self._spare}

    def _wanted(self, subscriber: Subscriber) -> list[Wanted]:
        """All voices of others, and the videos that they want, as far as the ceiling allows."""
        wanted = []
        allowance = self._video_allowance() + subscriber.outgoing_videos
        for name, stream in self._flowing().items():
            if name[0] == subscriber.participant:
                continue
            if stream.is_video:
                if subscriber.wants is not None and not subscriber.wants.get(name):
                    continue
                if allowance <= 0:
                    continue
                allowance -= 1
            wanted.append(Wanted(name, stream.is_video, paired=name[1] != SCREEN))
        return wanted

    def _rebalance(self) -> None:
        """Something else is published."""
        for subscription in list(self._subscriptions.values()):
            self._rebalance_one(subscription)
        self._set_demands()

    def _rebalance_one(self, subscription: _Subscription) -> None:
        subscriber = subscription.subscriber
        participant = subscriber.participant
        more = subscriber.place(self._wanted(subscriber))
        shown = subscriber.shown()
        changed = shown != subscription.shown
        subscription.shown = shown
        self._connect(subscription)
        if more:
            subscription.generation = self._next_generation(participant)
            self._events.offered(self._room_id, participant, self._offer(subscription))
        elif changed:
            self._events.slots_changed(self._room_id, participant, shown)

    def _connect(self, subscription: _Subscription) -> None:
        """Let flow what has a place, once there is somewhere to flow: a key frame sent before that is lost."""
        if subscription.peer.stands:
            subscription.subscriber.connect(self._streams(), time.monotonic(), speaker=self._speaker.participant)

    def _set_demands(self) -> None:
        """Tell publishers what their videos are worth to those who watch."""
        worth = demands.worth_of_videos(one.subscriber for one in self._subscriptions.values())
        for participant, publication in self._publications.items():
            names = [(participant, watch.label) for watch in publication.watches if watch.stream.is_video]
            flowing = [name for name in names if name not in self._spare]
            publication.sender.demand_bps = demands.demand_bps(flowing, worth)

    def hold(self, name: Name, *, held: bool) -> None:
        """Kept for what they publish later, too."""
        (self._held.add if held else self._held.discard)(name)
        stream = self._streams().get(name)
        if stream is not None:
            stream.hold(held=held, now=time.monotonic())

    @property
    def outgoing_videos(self) -> int:
        return sum(one.subscriber.outgoing_videos for one in self._subscriptions.values())

    # -- time

    def tick(self, now: float, interval_s: float) -> None:
        """Ten times a second."""
        levels = {}
        for participant, publication in self._publications.items():
            sender = publication.sender
            sender.tick(now, interval_s)
            level = sender.take_level()
            if level is not None:
                levels[participant] = level
            for watch in publication.watches:
                watch.tick(now)
        if self._speaker.tick(levels, now, interval_s):
            self._events.speaker(self._room_id, self._speaker.participant)

    def second(self, now: float, interval_s: float) -> None:
        for publication in self._publications.values():
            publication.sender.report(now)
            for watch in publication.watches:
                watch.second(interval_s)
        for subscription in self._subscriptions.values():
            subscription.subscriber.second(now, interval_s)
            self._connect(subscription)
        self._set_demands()

    def figures(self) -> tuple[ParticipantFigure, ...]:
        participants = dict.fromkeys([*self._publications, *self._subscriptions])
        return tuple(self._figure(participant) for participant in participants)

    def _figure(self, participant: str) -> ParticipantFigure:
        publication = self._publications.get(participant)
        subscription = self._subscriptions.get(participant)
        published = publication.watches if publication is not None else []
        # A spare section proves nothing, and its silence no failure.
        watches = [watch for watch in published if (participant, watch.label) not in self._spare]
        voices = [watch for watch in watches if not watch.stream.is_video]
        deciding = voices or watches
        subscriber = subscription.subscriber if subscription is not None else None
        return ParticipantFigure(
            participant=participant,
            streams=tuple(watch.figure() for watch in watches),
            received_since=deciding[0].flowing_since if deciding else None,
            acknowledged_since=subscriber.acknowledged_since if subscriber is not None else None,
            lost_share_down=subscriber.downlink.lost_share if subscriber is not None else 0.0,
            round_trip_s=subscriber.downlink.round_trip_s if subscriber is not None else None,
            video_paused=subscriber.video_paused if subscriber is not None else False,
        )

    # -- the end

    def leave(self, participant: str) -> None:
        self._departures[participant] = self._departures.get(participant, 0) + 1
        self._end_subscription(participant)
        self._end_publication(participant)
        self._held = {name for name in self._held if name[0] != participant}

    def close(self) -> None:
        self._closed = True
        for participant in list(self._subscriptions):
            self._end_subscription(participant)
        for participant in list(self._publications):
            self._end_publication(participant)

    def _let_go(self, peer: Peer) -> None:
        peer.forget()
        self._dispose(peer.close())

    async def _gathered(self, participant: str, peer: Peer) -> LocalTransport:
        """Raises RefusedError; the peer is given away then."""
        departures = self._departures.get(participant)
        try:
            local = await peer.gather()
            self._check_still_here(participant, departures)
        except OSError as error:
            self._let_go(peer)
            raise RefusedError(Refusal.NOT_REACHABLE, "no address and port for media is free") from error
        except BaseException:
            self._let_go(peer)
            raise
        return local

    def _check_still_here(self, participant: str, departures: int | None) -> None:
        if self._closed or self._departures.get(participant) != departures:
            raise RefusedError(Refusal.UNKNOWN, "the participant left, or the room was closed meanwhile")
