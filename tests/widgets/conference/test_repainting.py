"""With twenty people in the room, what changes of one costs the painting of one; figures that nobody sees cost none."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from app.domain.rooms import ParticipationKind
from app.domain.scenes import Source
from app.services.conference_engine import StreamSource
from app.services.signalling import RoomParticipant
from app.services.tile_feed import TileSource
from streams.feeds import Feeds
from tests.fakes.signalling_room import OPENED_AT, person
from tests.widgets.conference.conftest import Sitting
from widgets.conference.live_view import LiveView
from widgets.conference.people_delegate import PeopleDelegate
from widgets.conference.stage import Stage


def crowd() -> list[RoomParticipant]:
    """Me and nineteen others, each fourth without a camera."""
    return [
        person(
            "me" if number == 0 else f"p{number:02}",
            f"人员{number}",
            kind=ParticipationKind.SEAT,
            is_host=number == 0,
            sources=(StreamSource.MICROPHONE, StreamSource.CAMERA)[: 1 if number % 4 == 0 else 2],
            joined_at=OPENED_AT + timedelta(seconds=number),
        )
        for number in range(20)
    ]


class Painted:
    """Which rows and tiles were painted since they were last asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rows: list[str] = []
        self.tiles: list[str] = []
        row, over = PeopleDelegate.paint, Stage.paint_over

        def paint_row(delegate: PeopleDelegate, painter: Any, option: Any, index: Any) -> None:
            self.rows.append(delegate._model.rows[index.row()].key)
            row(delegate, painter, option, index)

        def paint_over(stage: Stage, painter: Any, index: int, tile: Any) -> None:
            entry = stage.entries[index] if index < len(stage.entries) else None
            self.tiles.append(entry.key if entry is not None else "")
            over(stage, painter, index, tile)

        monkeypatch.setattr(PeopleDelegate, "paint", paint_row)
        monkeypatch.setattr(Stage, "paint_over", paint_over)

    def take(self) -> tuple[list[str], list[str]]:
        found = sorted(self.rows), sorted(self.tiles)
        self.rows.clear()
        self.tiles.clear()
        return found


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> Painted:
    return Painted(monkeypatch)


@pytest.fixture
async def live(sitting: Sitting, feeds: Feeds, painted: Painted) -> AsyncIterator[LiveView]:
    conference = sitting.conference

    def resolve(source: Source) -> TileSource:
        return TileSource(source.value, "")

    live = LiveView(
        conference,
        Stage(feeds=feeds, resolve=resolve, now=conference.now),
        add_wall=lambda _menu, _source: None,
        room_menu=lambda _menu: None,
        rung_menu=lambda _menu, _row: None,
        camera_menu=lambda _menu, _one: None,
    )
    live.resize(1280, 1100)
    live.show()
    await sitting.join(*crowd())
    await sitting.until(lambda: len(set(painted.rows)) == 20 and len({*painted.tiles} - {""}) == 16)
    yield live
    live.stage.release()
    live.close()


async def settled(sitting: Sitting, painted: Painted) -> tuple[list[str], list[str]]:
    """After what has to be painted was."""
    for _ in range(5):
        await sitting.until(lambda: True)
    return painted.take()


async def change(sitting: Sitting, number: int, **fields: Any) -> None:
    people = crowd()
    people[number] = people[number].model_copy(update=fields)
    await sitting.show(*people)


async def test_figures_of_every_second_paint_nothing_and_are_told_when_asked(
    sitting: Sitting, live: LiveView, painted: Painted
) -> None:
    await settled(sitting, painted)
    moved = [one.model_copy(update={"round_trip_ms": 84.0, "lost_share_up": 0.03}) for one in crowd()]
    await sitting.show(*moved)
    assert await settled(sitting, painted) == ([], [])
    row = next(row for row in live.people.model.rows if row.key == "p05")
    assert any("84" in line for line in live.people.model.hint(row))


async def test_one_who_changes_is_one_row_and_one_tile(sitting: Sitting, live: LiveView, painted: Painted) -> None:
    await settled(sitting, painted)
    await change(sitting, 5, quality=1)
    assert await settled(sitting, painted) == (["p05"], ["p05"])
    await sitting.show(*crowd())
    assert await settled(sitting, painted) == (["p05"], ["p05"])


async def test_another_who_speaks_is_two_rows_and_two_tiles(sitting: Sitting, live: LiveView, painted: Painted) -> None:
    await sitting.show(*crowd(), speaker_id="p01")
    await settled(sitting, painted)
    await sitting.show(*crowd(), speaker_id="p02")
    assert await settled(sitting, painted) == (["p01", "p02"], ["p01", "p02"])
