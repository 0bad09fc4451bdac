"""Is this file the log as the hub wrote and signed it? Answered with the file, the public key and what is kept beside
it; read once from front to end, a line at a time, so that the first bad event is the one that is named."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.domain.event_chain import GENESIS, Fault, Walk, written_time
from app.services.audit.checkpoints import (
    BadCheckpointError,
    Checkpoint,
    SignedCheckpoint,
    parse_checkpoint,
    read_checkpoints,
)
from app.services.audit.findings import BadFileError, Finding, Reason, bad
from app.services.audit.lines import (
    CHECKPOINT_START,
    EVENT_START,
    LONGEST_LINE,
    TRAILER_START,
    Header,
    LineError,
    TooNewError,
    Trailer,
    read_event,
    read_header,
    read_trailer,
    trailer_signed,
)
from app.services.audit.remembered import RememberedHead
from app.services.audit.signing import PublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Good where `finding` is None; then `trailer` says what the file is, and `later_events` how many events a
    checkpoint beside it knows of that were written after the export."""

    finding: Finding | None
    trailer: Trailer | None = None
    checkpoints: int = 0
    later_events: int = 0

    @property
    def head(self) -> RememberedHead | None:
        """What to remember of a good file."""
        if self.finding is not None or self.trailer is None:
            return None
        header = self.trailer.header
        return RememberedHead(
            hub_id=header.hub_id, seq=self.trailer.seq, hash=self.trailer.hash, exported_at=header.exported_at
        )


def verify_file(
    path: Path,
    public_key: PublicKey,
    *,
    remembered: RememberedHead | None = None,
    challenge: str | None = None,
    checkpoints_folder: Path | None = None,
) -> Verdict:
    """Check all of an exported log. A file that was seen before passes again, one older than `remembered` does not.

    `challenge` must be the text that the hub was given for this export. The checkpoints of `checkpoints_folder`, best
    a copy kept away from the hub, must agree with the file; only those signed after it may go beyond its end.

    Raises OSError.
    """
    try:
        beside = _beside(checkpoints_folder, public_key)
        with path.open("rb") as file:
            reading = _Reading(file, public_key, beside, remembered)
            trailer = reading.run()
        _check_memory(trailer, remembered)
        later = _check_beyond(trailer, beside, reading.included)
        if challenge is not None and trailer.challenge != challenge:
            raise bad(Reason.WRONG_CHALLENGE)
    except BadFileError as error:
        return Verdict(finding=error.finding)
    return Verdict(finding=None, trailer=trailer, checkpoints=len(reading.included), later_events=later)


