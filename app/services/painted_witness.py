"""Watches what one tile paints and, once it has shown three seconds without freeze, says what was seen.

Used by the screen's thread. Costs some tens of microseconds a picture, so only tiles that can prove something have one.
"""

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from app.domain.evidence import EvidenceSource, PaintedFlow
from app.domain.evidence_rules import FlowMeter
from streams.frame import Frame, Pixels

# Of the luma plane every so-manieth pixel and line is looked at.
_STEP = 8
# Luma values around the commonest that count as one colour.
_FLAT_WITHIN = 4
# A digest of the whole plane would cost more than the picture's conversion; noise of a camera shows in any part.
DIGEST_STEP = 16


@dataclass(frozen=True, slots=True)
class PictureLuma:
    """Of a picture's luma, 0…255; `flat_share` as in `PaintedFlow`."""

    mean: float
    deviation: float
    flat_share: float


def picture_luma(luma: Pixels) -> PictureLuma:
    """`luma`: height × width."""
    sample = luma[::_STEP, ::_STEP]
    counts = np.bincount(sample.ravel(), minlength=256)
    commonest = int(counts.argmax())
    flat = counts[max(0, commonest - _FLAT_WITHIN) : commonest + _FLAT_WITHIN + 1].sum()
    return PictureLuma(float(sample.mean()), float(sample.std()), float(flat / sample.size))


class PaintedWitness:
    """Of one tile that shows one source; a tile that is hidden or shows something else gets a new one."""

    def __init__(self) -> None:
        self._meter = FlowMeter()
        self._changed = 0
        self._digest: int | None = None
        self._luma: PictureLuma | None = None
        self._media_time_s = 0.0

    @property
    def complete(self) -> bool:
        return self._meter.complete

    def restart(self) -> None:
        """The tile could not be seen meanwhile."""
        self._meter.restart()
        self._changed = 0

    def painted(self, frame: Frame, at_s: float) -> None:
        """A new picture is on the screen at this moment of the monotonic clock."""
        complete = self._meter.painted(at_s)
        luma = frame.planes[0]
        digest = zlib.crc32(luma[::DIGEST_STEP].tobytes())
        if self._meter.frames == 1:
            # Of a run the first picture differs from none: a camera that hangs shows no change at all.
            self._changed = 0
        elif digest != self._digest:
            self._changed += 1
        self._digest = digest
        self._media_time_s = frame.media_time_s
        # Read with the picture while its buffer is ours, and only when it will be told.
        if complete:
            self._luma = picture_luma(luma)

    def flow(
        self,
        *,
        source: EvidenceSource,
        source_id: str,
        output_id: str,
        tile: int,
        now: datetime,
        now_s: float,
        visible_share: float,
        snapshot_sha256: str = "",
    ) -> PaintedFlow | None:
        """What was seen, with `now` (the hub's clock) at `now_s` (this machine's monotonic clock); None before it is
        complete."""
        meter, luma = self._meter, self._luma
        if not meter.complete or luma is None:
            return None
        return PaintedFlow(
            source=source,
            source_id=source_id,
            output_id=output_id,
            tile=tile,
            frames=meter.frames,
            first_at=now - timedelta(seconds=now_s - meter.first_s),
            last_at=now - timedelta(seconds=now_s - meter.last_s),
            monotonic_s=meter.last_s,
            duration_s=meter.duration_s,
            mean_gap_s=meter.mean_gap_s,
            longest_gap_s=meter.longest_gap_s,
            media_time_s=self._media_time_s,
            visible_share=visible_share,
            luma_mean=luma.mean,
            luma_deviation=luma.deviation,
            flat_share=luma.flat_share,
            changed_pictures=self._changed,
            snapshot_sha256=snapshot_sha256,
        )
