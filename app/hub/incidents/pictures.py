"""What kind of picture some bytes are and how large it would be, read from its first lines without decoding anything.

A name and a Content-Type are somebody's words; the bytes decide. A picture that would unpack into gigabytes is refused
here, for every seat decodes what the hub hands out.
"""

from collections.abc import Callable
from dataclasses import dataclass

# Twice what the largest sensors give; as BGRA that is 0.8 GB, which no honest camera asks for.
MOST_PIXELS = 200_000_000
LONGEST_SIDE = 30_000


class UnusablePictureError(ValueError):
    """Not a picture that the hub takes; the message is one plain sentence."""


@dataclass(frozen=True, slots=True)
class PictureHeader:
    media_type: str
    width: int
    height: int


def picture_header(content: bytes) -> PictureHeader:
    """Of a JPEG, PNG or WebP picture. Raises UnusablePictureError."""
    for media_type, begins, read in _FORMATS:
        if begins(content):
            try:
                width, height = read(content)
            except IndexError:
                raise UnusablePictureError("the picture ends in its header") from None
            if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE and width * height <= MOST_PIXELS):
                raise UnusablePictureError(f"a picture of {width} × {height} pixels is not taken")
            return PictureHeader(media_type, width, height)
    raise UnusablePictureError("this is neither JPEG nor PNG nor WebP")


def _number(content: bytes, start: int, size: int, order: str = "big") -> int:
    """Raises IndexError where the content ends before."""
    if start + size > len(content):
        raise IndexError
    return int.from_bytes(content[start : start + size], "little" if order == "little" else "big")


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Of the first start-of-frame segment (ITU-T T.81, B.2.2), which comes before the scan."""
    at = 2
    while True:
        if _number(content, at, 1) != 0xFF:
            raise UnusablePictureError("the picture is damaged")
        marker = _number(content, at + 1, 1)
        if marker == 0xFF:  # fill byte
            at += 1
        elif marker in _FRAMES:
            return _number(content, at + 7, 2), _number(content, at + 5, 2)
        elif marker == 0xDA or marker == 0xD9:
            raise UnusablePictureError("the picture does not say how large it is")
        elif 0xD0 <= marker <= 0xD8 or marker == 0x01:  # without a length
            at += 2
        else:
            at += 2 + max(2, _number(content, at + 2, 2))


# SOF0 … SOF15 without DHT, JPG and DAC (ITU-T T.81, table B.1).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _png_size(content: bytes) -> tuple[int, int]:
    """Of the header chunk, which is the first (PNG 3rd edition, 11.2.1)."""
    if content[8:16] != b"\0\0\0\x0dIHDR":
        raise UnusablePictureError("the picture is damaged")
    return _number(content, 16, 4), _number(content, 20, 4)


def _webp_size(content: bytes) -> tuple[int, int]:
    """Of the first chunk: lossy, lossless or extended (RFC 9649, 2.5 to 2.7)."""
    match content[12:16]:
        case b"VP8 ":
            if content[23:26] != b"\x9d\x01\x2a":
                raise UnusablePictureError("the picture is damaged")
            return _number(content, 26, 2, "little") & 0x3FFF, _number(content, 28, 2, "little") & 0x3FFF
        case b"VP8L":
            if content[20:21] != b"\x2f":
                raise UnusablePictureError("the picture is damaged")
            bits = _number(content, 21, 4, "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            return _number(content, 24, 3, "little") + 1, _number(content, 27, 3, "little") + 1
        case _:
            raise UnusablePictureError("the picture is damaged")


_FORMATS: tuple[tuple[str, Callable[[bytes], bool], Callable[[bytes], tuple[int, int]]], ...] = (
    ("image/jpeg", lambda content: content.startswith(b"\xff\xd8\xff"), _jpeg_size),
    ("image/png", lambda content: content.startswith(b"\x89PNG\r\n\x1a\n"), _png_size),
    ("image/webp", lambda content: content[:4] == b"RIFF" and content[8:12] == b"WEBP", _webp_size),
)
