"""The two ways to a client: inside its RTSP connection, or in datagrams from one pair of ports for all of them."""

import asyncio
import socket
import struct
from typing import Any

from streams.simulator.payload import INTERLEAVED_HEADER, packets

CONGESTED_BYTES = 400_000  # a second and more of a sub stream, or a fifth of a second of key pictures for 1080p
_DRAINED_BYTES = 30_000


class InterleavedOutlet:
    """RFC 2326, 10.12. `channel` carries RTP, the next one RTCP."""

    def __init__(self, transport: asyncio.Transport, channel: int) -> None:
        self.channel = channel
        self._transport = transport

    def congested(self) -> bool:
        return self._transport.get_write_buffer_size() > CONGESTED_BYTES

    def drained(self) -> bool:
        return self._transport.get_write_buffer_size() < _DRAINED_BYTES

    def send(self, packed: bytearray) -> None:
        if not self._transport.is_closing():
            self._transport.write(packed)

    def send_report(self, report: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(struct.pack(">cBH", b"$", self.channel + 1, len(report)) + report)


class DatagramOutlet:
    """Datagrams to one client; what the network does not take at once is lost, as on a real one."""

    channel = 0

    def __init__(self, ports: "DatagramPorts", host: str, rtp_port: int, rtcp_port: int) -> None:
        self._ports = ports
        self._rtp = (host, rtp_port)
        self._rtcp = (host, rtcp_port)

    def congested(self) -> bool:
        return False

    def drained(self) -> bool:
        return True

    def send(self, packed: bytearray) -> None:
        view = memoryview(packed)
        for start, end in packets(packed):
            _send(self._ports.rtp, view[start + INTERLEAVED_HEADER : end], self._rtp)

    def send_report(self, report: bytes) -> None:
        _send(self._ports.rtcp, report, self._rtcp)


class DatagramPorts:
    """An even and an odd UDP port next to each other (RFC 3550, 11), opened at the first use."""

    _TRIES = 50

    def __init__(self, host: str) -> None:
        """Raises OSError where no such pair is free."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        for attempt in range(self._TRIES):
            pair: list[socket.socket] = []
            try:
                pair.append(_bound(family, host, 0))
                port = pair[0].getsockname()[1]
                pair.append(_bound(family, host, port + 1 if port % 2 == 0 else port - 1))
            except OSError:
                for opened in pair:
                    opened.close()
                if attempt == self._TRIES - 1:
                    raise
                continue
            pair.sort(key=lambda one: int(one.getsockname()[1]))
            self.rtp, self.rtcp = pair
            break
        self.port = int(self.rtp.getsockname()[1])

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take and forget what clients send: receiver reports and the packets that open a firewall."""
        for one in (self.rtp, self.rtcp):
            loop.add_reader(one.fileno(), _forget, one)

    def close(self, loop: asyncio.AbstractEventLoop) -> None:
        for one in (self.rtp, self.rtcp):
            loop.remove_reader(one.fileno())
            one.close()


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    one = socket.socket(family, socket.SOCK_DGRAM)
    try:
        one.setblocking(False)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        one.bind((host, port))
    except OSError:
        one.close()
        raise
    return one


def _send(one: socket.socket, data: Any, address: tuple[str, int]) -> None:
    try:
        one.sendto(data, address)
    except OSError:  # full buffer, or the client's port is closed
        return


def _forget(one: socket.socket) -> None:
    try:
        while True:
            one.recv(2048)
    except OSError:
        return
