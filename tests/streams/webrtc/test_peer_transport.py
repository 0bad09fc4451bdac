"""Two transports over real sockets: what aiortc's internals are relied on for, and what becomes of packets."""

import asyncio
import logging
import socket
import struct
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from streams.webrtc.ice import IceServer, IceSettings
from streams.webrtc.peer_transport import LocalTransport, PeerTransport, RemoteTransport, TransportState

LOOPBACK = IceSettings(addresses=("127.0.0.1",))


class Peer:
    """A transport and what came out of it."""

    def __init__(self, settings: IceSettings, *, controlling: bool) -> None:
        self.rtp: list[bytes] = []
        self.rtcp: list[bytes] = []
        self.states: list[TransportState] = []
        self._changed = asyncio.Event()
        self.transport = PeerTransport(
            settings=settings,
            controlling=controlling,
            on_rtp=lambda packet, _: self._note(self.rtp, bytes(packet)),
            on_rtcp=lambda packet: self._note(self.rtcp, packet),
            on_state=lambda state: self._note(self.states, state),
        )

    def _note(self, what: list[object], thing: object) -> None:
        what.append(thing)
        self._changed.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not condition():
                self._changed.clear()
                await self._changed.wait()


def remote(local: LocalTransport, *, known: bool = True) -> RemoteTransport:
    candidates = local.candidates if known else ()
    return RemoteTransport(local.ufrag, local.password, (("sha-256", local.fingerprint),), candidates)


@pytest.fixture
async def peers() -> AsyncIterator[tuple[Peer, Peer]]:
    pair = Peer(LOOPBACK, controlling=True), Peer(LOOPBACK, controlling=False)
    yield pair
    for peer in pair:
        await peer.transport.close()


async def connected(one: Peer, other: Peer) -> None:
    ones, others = await one.transport.gather(), await other.transport.gather()
    # The second does not know where the first is: its checks tell.
    other.transport.connect(remote(ones, known=False), dtls_client=True)
    one.transport.connect(remote(others), dtls_client=False)
    for peer in (one, other):
        await peer.until(lambda: peer.transport.state is TransportState.CONNECTED)  # noqa: B023 awaited at once


def rtp(sequence: int, payload: bytes = b"voice") -> bytearray:
    return bytearray(struct.pack("!BBHII", 0x80, 111, sequence, 960, 0x1234) + payload)


async def test_packets_arrive_as_they_were_and_stay_the_senders(peers: tuple[Peer, Peer]) -> None:
    one, other = peers
    await connected(one, other)
    packet = rtp(1)
    before = bytes(packet)
    one.transport.send_rtp(packet, len(packet))
    await other.until(lambda: bool(other.rtp))
    assert other.rtp == [before]
    assert bytes(packet) == before
    report = struct.pack("!BBHI", 0x80, 201, 1, 0x1234)
    other.transport.send_rtcp(report)
    await one.until(lambda: bool(one.rtcp))
    assert one.rtcp == [report]


async def test_the_largest_packet_goes_through_and_a_larger_one_is_nothing(peers: tuple[Peer, Peer]) -> None:
    one, other = peers
    await connected(one, other)
    for sequence, payload_bytes in enumerate((1489, 1400)):
        packet = rtp(sequence, bytes(payload_bytes))
        one.transport.send_rtp(packet, len(packet))
    one.transport.send_rtcp(bytes(1501))
    await other.until(lambda: bool(other.rtp))
    assert other.rtp == [bytes(packet)]
    assert one.transport.counters.packets_sent == 1


async def test_nothing_is_sent_before_the_keys_are_there(peers: tuple[Peer, Peer]) -> None:
    one, _ = peers
    await one.transport.gather()
    one.transport.send_rtp(rtp(1), 17)
    one.transport.send_rtcp(b"\x80\xc9\x00\x01\x00\x00\x00\x05")
    assert one.transport.counters.packets_sent == 0


async def test_strangers_packets_are_counted_and_nothing_more(peers: tuple[Peer, Peer]) -> None:
    one, other = peers
    await connected(one, other)
    port = int((await other.transport.gather()).candidates[0].split()[5])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for datagram in (b"\x80", b"\x80" * 5, bytes(rtp(1)), b"\x80\xc9" + bytes(30), b"\x80o" + bytes(3000), b"\x00"):
            stranger.sendto(datagram, ("127.0.0.1", port))
    one.transport.send_rtp(rtp(7), 17)
    await other.until(lambda: bool(other.rtp))
    assert [struct.unpack_from("!H", packet, 2)[0] for packet in other.rtp] == [7]
    assert other.transport.counters.rejected == 5
    assert other.rtcp == []


async def test_a_replayed_packet_is_refused(peers: tuple[Peer, Peer]) -> None:
    one, other = peers
    await connected(one, other)
    sent: list[bytes] = []
    real = one.transport._socket
    assert real is not None

    class Listening:
        def sendto(self, data: bytes, address: tuple[str, int]) -> int:
            sent.append(bytes(data))
            return real.sendto(data, address)

    one.transport._socket = Listening()  # type: ignore[assignment]
    one.transport.send_rtp(rtp(1), 17)
    real.sendto(sent[0], one.transport._remote_address)
    one.transport.send_rtp(rtp(2), 17)
    await other.until(lambda: len(other.rtp) == 2)
    assert other.transport.counters.rejected == 1


