"""Photos of those who came by a link: taken in the conference, kept with the incident.

A phone sends them by HTTP and not on its line, because they are large and have to arrive also when the line comes and
goes. It shows the link and the key of its place; nothing is read of a body before both are good.
"""

import secrets
from typing import TYPE_CHECKING

from fastapi import Request
from pydantic import TypeAdapter

from app.domain.incidents import Incident
from app.domain.rooms import JoinLink
from app.hub.errors import RefusedError, conflict, not_found
from app.hub.incidents import attachments
from app.hub.rooms.live_room import Place
from app.services.rows import Attachment
from app.store.answers import Answer, Idempotency
from app.store.change import Change
from app.store.secrets import TokenSecret, token_hash
from app.store.tables import MAPPED

if TYPE_CHECKING:
    from app.hub.hub import Hub

_MOST_OF_ONE = 200  # of a participant: a link is no way to fill the disk
_ATTACHMENT = TypeAdapter(Attachment)


async def sender(hub: "Hub", *, token: str, key: str) -> Place:
    """Who is in a room, or has just lost their line, with this link and this key. Raises RefusedError, StoreError."""
    place = hub.rooms.place_of_key(token_hash(key)) if key else None
    if place is None or not place.is_inside or place.participation.link_id is None:
        raise _unknown()
    async with hub.store.reading() as reading:
        secret = await reading.get(TokenSecret, place.participation.link_id)
        link = await reading.get(JoinLink, place.participation.link_id)
    if secret is None or not secrets.compare_digest(secret.token_hash, token_hash(token)):
        raise _unknown()
    if link is None or link.revoked_at is not None:
        raise _unknown()
    if place.participation.incident_id is None:
        raise conflict("no-incident", "This room belongs to no incident that could keep pictures.")
    return place


async def keep(hub: "Hub", place: Place, request: Request, *, name: str, media_type: str, repeat_key: str) -> Answer:
    """The picture in the request's body, once for each `repeat_key`. Raises RefusedError, StoreError."""
    content = await request.body()
    picture = await attachments.looked_at(hub, name=name, media_type=media_type, content=content)
    participation = place.participation
    table = MAPPED[Attachment].table

    async def work(change: Change) -> Answer:
        incident = await change.get(Incident, participation.incident_id)
        if incident is None:
            raise not_found("incident")
        attachments.check_takes_pictures(incident)
        sent = await change.find(Attachment, table.c.added_by == participation.participation_id)
        if len(sent) >= _MOST_OF_ONE:
            raise conflict("enough", f"The incident has {_MOST_OF_ONE} pictures of yours already.")
        about = [("participation", participation.participation_id)]
        added = attachments.added(change, incident, picture, by=participation.participation_id, about=about)
        return Answer(201, _ATTACHMENT.dump_json(added).decode())

    idempotency = Idempotency(f"{participation.participation_id} {repeat_key}", picture.sha256)
    return await hub.store.writer.run_once(work, actor=hub.rooms.actor_of(place), idempotency=idempotency)


def _unknown() -> RefusedError:
    return RefusedError(401, "not-in", "Only who is in the conference by a link sends pictures here.")
