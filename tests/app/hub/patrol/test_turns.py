"""How far around the patrol is, who comes first, and what walls say."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.camera_health import CameraCondition, CameraHealth, observed
from app.domain.outputs import Output, PictureFault, Push, PushStatus, ShownTile, TileState
from app.hub.patrol.asked import MOST_OF_ONE, MOST_WAITING, AskedLooks, TooManyAskedError
from app.hub.patrol.due import due_at
from app.hub.patrol.pace import DEFAULT_PACE
from app.hub.patrol.rounds import Rounds
from app.hub.patrol.walls import on_walls, words_of_walls

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def word(condition: CameraCondition, at: datetime) -> CameraHealth:
    return observed(None, "one", condition, at=at)


def test_a_round_ends_when_only_what_was_visited_in_it_is_due() -> None:
    rounds = Rounds()
    rounds.chosen(None, now=NOW)
    rounds.looked(4.0)
    rounds.chosen(word(CameraCondition.HEALTHY, NOW - 7 * 60 * MINUTE), now=NOW + MINUTE)
    rounds.looked(2.0)
    assert rounds.current is not None
    assert (rounds.current.looks, rounds.last) == (2, None)
    assert rounds.look_s == pytest.approx(3.8)
    # A dead one again: once around, and what follows is no round.
    rounds.chosen(word(CameraCondition.OFFLINE, NOW + MINUTE), now=NOW + 12 * MINUTE)
    assert rounds.last is not None
    assert (rounds.last.began_at, rounds.last.ended_at, rounds.last.looks) == (NOW, NOW + 12 * MINUTE, 2)
    assert rounds.current is None
    rounds.looked(10.0)
    rounds.chosen(word(CameraCondition.HEALTHY, NOW), now=NOW + 360 * MINUTE)
    assert rounds.current is not None
    assert rounds.current.looks == 0


def test_a_round_ends_when_nothing_is_due() -> None:
    rounds = Rounds()
    rounds.nothing_due(now=NOW)
    assert rounds.last is None
    rounds.chosen(None, now=NOW)
    rounds.nothing_due(now=NOW + MINUTE)
    assert rounds.last is not None
    assert rounds.last.ended_at == NOW + MINUTE


def test_wishes_wait_in_their_order_each_camera_once() -> None:
    asked = AskedLooks()
    assert [asked.add(camera, "a") for camera in ("one", "two", "one")] == [0, 1, 0]
    assert asked.take(lambda camera: camera != "one") == "two"
    assert asked.take(lambda _camera: True) is None


def test_nobody_takes_the_patrol_for_himself() -> None:
    asked = AskedLooks()
    for number in range(MOST_OF_ONE):
        asked.add(f"a{number}", "a")
    with pytest.raises(TooManyAskedError):
        asked.add("another", "a")
    for number in range(MOST_WAITING - MOST_OF_ONE):
        asked.add(f"b{number}", f"b{number}")
    with pytest.raises(TooManyAskedError):
        asked.add("another", "c")
    assert len(asked) == MOST_WAITING


def test_a_camera_that_left_its_wall_is_due_once_the_walls_word_is_old() -> None:
    painted = CameraHealth(
        camera_id="one", condition=CameraCondition.HEALTHY, since=NOW, checked_at=NOW - 9 * 60 * MINUTE, live_at=NOW
    )
    assert due_at(painted, now=NOW, pace=DEFAULT_PACE) == NOW + MINUTE


def output(*tiles: ShownTile, online: bool = True, push: Push | None = None) -> Output:
    return Output(output_id="w", name="w", seat="s", unit_id="u", online=online, tiles=tiles, push=push)


def tile(source: str, state: TileState, *, visible: bool = True, fault: PictureFault | None = None) -> ShownTile:
    return ShownTile(tile=0, source_id=source, state=state, visible=visible, fault=fault)


def test_what_was_seen_before_the_clock_was_set_back_is_due() -> None:
    ahead = word(CameraCondition.HEALTHY, NOW + 9 * 60 * MINUTE)
    assert due_at(ahead, now=NOW, pace=DEFAULT_PACE) <= NOW


def test_whatever_a_wall_has_or_is_about_to_have_is_left_alone() -> None:
    push = Push(push_id="p", camera_id="coming", by="x", at=NOW)
    done = Push(push_id="p", camera_id="gone", by="x", at=NOW, status=PushStatus.REFUSED)
    shown = output(tile("live", TileState.LIVE), tile("covered", TileState.CONNECTING, visible=False), push=push)
    closed = output(tile("closed", TileState.LIVE), online=False)
    assert on_walls([shown, closed, output(push=done)]) == {"live", "covered", "coming"}


def test_the_walls_word() -> None:
    words = words_of_walls(
        [
            output(
                tile("live", TileState.LIVE),
                tile("lost", TileState.OFFLINE),
                tile("stuck", TileState.STALE),
                tile("black", TileState.LIVE, fault=PictureFault.BLACK),
                tile("early", TileState.CONNECTING),
                tile("covered", TileState.OFFLINE, visible=False),
                tile("elsewhere", TileState.OFFLINE),
            ),
            output(tile("elsewhere", TileState.LIVE)),
        ]
    )
    assert words.painted == {"live", "elsewhere"}
    assert words.troubled == {
        "lost": CameraCondition.OFFLINE,
        "stuck": CameraCondition.FROZEN,
        "black": CameraCondition.BLACK,
    }
