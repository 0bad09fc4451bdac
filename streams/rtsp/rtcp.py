"""RTCP (RFC 3550, 6): reads sender reports and farewells, writes receiver reports."""

import struct
import time
from dataclasses import dataclass

from streams.rtsp.rtp import Reception

SENDER_REPORT, RECEIVER_REPORT, SOURCE_DESCRIPTION, BYE = 200, 201, 202, 203
CNAME = 1

NTP_EPOCH_OFFSET_S = 2_208_988_800  # 1900 to 1970, RFC 5905
NTP_ERA_S = 1 << 32
# A sender that counts from its start, or whose battery is flat, tells no time of capture.
PLAUSIBLE_CLOCK_ERROR_S = 5 * 365 * 86400

_header = struct.Struct("!BBHI").unpack_from
_sender_info = struct.Struct("!III").unpack_from


@dataclass(slots=True, frozen=True)
class SenderReport:
    """`compact_ntp` is what a receiver report sends back as LSR; `utc_s` is None where the sender has no clock."""

    source: int
    compact_ntp: int
    timestamp: int
    utc_s: float | None


@dataclass(slots=True, frozen=True)
class Farewell:
    """The source says that it stops."""

    sources: tuple[int, ...]


def parse_rtcp(data: memoryview | bytes) -> list[SenderReport | Farewell]:
    """What matters in one compound packet. Whatever is cut off or malformed is left out; nothing raises."""
    found: list[SenderReport | Farewell] = []
    position, end = 0, len(data)
    while position + 4 <= end:
        first, kind = data[position], data[position + 1]
        stop = position + 4 + 4 * (data[position + 2] << 8 | data[position + 3])
        if first >> 6 != 2 or stop > end:
            break
        if kind == SENDER_REPORT and stop - position >= 20:
            source = _header(data, position)[3]
            seconds, fraction, timestamp = _sender_info(data, position + 8)
            compact = (seconds & 0xFFFF) << 16 | fraction >> 16
            found.append(SenderReport(source, compact, timestamp, _utc(seconds, fraction)))
        elif kind == BYE:
            count = min(first & 0x1F, (stop - position - 4) // 4)
            found.append(Farewell(struct.unpack_from(f"!{count}I", data, position + 4)))
        position = stop
    return found


def receiver_report(
    own_source: int, name: bytes, reception: Reception | None, *, last_report: int = 0, since_report_s: float = 0.0
) -> bytes:
    """A compound packet: receiver report and source description (RFC 3550, 6.1 asks for both).

    `last_report` is the `compact_ntp` of the newest sender report and `since_report_s` its age.
    """
    if reception is None:
        report = struct.pack("!BBHI", 0x80, RECEIVER_REPORT, 1, own_source)
    else:
        report = struct.pack(
            "!BBHIIIIIII",
            0x81,
            RECEIVER_REPORT,
            7,
            own_source,
            reception.source,
            reception.fraction_lost << 24 | reception.cumulative_lost & 0xFFFFFF,
            reception.highest_sequence,
            reception.jitter,
            last_report,
            min(int(since_report_s * 65536), 0xFFFFFFFF) if last_report else 0,
        )
    item = bytes((CNAME, len(name))) + name
    item += bytes(4 - len(item) % 4)
    description = struct.pack("!BBHI", 0x81, SOURCE_DESCRIPTION, 1 + len(item) // 4, own_source) + item
    return report + description


def _utc(seconds: int, fraction: int) -> float | None:
    """Seconds since 1970 in the NTP era that is nearest to our own clock (RFC 5905, 6), None if that is far off."""
    now = time.time()
    utc_s = seconds - NTP_EPOCH_OFFSET_S + fraction / NTP_ERA_S
    utc_s += round((now - utc_s) / NTP_ERA_S) * NTP_ERA_S
    return utc_s if abs(utc_s - now) < PLAUSIBLE_CLOCK_ERROR_S else None
