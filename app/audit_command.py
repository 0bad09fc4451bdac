"""`main.py audit verify`: for an auditor with an exported file and the hub's public key, on any machine."""

import argparse
import sys

from app.domain.event_chain import written_time
from app.services.audit.remembered import (
    DamagedMemoryError,
    RememberedHead,
    load_remembered,
    memory_path,
    save_remembered,
)
from app.services.audit.signing import KeyRefusedError, PublicKey
from app.services.audit.verify import Verdict, verify_file

_GOOD, _BAD, _UNUSABLE = 0, 1, 2


def run_verify(arguments: argparse.Namespace) -> int:
    """Prints one line. 0: good; 1: bad, the line names the first bad event; 2: it could not be checked."""
    memory = memory_path(arguments.key)
    try:
        key = PublicKey.load(arguments.key)
        remembered = None if arguments.forget else load_remembered(memory)
        verdict = verify_file(
            arguments.file,
            key,
            remembered=remembered,
            challenge=arguments.challenge,
            checkpoints_folder=arguments.checkpoints,
        )
        if verdict.head is not None:
            save_remembered(memory, verdict.head)
    except (KeyRefusedError, DamagedMemoryError) as error:
        return _unusable(str(error))
    except OSError as error:
        return _unusable(f"{error.filename or memory}: {error.strerror}")
    if verdict.finding is not None:
        sys.stdout.write(f"{arguments.file}: BAD: {verdict.finding.words}\n")
        return _BAD
    sys.stdout.write(f"{arguments.file}: good: {_what(verdict, remembered, arguments.challenge)}\n")
    return _GOOD


def _what(verdict: Verdict, remembered: RememberedHead | None, challenge: str | None) -> str:
    assert verdict.trailer is not None  # noqa: S101 for mypy: the verdict is good
    trailer, header = verdict.trailer, verdict.trailer.header
    events = f"events {header.first_seq} to {trailer.seq}" if trailer.count else "no events"
    parts = [
        f"{events} of hub {header.hub_id!r}",
        f"exported {written_time(header.exported_at)}",
        f"{verdict.checkpoints} checkpoints agree",
    ]
    if verdict.later_events:
        parts.append(f"{verdict.later_events} later events are known of")
    if challenge is not None:
        parts.append("it answers the challenge")
    elif remembered is None:
        parts.append("the first file seen with this key, so it may be an old one: export with a challenge")
    return "; ".join(parts)


def _unusable(reason: str) -> int:
    sys.stderr.write(f"main.py audit verify: {reason}\n")
    return _UNUSABLE
