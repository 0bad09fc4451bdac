"""What people decide about what the hub does by itself."""

from typing import Annotated

from pydantic import Field

from app.domain.operating_mode import OperatingMode
from app.services.commands.fields import Command, Reason, VersionedCommand


class DecideResponse(VersionedCommand):
    """About an incident's response: a step is taken back, or a proposed scene goes on the wall."""


class TickChecklist(VersionedCommand):
    done: bool = True


class ChangeMode(Command):
    """`expected_version` 0 where nobody has ever changed it."""

    expected_version: Annotated[int, Field(ge=0, le=2**53)]
    mode: OperatingMode
    reason: Reason
