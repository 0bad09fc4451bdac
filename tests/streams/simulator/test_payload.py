"""Packets as RFC 6184 and RFC 7798 have them."""

import pytest

from streams.access_unit import Codec
from streams.simulator.payload import (
    LONGEST_PAYLOAD,
    ParameterSets,
    nal_units,
    packed_picture,
    packets,
    parameter_sets,
    patch,
    without_remarks,
)

H264_SLICE, H265_SLICE = b"\x65", b"\x26\x01"


def payloads(packed: bytes) -> list[bytes]:
    return [packed[start + 16 : end] for start, end in packets(packed)]


def joined(parts: list[bytes], codec: Codec) -> list[bytes]:
    """The NAL units again, by the receiver's rules."""
    units: list[bytes] = []
    for part in parts:
        if codec is Codec.H264 and part[0] & 0x1F == 28:
            if part[1] & 0x80:
                units.append(bytes([part[0] & 0xE0 | part[1] & 0x1F]))
            units[-1] += part[2:]
        elif codec is Codec.H265 and part[0] >> 1 & 0x3F == 49:
            if part[2] & 0x80:
                units.append(bytes([part[0] & 0x81 | (part[2] & 0x3F) << 1, part[1]]))
            units[-1] += part[3:]
        else:
            units.append(part)
    return units


@pytest.mark.parametrize(("codec", "head"), [(Codec.H264, H264_SLICE), (Codec.H265, H265_SLICE)])
@pytest.mark.parametrize("size", [1, 100, LONGEST_PAYLOAD - 2, LONGEST_PAYLOAD, LONGEST_PAYLOAD + 1, 100_000])
def test_a_receiver_gets_the_same_units_again(codec: Codec, head: bytes, size: int) -> None:
    units = [head + bytes([number]) * size for number in (7, 9)]
    parts = payloads(packed_picture(units, codec))
    assert max(map(len, parts)) <= LONGEST_PAYLOAD
    assert joined(parts, codec) == units


def test_only_the_last_packet_of_a_picture_is_marked() -> None:
    packed = packed_picture([H264_SLICE * 5000, H264_SLICE * 5000], Codec.H264)
    marked = [bool(packed[start + 5] & 0x80) for start, _ in packets(packed)]
    assert marked == [False] * (len(marked) - 1) + [True]


def test_patching_fills_in_what_differs_between_clients() -> None:
    packed = bytearray(packed_picture([H264_SLICE * 3000], Codec.H264))
    before = payloads(bytes(packed))
    following, count = patch(packed, channel=4, sequence=65535, timestamp=0xFFFFFFFF, source=0xDEADBEEF)
    assert (following, count) == (2, 3)
    heads = [bytes(packed[start : start + 16]) for start, _ in packets(packed)]
    assert [head[1] for head in heads] == [4, 4, 4]
    assert [int.from_bytes(head[6:8]) for head in heads] == [65535, 0, 1]
    assert all(head[8:] == b"\xff\xff\xff\xff\xde\xad\xbe\xef" for head in heads)
    assert payloads(bytes(packed)) == before


def test_takes_a_byte_stream_apart_whatever_the_start_codes() -> None:
    stream = b"\0\0\0\1\x67abc\0\0\1\x68de\0\0\0\1\x06sei\0\0\1\x09\x10\0\0\1\x65slice"
    units = nal_units(stream)
    assert units == [b"\x67abc", b"\x68de", b"\x06sei", b"\x09\x10", b"\x65slice"]
    assert without_remarks(units, Codec.H264) == [b"\x67abc", b"\x68de", b"\x65slice"]
    assert parameter_sets(units, Codec.H264) == ParameterSets(b"", b"\x67abc", b"\x68de")
    with pytest.raises(ValueError, match="parameter set"):
        parameter_sets(units[:1], Codec.H264)
