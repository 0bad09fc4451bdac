"""Puts NAL units together to access units, the same way for every NAL-based payload format.

An access unit leaves at the RTP marker bit instead of at the first packet of the next picture: that saves a whole
frame interval of delay. What was lost, and until when it shows, is kept here too.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable

from streams.access_unit import AccessUnit

START_CODE = b"\x00\x00\x00\x01"
LONGEST_ACCESS_UNIT = 8 << 20  # bytes; a 4K intra picture of a camera has about 1 MiB
LONGEST_PARAMETER_SET = 4096  # bytes; real ones have tens
MOST_PARAMETER_SETS = 64

# H.264 D.1, H.265 D.2.1: payload type of the recovery point message.
RECOVERY_POINT = 6


class ParameterSets:
    """Newest parameter sets by kind and id; they may change at any time, in-band or not."""

    def __init__(self) -> None:
        self._units: dict[tuple[int, int], bytes] = {}
        self.annex_b = b""  # all of them, in the order in which a decoder needs them

    def keep(self, kind: int, number: int, unit: bytes) -> None:
        if self._units.get((kind, number)) == unit or len(unit) > LONGEST_PARAMETER_SET:
            return
        if (kind, number) not in self._units and len(self._units) >= MOST_PARAMETER_SETS:
            self._units.clear()
        self._units[kind, number] = unit
        self.annex_b = b"".join(START_CODE + self._units[key] for key in sorted(self._units))


class AccessUnitAssembler(ABC):
    """One video source's packets, in sequence, to access units. Lives on the loop of its connection.

    Feed it with `packet()`, tell missing packets with `gap()`. A subclass knows one payload format. Nothing that
    arrives raises: what cannot be understood counts as lost.
    """

    # What a decoder must have had before a key frame, as a bit set over `1 << kind`.
    needed_kinds = 0
    # Kinds that only begin an access unit: seen first after a gap, nothing of this one is missing.
    first_kinds: frozenset[int] = frozenset()

    def __init__(
        self, emit: Callable[[AccessUnit], None], *, clock_rate: int, parameter_sets: Iterable[bytes] = ()
    ) -> None:
        self._emit = emit
        self._clock_rate = clock_rate
        self._buffer = bytearray()
        self._timestamp = -1  # of the access unit under collection; -1 between two
        self._closed_timestamp = -1
        self._fragment = -1  # where the unfinished fragmented unit begins in the buffer
        self._clock = 0  # unwrapped RTP timestamp
        self._clock_timestamp = -1
        self._sender_clock: tuple[int, float] | None = None
        self._markers_lie = False
        self._after_gap = False
        self._broken = False  # lost something since the last key frame
        self._recovers_in = 0  # access units until a gradual refresh is through
        self._knows_random_access = False
        self._kinds = 0
        self._pictures = False
        self._key = False
        self._recovery = -1
        self._intra = False
        self._hole = False
        self.parameter_sets = ParameterSets()
        for unit in parameter_sets:
            self.keep_parameter_set(unit)

    @abstractmethod
    def packet(self, data: memoryview, start: int, stop: int, timestamp: int, marker: bool, now: float) -> None:
        """One RTP payload `data[start:stop]`. `now` is the time of arrival, `time.monotonic()`."""

    @abstractmethod
    def keep_parameter_set(self, unit: bytes) -> None:
        """Remember a parameter set (NAL unit without start code); anything else is ignored."""

    @abstractmethod
    def _unit_complete(self, begin: int) -> None:
        """Look at the NAL unit `self._buffer[begin:]`, which has just become complete."""

    def gap(self) -> None:
        """Packets are missing before the next one."""
        if self._timestamp >= 0:
            self._damaged()
        elif self._buffer:
            # Parameter sets whose picture may be what was lost.
            self._buffer.clear()
            self._reset()
        self._after_gap = self._broken = True
        self._recovers_in = 0

    def follow_sender_clock(self, timestamp: int, utc_s: float) -> None:
        """The sender says that `timestamp` was sampled at `utc_s` (RTCP sender report, RFC 3550 6.4.1)."""
        self._sender_clock = (timestamp, utc_s)

    def forget_sender_clock(self) -> None:
        self._sender_clock = None

    def _begin(self, timestamp: int, now: float) -> None:
        """The packet in hand belongs to another picture than the one before."""
        if self._timestamp >= 0:
            self._close(now)
        self._timestamp = timestamp

    def _whole(self, unit: memoryview) -> None:
        if self._fragment >= 0:
            self._damaged()
        buffer = self._buffer
        buffer += START_CODE
        begin = len(buffer)
        buffer += unit
        self._unit_complete(begin)

    def _aggregate(self, data: memoryview, start: int, stop: int, *, shortest: int) -> None:
        """Units, each behind its length of two bytes (RFC 6184, 5.7; RFC 7798, 4.4.2), none below `shortest` bytes."""
        while start + 2 < stop:
            begin = start + 2
            start = begin + (data[start] << 8 | data[start + 1])
            if start > stop or start < begin + shortest:
                self._damaged()
                return
            self._whole(data[begin:start])
        if start != stop:
            self._damaged()

    def _first_fragment(self, header: bytes, body: memoryview) -> None:
        if self._fragment >= 0:
            self._damaged()
        self._fragment = len(self._buffer)
        self._buffer += START_CODE + header
        self._buffer += body

    def _last_fragment(self) -> None:
        begin = self._fragment + 4
        self._fragment = -1
        self._unit_complete(begin)

    def _damaged(self) -> None:
        """Something of the access unit under collection is missing or cannot be understood."""
        if self._fragment >= 0:
            self._drop_fragment()
        self._hole = True

    def _drop_fragment(self) -> None:
        del self._buffer[self._fragment :]
        self._fragment = -1
        self._hole = True

    def _overflow(self) -> None:
        """The access unit grew beyond anything real: a source that never ends one must not fill the memory."""
        self._buffer.clear()
        self._fragment = -1
        self._reset()
        self._hole = True

    def _note(self, kind: int) -> None:
        """A unit of this kind is in. Must be called once for each, before its meaning is noted."""
        if self._after_gap:
            self._after_gap = False
            if self._kinds or kind not in self.first_kinds:
                self._hole = True
        self._kinds |= 1 << kind

    def _note_picture(self, *, first: bool, key: bool, intra: bool) -> None:
        """A coded slice is in; `first` when it begins its picture."""
        if not self._pictures:
            self._pictures = True
            if not first:
                if self._timestamp == self._closed_timestamp and not self._hole:
                    # The sender marks every slice, not every picture: from now on only the timestamp counts.
                    self._markers_lie = True
                self._hole = True
            self._intra = intra
        self._intra = self._intra and intra
        self._key = self._key or key

    def _close(self, now: float) -> None:
        """The access unit under collection is over: hand it on if there is a picture in it."""
        if self._fragment >= 0:
            self._drop_fragment()
        timestamp = self._closed_timestamp = self._timestamp
        self._timestamp = -1
        buffer = self._buffer
        if not self._pictures:
            # Parameter sets under a timestamp or marker of their own stay for the picture that follows.
            if self._hole:
                buffer.clear()
                self._broken = True
                self._reset()
            return
        key = self._is_key()
        damaged = self._is_damaged(key=key)
        data = bytes(buffer)
        if key and self._kinds & self.needed_kinds != self.needed_kinds:
            data = self.parameter_sets.annex_b + data
        buffer.clear()
        self._reset()
        self._emit(
            AccessUnit(
                data=data,
                key=key,
                media_time_s=self._media_time(timestamp),
                received_s=now,
                captured_s=self._captured(timestamp),
                damaged=damaged,
            )
        )

    def _is_key(self) -> bool:
        """A decoder can begin here: IDR or IRAP, a recovery point, or, until the source shows one of these, a picture
        of intra slices. Cameras with gradual refresh send recovery points alone, some old ones plain I pictures."""
        if self._key or self._recovery >= 0:
            self._knows_random_access = True
            return True
        return self._intra and not self._knows_random_access

    def _is_damaged(self, *, key: bool) -> bool:
        if self._hole:
            self._broken, self._recovers_in = True, 0
        elif self._broken and key:
            if self._key or self._recovery <= 0:
                self._broken = False
            elif not self._recovers_in:
                self._recovers_in = self._recovery
        elif self._recovers_in:
            self._recovers_in -= 1
            self._broken = self._recovers_in > 0
        return self._broken

    def _reset(self) -> None:
        self._kinds = 0
        self._pictures = self._key = self._intra = self._hole = False
        self._recovery = -1

    def _media_time(self, timestamp: int) -> float:
        if self._clock_timestamp >= 0:
            self._clock += signed_difference(timestamp, self._clock_timestamp)
        self._clock_timestamp = timestamp
        return self._clock / self._clock_rate

    def _captured(self, timestamp: int) -> float | None:
        if self._sender_clock is None:
            return None
        sampled, utc_s = self._sender_clock
        return utc_s + signed_difference(timestamp, sampled) / self._clock_rate


def signed_difference(later: int, earlier: int) -> int:
    """`later - earlier` of two RTP timestamps across the wrap of 32 bits."""
    return ((later - earlier + 0x80000000) & 0xFFFFFFFF) - 0x80000000
