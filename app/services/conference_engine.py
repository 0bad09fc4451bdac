"""What the hub asks of what carries a conference's media, whichever it is: the embedded forwarder or an SFU.

Descriptions are SDP texts. Ids of rooms and participants are the hub's. Nothing here is of aiortc or of Janus.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class MediaKind(StrEnum):
    AUDIO = "audio"
    VIDEO = "video"


class StreamSource(StrEnum):
    """What a stream shows. A participant has at most one of each."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    SCREEN = "screen"  # a screen, a window, a wall output

    @property
    def kind(self) -> MediaKind:
        return MediaKind.AUDIO if self is StreamSource.MICROPHONE else MediaKind.VIDEO


@dataclass(frozen=True, slots=True)
class StreamName:
    """One stream of a room."""

    participant_id: str
    source: StreamSource


@dataclass(frozen=True, slots=True)
class Slot:
    """A media section of a subscription and what flows there now; None: nothing, it waits for somebody."""

    mid: str
    kind: MediaKind
    stream: StreamName | None


@dataclass(frozen=True, slots=True)
class SubscriptionOffer:
    """The engine's offer to a subscriber. A later `generation` replaces an earlier one."""

    sdp: str
    generation: int
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Want:
    """That a subscriber shows a video at this height in pixels; 0: not at all, so nothing is sent."""

    stream: StreamName
    height: int


class Direction(StrEnum):
    PUBLISHING = "publishing"
    SUBSCRIBING = "subscribing"


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFigures:
    """Of a stream as the engine sees it arrive, over the last second. `lost_share` 0…1."""

    stream: StreamName
    bits_per_s: float
    packets_per_s: float
    lost_share: float
    jitter_ms: float
    width: int = 0  # 0: not known
    height: int = 0
    held: bool = False  # by the host


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantFigures:
    """`received_since`: their audio (video, where they publish none) arrives without a pause since then; being held is
    one, for nobody hears them.
    `acknowledged_since`: their reports say that they receive ours, growing without a pause since then; None where
    nothing is sent to them yet. Round trip in ms, None before the first report."""

    participant_id: str
    published: tuple[StreamFigures, ...] = ()
    received_since: datetime | None = None
    acknowledged_since: datetime | None = None
    lost_share_down: float = 0.0
    round_trip_ms: float | None = None
    video_paused: bool = False  # on a poor link the engine sends them voices only


class EngineRefusal(StrEnum):
    """Why the engine does not take somebody."""

    ROOM_FULL = "room-full"  # the ceiling of active cameras or outgoing streams
    UNUSABLE_DESCRIPTION = "unusable-description"
    NO_COMMON_CODEC = "no-common-codec"
    UNKNOWN = "unknown"  # room, participant or generation
    NOT_REACHABLE = "not-reachable"  # a camera's address, a second engine


class EngineRefusedError(Exception):
    """`detail` is for the log and says no secret."""

    def __init__(self, refusal: EngineRefusal, detail: str = "") -> None:
        super().__init__(f"{refusal.value}: {detail}" if detail else refusal.value)
        self.refusal, self.detail = refusal, detail


class EngineListener(Protocol):
    """Told by the engine, on the loop on which the engine was started. None of these may block."""

    def connected(self, room_id: str, participant_id: str, direction: Direction) -> None:
        """ICE and DTLS stand."""

    def lost(self, room_id: str, participant_id: str, direction: Direction) -> None:
        """Consent expired or the transport closed; the engine has let go of it."""

    def first_media(self, room_id: str, stream: StreamName) -> None:
        """The first packet since it was published."""

    def offered(self, room_id: str, participant_id: str, offer: SubscriptionOffer) -> None:
        """The subscriber has to answer a new offer: more slots are needed."""

    def slots_changed(self, room_id: str, participant_id: str, slots: tuple[Slot, ...]) -> None:
        """Something else flows in the slots; no new description is needed."""

    def speaker(self, room_id: str, participant_id: str | None) -> None:
        """The loudest changed."""


class ConferenceEngine(Protocol):
    """All methods raise EngineRefusedError, are called on one loop, and end within seconds whatever the peers do."""

    async def start(self, listener: EngineListener) -> None: ...

    async def close(self) -> None: ...

    async def open_room(self, room_id: str) -> None: ...

    async def close_room(self, room_id: str) -> None:
        """Everybody's media ends. Unknown rooms are no error."""

    async def publish(
        self,
        room_id: str,
        participant_id: str,
        offer: str,
        sources: dict[str, StreamSource],
        *,
        spare: frozenset[StreamSource] = frozenset(),
    ) -> str:
        """The answer to an offer to send; `sources` by mid, and of the `spare` ones nothing comes before `send`.
        Replaces what they published before (rejoin)."""

    async def send(self, room_id: str, stream: StreamName, *, sends: bool) -> None:
        """Whether anything comes of what somebody has published. What does not takes no slot and no place below the
        ceiling, and is in no figures. ROOM_FULL where it would be one too many; streams that are not published are no
        error."""

    async def subscribe(self, room_id: str, participant_id: str, wants: tuple[Want, ...] | None) -> SubscriptionOffer:
        """An offer of all voices and of the videos wanted (None: every video). Replaces an earlier subscription."""

    async def accept(self, room_id: str, participant_id: str, generation: int, answer: str) -> None:
        """The subscriber's answer to an offer of the present subscription, not necessarily the newest one."""

    async def want(self, room_id: str, participant_id: str, wants: tuple[Want, ...]) -> None:
        """From now on these videos, and no others."""

    async def hold(self, room_id: str, stream: StreamName, *, held: bool) -> None:
        """The host mutes somebody: nothing of the stream is forwarded, also not of what they publish anew."""

    async def leave(self, room_id: str, participant_id: str) -> None:
        """Both directions end. Unknown participants are no error."""

    async def share_camera(self, room_id: str, participant_id: str, address: str) -> None:
        """A camera as a participant that publishes only (CAMERA), until `leave`; it returns with the first picture.

        One that goes away later is tried again. `address` may carry credentials."""

    async def figures(self, room_id: str) -> tuple[ParticipantFigures, ...]:
        """As of now."""
