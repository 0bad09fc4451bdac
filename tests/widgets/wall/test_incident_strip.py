"""The strip above a wall: large enough for 8 m, true to the mirror, and no more repainted than it says anew."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QFont, QFontMetrics, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.incidents import Incident, IncidentStatus
from app.domain.layouts import parse_layout
from app.domain.people import RoleTitle
from app.domain.response import Response
from app.domain.rooms import InvitationStatus, ParticipationKind, ParticipationStatus, ParticipationTimes
from app.domain.scenes import Scene, Source
from app.domain.sla.policies import CONFERENCE, VIDEO
from tests.fakes.sample_incidents import NOW, TurnedMirror, clock, incident, live_mirror
from tests.fakes.sample_rooms import a_place, a_room, rung
from tests.widgets.wall.conftest import pixels_of
from widgets import colours
from widgets.wall.incident_strip import IncidentStrip
from widgets.wall.incident_strip_facts import strip_facts
from widgets.wall.incident_strip_layout import CAP_MM, cap_height, strip_layout
from widgets.wall.incident_strips import IncidentStrips
from widgets.wall.output import WallOutput
from widgets.wall.outputs import Outputs

Wait = Callable[[Callable[[], bool]], None]
SCENE = Scene("20261122-001 商场火情", parse_layout("1+5"), (Source.of_camera("code:1"), *(None,) * 5))


def fire(**changes: Any) -> Incident:
    return incident(1, clocks=(clock(VIDEO), clock(CONFERENCE)), **changes)


# -- how large


@pytest.mark.parametrize(("screen_mm", "pixels"), [(685.0, 1080), (685.0, 2160), (1800.0, 2160)])
def test_countdowns_of_a_wall_are_a_200th_of_eight_metres_high(screen_mm: float, pixels: int) -> None:
    cap_px = cap_height(canvas_height=pixels, screen_height=pixels, screen_mm=screen_mm)
    layout = strip_layout(pixels * 16 // 9, cap_px, QFont())
    shown_mm = QFontMetrics(layout.figures).capHeight() * screen_mm / pixels
    assert shown_mm == pytest.approx(CAP_MM, rel=0.04)
    assert layout.height < pixels * 0.16


@pytest.mark.parametrize("screen_mm", [0.0, 60.0, 90_000.0])
def test_a_screen_that_says_nothing_sensible_counts_as_a_usual_one(screen_mm: float) -> None:
    usual = cap_height(canvas_height=1080, screen_height=1080, screen_mm=685.0)
    assert cap_height(canvas_height=1080, screen_height=1080, screen_mm=screen_mm) == usual


def test_a_desks_monitor_keeps_its_room_for_pictures() -> None:
    assert cap_height(canvas_height=1080, screen_height=1080, screen_mm=286.0) == pytest.approx(1080 * 0.065)
    assert cap_height(canvas_height=20, screen_height=1080, screen_mm=685.0) == 12.0


# -- what it says


def test_who_is_in_and_who_is_missing_and_how_near_they_are() -> None:
    mirror = live_mirror([fire()])
    facts = strip_facts(mirror, fire())
    assert (facts.present, facts.missing, facts.is_complete) == ("No conference yet", "", None)

    titles = (RoleTitle.FIRE, RoleTitle.POLICE, RoleTitle.DUTY_LEADER)
    mirror.put(a_room(required_titles=titles))
    mirror.put(rung("old", "p1", title=RoleTitle.POLICE, status=InvitationStatus.DECLINED))
    mirror.put(rung("new", "p2", title=RoleTitle.POLICE, status=InvitationStatus.RINGING))
    mirror.put(rung("fire", "p3", title=RoleTitle.FIRE, status=InvitationStatus.ACCEPTED))
    facts = strip_facts(mirror, fire())
    assert facts.present == "Nobody in yet"
    assert facts.missing == "Missing 3: duty leader (not rung), police (ringing), fire service (coming)"
    mirror.put(rung("fire", "p3", version=2, title=RoleTitle.FIRE, status=InvitationStatus.UNANSWERED))
    mirror.put(rung("new", "p2", version=2, title=RoleTitle.POLICE, status=InvitationStatus.UNANSWERED))
    facts = strip_facts(mirror, fire())
    assert facts.missing == "Missing 3: duty leader (not rung), fire service, police (no answer)"

    mirror.put(a_place("wall", "大屏", kind=ParticipationKind.VIEWER))
    mirror.put(a_place("wang", "王"))
    mirror.put(a_place("li", "李", titles=titles))
    facts = strip_facts(mirror, fire())
    assert (facts.present, facts.missing, facts.is_complete) == (
        "In: fire service, police, duty leader, 王",
        "Everybody required is in",
        True,
    )


def test_who_is_in_without_sound_and_picture_is_missing_as_that() -> None:
    mirror = live_mirror([fire()])
    mirror.put(a_room(required_titles=(RoleTitle.FIRE,)))
    mirror.put(rung("fire", "p3", title=RoleTitle.FIRE, status=InvitationStatus.WITHOUT_MEDIA))
    mirror.put(rung("deputy", "p4", title=RoleTitle.FIRE, status=InvitationStatus.RINGING))
    mirror.put(a_place("li", "李", titles=(RoleTitle.FIRE,)))
    facts = strip_facts(mirror, fire())
    assert (facts.present, facts.is_complete) == ("In: fire service", False)
    assert facts.missing == "Missing 1: fire service (in, but without sound or picture)"
    # Gone again: what counts is who is rung instead.
    mirror.put(a_place("li", "李", version=2, titles=(RoleTitle.FIRE,), status=ParticipationStatus.LEFT))
    assert strip_facts(mirror, fire()).missing == "Missing 1: fire service (ringing)"
    heard = ParticipationTimes(first_media_at=NOW)
    mirror.put(a_place("wu", "吴", titles=(RoleTitle.FIRE,), times=heard))
    assert strip_facts(mirror, fire()).is_complete


def test_what_is_next_is_said_as_on_the_incidents_page() -> None:
    mirror = live_mirror([fire()])
    assert strip_facts(mirror, fire()).next_step == "Ask back whether the report is true."
    opened = strip_facts(mirror, fire(status=IncidentStatus.OPENED)).next_step
    assert opened == "Give somebody a task, or handle it at the desk."


# -- on the output


class Painted(QObject):
    """What of a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.regions: list[QRegion] = []
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        if isinstance(event, QPaintEvent):
            self.regions.append(event.region())
        return False


