"""The bytes of one RTSP connection: messages and interleaved packets told apart in one reused buffer.

Packets are handed on as offsets into that buffer, so that the only copy is the one into the access unit.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import cast

from streams.errors import Reason, StreamError
from streams.rtsp.message import (
    LONGEST_HEAD,
    Request,
    Response,
    content_length,
    could_begin_message,
    encode,
    parse_head,
)

RECEIVE_BUFFER = 128 << 10  # bytes; must hold the longest interleaved packet and the longest head
DOLLAR = 0x24  # RFC 2326, 10.12: "$", channel, two bytes of length
LONGEST_SKIP = 1 << 20  # bytes of garbage between two packets before the connection counts as lost
MOST_UNSENT = 64 << 10  # bytes; a server that does not read gets nothing more
LONGEST_START_LINE = 4096

# A source that floods is slowed by TCP: so many packets in so many seconds, then the loop serves the others first.
FLOOD_PACKETS = 500
FLOOD_WINDOW_S = 0.010

PacketHandler = Callable[[memoryview, int, int, float], None]

_ANSWERED_REQUESTS = frozenset({"OPTIONS", "ANNOUNCE", "GET_PARAMETER", "SET_PARAMETER", "REDIRECT", "TEARDOWN"})


class RtspConnection(asyncio.BufferedProtocol):
    """Protocol of one connection. `ended` resolves, never raises, with the reason why there will be nothing more.

    `channels` maps interleaved channel numbers to whoever takes their packets. `lenient` says that packets flow and
    that bytes which are neither packet nor message are skipped instead of ending the connection.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray(RECEIVE_BUFFER)
        self._view = memoryview(self._buffer)
        self._filled = 0
        self._message: Request | Response | None = None  # its body is still arriving
        self._body = bytearray()
        self._body_left = 0
        self._pending: dict[int, asyncio.Future[Response]] = {}
        self._sequence = 0
        self._skipped = 0
        self._window_s = 0.0
        self._window_packets = 0
        self._resume: asyncio.TimerHandle | None = None
        self.ended: asyncio.Future[StreamError] = self._loop.create_future()
        self.lost: asyncio.Future[None] = self._loop.create_future()
        self.channels: dict[int, PacketHandler] = {}
        self.lenient = False

    # What the loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast(asyncio.Transport, transport)  # uvloop has transports of its own
        self._transport = transport

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - the loop passes it
        return self._view[self._filled :]

    def buffer_updated(self, nbytes: int) -> None:
        now = time.monotonic()
        buffer, view, channels = self._buffer, self._view, self.channels
        end = self._filled + nbytes
        position = packets = 0
        while position < end:
            if self._message is not None:
                position = self._read_body(position, end)
            elif buffer[position] == DOLLAR and (channels or self.lenient):
                if end - position < 4:
                    break
                start = position + 4
                stop = start + (buffer[position + 2] << 8 | buffer[position + 3])
                if stop > end:
                    break
                handler = channels.get(buffer[position + 1])
                if handler is not None:
                    handler(view, start, stop, now)
                packets += 1
                position = stop
            else:
                used = self._read_text(position, end)
                if not used:
                    break
                position += used
        left = end - position
        if left > 0:
            if position:
                view[:left] = view[position:end]
            self._filled = left
        else:
            self._filled = 0
        if now - self._window_s > FLOOD_WINDOW_S:
            self._window_s, self._window_packets = now, 0
        self._window_packets += packets
        if self._window_packets > FLOOD_PACKETS and self._resume is None and self._transport is not None:
            self._transport.pause_reading()
            self._resume = self._loop.call_later(FLOOD_WINDOW_S, self._resume_reading)

    def eof_received(self) -> bool:
        self.fail(StreamError(Reason.ENDED, "the server closed the connection"))
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        # Connection, session and their handlers refer to each other in a circle: without this the buffer would stay
        # until the garbage collector comes by, which with a camera that keeps falling off is megabytes a minute.
        self._buffer = bytearray()
        self._view = memoryview(self._buffer)
        self.channels = {}
        if self._resume is not None:
            self._resume.cancel()
        detail = f"connection lost: {exc.strerror}" if isinstance(exc, OSError) and exc.strerror else ""
        self.fail(StreamError(Reason.ENDED, detail or "the server closed the connection"))
        if not self.lost.done():
            self.lost.set_result(None)

    # What the session calls.

    @property
    def usable(self) -> bool:
        return self._transport is not None and not self.ended.done()

    def address(self, which: str) -> str:
        """IP address of `sockname` or `peername`, '' when unknown."""
        found = self._transport.get_extra_info(which) if self._transport is not None else None
        return str(found[0]) if found else ""

    async def request(self, method: str, url: str, headers: Mapping[str, str | None]) -> Response:
        """Send a request and wait for its answer. Raises StreamError when the connection ends instead."""
        if self.ended.done():
            raise self.ended.result()
        self._sequence += 1
        sequence = self._sequence
        answer: asyncio.Future[Response] = self._loop.create_future()
        self._pending[sequence] = answer
        try:
            self._send(encode(f"{method} {url} RTSP/1.0", {"CSeq": str(sequence), **headers}))
            return await answer
        finally:
            self._pending.pop(sequence, None)

    def send_packet(self, channel: int, packet: bytes) -> None:
        """An interleaved packet to the server, dropped when the server does not read."""
        self._send(bytes((DOLLAR, channel)) + len(packet).to_bytes(2, "big") + packet)

    def fail(self, error: StreamError) -> None:
        """Nothing more is to be expected, for this reason. The first reason stays."""
        if self.ended.done():
            return
        self.ended.set_result(error)
        for answer in self._pending.values():
            if not answer.done():
                answer.set_exception(error)
        self.abort()

    def abort(self) -> None:
        """Drop the connection at once. `lost` resolves when it is gone."""
        if self._transport is not None:
            self._transport.abort()
        elif not self.lost.done():
            self.lost.set_result(None)

    # Inside.

    def _resume_reading(self) -> None:
        self._resume = None
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def _send(self, data: bytes) -> None:
        transport = self._transport
        if transport is not None and not transport.is_closing() and transport.get_write_buffer_size() < MOST_UNSENT:
            transport.write(data)

    def _read_text(self, position: int, end: int) -> int:
        """Bytes used of a message, of blank lines before one, or of garbage. 0: more must arrive first."""
        if self.ended.done():
            return end - position
        buffer = self._buffer
        if buffer[position] in b"\r\n":
            return 1
        line_end = buffer.find(b"\n", position, min(end, position + LONGEST_START_LINE))
        complete = line_end >= 0 or end - position >= LONGEST_START_LINE
        line = bytes(self._view[position : line_end if line_end >= 0 else min(end, position + LONGEST_START_LINE)])
        if not could_begin_message(line, complete=complete):
            return self._skip_garbage(position, end, line)
        if not complete:
            return 0
        head_end, used = _end_of_head(buffer, position, end)
        if head_end < 0:
            if end - position >= LONGEST_HEAD:
                self.fail(StreamError(Reason.BAD_ANSWER, "the answer has a header without end"))
                return end - position
            return 0
        try:
            message = parse_head(bytes(self._view[position:head_end]))
            self._body_left = content_length(message.headers)
        except StreamError as error:
            self.fail(error)
            return end - position
        self._skipped = 0
        if self._body_left:
            self._message = message
        else:
            self._dispatch(message)
        return used

    def _read_body(self, position: int, end: int) -> int:
        stop = min(end, position + self._body_left)
        self._body += self._view[position:stop]
        self._body_left -= stop - position
        message = self._message
        if not self._body_left and message is not None:
            message.body = bytes(self._body)
            self._body.clear()
            self._message = None
            self._dispatch(message)
        return stop

    def _skip_garbage(self, position: int, end: int, line: bytes) -> int:
        """Bytes to skip until something that looks like a packet or an answer; before packets flow it is the end."""
        if not self.lenient:
            text = line[:40].decode("ascii", "replace").strip()
            shown = f": {text!r}" if text.isprintable() and text.isascii() else ""
            self.fail(StreamError(Reason.BAD_ANSWER, f"the answer is not RTSP{shown}"))
            return end - position
        found = self._buffer.find(b"RTSP/1.", position + 1, end)
        stop = found if found >= 0 else end
        candidate = position
        while (candidate := self._buffer.find(b"$", candidate + 1, stop)) >= 0:
            if candidate + 1 >= end or self._buffer[candidate + 1] in self.channels:
                stop = candidate
                break
        self._skipped += stop - position
        if self._skipped > LONGEST_SKIP:
            self.fail(StreamError(Reason.BAD_ANSWER, "the stream turned into something that is not RTSP"))
            return end - position
        return stop - position

    def _dispatch(self, message: Request | Response) -> None:
        if isinstance(message, Request):
            self._answer(message)
            return
        number = message.headers.get("CSeq")
        if number is not None and number.isascii() and number.isdigit():
            # An answer that nobody waits for any more must not be taken for the next one.
            answer = self._pending.get(int(number)) if len(number) < 10 else None
        else:
            answer = next(iter(self._pending.values()), None)
        if answer is not None and not answer.done() and message.status >= 200:
            answer.set_result(message)

    def _answer(self, request: Request) -> None:
        known = request.method in _ANSWERED_REQUESTS
        fields = {
            "CSeq": request.headers.get("CSeq"),
            "Session": request.headers.get("Session"),
            "Public": "OPTIONS, ANNOUNCE, GET_PARAMETER, SET_PARAMETER" if request.method == "OPTIONS" else None,
        }
        self._send(encode("RTSP/1.0 200 OK" if known else "RTSP/1.0 501 Not Implemented", fields))
        if request.method in ("REDIRECT", "TEARDOWN"):
            self.fail(StreamError(Reason.ENDED, f"the server asked to leave ({request.method})"))


def _end_of_head(buffer: bytearray, position: int, end: int) -> tuple[int, int]:
    """Where the head ends and how many bytes it takes with the empty line; -1 while that is missing."""
    stop = min(end, position + LONGEST_HEAD + 4)
    with_cr = buffer.find(b"\n\r\n", position, stop)
    without = buffer.find(b"\n\n", position, with_cr if with_cr >= 0 else stop)
    if without >= 0:
        return without, without + 2 - position
    return with_cr, with_cr + 3 - position
