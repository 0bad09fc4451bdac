"""Bodies that are larger than a route takes are refused before they are read, by their length or while they come."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.hub.errors import answer


class BodyLimit:
    """`larger` names paths' endings that take more bytes than `most_bytes`."""

    def __init__(self, application: ASGIApp, *, most_bytes: int, larger: Mapping[str, int]) -> None:
        self._application = application
        self._most_bytes = most_bytes
        self._larger = dict(larger)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        path = scope["path"]
        most = next((size for ending, size in self._larger.items() if path.endswith(ending)), self._most_bytes)
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if not length.isdigit() or int(length) > most:
            await _too_large(most)(scope, receive, send)
            return
        read = 0
        answered = False

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise _TooLargeError
            return message

        async def noted(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await self._application(scope, counted, noted)
        except _TooLargeError:
            if not answered:
                await _too_large(most)(scope, receive, send)


class _TooLargeError(Exception):
    """A body without a length that goes on and on."""


def _too_large(most: int) -> ASGIApp:
    response = answer(413, "too-large", f"The hub takes at most {most} bytes here.")
    response.headers["Connection"] = "close"
    return response