class Hall:
    def __init__(self, outputs: Outputs, mirror: TurnedMirror) -> None:
        self.mirror = mirror
        self.output: WallOutput = outputs.all[0]
        self.output.canvas.resize(1280, 720)
        self.output.canvas.show()
        self.strips = IncidentStrips(outputs, mirror)

    def show(self) -> IncidentStrip:
        self.output.show_incident("i1", SCENE)
        assert self.strip is not None
        return self.strip

    @property
    def strip(self) -> IncidentStrip | None:
        return self.strips.strip_of(self.output)


@pytest.fixture
def hall(outputs: Outputs) -> Iterator[Hall]:
    made = Hall(outputs, live_mirror([fire()]))
    yield made
    made.strips.release()


def test_it_comes_with_the_incidents_scene_and_the_pictures_make_room(hall: Hall) -> None:
    canvas = hall.output.canvas
    assert hall.strip is None
    strip = hall.show()
    assert strip.isVisible()
    assert strip.geometry() == QRect(0, 0, 1280, strip.wanted_height())
    rects = [tile.rect for tile in canvas.tiles]
    assert min(rect.top() for rect in rects) == strip.height()
    assert max(rect.bottom() for rect in rects) == 719
    canvas.resize(1920, 1080)
    assert (strip.width(), canvas.tiles[0].rect.top()) == (1920, strip.height())
    hall.output.command(hall.output.state.expand(0))
    assert canvas.tiles[0].rect == QRect(0, strip.height(), 1920, 1080 - strip.height())
    hall.output.release_incident("i1", runs=lambda _other: True)
    assert hall.strip is None
    assert min(tile.rect.top() for tile in canvas.tiles) == 0


def test_a_scene_that_somebody_put_there_by_hand_is_known_by_its_name(hall: Hall) -> None:
    hall.output.apply_scene(SCENE)
    assert hall.strip is None
    hall.mirror.put(Response(incident_id="i1", started_at=NOW, scene=SCENE.name))
    hall.output.changed.emit()
    assert hall.strip is not None


def test_it_goes_when_the_incident_is_over(hall: Hall, wait_until: Wait) -> None:
    hall.show()
    hall.mirror.put(replace(fire(), version=2, status=IncidentStatus.CLOSED))
    wait_until(lambda: hall.strip is None)
    hall.mirror.put(replace(fire(), version=3, status=IncidentStatus.OPENED))
    wait_until(lambda: hall.strip is not None)


def test_a_second_costs_the_cells_of_its_countdowns_and_nothing_else(hall: Hall, application: QApplication) -> None:
    strip = hall.show()
    hall.mirror.turn(10)
    hall.strips._hand.look()
    application.processEvents()
    of_strip, of_wall = Painted(strip), Painted(hall.output.canvas)
    hall.mirror.turn(1)
    hall.strips._hand.look()
    application.processEvents()
    assert of_strip.regions
    cells = QRegion(strip.places.video) + QRegion(strip.places.conference)
    assert all(region.subtracted(cells).isEmpty() for region in of_strip.regions)
    assert all(not region.intersects(strip.geometry()) for region in of_wall.regions)


def test_what_is_said_anew_is_painted_anew_and_only_that(hall: Hall, application: QApplication) -> None:
    hall.mirror.put(a_room())
    strip = hall.show()
    application.processEvents()
    painted = Painted(strip)
    strip.show_facts(strip_facts(hall.mirror, fire()))
    application.processEvents()
    assert painted.regions == []
    hall.mirror.put(a_place("li", "李", titles=(RoleTitle.FIRE,)))
    strip.show_facts(strip_facts(hall.mirror, fire()))
    application.processEvents()
    assert [region.boundingRect() for region in painted.regions] == [strip.places.people]
    strip.show_facts(strip_facts(hall.mirror, fire(is_drill=True)))
    application.processEvents()
    assert painted.regions[-1].boundingRect() == QRect(0, 0, strip.places.video.left(), strip.height())


def test_a_breach_is_seen_and_heard_of(hall: Hall, application: QApplication) -> None:
    strip = hall.show()
    application.processEvents()
    red = (colours.OFFLINE.red(), colours.OFFLINE.green(), colours.OFFLINE.blue())

    def share(place: QRect) -> float:
        pixels = pixels_of(strip.grab(place).toImage())
        return float((pixels == red).all(axis=2).mean())

    assert share(strip.places.video) == 0.0
    past = fire().clocks[0].target_s + 2
    hall.mirror.turn(past - int((hall.mirror.now() + timedelta(seconds=past)).timestamp()) % 2)
    strip.show_facts(replace(strip.facts, present="anew"))
    assert share(strip.places.video) > 0.5, "the bright half of its slow blinking"
    assert share(strip.places.conference) == 0.0
    assert "Video: over 0:0" in strip.accessibleName()
