"""The line of a participant of a conference; who it is it says in its first message, for a browser sends no header."""

from fastapi import WebSocket

from app.hub.hub import Hub
from app.hub.rooms.signalling import serve
from app.hub.strict_route import strict_router

router = strict_router("signalling")


@router.websocket("/signalling")
async def signalling(socket: WebSocket) -> None:
    """`app/services/signalling.py` has every message; `docs/conferences.md` how they follow each other."""
    hub: Hub = socket.app.state.hub
    await socket.accept()
    await serve(hub.rooms, socket)
