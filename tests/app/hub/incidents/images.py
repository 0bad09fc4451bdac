"""The first lines of pictures of any size, and one that is whole."""

import struct
import zlib


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, *, colour: int = 0) -> bytes:
    """Whole where it is small; else its header alone, for nobody shall unpack it."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    lines = b"" if width * height > 1_000_000 else (b"\0" + bytes([colour]) * width) * height
    return b"\x89PNG\r\n\x1a\n" + header + _chunk(b"IDAT", zlib.compress(lines)) + _chunk(b"IEND", b"")


def jpeg(width: int, height: int, *, frame: int = 0xC0, comment: bytes = b"") -> bytes:
    """Header only: an application segment, fill bytes, a comment, the frame."""
    segments = b"\xff\xe0" + struct.pack(">H", 4) + b"JF" + b"\xff\xff"
    segments += b"\xfe" + struct.pack(">H", 2 + len(comment)) + comment
    return b"\xff\xd8" + segments + bytes([0xFF, frame]) + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"


def webp(kind: bytes, width: int, height: int) -> bytes:
    if kind == b"VP8 ":
        content = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height)
    elif kind == b"VP8L":
        content = b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14)
    else:
        content = b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunk = kind + struct.pack("<I", len(content)) + content
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk
