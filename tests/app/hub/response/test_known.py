"""What the hub remembers of cameras between two looks at the database."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.camera_health import CameraCondition, CameraHealth, Reliance, reliance
from app.domain.permissions import Role
from app.hub.response.known import Known
from app.services.rows import SharedCamera
from app.store.change import Committed
from app.store.store import Reading
from tests.app.hub.response.hall import camera
from tests.app.hub.rooms.office import open_office

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


async def test_a_camera_that_goes_while_the_hub_reads_its_cameras_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_office(tmp_path / "hub") as office:
        admin = await office.desk.as_(Role.ADMINISTRATOR)
        await admin.save_cameras([camera(number, metres_north=99 * number) for number in range(1, 3)])
        known = Known()
        office.hub.store.writer.on_commit(known.committed)
        find = Reading.find

        async def find_then_removed(reading: Reading, row: type[Any], *where: Any, **more: Any) -> list[Any]:
            found = await find(reading, row, *where, **more)
            if row is CameraHealth:
                await admin.remove_cameras(["code:C1"])
            return found

        monkeypatch.setattr(Reading, "find", find_then_removed)
        await known.load(office.hub.store)
        assert known.camera_ids == {"code:C2"}
