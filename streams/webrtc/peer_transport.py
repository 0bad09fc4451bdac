"""One peer connection's transport: ICE and DTLS by aiortc, then SRTP packets straight between socket and owner.

aiortc takes each packet through a queue, a task and a parsed object; a forwarder of thousands a second cannot. Once the
keys are there, packets go from the socket's callback to `on_rtp` and from `send_rtp` to the socket in one call.
"""

import asyncio
import contextlib
import logging
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from aioice.ice import StunProtocol
from aiortc import RTCCertificate, RTCDtlsTransport, RTCIceParameters, RTCIceTransport
from aiortc.rtcdtlstransport import RTCDtlsFingerprint, RTCDtlsParameters
from aiortc.sdp import candidate_from_sdp, candidate_to_sdp
from pylibsrtp._binding import ffi, lib

from streams.webrtc.ice import HallConnection, IceSettings, gatherer

log = logging.getLogger(__name__)

# Of SRTP: the tag of AES-GCM or HMAC-SHA1, with room for what libsrtp may write (SRTP_MAX_TRAILER_LEN).
_TRAILER_BYTES = 144
# What a datagram can hold on any network that we meet, and what aiortc's own session holds.
LARGEST_PACKET_BYTES = 1500
_DTLS_ALGORITHM = "sha-256"
_CLOSE_S = 1.0
_LAST_OF_STUN = 3  # RFC 7983
_MOST_EARLY = 300  # packets before our keys are there


class TransportState(Enum):
    NEW = auto()
    CONNECTING = auto()
    CONNECTED = auto()
    CLOSED = auto()  # by either side
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class LocalTransport:
    """Our side for a description. `candidates` as their attribute texts, without "candidate:"."""

    ufrag: str
    password: str
    fingerprint: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemoteTransport:
    """Their side. `fingerprints`: (algorithm, value). Candidates may be missing: their checks tell where they are."""

    ufrag: str
    password: str
    fingerprints: tuple[tuple[str, str], ...]
    candidates: tuple[str, ...] = ()
    ice_lite: bool = False


@dataclass(slots=True)
class TransportCounters:
    """Totals; `rejected` are packets of strangers and those that no key fits, `unsent` those for which the socket had
    no room."""

    packets_received: int = 0
    bytes_received: int = 0
    packets_sent: int = 0
    bytes_sent: int = 0
    rejected: int = 0
    unsent: int = 0


