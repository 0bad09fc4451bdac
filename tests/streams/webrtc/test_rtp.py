"""Where things are in packets."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.webrtc import payloads
from streams.webrtc.rtp import find_extension, locate_payload
from tests.fakes.media_peer import rtp, vp8_payload


def located(packet: bytes) -> bytes:
    _, start, end = locate_payload(bytearray(packet))
    return packet[start:end]


def test_the_payload_is_behind_contributors_and_extension_and_before_padding() -> None:
    assert located(rtp(96, 1, 2, 3, b"picture")) == b"picture"
    assert located(rtp(96, 1, 2, 3, b"picture", extension=b"\x10\x05")) == b"picture"
    plain = rtp(96, 1, 2, 3, b"picture")
    contributors = bytes((plain[0] | 2,)) + plain[1:12] + bytes(8) + plain[12:]
    assert located(contributors) == b"picture"
    padded = bytes((plain[0] | 0x20,)) + plain[1:] + b"\x00\x00\x03"
    assert located(padded) == b"picture"


@pytest.mark.parametrize(
    "packet",
    [
        bytes((0x82, 96)) + bytes(12),  # two contributors, room for a half
        bytes((0x90, 96)) + bytes(10),  # an extension without a header
        bytes((0x90, 96)) + bytes(10) + b"\xbe\xde\xff\xff",  # longer than the packet
        bytes((0xA0, 96)) + bytes(10) + b"abc\x20",  # padding longer than the packet
    ],
)
def test_a_malformed_packet_has_no_payload(packet: bytes) -> None:
    _, start, end = locate_payload(bytearray(packet))
    assert start > end


def test_elements_with_one_and_two_byte_headers_are_found() -> None:
    packet = bytearray(rtp(96, 1, 2, 3, b"picture", extension=b"\x00\x10\xaa\x32\x01\x02\x03\x40\xbb"))
    elements, start, _ = locate_payload(packet)
    at, stop = find_extension(packet, elements, start, 3)
    assert packet[at:stop] == b"\x01\x02\x03"
    assert find_extension(packet, elements, start, 9) == (0, 0)
    two = bytearray(struct.pack("!BBHIIHH", 0x90, 96, 1, 2, 3, 0x1000, 2) + b"\x00\x10\x02\xaa\xbb\x20\x00\x00picture")
    elements, start, _ = locate_payload(two)
    at, stop = find_extension(two, elements, start, 16)
    assert two[at:stop] == b"\xaa\xbb"


@given(st.binary(min_size=12, max_size=200), st.integers(1, 255))
def test_no_bytes_raise(data: bytes, number: int) -> None:
    packet = bytearray(data)
    elements, start, end = locate_payload(packet)
    if start <= end and elements:
        _, stop = find_extension(packet, elements, start, number)
        assert stop <= start
    payload = packet[12:]
    payloads.vp8_begins_key_frame(payload)
    payloads.h264_begins_key_frame(payload)
    payloads.vp8_size(payload)
    if payload:
        payloads.h264_size(payload)
    if payloads.vp8_has_short_picture(payload):
        assert not payloads.vp8_has_short_picture(payloads.widened(payload))


def test_key_frames_of_vp8_and_their_size() -> None:
    key = bytearray(vp8_payload(5, key=True))
    assert payloads.vp8_begins_key_frame(key)
    assert payloads.vp8_size(key) == (640, 360)
    assert not payloads.vp8_begins_key_frame(bytearray(vp8_payload(6)))
    continued = bytearray(key)
    continued[0] &= 0xEF
    assert not payloads.vp8_begins_key_frame(continued)


@pytest.mark.parametrize(
    ("payload", "begins"),
    [
        (b"\x67\x42\xe0\x1f", True),  # SPS
        (b"\x65\x88", True),  # IDR
        (b"\x41\x9a", False),
        (b"\x78\x00\x04\x67\x42\xe0\x1f", True),  # STAP-A
        (b"\x7c\x85\x88", True),  # FU-A, first of an IDR
        (b"\x7c\x45\x88", False),  # last of it
        (b"\x68\xce", False),  # PPS alone
    ],
)
def test_key_frames_of_h264(payload: bytes, begins: bool) -> None:
    assert payloads.h264_begins_key_frame(bytearray(payload)) is begins


def test_the_size_of_h264() -> None:
    sps = bytes.fromhex("6742c01fda014016ec0440000003004000000c83c60ca8")
    assert payloads.h264_size(bytearray(sps)) == (1280, 720)
