"""What must be seen of coded video without decoding it: where a key frame begins, its size, and VP8's frame numbers.

VP8's payload descriptor is RFC 7741, 4.2; its frame header RFC 6386, 9.1; H.264 is RFC 6184, 5.
"""

from streams.rtsp.bitstream import BitReader
from streams.rtsp.h264 import FIRST_FRAGMENT, FU_A, SLICE_IDR, SPS, STAP_A

_PICTURE_ID, _TL0, _TEMPORAL = 0x80, 0x40, 0x30
_LONG = 0x80
_VP8_START_CODE = b"\x9d\x01\x2a"


def vp8_picture(payload: bytearray) -> tuple[int, int, int]:
    """Where the 15-bit picture id and the TL0PICIDX are, and where the frame begins; 0: not there, (0, 0, -1): cut off.

    A short picture id counts as none: `widened` makes a long one of it beforehand.
    """
    try:
        if not payload[0] & 0x80:
            return 0, 0, 1
        flags, position = payload[1], 2
        picture = level = 0
        if flags & _PICTURE_ID:
            if payload[position] & _LONG:
                picture = position
                position += 1
            position += 1
        if flags & _TL0:
            level = position
            position += 1
        if flags & _TEMPORAL:
            position += 1
    except IndexError:
        return 0, 0, -1
    return (picture, level, position) if position <= len(payload) else (0, 0, -1)


def vp8_has_short_picture(payload: bytearray) -> bool:
    return len(payload) > 2 and bool(payload[0] & 0x80) and bool(payload[1] & _PICTURE_ID) and not payload[2] & _LONG


def widened(payload: bytearray) -> bytearray:
    """With a picture id of 15 bits in place of 7, so that it can count on when the source is changed."""
    return payload[:2] + bytes((_LONG, payload[2])) + payload[3:]


def vp8_begins_key_frame(payload: bytearray) -> bool:
    """Whether this is the first packet of one."""
    if len(payload) < 2 or payload[0] & 0x17 != 0x10:
        return False
    frame = vp8_picture(payload)[2]
    return 0 < frame < len(payload) and not payload[frame] & 1


def vp8_size(payload: bytearray) -> tuple[int, int]:
    """Width and height in a key frame's first packet; (0, 0) where they cannot be read."""
    frame = vp8_picture(payload)[2]
    if frame < 1 or payload[frame + 3 : frame + 6] != _VP8_START_CODE or len(payload) < frame + 10:
        return 0, 0
    width = payload[frame + 6] | payload[frame + 7] << 8
    height = payload[frame + 8] | payload[frame + 9] << 8
    return width & 0x3FFF, height & 0x3FFF


def h264_begins_key_frame(payload: bytearray) -> bool:
    """Parameter sets or an IDR slice begin here."""
    if len(payload) < 2:
        return False
    kind = payload[0] & 0x1F
    if kind in (SPS, SLICE_IDR):
        return True
    if kind == STAP_A:
        return len(payload) > 3 and payload[3] & 0x1F in (SPS, SLICE_IDR)
    return kind == FU_A and bool(payload[1] & FIRST_FRAGMENT) and payload[1] & 0x1F in (SPS, SLICE_IDR)


def h264_size(payload: bytearray) -> tuple[int, int]:
    """Width and height in macroblocks' multiples of the sequence parameter set here; (0, 0): none that can be read."""
    kind = payload[0] & 0x1F
    start = 0 if kind == SPS else 3 if kind == STAP_A and len(payload) > 3 and payload[3] & 0x1F == SPS else -1
    if start < 0:
        return 0, 0
    reader = BitReader(payload, start + 4, min(start + 64, len(payload)))
    profile = payload[start + 1] if len(payload) > start + 1 else 0
    reader.unsigned()
    if profile in (100, 110, 122, 244):  # H.264, 7.3.2.1.1
        if reader.unsigned() == 3:
            reader.bits(1)
        reader.unsigned()
        reader.unsigned()
        if reader.bits(2) & 1:
            return 0, 0  # scaling matrices: nobody here needs the size that much
    reader.unsigned()
    order = reader.unsigned()
    if order == 0:
        reader.unsigned()
    elif order == 1:
        return 0, 0
    reader.unsigned()
    reader.bits(1)
    width, height = reader.unsigned() + 1, reader.unsigned() + 1
    return (width * 16, height * 16) if width <= 512 and height <= 512 else (0, 0)