class _Reading:
    """One pass over one file."""

    def __init__(
        self,
        file: BinaryIO,
        public_key: PublicKey,
        beside: Sequence[SignedCheckpoint],
        remembered: RememberedHead | None,
    ) -> None:
        self._file = file
        self._key = public_key
        self._remembered = remembered
        self._beside: dict[int, list[SignedCheckpoint]] = {}
        for signed in beside:
            self._beside.setdefault(signed.checkpoint.seq, []).append(signed)
        self._line = 0
        self._digest = hashlib.sha256()
        self._walk = Walk()
        self._beyond: tuple[int, SignedCheckpoint] | None = None  # line, and what only the end may have
        self.included: list[SignedCheckpoint] = []

    def run(self) -> Trailer:
        """Raises BadFileError."""
        header = self._header()
        # Before event 1 stands the same for every hub, whatever the header says.
        before = GENESIS if header.first_seq == 1 else header.previous_hash
        self._walk = Walk(previous_hash=before, first_seq=header.first_seq)
        self._known_heads()
        while True:
            line = self._next_line()
            if line.startswith(EVENT_START):
                self._event(line)
            elif line.startswith(CHECKPOINT_START):
                self._checkpoint(line)
            elif line.startswith(TRAILER_START):
                break
            elif not line and not self._file.read(1):
                raise bad(Reason.NO_TRAILER, seq=self._expected, line=self._line)
            else:
                raise self._unreadable()
            self._digest.update(line)
            self._digest.update(b"\n")
        trailer = self._trailer(header, line)
        if self._file.read(1):
            raise bad(Reason.AFTER_TRAILER, line=self._line + 1)
        return trailer

    @property
    def _expected(self) -> int:
        return self._walk.head_seq + 1

    def _unreadable(self) -> BadFileError:
        return bad(Reason.UNREADABLE, seq=self._expected, line=self._line)

    def _next_line(self) -> bytes:
        """Without its line end; empty at the end of the file."""
        line = self._file.readline(LONGEST_LINE + 1)
        self._line += 1
        if line.endswith(b"\r\n"):
            raise bad(Reason.LINE_END, line=self._line)
        if line.endswith(b"\n"):
            return line[:-1]
        if len(line) > LONGEST_LINE:
            raise self._unreadable()
        if line:
            raise bad(Reason.CUT, seq=self._expected, line=self._line)
        return line

    def _header(self) -> Header:
        try:
            line = self._next_line()
            header = read_header(line)
        except LineError:
            raise bad(Reason.NOT_AN_AUDIT_FILE, line=1) from None
        except TooNewError:
            raise bad(Reason.TOO_NEW, line=1) from None
        if header.key_id != self._key.key_id:
            raise self._other_key(header.key_id)
        self._digest.update(line + b"\n")
        return header

    def _other_key(self, found: str) -> BadFileError:
        return bad(Reason.OTHER_KEY, line=self._line, found_key=repr(found[:16]), key=self._key.key_id)

    def _event(self, line: bytes) -> None:
        if self._beyond is not None:
            raise self._misplaced(self._beyond[0])
        try:
            event = read_event(line)
        except LineError:
            raise self._unreadable() from None
        fault = self._walk.step(
            seq=event.seq, previous_hash=event.previous_hash, event_hash=event.hash, hashed=event.hashed
        )
        if fault is not None:
            raise self._broken(fault)
        self._known_heads()

    def _broken(self, fault: Fault) -> BadFileError:
        return bad(Reason(fault.kind.value), seq=fault.seq, line=self._line, found=fault.found, expected=self._expected)

    def _known_heads(self) -> None:
        """What else is known of the event that the walk has come to."""
        seen = self._remembered
        if seen is not None and seen.seq == self._walk.head_seq and seen.hash != self._walk.head_hash:
            raise bad(Reason.FORKED, seq=seen.seq, line=self._line)
        for signed in self._beside.get(self._walk.head_seq, ()):
            self._compare(signed)

    def _compare(self, signed: SignedCheckpoint) -> None:
        if signed.checkpoint.hash != self._walk.head_hash:
            at = written_time(signed.checkpoint.at)
            raise bad(Reason.CHECKPOINT_CONTRADICTS, seq=signed.checkpoint.seq, line=self._line, at=at)

    def _checkpoint(self, line: bytes) -> None:
        try:
            signed = parse_checkpoint(line, self._key)
        except BadCheckpointError:
            raise self._misplaced(self._line) from None
        if signed.checkpoint.seq < self._expected - 1:
            raise self._misplaced(self._line)
        if signed.checkpoint.seq >= self._expected:
            self._beyond = self._beyond or (self._line, signed)
            return
        self._compare(signed)
        self.included.append(signed)

    def _misplaced(self, line: int) -> BadFileError:
        return bad(Reason.BAD_CHECKPOINT, line=line, before=self._walk.head_seq)

    def _trailer(self, header: Header, line: bytes) -> Trailer:
        try:
            trailer, signature = read_trailer(line)
        except LineError:
            raise self._unreadable() from None
        if trailer.header.key_id != self._key.key_id:
            raise self._other_key(trailer.header.key_id)
        if not self._key.verifies(signature, trailer_signed(trailer)):
            raise bad(Reason.WRONG_SIGNATURE, seq=self._walk.head_seq, line=self._line)
        if trailer.header != header:
            raise bad(Reason.HEADER_CHANGED, line=1)
        head = self._walk.head_seq
        if trailer.seq > head:
            raise bad(Reason.END_MISSING, seq=head + 1, line=self._line, signed=trailer.seq)
        if trailer.seq < head:
            raise bad(Reason.END_ADDED, seq=trailer.seq + 1, line=self._line, signed=trailer.seq)
        if trailer.hash != self._walk.head_hash:
            raise bad(Reason.REWRITTEN, seq=head, line=self._line)
        if self._beyond is not None:
            place, signed = self._beyond
            raise _beyond_end(signed.checkpoint, head, line=place)
        if trailer.sha256 != self._digest.hexdigest() or trailer.count != head - header.first_seq + 1:
            raise bad(Reason.LINES_CHANGED, line=self._line)
        return trailer


def _beside(folder: Path | None, public_key: PublicKey) -> tuple[SignedCheckpoint, ...]:
    if folder is None:
        return ()
    try:
        return read_checkpoints(folder, public_key)
    except BadCheckpointError as error:
        raise bad(Reason.BAD_CHECKPOINT_FOLDER, detail=error) from None


def _check_memory(trailer: Trailer, remembered: RememberedHead | None) -> None:
    if remembered is None:
        return
    header = trailer.header
    if header.hub_id != remembered.hub_id:
        raise bad(Reason.OTHER_HUB, hub=repr(header.hub_id), known_hub=repr(remembered.hub_id))
    # A longer log is a later one, also where the hub's clock was set back between the two exports.
    if (trailer.seq, header.exported_at) < (remembered.seq, remembered.exported_at):
        at = written_time(remembered.exported_at)
        raise bad(Reason.OLDER, seq=trailer.seq + 1, at=at, signed=remembered.seq)
    if remembered.seq < header.first_seq - 1:
        raise bad(Reason.UNCONNECTED, seq=remembered.seq + 1, signed=remembered.seq + 1, before=header.first_seq - 1)


def _beyond_end(checkpoint: Checkpoint, last_seq: int, *, line: int = 0) -> BadFileError:
    at = written_time(checkpoint.at)
    return bad(Reason.CHECKPOINT_BEYOND, seq=last_seq + 1, line=line, at=at, signed=checkpoint.seq)


def _check_beyond(trailer: Trailer, beside: Sequence[SignedCheckpoint], included: Sequence[SignedCheckpoint]) -> int:
    """How many events the checkpoints beside the file know of that came after it.

    One beyond the file's end is innocent only if it was signed later than the file, by its time and by its place: a
    hub signs a checkpoint at the end of what it exports, and later ones stand behind that. The time alone is the
    hub's clock, which can be set back.
    """
    own = included[-1].line if included and included[-1].checkpoint.seq == trailer.seq else None
    behind_own = False
    later = 0
    for signed in beside:
        beyond = signed.checkpoint.seq - trailer.seq
        if beyond > 0 and not (behind_own and signed.checkpoint.at > trailer.header.exported_at):
            raise _beyond_end(signed.checkpoint, trailer.seq)
        later = max(later, beyond)
        behind_own = behind_own or signed.line == own
    return later
