"""Who speaks on a signalling line: an account at a seat or a browser with a link; to which room, in what standing."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.domain.join_links import counted_titles
from app.domain.people import Person, RoleTitle, Shift
from app.domain.permissions import Action, Actor, Role, allows, may
from app.domain.rooms import Invitation, InvitationStatus, JoinLink, ParticipationKind, Room
from app.hub.visibility import Visibility
from app.services.signalling import Hello, Problem
from app.store.change import Change
from app.store.secrets import token_hash
from app.store.store import Reading
from app.store.tables import MAPPED

if TYPE_CHECKING:
    from app.hub.hub import Hub


class NotLetInError(Exception):
    """`final`: trying again by itself is no use."""

    def __init__(self, problem: Problem, *, final: bool = True) -> None:
        super().__init__(problem.value)
        self.problem, self.final = problem, final


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """`by_right`: may join without anybody's leave. `device` tells browsers with the same link apart, where there may
    be more than one (`single_use` False). `actor` is who the log says it was; a link's has no rights of its own."""

    room: Room
    kind: ParticipationKind
    actor: Actor
    name: str
    of_unit_id: str = ""
    titles: tuple[RoleTitle, ...] = ()
    is_host: bool = False
    by_right: bool = False
    auto_admit: bool = False
    person_id: str | None = None
    account_id: str | None = None
    session_id: str | None = None
    link_id: str | None = None
    device: str = ""
    single_use: bool = True
    credential_hash: str = ""

    @property
    def known_as(self) -> tuple[ParticipationKind, str, str]:
        """Whom a host shows out: an account, or a link with the device where it is for several."""
        return self.kind, self.link_id or self.account_id or "", "" if self.single_use else self.device

    def is_same(self, other: "Caller") -> bool:
        """Whether both are one participant: an account is in a room once, besides the walls that look into it."""
        if (self.room.room_id, self.kind) != (other.room.room_id, other.kind):
            return False
        if self.kind is ParticipationKind.SEAT:
            return self.account_id == other.account_id
        if self.kind is ParticipationKind.VIEWER:
            return self.session_id == other.session_id
        return self.link_id == other.link_id and self.device == other.device != ""


async def seat(hub: "Hub", actor: Actor, session_id: str, hello: Hello) -> Caller:
    """Raises NotLetInError, StoreError."""
    room = hub.open_rooms.get(hello.room_id)
    if room is None or not may_join(hub, actor, room):
        raise NotLetInError(Problem.NOT_PERMITTED)
    if room.ended_at is not None:
        raise NotLetInError(Problem.ROOM_ENDED)
    kind = ParticipationKind.VIEWER if hello.viewer else ParticipationKind.SEAT
    caller = Caller(
        room=room,
        kind=kind,
        actor=actor,
        name=actor.name,
        of_unit_id=actor.unit_id,
        is_host=may_host(hub, actor, room),
        by_right=True,
        person_id=actor.person_id,
        account_id=actor.actor_id,
        session_id=session_id,
        credential_hash=token_hash(hello.credential),
    )
    # A wall is nobody whom the clock waits for.
    if kind is ParticipationKind.VIEWER or actor.person_id is None:
        return caller
    return replace(caller, titles=await _titles(hub, actor.person_id, room))


async def _titles(hub: "Hub", person_id: str, room: Room) -> tuple[RoleTitle, ...]:
    async with hub.store.reading() as reading:
        return await titles_of(reading, person_id, room.room_id, now=hub.clock.now())


async def titles_of(known: Reading | Change, person_id: str, room_id: str, *, now: datetime) -> tuple[RoleTitle, ...]:
    """Of the person's hats, of the shift that they are on, and of what they were rung for."""
    shift, invitation = MAPPED[Shift].table, MAPPED[Invitation].table
    person = await known.get(Person, person_id)
    on_shift = await known.find(Shift, shift.c.person_id == person_id, shift.c.starts_at <= now, shift.c.ends_at > now)
    rung = await known.find(
        Invitation,
        invitation.c.room_id == room_id,
        invitation.c.person_id == person_id,
        invitation.c.status != InvitationStatus.WITHDRAWN.value,
    )
    titles = {hat.title for hat in person.hats} if person is not None and person.active else set()
    titles |= {one.title for one in on_shift}
    titles |= {post.title for one in rung for post in one.posts}
    return tuple(title for title in RoleTitle if title in titles)


def guest(hub: "Hub", link: JoinLink, room: Room, hello: Hello) -> Caller:
    """Who comes by a link that was found good. Raises NotLetInError."""
    if hello.room_id not in (None, room.room_id):
        raise NotLetInError(Problem.NOT_PERMITTED)
    if room.ended_at is not None:
        raise NotLetInError(Problem.ROOM_ENDED)
    name = " ".join((hello.name or link.name).split())
    return Caller(
        room=room,
        kind=ParticipationKind.FIELD,
        actor=Actor(
            actor_id=link.link_id,
            name=name or "link",
            # For the log alone; nothing is asked of it.
            role=Role.INTAKE,
            unit_id=room.unit_id,
            unit_path=hub.directory.path(room.unit_id),
            seat="link",
        ),
        name=name,
        titles=counted_titles(link),
        auto_admit=link.auto_admit,
        person_id=link.person_id,
        link_id=link.link_id,
        device=hello.device,
        single_use=link.most_uses == 1,
        credential_hash=token_hash(hello.credential),
    )


def may_host(hub: "Hub", actor: Actor, room: Room) -> bool:
    return may(actor, Action.ROOM_HOST, hub.directory.path(room.unit_id))


def may_join(hub: "Hub", actor: Actor, room: Room) -> bool:
    """By role and unit, or because somebody of this seat was rung."""
    directory = hub.directory
    if may(actor, Action.ROOM_JOIN, directory.path(room.unit_id), shared_with=directory.paths(room.shared_with)):
        return True
    return allows(actor, Action.ROOM_JOIN) and Visibility(actor, directory).is_invited(room)
