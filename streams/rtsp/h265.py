"""H.265 out of RTP (RFC 7798): single NAL units, aggregates and fragments, without decoding order numbers."""

from streams.rtsp.assembly import LONGEST_ACCESS_UNIT, RECOVERY_POINT, AccessUnitAssembler
from streams.rtsp.bitstream import BitReader, sei_payload

# H.265 table 7-1.
FIRST_IRAP, LAST_IRAP, LAST_SLICE, VPS, SPS, PPS, AUD, FILLER, SEI = 16, 23, 31, 32, 33, 34, 35, 38, 39
# RFC 7798 4.4.
AGGREGATION, FRAGMENTATION = 48, 49
FIRST_FRAGMENT, LAST_FRAGMENT = 0x80, 0x40


class H265Assembler(AccessUnitAssembler):
    """`sprop-max-don-diff=0`, which is what cameras send; everything else is refused with the description."""

    needed_kinds = 1 << VPS | 1 << SPS | 1 << PPS
    first_kinds = frozenset({AUD, VPS})

    def packet(self, data: memoryview, start: int, stop: int, timestamp: int, marker: bool, now: float) -> None:
        if timestamp != self._timestamp:
            self._begin(timestamp, now)
        if stop - start < 3:
            self._damaged()
        else:
            kind = data[start] >> 1  # with the forbidden bit, so that a unit that has it is none of these
            if kind == FRAGMENTATION:
                fragment = data[start + 2]
                if fragment & FIRST_FRAGMENT:
                    header = bytes((data[start] & 0x81 | (fragment & 0x3F) << 1, data[start + 1]))
                    self._first_fragment(header, data[start + 3 : stop])
                elif self._fragment >= 0:
                    self._buffer += data[start + 3 : stop]
                else:
                    self._damaged()
                if fragment & LAST_FRAGMENT and self._fragment >= 0:
                    self._last_fragment()
            elif kind < AGGREGATION:
                if kind != FILLER:
                    self._whole(data[start:stop])
            elif kind == AGGREGATION:
                self._aggregate(data, start + 2, stop, shortest=2)
            else:
                self._damaged()
        if len(self._buffer) > LONGEST_ACCESS_UNIT:
            self._overflow()
        if marker and not self._markers_lie:
            self._close(now)

    def keep_parameter_set(self, unit: bytes) -> None:
        kind = unit[0] >> 1 if len(unit) > 2 else 0
        if kind == VPS:
            self.parameter_sets.keep(VPS, unit[2] >> 4, unit)
        elif kind == SPS:
            self.parameter_sets.keep(SPS, 0, unit)  # its id lies behind the profile; cameras have one
        elif kind == PPS:
            self.parameter_sets.keep(PPS, BitReader(unit, 2, 10).unsigned(), unit)

    def _unit_complete(self, begin: int) -> None:
        buffer = self._buffer
        kind = buffer[begin] >> 1 & 0x3F
        self._note(kind)
        if kind <= LAST_SLICE:
            first = len(buffer) > begin + 2 and buffer[begin + 2] >= 0x80  # first_slice_segment_in_pic_flag
            self._note_picture(first=first, key=FIRST_IRAP <= kind <= LAST_IRAP, intra=False)
        elif kind == SEI:
            message = sei_payload(buffer, begin + 2, len(buffer), RECOVERY_POINT)
            if message >= 0:
                self._recovery = max(BitReader(buffer, message, message + 8).signed(), 0)
        elif kind in (VPS, SPS, PPS):
            self.keep_parameter_set(bytes(buffer[begin:]))
