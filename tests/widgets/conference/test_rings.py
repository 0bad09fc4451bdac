"""What rings at a seat, and what becomes of the answer."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from app.domain.people import RoleTitle
from app.domain.rooms import InvitationStatus
from app.services.commands.rooms import InvitationAnswer
from app.tasks import TaskScope
from tests.fakes import sample_incidents as sample
from tests.fakes.hub_client import FakeHubClient, unreachable
from tests.fakes.sample_incidents import NOW, TurnedMirror, live_mirror
from tests.fakes.sample_rooms import a_room, rung
from tests.widgets.waiting import Until
from widgets.conference.rings import Rings
from widgets.incidents.sending import Sender


@dataclass
class Tone:
    sounds: bool = False

    def start(self) -> None:
        self.sounds = True

    def stop(self) -> None:
        self.sounds = False


@dataclass
class Desk:
    mirror: TurnedMirror
    client: FakeHubClient
    tone: Tone
    window: QWidget
    rings: Rings
    here: list[str]

    @property
    def words(self) -> str:
        sheet = self.rings.sheet
        return "\n".join(label.text() for label in (sheet._head, sheet._room, sheet._about, sheet._more))


@pytest.fixture
async def make_desk(application: QApplication) -> AsyncIterator[Callable[..., Desk]]:
    made: list[tuple[Desk, TaskScope]] = []

    def make(*rows: object, **of_actor: Any) -> Desk:
        mirror = live_mirror([*sample.units(), sample.incident(1), *rows])
        client, tone, here = FakeHubClient(), Tone(), list[str]()
        window = QWidget()
        window.resize(1280, 800)
        window.show()
        tasks = TaskScope("rings")
        actor = sample.actor(**of_actor)
        commands = Sender(mirror, client, tasks, actor)  # type: ignore[arg-type]
        rings = Rings(mirror, commands, actor, window, here=lambda: here[-1] if here else None, tone=tone)
        desk = Desk(mirror, client, tone, window, rings, here)
        made.append((desk, tasks))
        return desk

    yield make
    for desk, tasks in made:
        desk.rings.release()
        desk.window.close()
        await tasks.close()


def mine(**fields: Any) -> object:
    return rung("r1", "me", rung_at=(NOW,), created_at=NOW, **fields)


def test_the_sheet_says_where_what_and_as_whom(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_room(), mine(), person_id="me")
    assert desk.rings.sheet.isVisible()
    assert desk.tone.sounds
    assert "王芳 rings · 0:00" in desk.words
    assert "III" in desk.words
    assert "中山公园" in desk.words
    assert "You are needed as fire service" in desk.words
    desk.mirror.turn(75)
    desk.rings.refresh()
    assert "1:15" in desk.words


@pytest.mark.parametrize(
    ("actor", "invitation", "rings"),
    [
        ({"person_id": "me"}, {}, True),
        ({"person_id": "somebody else"}, {}, False),
        ({}, {"title": RoleTitle.DUTY_OFFICER}, True),
        ({}, {"title": RoleTitle.FIRE}, False),
        ({}, {"title": RoleTitle.DUTY_OFFICER, "of_unit_id": "310105002"}, False),
        ({"person_id": "me"}, {"status": InvitationStatus.ACCEPTED}, False),
        ({"person_id": "me"}, {"status": InvitationStatus.WAITING}, False),
    ],
)
def test_whose_ring_it_is(
    make_desk: Callable[..., Desk], actor: dict[str, Any], invitation: dict[str, Any], rings: bool
) -> None:
    """A desk without a name is rung for who is on shift there."""
    desk = make_desk(a_room(), mine(**invitation), **actor)
    assert desk.rings.sheet.isVisible() is rings
    assert desk.tone.sounds is rings


def test_a_conference_that_is_over_and_one_that_this_seat_is_in_do_not_ring(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_room(ended_at=NOW), mine(), person_id="me")
    assert not desk.rings.sheet.isVisible()
    desk.mirror.put(a_room(version=2))
    assert desk.rings.sheet.isVisible()
    desk.here.append("room")
    desk.rings.refresh()
    assert not desk.rings.sheet.isVisible()


async def test_f3_accepts_and_goes_there_at_once(make_desk: Callable[..., Desk], until: Until) -> None:
    desk = make_desk(a_room(), mine(), person_id="me")
    entered: list[str] = []
    desk.rings.accepted.connect(entered.append)
    desk.client.answers["answer_invitation"] = lambda *_: mine(version=2, status=InvitationStatus.ACCEPTED)
    desk.window.activateWindow()
    desk.window.setFocus()
    await until(desk.window.hasFocus)
    QTest.keyClick(desk.window, Qt.Key.Key_F3)
    assert entered == ["room"]
    assert not desk.tone.sounds
    await until(lambda: desk.client.asked("answer_invitation"))
    key, command = desk.client.asked("answer_invitation")[0].arguments
    assert (key, command.answer, command.expected_version) == ("r1", InvitationAnswer.ACCEPT, 1)


async def test_a_refusal_takes_the_reason_along(make_desk: Callable[..., Desk], until: Until) -> None:
    desk = make_desk(a_room(), mine(), person_id="me")
    desk.client.answers["answer_invitation"] = lambda *_: mine(version=2, status=InvitationStatus.DECLINED)
    desk.rings.sheet.reason.setText(" 在外地\n开会 ")
    desk.rings.sheet.decline.click()
    await until(lambda: not desk.rings.sheet.isVisible())
    command = desk.client.asked("answer_invitation")[0].arguments[1]
    assert (command.answer, command.reason) == (InvitationAnswer.DECLINE, "在外地 开会")


async def test_an_answer_that_does_not_get_through_can_be_given_again(
    make_desk: Callable[..., Desk], until: Until
) -> None:
    desk = make_desk(a_room(), mine(), person_id="me")
    told: list[str] = []
    desk.rings.notice.connect(told.append)
    desk.client.answers["answer_invitation"] = unreachable()
    desk.rings.sheet.by_phone.click()
    assert not desk.rings.sheet.by_phone.isEnabled()
    await until(lambda: told)
    assert desk.rings.sheet.isVisible()
    assert desk.rings.sheet.by_phone.isEnabled()


def test_it_can_be_quiet_until_it_is_rung_again(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_room(), mine(), person_id="me")
    desk.rings.sheet.silenced.emit(("r1",))
    assert not desk.rings.sheet.isVisible()
    assert not desk.tone.sounds
    desk.mirror.put(replace(rung("r1", "me", created_at=NOW), rung_at=(NOW, NOW)))
    assert desk.rings.sheet.isVisible()


def test_a_desk_is_rung_once_for_everybody_on_shift_there(make_desk: Callable[..., Desk]) -> None:
    leader = rung("r2", "leader", title=RoleTitle.DUTY_LEADER, created_at=NOW, rung_at=(NOW,))
    desk = make_desk(a_room(), mine(title=RoleTitle.DUTY_OFFICER), leader)
    assert "You are needed as duty officer, duty leader" in desk.words
    assert desk.rings.sheet.facts is not None
    assert desk.rings.sheet.facts.more == 0


def test_whose_name_is_not_known_is_not_called_by_a_key(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_room(), mine(created_by="account-7"), person_id="me")
    assert "You are rung · 0:00" in desk.words


async def test_who_cannot_come_says_so_once_for_everybody_who_is_rung_here(
    make_desk: Callable[..., Desk], until: Until
) -> None:
    leader = rung("r2", "leader", title=RoleTitle.DUTY_LEADER, created_at=NOW, rung_at=(NOW,))
    desk = make_desk(a_room(), mine(title=RoleTitle.DUTY_OFFICER), leader)
    desk.client.answers["answer_invitation"] = lambda key, _command: rung(
        key, "leader", version=2, status=InvitationStatus.DECLINED
    )
    desk.rings.sheet.decline.click()
    await until(lambda: not desk.rings.sheet.isVisible())
    assert {one.arguments[0] for one in desk.client.asked("answer_invitation")} == {"r1", "r2"}


async def test_by_phone_comes_one_and_the_other_is_still_rung(make_desk: Callable[..., Desk], until: Until) -> None:
    leader = rung("r2", "leader", title=RoleTitle.DUTY_LEADER, created_at=NOW, rung_at=(NOW,))
    desk = make_desk(a_room(), mine(title=RoleTitle.DUTY_OFFICER), leader)
    shown = desk.rings.sheet.facts
    assert shown is not None
    desk.client.answers["answer_invitation"] = lambda key, _command: rung(key, "leader", version=2)
    desk.rings.sheet.by_phone.click()
    await until(lambda: desk.rings.sheet.by_phone.isEnabled())
    assert [one.arguments[0] for one in desk.client.asked("answer_invitation")] == [shown.together[-1]]
    assert desk.rings.sheet.facts is not None
    assert desk.rings.sheet.facts.together == shown.together[:1]


def test_quiet_is_the_desk_for_everybody_who_is_rung_here(make_desk: Callable[..., Desk]) -> None:
    leader = rung("r2", "leader", title=RoleTitle.DUTY_LEADER, created_at=NOW, rung_at=(NOW,))
    desk = make_desk(a_room(), mine(title=RoleTitle.DUTY_OFFICER), leader)
    desk.rings.sheet.findChildren(QToolButton)[0].click()
    assert not desk.rings.sheet.isVisible()


def test_of_several_the_newest_is_shown_and_the_others_are_counted(make_desk: Callable[..., Desk]) -> None:
    first, second = a_room(), a_room(room_id="other", name="第二个", incident_id=None)
    later = replace(rung("r2", "me", room_id="other", created_at=NOW, rung_at=(NOW.replace(microsecond=1),)))
    desk = make_desk(first, second, mine(), later, person_id="me")
    assert desk.rings.sheet.facts is not None
    assert (desk.rings.sheet.facts.room, desk.rings.sheet.facts.more) == ("第二个", 1)
    desk.mirror.put(replace(later, version=2, status=InvitationStatus.UNANSWERED))
    assert desk.rings.sheet.facts.room == "商场火情"
