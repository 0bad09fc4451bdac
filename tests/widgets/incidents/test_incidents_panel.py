"""Board and page together: what is chosen, what stays, and what is let go."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.domain.events import Event, EventKind
from app.domain.incidents import IncidentLevel, IncidentStatus
from app.link.mirror import LinkState, LinkStatus
from app.services.rows import IncidentPage
from tests.fakes import sample_incidents as sample
from tests.fakes.hub_client import FakeHubClient, unreachable
from tests.fakes.sample_incidents import NOW, delta, incident, live_mirror
from tests.widgets.incidents.asking import MakePanel, Read
from tests.widgets.waiting import Until
from widgets.incidents.board_rows import BoardFilter
from widgets.incidents.opened_incident import Loading

MakePage = Callable[..., IncidentPage]


async def test_choosing_a_row_opens_its_page_at_once_and_its_timeline_when_it_comes(
    make_panel: MakePanel, client: FakeHubClient, make_page: MakePage, make_event: Callable[..., Event], until: Until
) -> None:
    shown = incident()
    client.pages["i1"] = make_page(shown, timeline=(make_event(EventKind.INCIDENT_NOTED, {"text": "已联系物业"}),))
    panel = make_panel(live_mirror([*sample.units(), shown]))
    panel.board.table.selectRow(0)
    assert panel.page.words() == ""
    assert panel.page.head._title.text() == "商场火情"
    await until(lambda: panel.page.timeline.model.rowCount() == 1)
    assert panel.page.timeline.model.index(0, 0).data() == "10:32:07 Note 已联系物业 李强"


async def test_when_the_chosen_incident_leaves_the_board_no_other_takes_its_place(
    make_panel: MakePanel, until: Until
) -> None:
    first, second = incident(1), incident(2, title="积水")
    mirror = live_mirror([*sample.units(), first, second])
    panel = make_panel(mirror)
    panel.open_incident("i1")
    mirror.take(delta([replace(first, version=2, status=IncidentStatus.CLOSED, closed_at=NOW)], seq=2))
    assert panel.board.selected_id == ""
    assert panel.page.opened.incident_id == "i1"
    assert "closed" in panel.page.head._facts.text()
    await until(lambda: panel.page.opened.loading is not Loading.NOT_YET)


async def test_a_chosen_incident_that_was_filtered_away_is_marked_again_when_it_is_back(make_panel: MakePanel) -> None:
    panel = make_panel(live_mirror([*sample.units(), incident(1), incident(2, level=IncidentLevel.I)]))
    panel.open_incident("i1")
    panel.board.choose(BoardFilter(levels=frozenset({IncidentLevel.I})))
    assert (panel.board.selected_id, panel.page.opened.incident_id) == ("", "i1")
    panel.board.choose(BoardFilter())
    assert panel.board.selected_id == "i1"


async def test_an_incident_that_only_the_hub_knows_is_brought(
    make_panel: MakePanel, client: FakeHubClient, make_page: MakePage, until: Until
) -> None:
    client.pages["old"] = make_page(incident(9, incident_id="old", title="去年的", status=IncidentStatus.CLOSED))
    panel = make_panel(live_mirror(sample.units()))
    panel.open_incident("old")
    assert panel.page.words() == "Waiting for the incident…"
    await until(lambda: panel.page.words() == "")
    assert panel.page.head._title.text() == "去年的"


async def test_one_that_the_hub_does_not_show_is_said_in_words(make_panel: MakePanel, until: Until) -> None:
    panel = make_panel(live_mirror([]))
    assert panel.page.words() == "Choose an incident: everything about it stands here."
    panel.open_incident("nobody")
    await until(lambda: panel.page.opened.loading is Loading.REFUSED)
    assert panel.page.words() == "The hub does not know this any more, or you may not see it."


async def test_a_timeline_that_did_not_come_is_said_and_comes_when_the_link_is_back(
    make_panel: MakePanel, client: FakeHubClient, make_page: MakePage, until: Until, read: Read
) -> None:
    shown = incident()
    client.answers["incident_page"] = [unreachable(), make_page(shown)]
    mirror = live_mirror([*sample.units(), shown])
    panel = make_panel(mirror)
    panel.open_incident("i1")
    await until(lambda: "It comes when the link is back." in read(panel.page.timeline))
    mirror.set_status(LinkStatus(state=LinkState.LOST, since=NOW))
    mirror.set_status(LinkStatus(state=LinkState.LIVE, since=NOW))
    await until(lambda: "Nothing is written down yet." in read(panel.page.timeline))


async def test_an_incident_that_one_may_not_see_any_more_is_not_seen_any_more(
    make_panel: MakePanel, client: FakeHubClient, make_page: MakePage, until: Until
) -> None:
    shown = incident()
    client.pages["i1"] = make_page(shown)
    mirror = live_mirror([*sample.units(), shown])
    panel = make_panel(mirror)
    panel.open_incident("i1")
    await until(lambda: panel.page.opened.loading is Loading.DONE)
    del client.pages["i1"]
    mirror.take(delta(seq=2, removed={"incident": ["i1"]}))
    await until(lambda: panel.page.words() == "The hub does not know this any more, or you may not see it.")


async def test_another_incident_does_not_wait_for_the_answer_about_the_one_before(
    make_panel: MakePanel, client: FakeHubClient, make_page: MakePage, until: Until
) -> None:
    client.held["incident_page"] = asyncio.Event()
    panel = make_panel(live_mirror([*sample.units(), incident(1), incident(2)]))
    panel.open_incident("i1")
    await until(lambda: client.asked("incident_page"))
    panel.open_incident("i2")
    await until(lambda: [call.arguments[0] for call in client.asked("incident_page")] == ["i1", "i2"])
    client.pages["i2"] = make_page(incident(2))
    client.held["incident_page"].set()
    await until(lambda: panel.page.opened.loading is Loading.DONE)
    assert panel.page.opened.incident_id == "i2"


async def test_many_changes_ask_the_hub_for_the_page_once(
    make_panel: MakePanel, client: FakeHubClient, make_page: MakePage, until: Until
) -> None:
    shown = incident()
    client.pages["i1"] = make_page(shown)
    mirror = live_mirror([*sample.units(), shown])
    panel = make_panel(mirror)
    panel.open_incident("i1")
    await until(lambda: panel.page.opened.loading is Loading.DONE)
    asked = len(client.asked("incident_page"))
    for version in range(2, 12):
        mirror.take(delta([replace(shown, version=version)], seq=version))
    await until(lambda: len(client.asked("incident_page")) > asked)
    await until(lambda: not panel.page.opened._busy)
    assert len(client.asked("incident_page")) == asked + 1


async def test_those_that_are_over_come_from_the_hub_when_they_are_wanted(
    make_panel: MakePanel, client: FakeHubClient, until: Until
) -> None:
    over = incident(9, title="上周的", status=IncidentStatus.CLOSED, closed_at=NOW)
    client.answers["incidents"] = [[over], unreachable()]
    panel = make_panel(live_mirror([*sample.units(), incident(1)]))
    panel.board.choose(BoardFilter(with_over=True))
    await until(lambda: panel.board.model.rowCount() == 2)
    assert client.asked("incidents")[0].named == {"over": "true"}
    panel.board.choose(BoardFilter())
    panel.board.choose(BoardFilter(with_over=True))
    await until(lambda: "The hub did not answer" in panel.board._chosen.text())


@pytest.mark.parametrize(("width", "beside"), [(420, False), (520, False), (1280, True)])
async def test_the_page_stands_beside_or_below_each_other_as_there_is_room(
    make_panel: MakePanel, width: int, beside: bool
) -> None:
    panel = make_panel(live_mirror([*sample.units(), *sample.every_state(NOW)]), width=width)
    panel.open_incident("i3")
    assert panel.width() == width
    facts, timeline = (each.mapTo(panel, each.rect().topLeft()) for each in (panel.page.facts, panel.page.timeline))
    assert (timeline.x() > facts.x() + 100) is beside
    panel.page.timeline.note_box.setText("half a no")
    panel.resize(1280 if width < 1000 else 420, 800)
    QTest.qWait(0)
    assert panel.page.timeline.note_box.text() == "half a no"
    assert panel.page.head.isVisible()


async def test_report_opens_the_form_by_its_signal_and_by_its_button(make_panel: MakePanel) -> None:
    panel = make_panel(live_mirror(sample.units()))
    panel.report_asked.emit()
    assert panel.form.isVisible()
    panel.form.reject()
    panel.board.report_button.click()
    assert panel.form.isVisible()


async def test_a_role_that_may_not_report_gets_no_form(make_panel: MakePanel) -> None:
    from app.domain.permissions import Role

    panel = make_panel(live_mirror(sample.units()), role=Role.AUDITOR)
    panel.report()
    assert panel._form is None


async def test_an_n_in_the_search_is_a_letter(make_panel: MakePanel) -> None:
    panel = make_panel(live_mirror(sample.units()))
    QTest.keyClicks(panel.board.search_box, "n")
    assert panel.board.search_box.text() == "n"
    assert isinstance(panel.board.search_box, QLineEdit)


async def test_a_letter_in_the_table_is_left_to_the_window(make_panel: MakePanel) -> None:
    from PySide6.QtGui import QShortcut

    panel = make_panel(live_mirror([*sample.units(), incident(1)]))
    asked: list[Any] = []
    QShortcut(Qt.Key.Key_N, panel).activated.connect(lambda: asked.append(1))
    panel.activateWindow()
    panel.board.table.setFocus()
    QTest.qWaitForWindowActive(panel)
    QTest.keyClick(panel.board.table, Qt.Key.Key_N)
    assert asked == [1]


async def test_a_released_panel_is_told_nothing_any_more(
    make_panel: MakePanel, client: FakeHubClient, until: Until
) -> None:
    mirror = live_mirror([*sample.units(), incident(1)])
    panel = make_panel(mirror)
    panel.open_incident("i1")
    panel.release()
    asked = len(client.calls)
    mirror.take(delta([incident(1, version=2), incident(2)], seq=2))
    mirror.set_status(LinkStatus(state=LinkState.LOST, since=NOW))
    await until(lambda: True)
    assert panel.board.model.rowCount() == 1
    assert len(client.calls) == asked
    assert panel._hand.waits_ms is None
