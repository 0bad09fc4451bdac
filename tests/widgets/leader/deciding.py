"""What the tests of the line for decisions share: two incidents, two owners, and how it is read and pressed."""

from typing import Any

from PySide6.QtWidgets import QAbstractButton

from app.domain.decisions import Decision
from app.services.commands.tasks import Decide
from tests.fakes.hub_client import FakeHubClient
from tests.fakes.sample_incidents import NOW, incident
from widgets.leader.decision_entry import DecisionEntry
from widgets.leader.owner_rows import OwnerRow
from widgets.leader.owners import Owner

FIRE, POLICE = Owner("dept-fire", "消防救援支队"), Owner("dept-police", "公安分局")
FIRST, SECOND = incident(1), incident(2, title="道路积水")


def decided(incident_id: str, command: Decide, **_named: Any) -> Decision:
    return Decision(
        decision_id="d1",
        incident_id=incident_id,
        text=command.text,
        decided_by="a1",
        decided_by_name="王芳",
        decided_at=NOW,
    )


def sent(client: FakeHubClient) -> list[tuple[str, Decide]]:
    return [call.arguments for call in client.asked("decide")]  # type: ignore[misc]


def quick(entry: DecisionEntry, minutes: int) -> QAbstractButton:
    return entry.quick[minutes]


def row_of(entry: DecisionEntry, owner: Owner = FIRE) -> OwnerRow:
    row = entry.rows.row(owner)
    assert row is not None
    return row
