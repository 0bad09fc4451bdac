"""Decisions, and who is to do what by when."""

from typing import Annotated

from pydantic import Field

from app.domain.incidents import AssignmentStatus
from app.domain.people import RoleTitle
from app.services.commands.fields import Command, Key, LongText, Moment, Reason, VersionedCommand

MOST_TASKS = 20  # of one decision


class Assign(Command):
    unit_id: Key
    person_id: Key | None = None
    title: RoleTitle | None = None
    task: Reason
    due_at: Moment | None = None


class Decide(Command):
    """With the tasks that come of it: all of it is kept, or nothing."""

    text: Reason
    tasks: Annotated[tuple[Assign, ...], Field(max_length=MOST_TASKS)] = ()


class WithdrawDecision(VersionedCommand):
    """Tasks of it that are not done are withdrawn with it."""

    reason: Reason


class AnswerAssignment(VersionedCommand):
    status: AssignmentStatus
    answer: LongText = ""
