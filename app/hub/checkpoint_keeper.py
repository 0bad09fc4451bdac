"""Signs where the log ends, outside the database: every few minutes, at a shift's end, at start and stop, on demand."""

import asyncio
import logging
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from app.domain.people import Shift
from app.services.audit.checkpoints import Checkpoint, CheckpointReason, write_checkpoint
from app.store.errors import StoreError
from app.store.tables import MAPPED

if TYPE_CHECKING:
    from app.hub.hub import Hub

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 20.0
_LONGEST_WAIT_S = 10.0


def checkpoint_lock(folder: Path) -> FileLock:
    """For whoever adds a checkpoint: the hub, or an export on its machine."""
    return FileLock(folder / "lock", timeout=_LONGEST_WAIT_S, mode=0o600, thread_local=False)


class CheckpointKeeper:
    """Owned by the hub's loop; the disk is waited for on a thread."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._writing = asyncio.Lock()
        self._signed_seq = -1
        self._signed_at = hub.clock.now()

    async def run(self) -> None:
        await self._sign_or_warn(CheckpointReason.START)
        while True:
            looked_at = self._hub.clock.now()
            await asyncio.sleep(_LOOK_EVERY_S)
            now = self._hub.clock.now()
            if await self._shift_ended(looked_at, now):
                await self._sign_or_warn(CheckpointReason.SHIFT_END)
            elif abs(now - self._signed_at) >= self._hub.settings.checkpoint_every:
                await self._sign_or_warn(CheckpointReason.INTERVAL)

    async def sign(self, reason: CheckpointReason) -> Checkpoint:
        """Raises OSError where it cannot be written."""
        async with self._writing:
            work = asyncio.get_running_loop().run_in_executor(None, self._write, reason)
            try:
                checkpoint = await asyncio.shield(work)
            except asyncio.CancelledError:
                # What has begun is on the disk before anybody else may write: a thread cannot be stopped.
                await asyncio.wait([work])
                raise
            self._signed_seq, self._signed_at = checkpoint.seq, checkpoint.at
        return checkpoint

    def _write(self, reason: CheckpointReason) -> Checkpoint:
        """On a thread. Raises OSError."""
        hub, folder = self._hub, self._hub.settings.checkpoints
        with checkpoint_lock(folder):
            # Where the log ends and when is read now, so that a later line is never of an earlier moment.
            seq, head_hash = hub.store.writer.head
            checkpoint = Checkpoint(seq=seq, hash=head_hash, at=hub.clock.now(), reason=reason)
            write_checkpoint(folder, checkpoint, hub.signing_key)
        return checkpoint

    async def _sign_or_warn(self, reason: CheckpointReason) -> None:
        if reason is CheckpointReason.INTERVAL and self._signed_seq == self._hub.store.writer.head_seq:
            self._signed_at = self._hub.clock.now()
            return
        try:
            await self.sign(reason)
        except OSError as error:
            log.error("the checkpoint cannot be written: %s", error.strerror)
        except Exception:
            # One that fails must not end those after it.
            log.exception("the checkpoint cannot be made")

    async def _shift_ended(self, after: datetime, until: datetime) -> bool:
        table = MAPPED[Shift].table
        try:
            async with self._hub.store.reading() as reading:
                ended = await reading.find(Shift, table.c.ends_at > after, table.c.ends_at <= until, limit=1)
        except StoreError:
            return False
        return bool(ended)
