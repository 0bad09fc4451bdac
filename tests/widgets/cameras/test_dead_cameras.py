"""What the patrol found is seen in the camera tree as well."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.camera_health import CameraCondition, CameraHealth
from streams.errors import Reason
from streams.state import Phase
from tests.fakes import sample_incidents as sample
from tests.fakes.sample_incidents import NOW, live_mirror
from widgets.cameras.dead_cameras import DeadCameras

C = CameraCondition


def word(key: str, condition: CameraCondition, detail: str = "") -> CameraHealth:
    since = NOW - timedelta(hours=1)
    return CameraHealth(camera_id=key, condition=condition, since=since, checked_at=NOW, detail=detail)


def test_what_is_out_of_order_is_told_by_its_phase_and_reason() -> None:
    mirror = live_mirror(
        [
            word("well", C.HEALTHY),
            word("gone", C.OFFLINE, "refused"),
            word("stuck", C.FROZEN),
            word("black", C.BLACK),
            replace(word("on a wall", C.OFFLINE), live_at=NOW),
        ]
    )
    dead = DeadCameras(mirror)
    told = {key: (state.phase, state.reason) for key, state in dead.states().items()}
    assert told == {
        "gone": (Phase.OFFLINE, Reason.REFUSED),
        "stuck": (Phase.STALE, Reason.UNCHANGED),
        "black": (Phase.STALE, None),
    }
    mirror.take(sample.delta(seq=2, rows=[replace(word("gone", C.HEALTHY), version=2)]))
    assert dead.states().keys() == {"stuck", "black"}


def test_thousands_are_looked_at_by_and_by_and_what_changes_before_what_grows_old() -> None:
    mirror = live_mirror([word(str(number), C.OFFLINE) for number in range(1200)])
    dead = DeadCameras(mirror)
    assert [len(dead.states()) for _ in range(3)] == [500, 1000, 1200]
    mirror.take(sample.delta(seq=2, rows=[replace(word("7", C.HEALTHY), version=2)]))
    assert len(dead.states()) == 1199


def test_what_was_found_long_ago_is_dead_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    mirror = live_mirror([word("gone", C.OFFLINE)])
    dead = DeadCameras(mirror)
    assert dead.states().keys() == {"gone"}
    monkeypatch.setattr(mirror, "now", lambda: NOW + timedelta(hours=25))
    assert not dead.states()
