"""What a tile painted, told as evidence: complete after three seconds, with what the picture was like."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from app.domain.evidence import EvidenceSource, PaintedFlow
from app.services.painted_witness import PaintedWitness, picture_luma
from streams.frame import Frame

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def painted(witness: PaintedWitness, *, pictures: int, interval_s: float = 0.04, still: bool = False) -> float:
    """Paint noise; returns when the last was painted."""
    generator = np.random.default_rng(1)
    frame = Frame(320, 180)
    frame.i420[:] = 128
    for number in range(pictures):
        if not still:
            frame.planes[0][:] = generator.integers(0, 256, frame.planes[0].shape, np.uint8)
        frame.media_time_s = number * interval_s
        witness.painted(frame, number * interval_s)
    return (pictures - 1) * interval_s


def flow_of(witness: PaintedWitness, now_s: float) -> PaintedFlow | None:
    return witness.flow(
        source=EvidenceSource.CAMERA,
        source_id="cam",
        output_id="out",
        tile=2,
        now=NOW,
        now_s=now_s,
        visible_share=1.0,
    )


def test_three_seconds_of_pictures_are_told_with_their_times_on_the_hubs_clock() -> None:
    witness = PaintedWitness()
    last_s = painted(witness, pictures=80)
    flow = flow_of(witness, last_s + 1.0)
    assert flow is not None
    assert flow.frames == 80
    assert flow.last_at == NOW - timedelta(seconds=1)
    assert flow.duration_s == pytest.approx(79 * 0.04)
    assert flow.mean_gap_s == pytest.approx(0.04)
    assert flow.changed_pictures == 79
    assert flow.media_time_s == pytest.approx(79 * 0.04)
    assert flow.flat_share < 0.2


def test_less_than_three_seconds_tell_nothing() -> None:
    witness = PaintedWitness()
    last_s = painted(witness, pictures=70)
    assert flow_of(witness, last_s) is None


def test_a_picture_that_never_changes_is_told_as_that() -> None:
    witness = PaintedWitness()
    last_s = painted(witness, pictures=80, still=True)
    flow = flow_of(witness, last_s)
    assert flow is not None
    assert flow.changed_pictures == 0
    assert flow.flat_share == 1.0
    assert flow.luma_deviation == 0.0


def test_a_tile_that_was_hidden_begins_anew() -> None:
    witness = PaintedWitness()
    last_s = painted(witness, pictures=80)
    witness.restart()
    assert flow_of(witness, last_s) is None


def test_luma_of_a_card_is_flat_around_its_commonest_value() -> None:
    card = np.full((180, 320), 60, np.uint8)
    card[:45] = 200
    luma = picture_luma(card)
    assert luma.flat_share == pytest.approx(0.75, abs=0.02)
    assert luma.mean == pytest.approx(95, abs=2)
