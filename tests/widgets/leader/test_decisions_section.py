"""The list of decisions: each as far as its tasks, overdue at its moment, and what is not of a decision below."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QMenu, QToolButton, QWidget

from app.domain.decisions import Decision
from app.domain.incidents import Assignment, AssignmentStatus
from app.domain.people import Contact, ContactKind, Person, RoleTitle
from app.domain.permissions import Role
from app.services.commands.tasks import WithdrawDecision
from tests.fakes import sample_incidents as sample
from tests.fakes.hub_client import FakeHubClient
from tests.fakes.sample_incidents import NOW, TurnedMirror, incident, live_mirror
from widgets.incidents.mirrored_page import mirrored_page
from widgets.incidents.rights import Rights
from widgets.incidents.second_hand import SecondHand
from widgets.incidents.sending import Sender
from widgets.leader.decision_dialogs import WithdrawDialog
from widgets.leader.decisions_section import DecisionsSection

FIRE = incident(1)
DECISION = Decision(
    decision_id="d1", incident_id="i1", text="全楼疏散", decided_by="a1", decided_by_name="王芳", decided_at=NOW
)


def task(key: str = "t1", **facts: Any) -> Assignment:
    known: dict[str, Any] = {
        "assignment_id": key,
        "incident_id": "i1",
        "decision_id": "d1",
        "unit_id": "dept-fire",
        "task": "全楼疏散",
        "assigned_at": NOW,
        "assigned_by": "a1",
    }
    return Assignment(**(known | facts))


@pytest.fixture
def mirror() -> TurnedMirror:
    person = Person(
        person_id="p1", name="霍长明", unit_id="dept-fire", contacts=(Contact(kind=ContactKind.MOBILE, value="13800"),)
    )
    return live_mirror([FIRE, person, *sample.units()])


Show = Callable[..., DecisionsSection]


@pytest.fixture
def show(mirror: TurnedMirror, make_sender: Callable[[TurnedMirror], Sender]) -> Iterator[Show]:
    made: list[DecisionsSection] = []
    hand = SecondHand(mirror.now)

    def show(*rows: object, role: Role = Role.DUTY_LEADER) -> DecisionsSection:
        for row in rows:
            mirror.put(row)
        if not made:
            rights = Rights(mirror, sample.actor(role=role))
            made.append(DecisionsSection(make_sender(mirror), rights, hand))
            made[0].resize(520, 400)
            made[0].show()
        made[0].show_page(mirrored_page(mirror, FIRE))
        return made[0]

    yield show
    hand.stop()
    for section in made:
        section.release()
        section.close()


def menus(section: DecisionsSection) -> list[str]:
    # A layout shows what is new with the next event.
    QApplication.processEvents()
    return [one.accessibleName() for one in section.findChildren(QToolButton) if one.isVisibleTo(section)]


def test_nothing_decided_says_what_to_do(show: Show, read: Callable[[QWidget], str]) -> None:
    assert "Nothing is decided yet" in read(show())


def test_who_does_what_until_when_and_how_far_it_is(show: Show, read: Callable[[QWidget], str]) -> None:
    done = task("t2", unit_id="dept-police", title=RoleTitle.POLICE, task="封路", status=AssignmentStatus.DONE)
    words = read(show(DECISION, task(person_id="p1", due_at=NOW + timedelta(minutes=15)), replace(done, answer="已封")))
    assert words.splitlines()[:4] == ["Decisions", "全楼疏散", "under way", "⋯"]
    assert "10:32:07 · 王芳" in words
    assert "消防救援支队 · 霍长明 · 13800" in words
    assert "公安分局 · police" in words
    assert "Answer: 已封" in words
    assert words.count("全楼疏散") == 1, "a task that says what the decision says is not said twice"


def test_a_task_is_overdue_at_its_moment_without_anybody_telling(
    show: Show, mirror: TurnedMirror, read: Callable[[QWidget], str]
) -> None:
    section = show(DECISION, task(due_at=NOW + timedelta(minutes=15)))
    mirror.turn(899)
    section._hand.look()
    assert "overdue" not in read(section)
    mirror.turn(1)
    section._hand.look()
    # The decision says it, and the task.
    assert read(section).count("overdue") == 2


def test_hidden_it_waits_for_nothing(show: Show, mirror: TurnedMirror) -> None:
    section = show(DECISION, task(due_at=NOW + timedelta(minutes=15)))
    section.hide()
    section._hand.look()
    assert section._hand.waits_ms is None


def test_the_latest_stands_first_and_tasks_of_no_decision_last(show: Show, read: Callable[[QWidget], str]) -> None:
    later = replace(DECISION, decision_id="d2", text="封路", decided_at=NOW + timedelta(minutes=1))
    words = read(show(DECISION, later, task(), task("t9", decision_id=None, task="到场处置"))).splitlines()
    places = [words.index(one) for one in ("封路", "全楼疏散", "Other tasks", "到场处置")]
    assert places == sorted(places)


def test_withdrawn_it_stays_with_the_reason(show: Show, read: Callable[[QWidget], str]) -> None:
    withdrawn = replace(
        DECISION,
        version=2,
        withdrawn_at=NOW + timedelta(minutes=3),
        withdrawn_by="a2",
        withdrawn_by_name="李强",
        withdrawn_because="火已扑灭",
    )
    section = show(withdrawn)
    words = read(section)
    assert "withdrawn 10:35:07 by 李强: 火已扑灭" in words
    assert menus(section) == []


def test_who_may_not_assign_is_offered_nothing(show: Show) -> None:
    assert menus(show(DECISION, task(), role=Role.OPERATOR)) == []


def test_a_leader_may_withdraw_and_write_down_what_was_said_on_the_telephone(show: Show) -> None:
    section = show(DECISION, task())
    assert menus(section) == ["What can be done: 全楼疏散"] * 2
    menu = QMenu()
    section._decision_menu(FIRE, DECISION, menu)
    section._task_menu(FIRE, task(), menu)
    words = [action.text() for action in menu.actions()]
    assert words == ["Withdraw the decision…", "Acknowledged", "Done…", "Declined…", "Withdraw the task…"]
    menu.deleteLater()


async def test_withdrawing_needs_a_reason_and_names_the_version_that_was_seen(
    show: Show,
    client: FakeHubClient,
    until: Callable[..., Any],
    make_sender: Callable[[TurnedMirror], Sender],
    mirror: TurnedMirror,
) -> None:
    section = show(DECISION, task())
    client.answers["withdraw_decision"] = replace(DECISION, version=2, withdrawn_at=NOW, withdrawn_because="火已扑灭")
    dialog = WithdrawDialog(make_sender(mirror), FIRE, DECISION, section)
    dialog.open()
    dialog.send()
    assert dialog.outcome.text() == "Something that is needed is still empty."
    dialog.reason.setPlainText("火已扑灭")
    dialog.send()
    await until(lambda: mirror.get(Decision, "d1").withdrawn_at is not None)  # type: ignore[union-attr]
    (call,) = client.asked("withdraw_decision")
    assert call.arguments == ("d1", WithdrawDecision(expected_version=1, reason="火已扑灭"))
