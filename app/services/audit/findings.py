"""What can be wrong with an audit file, and how a person is told."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """The first five are those of `app.domain.event_chain.FaultKind` that a file can have."""

    GAP = "gap"
    DUPLICATE = "duplicate"
    ORDER = "order"
    WRONG_PREVIOUS = "wrong-previous"
    WRONG_HASH = "wrong-hash"
    NOT_AN_AUDIT_FILE = "not-an-audit-file"
    TOO_NEW = "too-new"
    UNREADABLE = "unreadable"
    LINE_END = "line-end"
    CUT = "cut"
    NO_TRAILER = "no-trailer"
    AFTER_TRAILER = "after-trailer"
    OTHER_KEY = "other-key"
    WRONG_SIGNATURE = "wrong-signature"
    HEADER_CHANGED = "header-changed"
    END_MISSING = "end-missing"
    END_ADDED = "end-added"
    REWRITTEN = "rewritten"
    LINES_CHANGED = "lines-changed"
    BAD_CHECKPOINT = "bad-checkpoint"
    CHECKPOINT_CONTRADICTS = "checkpoint-contradicts"
    CHECKPOINT_BEYOND = "checkpoint-beyond"
    BAD_CHECKPOINT_FOLDER = "bad-checkpoint-folder"
    FORKED = "forked"
    OLDER = "older"
    UNCONNECTED = "unconnected"
    OTHER_HUB = "other-hub"
    WRONG_CHALLENGE = "wrong-challenge"


_WORDS = {
    Reason.GAP: "event {seq} is missing; event {found} stands in its place",
    Reason.DUPLICATE: "event {seq} is there twice",
    Reason.ORDER: "event {seq} stands here once more or too late; event {expected} should",
    Reason.WRONG_PREVIOUS: "event {seq} was chained to another event than the one before it",
    Reason.WRONG_HASH: "event {seq} was changed after it was written",
    Reason.NOT_AN_AUDIT_FILE: "this does not begin like an audit file",
    Reason.TOO_NEW: "a later version of the program wrote this file; verify it with that one",
    Reason.UNREADABLE: "this line is not what a hub writes; event {seq} should be here or follow",
    Reason.LINE_END: "the line ends with a carriage return; the file was changed, perhaps by a transfer as text",
    Reason.CUT: "the file ends in the middle of a line; event {seq} or the trailer should end here",
    Reason.NO_TRAILER: "the file ends without its signed trailer; event {seq} and what followed may have been cut off",
    Reason.AFTER_TRAILER: "something follows the signed trailer",
    Reason.OTHER_KEY: "signed with the key {found_key}; only {key} was given, and no other counts",
    Reason.WRONG_SIGNATURE: "the signature does not belong to this file; nothing up to event {seq} is proved",
    Reason.HEADER_CHANGED: "the header is not the one that was signed",
    Reason.END_MISSING: "event {seq} and what followed are missing; the signed log ends with event {signed}",
    Reason.END_ADDED: "event {seq} was added after the signature; the signed log ends with event {signed}",
    Reason.REWRITTEN: "event {seq}, the last, is not the one that was signed; it or any before it was rewritten",
    Reason.LINES_CHANGED: "the events are right, but a checkpoint was added, changed, moved or taken out",
    Reason.BAD_CHECKPOINT: "the checkpoint after event {before} is not one that this hub signed there",
    Reason.CHECKPOINT_CONTRADICTS: (
        "event {seq} is not the one that the checkpoint of {at} was signed for; it or one before it was rewritten"
    ),
    Reason.CHECKPOINT_BEYOND: (
        "event {seq} and what followed are missing, for the checkpoint of {at} was signed for event {signed}; "
        "if the hub's clock was set back since, a new export is good"
    ),
    Reason.BAD_CHECKPOINT_FOLDER: "the checkpoints beside it are no proof: {detail}",
    Reason.FORKED: "event {seq} is not the one that was seen in an earlier file; it or one before it was rewritten",
    Reason.OLDER: "this is an old file; a file of {at} up to event {signed} was seen before",
    Reason.UNCONNECTED: "events {signed} to {before} are neither in this file nor in one seen before",
    Reason.OTHER_HUB: "this file is of the hub {hub}; files seen with this key were of {known_hub}",
    Reason.WRONG_CHALLENGE: "the file does not answer the challenge; it may be an old one",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The first thing wrong. `seq` is the first event that is missing, wrong or unproved (None: it is about the file),
    `line` the place in the file, from 1 (0: about the whole)."""

    reason: Reason
    seq: int | None
    line: int
    words: str


class BadFileError(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.words)
        self.finding = finding


def bad(reason: Reason, *, seq: int | None = None, line: int = 0, **facts: object) -> BadFileError:
    """`facts` fill the words of the reason."""
    words = _WORDS[reason].format(seq=seq, **facts)
    return BadFileError(Finding(reason=reason, seq=seq, line=line, words=f"line {line}: {words}" if line else words))
