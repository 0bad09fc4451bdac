"""What the newest word on a camera is worth."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.camera_health import (
    LIVE_FOR,
    PROBE_COUNTS_FOR,
    CameraCondition,
    CameraHealth,
    Reliance,
    observed,
    reliance,
)

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def seen(
    condition: CameraCondition, *, ago: timedelta = timedelta(0), live_ago: timedelta | None = None
) -> CameraHealth:
    live_at = NOW - live_ago if live_ago is not None else None
    return CameraHealth(camera_id="one", condition=condition, since=NOW - ago, checked_at=NOW - ago, live_at=live_at)


@pytest.mark.parametrize(
    ("health", "worth"),
    [
        (None, Reliance.UNKNOWN),
        (seen(CameraCondition.HEALTHY), Reliance.PROBED),
        (seen(CameraCondition.HEALTHY, ago=PROBE_COUNTS_FOR), Reliance.PROBED),
        (seen(CameraCondition.HEALTHY, ago=PROBE_COUNTS_FOR + timedelta(seconds=1)), Reliance.UNKNOWN),
        (seen(CameraCondition.UNKNOWN), Reliance.UNKNOWN),
        (seen(CameraCondition.OFFLINE), Reliance.DEAD),
        (seen(CameraCondition.BLACK), Reliance.DEAD),
        (seen(CameraCondition.FROZEN), Reliance.DEAD),
        # What was found dead a day ago may be mended: nobody knows.
        (seen(CameraCondition.OFFLINE, ago=PROBE_COUNTS_FOR + timedelta(seconds=1)), Reliance.UNKNOWN),
        # A picture on the wall is better than the patrol's word.
        (seen(CameraCondition.OFFLINE, live_ago=LIVE_FOR), Reliance.LIVE),
        (seen(CameraCondition.OFFLINE, live_ago=LIVE_FOR + timedelta(seconds=1)), Reliance.DEAD),
        # Of a future: said before the clock was set back.
        (seen(CameraCondition.OFFLINE, live_ago=-LIVE_FOR - timedelta(seconds=1)), Reliance.DEAD),
        (seen(CameraCondition.OFFLINE, ago=-PROBE_COUNTS_FOR - timedelta(seconds=1)), Reliance.UNKNOWN),
    ],
)
def test_a_word_is_worth_what_its_age_leaves_of_it(health: CameraHealth | None, worth: Reliance) -> None:
    assert reliance(health, now=NOW) is worth


def test_since_stays_while_the_condition_does() -> None:
    first = observed(None, "one", CameraCondition.OFFLINE, at=NOW, detail="refused")
    later = observed(first, "one", CameraCondition.OFFLINE, at=NOW + timedelta(hours=1))
    mended = observed(later, "one", CameraCondition.HEALTHY, at=NOW + timedelta(hours=2), first_frame_ms=80.0)
    assert (later.since, later.checked_at, later.version) == (NOW, NOW + timedelta(hours=1), 2)
    assert (mended.since, mended.first_frame_ms, mended.version) == (NOW + timedelta(hours=2), 80.0, 3)
