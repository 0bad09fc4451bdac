"""Tasks and reports on the page of an incident."""

from dataclasses import replace
from datetime import timedelta

from app.domain.decisions import Decision
from app.domain.incidents import (
    AssignmentStatus,
    Casualties,
    IncidentReport,
    IncidentStatus,
    ReportKind,
)
from app.domain.people import Contact, ContactKind, Person, RoleTitle
from app.domain.sla.policies import SlaPolicy, StopRule, Target
from tests.fakes.hub_client import FakeHubClient
from tests.fakes.sample_incidents import NOW, clock, incident
from tests.widgets.incidents.asking import Click, Dialog, Open, Read, choose, task
from tests.widgets.waiting import Until
from widgets.incidents.countdown_label import CountdownLabel
from widgets.incidents.report_dialog import ReportDialog
from widgets.incidents.task_dialogs import AnswerDialog, AssignDialog

# -- tasks


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
