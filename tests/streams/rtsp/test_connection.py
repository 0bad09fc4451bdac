"""Messages and packets told apart in one stream of bytes, however it is cut."""

import asyncio
import gc
import itertools
import sys
import weakref
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import Reason, StreamError
from streams.rtsp.connection import FLOOD_PACKETS, LONGEST_SKIP, RtspConnection
from tests.streams.rtsp.scripted_camera import frame


class Wire(asyncio.Transport):
    """Takes down what the connection does to its transport."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.paused = 0
        self.resumed = asyncio.Event()
        self.aborted = False

    def write(self, data: Any) -> None:
        self.written += bytes(data)

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return self.aborted

    def abort(self) -> None:
        self.aborted = True

    def pause_reading(self) -> None:
        self.paused += 1

    def resume_reading(self) -> None:
        self.resumed.set()


class Line:
    """A connection fed by hand."""

    def __init__(self, *, lenient: bool = True) -> None:
        self.wire = Wire()
        self.packets: list[bytes] = []
        self.connection = RtspConnection()
        self.connection.connection_made(self.wire)
        self.connection.channels = {0: self._take} if lenient else {}
        self.connection.lenient = lenient

    def feed(self, data: bytes) -> None:
        while data:
            buffer = self.connection.get_buffer(-1)
            part = data[: len(buffer)]
            buffer[: len(part)] = part
            data = data[len(part) :]
            self.connection.buffer_updated(len(part))

    async def ask(self) -> asyncio.Task[Any]:
        task = asyncio.ensure_future(self.connection.request("GET_PARAMETER", "rtsp://c/", {}))
        await asyncio.sleep(0)
        return task

    def _take(self, data: memoryview, start: int, stop: int, now: float) -> None:
        self.packets.append(bytes(data[start:stop]))


ANSWER = b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 4\r\n\r\nbody"


@given(
    packets=st.lists(st.binary(max_size=300), min_size=1, max_size=8),
    place=st.integers(0, 8),
    cuts=st.lists(st.integers(0, 3000), max_size=12),
)
def test_any_cut_gives_the_same_packets_and_answer(packets: list[bytes], place: int, cuts: list[int]) -> None:
    async def scenario() -> None:
        line = Line()
        asked = await line.ask()
        parts = [frame(packet) for packet in packets]
        parts.insert(min(place, len(parts)), ANSWER)
        stream = b"".join(parts)
        edges = sorted({0, len(stream), *(cut % len(stream) for cut in cuts)})
        for start, stop in itertools.pairwise(edges):
            line.feed(stream[start:stop])
        answer = await asked
        assert (answer.status, answer.body) == (200, b"body")
        assert line.packets == packets

    asyncio.run(scenario())


@given(st.lists(st.binary(max_size=400), max_size=10), st.booleans())
def test_arbitrary_bytes_never_raise(parts: list[bytes], lenient: bool) -> None:
    async def scenario() -> None:
        line = Line(lenient=lenient)
        for part in parts:
            line.feed(part)

    asyncio.run(scenario())


@pytest.mark.parametrize("cseq", ["CSeq: 1\n", "cseq:1\n", "CSEQ : 1\n", ""])
async def test_line_ends_and_spelling_do_not_matter(cseq: str) -> None:
    line = Line()
    asked = await line.ask()
    line.feed(f"\n\r\nRTSP/1.0 200 OK\n{cseq}\n".encode())
    assert (await asked).status == 200


async def test_a_late_answer_is_not_taken_for_the_next_one() -> None:
    line = Line()
    given_up = await line.ask()
    given_up.cancel()
    await asyncio.wait({given_up})
    asked = await line.ask()
    line.feed(b"RTSP/1.0 500 Late\r\nCSeq: 1\r\n\r\n")
    line.feed(b"RTSP/1.0 100 Continue\r\nCSeq: 2\r\n\r\nRTSP/1.0 200 OK\r\nCSeq: 2\r\n\r\n")
    assert (await asked).status == 200


@pytest.mark.parametrize(
    "garbage",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"\x16\x03\x01\x02",
        b"$\x00\x00\x04abcd",
        b"A" * 6000,
    ],
    ids=["http", "ssh", "tls", "packets", "letters"],
)
async def test_another_protocol_ends_the_connection(garbage: bytes) -> None:
    line = Line(lenient=False)
    line.feed(garbage)
    assert line.connection.ended.result().reason is Reason.BAD_ANSWER
    assert line.wire.aborted


async def test_garbage_between_packets_is_skipped() -> None:
    line = Line()
    asked = await line.ask()
    line.feed(frame(b"one") + b"\x00garbage $\x07 \r\n" + frame(b"two") + b"\xff\xfe" + ANSWER + frame(b"three"))
    assert line.packets == [b"one", b"two", b"three"]
    assert (await asked).status == 200


async def test_endless_garbage_ends_the_connection() -> None:
    line = Line()
    line.feed(b"\xee" * (LONGEST_SKIP + 200_000))
    assert line.connection.ended.result().reason is Reason.BAD_ANSWER


@pytest.mark.parametrize(
    "head",
    [
        b"RTSP/1.0 200 OK\r\nContent-Length: 100000000\r\n\r\n",
        b"RTSP/1.0 200 OK\r\n" + b"X: y\r\n" * 30_000,
        b"RTSP/1.0 200 " + b"o" * 100_000,
    ],
    ids=["body", "head", "start line"],
)
async def test_an_answer_beyond_reason_is_not_read(head: bytes) -> None:
    line = Line(lenient=False)
    asked = await line.ask()
    line.feed(head)
    with pytest.raises(StreamError) as caught:
        await asked
    assert caught.value.reason is Reason.BAD_ANSWER
    assert line.wire.aborted


@pytest.mark.parametrize(
    ("method", "status"), [("OPTIONS", 200), ("ANNOUNCE", 200), ("GET_PARAMETER", 200), ("RECORD", 501)]
)
async def test_requests_of_the_server_are_answered(method: str, status: int) -> None:
    line = Line()
    line.feed(f"{method} rtsp://c/ RTSP/1.0\r\nCSeq: 33\r\nSession: abc\r\nContent-Length: 2\r\n\r\nxy".encode())
    assert line.wire.written.startswith(f"RTSP/1.0 {status} ".encode())
    assert b"CSeq: 33\r\n" in line.wire.written
    assert b"Session: abc\r\n" in line.wire.written


async def test_a_server_that_asks_to_leave_ends_the_stream() -> None:
    line = Line()
    line.feed(b"TEARDOWN rtsp://c/ RTSP/1.0\r\nCSeq: 33\r\n\r\n")
    assert line.wire.written.startswith(b"RTSP/1.0 200 ")
    assert line.connection.ended.result().reason is Reason.ENDED


async def test_a_flood_is_held_back_and_let_go_again() -> None:
    line = Line()
    line.feed(frame(b"x") * (FLOOD_PACKETS + 1))
    assert line.wire.paused == 1
    await line.wire.resumed.wait()


async def test_packets_for_channels_that_nobody_set_up_are_passed_over() -> None:
    line = Line()
    line.feed(frame(b"other", 9) + frame(b"mine"))
    assert line.packets == [b"mine"]


async def test_a_lost_connection_keeps_neither_buffer_nor_handlers_until_the_garbage_collector_comes() -> None:
    line = Line()
    line.feed(frame(b"packet"))
    line.connection.connection_lost(None)
    gc.disable()
    try:
        owner = weakref.ref(line)
        assert sys.getsizeof(line.connection._buffer) < 1000
        handlers, line = line.connection.channels, None
        assert handlers == {}
        assert owner() is None, "a handler still refers to its owner"
    finally:
        gc.enable()
