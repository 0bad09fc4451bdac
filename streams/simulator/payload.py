"""Cuts coded pictures into RTP packets once, ahead of time, so that serving a client is a copy and a few patches.

A packed picture is a run of RTSP interleaved frames (RFC 2326, 10.12): `$`, channel, length, RTP packet. Channel,
sequence number, time stamp and SSRC are left 0 for the sender to fill in.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from streams.access_unit import Codec

PAYLOAD_TYPE = 96  # the first dynamic one, RFC 3551, 6
CLOCK_RATE = 90_000  # RFC 6184, 8.2.1 and RFC 7798, 7.1
LONGEST_PAYLOAD = 1388  # with RTP, UDP and IPv6 headers under an Ethernet frame with some tunnel's overhead

INTERLEAVED_HEADER = 4
RTP_HEADER = 12

_START_CODE = re.compile(rb"\x00\x00\x00?\x01")
_FRAME = struct.Struct(">cBHBBHII")
_PATCH = struct.Struct(">HII")

# RFC 6184, 5.4: FU-A; table 7-1 of H.264.
_H264_FU_A, _H264_SEI, _H264_SPS, _H264_PPS, _H264_AUD = 28, 6, 7, 8, 9
# RFC 7798, 4.4.3: FU; table 7-1 of H.265.
_H265_FU, _H265_VPS, _H265_SPS, _H265_PPS, _H265_AUD, _H265_SEI = 49, 32, 33, 34, 35, (39, 40)


@dataclass(frozen=True, slots=True)
class ParameterSets:
    """What a decoder needs before the first slice; `video` is empty for H.264."""

    video: bytes
    sequence: bytes
    picture: bytes


def nal_units(annex_b: bytes) -> list[bytes]:
    """The NAL units of a byte stream (H.264 annex B) without start codes."""
    return [unit for unit in _START_CODE.split(annex_b) if unit]


def without_remarks(units: list[bytes], codec: Codec) -> list[bytes]:
    """`units` without access unit delimiters and SEI, which cameras leave out to save bandwidth."""
    if codec is Codec.H264:
        return [unit for unit in units if unit[0] & 0x1F not in (_H264_SEI, _H264_AUD)]
    return [unit for unit in units if unit[0] >> 1 & 0x3F not in (_H265_AUD, *_H265_SEI)]


def parameter_sets(units: list[bytes], codec: Codec) -> ParameterSets:
    """The parameter sets in front of a key picture. Raises ValueError if one is missing."""
    if codec is Codec.H264:
        kinds = {unit[0] & 0x1F: unit for unit in units}
        wanted = (_H264_SPS, _H264_PPS)
    else:
        kinds = {unit[0] >> 1 & 0x3F: unit for unit in units}
        wanted = (_H265_SPS, _H265_PPS)
    try:
        video = kinds[_H265_VPS] if codec is Codec.H265 else b""
        sequence, picture = (kinds[kind] for kind in wanted)
    except KeyError as error:
        raise ValueError(f"the encoder gave a key picture without parameter set {error}") from error
    return ParameterSets(video, sequence, picture)


def packed_picture(units: list[bytes], codec: Codec) -> bytes:
    """The interleaved frames of one picture; the last packet carries the marker bit (RFC 6184, 5.1)."""
    payloads = [payload for unit in units for payload in _payloads(unit, codec)]
    frames: list[bytes] = []
    for place, payload in enumerate(payloads):
        marker = 0x80 if place == len(payloads) - 1 else 0
        header = _FRAME.pack(b"$", 0, RTP_HEADER + len(payload), 0x80, marker | PAYLOAD_TYPE, 0, 0, 0)
        frames += (header, payload)
    return b"".join(frames)


def packets(packed: bytes | bytearray | memoryview) -> Iterator[tuple[int, int]]:
    """(start, end) of each interleaved frame in `packed`."""
    start = 0
    while start < len(packed):
        end = start + INTERLEAVED_HEADER + (packed[start + 2] << 8 | packed[start + 3])
        yield start, end
        start = end


def patch(packed: bytearray, *, channel: int, sequence: int, timestamp: int, source: int) -> tuple[int, int]:
    """Fill in what differs between clients, in place. Returns the next sequence number and the number of packets."""
    start = count = 0
    size = len(packed)
    while start < size:
        packed[start + 1] = channel
        _PATCH.pack_into(packed, start + 6, sequence, timestamp, source)
        sequence = (sequence + 1) & 0xFFFF
        count += 1
        start += INTERLEAVED_HEADER + (packed[start + 2] << 8 | packed[start + 3])
    return sequence, count


def _payloads(unit: bytes, codec: Codec) -> Iterator[bytes]:
    if len(unit) <= LONGEST_PAYLOAD:
        yield unit
        return
    if codec is Codec.H264:
        header = bytes([unit[0] & 0xE0 | _H264_FU_A])
        kind, body = unit[0] & 0x1F, memoryview(unit)[1:]
    else:
        header = bytes([unit[0] & 0x81 | _H265_FU << 1, unit[1]])
        kind, body = unit[0] >> 1 & 0x3F, memoryview(unit)[2:]
    step = LONGEST_PAYLOAD - len(header) - 1
    for start in range(0, len(body), step):
        first = 0x80 if start == 0 else 0
        last = 0x40 if start + step >= len(body) else 0
        yield b"".join((header, bytes([first | last | kind]), body[start : start + step]))
