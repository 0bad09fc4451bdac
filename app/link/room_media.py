"""What a line into a room asks of the media that go with it: offers and answers, whoever makes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from app.services.conference_engine import StreamSource
from app.services.signalling import IceServer, OfferedSlot


@dataclass(frozen=True, slots=True)
class Offer:
    """To publish: `tracks` is the source of each section by its mid."""

    sdp: str
    tracks: Mapping[str, StreamSource]


class RoomMedia(Protocol):
    """The peers of one participant. Called on the link's loop; each raises what went wrong."""

    async def begin(self, servers: tuple[IceServer, ...]) -> None:
        """In the room, for the first time or again: everything of before is closed, and fresh peers follow."""
        ...

    async def offer(self) -> Offer | None:
        """Of a fresh publishing peer, with sections also for devices that may come later; None: nothing is ever to be
        sent."""
        ...

    def sends(self) -> tuple[StreamSource, ...] | None:
        """What is to be sent from now on in the sections that were offered; None: they do not do, or none were."""
        ...

    async def published(self, sdp: str) -> None:
        """The hub's answer to the latest offer."""
        ...

    async def answer(self, sdp: str, slots: tuple[OfferedSlot, ...], *, fresh: bool) -> str:
        """To the hub's offer; `fresh`: of a new subscription and so for a new peer."""
        ...

    def take_slots(self, slots: tuple[OfferedSlot, ...]) -> None:
        """What flows where now."""
        ...

    async def end(self) -> None:
        """Out of the room."""
        ...
