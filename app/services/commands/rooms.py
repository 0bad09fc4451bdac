"""Conference rooms and who is rung into them."""

from enum import StrEnum
from typing import Self

from pydantic import model_validator

from app.domain.people import RoleTitle
from app.services.commands.fields import Command, Key, LongText, Title, VersionedCommand


class OpenRoom(Command):
    """Of an incident. `lobby`: who comes by a link waits until somebody lets them in."""

    lobby: bool = True


class OpenDutyRoom(Command):
    """A standing room; it rings nobody by itself."""

    name: Title
    unit_id: Key
    lobby: bool = True


class ChangeRoom(VersionedCommand):
    """What is None stays as it is."""

    name: Title | None = None
    lobby: bool | None = None
    locked: bool | None = None


class EndRoom(VersionedCommand):
    pass


class Ring(Command):
    """A person, a title, or a person for a title."""

    person_id: Key | None = None
    title: RoleTitle | None = None

    @model_validator(mode="after")
    def _rings_somebody(self) -> Self:
        if self.person_id is None and self.title is None:
            raise ValueError("a person or a title is rung")
        return self


class InvitationAnswer(StrEnum):
    ACCEPT = "accept"
    BY_PHONE = "by-phone"
    DECLINE = "decline"


class AnswerInvitation(VersionedCommand):
    answer: InvitationAnswer
    reason: LongText = ""


class RingAgain(VersionedCommand):
    pass


class WithdrawInvitation(VersionedCommand):
    pass


class ShareCameraIntoRoom(Command):
    camera_id: Key
