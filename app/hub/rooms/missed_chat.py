"""What was said in a room while somebody's line was lost: phones have no feed that would tell them."""

from typing import TYPE_CHECKING

from app.domain.rooms import ChatMessage, Participation
from app.services.signalling import ChatSaid
from app.store.tables import MAPPED

if TYPE_CHECKING:
    from app.hub.hub import Hub

_MOST = 100


async def missed_chat(hub: "Hub", participation: Participation) -> list[ChatSaid]:
    """The latest since they came in, the oldest first; what was said before that was not said to them.

    Raises StoreError.
    """
    since = participation.times.joined_at
    if since is None:
        return []
    table = MAPPED[ChatMessage].table
    async with hub.store.reading() as reading:
        latest = await reading.find(
            ChatMessage,
            table.c.room_id == participation.room_id,
            table.c.at >= since,
            order_by=[table.c.at.desc()],
            limit=_MOST,
        )
    return [said(one) for one in reversed(latest)]


def said(message: ChatMessage) -> ChatSaid:
    return ChatSaid(
        message_id=message.message_id,
        participant_id=message.participation_id,
        name=message.name,
        text=message.text,
        at=message.at,
    )
