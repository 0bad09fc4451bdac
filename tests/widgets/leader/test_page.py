"""The leader's page as a whole: which incident, what is said when nothing or nobody is there, and no work in hiding."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.decisions import Decision
from app.domain.incidents import Incident, IncidentLevel, IncidentStatus, Place
from app.domain.outputs import Output, ShownTile, TileState
from app.domain.people import RoleTitle
from app.domain.permissions import Role
from app.domain.response import Response, ResponseStep, StepKind
from app.domain.rooms import InvitationStatus
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.link.mirror import LinkState, LinkStatus, Mirror
from app.services.commands.response import DecideResponse
from app.services.conference_engine import StreamSource
from tests.fakes import sample_incidents as sample
from tests.fakes.hub_client import FakeHubClient, refused
from tests.fakes.sample_incidents import NOW, TurnedMirror, clock, delta, incident, live_mirror
from tests.fakes.sample_rooms import a_place, a_room, rung
from tests.fakes.signalling_room import OPENED_AT, person
from tests.widgets.conference.conftest import Sitting
from tests.widgets.leader.conftest import MakePage
from tests.widgets.waiting import Until
from widgets.leader.incident_tabs import running

Read = Callable[[QWidget], str]
LEVEL = IncidentLevel


def fire(number: int = 1, **facts: Any) -> Incident:
    key = f"i{number}"
    clocks = (clock(VIDEO, incident_id=key), clock(CONFERENCE, incident_id=key))
    return incident(number, **({"clocks": clocks, "status": IncidentStatus.OPENED} | facts))


def mirror_with(*rows: object) -> TurnedMirror:
    return live_mirror([*rows, *sample.units(), *sample.cameras()])


# -- which incident


def test_the_gravest_real_one_comes_first_and_the_latest_of_equals() -> None:
    found = [
        fire(1, level=LEVEL.IV),
        fire(2, level=LEVEL.II),
        fire(3, level=LEVEL.II, received_at=NOW + timedelta(minutes=1)),
        fire(4, level=LEVEL.I, is_drill=True),
        fire(5, level=LEVEL.I, status=IncidentStatus.CLOSED),
    ]
    assert [one.incident_id for one in running(mirror_with(*found))] == ["i3", "i2", "i1", "i4"]


async def test_it_opens_on_the_gravest_with_everything_in_sight(make_page: MakePage, read: Read) -> None:
    mirror = mirror_with(
        fire(1, level=LEVEL.IV), fire(2, level=LEVEL.I, title="地铁站大客流", place=Place(text="娄山关路站"))
    )
    page = make_page(mirror)
    assert page.incident_id == "i2"
    words = read(page.head)
    assert "地铁站大客流" in words
    assert "娄山关路站 · 20261122-002 · opened" in words
    assert page.head.video.words == "5:00 left"
    assert page.head.conference.words == "15:00 left"
    assert list(page.tabs.buttons) == ["i2", "i1"]
    # Nothing of it was asked of the hub, and all of it is on the page of a laptop.
    assert page.minimumSizeHint().width() <= 1366
    assert page.minimumSizeHint().height() <= 690


async def test_a_graver_one_takes_nothing_from_under_the_eyes_and_is_first_when_the_page_is_opened_anew(
    make_page: MakePage,
) -> None:
    mirror = mirror_with(fire(1, level=LEVEL.III))
    page = make_page(mirror)
    assert not page.tabs.isVisible()
    mirror.put(fire(2, level=LEVEL.I))
    assert page.incident_id == "i1"
    assert page.tabs.isVisible()
    page.hide()
    page.show()
    assert page.incident_id == "i2"


@pytest.mark.parametrize("typed", [True, False])
async def test_the_chosen_one_and_the_one_that_is_written_about_stay(make_page: MakePage, typed: bool) -> None:
    mirror = mirror_with(fire(1, level=LEVEL.III))
    page = make_page(mirror)
    if typed:
        page.entry.text.setText("全楼疏散")
    mirror.put(fire(2, level=LEVEL.I))
    if not typed:
        page.tabs.buttons["i1"].click()
    page.hide()
    page.show()
    assert page.incident_id == "i1"
    assert page.entry.text.text() == ("全楼疏散" if typed else "")


async def test_one_that_is_over_stays_until_somebody_looks_away(make_page: MakePage, read: Read) -> None:
    mirror = mirror_with(fire(1), fire(2, level=LEVEL.IV))
    page = make_page(mirror)
    mirror.put(fire(1, version=2, status=IncidentStatus.CLOSED))
    mirror.take(delta(seq=9, removed={"incident": ["i1"]}))
    assert page.incident_id == "i1"
    assert "It is closed." in read(page.head)
    assert not page.entry.isVisible()
    assert "Nothing was decided." in read(page.decisions)
    page.hide()
    page.show()
    assert page.incident_id == "i2"
    assert page.entry.isVisible()


async def test_when_nothing_goes_on_it_says_so_and_the_next_report_shows_by_itself(
    make_page: MakePage, read: Read
) -> None:
    mirror = mirror_with()
    page = make_page(mirror)
    assert read(page) == "No incident goes on. One that is reported shows here by itself."
    mirror.put(fire(1))
    assert page.incident_id == "i1"


async def test_before_the_hub_has_said_anything_it_waits(make_page: MakePage, read: Read) -> None:
    page = make_page(Mirror())
    assert read(page) == "Waiting for the hub…"


async def test_many_incidents_never_make_the_page_wider_than_a_laptop(make_page: MakePage) -> None:
    title = "龙之梦购物中心地下二层餐饮区燃气管道破裂泄漏，物业已组织疏散约三百人"
    page = make_page(mirror_with(*(fire(number, title=title, place=Place(text=title)) for number in range(1, 30))))
    assert len(page.tabs.buttons) == 6
    assert page.minimumSizeHint().width() <= 1366
    page.open("i1")
    assert "i1" in page.tabs.buttons
    assert page.tabs.buttons["i1"].isChecked()


# -- the link and the rights


async def test_without_a_link_it_says_since_when_and_keeps_what_was_known(make_page: MakePage, read: Read) -> None:
    mirror = mirror_with(fire(1))
    page = make_page(mirror)
    assert page.notice.words == ""
    mirror.set_status(LinkStatus(state=LinkState.LOST, since=NOW))
    words = "No link to the hub since 10:32:07: this is what was known then. It comes back by itself."
    assert page.notice.words == words
    assert "商场火情" in read(page.head)
    mirror.set_status(LinkStatus(state=LinkState.LIVE, since=NOW))
    assert page.notice.words == ""


async def test_who_may_not_decide_is_not_asked_to(make_page: MakePage) -> None:
    page = make_page(mirror_with(fire(1)), role=Role.OPERATOR)
    assert not page.entry.isVisible()
    assert page.wall.push_button.isVisible()


async def test_hidden_it_does_nothing(make_page: MakePage, until: Until) -> None:
    tiles = (ShownTile(tile=0, source_id="camera-1", name="1号口", state=TileState.LIVE),)
    shown = Output(output_id="o", name="1号屏", seat="厅", unit_id="310105", layout="1x1", tiles=tiles, reported_at=NOW)
    mirror = mirror_with(fire(1), shown)
    page = make_page(mirror)
    assert page.shown_cameras() == ["camera-1"]
    page.hide()
    assert page.shown_cameras() == []
    mirror.put(fire(1, version=2, title="别的"))
    mirror.put(replace(shown, version=2))
    for _ in range(3):
        QApplication.processEvents()
        await asyncio.sleep(0)
    assert page.head._title.text() == "商场火情", "nothing was painted anew"
    assert page._hand.waits_ms is None
    assert not page.conference._second.isActive()
    page.show()
    await until(lambda: page.head._title.text() == "别的")
    assert page._hand.waits_ms is not None or page.head.video.isVisible()


# -- what is done from it


async def test_what_is_decided_stands_in_the_list_as_soon_as_the_hub_has_it(
    make_page: MakePage, client: FakeHubClient, until: Until, read: Read
) -> None:
    client.answers["decide"] = Decision(
        decision_id="d1", incident_id="i1", text="全楼疏散", decided_by="a1", decided_by_name="王芳", decided_at=NOW
    )
    page = make_page(mirror_with(fire(1)))
    page.entry.text.setText("全楼疏散")
    page.entry.send()
    await until(lambda: "全楼疏散" in read(page.decisions))
    assert page.entry.is_empty


async def test_the_proposed_scene_goes_on_the_wall_by_the_next_steps_button(
    make_page: MakePage, client: FakeHubClient, until: Until
) -> None:
    step = ResponseStep(number=1, kind=StepKind.SCENE_PROPOSED, at=NOW, by="hub")
    response = Response(
        incident_id="i1", version=4, started_at=NOW, scene="s", output_id="o", is_proposed=True, steps=(step,)
    )
    mirror = mirror_with(fire(1), response, Output(output_id="o", name="1号屏", seat="厅", unit_id="310105"))
    page = make_page(mirror)
    assert page.head.step_button.text() == "Put it on the wall"
    client.answers["push_response"] = [refused("output-offline"), replace(response, version=5, is_proposed=False)]
    page.head.step_button.click()
    await until(page.outcome.isVisible)
    assert page.outcome.text() == "The output's seat is not connected."
    page.head.step_button.click()
    await until(lambda: page.head.step_button.text() != "Put it on the wall")
    assert not page.outcome.isVisible()
    asked = [call.arguments for call in client.asked("push_response")]
    assert asked == [("i1", DecideResponse(expected_version=4))] * 2


async def test_the_next_step_of_giving_a_task_is_the_line_for_decisions(make_page: MakePage) -> None:
    page = make_page(mirror_with(fire(1)))
    page.activateWindow()
    page.head.step_button.click()
    assert page.focusWidget() is page.entry.text


# -- the conference

WANG = person("wang", "王(消防)", titles=(RoleTitle.FIRE,), joined_at=OPENED_AT)
ME = person("me", "王芳", is_host=True)


def sitting_rows(sitting: Sitting) -> None:
    sitting.put(fire(1), a_room(), *sample.units())


async def test_who_is_in_and_who_is_missing_stands_there_before_anybody_joins(
    sitting: Sitting, make_page: MakePage
) -> None:
    sitting_rows(sitting)
    sitting.put(a_place("wang", "王(消防)", titles=(RoleTitle.FIRE,)))
    sitting.put(rung("r1", "p2", title=RoleTitle.POLICE, status=InvitationStatus.RINGING))
    page = make_page(sitting.mirror, conference=sitting.conference)
    assert page.conference.present.text() == "In: fire service"
    assert page.conference.missing.text() == "Missing 1: police (ringing)"
    assert page.conference.join_button.isVisible()
    assert not page.conference.stage.isVisible()


async def test_one_press_and_one_is_in_heard_and_not_seen(sitting: Sitting, make_page: MakePage, until: Until) -> None:
    sitting_rows(sitting)
    sitting.devices.on[StreamSource.CAMERA] = True
    page = make_page(sitting.mirror, conference=sitting.conference)
    sitting.room.people = [ME, WANG]
    page.conference.join_button.click()
    await until(lambda: sitting.conference.is_in)
    await until(page.conference.stage.isVisible)
    assert sitting.devices.on == {StreamSource.MICROPHONE: True, StreamSource.CAMERA: False}
    assert [one.name for one in page.conference.stage.entries if one is not None] == ["王(消防)"]
    page.conference.controls.microphone.click()
    assert sitting.devices.on[StreamSource.MICROPHONE] is False
    page.conference.controls.leave.click()
    await until(page.conference.join_button.isVisible)
    assert sitting.devices.left


async def test_faces_are_let_go_of_when_the_page_is_hidden(sitting: Sitting, make_page: MakePage, until: Until) -> None:
    sitting_rows(sitting)
    page = make_page(sitting.mirror, conference=sitting.conference)
    sitting.room.people = [ME, WANG]
    page.conference.join()
    await until(page.conference.stage.isVisible)
    page.hide()
    assert page.conference.stage.entries == []
    page.show()
    assert [one.name for one in page.conference.stage.entries if one is not None] == ["王(消防)"]


async def test_who_is_in_another_conference_is_told_so_before_joining_leaves_it(
    sitting: Sitting, make_page: MakePage, until: Until
) -> None:
    sitting_rows(sitting)
    await sitting.join(ME)
    sitting.put(fire(2, level=LEVEL.I), a_room(room_id="other", incident_id="i2", name="另一个"))
    page = make_page(sitting.mirror, conference=sitting.conference)
    assert page.incident_id == "i2"
    assert page.conference.words.text() == "You are in another conference; joining leaves it: 商场火情"
    page.open("i1")
    assert page.conference.controls.isVisible()


async def test_an_incident_without_a_room_gets_one_and_what_the_hub_refuses_is_said(
    make_page: MakePage, client: FakeHubClient, until: Until
) -> None:
    page = make_page(mirror_with(fire(1)))
    client.answers["open_room"] = refused("over")
    assert page.conference.words.text() == "Opening it rings everybody who is required."
    page.conference.open_button.click()
    await until(page.conference.outcome.isVisible)
    assert page.conference.outcome.text() == "The incident is over: reopen it first."
    page.open("")
    assert page.conference.present.text() == "No conference yet"
