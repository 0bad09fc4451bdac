"""What somebody has typed of a decision, kept until the hub has it: for each incident its own."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.services.commands.tasks import Assign, Decide
from widgets.incidents.moments import coming_moment
from widgets.leader.owners import Owner


@dataclass(frozen=True, slots=True)
class Typed:
    """`due_min`: minutes from the moment of the decision; `exact` is a moment as somebody types it."""

    text: str = ""
    owners: tuple[Owner, ...] = ()
    asked_for: str = ""  # of an owner who is not chosen yet
    due_min: int | None = None
    exact: str = ""


@dataclass(slots=True)
class Draft:
    """`sent` is what went out without an answer: the same words again are the same decision."""

    typed: Typed = Typed()
    is_on_its_way: bool = False
    outcome: str = ""
    sent: tuple[Typed, Decide, str] | None = field(default=None)

    def command(self, now: datetime) -> tuple[Decide, str]:
        """With its idempotency key. Raises ValueError for an unreadable time, pydantic.ValidationError for words that
        no hub takes."""
        if self.sent is not None and self.sent[0] == self.typed:
            return self.sent[1], self.sent[2]
        command = decide(self.typed, now)
        self.sent = self.typed, command, uuid.uuid4().hex
        return command, self.sent[2]


def decide(typed: Typed, now: datetime) -> Decide:
    """Raises as `Draft.command`."""
    due_at = due_moment(typed, now)
    tasks = tuple(
        Assign(unit_id=one.unit_id, person_id=one.person_id, title=one.title, task=typed.text, due_at=due_at)
        for one in typed.owners
    )
    return Decide(text=typed.text, tasks=tasks)


def due_moment(typed: Typed, now: datetime) -> datetime | None:
    """Raises ValueError for an unreadable time."""
    if typed.exact.strip():
        return coming_moment(typed.exact, now)
    return now + timedelta(minutes=typed.due_min) if typed.due_min is not None else None
