"""A panel on the test's own loop: Qt's events and asyncio's turns go on together while a test waits."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from app.domain.events import Event, EventKind
from app.domain.evidence import Evidence
from app.domain.incidents import Assignment, Incident, IncidentReport
from app.domain.permissions import Role
from app.services.rows import Attachment, IncidentPage
from tests.fakes import sample_incidents as sample
from tests.fakes.hub_client import FakeHubClient
from tests.fakes.sample_incidents import NOW, TurnedMirror, live_mirror
from tests.widgets.incidents.asking import MakePage, MakePanel, Open
from tests.widgets.waiting import Until
from widgets.incidents.incidents_panel import IncidentsPanel
from widgets.incidents.page import IncidentPage as PageWidget


@pytest.fixture
def client() -> FakeHubClient:
    return FakeHubClient()


@pytest.fixture
async def make_panel(application: QApplication, client: FakeHubClient) -> AsyncIterator[MakePanel]:
    made: list[IncidentsPanel] = []

    def make(mirror: TurnedMirror, *, width: int = 1280, **of_actor: Any) -> IncidentsPanel:
        panel = IncidentsPanel(mirror, client, sample.actor(**of_actor))  # type: ignore[arg-type]
        panel.resize(width, 800)
        panel.show()
        application.processEvents()
        made.append(panel)
        return panel

    yield make
    for panel in made:
        panel.release()
        panel.close()


def page_of(
    incident: Incident,
    *,
    assignments: tuple[Assignment, ...] = (),
    reports: tuple[IncidentReport, ...] = (),
    evidence: tuple[Evidence, ...] = (),
    attachments: tuple[Attachment, ...] = (),
    timeline: tuple[Event, ...] = (),
) -> IncidentPage:
    return IncidentPage(
        incident=incident,
        assignments=assignments,
        reports=reports,
        evidence=evidence,
        attachments=attachments,
        timeline=timeline,
    )


def event(
    kind: EventKind,
    payload: dict[str, Any],
    *,
    seq: int = 1,
    by: tuple[str, str] = ("a2", "李强"),
    about: tuple[tuple[str, str], ...] = (),
    incident_id: str = "i1",
) -> Event:
    return Event(
        seq=seq,
        at=NOW,
        monotonic_ns=0,
        boot_id="boot",
        actor_id=by[0],
        actor_name=by[1],
        seat="厅席2",
        incident_id=incident_id,
        unit_id="310105001",
        kind=kind,
        about=about,
        payload=payload,
        previous_hash="",
        hash="",
    )


@pytest.fixture
def make_page() -> Callable[..., IncidentPage]:
    return page_of


@pytest.fixture
def make_event() -> Callable[..., Event]:
    return event


def shown_parts(widget: QWidget) -> list[QWidget]:
    """Everything in it that can be seen; a layout shows what is new with the next event."""
    QApplication.processEvents()
    return [each for each in widget.findChildren(QWidget) if each.isVisibleTo(widget)]


@pytest.fixture
def read(application: QApplication) -> Callable[[QWidget], str]:
    """Everything that can be read in it, a line each."""

    def read(widget: QWidget) -> str:
        return "\n".join(each.text() for each in shown_parts(widget) if isinstance(each, QLabel | QAbstractButton))

    return read


@pytest.fixture
def click(application: QApplication) -> Callable[[QWidget, str], None]:
    """The visible button with these words."""

    def click(widget: QWidget, words: str) -> None:
        buttons = [each for each in shown_parts(widget) if isinstance(each, QAbstractButton)]
        found = [each for each in buttons if each.text() == words]
        assert found, f"no button {words!r} among {[each.text() for each in buttons]}"
        found[0].click()

    return click


@pytest.fixture
def dialog() -> Callable[[QWidget, type[QWidget]], Any]:
    """The dialog of this kind that is open."""

    def dialog(widget: QWidget, kind: type[QWidget]) -> Any:
        found = [each for each in widget.window().findChildren(kind) if each.isVisible()]
        assert len(found) == 1, f"{len(found)} open dialogs of {kind.__name__}"
        return found[0]

    return dialog


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
