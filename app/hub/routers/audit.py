"""The log as an auditor takes it away, and signing where it ends when somebody asks for it."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, BinaryIO

from fastapi import Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from app.domain.events import EventKind
from app.domain.permissions import Action
from app.hub.asking import Asking, authorized
from app.hub.audit_export import export_from_hub
from app.hub.errors import conflict
from app.hub.strict_route import strict_router
from app.services.audit.checkpoints import BadCheckpointError, CheckpointReason
from app.services.audit.lines import LONGEST_CHALLENGE
from app.store.change import Change
from app.store.errors import SYSTEM_FULL, StoreFullError

router = strict_router("audit")

_MEDIA_TYPE = "application/jsonl"
_PIECE_BYTES = 256 * 1024


class SignedHead(BaseModel):
    """The log ended with event `seq`, whose hash was `hash`, at `at`; the signed line is in the hub's checkpoints."""

    seq: int
    hash: str
    at: datetime
    key_id: str


@router.get(
    "/audit/export",
    response_class=Response,
    responses={200: {"content": {_MEDIA_TYPE: {}}, "description": "An audit file (docs/audit.md)"}},
)
async def export(
    asking: Annotated[Asking, authorized(Action.AUDIT_EXPORT)],
    challenge: Annotated[str, Query(max_length=LONGEST_CHALLENGE, pattern=r"^[^\x00-\x1f\x7f]*$")] = "",
) -> Response:
    """The whole log, signed, for `main.py audit verify`. `challenge` is a text of the auditor's: it shows that the file
    is new. Written down in the log before a byte of it leaves."""
    asking.check_whole_district()
    hub = asking.hub
    async with hub.export_turn:
        file = await _exported(asking, challenge)
    name = f"audit-{hub.hub_id[:8]}-{hub.clock.now():%Y%m%dT%H%M%SZ}.jsonl"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(os.fstat(file.fileno()).st_size),
    }
    return StreamingResponse(_pieces(file), media_type=_MEDIA_TYPE, headers=headers)


@router.post("/checkpoints", status_code=201, response_model=SignedHead)
async def sign(asking: Annotated[Asking, authorized(Action.HUB_ADMINISTER)]) -> SignedHead:
    """Sign where the log ends now, such as before a copy of the checkpoints is taken away."""
    asking.check_whole_district()

    async def record(change: Change) -> None:
        change.record(EventKind.CHECKPOINT_SIGNED, {"reason": CheckpointReason.ON_DEMAND.value})

    await asking.command(record, None)
    try:
        signed = await asking.hub.checkpoints.sign(CheckpointReason.ON_DEMAND)
    except OSError as error:
        raise _store_error(error) from error
    return SignedHead(seq=signed.seq, hash=signed.hash, at=signed.at, key_id=asking.hub.signing_key.key_id)


async def _exported(asking: Asking, challenge: str) -> BinaryIO:
    """Opened, and without a name any more: whatever becomes of the request, nothing is left behind."""
    with tempfile.TemporaryDirectory(dir=asking.hub.settings.data, prefix=".export-") as folder:
        path = Path(folder) / "log.jsonl"
        try:
            await export_from_hub(asking.hub, path, actor=asking.actor, challenge=challenge)
        except BadCheckpointError as error:
            raise conflict("bad-checkpoints", f"The hub's checkpoints are no proof any more: {error}.") from error
        except OSError as error:
            raise _store_error(error) from error
        return path.open("rb")


def _store_error(error: OSError) -> Exception:
    return StoreFullError("there is no room on the hub's disk") if error.errno in SYSTEM_FULL else error


async def _pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    with file:
        while piece := await asyncio.to_thread(file.read, _PIECE_BYTES):
            yield piece
