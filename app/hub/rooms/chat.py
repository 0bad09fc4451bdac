"""What is written in a room: kept with the incident, and on its timeline."""

from typing import TYPE_CHECKING

from app.domain.events import EventKind
from app.domain.permissions import Actor
from app.domain.rooms import ChatMessage, Participation
from app.hub.incidents.clocks import new_id
from app.hub.incidents.recording import plain
from app.store.change import Change

if TYPE_CHECKING:
    from app.hub.hub import Hub


async def say(hub: "Hub", participation: Participation, text: str, *, actor: Actor) -> ChatMessage:
    """By somebody who is in the room. Raises StoreError: then nobody has said it."""

    async def work(change: Change) -> ChatMessage:
        return written(change, participation, text)

    return await hub.store.writer.run(work, actor=actor)


def written(change: Change, participation: Participation, text: str) -> ChatMessage:
    message = ChatMessage(
        message_id=new_id(),
        room_id=participation.room_id,
        incident_id=participation.incident_id,
        unit_id=participation.unit_id,
        participation_id=participation.participation_id,
        name=participation.name,
        text=text,
        at=change.now,
    )
    change.insert(message)
    payload = {
        "room": message.room_id,
        "message": message.message_id,
        "participation": message.participation_id,
        "name": message.name,
        "text": text,
    }
    change.record(
        EventKind.CHAT_SAID,
        plain(payload),
        incident_id=message.incident_id,
        unit_id=message.unit_id,
        about=[("chat-message", message.message_id)],
    )
    return message
