"""HTTP connections that cost little when nothing comes of them: the head of a request is bounded in time and size.

uvicorn waits for ever for the end of a head and keeps all of it, so that a few thousand sockets that each send a byte
a minute would take every file descriptor of the hub.
"""

import asyncio
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_MOST_HEAD_BYTES = 64_000
_REFUSALS = {408: b"408 Request Timeout", 431: b"431 Request Header Fields Too Large"}


class PatientHttp(HttpToolsProtocol):
    """`patience_s` from the connection (or the first byte of a further request) to the end of the head."""

    patience_s: ClassVar[float] = 15.0

    _waiting: asyncio.TimerHandle | None = None
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_came()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._waiting is not None:
            self._head_bytes += len(data)
            if self._head_bytes > _MOST_HEAD_BYTES:
                self._refuse(431)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._waiting is None:
            self._wait_for_head()

    def on_headers_complete(self) -> None:
        self._head_came()
        super().on_headers_complete()

    def _wait_for_head(self) -> None:
        self._head_bytes = 0
        self._waiting = self.loop.call_later(self.patience_s, self._refuse, 408)

    def _head_came(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _refuse(self, status: int) -> None:
        self._head_came()
        if not self.transport.is_closing():
            self.transport.write(
                b"HTTP/1.1 " + _REFUSALS[status] + b"\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
            )
            self.transport.close()


def patient_http(patience_s: float) -> type[PatientHttp]:
    """The protocol with this patience."""
    return type("PatientHttp", (PatientHttp,), {"patience_s": patience_s})
