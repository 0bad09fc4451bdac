"""H.264 access units as RTP payloads (RFC 6184, packetization mode 1): single NAL units and FU-A."""

import re

from streams.rtsp.h264 import AUD, FILLER, FIRST_FRAGMENT, FU_A, LAST_FRAGMENT, SEI, SPS

LARGEST_PAYLOAD_BYTES = 1150  # as browsers send: fits any tunnel
_START_CODE = re.compile(b"\x00\x00\x00?\x01")
# Nothing that a decoder of a browser needs.
_LEFT_OUT = frozenset({AUD, SEI, FILLER})
# H.264 A.2.1 to A.2.4: baseline, main, extended, high. Browsers decode these though they only speak of constrained
# baseline; of the others (10 bits, 4:2:2) they do not.
_BROWSER_PROFILES = frozenset({66, 77, 100})


def nal_units(data: bytes) -> list[bytes]:
    """Of an Annex B byte stream."""
    return [unit for unit in _START_CODE.split(data) if unit]


def payloads(access_unit: bytes) -> list[bytearray]:
    """In order; the last one gets the marker."""
    made: list[bytearray] = []
    for unit in nal_units(access_unit):
        if unit[0] & 0x1F in _LEFT_OUT:
            continue
        if len(unit) <= LARGEST_PAYLOAD_BYTES:
            made.append(bytearray(unit))
        else:
            made.extend(_fragments(unit))
    return made


def _fragments(unit: bytes) -> list[bytearray]:
    """RFC 6184, 5.8."""
    size = LARGEST_PAYLOAD_BYTES - 2
    indicator, kind = unit[0] & 0xE0 | FU_A, unit[0] & 0x1F
    made = [bytearray((indicator, kind)) + unit[at : at + size] for at in range(1, len(unit), size)]
    made[0][1] |= FIRST_FRAGMENT
    made[-1][1] |= LAST_FRAGMENT
    return made


def browsers_decode(access_unit: bytes) -> bool:
    """Whether the profile of the parameter set in here is one that browsers decode."""
    sets = [unit for unit in nal_units(access_unit) if unit[0] & 0x1F == SPS and len(unit) > 1]
    return bool(sets) and all(unit[1] in _BROWSER_PROFILES for unit in sets)
