"""Media of a room that carry nothing: they keep what the line asked of them."""

from app.link.room_media import Offer
from app.services.conference_engine import StreamSource
from app.services.signalling import IceServer, OfferedSlot


class FakeRoomMedia:
    """Offers what stands in `offered`, and sends what stands in `sent` of it; without that all."""

    def __init__(self) -> None:
        self.offered: dict[str, StreamSource] = {}
        self.sent: tuple[StreamSource, ...] | None = None
        self.offers = 0
        self.begun = 0
        self.answers: list[str] = []
        self.fresh: list[bool] = []
        self.slots: tuple[OfferedSlot, ...] = ()
        self.ended = False

    async def begin(self, servers: tuple[IceServer, ...]) -> None:
        self.begun += 1

    async def offer(self) -> Offer | None:
        self.offers += 1
        return Offer("v=0 offer", dict(self.offered)) if self.offered else None

    def sends(self) -> tuple[StreamSource, ...] | None:
        sources = tuple(self.offered.values())
        return sources if self.sent is None else tuple(one for one in sources if one in self.sent)

    async def published(self, sdp: str) -> None:
        self.answers.append(sdp)

    async def answer(self, sdp: str, slots: tuple[OfferedSlot, ...], *, fresh: bool) -> str:
        self.fresh.append(fresh)
        self.slots = slots
        return "v=0 answer"

    def take_slots(self, slots: tuple[OfferedSlot, ...]) -> None:
        self.slots = slots

    async def end(self) -> None:
        self.ended = True
