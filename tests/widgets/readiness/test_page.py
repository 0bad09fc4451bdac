"""The page Prevent: lights that read without colour, what is wrong in sentences, and one camera with its history."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest

from app.domain.camera_health import CameraCondition, CameraHealth, CameraLook
from app.domain.patrol_state import LookAsked, LookOutcome, PatrolRound, PatrolState
from app.domain.people import PersonType
from app.domain.permissions import Role
from app.domain.plan_review import PlanFault, PlanProblem, PlanReview
from app.domain.plans import ResponsePlan
from app.domain.readiness import Light
from app.domain.scenes import Source
from app.services.camera_registry import CameraRegistry
from app.services.rows import SharedCamera
from app.services.tile_feed import TileSource
from streams.feeds import Feeds
from tests.fakes import sample_incidents as sample
from tests.fakes.hub_client import FakeHubClient, refused, unreachable
from tests.fakes.sample_incidents import NOW, TurnedMirror, live_mirror
from tests.widgets.waiting import Until
from widgets.cameras.preview import CameraPreview
from widgets.readiness.history import HistoryStrip, Segment, segments
from widgets.readiness.page import ReadinessPage
from widgets.readiness.watch import ReadinessWatch
from widgets.readiness.words import light_sign, patrol_words

C = CameraCondition
Open = Callable[..., ReadinessPage]
STREET = "310105001"


def camera(key: str, *, north_m: float = 0.0, name: str = "") -> SharedCamera:
    """So far north of 中山公园; 龙之梦 is 350 m south of it."""
    return SharedCamera(
        camera_id=key,
        unit_id=STREET,
        unit_path=f"/310105/{STREET}/",
        name=name or key,
        street="华阳路街道",
        longitude=121.4147,
        latitude=31.2216 + north_m / 111_195,
    )


def word(key: str, condition: CameraCondition = C.HEALTHY, *, minutes: int = 0, detail: str = "") -> CameraHealth:
    since = NOW - timedelta(minutes=minutes)
    return CameraHealth(camera_id=key, unit_id=STREET, condition=condition, since=since, checked_at=NOW, detail=detail)


PLAN = ResponsePlan(plan_id="mall", name="龙之梦火灾", unit_id=STREET, site_id="site-lzm")
PATROL = PatrolState(
    goes=True,
    cameras=8000,
    checked=7412,
    never=500,
    on_walls=24,
    next_at=NOW + timedelta(hours=1),
    last_round=PatrolRound(
        began_at=NOW - timedelta(hours=5), ended_at=NOW - timedelta(hours=1, minutes=20), looks=7976
    ),
)
LOOKS = [
    CameraLook(camera_id="a", at=NOW - timedelta(minutes=30), condition=C.OFFLINE, detail="refused"),
    CameraLook(camera_id="a", at=NOW - timedelta(hours=18), condition=C.HEALTHY),
]
ROWS = (
    *(unit for unit in sample.units() if unit.path.startswith(f"/310105/{STREET}/") or unit.unit_id == "310105"),
    camera("a", name="正门"),
    camera("b", north_m=100),
    camera("far", north_m=800, name="远处"),
    PLAN,
    word("a", C.OFFLINE, minutes=30, detail="refused"),
    word("b", C.OFFLINE, minutes=90),
    word("far"),
)


@pytest.fixture
def client() -> FakeHubClient:
    reviews = [PlanReview(plan_id="mall", problems=(PlanProblem(fault=PlanFault.NEVER_REVIEWED),))]
    return FakeHubClient(
        answers={
            "plan_reviews": lambda: reviews,
            "patrol": lambda: PATROL,
            "camera_looks": lambda _camera_id: LOOKS,
            "look_at_camera": lambda camera_id: LookAsked(camera_id=camera_id, outcome=LookOutcome.ASKED, ahead=2),
        }
    )


@pytest.fixture
async def open_page(
    client: FakeHubClient, feeds: Feeds, registry: CameraRegistry, resolve: Callable[[Source], TileSource]
) -> AsyncIterator[Open]:
    opened: list[tuple[ReadinessPage, ReadinessWatch]] = []

    def open_page(mirror: TurnedMirror | None = None, **more: PersonType) -> ReadinessPage:
        mirror = mirror or live_mirror(ROWS)
        actor = sample.actor(Role.DUTY_OFFICER, **more)
        watch = ReadinessWatch(mirror, client, actor)  # type: ignore[arg-type]

        def make_preview() -> CameraPreview:
            return CameraPreview(feeds=feeds, registry=registry, resolve=resolve, narrow=True)

        page = ReadinessPage(mirror, client, actor, watch, make_preview)  # type: ignore[arg-type]
        page.resize(1500, 900)
        page.show()
        opened.append((page, watch))
        return page

    yield open_page
    for page, watch in opened:
        page.release()
        watch.release()
        page.close()


def choose(page: ReadinessPage, unit_id: str) -> None:
    page.tree.choose(unit_id)
    assert page.tree.current == unit_id


async def test_the_worst_stand_first_each_with_its_light_in_a_word(open_page: Open, until: Until) -> None:
    page = open_page()
    await until(lambda: page.tree.rows()[-1][0] == "中山公园" and page.plans.topLevelItemCount())
    assert page.tree.rows() == [
        ("All of 长宁区城运中心", "1/3"),
        ("华阳路街道", "2 blind · 1/3"),
        ("龙之梦购物中心", "Blind 0/2"),
        ("中山公园", "Blind 0/2"),
    ]
    assert page.heading.text() == "All of 长宁区城运中心 · 1 of 3 cameras work"
    assert page.said == [
        "2 of 2 sites could not be seen now: they are in the list of blind spots.",
        "2 of 3 cameras out of order: have them repaired, the latest to fail stands first.",
        "Plans that need a look: 1. Open them before they are needed.",
    ]
    assert [row.camera_id for row in page.cameras.rows.rows] == ["a", "b"]
    assert [page.tabs.tabText(number) for number in range(3)] == ["Out of order 2", "Plans 1", "Blind spots 2"]
    # Shape as well as colour: four lights, four signs.
    assert len({light_sign(light) for light in Light}) == 4


async def test_a_place_says_what_is_wrong_since_when_and_what_helps(open_page: Open, until: Until) -> None:
    page = open_page()
    await until(lambda: page.plans.topLevelItemCount())
    choose(page, "site-zsgy")
    assert page.said == [
        "All its cameras out of order (2) since 10:02:07: have line and gateway checked first.",
        "The nearest that works is 远处, 800 m away.",
    ]
    assert page.plans.topLevelItemCount() == 0
    choose(page, "site-lzm")
    assert "Plans that need a look: 1. Open them before they are needed." in page.said
    choose(page, STREET)
    assert page.said[0] == "2 of 2 sites could not be seen now: they are in the list of blind spots."
    assert [row.state for row in page.cameras.rows.rows] == ["offline", "offline", "healthy"]


async def test_a_light_follows_what_the_hub_tells(open_page: Open, until: Until) -> None:
    mirror = live_mirror(ROWS)
    page = open_page(mirror)
    choose(page, "site-zsgy")
    mirror.take(sample.delta(seq=2, rows=[replace(word("a"), version=2)]))
    mirror.turn(2)
    await until(lambda: page.heading.text() == "中山公园 · Limited")
    assert page.said == [
        "1 of 2 cameras out of order since 09:02:07: have them repaired, the others must do until then."
    ]


async def test_the_plan_that_needs_a_look_is_a_key_away(open_page: Open, until: Until) -> None:
    page = open_page()
    await until(lambda: page.plans.topLevelItemCount())
    asked = QSignalSpy(page.plan_asked)
    item = page.plans.topLevelItem(0)
    assert item is not None
    assert [item.text(column) for column in range(3)] == ["龙之梦火灾", "龙之梦购物中心", "Never reviewed"]
    page.plans.setCurrentItem(item)
    assert page.open_plan_button.isEnabled()
    page.open_plan_button.click()
    assert asked.at(0) == ["mall"]
    # From a blind spot it goes to the place.
    page.blind.opened.emit("site-zsgy")
    assert page.heading.text() == "中山公园 · Blind"


async def test_places_and_cameras_are_found_by_initials(open_page: Open, until: Until) -> None:
    page = open_page()
    page.search_box.setText("zsgy")
    await until(lambda: [name for name, _ in page.tree.rows()][1:] == ["华阳路街道", "中山公园"])
    page.search_box.setText("yuanchu")
    await until(lambda: [row.camera_id for row in page.cameras.rows.rows] == ["far"])
    # It works, and is listed nevertheless.
    assert page.tabs.tabText(0) == "Cameras, 0 out of order"
    page.search_box.clear()
    await until(lambda: len(page.tree.rows()) == 4)
    assert page.tabs.tabText(0) == "Out of order 2"


async def test_the_down_key_goes_from_the_search_to_what_it_found(open_page: Open, until: Until) -> None:
    page = open_page()
    await until(lambda: len(page.tree.rows()) == 4)
    for typed, found in (("zsgy", page.tree), ("yuanchu", page.cameras)):
        page.search_box.setFocus()
        page.search_box.setText(typed)
        QTest.keyClick(page.search_box, Qt.Key.Key_Down)
        assert page.focusWidget() is found
    assert page.camera.camera_id == page.cameras.current == "far"
    page.search_box.setFocus()
    QTest.keyClick(page.search_box, Qt.Key.Key_Escape)
    assert page.search_box.text() == ""


async def test_a_camera_tells_its_history_and_is_looked_at_when_somebody_asks(
    open_page: Open, until: Until, client: FakeHubClient
) -> None:
    mirror = live_mirror(ROWS)
    page = open_page(mirror)
    page.cameras.choose("a")
    await until(lambda: page.camera.changes.count() == 2)
    assert page.camera.name.text() == "正门"
    assert page.camera.state.text() == ("offline since 10:02:07 · Connection refused · looked at 10:32:07")
    assert page.camera.changes.item(0).text() == "10:02:07   offline   Connection refused"
    assert [segment.condition for segment in page.camera.strip.segments] == [None, C.HEALTHY, C.OFFLINE]
    page.camera.look_button.click()
    await until(lambda: page.camera.answer.text() == "Asked: 2 others come first.")
    mirror.take(sample.delta(seq=2, rows=[replace(word("a"), version=2)]))
    await until(lambda: len(client.asked("camera_looks")) == 2)
    assert page.camera.state.text() == "healthy since 10:32:07 · looked at 10:32:07"
    assert page.camera.answer.text() == ""
    client.answers["look_at_camera"] = refused("too-many-looks", "Wait.", status=429)
    page.camera.look_button.click()
    await until(lambda: page.camera.answer.text() == "Too many cameras wait for a look: try again in a moment.")


async def test_what_a_wall_shows_is_not_asked_for(open_page: Open) -> None:
    rows = (*(row for row in ROWS if not isinstance(row, CameraHealth)), replace(word("a"), live_at=NOW))
    page = open_page(live_mirror(rows))
    page.search_box.setText("正门")
    page.refresh()
    page.cameras.choose("a")
    assert page.camera.state.text() == "Live on a wall: the patrol leaves it alone."
    assert not page.camera.look_button.isEnabled()


async def test_who_may_see_no_pictures_asks_for_none(open_page: Open) -> None:
    page = open_page(person_type=PersonType.TEMPORARY)
    page.cameras.choose("a")
    assert page.camera.preview is None
    assert not page.camera.look_button.isVisible()


async def test_without_the_hub_the_lights_stay_and_the_history_says_so(
    open_page: Open, until: Until, client: FakeHubClient
) -> None:
    client.answers = dict.fromkeys(client.answers, unreachable())
    page = open_page()
    page.cameras.choose("a")
    await until(lambda: page.camera.answer.text() == "The hub did not answer: the history comes when it does.")
    assert page.tree.rows()[1] == ("华阳路街道", "2 blind · 1/3")
    assert page.patrol.text() == "Asking the hub how far the patrol is…"


async def test_nothing_is_asked_while_nobody_looks(open_page: Open, until: Until, client: FakeHubClient) -> None:
    page = open_page()
    await until(lambda: page.patrol.text().startswith("Patrol: 7412 of 8000"))
    assert page.patrol.text() == (
        "Patrol: 7412 of 8000 cameras looked at within a day · 500 never · 24 on walls, left alone"
        " · next at 11:32:07 · last round took 3 h 40 min for 7976"
    )
    assert page.watch.asks
    page.hide()
    assert not page.watch.asks


def test_a_hub_without_a_patrol_says_so() -> None:
    words = patrol_words(replace(PATROL, goes=False), NOW)
    assert words == "The patrol does not go: cameras are known by the walls alone."


async def test_a_street_seat_says_nothing_of_other_streets(client: FakeHubClient) -> None:
    """It knows none of their cameras, and would call them all blind."""
    mirror = live_mirror((*sample.units(), camera("a"), word("a")))
    actor = sample.actor(unit_id=STREET, unit_path=f"/310105/{STREET}/")
    watch = ReadinessWatch(mirror, client, actor)  # type: ignore[arg-type]
    watch.look_closely(on=True)
    assert watch.readiness.places.keys() == {STREET, "site-zsgy", "site-lzm"}
    assert watch.lost_sites == 0
    mirror.take(sample.delta(seq=2, rows=[replace(word("a", C.OFFLINE), version=2)]))
    watch.count()
    assert watch.lost_sites == 2
    watch.release()


def test_the_strip_holds_each_condition_until_the_next() -> None:
    begin = NOW - timedelta(hours=10)
    looks = [
        CameraLook(camera_id="a", at=NOW - timedelta(hours=5), condition=C.OFFLINE),
        CameraLook(camera_id="a", at=NOW - timedelta(hours=20), condition=C.HEALTHY),
    ]
    assert segments(looks, begin=begin, now=NOW) == [Segment(0.0, 0.5, C.HEALTHY), Segment(0.5, 1.0, C.OFFLINE)]
    assert segments((), begin=begin, now=NOW) == [Segment(0.0, 1.0, None)]


def test_the_strip_reads_in_grey() -> None:
    """What works is higher than what does not, and what nobody knows is a line."""
    strip = HistoryStrip()
    strip.resize(300, strip.sizeHint().height())
    looks = [
        CameraLook(camera_id="a", at=NOW - timedelta(hours=16), condition=C.HEALTHY),
        CameraLook(camera_id="a", at=NOW - timedelta(hours=8), condition=C.OFFLINE),
    ]
    strip.show_history(looks, begin=NOW - timedelta(hours=24), now=NOW, words="2")
    picture = strip.grab().toImage()
    scale = picture.width() / 300
    ground = picture.pixelColor(int(50 * scale), int(2 * scale))
    painted = [
        sum(picture.pixelColor(int(x * scale), int(y * scale)) != ground for y in range(22)) for x in (50, 150, 250)
    ]
    assert painted[1] > painted[2] > painted[0] > 0


async def test_the_geometry_of_a_large_district_keeps_no_wall_waiting(
    open_page: Open, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("widgets.readiness.watch._MOST_AT_ONCE", 1)
    page = open_page()
    assert page.said == ["Counting…"]
    await until(lambda: page.heading.text() == "All of 长宁区城运中心 · 1 of 3 cameras work")
