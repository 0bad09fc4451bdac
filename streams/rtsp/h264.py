"""H.264 out of RTP (RFC 6184): single NAL units, aggregates and fragments, non-interleaved."""

from streams.rtsp.assembly import LONGEST_ACCESS_UNIT, RECOVERY_POINT, AccessUnitAssembler
from streams.rtsp.bitstream import BitReader, sei_payload

# H.264 table 7-1.
SLICE, SLICE_PARTITION_A, SLICE_IDR, SEI, SPS, PPS, AUD, FILLER = 1, 2, 5, 6, 7, 8, 9, 12
# RFC 6184 5.2.
STAP_A, STAP_B, FU_A, FU_B = 24, 25, 28, 29
FIRST_FRAGMENT, LAST_FRAGMENT = 0x80, 0x40

# H.264 table 7-6: I and SI, the upper two saying that every slice of the picture is like this one.
_INTRA_SLICES = frozenset({2, 4, 7, 9})


class H264Assembler(AccessUnitAssembler):
    """Packetization modes 0 and 1. The decoding order numbers of STAP-B and FU-B are skipped."""

    needed_kinds = 1 << SPS | 1 << PPS
    first_kinds = frozenset({AUD, SPS})

    def packet(self, data: memoryview, start: int, stop: int, timestamp: int, marker: bool, now: float) -> None:
        if timestamp != self._timestamp:
            self._begin(timestamp, now)
        if stop - start < 2:
            self._damaged()
        else:
            kind = data[start] & 0x9F  # with the forbidden bit, so that a unit that has it is none of these
            if kind == FU_A:
                fragment = data[start + 1]
                if fragment & FIRST_FRAGMENT:
                    header = bytes((data[start] & 0xE0 | fragment & 0x1F,))
                    self._first_fragment(header, data[start + 2 : stop])
                elif self._fragment >= 0:
                    self._buffer += data[start + 2 : stop]
                else:
                    self._damaged()
                if fragment & LAST_FRAGMENT and self._fragment >= 0:
                    self._last_fragment()
            elif 1 <= kind < STAP_A:
                if kind != FILLER:
                    self._whole(data[start:stop])
            elif kind == STAP_A:
                self._aggregate(data, start + 1, stop, shortest=1)
            elif kind == STAP_B:
                self._aggregate(data, start + 3, stop, shortest=1)
            elif kind == FU_B and stop - start > 4:
                header = bytes((data[start] & 0xE0 | data[start + 1] & 0x1F,))
                self._first_fragment(header, data[start + 4 : stop])
            else:
                self._damaged()
        if len(self._buffer) > LONGEST_ACCESS_UNIT:
            self._overflow()
        if marker and not self._markers_lie:
            self._close(now)

    def keep_parameter_set(self, unit: bytes) -> None:
        kind = unit[0] & 0x1F if unit else 0
        if kind == SPS:
            self.parameter_sets.keep(SPS, BitReader(unit, 4, 12).unsigned(), unit)
        elif kind == PPS:
            self.parameter_sets.keep(PPS, BitReader(unit, 1, 9).unsigned(), unit)

    def _unit_complete(self, begin: int) -> None:
        buffer = self._buffer
        kind = buffer[begin] & 0x1F
        self._note(kind)
        if kind <= SLICE_IDR:
            if kind in (SLICE, SLICE_PARTITION_A, SLICE_IDR):
                reader = BitReader(buffer, begin + 1, begin + 13)
                first = reader.unsigned() == 0
                intra = kind == SLICE_IDR or reader.unsigned() in _INTRA_SLICES
                self._note_picture(first=first, key=kind == SLICE_IDR, intra=intra)
        elif kind == SEI:
            message = sei_payload(buffer, begin + 1, len(buffer), RECOVERY_POINT)
            if message >= 0:
                self._recovery = BitReader(buffer, message, message + 8).unsigned()
        elif kind in (SPS, PPS):
            self.keep_parameter_set(bytes(buffer[begin:]))
