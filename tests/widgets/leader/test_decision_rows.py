"""A decision for several: each its own task and time, and nothing that is typed in a row is lost."""

import asyncio
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.services.commands.tasks import Decide
from tests.fakes.hub_client import FakeHubClient, unreachable
from tests.fakes.sample_incidents import NOW, TurnedMirror
from tests.widgets.leader.deciding import FIRE, FIRST, POLICE, SECOND, decided, quick, row_of, sent
from tests.widgets.waiting import Until
from widgets.leader.decision_draft import OwnTask
from widgets.leader.decision_entry import DecisionEntry


async def test_each_owner_gets_a_task_and_a_time_of_their_own_where_one_is_typed(
    entry: DecisionEntry, client: FakeHubClient, until: Until
) -> None:
    entry.take_owner(FIRE)
    entry.take_owner(POLICE)
    row_of(entry).task.setText("内攻灭火")
    row_of(entry).due.setText("20")
    entry.text.setText("全楼疏散")
    quick(entry, 60).click()
    assert row_of(entry, POLICE).task.placeholderText() == "全楼疏散"
    assert row_of(entry, POLICE).due.placeholderText() == "1 h"
    QTest.keyClick(row_of(entry).due, Qt.Key.Key_Return)
    await until(lambda: entry.is_empty)
    ((_incident_id, command),) = sent(client)
    assert command.text == "全楼疏散"
    assert [(one.unit_id, one.task, one.due_at) for one in command.tasks] == [
        ("dept-fire", "内攻灭火", NOW + timedelta(minutes=20)),
        ("dept-police", "全楼疏散", NOW + timedelta(minutes=60)),
    ]
    entry.take_owner(FIRE)
    assert entry.rows.tasks == (OwnTask(FIRE),), "what was sent is not sent again with the next one"


async def test_rows_follow_while_the_decision_is_typed(entry: DecisionEntry) -> None:
    entry.take_owner(FIRE)
    row = row_of(entry)
    QTest.keyClicks(entry.text, "clear")
    assert row.task.placeholderText() == "clear"
    for exact, words in (("20", "20 min"), ("14:30", "14:30"), ("", "no time")):
        entry.exact.clear()
        QTest.keyClicks(entry.exact, exact)
        assert row.due.placeholderText() == words
    QApplication.clipboard().setText("9" * 5000)
    entry.exact.paste()
    entry.send()
    assert entry.outcome.text() == "The time is not readable: write 14:30, or 20 for in 20 minutes."


async def test_who_was_taken_off_is_forgotten_with_the_decision_that_was_sent(
    entry: DecisionEntry, until: Until
) -> None:
    entry.text.setText("疏散")
    entry.take_owner(FIRE)
    row_of(entry).task.setText("内攻灭火")
    row_of(entry).off.click()
    entry.send()
    await until(lambda: entry.is_empty)
    entry.take_owner(FIRE)
    assert entry.rows.tasks == (OwnTask(FIRE),)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("soon", "The time of 公安分局 is not readable: write 14:30, or 20 for in 20 minutes."),
        ("25:61", "The time of 公安分局 is not readable: write 14:30, or 20 for in 20 minutes."),
        ("0", "The time of 公安分局 is past."),
        ("9" * 5000, "The time of 公安分局 is not readable: write 14:30, or 20 for in 20 minutes."),
    ],
)
async def test_a_time_of_one_of_them_that_cannot_be_meant_is_said_and_gone_to(
    entry: DecisionEntry, client: FakeHubClient, until: Until, due: str, words: str
) -> None:
    entry.activateWindow()
    await until(entry.isActiveWindow)
    entry.text.setText("疏散")
    for owner in (FIRE, POLICE):
        entry.take_owner(owner)
    QApplication.clipboard().setText(due)
    row_of(entry, POLICE).due.paste()
    typed = entry.typed()
    entry.send()
    assert entry.outcome.text() == words
    assert row_of(entry, POLICE).due.hasFocus()
    assert entry.typed() == typed
    assert not client.asked("decide")


async def test_who_is_called_back_has_what_was_typed_for_them(entry: DecisionEntry) -> None:
    entry.text.setText("疏散")
    entry.take_owner(FIRE)
    row_of(entry).task.setText("内攻灭火")
    row_of(entry).due.setText("14:30")
    row_of(entry).off.click()
    assert entry.rows.tasks == ()
    entry.show_incident(SECOND)
    entry.take_owner(FIRE)
    assert entry.rows.tasks == (OwnTask(FIRE),)
    entry.show_incident(FIRST)
    entry.take_owner(FIRE)
    assert entry.rows.tasks == (OwnTask(FIRE, task="内攻灭火", due="14:30"),)


async def test_what_was_wrong_with_somebody_goes_with_them(entry: DecisionEntry) -> None:
    entry.text.setText("疏散")
    entry.take_owner(FIRE)
    row_of(entry).due.setText("soon")
    entry.send()
    assert entry.outcome.isVisible()
    row_of(entry).off.click()
    assert not entry.outcome.isVisible()


async def test_rows_of_one_incident_wait_for_its_return(entry: DecisionEntry) -> None:
    entry.text.setText("全楼疏散")
    entry.take_owner(FIRE)
    row_of(entry).task.setText("内攻灭火")
    before = entry.typed()
    entry.show_incident(SECOND)
    assert entry.is_empty
    assert not entry.rows.isVisible()
    entry.show_incident(FIRST)
    assert entry.typed() == before


async def test_rows_stay_without_an_answer_and_are_sent_again_as_they_were(
    entry: DecisionEntry, client: FakeHubClient, district: TurnedMirror, until: Until
) -> None:
    client.answers["decide"] = [unreachable(), decided("i1", Decide(text="疏散"))]
    entry.text.setText("疏散")
    entry.take_owner(FIRE)
    row_of(entry).task.setText("内攻灭火")
    row_of(entry).due.setText("20")
    before = entry.typed()
    entry.send()
    await until(lambda: "Enter sends it again" in entry.outcome.text())
    assert entry.typed() == before
    district.turn(120)
    entry.send()
    await until(lambda: entry.is_empty)
    first, second = client.asked("decide")
    assert (first.arguments, first.named) == (second.arguments, second.named)


async def test_a_row_that_was_typed_in_while_the_first_was_on_its_way_stays(
    entry: DecisionEntry, client: FakeHubClient, until: Until
) -> None:
    held = client.held["decide"] = asyncio.Event()
    entry.text.setText("疏散")
    entry.take_owner(FIRE)
    entry.send()
    await until(lambda: client.asked("decide"))
    row_of(entry).task.setText("内攻灭火")
    held.set()
    await until(entry.send_button.isEnabled)
    assert entry.rows.tasks == (OwnTask(FIRE, task="内攻灭火"),)
