"""The board: order, filter, states in words, and what a moving countdown costs."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from app.domain.incidents import Assignment, Incident, IncidentClass, IncidentLevel, IncidentStatus, Place
from app.domain.permissions import Role
from app.domain.response import ChecklistItem, Response
from app.domain.sla.policies import CONFERENCE
from app.link.mirror import LinkState, LinkStatus
from tests.fakes import sample_incidents as sample
from tests.fakes.sample_incidents import NOW, TurnedMirror, clock, delta, incident, live_mirror
from widgets.incidents import board_table
from widgets.incidents.board import IncidentBoard
from widgets.incidents.board_delegate import BoardDelegate
from widgets.incidents.board_filter_menu import filter_menu
from widgets.incidents.board_model import Column
from widgets.incidents.board_rows import BoardFilter, Drills
from widgets.incidents.second_hand import SecondHand

Wait = Callable[[Callable[[], bool]], None]
MakeBoard = Callable[..., IncidentBoard]


@pytest.fixture
def make_board(application: QApplication) -> Iterator[MakeBoard]:
    made: list[tuple[IncidentBoard, SecondHand]] = []

    def make(mirror: TurnedMirror, *, width: int = 1280, **of_actor: object) -> IncidentBoard:
        hand = SecondHand(mirror.now)
        board = IncidentBoard(mirror, sample.actor(**of_actor), hand)
        board.resize(width, 500)
        board.show()
        application.processEvents()
        made.append((board, hand))
        return board

    yield make
    for board, hand in made:
        board.release()
        hand.stop()


def shown(board: IncidentBoard) -> list[str]:
    return [str(board.model.index(row, Column.TITLE).data()) for row in range(board.model.rowCount())]


def cell(board: IncidentBoard, row: int, column: Column) -> str:
    return str(board.model.index(row, column).data())


# -- order


def test_what_runs_is_on_top_then_the_gravest_then_the_most_urgent_and_drills_below(make_board: MakeBoard) -> None:
    def made(number: int, title: str, **facts: object) -> Incident:
        return incident(number, title=title, **facts)

    late = NOW + timedelta(seconds=60)
    board = make_board(
        live_mirror(
            [
                made(1, "nothing runs", level=IncidentLevel.I, clocks=(clock(stopped_after_s=9),)),
                made(2, "later", clocks=(clock(started_at=late),)),
                made(3, "sooner", clocks=(clock(),)),
                made(4, "graver", level=IncidentLevel.II, clocks=(clock(started_at=late),)),
                made(5, "practised", level=IncidentLevel.I, is_drill=True, clocks=(clock(),)),
                made(6, "breached", clocks=(clock(started_at=NOW - timedelta(hours=1)),)),
            ]
        )
    )
    assert shown(board) == ["graver", "breached", "sooner", "later", "Drill: practised", "nothing runs"]


def test_a_changed_incident_changes_its_row_and_its_place_and_stays_selected(make_board: MakeBoard) -> None:
    first, second = incident(1, clocks=(clock(),)), incident(2, title="积水", clocks=(clock(),))
    mirror = live_mirror([first, second])
    board = make_board(mirror)
    board.select("i2")
    graver = replace(second, version=2, level=IncidentLevel.I)
    mirror.take(delta([graver], seq=2))
    assert shown(board) == ["积水", "商场火情"]
    assert (board.selected_id, board.table.currentIndex().row()) == ("i2", 0)
    mirror.take(delta([incident(3, title="新报", level=IncidentLevel.I)], seq=3))
    mirror.take(delta([replace(first, version=2, status=IncidentStatus.CLOSED)], seq=4))
    assert shown(board) == ["积水", "新报"]
    assert board.selected_id == "i2"
    mirror.take(delta(seq=5, removed={"incident": ["i2"]}))
    assert shown(board) == ["新报"]


def test_the_selection_is_kept_over_a_new_snapshot_with_hundreds_of_changes(make_board: MakeBoard) -> None:
    incidents = sample.many(300, NOW)
    mirror = live_mirror(incidents)
    board = make_board(mirror)
    board.select("i150")
    mirror.take(sample.snapshot([replace(each, version=2, level=IncidentLevel.II) for each in incidents], seq=9))
    assert board.selected_id == "i150"
    assert board.model.rowCount() == 300
    assert cell(board, board.table.currentIndex().row(), Column.LEVEL) == "II serious"


# -- countdowns


def test_each_state_of_a_clock_is_said(make_board: MakeBoard) -> None:
    board = make_board(live_mirror(sample.every_state(NOW)))
    rows = {cell(board, row, Column.NUMBER): row for row in range(board.model.rowCount())}

    def said(number: str) -> tuple[str, str]:
        return cell(board, rows[number], Column.VIDEO), cell(board, rows[number], Column.CONFERENCE)

    assert said("20261122-001") == ("3:47 left", "13:47 left")
    assert said("20261122-002") == ("1:08 left", "met 3:34 · evidence")
    assert said("20261122-003") == ("over 0:37", "9:23 left")
    assert said("20261122-004") == ("met 1:12 · evidence", "met 10:18 · by hand")
    assert said("20261122-005") == ("late by 0:37 · evidence", "late by 16:40 · by hand")
    assert said("20261122-006") == ("excluded", "excluded, took 6:40")
    assert said("D20261122-007") == ("1 h 58 min left", "2 d 7 h left")
    assert said("20261122-008") == ("over 1 d 0 h", "never met")


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, Column]]:
    """Every cell that was painted, in order."""
    cells: list[tuple[int, Column]] = []

    class CountingDelegate(BoardDelegate):
        def paint(
            self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
        ) -> None:
            cells.append((index.row(), Column(index.column())))
            super().paint(painter, option, index)

    monkeypatch.setattr(board_table, "BoardDelegate", CountingDelegate)
    return cells


@pytest.mark.parametrize("width", [420, 1280])
def test_a_second_repaints_the_cells_whose_countdown_it_moves_and_no_other(
    make_board: MakeBoard, painted: list[tuple[int, Column]], application: QApplication, wait_until: Wait, width: int
) -> None:
    stopped = (clock(stopped_after_s=9), clock(CONFERENCE, stopped_after_s=9))
    incidents = [incident(number, clocks=stopped) for number in range(1, 1000)]
    incidents.append(incident(1000, clocks=(clock(), clock(CONFERENCE, stopped_after_s=9))))
    mirror = live_mirror(incidents)
    board = make_board(mirror, width=width)
    wait_until(lambda: (0, Column.VIDEO) in painted)
    painted.clear()
    for _ in range(5):
        mirror.turn(1)
        board._hand.look()
        application.processEvents()
    assert painted == [(0, Column.VIDEO)] * 5


def test_only_what_can_be_seen_moves(
    make_board: MakeBoard, painted: list[tuple[int, Column]], application: QApplication
) -> None:
    mirror = live_mirror([incident(number, clocks=(clock(),)) for number in range(1, 201)])
    board = make_board(mirror)
    visible = board.table.visible_rows()
    assert 5 < len(visible) < 30
    painted.clear()
    mirror.turn(1)
    board._hand.look()
    application.processEvents()
    assert sorted(painted) == [(row, Column.VIDEO) for row in visible]
    board.table.scrollToBottom()
    application.processEvents()
    painted.clear()
    mirror.turn(1)
    board._hand.look()
    application.processEvents()
    assert sorted(painted) == [(row, Column.VIDEO) for row in board.table.visible_rows()]
    assert board.table.visible_rows()[-1] == 199


def test_the_hand_waits_as_long_as_nothing_changes(make_board: MakeBoard, application: QApplication) -> None:
    mirror = live_mirror([incident(clocks=(clock(target_s=7200 + 30),), received_at=NOW, registered_at=NOW)])
    board = make_board(mirror)
    waits_ms = board._hand.waits_ms
    assert waits_ms is not None
    assert 20_000 < waits_ms <= 31_000
    mirror.take(delta([incident(2, clocks=(clock(),))], seq=2))
    application.processEvents()
    waits_ms = board._hand.waits_ms
    assert waits_ms is not None
    assert waits_ms <= 1000
    board.hide()
    application.processEvents()
    assert board._hand.waits_ms is None


def test_a_countdown_goes_on_by_itself(make_board: MakeBoard, wait_until: Wait) -> None:
    mirror = live_mirror([incident(clocks=(clock(),))], now=NOW + timedelta(seconds=0.98))
    board = make_board(mirror)
    assert cell(board, 0, Column.VIDEO) == "5:00 left"
    mirror.turn(0.05)
    wait_until(lambda: cell(board, 0, Column.VIDEO) == "4:59 left")


# -- filter and search


@pytest.mark.parametrize("typed", ["仙霞", "xx", "xianxia", "积水", "jishui js", "20261122-002", "xiaxin"])
def test_an_incident_is_found_by_words_pinyin_number_place_and_unit(make_board: MakeBoard, typed: str) -> None:
    board = make_board(live_mirror([*sample.units(), *sample.every_state(NOW)]))
    board.search_box.setText(typed)
    assert shown(board) == ["仙霞路积水"]
    QTest.keyClick(board.search_box, Qt.Key.Key_Escape)
    assert len(shown(board)) == 8


def test_a_search_without_a_hit_is_said_in_words(make_board: MakeBoard) -> None:
    board = make_board(live_mirror([incident()]))
    board.search_box.setText("qqqq")
    assert board.words() == "No incident matches “qqqq”. Esc shows all."


def test_enter_in_the_search_box_goes_to_the_first_row(make_board: MakeBoard) -> None:
    board = make_board(live_mirror([*sample.units(), *sample.every_state(NOW)]))
    board.search_box.setText("积水")
    QTest.keyClick(board.search_box, Qt.Key.Key_Return)
    assert board.selected_id == "i2"


@pytest.mark.parametrize(
    ("chosen", "titles"),
    [
        (BoardFilter(), ["a", "Drill: b"]),
        (BoardFilter(drills=Drills.HIDDEN), ["a"]),
        (BoardFilter(drills=Drills.ONLY), ["Drill: b"]),
        (BoardFilter(levels=frozenset({IncidentLevel.II})), ["Drill: b"]),
        (BoardFilter(classes=frozenset({IncidentClass.ACCIDENT})), ["a"]),
        (BoardFilter(unit_id="310105008"), ["Drill: b"]),
        (BoardFilter(unit_id="310105"), ["a", "Drill: b"]),
        (BoardFilter(with_over=True), ["a", "Drill: b", "c"]),
    ],
)
def test_the_filter_leaves_what_was_chosen(make_board: MakeBoard, chosen: BoardFilter, titles: list[str]) -> None:
    health = (IncidentClass.PUBLIC_HEALTH,)
    drill = incident(2, title="b", is_drill=True, level=IncidentLevel.II, classes=health, unit_id="310105008")
    over = incident(3, title="c", status=IncidentStatus.CLOSED, closed_at=NOW)
    board = make_board(live_mirror([*sample.units(), incident(1, title="a"), drill, over]))
    board.choose(chosen)
    assert shown(board) == titles


def test_mine_are_those_of_my_unit_shared_with_it_or_assigned_to_it(make_board: MakeBoard) -> None:
    task = Assignment(
        assignment_id="t1", incident_id="i3", unit_id="310105001", task="去现场", assigned_at=NOW, assigned_by="a2"
    )
    rows = [
        incident(1, title="own"),
        incident(2, title="shared", unit_id="310105008", shared_with=("310105001",)),
        incident(3, title="assigned", unit_id="310105008"),
        incident(4, title="other", unit_id="310105008"),
    ]
    mirror = live_mirror([*sample.units(), *rows, task])
    board = make_board(mirror, role=Role.DUTY_OFFICER, unit_id="310105001", unit_path="/310105/310105001/")
    board.choose(BoardFilter(mine=True))
    assert sorted(shown(board)) == ["assigned", "own", "shared"]
    mirror.take(delta([replace(task, version=2, incident_id="i4")], seq=2))
    assert sorted(shown(board)) == ["other", "own", "shared"]


def test_those_that_are_over_are_asked_for_and_shown_below(make_board: MakeBoard) -> None:
    board = make_board(live_mirror([incident(1)]))
    asked: list[bool] = []
    board.past_asked.connect(lambda: asked.append(True))
    board.choose(BoardFilter(with_over=True))
    board.show_past(
        [incident(9, title="以前", status=IncidentStatus.CLOSED, place=Place(text="愚园路"), closed_at=NOW)]
    )
    assert asked == [True]
    assert shown(board) == ["商场火情", "以前"]


def test_the_menu_offers_every_choice_and_the_choice_is_said(make_board: MakeBoard) -> None:
    board = make_board(live_mirror([*sample.units(), incident(1)]))
    menu = filter_menu(board.rows.filter, sample.units()[1:3], board.choose, board)
    by_words = {action.text(): action for action in menu.actions()}
    by_words["Drills only"].trigger()
    assert board._chosen.text() == "Drills only"
    assert board.words() == "No incident is left by this filter."
    board._all_again.click()
    assert (board.words(), board._chosen_line.isVisible()) == ("", False)


# -- states


def test_waiting_empty_lost_and_refused_are_said_in_words(make_board: MakeBoard) -> None:
    mirror = TurnedMirror()
    board = make_board(mirror)
    assert board.words() == "Waiting for the hub…"
    mirror.take(sample.snapshot([]))
    mirror.set_status(LinkStatus(state=LinkState.LIVE, since=NOW))
    assert (board.words(), board.link_words()) == ("No open incident. N reports one.", "")
    mirror.take(delta([incident()], seq=2))
    mirror.set_status(LinkStatus(state=LinkState.LOST, since=NOW))
    assert board.words() == ""
    assert board.link_words() == ("No link to the hub since 10:32:07: this is what was known then. Trying again.")
    mirror.set_status(LinkStatus(state=LinkState.LIVE, since=NOW, store_ok=False))
    assert "refuses every command" in board.link_words()
    mirror.set_status(LinkStatus(state=LinkState.REFUSED, since=NOW))
    assert "log in again" in board.link_words()


def test_a_role_that_may_not_report_has_no_button_for_it(make_board: MakeBoard) -> None:
    assert make_board(live_mirror([])).report_button.isVisible()
    assert not make_board(live_mirror([]), role=Role.AUDITOR).report_button.isVisible()


def test_a_released_board_no_longer_listens(make_board: MakeBoard) -> None:
    mirror = live_mirror([incident(1)])
    board = make_board(mirror)
    board.release()
    mirror.take(delta([incident(2)], seq=2))
    assert len(shown(board)) == 1


# -- checklist


def test_what_is_done_of_the_checklist_stands_in_the_row_and_follows(make_board: MakeBoard) -> None:
    mirror = live_mirror([incident(1), incident(2)])
    board = make_board(mirror)
    assert cell(board, 0, Column.STATUS) == "registered"
    items = [ChecklistItem(text=text, done_at=NOW if text == "一" else None) for text in ("一", "二", "三")]
    response = Response(incident_id="i1", started_at=NOW, checklist=tuple(items))
    mirror.put(response)
    row = board.rows.row_of("i1")
    assert row is not None
    assert cell(board, row, Column.STATUS) == "registered · ☑ 1/3"
    assert "Checklist: 1 of 3 done" in str(board.model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole))
    mirror.put(replace(response, version=2, checklist=()))
    assert cell(board, row, Column.STATUS) == "registered"
