"""How packets travel, and the Transport header that agrees on it (RFC 2326, 12.39)."""

from dataclasses import dataclass
from enum import StrEnum

from streams.rtsp.message import parameters


class Transport(StrEnum):
    """The value is what `--transport` takes."""

    TCP = "tcp"  # interleaved in the RTSP connection
    UDP = "udp"

    @property
    def other(self) -> "Transport":
        return Transport.UDP if self is Transport.TCP else Transport.TCP


@dataclass(slots=True, frozen=True)
class AgreedTransport:
    """What the server answered. Pairs are (RTP, RTCP); None where it did not say. `source` is where UDP comes from."""

    transport: Transport
    channels: tuple[int, int]
    server_ports: tuple[int, int] | None = None
    source: str | None = None


def transport_header(transport: Transport, client_ports: tuple[int, int]) -> str:
    """What to ask for; the ports matter for UDP only."""
    if transport is Transport.TCP:
        return "RTP/AVP/TCP;unicast;interleaved=0-1"
    return f"RTP/AVP;unicast;client_port={client_ports[0]}-{client_ports[1]}"


def parse_transport(text: str | None, asked: Transport) -> AgreedTransport:
    """The server's Transport field. Missing or odd parts fall back to what was asked for; nothing raises."""
    found = parameters((text or "").split(",")[0])
    specification = next(iter(found), "")
    interleaved = _pair(found.get("interleaved"), 255)
    if "/tcp" in specification or interleaved is not None:
        transport = Transport.TCP
    elif "rtp/avp" in specification:
        transport = Transport.UDP
    else:
        transport = asked
    return AgreedTransport(
        transport=transport,
        channels=interleaved or (0, 1),
        server_ports=_pair(found.get("server_port"), 65535),
        source=found.get("source") or None,
    )


def _pair(text: str | None, largest: int) -> tuple[int, int] | None:
    """`4-5` or `4`, which means 4-5."""
    first, _, second = (text or "").partition("-")
    first, second = first.strip(), second.strip()
    if not _is_number(first):
        return None
    low = int(first)
    high = int(second) if _is_number(second) else low + 1
    return (low, high) if low <= largest and high <= largest else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6