async def test_the_other_side_hears_of_the_end(peers: tuple[Peer, Peer]) -> None:
    one, other = peers
    await connected(one, other)
    await one.transport.close()
    await one.transport.close()
    await other.until(lambda: other.transport.state is TransportState.CLOSED)
    assert one.states == other.states == [TransportState.CONNECTING, TransportState.CONNECTED, TransportState.CLOSED]


async def test_another_certificate_than_announced_is_refused(peers: tuple[Peer, Peer]) -> None:
    one, other = peers
    ones, others = await one.transport.gather(), await other.transport.gather()
    forged = replace(remote(ones), fingerprints=(("sha-256", ":".join(["00"] * 32)),))
    other.transport.connect(forged, dtls_client=True)
    one.transport.connect(remote(others), dtls_client=False)
    await other.until(lambda: other.transport.state is TransportState.FAILED)
    assert other.transport.counters.packets_sent == 0


async def test_ports_are_of_the_range_and_taken_ones_are_passed_over() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        first = taken.getsockname()[1]
        settings = IceSettings(addresses=("127.0.0.1",), ports=(first, first + 1))
        one, other = Peer(settings, controlling=True), Peer(settings, controlling=True)
        try:
            local = await one.transport.gather()
            assert local.candidates[0].split()[5] == str(first + 1)
            with pytest.raises(OSError, match="no address and port"):
                await other.transport.gather()
        finally:
            await one.transport.close()
            await other.transport.close()


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        struct.pack("!HHI12sHH4s", 0x0001, 8, 0x2112A442, b"transaction!", 0x0024, 2, b"ab"),
        bytes(1200),
    ],
    ids=["empty", "a priority of two bytes", "rubbish"],
)
async def test_what_strangers_send_to_an_open_port_keeps_nobody_from_connecting(
    peers: tuple[Peer, Peer], datagram: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = peers
    ones, others = await one.transport.gather(), await other.transport.gather()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for local in (ones, others):
            for _ in range(400):
                stranger.sendto(datagram, ("127.0.0.1", int(local.candidates[0].split()[5])))
    other.transport.connect(remote(ones), dtls_client=True)
    one.transport.connect(remote(others), dtls_client=False)
    for peer in peers:
        await peer.until(lambda: peer.transport.state is TransportState.CONNECTED)  # noqa: B023 awaited at once
        assert peer.transport._connection._queue.qsize() == 0
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


# RFC 6347: a record of epoch 0 in plain text; RFC 5246, 7.2: a fatal alert, handshake_failure.
_FATAL_ALERT = struct.pack("!BHHHIHBB", 21, 0xFEFD, 0, 0, 1, 2, 2, 40)


async def test_a_strangers_alert_does_not_end_the_handshake(peers: tuple[Peer, Peer]) -> None:
    """Until it is through, DTLS believes whoever speaks: only those who know the password may."""
    one, other = peers
    ones, others = await one.transport.gather(), await other.transport.gather()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for local in (ones, others):
            stranger.sendto(_FATAL_ALERT, ("127.0.0.1", int(local.candidates[0].split()[5])))
    other.transport.connect(remote(ones), dtls_client=True)
    one.transport.connect(remote(others), dtls_client=False)
    for peer in peers:
        await peer.until(lambda: peer.transport.state is not TransportState.CONNECTING)  # noqa: B023 awaited at once
    assert [peer.transport.state for peer in peers] == [TransportState.CONNECTED] * 2


async def test_a_stranger_takes_no_place_of_packets_that_wait_for_the_keys(peers: tuple[Peer, Peer]) -> None:
    one, other = peers
    ones, others = await one.transport.gather(), await other.transport.gather()
    port = int(others.candidates[0].split()[5])
    ice = other.transport._ice

    def flood() -> None:
        if ice.state == "completed":
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
                for _ in range(400):
                    stranger.sendto(rtp(1), ("127.0.0.1", port))

    ice.on("statechange", flood)
    other.transport.connect(remote(ones), dtls_client=True)
    one.transport.connect(remote(others), dtls_client=False)
    for peer in peers:
        await peer.until(lambda: peer.transport.state is TransportState.CONNECTED)  # noqa: B023 awaited at once
    one.transport.send_rtp(rtp(7), 17)
    await other.until(lambda: bool(other.rtp))
    assert other.transport.counters.packets_received == 1
    assert other.transport.counters.rejected == 400


async def test_a_connection_that_nobody_answers_can_be_closed(peers: tuple[Peer, Peer]) -> None:
    one, other = peers
    await one.transport.gather()
    one.transport.connect(remote(await other.transport.gather(), known=False), dtls_client=True)
    await one.transport.close()
    assert one.transport.state is TransportState.CLOSED


def test_a_relays_secret_is_not_shown() -> None:
    assert "s3cret" not in repr(IceServer(("turn:192.0.2.1",), "user", "s3cret"))
