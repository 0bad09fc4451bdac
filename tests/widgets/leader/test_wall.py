"""Another seat's wall on a leader's screen: its pictures by this seat's own streams, its states by its own word."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from app.domain.camera_ranking import Pick, Reliance
from app.domain.outputs import Output, PictureFault, Push, ShownTile, TileState
from app.domain.response import Response
from app.domain.scenes import Source
from app.link.mirror import LinkState, LinkStatus
from app.services.rows import SharedScene
from app.services.tile_feed import TileSource
from streams.feeds import Feeds
from streams.state import Phase
from tests.fakes import sample_incidents as sample
from tests.fakes.sample_incidents import NOW, TurnedMirror, delta, incident, live_mirror
from tests.widgets.waiting import Until
from widgets.incidents.mirrored_page import mirrored_page
from widgets.leader.wall_mirror import WallMirror
from widgets.leader.wall_panel import WallPanel
from widgets.leader.words import wall_words

FIRE = incident(1)


def tile(number: int, source_id: str, **facts: Any) -> ShownTile:
    known: dict[str, Any] = {"tile": number, "source_id": source_id, "name": source_id, "state": TileState.LIVE}
    return ShownTile(**(known | facts))


def output(key: str = "hall:1", **facts: Any) -> Output:
    known: dict[str, Any] = {
        "output_id": key,
        "name": "1号屏",
        "seat": "指挥大厅",
        "unit_id": "310105",
        "layout": "1x2",
        "tiles": (tile(0, "camera-1"), tile(1, "camera-2")),
        "reported_at": NOW,
    }
    return Output(**(known | facts))


@pytest.fixture
def mirror() -> TurnedMirror:
    return live_mirror([FIRE, *sample.units(), *sample.cameras()])


Show = Callable[[Output], WallMirror]


@pytest.fixture
def show(
    application: QApplication, mirror: TurnedMirror, feeds: Feeds, resolve: Callable[[Source], TileSource]
) -> Iterator[Show]:
    made = WallMirror(mirror, feeds=feeds, resolve=resolve)
    made.resize(640, 180)
    made.show()

    def show(shown: Output) -> WallMirror:
        made.show_output(shown)
        return made

    yield show
    made.release()
    made.close()


def colour_at(wall: WallMirror, x: int, y: int) -> str:
    colour = QColor(wall.grab().toImage().pixel(x, y))
    strongest = max(("red", colour.red()), ("green", colour.green()), ("blue", colour.blue()), key=lambda one: one[1])
    return strongest[0] if strongest[1] > 120 else "dark"


async def test_its_cameras_are_seen_by_this_seats_own_streams(show: Show, until: Until) -> None:
    wall = show(output())
    await until(lambda: all(one.feed is not None and one.feed.painted for one in wall.tiles))
    # Each tile shows the whole clip: red on its left, blue on its right.
    assert [colour_at(wall, x, 60) for x in (40, 280, 360, 600)] == ["red", "blue", "red", "blue"]
    assert wall.shown_cameras() == ["camera-1", "camera-2"]


async def test_hidden_or_without_pictures_it_reads_nothing(show: Show, feeds: Feeds, until: Until) -> None:
    wall = show(output())
    await until(lambda: len(feeds.all) == 1)
    wall.pictures = False
    wall.show_output(output())
    assert [one.feed for one in wall.tiles] == [None, None]
    assert wall.shown_cameras() == []
    wall.pictures = True
    wall.hide()
    wall.show_output(output())
    assert wall.shown_cameras() == []


def test_what_this_account_may_not_see_and_what_stays_at_its_seat_have_no_stream(show: Show) -> None:
    wall = show(output(tiles=(tile(0, "camera-9"), tile(1, "", name="rtsp://…"))))
    assert [one.feed for one in wall.tiles] == [None, None]
    assert not wall.grab().isNull()


def test_a_tile_that_the_wall_shows_alone_is_shown_alone(show: Show) -> None:
    wall = show(output(tiles=(tile(0, "camera-1", visible=False), tile(1, "camera-2"))))
    assert wall.visible_tiles() == [wall.tiles[1]]
    assert wall.shown_cameras() == ["camera-2"]


def test_a_layout_of_a_newer_wall_hurts_nobody(show: Show) -> None:
    wall = show(output(layout="spiral", tiles=(tile(0, "camera-1"), tile(7, "camera-2"))))
    assert wall.shown_cameras() == ["camera-1"]


def test_what_is_gone_from_the_wall_is_let_go_of(show: Show) -> None:
    show(output())
    wall = show(output(tiles=(tile(1, "camera-2"),)))
    assert wall.shown_cameras() == ["camera-2"]
    assert wall.tiles[0].feed is None


@pytest.mark.parametrize(
    ("facts", "words", "phase"),
    [
        ({}, "The wall reports 2 of 2 live · unchanged for 12 s", Phase.LIVE),
        (
            {"tiles": (tile(0, "camera-1"), tile(1, "camera-2", state=TileState.STALE))},
            "The wall reports 1 of 2 live · unchanged for 12 s",
            Phase.STALE,
        ),
        (
            {"tiles": (tile(0, "camera-1", fault=PictureFault.BLACK),)},
            "The wall reports 0 of 1 live · unchanged for 12 s",
            Phase.STALE,
        ),
        (
            {"tiles": (tile(0, "camera-1", visible=False),)},
            "Nobody can see the wall's window · unchanged for 12 s",
            Phase.STALE,
        ),
        (
            {"tiles": (tile(0, "camera-1"), tile(1, "", name="1st responder", state=TileState.CONNECTING))},
            "The wall reports 1 of 1 live · unchanged for 12 s",
            Phase.LIVE,
        ),
        ({"online": False}, "The wall's seat is not connected; it last said at 10:32:07", Phase.OFFLINE),
        ({"reported_at": None}, "The wall has not said yet what it shows", Phase.CONNECTING),
    ],
)
def test_never_more_is_said_of_a_wall_than_its_seat_has_said(
    mirror: TurnedMirror, facts: dict[str, Any], words: str, phase: Phase
) -> None:
    mirror.turn(12)
    assert wall_words(output(**facts), mirror) == (words, phase)


def test_without_a_link_it_is_said_to_be_of_then(mirror: TurnedMirror) -> None:
    mirror.set_status(LinkStatus(state=LinkState.LOST, since=NOW))
    assert wall_words(output(), mirror) == ("No link to the hub: as the wall said at 10:32:07", Phase.OFFLINE)


# -- which output


@pytest.fixture
def panel(
    application: QApplication,
    mirror: TurnedMirror,
    feeds: Feeds,
    resolve: Callable[[Source], TileSource],
    pushed: list[tuple[str, dict[str, Any]]],
) -> Iterator[WallPanel]:
    panel = WallPanel(
        mirror,
        sample.actor(),
        feeds=feeds,
        resolve=resolve,
        subscribe_opened=lambda _listener: lambda: None,
        push=lambda output_id, **what: pushed.append((output_id, what)),
    )
    panel.resize(800, 400)
    panel.show()
    yield panel
    panel.release()
    panel.close()


def pick(camera_id: str) -> Pick:
    return Pick(
        camera_id=camera_id,
        bound_by_plan=False,
        reliance=next(iter(Reliance)),
        distance_m=120.0,
        facing=None,
        indoor=False,
    )


def response(**facts: Any) -> Response:
    return Response(incident_id="i1", started_at=NOW, scene="20261122-001 商场火情", **facts)


def test_the_output_with_the_incidents_scene_is_shown_and_named(panel: WallPanel, mirror: TurnedMirror) -> None:
    mirror.put(output("a:1", seat="一号席"))
    mirror.put(output("b:1", seat="指挥大厅", scene="20261122-001 商场火情"))
    mirror.put(response(output_id="a:1"))
    panel.show_page(mirrored_page(mirror, FIRE))
    assert panel.output is not None
    assert panel.output.output_id == "b:1"
    assert panel.choice.currentText() == "指挥大厅 · 1号屏"
    assert panel.words.text().startswith("20261122-001 商场火情 · The wall reports 2 of 2 live")


def test_who_chose_another_output_sees_that_for_this_incident(panel: WallPanel, mirror: TurnedMirror) -> None:
    push = Push(push_id="p", scene="x", incident_id="i1", by="hub", at=NOW)
    mirror.put(output("a:1", seat="一号席"))
    mirror.put(output("b:1", seat="二号席", push=push))
    panel.show_page(mirrored_page(mirror, FIRE))
    assert panel.output is not None and panel.output.output_id == "b:1"
    panel.choice.activated.emit(panel.choice.findData("a:1"))
    assert panel.output.output_id == "a:1"
    mirror.put(output("b:1", version=2, seat="二号席", push=push))
    assert panel.output.output_id == "a:1"
    panel.show_page(mirrored_page(mirror, incident(2)))
    assert panel.output.output_id == "a:1", "the first there is"


def test_a_wall_that_comes_and_goes_is_followed(panel: WallPanel, mirror: TurnedMirror) -> None:
    panel.show_page(mirrored_page(mirror, FIRE))
    assert panel.output is None
    assert not panel.push_button.isEnabled()
    mirror.put(output())
    assert panel.output is not None
    assert panel.wall.shown_cameras() == ["camera-1", "camera-2"]
    mirror.put(output(version=2, online=False))
    assert not panel.push_button.isEnabled()
    mirror.take(delta(seq=9, removed={"output": ["hall:1"]}))
    assert panel.output is None
    assert panel.wall.shown_cameras() == []


def test_scene_and_nearest_cameras_are_pushed_from_here(
    panel: WallPanel, mirror: TurnedMirror, pushed: list[tuple[str, dict[str, Any]]]
) -> None:
    mirror.put(response(picks=(pick("camera-2"), pick("camera-7"))))
    mirror.put(output())
    mirror.put(SharedScene(name="早高峰", unit_id="310105", content={}))
    panel.show_page(mirrored_page(mirror, FIRE))
    assert panel.output is not None
    menu = panel.menu_for(panel.output)
    *actions, scenes = [one for one in menu.actions() if one.text()]
    assert [one.text() for one in actions] == ["The incident's scene: 20261122-001 商场火情", "2号口"]
    for one in (*actions, *scenes.menu().actions()):  # type: ignore[attr-defined]
        one.trigger()
    assert pushed == [
        ("hall:1", {"scene": "20261122-001 商场火情"}),
        ("hall:1", {"camera_id": "camera-2"}),
        ("hall:1", {"scene": "早高峰"}),
    ]
    menu.deleteLater()


def test_a_hidden_page_reads_no_picture_and_ticks_no_second(panel: WallPanel, mirror: TurnedMirror) -> None:
    mirror.put(output())
    panel.show_page(mirrored_page(mirror, FIRE))
    assert panel.wall.shown_cameras()
    panel.hide()
    assert panel.wall.shown_cameras() == []
    assert not panel._second.isActive()
    mirror.put(output(version=2, tiles=(tile(0, "camera-2"),)))
    assert panel.wall.shown_cameras() == []
    panel.show()
    assert panel.wall.shown_cameras() == ["camera-2"]


def test_the_age_of_the_walls_word_goes_on(panel: WallPanel, mirror: TurnedMirror) -> None:
    mirror.put(output())
    panel.show_page(mirrored_page(mirror, FIRE))
    mirror.turn(75)
    panel._second.timeout.emit()
    assert panel.words.text().endswith("unchanged for 1 min 15 s")


async def test_a_camera_whose_address_comes_later_is_opened_then(
    application: QApplication,
    mirror: TurnedMirror,
    feeds: Feeds,
    resolve: Callable[[Source], TileSource],
    until: Until,
) -> None:
    is_known: list[bool] = []

    def asked(source: Source) -> TileSource:
        return resolve(source) if is_known else TileSource(source.value, "", waiting=True)

    panel = WallPanel(
        mirror,
        sample.actor(),
        feeds=feeds,
        resolve=asked,
        subscribe_opened=lambda _listener: lambda: None,
        push=lambda *_words, **_what: None,
    )
    panel.resize(800, 400)
    panel.show()
    mirror.put(output())
    panel.show_page(mirrored_page(mirror, FIRE))
    assert not feeds.all
    is_known.append(True)
    panel._second.timeout.emit()
    await until(lambda: all(one.feed is not None and one.feed.painted for one in panel.wall.tiles))
    panel.release()
    panel.close()


def green_at(wall: WallMirror) -> bool:
    """Whether the sign of the first tile is that of a live one."""
    image = wall.grab().toImage()
    column = [QColor(image.pixel(x, y)) for x in range(4, 17) for y in range(160, 180)]
    return any(colour.green() > 150 and colour.red() < 100 for colour in column)


def test_no_tile_is_called_live_on_the_word_of_a_wall_that_nobody_hears(show: Show) -> None:
    wall = show(output())
    wall.pictures = False
    wall.show_output(output())
    assert green_at(wall)
    wall.show_output(output(), is_current=False)
    assert not green_at(wall)


def test_when_the_link_or_the_walls_seat_is_gone_its_states_are_not_known(
    panel: WallPanel, mirror: TurnedMirror
) -> None:
    mirror.put(output())
    panel.show_page(mirrored_page(mirror, FIRE))
    assert panel.wall._is_current
    mirror.set_status(LinkStatus(state=LinkState.LOST, since=NOW))
    assert not panel.wall._is_current
    mirror.set_status(LinkStatus(state=LinkState.LIVE, since=NOW))
    assert panel.wall._is_current
    mirror.put(output(version=2, online=False))
    assert not panel.wall._is_current
