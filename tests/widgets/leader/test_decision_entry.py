"""The line for decisions: sent as typed, refused in words, and nothing typed is lost or goes to another incident."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from app.domain.people import RoleTitle
from app.services.commands.tasks import MOST_TASKS, Decide
from tests.fakes.hub_client import FakeHubClient, refused, unreachable
from tests.fakes.sample_incidents import NOW, TurnedMirror
from tests.widgets.leader.deciding import FIRE, FIRST, POLICE, SECOND, decided, quick, row_of, sent
from tests.widgets.waiting import Until
from widgets.leader.decision_draft import OwnTask
from widgets.leader.decision_entry import DecisionEntry
from widgets.leader.owners import Owner


async def choose(entry: DecisionEntry, until: Until, letters: str) -> None:
    """As somebody types and presses Enter."""
    await until(lambda: entry.owner.suggest(letters))
    QTest.keyClicks(entry.owner, letters)
    QTest.keyClick(entry.owner, Qt.Key.Key_Return)


async def test_a_line_a_unit_by_pinyin_a_person_and_half_an_hour_are_a_decision(
    entry: DecisionEntry, client: FakeHubClient, until: Until
) -> None:
    entry.text.setText("全楼疏散")
    await choose(entry, until, "xfjy")
    await choose(entry, until, "wq")
    assert [one.owner.words for one in entry.rows.tasks] == ["消防救援支队", "王强"]
    assert entry.owner.text() == ""
    quick(entry, 30).click()
    QTest.keyClick(entry.text, Qt.Key.Key_Return)
    await until(entry.send_button.isEnabled)
    await until(lambda: entry.is_empty)
    ((incident_id, command),) = sent(client)
    assert incident_id == "i1"
    assert [(one.unit_id, one.person_id, one.title) for one in command.tasks] == [
        ("dept-fire", None, None),
        ("dept-police", "p1", RoleTitle.POLICE),
    ]
    assert {one.due_at for one in command.tasks} == {NOW + timedelta(minutes=30)}
    assert not entry.outcome.isVisible()


@pytest.mark.parametrize(
    ("text", "asked_for", "exact", "has_owner", "words"),
    [
        ("", "", "", False, "Write what is decided."),
        ("   \u200b ", "", "", False, "Write what is decided."),
        ("疏散", "消防大队七中队", "", False, "Choose one of those offered for “消防大队七中队”, or clear that line."),
        ("疏散", "", "soon", True, "The time is not readable: write 14:30, or 20 for in 20 minutes."),
        ("疏散", "", "30", False, "A time is for somebody: choose who does it, or take the time off."),
        ("疏散", "", "0", True, "That time is past."),
    ],
)
async def test_what_cannot_be_meant_is_said_and_stays(
    entry: DecisionEntry,
    client: FakeHubClient,
    text: str,
    asked_for: str,
    exact: str,
    has_owner: bool,
    words: str,
) -> None:
    entry.text.setText(text)
    entry.owner.setText(asked_for)
    entry.exact.setText(exact)
    if has_owner:
        entry.take_owner(FIRE)
    entry.send()
    assert entry.outcome.text() == words
    assert not client.asked("decide")
    assert (entry.text.text(), entry.owner.text(), entry.exact.text()) == (text, asked_for, exact)


async def test_without_an_answer_it_stays_and_enter_sends_the_very_same_again(
    entry: DecisionEntry, client: FakeHubClient, district: TurnedMirror, until: Until
) -> None:
    client.answers["decide"] = [unreachable(), decided("i1", Decide(text="疏散"))]
    entry.text.setText("疏散")
    entry.take_owner(FIRE)
    quick(entry, 15).click()
    entry.send()
    await until(lambda: "Enter sends it again" in entry.outcome.text())
    assert entry.text.text() == "疏散"
    assert quick(entry, 15).isChecked()
    district.turn(120)
    entry.send()
    await until(lambda: entry.is_empty)
    first, second = client.asked("decide")
    assert (first.arguments, first.named) == (second.arguments, second.named)
    assert first.named["key"]


async def test_what_got_no_answer_is_sent_again_though_its_time_has_passed_meanwhile(
    entry: DecisionEntry, client: FakeHubClient, district: TurnedMirror, until: Until
) -> None:
    client.answers["decide"] = [unreachable(), decided("i1", Decide(text="疏散"))]
    entry.text.setText("疏散")
    entry.take_owner(FIRE)
    entry.exact.setText("2026-11-22 10:33")
    entry.send()
    await until(lambda: "Enter sends it again" in entry.outcome.text())
    district.turn(120)
    entry.send()
    await until(lambda: entry.is_empty)
    first, second = client.asked("decide")
    assert (first.arguments, first.named) == (second.arguments, second.named)
    entry.text.setText("再疏散")
    entry.take_owner(FIRE)
    entry.exact.setText("2026-11-22 10:33")
    entry.send()
    assert entry.outcome.text() == "That time is past."


async def test_a_refusal_is_said_and_the_next_try_is_another_decision(
    entry: DecisionEntry, client: FakeHubClient, until: Until
) -> None:
    client.answers["decide"] = [refused("over"), refused("over")]
    entry.text.setText("疏散")
    for tries in (1, 2):
        entry.send()
        await until(lambda tries=tries: len(client.asked("decide")) == tries and entry.send_button.isEnabled())
        assert entry.outcome.text() == "The incident is over: reopen it first."
        assert entry.text.text() == "疏散"
    first, second = client.asked("decide")
    assert first.named["key"] != second.named["key"]


async def test_what_is_typed_for_one_incident_waits_for_its_return(
    entry: DecisionEntry, client: FakeHubClient, until: Until
) -> None:
    entry.text.setText("全楼疏散")
    entry.take_owner(FIRE)
    quick(entry, 60).click()
    before = entry.typed()
    entry.show_incident(SECOND)
    assert entry.is_empty
    entry.text.setText("封闭下立交")
    entry.show_incident(FIRST)
    assert entry.typed() == before
    entry.show_incident(None)
    entry.show_incident(SECOND)
    assert entry.text.text() == "封闭下立交"
    entry.send()
    await until(lambda: entry.is_empty)
    assert [(incident_id, command.text) for incident_id, command in sent(client)] == [("i2", "封闭下立交")]


async def test_an_answer_takes_away_what_was_sent_and_nothing_typed_since(
    entry: DecisionEntry, client: FakeHubClient, until: Until
) -> None:
    held = client.held["decide"] = asyncio.Event()
    entry.text.setText("全楼疏散")
    entry.send()
    entry.send()
    await until(lambda: client.asked("decide"))
    entry.text.setText("全楼疏散，先一层")
    held.set()
    await until(entry.send_button.isEnabled)
    assert entry.text.text() == "全楼疏散，先一层"
    assert len(client.asked("decide")) == 1


async def test_an_answer_for_the_incident_that_was_left_empties_only_its_own_line(
    entry: DecisionEntry, client: FakeHubClient, until: Until
) -> None:
    held = client.held["decide"] = asyncio.Event()
    told: list[int] = []
    entry.decided.connect(lambda: told.append(1))
    entry.text.setText("全楼疏散")
    entry.send()
    entry.show_incident(SECOND)
    entry.text.setText("封闭下立交")
    held.set()
    await until(lambda: told)
    assert entry.text.text() == "封闭下立交"
    assert entry.send_button.isEnabled()
    entry.show_incident(FIRST)
    assert entry.is_empty


async def test_a_time_of_day_and_a_quick_choice_exclude_each_other(entry: DecisionEntry) -> None:
    quick(entry, 15).click()
    quick(entry, 60).click()
    assert [one.isChecked() for one in entry.quick.values()] == [False, False, True, False]
    QTest.keyClicks(entry.exact, "14:30")
    assert entry.typed().due_min is None
    quick(entry, 30).click()
    assert (entry.typed().due_min, entry.typed().exact) == (30, "")
    quick(entry, 30).click()
    assert entry.typed().due_min is None


async def test_an_owner_is_taken_once_and_can_be_taken_off(entry: DecisionEntry) -> None:
    entry.take_owner(FIRE)
    entry.take_owner(FIRE)
    entry.take_owner(replace(FIRE, words="消防救援大队"))
    assert entry.rows.tasks == (OwnTask(FIRE),)
    chip = next(one for one in entry.findChildren(QAbstractButton) if one.accessibleName() == "Not 消防救援支队")
    chip.click()
    assert entry.rows.tasks == ()


async def test_more_than_the_hub_takes_are_refused_in_words(entry: DecisionEntry) -> None:
    for number in range(MOST_TASKS + 1):
        entry.take_owner(Owner(f"unit-{number}", f"单位{number}"))
    assert len(entry.rows.tasks) == MOST_TASKS
    assert entry.outcome.text() == "At most 20 for one decision: make another one."


async def test_who_is_there_is_named_again_without_a_word_also_when_there_is_no_room_for_more(
    entry: DecisionEntry,
) -> None:
    for number in range(MOST_TASKS):
        entry.take_owner(Owner(f"unit-{number}", f"单位{number}"))
    entry.take_owner(Owner("unit-0", "单位0"))
    assert not entry.outcome.isVisible()


async def test_every_control_is_reached_by_tab_as_it_is_said(
    entry: DecisionEntry, application: QApplication, until: Until
) -> None:
    entry.activateWindow()
    await until(entry.isActiveWindow)
    for owner in (FIRE, POLICE):
        entry.take_owner(owner)
    # Somebody who has a time already.
    quick(entry, 30).click()
    entry.text.setFocus()
    fire, police = row_of(entry), row_of(entry, POLICE)
    await until(police.off.isVisible)
    stops = [
        *(entry.text, entry.owner, *entry.quick.values(), entry.exact),
        *(fire.task, fire.due, fire.off, police.task, police.due, police.off),
        entry.send_button,
    ]
    passed = []
    for _ in stops:
        passed.append(application.focusWidget())
        QTest.keyClick(application.focusWidget(), Qt.Key.Key_Tab)
    assert passed == stops
