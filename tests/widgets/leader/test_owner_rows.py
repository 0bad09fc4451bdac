"""Rows of owners: each shows what it will be asked for, follows the decision, and keeps what is typed in it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from tests.widgets.waiting import Until
from widgets.leader.decision_draft import OwnTask
from widgets.leader.owner_rows import OwnerRow, OwnerRows
from widgets.leader.owners import Owner

FIRE, POLICE = Owner("dept-fire", "消防救援支队"), Owner("dept-police", "公安分局")


@pytest.fixture
def rows(application: QApplication) -> Iterator[OwnerRows]:
    """In a window as wide as the column of a small laptop."""
    window = QWidget()
    column = QVBoxLayout(window)
    made = OwnerRows()
    column.addWidget(made)
    column.addStretch()
    window.resize(390, 300)
    window.show()
    window.activateWindow()
    made.follow("全楼疏散", "30 min")
    yield made
    window.close()


def row_of(rows: OwnerRows, owner: Owner = FIRE) -> OwnerRow:
    row = rows.row(owner)
    assert row is not None
    return row


def test_nobody_takes_no_room(rows: OwnerRows) -> None:
    assert not rows.isVisible()
    rows.add(OwnTask(FIRE))
    assert rows.isVisible()
    row_of(rows).off.click()
    assert not rows.isVisible()


def test_a_row_says_what_the_decision_says_and_follows_it(rows: OwnerRows) -> None:
    rows.add(OwnTask(FIRE))
    row = row_of(rows)
    assert (row.task.placeholderText(), row.due.placeholderText()) == ("全楼疏散", "30 min")
    rows.follow("全楼疏散，清场", "")
    assert (row.task.placeholderText(), row.due.placeholderText()) == ("全楼疏散，清场", "no time")
    rows.follow("", "")
    assert row.task.placeholderText() == "As decided"
    assert rows.tasks == (OwnTask(FIRE),)


async def test_whoever_comes_by_tab_finds_the_decisions_words_marked_and_leaves_them(
    rows: OwnerRows, until: Until
) -> None:
    rows.add(OwnTask(FIRE))
    row = row_of(rows)
    await until(row.window().isActiveWindow)
    row.off.setFocus()
    row.task.setFocus(Qt.FocusReason.TabFocusReason)
    assert row.task.selectedText() == "全楼疏散"
    row.due.setFocus()
    assert row.task.text() == ""
    rows.follow("封路", "")
    assert row.task.placeholderText() == "封路"
    assert rows.tasks == (OwnTask(FIRE),)


async def test_words_that_are_typed_stay_whatever_the_decision_becomes(rows: OwnerRows, until: Until) -> None:
    rows.show_tasks((OwnTask(FIRE), OwnTask(POLICE)))
    row = row_of(rows)
    await until(row.window().isActiveWindow)
    row.off.setFocus()
    row.task.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(row.task, "inside attack")
    QTest.keyClicks(row.due, "14:30")
    rows.follow("封路", "1 h")
    assert rows.tasks == (OwnTask(FIRE, task="inside attack", due="14:30"), OwnTask(POLICE))
    row.due.setFocus()
    assert row.task.text() == "inside attack"


async def test_a_row_that_is_emptied_follows_again(rows: OwnerRows, until: Until) -> None:
    rows.add(OwnTask(FIRE, task="内攻", due="20"))
    row = row_of(rows)
    row.task.setFocus()
    await until(row.task.hasFocus)
    for line in (row.task, row.due):
        line.selectAll()
        QTest.keyClick(line, Qt.Key.Key_Backspace)
    assert rows.tasks == (OwnTask(FIRE),)
    row.due.setFocus()
    assert row.task.placeholderText() == "全楼疏散"


async def test_the_decision_changes_under_somebody_who_is_in_a_row(rows: OwnerRows, until: Until) -> None:
    rows.add(OwnTask(FIRE))
    row = row_of(rows)
    row.task.setFocus()
    await until(row.task.hasFocus)
    rows.follow("封路", "")
    assert row.task.text() == "封路"
    assert rows.tasks == (OwnTask(FIRE),)
    row.task.setText("封路，只出不进")
    rows.follow("疏散", "")
    assert rows.tasks == (OwnTask(FIRE, task="封路，只出不进"),)


def test_who_is_taken_off_takes_what_was_typed_along(rows: OwnerRows) -> None:
    told: list[OwnTask] = []
    rows.taken_off.connect(told.append)
    rows.show_tasks((OwnTask(FIRE, task="内攻", due="20"), OwnTask(POLICE)))
    row_of(rows).off.click()
    assert told == [OwnTask(FIRE, task="内攻", due="20")]
    assert rows.tasks == (OwnTask(POLICE),)


async def test_many_scroll_and_the_one_that_came_is_in_sight(
    rows: OwnerRows, application: QApplication, until: Until
) -> None:
    owners = [Owner(f"unit-{number}", f"单位{number}") for number in range(12)]
    for owner in owners:
        rows.add(OwnTask(owner))
        application.processEvents()
    last = row_of(rows, owners[-1])
    await until(lambda: not last.visibleRegion().isEmpty())
    assert row_of(rows, owners[0]).visibleRegion().isEmpty()
    assert rows.height() < 5 * last.height()


async def test_a_time_to_write_anew_is_gone_to_and_seen(
    rows: OwnerRows, application: QApplication, until: Until
) -> None:
    owners = [Owner(f"unit-{number}", f"单位{number}") for number in range(12)]
    rows.show_tasks(tuple(OwnTask(owner, due="soon") for owner in owners))
    first, last = row_of(rows, owners[0]), row_of(rows, owners[-1])
    await until(rows.window().isActiveWindow)
    assert not first.visibleRegion().isEmpty()
    rows.go_to_due(last)
    application.processEvents()
    assert not last.due.visibleRegion().isEmpty()
    assert (last.due.hasFocus(), last.due.selectedText()) == (True, "soon")


async def test_a_long_name_leaves_room_for_the_task(rows: OwnerRows, application: QApplication) -> None:
    rows.add(OwnTask(Owner("long", "上海市长宁区城市运行综合管理中心应急指挥与联动处置办公室")))
    application.processEvents()
    (row,) = rows.findChildren(OwnerRow)
    assert row.task.width() > 120
    assert row.width() <= rows.width()
