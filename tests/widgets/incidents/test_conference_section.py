"""The conference on the page of an incident: who is rung, who is in, and what can be done about it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from app.domain.people import RoleTitle
from app.domain.permissions import Role
from app.domain.response import Response
from app.domain.rooms import (
    InvitationStatus,
    JoinLink,
    LinkDelivery,
    ParticipationKind,
    ParticipationStatus,
    ParticipationTimes,
)
from app.services.commands.links import IssuedLink, LinkWay
from tests.fakes import sample_incidents as sample
from tests.fakes.hub_client import FakeHubClient, refused
from tests.fakes.sample_incidents import NOW, TurnedMirror, live_mirror
from tests.fakes.sample_rooms import a_person, a_place, a_room, rung
from tests.widgets.incidents.asking import Click, Dialog, MakePanel, Read
from tests.widgets.waiting import Until
from widgets.conference.link_dialog import LinkDialog
from widgets.incidents.conference_section import ConferenceSection
from widgets.incidents.incidents_panel import IncidentsPanel

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200"><path d="M0 0h100v100H0z"/></svg>'


def a_link(**fields: Any) -> JoinLink:
    known: dict[str, Any] = {
        "link_id": "link",
        "room_id": "room",
        "incident_id": "i1",
        "unit_id": "310105001",
        "name": "王建国",
        "title": RoleTitle.FIRE,
        "created_at": NOW,
        "created_by": "a1",
        "expires_at": NOW + timedelta(hours=1),
    }
    return JoinLink(**(known | fields))


@pytest.fixture
def mirror() -> TurnedMirror:
    return live_mirror([*sample.units(), sample.incident(1), a_person("p1", "霍长明"), a_person("p2", "燕凌云")])


def section_of(panel: IncidentsPanel) -> ConferenceSection:
    panel.open_incident("i1")
    return panel.page.conference


async def test_opening_the_room_rings_and_goes_there(
    make_panel: MakePanel, client: FakeHubClient, mirror: TurnedMirror, until: Until
) -> None:
    panel = make_panel(mirror)
    section = section_of(panel)
    entered: list[str] = []
    panel.enter_asked.connect(entered.append)
    client.answers["open_room"] = a_room(unit_id="310105001")
    section.open_button.click()
    await until(lambda: entered == ["room"])
    assert section.open_button.isHidden()
    assert not section.join_button.isHidden()


async def test_everybody_who_was_rung_is_there_with_state_and_time(
    make_panel: MakePanel, mirror: TurnedMirror, read: Read, until: Until
) -> None:
    for row in (
        a_room(unit_id="310105001"),
        rung("r1", "p1", rung_at=(NOW,)),
        rung("r2", "p2", status=InvitationStatus.DECLINED, reason="在外地", deputy_order=1),
        a_place(
            "wang",
            "王建国",
            titles=(RoleTitle.POLICE,),
            times=ParticipationTimes(joined_at=NOW, first_media_at=NOW + timedelta(seconds=1)),
        ),
    ):
        mirror.put(row)
    section = section_of(make_panel(mirror))
    mirror.turn(75)
    section._count()
    text = read(section)
    assert "fire service · 霍长明\nringing 1:15" in text
    assert "fire service · 燕凌云 · deputy\ndeclined" in text
    assert "在外地" in text
    assert "police · 王建国\nin the room" in text
    assert "Missing: fire service" in text
    mirror.put(replace(a_place("wang", "王建国", version=2), status=ParticipationStatus.LEFT))
    await until(lambda: "王建国\nleft" in read(section))


async def test_who_is_in_without_sound_and_picture_is_said_to_be_that(
    make_panel: MakePanel, mirror: TurnedMirror, read: Read
) -> None:
    for row in (
        a_room(unit_id="310105001"),
        rung("r1", "p1", status=InvitationStatus.WITHOUT_MEDIA, rung_at=(NOW,)),
        a_place("huo", "霍长明", person_id="p1", titles=(RoleTitle.FIRE,), times=ParticipationTimes(joined_at=NOW)),
    ):
        mirror.put(row)
    text = read(section_of(make_panel(mirror)))
    assert "Missing: police In, but without sound or picture: fire service" in text
    assert "fire service · 霍长明\nin, but without sound or picture" in text


@pytest.mark.parametrize("status", [InvitationStatus.UNANSWERED, InvitationStatus.WITHDRAWN])
async def test_somebody_is_rung_again_with_the_version_that_was_seen(
    make_panel: MakePanel,
    client: FakeHubClient,
    mirror: TurnedMirror,
    click: Click,
    until: Until,
    status: InvitationStatus,
) -> None:
    mirror.put(a_room(unit_id="310105001"))
    mirror.put(rung("r1", "p1", version=3, status=status))
    section = section_of(make_panel(mirror))
    client.answers["ring_again"] = rung("r1", "p1", version=3)
    click(section, "Ring again")
    await until(lambda: client.asked("ring_again"))
    key, command = client.asked("ring_again")[0].arguments
    assert (key, command.expected_version) == ("r1", 3)


async def test_who_may_not_host_sees_and_does_nothing(make_panel: MakePanel, mirror: TurnedMirror, read: Read) -> None:
    mirror.put(a_room(unit_id="310105001"))
    mirror.put(rung("r1", "p1"))
    section = section_of(make_panel(mirror, role=Role.RESPONDER))
    text = read(section)
    assert "霍长明" in text
    assert "Not needed" not in text
    assert section.link_button.isHidden()
    assert section.end_button.isHidden()
    assert not section.join_button.isHidden()


async def test_a_link_is_made_shown_copied_sent_and_revoked(
    make_panel: MakePanel,
    client: FakeHubClient,
    mirror: TurnedMirror,
    click: Click,
    read: Read,
    dialog: Dialog,
    until: Until,
) -> None:
    mirror.put(a_room(unit_id="310105001"))
    panel = make_panel(mirror)
    section = section_of(panel)
    issued = IssuedLink(link=a_link(), url="http://hall.test/join#ffl_secret", qr_svg=SVG)
    sent = a_link(version=2, deliveries=(LinkDelivery(way="sms", to="…5678", at=NOW, by="a1"),))
    client.answers.update(issue_link=issued, send_link=sent, revoke_link=a_link(version=3, revoked_at=NOW))
    section.link_button.click()
    asked: LinkDialog = dialog(panel, LinkDialog)
    asked.name.setText("王建国")
    asked.title.setCurrentIndex(asked.title.findData(RoleTitle.FIRE))
    click(asked, "Make the link")
    await until(asked.code.isVisible)
    command = client.asked("issue_link")[0].arguments[1]
    assert (command.name, command.title, command.auto_admit) == ("王建国", RoleTitle.FIRE, True)
    await until(lambda: [call.arguments[1].way for call in client.asked("send_link")] == [LinkWay.QR])
    asked.number.setText("not a number")
    click(asked, "Send as SMS")
    assert "no telephone number" in read(asked)
    asked.number.setText("13812345678")
    click(asked, "Send as SMS")
    await until(lambda: "On its way to …5678" in read(asked))
    asked.close()
    assert "ffl_secret" not in repr(issued)
    await until(lambda: "used by 0 of 1" in read(section))
    assert "no further phone" not in read(section)
    mirror.put(a_link(version=2, most_uses=5, uses=2, closed_at=NOW))
    await until(lambda: "it lets no further phone in" in read(section))
    click(section, "Revoke")
    await until(lambda: "used by" not in read(section))


@pytest.mark.parametrize("agrees", [True, False])
async def test_who_would_go_out_with_a_link_is_named_before(
    make_panel: MakePanel,
    client: FakeHubClient,
    mirror: TurnedMirror,
    click: Click,
    read: Read,
    dialog: Dialog,
    until: Until,
    agrees: bool,
) -> None:
    gone = ParticipationStatus.LEFT
    for row in (
        a_room(unit_id="310105001"),
        a_link(most_uses=5, uses=2),
        a_place("wang", "王建国", kind=ParticipationKind.FIELD, link_id="link"),
        a_place("huo", "霍长明", kind=ParticipationKind.FIELD, link_id="link", status=gone),
        a_place("yan", "燕凌云"),
    ):
        mirror.put(row)
    client.answers["revoke_link"] = a_link(version=2, revoked_at=NOW)
    panel = make_panel(mirror)
    section = section_of(panel)
    click(section, "Revoke")
    question: QMessageBox = dialog(panel, QMessageBox)
    assert question.text().endswith(": \u2068王建国\u2069")
    assert not client.asked("revoke_link")
    click(question, "Revoke" if agrees else "Cancel")
    if agrees:
        await until(lambda: "used by" not in read(section))
    else:
        await until(lambda: not section.findChildren(QMessageBox))
    assert len(client.asked("revoke_link")) == agrees


def came_along(**fields: Any) -> JoinLink:
    """With the answer to the report."""
    return a_link(**({"created_by": "hub", "person_id": "p1", "name": "霍长明"} | fields))


@pytest.fixture
def shown_links(mirror: TurnedMirror) -> TurnedMirror:
    mirror.put(a_room(unit_id="310105001"))
    mirror.put(Response(incident_id="i1", started_at=NOW, room_id="room", link_ids=("link",)))
    mirror.put(came_along())
    return mirror


async def test_a_link_that_came_along_is_shown_again_and_copied(
    make_panel: MakePanel,
    client: FakeHubClient,
    shown_links: TurnedMirror,
    click: Click,
    read: Read,
    dialog: Dialog,
    until: Until,
) -> None:
    issued = IssuedLink(link=came_along(), url="http://hall.test/join#ffl_secret", qr_svg=SVG)
    client.answers.update(show_link=issued, send_link=came_along())
    panel = make_panel(shown_links)
    section = section_of(panel)
    click(section, "QR code…")
    shown: LinkDialog = dialog(panel, LinkDialog)
    await until(lambda: [call.arguments[1].way for call in client.asked("send_link")] == [LinkWay.QR])
    assert shown.code.isVisible()
    assert "霍长明" in read(shown)
    assert "this once" not in read(shown)
    shown.close()
    click(section, "Copy")
    await until(lambda: QGuiApplication.clipboard().text() == "http://hall.test/join#ffl_secret")
    await until(lambda: "Copied." in read(section))
    assert [call.arguments for call in client.asked("show_link")] == [("link",), ("link",)]


async def test_why_a_link_cannot_be_shown_is_said(
    make_panel: MakePanel, client: FakeHubClient, shown_links: TurnedMirror, click: Click, read: Read, until: Until
) -> None:
    client.answers["show_link"] = refused("link-over")
    section = section_of(make_panel(shown_links))
    click(section, "Copy")
    await until(lambda: "This link lets nobody in any more." in read(section))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"pending": True}, "SMS to …5678 is on its way"),
        ({}, "SMS to …5678, 10:32:07"),
        ({"failed": "no-answer"}, "No SMS to …5678: the SMS gateway does not answer"),
        ({"failed": "interrupted"}, "No SMS to …5678: the hub was stopped before the gateway answered"),
        ({"failed": "of a newer hub"}, "No SMS to …5678: of a newer hub"),
    ],
)
async def test_what_became_of_a_message_is_told(
    make_panel: MakePanel, shown_links: TurnedMirror, read: Read, fields: dict[str, Any], words: str
) -> None:
    section = section_of(make_panel(shown_links))
    shown_links.put(came_along(deliveries=(LinkDelivery(way="sms", to="…5678", at=NOW, by="hub", **fields),)))
    assert words in read(section).splitlines()
