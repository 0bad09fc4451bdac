"""The page of one incident: its next step, what it lets whom do, and what becomes of every command."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.events import Event, EventKind
from app.domain.incidents import (
    AssignmentStatus,
    IncidentLevel,
    IncidentStatus,
)
from app.domain.permissions import Role
from tests.fakes.hub_client import FakeHubClient, refused, unreachable
from tests.fakes.sample_incidents import NOW, clock, incident
from tests.widgets.incidents.asking import Click, Dialog, MakePage, Open, Read, task
from tests.widgets.waiting import Until
from widgets.incidents.clock_dialogs import StopClockDialog
from widgets.incidents.incident_dialogs import (
    MoveDialog,
    ReopenDialog,
)
from widgets.incidents.task_dialogs import AssignDialog

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
