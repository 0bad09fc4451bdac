"""A decision from the leader's line to the street's answer, on a real hub."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.decisions import Decision
from app.domain.incidents import Assignment, AssignmentStatus, Incident, IncidentClass, IncidentLevel, Place
from app.domain.scenes import Source
from app.link.hub_link import HubLink
from app.link.room_links import RoomLinks
from app.services.commands.incidents import ReportIncident
from app.services.commands.tasks import AnswerAssignment
from app.services.tile_feed import TileSource
from streams.feeds import Feeds
from tests.fakes.own_media import FakeDevices
from tests.fakes.room_media import FakeRoomMedia
from tests.widgets.own_hub_seat import seat_of_own_hub, who_sits_at
from tests.widgets.waiting import Until
from widgets.conference.conference import Conference
from widgets.conference.stage import Stage
from widgets.leader.decision_dialogs import WithdrawDialog
from widgets.leader.page import LeaderPage

Read = Callable[[QWidget], str]


@pytest.fixture
async def link(tmp_path: Path) -> AsyncIterator[HubLink]:
    async with seat_of_own_hub(tmp_path / "hub") as link:
        yield link


@pytest.fixture
async def page(
    application: QApplication, link: HubLink, feeds: Feeds, resolve: Callable[[Source], TileSource]
) -> AsyncIterator[LeaderPage]:
    links = RoomLinks(link.mirror, link.client, make_media=lambda _link: FakeRoomMedia(), looks=lambda: False)
    conference = Conference(links, link.mirror, FakeDevices())
    page = LeaderPage(
        link.mirror,
        link.client,
        who_sits_at(link),
        feeds=feeds,
        resolve=resolve,
        subscribe_opened=lambda _listener: lambda: None,
        push=lambda *_words, **_what: None,
        conference=conference,
        stage=Stage(feeds=feeds, resolve=resolve, now=conference.now),
    )
    page.resize(1366, 690)
    page.show()
    yield page
    page.release()
    page.close()
    await conference.close()
    await links.close()


async def test_a_decision_and_what_the_street_makes_of_it(
    page: LeaderPage, link: HubLink, until: Until, read: Read
) -> None:
    fire = ReportIncident(
        title="商场火情",
        classes=(IncidentClass.ACCIDENT,),
        level=IncidentLevel.II,
        place=Place(text="华阳路街道长宁路1018号"),
    )
    incident = await link.client.report_incident(fire)
    await until(lambda: page.incident_id == incident.incident_id)

    page.entry.text.setText("疏散周边人员")
    await until(lambda: page.entry.owner.suggest("hylj"))
    page.entry.owner.choose(page.entry.owner.suggest("hylj")[0])
    page.entry.exact.setText("20")
    page.entry.owner.choose(page.entry.owner.suggest("jslj")[0])
    road = page.entry.rows.row(page.entry.rows.tasks[1].owner)
    assert road is not None
    road.task.setText("封闭江苏路")
    road.due.setText("40")
    page.entry.send()
    await until(lambda: page.entry.is_empty)
    await until(lambda: "封闭江苏路" in read(page.decisions))
    words = read(page.decisions)
    assert "疏散周边人员\nunder way" in words
    assert "华阳路街道" in words
    [decision] = link.mirror.all(Decision).values()
    task, other = sorted(link.mirror.all(Assignment).values(), key=lambda one: one.task, reverse=True)
    assert {task.decision_id, other.decision_id} == {decision.decision_id}
    assert (task.task, other.task) == ("疏散周边人员", "封闭江苏路")
    assert task.due_at is not None
    assert other.due_at is not None
    assert other.due_at - task.due_at == timedelta(minutes=20)

    taken = AnswerAssignment(expected_version=task.version, status=AssignmentStatus.ACKNOWLEDGED)
    await link.client.answer_assignment(task.assignment_id, taken)
    await until(lambda: "\nacknowledged" in read(page.decisions))

    shown = link.mirror.get(Incident, incident.incident_id)
    assert shown is not None
    dialog = WithdrawDialog(page._commands, shown, decision, page)
    dialog.reason.setPlainText("火已扑灭")
    dialog.send()
    await until(lambda: "火已扑灭" in read(page.decisions))
    await until(lambda: link.mirror.all(Assignment)[task.assignment_id].status is AssignmentStatus.WITHDRAWN)
    assert "疏散周边人员\nwithdrawn" in read(page.decisions)

    # The conference that the hub has opened by itself is seen and joined from here.
    await until(page.conference.join_button.isVisible)
