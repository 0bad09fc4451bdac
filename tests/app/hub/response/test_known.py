"""What the hub remembers of cameras between two looks at the database."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.camera_health import CameraCondition, Reliance, reliance
from app.hub.response.known import Known
from app.services.rows import SharedCamera
from app.store.change import Committed

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CAMERA = SharedCamera(camera_id="one", unit_id="u", unit_path="/u", name="一号口")


@pytest.fixture
def known() -> Known:
    made = Known()
    made.committed(Committed(rows={(SharedCamera, ("one",)): CAMERA}, before={}, events=()))
    return made


def test_a_camera_that_was_live_before_the_clock_was_set_back_is_live_no_longer_than_it_is(known: Known) -> None:
    known.painted("one", at=NOW + HOUR)
    assert reliance(known.health["one"], now=NOW) is Reliance.UNKNOWN
    known.painted("one", at=NOW)
    assert reliance(known.health["one"], now=NOW) is Reliance.LIVE


def test_what_a_wall_found_ends_being_live(known: Known) -> None:
    known.painted("one", at=NOW)
    known.seen("one", CameraCondition.BLACK, at=NOW)
    assert reliance(known.health["one"], now=NOW) is Reliance.DEAD
