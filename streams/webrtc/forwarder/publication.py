"""What somebody publishes in a room: who sends it, and its streams."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from streams.webrtc.forwarder.figures import StreamWatch
from streams.webrtc.forwarder.negotiation import AcceptedSection
from streams.webrtc.forwarder.published import PublishedStream
from streams.webrtc.forwarder.publisher import PublishedSection, Publisher
from streams.webrtc.forwarder.slots import Name
from streams.webrtc.session_description import ABSOLUTE_SEND_TIME_EXTENSION, AUDIO_LEVEL_EXTENSION, MID_EXTENSION


class Sender(Protocol):
    """What a room asks of whoever publishes: a participant's peer, a camera."""

    participant: str
    demand_bps: float

    def tick(self, now: float, interval_s: float) -> None: ...

    def report(self, now: float) -> None: ...

    def take_level(self) -> float | None: ...


@dataclass(slots=True)
class Publication:
    sender: Sender
    watches: list[StreamWatch]
    close: Callable[[], None]

    def streams(self) -> dict[Name, PublishedStream]:
        return {(self.sender.participant, watch.label): watch.stream for watch in self.watches}


def add_stream(publisher: Publisher, one: AcceptedSection, on_first: Callable[[Name], None]) -> StreamWatch:
    """A stream of a participant's peer, as it was negotiated."""
    name = publisher.participant, one.label
    stream = PublishedStream(
        one.label,
        codec=one.codec.name,
        clock_rate=one.codec.clock_rate,
        request_key_frame=lambda: publisher.request_key_frame(section),
        on_first=lambda: on_first(name),
        on_missing=publisher.ask_soon,
    )
    section = PublishedSection(
        stream=stream,
        mid=one.offered.mid,
        payload_type=one.codec.payload_type,
        repeat_type=one.repeat_type,
        ssrc=one.offered.ssrc,
        repeat_ssrc=one.offered.rtx_ssrc,
        mid_id=one.extension_id(MID_EXTENSION),
        level_id=one.extension_id(AUDIO_LEVEL_EXTENSION),
        send_time_id=one.extension_id(ABSOLUTE_SEND_TIME_EXTENSION),
        takes_pictures_lost="nack pli" in one.codec.feedback,
        takes_nack="nack" in one.codec.feedback,
    )
    publisher.add(section)
    return StreamWatch(stream, one.label)
