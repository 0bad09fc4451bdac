"""The pair of UDP ports for RTP and RTCP of one stream.

Sockets are read directly when the loop says that they are readable: asyncio's datagram transport costs some 30 µs a
packet, more than everything that is done with the packet afterwards.
"""

import asyncio
import contextlib
import ipaddress
import socket
import struct
import time
from collections.abc import Callable

from streams.errors import Reason, StreamError

RECEIVE_BUFFER = 1 << 20  # bytes asked of the kernel: a key frame arrives faster than the loop comes round
LONGEST_DATAGRAM = 65535
MOST_DATAGRAMS = 64  # in one go, then the loop serves the others
TRIES = 50
# RTP without payload: opens the way back through a NAT or firewall, servers ignore it.
PUNCH = struct.pack("!BBHII", 0x80, 0, 0, 0, 0)

Datagram = Callable[[memoryview, float], None]


class UdpPair:
    """An even port for RTP and the next one for RTCP (RFC 3550, 11) on the address that faces the server.

    Only datagrams of the server's address count. Lives on one loop, `close()` frees everything.
    """

    def __init__(self, local: str) -> None:
        self._rtp, self._rtcp = _bind_pair(local)
        self._loop = asyncio.get_running_loop()
        self._buffer = bytearray(LONGEST_DATAGRAM)
        self._view = memoryview(self._buffer)
        self._sources: set[str] = set()
        self._remote: list[tuple[socket.socket, tuple[str, int]]] = []
        self._reading = False

    @property
    def ports(self) -> tuple[int, int]:
        return self._rtp.getsockname()[1], self._rtcp.getsockname()[1]

    def start(self, *, on_rtp: Datagram, on_rtcp: Datagram, sources: set[str]) -> None:
        """Take datagrams that come from one of these IP addresses."""
        self._sources = sources
        self._reading = True
        self._loop.add_reader(self._rtp.fileno(), self._read, self._rtp, on_rtp)
        self._loop.add_reader(self._rtcp.fileno(), self._read, self._rtcp, on_rtcp)

    def aim(self, host: str, ports: tuple[int, int]) -> None:
        """Where the server's own pair of ports is."""
        self._remote = [(self._rtp, (host, ports[0])), (self._rtcp, (host, ports[1]))]

    def punch(self, report: bytes) -> None:
        """Open the way back: an empty RTP packet and this RTCP packet."""
        for (sender, address), packet in zip(self._remote, (PUNCH, report), strict=False):
            with contextlib.suppress(OSError):  # best effort; whether packets come is watched elsewhere
                sender.sendto(packet, address)

    def close(self) -> None:
        if self._reading:
            self._reading = False
            self._loop.remove_reader(self._rtp.fileno())
            self._loop.remove_reader(self._rtcp.fileno())
        self._rtp.close()
        self._rtcp.close()

    def _read(self, source: socket.socket, take: Datagram) -> None:
        now = time.monotonic()
        for _ in range(MOST_DATAGRAMS):
            try:
                size, address = source.recvfrom_into(self._buffer)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                continue  # an ICMP message about something sent earlier
            if address[0] in self._sources:
                take(self._view[:size], now)
            if not self._reading:
                return


def _bind_pair(local: str) -> tuple[socket.socket, socket.socket]:
    family = socket.AF_INET6 if ":" in local else socket.AF_INET
    for _ in range(TRIES):
        first = _bound(family, local, 0)
        port = first.getsockname()[1]
        try:
            second = _bound(family, local, port ^ 1)
        except OSError:
            first.close()
            continue
        return (first, second) if port % 2 == 0 else (second, first)
    raise StreamError(Reason.UNREACHABLE, "no free pair of UDP ports")


def _bound(family: int, local: str, port: int) -> socket.socket:
    found = socket.socket(family, socket.SOCK_DGRAM)
    try:
        found.setblocking(False)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        found.bind((local, port))
    except BaseException:
        found.close()
        raise
    return found


def plain_address(text: str) -> str | None:
    """An IP address as sockets report it, None for anything else (a host name in `source=`, say)."""
    try:
        return str(ipaddress.ip_address(text.strip("[]").partition("%")[0]))
    except ValueError:
        return None
