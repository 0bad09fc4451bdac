"""RTP packets as bytes: where the payload is, what the header extensions say, how to write a header in one call.

No object per packet: a hub in Python keeps its speed only by doing little to each.
"""

import struct

# RFC 3550, 5.1: version and flags, marker and payload type, sequence number, timestamp, SSRC.
HEADER_BYTES = 12
read_header = struct.Struct("!BBHII").unpack_from

MARKER = 0x80
_ONE_BYTE_PROFILE = 0xBEDE  # RFC 8285, 4.2
_TWO_BYTE_PROFILE = 0x1000  # RFC 8285, 4.3, its upper 12 bits

LONGEST_PAYLOAD = 1500

# What is written towards subscribers. Video carries the absolute send time (6.18 fixed point seconds in 24 bits) as
# the only header extension, under this id in every offer of ours: their estimate of the link then sees our leg alone.
SEND_TIME_ID = 3
SEND_TIME_WORD = (SEND_TIME_ID << 4 | 2) << 24
ONE_EXTENSION_WORD = _ONE_BYTE_PROFILE << 16 | 1
SEND_TIME_UNITS_PER_S = 1 << 18
VIDEO_HEADER_BYTES = HEADER_BYTES + 8
VERSION_2 = 0x8000
VERSION_2_EXTENDED = 0x9000

# pack_into(buffer, 0, flags and type, sequence, timestamp, ssrc, extension word, send time word, payload), by length
# of the payload: header and payload in one call of C.
write_video = [struct.Struct(f"!HHIIII{size}s").pack_into for size in range(LONGEST_PAYLOAD + 1)]
# The same without an extension.
write_audio = [struct.Struct(f"!HHII{size}s").pack_into for size in range(LONGEST_PAYLOAD + 1)]
# With the original sequence number before the payload (RFC 4588, 4).
write_repeated_video = struct.Struct("!HHIIIIH").pack_into
REPEATED_HEADER_BYTES = VIDEO_HEADER_BYTES + 2


def locate_payload(packet: bytearray) -> tuple[int, int, int]:
    """Where the elements of the header extension begin (0: there is none) and where the payload begins and ends.

    A payload that ends before it begins says that the packet is malformed. The elements end where the payload begins.
    """
    first = packet[0]
    start, end = HEADER_BYTES + 4 * (first & 0x0F), len(packet)
    elements = 0
    if first & 0x20:
        end -= packet[-1] or end
    if first & 0x10:
        elements = start + 4
        if elements > end:
            return 0, 1, 0
        start = elements + 4 * (packet[start + 2] << 8 | packet[start + 3])
    return elements, start, end


def find_extension(packet: bytearray, elements: int, stop: int, number: int) -> tuple[int, int]:
    """Where the data of an element begin and end; (0, 0) where it is not there."""
    profile = packet[elements - 4] << 8 | packet[elements - 3]
    position = elements
    if profile == _ONE_BYTE_PROFILE:
        while position < stop:
            head = packet[position]
            if not head:
                position += 1
                continue
            end = position + 2 + (head & 0x0F)
            if head >> 4 == number:
                return (position + 1, end) if end <= stop else (0, 0)
            if head >> 4 == 15:  # RFC 8285, 4.2: stop here
                break
            position = end
    elif profile & 0xFFF0 == _TWO_BYTE_PROFILE:
        while position + 1 < stop:
            head = packet[position]
            if not head:
                position += 1
                continue
            end = position + 2 + packet[position + 1]
            if head == number:
                return (position + 2, end) if end <= stop else (0, 0)
            position = end
    return 0, 0
