"""Bodies that are larger than a route takes, or that never end, are refused: by their length, or while they come."""

import asyncio
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.hub.errors import answer

# Whoever is slower than that (a modem of the nineties) may as well not be there.
_SLOWEST_BYTES_PER_S = 4_000
# A connection that is closed on a sender is reset, and the answer is lost with it: some of what still comes is thrown
# away first, for those who look for an answer only when they have sent everything (RFC 9112, 9.6).
_LINGER_S = 5.0
_LINGER_BYTES = 32_000_000
_CLOSE = {"Connection": "close"}


class BodyLimit:
    """`larger` names paths' endings that take more bytes than `most_bytes`. A body comes within `patience_s` and what
    its bytes take at the slowest rate."""

    def __init__(
        self, application: ASGIApp, *, most_bytes: int, larger: Mapping[str, int], patience_s: float = 30.0
    ) -> None:
        self._application = application
        self._most_bytes = most_bytes
        self._larger = dict(larger)
        self._patience_s = patience_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        path = scope["path"]
        most = next((size for ending, size in self._larger.items() if path.endswith(ending)), self._most_bytes)
        body = _Body(receive, send, most_bytes=most, patience_s=self._patience_s)
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if not length.isdigit() or int(length) > most:
            body.is_too_large = True
            response = answer(413, "too-large", _words(most))
            response.headers.update(_CLOSE)
            await response(scope, receive, body.send)
            return
        await self._application(scope, body.receive, body.send)


class _Body:
    """Counts what comes. Raises HTTPException 413 and 408, which the application answers like any refusal."""

    def __init__(self, receive: Receive, send: Send, *, most_bytes: int, patience_s: float) -> None:
        self._receive = receive
        self._send = send
        self._most_bytes = most_bytes
        self._patience_s = patience_s
        self._began_s = asyncio.get_running_loop().time()
        self._read = 0
        self._complete = False
        self.is_too_large = False

    async def receive(self) -> Message:
        if self._complete:
            return await self._receive()
        allowed_s = self._patience_s + self._read / _SLOWEST_BYTES_PER_S
        try:
            async with asyncio.timeout_at(self._began_s + allowed_s):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408, "The body did not come in time.", headers=_CLOSE) from None
        self._complete = not message.get("more_body", False)
        self._read += len(message.get("body", b""))
        if self._read > self._most_bytes:
            self.is_too_large = True
            raise HTTPException(413, _words(self._most_bytes), headers=_CLOSE)
        return message

    async def send(self, message: Message) -> None:
        if self.is_too_large and message["type"] == "http.response.body" and not message.get("more_body", False):
            await self._send({**message, "more_body": True})
            await self._linger()
            message = {"type": "http.response.body"}
        await self._send(message)

    async def _linger(self) -> None:
        left = _LINGER_BYTES
        try:
            async with asyncio.timeout(_LINGER_S):
                while left > 0 and not self._complete:
                    message = await self._receive()
                    self._complete = not message.get("more_body", False)
                    left -= len(message.get("body", b""))
        except TimeoutError:
            return


def _words(most_bytes: int) -> str:
    return f"The hub takes at most {most_bytes} bytes here."
