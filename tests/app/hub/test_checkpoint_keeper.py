"""A hub that is stopped while it signs its log has both heads on the disk, one after the other."""

import asyncio
from pathlib import Path

from app.services.audit.checkpoints import CheckpointReason, read_checkpoints
from app.services.audit.signing import PublicKey
from tests.servers.hub import running_hub


async def test_ending_right_after_the_start_loses_neither_head(tmp_path: Path) -> None:
    for _ in range(5):
        async with running_hub(tmp_path):
            pass
    signed = read_checkpoints(tmp_path / "checkpoints", PublicKey.load(tmp_path / "signing.pub"))
    reasons = [one.checkpoint.reason for one in signed]
    assert reasons.count(CheckpointReason.STOP) == 5
    assert [one.checkpoint.seq for one in signed] == sorted(one.checkpoint.seq for one in signed)


async def test_a_signing_that_is_cancelled_ends_before_the_next_begins(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as running:
        keeper = running.hub.checkpoints
        first = asyncio.create_task(keeper.sign(CheckpointReason.ON_DEMAND))
        await asyncio.sleep(0)
        first.cancel()
        await keeper.sign(CheckpointReason.EXPORT)
        signed = read_checkpoints(tmp_path / "checkpoints", PublicKey.load(tmp_path / "signing.pub"))
    assert [one.checkpoint.reason for one in signed][-1] is CheckpointReason.EXPORT
