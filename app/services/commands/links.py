"""Links by which a browser without an account joins a room."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from app.domain.join_links import DEFAULT_LINK_S, MAX_LINK_S, MIN_LINK_S, MOST_LINK_USES
from app.domain.people import RoleTitle
from app.domain.rooms import JoinLink
from app.services.commands.fields import Command, Key, Line, VersionedCommand


class IssueLink(Command):
    """For browsers without an account. `lasts_s` from now; `most_uses` devices. `auto_admit`: past the lobby."""

    name: Line = ""
    title: RoleTitle | None = None
    person_id: Key | None = None
    lasts_s: Annotated[int, Field(ge=MIN_LINK_S, le=MAX_LINK_S)] = DEFAULT_LINK_S
    most_uses: Annotated[int, Field(ge=1, le=MOST_LINK_USES)] = 1
    auto_admit: bool = True


class IssuedLink(Command):
    """The answer: the token is in `url` and in `qr_svg`. Of a link that somebody issued by hand both are shown this
    once."""

    link: JoinLink
    url: Annotated[str, Field(repr=False)]
    qr_svg: Annotated[str, Field(repr=False)]


class RevokeLink(VersionedCommand):
    """Who is inside by it is put out."""


class LinkWay(StrEnum):
    """How a link gets to somebody."""

    RING = "ring"
    QR = "qr"
    COPY = "copy"
    SMS = "sms"


class SendLink(Command):
    """That a link is shown, copied, or sent as a message: then with its `url`, which the hub has not kept, and to a
    `number`, else to the mobile of the link's person."""

    way: LinkWay
    url: Annotated[str, Field(max_length=500, repr=False)] = ""
    number: Annotated[str, StringConstraints(max_length=40, pattern=r"^$|^\+?[0-9][0-9 ()*#-]*$")] = ""
