"""Reads single syntax elements out of NAL units: just enough to know pictures apart without decoding them."""

from collections.abc import Sequence


class BitReader:
    """Bits of a NAL unit's first bytes, most significant first, emulation prevention bytes taken out.

    Reading past the end yields zero bits, as a truncated unit must not raise.
    """

    __slots__ = ("_bits", "_left")

    def __init__(self, data: Sequence[int] | bytes, start: int, stop: int) -> None:
        raw = bytes(data[start:stop]).replace(b"\x00\x00\x03", b"\x00\x00")  # H.264 7.4.1.1, H.265 7.4.2.3
        self._bits = int.from_bytes(raw, "big")
        self._left = len(raw) * 8

    def bits(self, count: int) -> int:
        """Unsigned integer of `count` bits, u(n)."""
        left = self._left - count
        self._left = max(left, 0)
        value = self._bits >> left if left >= 0 else self._bits << -left
        return value & ((1 << count) - 1)

    def unsigned(self) -> int:
        """Exp-Golomb code ue(v), H.264 9.1; at most 32 leading zeros."""
        zeros = 0
        while zeros < 32 and self._left and not self.bits(1):
            zeros += 1
        return (1 << zeros) - 1 + self.bits(zeros)

    def signed(self) -> int:
        """Exp-Golomb code se(v), H.264 9.1.1."""
        code = self.unsigned()
        return (code + 1) // 2 if code & 1 else -(code // 2)


def sei_payload(unit: Sequence[int], start: int, stop: int, wanted: int) -> int:
    """Offset of the first SEI message of the wanted type in an SEI unit's body, -1 without one (H.264 7.3.2.3.1)."""
    position = start
    while position + 2 <= stop:
        kind = 0
        while position < stop and unit[position] == 0xFF:
            kind += 255
            position += 1
        if position + 1 >= stop:
            return -1
        kind += unit[position]
        position += 1
        size = 0
        while position < stop and unit[position] == 0xFF:
            size += 255
            position += 1
        if position >= stop:
            return -1
        size += unit[position]
        position += 1
        if kind == wanted:
            return position if position < stop else -1
        position += size
    return -1
