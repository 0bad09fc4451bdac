"""What a room tells whoever runs it."""

from dataclasses import dataclass
from typing import Protocol

from streams.webrtc.forwarder.slots import Name, SlotView


@dataclass(frozen=True, slots=True)
class Offer:
    sdp: str
    generation: int
    slots: tuple[SlotView, ...]


class RoomEvents(Protocol):
    """Called on the media loop; none may block."""

    def connected(self, room_id: str, participant: str, *, publishing: bool) -> None: ...

    def lost(self, room_id: str, participant: str, *, publishing: bool) -> None: ...

    def first_media(self, room_id: str, name: Name) -> None: ...

    def offered(self, room_id: str, participant: str, offer: Offer) -> None: ...

    def slots_changed(self, room_id: str, participant: str, slots: tuple[SlotView, ...]) -> None: ...

    def speaker(self, room_id: str, participant: str | None) -> None: ...
