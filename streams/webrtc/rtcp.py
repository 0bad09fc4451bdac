"""RTCP (RFC 3550, 6; RFC 4585; RFC 5104; REMB) between hub and participants, read strictly and written plainly.

Read from strangers: what is cut off or malformed is left out, and nothing raises.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_SENDER_REPORT, _RECEIVER_REPORT, _SOURCE_DESCRIPTION = 200, 201, 202
_TRANSPORT_FEEDBACK, _PAYLOAD_FEEDBACK = 205, 206
_NACK = 1  # RFC 4585, 6.2.1
_PLI, _FIR, _APPLICATION = 1, 4, 15  # RFC 4585, 6.3.1; RFC 5104, 4.3.1; draft-alvestrand-rmcat-remb-03
_CNAME = 1
_REMB = b"REMB"
_NTP_EPOCH_OFFSET_S = 2_208_988_800  # 1900 to 1970, RFC 5905

# One compound packet of ours carries at most this many blocks (the field has five bits).
MOST_BLOCKS = 31
# Of one NACK; each item names up to 17 packets, and more than these are not missing at once on a link that is of use.
_MOST_NACK_ITEMS = 64

_sources = struct.Struct("!II").unpack_from
_word = struct.Struct("!I").unpack_from
_sender_info = struct.Struct("!IIIII").unpack_from
_block = struct.Struct("!IIIIII")
_nack_item = struct.Struct("!HH").unpack_from
_head = struct.Struct("!BBH").pack


@dataclass(frozen=True, slots=True)
class ReceptionBlock:
    """What a receiver says of one source of ours. `lost_share` 0…1 since its report before; `highest` extended."""

    source: int
    lost_share: float
    highest: int
    jitter: int
    last_report: int
    since_report: int  # 1/65536 s


@dataclass(frozen=True, slots=True)
class SenderInfo:
    """A sender report: `ntp` in 32.32 fixed point and `timestamp` are the same moment."""

    source: int
    ntp: int
    timestamp: int


@dataclass(frozen=True, slots=True)
class Nack:
    source: int
    sequences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyFrameRequest:
    """PLI or FIR."""

    source: int


@dataclass(frozen=True, slots=True)
class BitrateEstimate:
    """REMB: what the receiver says that it can take of all sources together."""

    bits_per_s: float


Found = ReceptionBlock | SenderInfo | Nack | KeyFrameRequest | BitrateEstimate


def parse(data: bytes) -> list[Found]:
    """What matters in one packet, compound or reduced (RFC 5506)."""
    found: list[Found] = []
    position, end = 0, len(data)
    while position + 8 <= end:
        first, kind = data[position], data[position + 1]
        stop = position + 4 + 4 * (data[position + 2] << 8 | data[position + 3])
        if first >> 6 != 2 or stop > end:
            break
        count = first & 0x1F
        if kind == _SENDER_REPORT and stop - position >= 28:
            seconds, fraction, timestamp, _, _ = _sender_info(data, position + 8)
            found.append(SenderInfo(_word(data, position + 4)[0], seconds << 32 | fraction, timestamp))
            _read_blocks(data, position + 28, stop, count, found)
        elif kind == _RECEIVER_REPORT:
            _read_blocks(data, position + 8, stop, count, found)
        elif kind == _TRANSPORT_FEEDBACK and count == _NACK and stop - position >= 12:
            found.append(_read_nack(data, position + 8, stop))
        elif kind == _PAYLOAD_FEEDBACK and stop - position >= 12:
            _read_payload_feedback(data, position, stop, count, found)
        position = stop
    return found


def _read_blocks(data: bytes, position: int, stop: int, count: int, found: list[Found]) -> None:
    for at in range(position, min(stop - 23, position + 24 * count), 24):
        source, loss, highest, jitter, last_report, since_report = _block.unpack_from(data, at)
        found.append(ReceptionBlock(source, (loss >> 24) / 256, highest, jitter, last_report, since_report))


def _read_nack(data: bytes, position: int, stop: int) -> Nack:
    sequences = []
    for at in range(position + 4, min(stop - 3, position + 4 + 4 * _MOST_NACK_ITEMS), 4):
        first, following = _nack_item(data, at)
        sequences.append(first)
        while following:
            lowest = following & -following
            sequences.append((first + lowest.bit_length()) & 0xFFFF)
            following ^= lowest
    return Nack(_word(data, position)[0], tuple(sequences))


def _read_payload_feedback(data: bytes, position: int, stop: int, kind: int, found: list[Found]) -> None:
    if kind == _PLI:
        found.append(KeyFrameRequest(_word(data, position + 8)[0]))
    elif kind == _FIR:
        found.extend(KeyFrameRequest(_word(data, at)[0]) for at in range(position + 12, stop - 7, 8))
    elif kind == _APPLICATION and stop - position >= 20 and data[position + 12 : position + 16] == _REMB:
        word = _word(data, position + 16)[0]
        found.append(BitrateEstimate(float((word & 0x3FFFF) << (word >> 18 & 0x3F))))


def ntp_of(unix_s: float) -> int:
    """32.32 fixed point."""
    return int((unix_s + _NTP_EPOCH_OFFSET_S) * (1 << 32)) & 0xFFFF_FFFF_FFFF_FFFF


def unix_of(ntp: int) -> float:
    return ntp / (1 << 32) - _NTP_EPOCH_OFFSET_S


def compact_ntp(ntp: int) -> int:
    """The middle 32 bits, as LSR has them."""
    return ntp >> 16 & 0xFFFF_FFFF


def sender_report(source: int, *, ntp: int, timestamp: int, packets: int, octets: int) -> bytes:
    return _head(0x80, _SENDER_REPORT, 6) + struct.pack(
        "!IQIII", source, ntp, timestamp, packets & 0xFFFF_FFFF, octets & 0xFFFF_FFFF
    )


def reception_block(
    source: int, *, lost_share: float, lost: int, highest: int, jitter: int, last_report: int, since_report_s: float
) -> bytes:
    loss = min(int(lost_share * 256), 255) << 24 | max(-0x80_0000, min(lost, 0x7F_FFFF)) & 0xFF_FFFF
    since = min(int(since_report_s * 65536), 0xFFFF_FFFF) if last_report else 0
    return _block.pack(source, loss, highest & 0xFFFF_FFFF, min(jitter, 0xFFFF_FFFF), last_report, since)


def receiver_report(own_source: int, blocks: Sequence[bytes]) -> bytes:
    """`blocks` of `reception_block`, at most MOST_BLOCKS."""
    return _head(0x80 | len(blocks), _RECEIVER_REPORT, 1 + 6 * len(blocks)) + _pack_word(own_source) + b"".join(blocks)


def source_description(own_source: int, name: bytes) -> bytes:
    item = _pack_word(own_source) + bytes((_CNAME, len(name))) + name
    item += bytes(4 - len(item) % 4)  # at least one zero ends the list
    return _head(0x81, _SOURCE_DESCRIPTION, len(item) // 4) + item


def nack(own_source: int, source: int, sequences: Iterable[int]) -> bytes:
    """`sequences` in ascending order, modulo 2^16."""
    items: list[tuple[int, int]] = []
    for sequence in sequences:
        if items and 0 < (behind := (sequence - items[-1][0]) & 0xFFFF) <= 16:
            items[-1] = (items[-1][0], items[-1][1] | 1 << (behind - 1))
        else:
            items.append((sequence, 0))
    body = struct.pack("!II", own_source, source) + b"".join(struct.pack("!HH", *item) for item in items)
    return _head(0x80 | _NACK, _TRANSPORT_FEEDBACK, len(body) // 4) + body


def picture_loss(own_source: int, source: int) -> bytes:
    return _head(0x80 | _PLI, _PAYLOAD_FEEDBACK, 2) + struct.pack("!II", own_source, source)


def full_intra_request(own_source: int, source: int, number: int) -> bytes:
    """`number` counts requests, modulo 256."""
    return _head(0x80 | _FIR, _PAYLOAD_FEEDBACK, 4) + struct.pack("!IIIB3x", own_source, 0, source, number & 0xFF)


def bitrate_estimate(own_source: int, bits_per_s: int, sources: Sequence[int]) -> bytes:
    exponent = max(bits_per_s.bit_length() - 18, 0)
    value = len(sources) << 24 | exponent << 18 | bits_per_s >> exponent
    body = struct.pack("!II", own_source, 0) + _REMB + _pack_word(value) + b"".join(map(_pack_word, sources))
    return _head(0x80 | _APPLICATION, _PAYLOAD_FEEDBACK, len(body) // 4) + body


def _pack_word(value: int) -> bytes:
    return value.to_bytes(4, "big")
