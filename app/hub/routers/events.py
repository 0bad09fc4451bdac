"""The event log: the live feed for seats, and reading it for whoever may."""

from typing import Annotated

from fastapi import Query, WebSocket

from app.domain.events import Event
from app.domain.permissions import Action, allows
from app.hub.asking import Asking, authenticate, authorized
from app.hub.errors import RefusedError, not_permitted
from app.hub.feed import NOT_FOR_THIS_ROLE, SESSION_OVER
from app.hub.hub import Hub
from app.hub.strict_route import strict_router

router = strict_router("events")


@router.get("/events", response_model=list[Event])
async def events(
    asking: Annotated[Asking, authorized(Action.AUDIT_READ)],
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
) -> list[Event]:
    """Of the whole log, so only for those whose unit is the whole district."""
    asking.check_whole_district()
    async with asking.hub.store.reading() as reading:
        return await reading.events(after=after, limit=limit)


@router.websocket("/events")
async def feed(socket: WebSocket, after: Annotated[int | None, Query(ge=0, le=2**53)] = None) -> None:
    """Snapshot or what was missed since `after`, then deltas and heartbeats (`app/services/feed_messages.py`)."""
    hub: Hub = socket.app.state.hub
    try:
        actor, session_id = authenticate(hub, socket.headers.get("authorization", ""))
        if not allows(actor, Action.FEED_READ):
            raise not_permitted()
    except RefusedError as error:
        # Accepted first: a refused handshake has no code that a client could tell from a missing hub.
        await socket.accept()
        await socket.close(SESSION_OVER if error.status == 401 else NOT_FOR_THIS_ROLE)
        return
    await socket.accept()
    await hub.feed.serve(socket, actor, session_id, after=after)
