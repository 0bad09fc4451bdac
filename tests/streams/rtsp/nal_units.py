"""NAL units and RTP packets as encoders and senders make them, for tests that take them apart again."""

import struct
from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

FIRST, LAST = 0x80, 0x40
# Never two zero bytes, so that no start code and no emulation prevention byte can appear by chance.
body_bytes = st.binary(min_size=1, max_size=400).map(lambda data: data.replace(b"\x00", b"\x01"))


def bits(text: str) -> bytes:
    text = text.replace(" ", "") + "1"
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


def exp_golomb(value: int) -> str:
    code = f"{value + 1:b}"
    return "0" * (len(code) - 1) + code


class H264:
    """Units of H.264 (tables 7-1 and 7-6)."""

    name = "h264"
    aud = b"\x09\xf0"
    sps = bytes.fromhex("6742c00dda05067e7c05a838303528000003000800000301947 8a155".replace(" ", ""))
    pps = bytes.fromhex("68ce3c80")
    parameter_sets = (sps, pps)
    sei = b"\x06\x05\x04abcd\x80"

    @staticmethod
    def slice(*, key: bool = False, first: bool = True, kind: int = 5, body: bytes = b"\x11" * 20) -> bytes:
        """A slice; `kind` is its slice_type, 5 for P and 7 for I."""
        head = bits(exp_golomb(0 if first else 99) + exp_golomb(7 if key else kind))
        return (b"\x65" if key else b"\x41") + head + body

    @staticmethod
    def recovery_point(frames: int) -> bytes:
        message = bits(exp_golomb(frames) + "1 0 00")
        return b"\x06\x06" + bytes((len(message),)) + message + b"\x80"

    @staticmethod
    def aggregate(units: Sequence[bytes]) -> bytes:
        return b"\x78" + b"".join(struct.pack("!H", len(unit)) + unit for unit in units)

    @staticmethod
    def fragments(unit: bytes, size: int) -> list[bytes]:
        pieces = [unit[1:][start : start + size] for start in range(0, len(unit) - 1, size)]
        indicator = unit[0] & 0xE0 | 28
        return [
            bytes((indicator, _edge(number, pieces) | unit[0] & 0x1F)) + piece for number, piece in enumerate(pieces)
        ]


class H265:
    """Units of H.265 (table 7-1)."""

    name = "h265"
    aud = bytes((35 << 1, 1, 0x50))
    vps = bytes.fromhex("40010c01ffff016000000300900000030000 03003cba0240".replace(" ", ""))
    sps = bytes.fromhex("420101016000000300900000030000 03003ca00a080c1f3e5ba4a4c2fff0001000".replace(" ", ""))
    pps = bytes.fromhex("4401c0718312")
    parameter_sets = (vps, sps, pps)
    sei = bytes((39 << 1, 1, 5, 4)) + b"abcd\x80"

    @staticmethod
    def slice(*, key: bool = False, first: bool = True, kind: int = 1, body: bytes = b"\x11" * 20) -> bytes:
        """A slice segment; `kind` is the NAL unit type of one that is no key."""
        return bytes(((19 if key else kind) << 1, 1, 0xA0 if first else 0x20)) + body

    @staticmethod
    def recovery_point(frames: int) -> bytes:
        message = bits(exp_golomb(max(2 * frames - 1, 0)) + "1 0")
        return bytes((39 << 1, 1, 6, len(message))) + message + b"\x80"

    @staticmethod
    def aggregate(units: Sequence[bytes]) -> bytes:
        return bytes((48 << 1, 1)) + b"".join(struct.pack("!H", len(unit)) + unit for unit in units)

    @staticmethod
    def fragments(unit: bytes, size: int) -> list[bytes]:
        pieces = [unit[2:][start : start + size] for start in range(0, len(unit) - 2, size)]
        kind = unit[0] >> 1 & 0x3F
        header = bytes((unit[0] & 0x81 | 49 << 1, unit[1]))
        return [header + bytes((_edge(number, pieces) | kind,)) + piece for number, piece in enumerate(pieces)]


CodecUnits = type[H264] | type[H265]


def rtp(
    payload: bytes,
    *,
    sequence: int,
    timestamp: int = 0,
    marker: bool = False,
    source: int = 7,
    payload_type: int = 96,
) -> bytes:
    second = payload_type | (0x80 if marker else 0)
    return struct.pack("!BBHII", 0x80, second, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, source) + payload


def annex_b(units: Iterable[bytes]) -> bytes:
    return b"".join(b"\x00\x00\x00\x01" + unit for unit in units)


def units_of(data: bytes) -> list[bytes]:
    return data.split(b"\x00\x00\x00\x01")[1:]


@st.composite
def pictures(draw: st.DrawFn, codec: CodecUnits, *, most: int = 6) -> list[list[bytes]]:
    """Some pictures as lists of NAL units, a key frame first, each as an encoder orders them (H.264 7.4.1.2.3)."""
    found = []
    for number in range(draw(st.integers(1, most))):
        key = number == 0 or draw(st.integers(0, 3)) == 0
        units = [codec.aud] if draw(st.booleans()) else []
        if number == 0 or (key and draw(st.booleans())):
            units += codec.parameter_sets
        if draw(st.booleans()):
            units.append(codec.sei)
        for slice_number in range(draw(st.integers(1, 3))):
            units.append(codec.slice(key=key, first=slice_number == 0, body=draw(body_bytes)))
        found.append(units)
    return found


@st.composite
def payloads(draw: st.DrawFn, codec: CodecUnits, units: Sequence[bytes]) -> list[bytes]:
    """The units as RTP payloads, in one of the ways a sender may choose."""
    found = []
    rest = list(units)
    while rest:
        way = draw(st.sampled_from(("single", "aggregate", "fragments")))
        if way == "aggregate":
            count = draw(st.integers(1, len(rest)))
            found.append(codec.aggregate(rest[:count]))
            rest = rest[count:]
            continue
        unit = rest.pop(0)
        size = draw(st.integers(1, 200))
        if way == "fragments" and len(unit) - 2 > size:
            found += codec.fragments(unit, size)
        else:
            found.append(unit)
    return found


def _edge(number: int, pieces: Sequence[bytes]) -> int:
    return (FIRST if number == 0 else 0) | (LAST if number == len(pieces) - 1 else 0)
