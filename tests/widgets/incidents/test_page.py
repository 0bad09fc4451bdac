"""The page of one incident: what it says, what it lets whom do, and what becomes of every command."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.domain.decisions import Decision
from app.domain.events import Event, EventKind
from app.domain.evidence import Evidence, EvidenceSource, PaintedFlow, Refusal, Stamp
from app.domain.incidents import (
    Assignment,
    AssignmentStatus,
    Backdating,
    Casualties,
    Incident,
    IncidentLevel,
    IncidentReport,
    IncidentStatus,
    ReportKind,
)
from app.domain.people import Contact, ContactKind, Person, RoleTitle, Shift
from app.domain.permissions import Role
from app.domain.sla.clocks import ExclusionReason, StopManner
from app.domain.sla.policies import CONFERENCE, SlaPolicy, StopRule, Target
from app.services.rows import IncidentPage
from tests.fakes import sample_incidents as sample
from tests.fakes.hub_client import FakeHubClient, refused, unreachable
from tests.fakes.sample_incidents import NOW, clock, delta, fired, incident, live_mirror
from tests.widgets.waiting import Until
from widgets.incidents.clock_dialogs import ExcludeClockDialog, StopClockDialog
from widgets.incidents.countdown_label import CountdownLabel
from widgets.incidents.facts_dialog import FactsDialog
from widgets.incidents.incident_dialogs import (
    BackdatingDialog,
    LevelDialog,
    MergeDialog,
    MoveDialog,
    ParentDialog,
    ReopenDialog,
    ShareDialog,
)
from widgets.incidents.incidents_panel import IncidentsPanel
from widgets.incidents.page import IncidentPage as PageWidget
from widgets.incidents.report_dialog import ReportDialog
from widgets.incidents.suggest_box import SuggestBox
from widgets.incidents.task_dialogs import AnswerDialog, AssignDialog

MakePage = Callable[..., IncidentPage]
Read = Callable[[QWidget], str]
Click = Callable[[QWidget, str], None]
Dialog = Callable[[QWidget, type[QWidget]], Any]
Open = Callable[..., Awaitable[PageWidget]]


@pytest.fixture
def open_page(
    make_panel: Callable[..., IncidentsPanel], client: FakeHubClient, make_page: MakePage, until: Until
) -> Open:
    """The page of an incident with what belongs to it, as the hub has just brought it."""

    async def open_page(shown: Incident, *others: object, role: Role = Role.DUTY_LEADER, **of_page: Any) -> PageWidget:
        client.pages[shown.incident_id] = make_page(shown, **of_page)
        rows = [row for of in ("assignments", "reports", "evidence") for row in of_page.get(of, ())]
        mirror = live_mirror([*sample.units(), *sample.cameras(), shown, *rows, *others])
        panel = make_panel(mirror, role=role)
        panel.open_incident(shown.incident_id)
        await until(lambda: client.asked("incident_page") and not panel.page.opened._busy)
        return panel.page

    return open_page


def choose(box: SuggestBox, typed: str) -> None:
    """Type, and take the first that is offered."""
    box.choose(box.suggest(typed)[0])


# -- the next step


@pytest.mark.parametrize(
    ("status", "sentence", "button", "to"),
    [
        (IncidentStatus.REGISTERED, "Ask back whether the report is true.", "It is true", IncidentStatus.VERIFIED),
        (IncidentStatus.VERIFIED, "The report is true: open the incident.", "Open it", IncidentStatus.OPENED),
        (
            IncidentStatus.ASSIGNED,
            "Nobody has a task of it any more: give one, or go on without.",
            "In progress",
            IncidentStatus.IN_PROGRESS,
        ),
        (
            IncidentStatus.IN_PROGRESS,
            "It is being handled. Report back when it is done.",
            "Report back",
            IncidentStatus.REPORTED_BACK,
        ),
        (IncidentStatus.REPORTED_BACK, "Check what was reported back.", "Checked", IncidentStatus.CHECKED),
        (
            IncidentStatus.CHECKED,
            "The final report is not written yet. Write it, then close the incident.",
            "Close it",
            IncidentStatus.CLOSED,
        ),
    ],
)
async def test_the_next_step_is_a_sentence_with_its_button(
    open_page: Open,
    client: FakeHubClient,
    click: Click,
    until: Until,
    status: IncidentStatus,
    sentence: str,
    button: str,
    to: IncidentStatus,
) -> None:
    shown = incident(status=status, version=4)
    client.answers["move_incident"] = replace(shown, status=to, version=5)
    page = await open_page(shown)
    assert page.head.sentence.text() == sentence
    click(page.head, button)
    await until(lambda: page.head._facts.text().startswith("20261122-001 · " + to.value.replace("_", " ")))
    command = client.asked("move_incident")[0].arguments[1]
    assert (command.to, command.expected_version) == (to, 4)


async def test_an_open_incident_asks_for_a_task(open_page: Open, click: Click, dialog: Dialog) -> None:
    page = await open_page(incident(status=IncidentStatus.OPENED))
    click(page.head, "Give a task…")
    assert dialog(page, AssignDialog)


async def test_the_words_about_waiting_tasks_count_them(open_page: Open) -> None:
    tasks = tuple(task(f"t{number}", status=status) for number, status in enumerate(AssignmentStatus))
    page = await open_page(incident(status=IncidentStatus.ASSIGNED), assignments=tasks)
    assert page.head.sentence.text() == "1 of 2 tasks are not acknowledged yet: call them, or go on without."


async def test_what_a_role_may_not_do_is_not_offered(open_page: Open, read: Read) -> None:
    shown = incident(status=IncidentStatus.REGISTERED, clocks=(clock(),))
    page = await open_page(shown, role=Role.OPERATOR)
    words = read(page)
    assert "This is somebody else's to do." in page.head.sentence.text()
    withheld = {"It is true", "Other steps", "Change…", "Stop by hand…", "Exclude…", "Give a task…", "Write…", "Share…"}
    assert withheld.isdisjoint(words.splitlines())
    assert not page.timeline._note_line.isVisible()
    assert "Add pictures…" in words.splitlines()


async def test_a_duty_officer_stops_clocks_but_excludes_none(open_page: Open, read: Read) -> None:
    page = await open_page(incident(clocks=(clock(),)), role=Role.DUTY_OFFICER)
    assert "Stop by hand…" in read(page.clocks)
    assert "Exclude…" not in read(page.clocks)


async def test_steps_aside_ask_for_words(open_page: Open, client: FakeHubClient, dialog: Dialog, until: Until) -> None:
    shown = incident(status=IncidentStatus.REGISTERED)
    client.answers["move_incident"] = replace(shown, status=IncidentStatus.FALSE_REPORT, version=2, closed_at=NOW)
    page = await open_page(shown)
    assert list(page.head._step.others) == [IncidentStatus.OPENED, IncidentStatus.FALSE_REPORT]
    page.head.ask_to_move(IncidentStatus.FALSE_REPORT)
    asked = dialog(page, MoveDialog)
    asked.note.setPlainText("报警人误判，为烧烤油烟")
    asked.send()
    await until(lambda: page.head.sentence.text() == "It was found to be a false report.")
    assert client.asked("move_incident")[0].arguments[1].note == "报警人误判，为烧烤油烟"


async def test_a_closed_incident_is_reopened_with_a_reason(
    open_page: Open, client: FakeHubClient, click: Click, dialog: Dialog, until: Until
) -> None:
    shown = incident(status=IncidentStatus.CLOSED, closed_at=NOW, clocks=(clock(frozen=True),))
    client.answers["reopen_incident"] = replace(shown, status=IncidentStatus.OPENED, version=2, cycle=2, closed_at=None)
    page = await open_page(shown)
    click(page.head, "Reopen…")
    asked = dialog(page, ReopenDialog)
    asked.send()
    assert asked.outcome.text() == "Something that is needed is still empty."
    assert client.asked("reopen_incident") == []
    asked.reason.setPlainText("复燃")
    asked.send()
    await until(lambda: "cycle 2" in page.head._facts.text())


# -- what becomes of a command


async def test_a_step_that_was_overtaken_says_what_changed_and_is_taken_on_what_is_now(
    open_page: Open,
    client: FakeHubClient,
    make_page: MakePage,
    make_event: Callable[..., Event],
    click: Click,
    until: Until,
) -> None:
    shown = incident(status=IncidentStatus.VERIFIED, version=3)
    now = replace(shown, version=4, level=IncidentLevel.I)
    page = await open_page(shown)
    client.answers["move_incident"] = [refused("stale-version"), replace(now, version=5, status=IncidentStatus.OPENED)]
    client.pages["i1"] = make_page(now, timeline=(make_event(EventKind.INCIDENT_LEVEL_CHANGED, {}),))
    click(page.head, "Open it")
    await until(lambda: page.head.outcome)
    assert page.head.outcome == (
        "Meanwhile 李强 changed level: III considerable → I extremely serious. Look at it and send it again."
    )
    assert "I extremely serious" in page.head._chip.toolTip()
    click(page.head, "Open it")
    await until(lambda: len(client.asked("move_incident")) == 2)
    assert client.asked("move_incident")[1].arguments[1].expected_version == 4


async def test_an_unreachable_hub_takes_nothing_that_was_typed(
    open_page: Open, client: FakeHubClient, until: Until, read: Read
) -> None:
    page = await open_page(incident())
    page.timeline.note_box.setText("燃气公司8分钟到")
    page.timeline._write()
    await until(lambda: "Nothing that you typed is lost" in read(page.timeline))
    assert page.timeline.note_box.text() == "燃气公司8分钟到"
    client.answers["write_note"] = incident()
    page.timeline._write()
    await until(lambda: page.timeline.note_box.text() == "")
    assert "lost" not in read(page.timeline)


async def test_a_dialog_keeps_its_words_until_the_hub_has_done_it(
    open_page: Open, client: FakeHubClient, click: Click, dialog: Dialog, until: Until
) -> None:
    shown = incident(clocks=(clock(),))
    page = await open_page(shown)
    client.answers["stop_clock"] = [unreachable(), refused("already-stopped"), shown]
    click(page.clocks, "Stop by hand…")
    asked = dialog(page, StopClockDialog)
    asked.reason.setPlainText("现场图像已由街道确认")
    asked.send()
    await until(lambda: "Nothing that you typed is lost" in asked.outcome.text())
    asked.send()
    await until(lambda: asked.outcome.text() == "The clock has stopped already.")
    assert asked.reason.text == "现场图像已由街道确认"
    asked.send()
    await until(lambda: not page.window().findChildren(StopClockDialog))
    assert [call.arguments[:2] for call in client.asked("stop_clock")] == [("i1", "i1-video")] * 3


async def test_a_dialog_may_be_closed_while_its_command_is_on_its_way(
    open_page: Open, client: FakeHubClient, click: Click, dialog: Dialog, until: Until
) -> None:
    import asyncio

    page = await open_page(incident(clocks=(clock(),)))
    client.held["stop_clock"] = asyncio.Event()
    click(page.clocks, "Stop by hand…")
    asked = dialog(page, StopClockDialog)
    asked.reason.setPlainText("已确认")
    asked.send()
    await until(lambda: client.asked("stop_clock"))
    asked.reject()
    await until(lambda: not page.window().findChildren(StopClockDialog))
    client.held["stop_clock"].set()
    client.pages.clear()
    page.opened.load()
    await until(lambda: len(client.asked("incident_page")) >= 2)


async def test_pressing_a_button_twice_sends_once(
    open_page: Open, client: FakeHubClient, click: Click, until: Until
) -> None:
    shown = incident(status=IncidentStatus.VERIFIED)
    client.answers["move_incident"] = replace(shown, status=IncidentStatus.OPENED, version=2)
    page = await open_page(shown)
    page.head.take_step()
    page.head.take_step()
    await until(lambda: "opened" in page.head._facts.text())
    assert len(client.asked("move_incident")) == 1


# -- clocks and evidence


async def test_a_clock_tells_everything_that_decides_about_it(open_page: Open, read: Read) -> None:
    started_at = NOW - timedelta(seconds=280)
    stopped = clock(CONFERENCE, started_at=started_at, stopped_after_s=200, manner=StopManner.BY_HAND)
    shown = incident(
        clocks=(
            fired(clock(started_at=started_at, excluded=ExclusionReason.NO_CAMERA_IN_RANGE), NOW),
            stopped,
            clock(CONFERENCE, started_at=started_at - timedelta(days=1), frozen=True, cycle=0),
        )
    )
    policy = SlaPolicy(
        policy_id="policy-video", version=4, clock="video", name="五分钟", stop=StopRule.VIDEO_EVIDENCE, targets=()
    )
    page = await open_page(shown, policy)
    words = read(page.clocks)
    assert "From 10:27:27, target 5:00, due 10:32:27" in words
    assert "50 % at 10:29:57: duty officer was told" in words
    assert "90 % at 10:31:57: duty leader was told" in words
    assert "100 %" not in words
    assert "Policy 五分钟, version 3" in words
    assert "Excluded at 10:27:27 by a2: no camera in range · 范围内无探头" in words
    assert "Stopped by hand at 10:30:47 by a2: 现场图像已由街道确认" in words
    assert "Conference, cycle 0" in words
    said = [each.words for each in page.clocks.findChildren(CountdownLabel)]
    assert said == ["excluded", "met 3:20 · by hand", "never met"]


async def test_a_clock_is_excluded_with_a_reason_and_another_reason_needs_a_note(
    open_page: Open, client: FakeHubClient, click: Click, dialog: Dialog, until: Until
) -> None:
    shown = incident(clocks=(clock(),))
    client.answers["exclude_clock"] = shown
    page = await open_page(shown)
    click(page.clocks, "Exclude…")
    asked = dialog(page, ExcludeClockDialog)
    offered = [asked.reason.itemData(row) for row in range(asked.reason.count())]
    assert ExclusionReason.MERGED not in offered
    asked.reason.setCurrentIndex(offered.index(ExclusionReason.OTHER))
    asked.send()
    assert asked.outcome.text() == "Another reason needs a note that says which."
    asked.note.setPlainText("停电")
    asked.send()
    await until(lambda: client.asked("exclude_clock"))
    command = client.asked("exclude_clock")[0].arguments[2]
    assert (command.reason, command.note) == (ExclusionReason.OTHER, "停电")


def evidence(number: int = 1, **facts: Any) -> Evidence:
    painted = PaintedFlow(
        source=EvidenceSource.CAMERA,
        source_id="camera-1",
        output_id="厅席1-1",
        tile=2,
        frames=75,
        first_at=NOW,
        last_at=NOW + timedelta(seconds=3),
        monotonic_s=1.0,
        duration_s=3.04,
        mean_gap_s=0.04,
        longest_gap_s=0.05,
        visible_share=1.0,
        luma_mean=90.0,
        luma_deviation=30.0,
        flat_share=0.1,
        changed_pictures=74,
    )
    return Evidence(
        **{
            "evidence_id": f"e{number}",
            "incident_id": "i1",
            "painted": painted,
            "seat": "厅席1",
            "sent_by": "a1",
            "received_at": NOW + timedelta(seconds=number),
            "distance_m": 142.4,
            **facts,
        }
    )


async def test_evidence_tells_what_counted_and_why_the_rest_did_not(open_page: Open, read: Read, click: Click) -> None:
    stamp = Stamp(shows_scene=True, by="a1", at=NOW, note="可见浓烟")
    given = (
        evidence(1, clock_id="i1-video", policy_version=3, stamps=(stamp,)),
        *(evidence(number, refusals=(Refusal.OUT_OF_RANGE, Refusal.FROZE)) for number in range(2, 8)),
    )
    page = await open_page(incident(clocks=(clock(stopped_after_s=3),)), evidence=given)
    words = read(page.evidence)
    assert "✓ Stopped Video: camera 1号口" in words
    assert "3.0 s, 75 pictures · tile 3 of 厅席1-1 · 142 m away · seat 厅席1, 王芳 · policy version 3" in words
    assert "王芳: it shows the scene · 10:32:07 · 可见浓烟" in words
    assert words.count("the source is too far away; the picture froze") == 3
    click(page.evidence, "Show 3 more that were refused")
    assert read(page.evidence).count("the source is too far away; the picture froze") == 6


async def test_a_person_says_whether_the_picture_shows_the_scene(
    open_page: Open, client: FakeHubClient, click: Click, until: Until, read: Read
) -> None:
    given = evidence(clock_id="i1-video", version=2)
    stamp = Stamp(shows_scene=False, by="a1", at=NOW)
    client.answers["stamp_evidence"] = [unreachable(), replace(given, version=3, stamps=(stamp,))]
    page = await open_page(incident(clocks=(clock(stopped_after_s=3),)), evidence=(given,))
    click(page.evidence, "It does not")
    await until(lambda: "The hub did not answer" in read(page.evidence))
    click(page.evidence, "It does not")
    await until(lambda: "王芳: it does not show the scene" in read(page.evidence))
    command = client.asked("stamp_evidence")[0].arguments[1]
    assert (command.expected_version, command.shows_scene) == (2, False)


async def test_rows_that_are_made_anew_leave_no_countdown_behind(open_page: Open) -> None:
    shown = incident(clocks=(clock(), clock(CONFERENCE)))
    page = await open_page(shown)
    hand = page.clocks._hand
    before = len(hand._moves)
    for version in range(2, 8):
        clocks = (clock(target_s=300.0 - version), clock(CONFERENCE))
        page.opened._mirror.take(delta([replace(shown, version=version, clocks=clocks)], seq=version))
    assert len(hand._moves) > before
    # What a loop of Qt's own does after each turn.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(hand._moves) == before


# -- tasks


def task(assignment_id: str = "t1", **facts: Any) -> Assignment:
    return Assignment(
        **{
            "assignment_id": assignment_id,
            "incident_id": "i1",
            "unit_id": "dept-fire",
            "task": "关闭燃气总阀",
            "assigned_at": NOW - timedelta(seconds=300),
            "assigned_by": "a1",
            **facts,
        }
    )


async def test_a_task_tells_who_until_when_and_what_came_back(open_page: Open, read: Read) -> None:
    overdue = task("t1", due_at=NOW - timedelta(seconds=30), person_id="p1", title=RoleTitle.FIRE)
    done = task(
        "t2",
        status=AssignmentStatus.DONE,
        acknowledged_at=NOW - timedelta(seconds=200),
        acknowledged_by="a1",
        done_at=NOW,
        answer="已关闭",
    )
    person = Person(
        person_id="p1",
        name="李强",
        unit_id="dept-fire",
        contacts=(Contact(kind=ContactKind.MOBILE, value="139****2222"),),
    )
    page = await open_page(incident(), person, assignments=(overdue, done))
    words = read(page.tasks)
    assert "消防救援支队 · 李强 139****2222 · fire service" in words
    assert "Given 10:27:07 by 王芳 · due 10:31:37" in words
    assert "acknowledged 10:28:47 by 王芳 · done 10:32:07" in words
    assert "Answer: 已关闭" in words
    assert [each.words for each in page.tasks.findChildren(CountdownLabel)] == ["over 0:30"]


async def test_a_task_of_a_decision_says_which_unless_it_is_the_same_words(open_page: Open, read: Read) -> None:
    decision = Decision(
        decision_id="d1", incident_id="i1", text="全楼疏散", decided_by="a1", decided_by_name="王芳", decided_at=NOW
    )
    tasks = (task("t1", decision_id="d1", task="封路"), task("t2", decision_id="d1", task="全楼疏散"))
    words = read((await open_page(incident(), decision, assignments=tasks)).tasks)
    assert words.count("Decision: 全楼疏散") == 1
    assert words.count("Decided 10:27:07 by 王芳") == 2
    assert "Given" not in words


async def test_a_task_is_given_to_a_unit_and_a_person_found_by_pinyin(
    open_page: Open, client: FakeHubClient, dialog: Dialog, click: Click, until: Until, read: Read
) -> None:
    person = Person(person_id="p1", name="李强", unit_id="dept-fire")
    given = task("t9", unit_id="dept-fire", person_id="p1")
    client.answers["assign"] = given
    page = await open_page(incident(status=IncidentStatus.OPENED), person)
    click(page.tasks, "Give a task…")
    asked = dialog(page, AssignDialog)
    asked.send()
    assert asked.outcome.text() == "Choose one of the units that are offered."
    choose(asked.unit, "xf")
    assert asked.unit.text() == "消防救援支队"
    choose(asked.person, "lq")
    asked.task.setPlainText("关闭燃气总阀")
    asked.due.setText("soon")
    asked.send()
    assert asked.outcome.text() == "The due time is not readable: write 20 or 14:30."
    asked.due.setText("20")
    assert asked._due_words.text() == "10:52:07"
    asked.send()
    await until(lambda: "关闭燃气总阀" in read(page.tasks))
    command = client.asked("assign")[0].arguments[1]
    assert (command.unit_id, command.person_id) == ("dept-fire", "p1")
    assert command.due_at == NOW + timedelta(minutes=20)


async def test_a_task_is_acknowledged_at_once_and_declined_with_words(
    open_page: Open, client: FakeHubClient, dialog: Dialog, click: Click, until: Until, read: Read
) -> None:
    sent = task()
    taken = replace(sent, version=2, status=AssignmentStatus.ACKNOWLEDGED, acknowledged_at=NOW, acknowledged_by="a1")
    client.answers["answer_assignment"] = [taken, replace(taken, version=3, status=AssignmentStatus.DECLINED)]
    page = await open_page(incident(status=IncidentStatus.ASSIGNED), assignments=(sent,))
    click(page.tasks, "Acknowledge")
    await until(lambda: "acknowledged 10:32:07 by 王芳" in read(page.tasks))
    click(page.tasks, "Decline…")
    asked = dialog(page, AnswerDialog)
    asked.send()
    assert asked.outcome.text() == "Say why, so that somebody else can be asked."
    asked.answer.setPlainText("车辆全部出动")
    asked.send()
    await until(lambda: "declined" in read(page.tasks))
    commands = [call.arguments[1] for call in client.asked("answer_assignment")]
    assert [(each.status, each.expected_version) for each in commands] == [
        (AssignmentStatus.ACKNOWLEDGED, 1),
        (AssignmentStatus.DECLINED, 2),
    ]


# -- reports


def report(revision: int = 1, *, number: int = 1, kind: ReportKind = ReportKind.INITIAL) -> IncidentReport:
    return IncidentReport(
        report_id=f"r{number}-{revision}",
        incident_id="i1",
        kind=kind,
        number=number,
        revision=revision,
        text=f"第{revision}稿",
        casualties=Casualties(injured=revision),
        author="a1",
        written_at=NOW,
    )


async def test_every_revision_of_a_report_can_be_read(open_page: Open, read: Read, click: Click) -> None:
    page = await open_page(incident(), reports=(report(1), report(2), report(3)))
    assert "第3稿" in read(page.reports)
    assert "第2稿" not in read(page.reports)
    click(page.reports, "Earlier revisions: 2")
    words = read(page.reports)
    assert words.index("第3稿") < words.index("第2稿") < words.index("第1稿")
    assert "revision 1 · 10:32:07 · 王芳 · 1 injured" in words


async def test_a_report_that_is_due_counts_down(open_page: Open) -> None:
    policy = SlaPolicy(
        policy_id="policy-first-report",
        version=1,
        clock="first-report",
        name="首报",
        stop=StopRule.INITIAL_REPORT,
        targets=(Target(target_s=3600),),
    )
    due = replace(clock(target_s=3600.0), clock_id="c9", kind="first-report", policy_id="policy-first-report")
    page = await open_page(incident(clocks=(clock(), due)), policy)
    assert [each.words for each in page.reports.findChildren(CountdownLabel)] == ["1 h 00 min left"]


async def test_the_first_report_is_the_initial_one_and_what_was_typed_is_kept(
    open_page: Open, client: FakeHubClient, click: Click, dialog: Dialog, until: Until, read: Read
) -> None:
    client.answers["write_report"] = report()
    page = await open_page(incident(casualties=Casualties(injured=2)))
    click(page.reports, "Write…")
    asked = dialog(page, ReportDialog)
    assert [asked.kind.itemText(row) for row in range(asked.kind.count())] == ["Initial report"]
    asked.text.setPlainText("十时二十六分接报")
    asked.reject()
    await until(lambda: not page.window().findChildren(ReportDialog))
    click(page.reports, "Write…")
    asked = dialog(page, ReportDialog)
    assert asked.text.text == "十时二十六分接报"
    asked.send()
    await until(lambda: "第1稿" in read(page.reports))
    command = client.asked("write_report")[0].arguments[1]
    assert (command.kind, command.casualties, command.corrects) == (ReportKind.INITIAL, Casualties(injured=2), None)


async def test_a_correction_begins_with_the_words_that_it_corrects(
    open_page: Open, client: FakeHubClient, click: Click, dialog: Dialog, until: Until
) -> None:
    client.answers["write_report"] = report(2)
    page = await open_page(incident(), reports=(report(),))
    click(page.reports, "Correct…")
    asked = dialog(page, ReportDialog)
    assert asked.text.text == "第1稿"
    asked.text.setPlainText("第2稿")
    asked.send()
    await until(lambda: client.asked("write_report"))
    command = client.asked("write_report")[0].arguments[1]
    assert (command.kind, command.corrects) == (ReportKind.INITIAL, 1)


# -- facts, level, time of receipt


async def test_only_what_was_changed_is_sent(
    open_page: Open, client: FakeHubClient, click: Click, dialog: Dialog, until: Until
) -> None:
    shown = incident(description="浓烟", version=6)
    client.answers["change_incident"] = replace(shown, version=7)
    page = await open_page(shown)
    click(page.facts, "Change…")
    asked = dialog(page, FactsDialog)
    asked.send()
    assert asked.outcome.text() == "Nothing is different."
    asked.casualties.injured.setText("3")
    asked.send()
    await until(lambda: client.asked("change_incident"))
    command = client.asked("change_incident")[0].arguments[1]
    assert command.model_dump(exclude_none=True) == {
        "expected_version": 6,
        "casualties": {"dead": 0, "injured": 3, "missing": 0, "trapped": 0},
    }


async def test_other_words_for_the_place_keep_its_coordinates(
    open_page: Open, client: FakeHubClient, click: Click, dialog: Dialog, until: Until
) -> None:
    shown = incident()
    client.answers["change_incident"] = shown
    page = await open_page(shown)
    click(page.facts, "Change…")
    asked = dialog(page, FactsDialog)
    asked.place.where.clear()
    QTest.keyClicks(asked.place.where, "B2")
    asked.send()
    await until(lambda: client.asked("change_incident"))
    place = client.asked("change_incident")[0].arguments[1].place
    assert (place.text, place.point) == ("B2", shown.place.point)


async def test_the_level_is_changed_with_a_reason(
    open_page: Open, client: FakeHubClient, dialog: Dialog, until: Until
) -> None:
    shown = incident()
    client.answers["change_level"] = replace(shown, level=IncidentLevel.I, version=2)
    page = await open_page(shown)
    page.facts.change_level()
    asked = dialog(page, LevelDialog)
    offered = [asked.level.itemData(row) for row in range(asked.level.count())]
    assert offered == [IncidentLevel.I, IncidentLevel.II, IncidentLevel.IV]
    asked.reason.setPlainText("有人员被困")
    asked.send()
    await until(lambda: "I extremely serious" in page.head._chip.toolTip())


async def test_an_earlier_time_of_receipt_is_proposed_and_confirmed_by_a_second_person(
    open_page: Open, client: FakeHubClient, dialog: Dialog, click: Click, until: Until, read: Read
) -> None:
    shown = incident()
    page = await open_page(shown)
    page.facts.backdate()
    asked = dialog(page, BackdatingDialog)
    asked.moment.setText("at dawn")
    asked.reason.setPlainText("街道先接报")
    asked.send()
    assert "not readable" in asked.outcome.text()
    asked.moment.setText("10:20")
    earlier = NOW - timedelta(minutes=12, seconds=7)
    mine = Backdating(proposed_at=NOW, received_at=earlier, reason="街道先接报", proposed_by="a1")
    client.answers["propose_backdating"] = replace(shown, version=2, backdating=mine)
    asked.send()
    await until(lambda: "A second person has to confirm it." in read(page.facts))
    assert client.asked("propose_backdating")[0].arguments[1].received_at == earlier
    assert "Confirm" not in read(page.facts).splitlines()
    theirs = replace(shown, version=3, backdating=replace(mine, proposed_by="a2"))
    page.opened._mirror.take(delta([theirs], seq=2))
    confirmed = replace(theirs.backdating, confirmed_by="a1", confirmed_at=NOW)  # type: ignore[type-var]
    client.answers["confirm_backdating"] = replace(theirs, version=4, received_at=earlier, backdating=confirmed)
    click(page.facts, "Confirm")
    await until(lambda: "10:20:00, registered 10:32:07" in read(page.facts))
    assert "proposed by a2, confirmed by 王芳: 街道先接报" in read(page.facts)


# -- related incidents, units


async def test_a_suspicion_is_shown_and_put_aside_only_where_it_can_be_seen(
    open_page: Open, read: Read, click: Click
) -> None:
    other = incident(2, title="购物中心冒烟", received_at=NOW + timedelta(minutes=4))
    page = await open_page(incident(possible_duplicates=("i2",)), other)
    assert "⚠ Perhaps the same: 20261122-002 购物中心冒烟" in read(page.duplicates)
    assert "III considerable · 中山公园 · 0 m away · received 4 min later · registered" in read(page.duplicates)
    click(page.duplicates, "Another one")
    assert "20261122-002 was put aside at this seat as another incident" in read(page.duplicates)
    click(page.duplicates, "Show it again")
    assert "⚠ Perhaps the same" in read(page.duplicates)


async def test_merging_names_both_versions_and_opens_what_is_kept(
    open_page: Open, client: FakeHubClient, click: Click, dialog: Dialog, until: Until
) -> None:
    other = incident(2, title="购物中心冒烟", version=5)
    client.answers["merge_incident"] = replace(other, version=6)
    page = await open_page(incident(possible_duplicates=("i2",), version=3), other)
    click(page.duplicates.findChildren(QWidget)[0].window(), "Look at it")
    await until(lambda: page.opened.incident_id == "i2")
    page.open("i1")
    page.duplicates._merge(other)
    asked = dialog(page, MergeDialog)
    asked.reason.setPlainText("同一地点同一起火")
    asked.send()
    await until(lambda: page.opened.incident_id == "i2")
    command = client.asked("merge_incident")[0].arguments[1]
    assert (command.into, command.expected_version, command.into_expected_version) == ("i2", 3, 5)


async def test_parents_and_children_are_named_and_one_is_put_under_another(
    open_page: Open, client: FakeHubClient, click: Click, dialog: Dialog, until: Until, read: Read
) -> None:
    above, below = incident(2, title="台风"), incident(3, title="积水", parent_id="i1")
    shown = incident(parent_id="i2")
    client.answers["link_incident"] = replace(shown, version=2, parent_id=None)
    page = await open_page(shown, above, below)
    assert "Above it: 20261122-002 台风 · registered" in read(page.duplicates)
    assert "Below it: 20261122-003 积水 · registered" in read(page.duplicates)
    click(page.duplicates, "Put under…")
    asked = dialog(page, ParentDialog)
    assert asked.above.text() == "20261122-002 台风"
    asked.above.clear()
    asked.above.choose(None)
    asked.send()
    await until(lambda: "Above it" not in read(page.duplicates))
    assert client.asked("link_incident")[0].arguments[1].parent_id is None


async def test_units_tell_who_is_on_shift_and_are_shared_with(
    open_page: Open, client: FakeHubClient, click: Click, dialog: Dialog, until: Until, read: Read
) -> None:
    person = Person(
        person_id="p1",
        name="张建国",
        unit_id="310105001",
        contacts=(Contact(kind=ContactKind.MOBILE, value="139****1111"),),
    )
    shift = Shift(
        shift_id="s1",
        unit_id="310105001",
        person_id="p1",
        title=RoleTitle.DUTY_OFFICER,
        starts_at=NOW - timedelta(hours=1),
        ends_at=NOW + timedelta(hours=1),
    )
    shown = incident(shared_with=("310105006", "unknown-unit"))
    client.answers["share_incident"] = replace(shown, version=2, shared_with=("dept-fire", "unknown-unit"))
    page = await open_page(shown, person, shift)
    assert "duty officer 张建国  139****1111" in read(page.people)
    assert "天山路街道 · shared with it" in read(page.people)
    click(page.people, "Share…")
    asked = dialog(page, ShareDialog)
    asked.search.setText("xf")
    assert [key for key, item in asked._items.items() if not item.isHidden()] == ["dept-fire"]
    asked.tick("dept-fire", True)
    asked.tick("310105006", False)
    asked.send()
    await until(lambda: "消防救援支队 · shared with it" in read(page.people))
    assert client.asked("share_incident")[0].arguments[1].unit_ids == ("dept-fire", "unknown-unit")
