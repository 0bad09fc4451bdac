"""Media of a room that carry nothing: they keep what the line asked of them."""

from app.link.room_media import Offer
from app.services.conference_engine import StreamSource
from app.services.signalling import IceServer, OfferedSlot


class FakeRoomMedia:
    """Offers what stands in `sends`."""

    def __init__(self) -> None:
        self.sends: dict[str, StreamSource] = {}
        self.begun = 0
        self.answers: list[str] = []
        self.fresh: list[bool] = []
        self.slots: tuple[OfferedSlot, ...] = ()
        self.ended = False

    async def begin(self, servers: tuple[IceServer, ...]) -> None:
        self.begun += 1

    async def offer(self) -> Offer | None:
        return Offer("v=0 offer", dict(self.sends)) if self.sends else None

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