class PeerTransport:
    """Owned by one loop; `gather()`, then `connect()`, finally `close()`. All callbacks are called on that loop.

    `on_rtp` gets a decrypted packet, which is the receiver's to keep and change, and when it came (monotonic clock, s).
    Relies on internals of aiortc 1.16; contract tests hold them.
    """

    def __init__(
        self,
        *,
        settings: IceSettings,
        controlling: bool,
        on_rtp: Callable[[bytearray, float], None],
        on_rtcp: Callable[[bytes], None],
        on_state: Callable[[TransportState], None],
    ) -> None:
        self.state = TransportState.NEW
        self.counters = TransportCounters()
        self._on_rtp = on_rtp
        self._on_rtcp = on_rtcp
        self._on_state = on_state
        self._certificate = RTCCertificate.generateCertificate()
        self._gatherer = gatherer(settings)
        self._ice = RTCIceTransport(self._gatherer)
        self._connection: HallConnection = self._gatherer._connection  # type: ignore[assignment]
        self._connection.ice_controlling = controlling
        self._dtls = RTCDtlsTransport(self._ice, [self._certificate])
        self._connecting: asyncio.Task[None] | None = None
        self._early: list[bytes] = []
        self._socket: socket.socket | None = None
        self._relay: StunProtocol | None = None
        self._remote_address: tuple[str, int] = ("", 0)
        self._srtp_in = self._srtp_out = ffi.NULL
        # Buffers of libsrtp, which works in place.
        self._in = ffi.new("char[]", LARGEST_PACKET_BYTES + _TRAILER_BYTES)
        self._in_view = ffi.buffer(self._in)
        self._out = ffi.new("char[]", LARGEST_PACKET_BYTES + _TRAILER_BYTES)
        self._out_view = memoryview(ffi.buffer(self._out))
        self._length = ffi.new("int *")

    async def gather(self) -> LocalTransport:
        """Bind the sockets. Raises OSError where no address and port is free."""
        await self._gatherer.gather()
        ice = self._gatherer.getLocalParameters()
        (fingerprint,) = (one for one in self._certificate.getFingerprints() if one.algorithm == _DTLS_ALGORITHM)
        return LocalTransport(
            ufrag=ice.usernameFragment or "",
            password=ice.password or "",
            fingerprint=fingerprint.value,
            candidates=tuple(candidate_to_sdp(one) for one in self._gatherer.getLocalCandidates()),
        )

    def connect(self, remote: RemoteTransport, *, dtls_client: bool) -> None:
        """Start; the outcome comes as a state."""
        if self.state is not TransportState.NEW:
            raise RuntimeError(f"connect() when {self.state.name}")
        self._set_state(TransportState.CONNECTING)
        self._connecting = asyncio.get_running_loop().create_task(
            self._connect(remote, dtls_client=dtls_client), name="peer transport"
        )

    def send_rtp(self, packet: bytearray | bytes, length: int) -> None:
        """Encrypt a copy of the first `length` bytes and send it. Dropped unless connected and of a packet's size."""
        if self.state is not TransportState.CONNECTED or length > LARGEST_PACKET_BYTES:
            return
        out = self._out
        ffi.memmove(out, packet, length)
        length_pointer = self._length
        length_pointer[0] = length
        if lib.srtp_protect(self._srtp_out, out, length_pointer):
            self.counters.rejected += 1
            return
        self._send(length_pointer[0])

    def send_rtcp(self, packet: bytes) -> None:
        """One compound packet. Dropped unless connected and of a packet's size."""
        if self.state is not TransportState.CONNECTED or len(packet) > LARGEST_PACKET_BYTES:
            return
        ffi.memmove(self._out, packet, len(packet))
        self._length[0] = len(packet)
        if lib.srtp_protect_rtcp(self._srtp_out, self._out, self._length):
            self.counters.rejected += 1
            return
        self._send(self._length[0])

    async def close(self) -> None:
        """Tell the other side and let go of every socket. Bounded; again is no error."""
        # A cancelled handshake must not take the state back.
        self._set_state(TransportState.CLOSED)
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_S):
                await self._dtls.stop()
                await self._ice.stop()
        self._socket = self._relay = None
        self._dtls.remove_all_listeners()

    async def _connect(self, remote: RemoteTransport, *, dtls_client: bool) -> None:
        try:
            await self._handshake(remote, dtls_client=dtls_client)
        except (ConnectionError, ValueError, OSError) as error:
            log.info("no connection to a peer: %s", error)
            self._set_state(TransportState.FAILED)

    async def _handshake(self, remote: RemoteTransport, *, dtls_client: bool) -> None:
        for candidate in remote.candidates:
            parsed = candidate_from_sdp(candidate)
            # Names under .local are found by the peer's own checks sooner than by multicast DNS.
            if parsed.protocol.lower() == "udp" and not parsed.ip.endswith(".local"):
                await self._ice.addRemoteCandidate(parsed)
        await self._ice.start(RTCIceParameters(remote.ufrag, remote.password, remote.ice_lite))
        if self._ice.state != "completed":
            raise ConnectionError("no way between the candidates")
        # The other side may be through with DTLS first and send at once: its key frame must not be lost.
        for protocol in self._connection._protocols:
            protocol.datagram_received = self._by_kind(protocol.datagram_received)  # type: ignore[method-assign]
        self._dtls._set_role("client" if dtls_client else "server")
        fingerprints = [RTCDtlsFingerprint(algorithm, value) for algorithm, value in remote.fingerprints]
        await self._dtls.start(RTCDtlsParameters(fingerprints))
        if self._dtls.state != "connected":
            raise ConnectionError("the DTLS handshake failed")
        self._take_over()
        self._dtls.on("statechange", self._dtls_changed)
        self._set_state(TransportState.CONNECTED)
        early, self._early = self._early, []
        for data in early:
            self._receive(data)

    def _take_over(self) -> None:
        """From here on packets pass by aiortc."""
        self._srtp_in = self._dtls._rx_srtp._srtp[0]
        self._srtp_out = self._dtls._tx_srtp._srtp[0]
        pair = self._connection._nominated[1]
        self._remote_address = pair.remote_addr
        self._socket = self._connection.sockets.get(pair.protocol)
        if self._socket is None:
            self._relay = pair.protocol

    def _by_kind(self, others: Callable[..., None]) -> Callable[..., None]:
        """RFC 7983: the first byte tells SRTP from STUN and DTLS; RFC 5761: the second tells RTCP from RTP."""
        receive, counters = self._receive, self.counters
        # Whoever is in here has shown that they know the password; nobody else is worth a decryption.
        peers = self._connection.peers

        def received(data: bytes, address: tuple[str, int]) -> None:
            # aiortc's own task ends at an empty datagram.
            if not data:
                return
            kind = data[0]
            if kind > _LAST_OF_STUN and address[:2] not in peers:
                counters.rejected += 1
            elif 127 < kind < 192:
                receive(data)
            else:
                others(data, address)

        return received

    def _receive(self, data: bytes) -> None:
        length = len(data)
        if self.state is TransportState.CONNECTING and len(self._early) < _MOST_EARLY:
            self._early.append(data)
            return
        if not 12 <= length <= LARGEST_PACKET_BYTES or self.state is not TransportState.CONNECTED:
            self.counters.rejected += 1
            return
        buffer, length_pointer = self._in, self._length
        ffi.memmove(buffer, data, length)
        length_pointer[0] = length
        counters = self.counters
        counters.packets_received += 1
        counters.bytes_received += length
        if 192 <= data[1] <= 223:
            if lib.srtp_unprotect_rtcp(self._srtp_in, buffer, length_pointer):
                counters.rejected += 1
                return
            self._on_rtcp(self._in_view[0 : length_pointer[0]])
            return
        if lib.srtp_unprotect(self._srtp_in, buffer, length_pointer):
            counters.rejected += 1
            return
        self._on_rtp(bytearray(self._in_view[0 : length_pointer[0]]), time.monotonic())

    def _send(self, length: int) -> None:
        counters = self.counters
        try:
            if self._socket is not None:
                self._socket.sendto(self._out_view[:length], self._remote_address)
            elif self._relay is not None:
                self._relay.transport.sendto(bytes(self._out_view[:length]), self._remote_address)
        except OSError:
            # No room in the socket, or the network is away: a lost packet like any other.
            counters.unsent += 1
            return
        counters.packets_sent += 1
        counters.bytes_sent += length

    def _dtls_changed(self) -> None:
        if self._dtls.state in ("closed", "failed"):
            self._set_state(TransportState.CLOSED)

    def _set_state(self, state: TransportState) -> None:
        if state is not self.state and self.state not in (TransportState.CLOSED, TransportState.FAILED):
            self.state = state
            self._on_state(state)
