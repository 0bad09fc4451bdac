"""What the tests of incidents share: what their fixtures are, a task, and how somebody is chosen."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from app.domain.incidents import Assignment
from app.services.rows import IncidentPage
from tests.fakes.sample_incidents import NOW
from widgets.incidents.incidents_panel import IncidentsPanel
from widgets.incidents.page import IncidentPage as PageWidget
from widgets.incidents.suggest_box import SuggestBox

MakePage = Callable[..., IncidentPage]
MakePanel = Callable[..., IncidentsPanel]
Read = Callable[[QWidget], str]
Click = Callable[[QWidget, str], None]
Dialog = Callable[[QWidget, type[QWidget]], Any]
Open = Callable[..., Awaitable[PageWidget]]


def choose(box: SuggestBox, typed: str) -> None:
    """Type, and take the first that is offered."""
    box.choose(box.suggest(typed)[0])


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
