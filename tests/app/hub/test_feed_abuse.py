"""Feeds that nobody of ours would open: each is closed with its reason, and no other seat notices."""

import asyncio
import socket

import pytest
import pytest_asyncio
import websockets

from app.domain.events import EventKind
from app.domain.permissions import Role
from app.hub.feed import NOT_FOR_THIS_ROLE, NOTHING_TO_SAY, SESSION_OVER, TOO_SLOW
from app.link.hub_client import HubClient
from app.services.commands.sessions import IssueApiKey
from app.store.change import Change
from tests.app.hub.feed_seat import FeedSeat
from tests.servers.hub import STREET, RunningHub

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def seat(shared_hub: RunningHub) -> HubClient:
    return await shared_hub.client(Role.DUTY_OFFICER)


def connected(hub: RunningHub, token: str, query: str = "", **options: object) -> websockets.connect:
    url = hub.url.replace("http", "ws", 1) + "/events" + query
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return websockets.connect(url, additional_headers=headers, proxy=None, **options)  # type: ignore[arg-type]


async def close_code(hub: RunningHub, token: str) -> int | None:
    async with connected(hub, token) as opened:
        try:
            while True:
                await opened.recv()
        except websockets.ConnectionClosed:
            return opened.close_code


async def test_without_a_session_there_is_no_feed(shared_hub: RunningHub, seat: HubClient) -> None:
    for token in ("", "ffs_forged", seat.token[:-1], seat.token + "x"):
        assert await close_code(shared_hub, token) == SESSION_OVER
    admin = await shared_hub.client()
    key = await admin.issue_api_key(IssueApiKey(name="12345", unit_id=STREET))
    assert await close_code(shared_hub, key.token) == NOT_FOR_THIS_ROLE


@pytest.mark.parametrize("after", ["-1", "x", "1e3", str(2**63), "1%27--", ""])
async def test_a_place_in_the_log_that_is_none_is_refused(shared_hub: RunningHub, seat: HubClient, after: str) -> None:
    with pytest.raises(websockets.InvalidStatus) as refused:
        await connected(shared_hub, seat.token, f"?after={after}")
    assert refused.value.response.status_code == 403


async def test_a_place_that_is_still_to_come_begins_anew(shared_hub: RunningHub, seat: HubClient) -> None:
    async with FeedSeat(shared_hub, seat.token, after=2**53) as feed:
        assert feed.first["type"] == "snapshot"


@pytest.mark.parametrize("garbage", ["hello", b"\x00\xff", "[" * 10_000, ""], ids=["text", "bytes", "deep", "nothing"])
async def test_who_says_something_is_cut_off(shared_hub: RunningHub, seat: HubClient, garbage: str | bytes) -> None:
    async with FeedSeat(shared_hub, seat.token) as feed:
        await feed.socket.send(garbage)
        assert await feed.close_code() == NOTHING_TO_SAY


async def test_a_message_that_is_larger_than_any_is_not_read(shared_hub: RunningHub, seat: HubClient) -> None:
    async with FeedSeat(shared_hub, seat.token) as feed:
        with pytest.raises(websockets.ConnectionClosed):
            await feed.socket.send("x" * 10_000_000)
            while True:
                await feed.socket.recv()
        assert feed.socket.close_code == 1009


async def _gone(hub: RunningHub, token: str) -> None:
    """Until the hub knows that no feed of the session is left."""
    known = hub.hub.sessions.actor(token)
    assert known is not None
    session_id, over = known[1], asyncio.Event()
    hub.hub.feed.on_connection(lambda _: None, lambda one: over.set() if one == session_id else None)
    if hub.hub.feed.is_connected(session_id):
        await over.wait()


async def _tell_much(hub: RunningHub) -> None:
    """More than a connection's buffers and the hub's patience hold, in few messages."""
    text = "x" * 100_000

    async def note(change: Change) -> None:
        change.record(EventKind.MODE_CHANGED, {"text": text})

    for _ in range(10):
        await asyncio.gather(*(hub.hub.store.writer.run(note, actor=hub.hub.actor) for _ in range(40)))


async def test_who_never_reads_is_cut_off_and_slows_nobody(
    shared_hub: RunningHub, seat: HubClient, expected_log: list[str]
) -> None:
    expected_log.append("reads the feed too slowly")
    small = socket.socket()
    small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    small.setblocking(False)
    await asyncio.get_running_loop().sock_connect(small, ("127.0.0.1", int(shared_hub.url.rpartition(":")[2])))
    slow_client = await shared_hub.client(Role.DUTY_OFFICER, seat="asleep")
    async with FeedSeat(shared_hub, seat.token) as awake:
        # With room for one message, so that what comes stays in the connection.
        slow = await connected(shared_hub, slow_client.token, sock=small, max_queue=1, max_size=None)
        try:
            gone = asyncio.create_task(_gone(shared_hub, slow_client.token))
            following = asyncio.create_task(awake.up_to(shared_hub.hub.store.writer.head_seq + 400))
            await _tell_much(shared_hub)
            assert sum(len(message.get("events", [])) for message in await following) == 400
            await gone
            assert awake.socket.state is websockets.State.OPEN
            # It wakes up, and hears why.
            with pytest.raises(websockets.ConnectionClosed):
                while True:
                    await slow.recv()
            assert slow.close_code == TOO_SLOW
        finally:
            await slow.close()
    # What it missed, it gets when it comes back.
    async with FeedSeat(shared_hub, slow_client.token, after=shared_hub.hub.store.writer.head_seq - 400) as again:
        assert len(again.first["events"]) == 400


async def test_a_crowd_that_comes_and_goes_leaves_nothing(shared_hub: RunningHub, seat: HubClient) -> None:
    crowd = [await connected(shared_hub, seat.token) for _ in range(40)]
    for one in crowd:
        one.transport.abort()
    await _gone(shared_hub, seat.token)
    await asyncio.gather(*(one.wait_closed() for one in crowd))
    # Also of the tests before, whose feeds may be ending still.
    while shared_hub.hub.feed.seats:  # noqa: ASYNC110 nobody announces when the last is gone
        await asyncio.sleep(0.01)
