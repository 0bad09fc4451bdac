"""ICE for a hall's network: host candidates on chosen addresses and ports, the loopback too where that is all there is.

aioice leaves out the loopback and binds any free port; a hub on one machine needs the one, a firewall the other.
"""

import asyncio
import ipaddress
import random
import socket
import struct
from dataclasses import dataclass, field
from typing import Any

from aioice import stun
from aioice.candidate import Candidate, candidate_foundation, candidate_priority
from aioice.ice import CandidatePair, Connection, StunProtocol, get_host_addresses
from aiortc import RTCIceGatherer, RTCIceServer

# A key frame of 100 packets arrives in one burst.
_RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024
_ANY_PORT = (0, 0)
# Datagrams of the other side before DTLS reads them: a handshake is a handful, the rest is a flood.
_MOST_UNREAD = 300
_LOOPBACK = ("127.0.0.1",)


@dataclass(frozen=True, slots=True)
class IceServer:
    """A TURN server and what it asks for; `urls` as RFC 7065 writes them."""

    urls: tuple[str, ...]
    username: str = ""
    credential: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class IceSettings:
    """`addresses` None: all of this machine, its loopback where it has no other. `ports`: first and last UDP port."""

    addresses: tuple[str, ...] | None = None
    ports: tuple[int, int] | None = None
    servers: tuple[IceServer, ...] = ()


class _HostProtocol(StunProtocol):
    """Also takes what strangers send to an open port, without a word in the log and without harm to who is awaited."""

    receiver: "HallConnection"

    def datagram_received(self, data: bytes | str, addr: tuple[Any, ...]) -> None:
        # aiortc's handshake ends at an empty datagram.
        if not data:
            return
        try:
            # STUN proves itself. Everything else is read as the other side's, and a handshake believes plain text.
            if self.receiver.knows(addr) or _is_stun(data):
                super().datagram_received(data, addr)
        except struct.error:
            # aioice unpacks an attribute of a length that it cannot have.
            return


class HallConnection(Connection):
    """An aioice connection whose host candidates are as `IceSettings` says. Relies on internals of aioice 0.13.

    `peers` are the addresses (host, port) that have shown with a STUN message that they know a password of this
    connection (RFC 8445, 7.2.5 and 7.3): only from there comes anything of the other side.
    """

    def __init__(self, settings: IceSettings, *, base: Connection) -> None:
        super().__init__(
            ice_controlling=False,
            turn_server=base.turn_server,
            turn_username=base.turn_username,
            turn_password=base.turn_password,
            turn_ssl=base.turn_ssl,
            turn_transport=base.turn_transport,
        )
        self._settings = settings
        self.sockets: dict[StunProtocol, socket.socket] = {}
        self.peers: set[tuple[Any, ...]] = set()

    def knows(self, address: tuple[Any, ...]) -> bool:
        """Also by a request that came before we knew the other side's password: it was answered already."""
        host_port = address[:2]
        return host_port in self.peers or any(early == host_port for _, early, _ in self._early_checks)

    def check_incoming(self, message: stun.Message, addr: tuple[str, int], protocol: StunProtocol) -> None:
        """Of a request that was found authentic."""
        self.peers.add(addr)
        super().check_incoming(message, addr, protocol)

    def check_complete(self, pair: CandidatePair) -> None:
        """Of an own one that was answered, or not."""
        if pair.state is CandidatePair.State.SUCCEEDED:
            self.peers.add(pair.remote_addr)
        super().check_complete(pair)

    async def gather_candidates(self) -> None:
        """As the base, on our addresses; raises OSError where none of them can be bound."""
        if self._local_candidates_start:
            return
        self._local_candidates_start = True
        # Our own hosts first, then what the base makes of no addresses: the relay, where there is one.
        hosts = await self._host_candidates()
        self._local_candidates = hosts + await self.get_component_candidates(component=1, addresses=[])
        self._local_candidates_end = True
        if not self._local_candidates:
            raise OSError("no address and port for media could be bound")

    def data_received(self, data: bytes, component: int) -> None:
        """Before the handshake nobody reads."""
        if self._queue.qsize() < _MOST_UNREAD:
            super().data_received(data, component)

    async def _host_candidates(self) -> list[Candidate]:
        candidates = []
        for number, address in enumerate(_addresses(self._settings)):
            bound = _bound(address, self._settings.ports or _ANY_PORT)
            if bound is None:
                continue
            protocol = await self._endpoint(bound)
            host, port = bound.getsockname()[:2]
            protocol.local_candidate = Candidate(
                foundation=candidate_foundation("host", "udp", host),
                component=1,
                transport="udp",
                # RFC 8445 section 5.1.2.1: each address its own local preference.
                priority=candidate_priority(1, "host", 65535 - number),
                host=host,
                port=port,
                type="host",
            )
            self._protocols.append(protocol)
            candidates.append(protocol.local_candidate)
        return candidates

    async def _endpoint(self, bound: socket.socket) -> StunProtocol:
        loop = asyncio.get_running_loop()
        _, protocol = await loop.create_datagram_endpoint(lambda: _HostProtocol(self), sock=bound)
        self.sockets[protocol] = bound
        return protocol


def _is_stun(data: bytes | str) -> bool:
    try:
        stun.parse_message(data)  # type: ignore[arg-type]  # as aioice calls it
    except ValueError:
        return False
    return True


def gatherer(settings: IceSettings) -> RTCIceGatherer:
    """A gatherer of aiortc that works on a `HallConnection`."""
    servers = [RTCIceServer(list(one.urls), one.username or None, one.credential or None) for one in settings.servers]
    made = RTCIceGatherer(servers)
    made._connection = HallConnection(settings, base=made._connection)
    return made


def _addresses(settings: IceSettings) -> tuple[str, ...]:
    if settings.addresses is not None:
        return settings.addresses
    found = [address for address in get_host_addresses(use_ipv4=True, use_ipv6=True) if not _is_link_local(address)]
    return tuple(found) or _LOOPBACK


def _is_link_local(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_link_local


def _bound(address: str, ports: tuple[int, int]) -> socket.socket | None:
    """A socket on a free port of the range, tried from anywhere so that peers do not queue. None: all are taken."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    first, last = ports
    count = last - first + 1
    offset = random.randrange(count)
    for number in range(count):
        made = socket.socket(family, socket.SOCK_DGRAM)
        try:
            made.setblocking(False)
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER_BYTES)
            made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _RECEIVE_BUFFER_BYTES)
            made.bind((address, first + (offset + number) % count))
        except OSError:
            made.close()
            continue
        return made
    return None
