"""Ringing people in a room: who they are is read first, then everything is staged with its events."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain import room_rules
from app.domain.events import EventKind
from app.domain.people import Person, RoleTitle, Shift
from app.domain.ringing import Called, Step, step, whom_to_ring
from app.domain.rooms import Invitation, InvitationStatus, Room
from app.domain.units import Unit
from app.hub.rooms.recording import record_invitation
from app.store.change import Change
from app.store.tables import MAPPED

# Who is rung anew when their title is called again.
_MAY_BE_RUNG = frozenset(
    {
        InvitationStatus.WAITING,
        InvitationStatus.DECLINED,
        InvitationStatus.UNANSWERED,
        InvitationStatus.WITHDRAWN,
    }
)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Everybody, and who is on shift around now."""

    people: Mapping[str, Person]
    shifts: Sequence[Shift]

    def called_for(
        self,
        required: Iterable[RoleTitle],
        invited: Iterable[RoleTitle],
        *,
        path: str,
        units: Iterable[Unit],
        change: Change,
    ) -> tuple[Called, ...]:
        return whom_to_ring(
            required,
            invited,
            path=path,
            people=self.people.values(),
            shifts=self.shifts,
            units=units,
            now=change.now,
        )


@dataclass(frozen=True, slots=True)
class Rings:
    """What was staged: the room as it is shown now, who is rung in this moment, and who else is invited."""

    room: Room
    is_shown_anew: bool
    rung: list[Invitation]
    others: list[Invitation]


async def on_duty(change: Change) -> OnDuty:
    """To be asked before anything is staged."""
    shift = MAPPED[Shift].table
    people = {one.person_id: one for one in await change.find(Person)}
    return OnDuty(people, await change.find(Shift, shift.c.starts_at <= change.now, shift.c.ends_at > change.now))


async def known_in(change: Change, room_id: str) -> dict[str, Invitation]:
    """By person. To be asked before anything is staged."""
    of_room = MAPPED[Invitation].table.c.room_id == room_id
    return {one.person_id: one for one in await change.find(Invitation, of_room)}


def ring(
    change: Change,
    room: Room,
    called: Iterable[Called],
    people: Mapping[str, Person],
    *,
    known: Mapping[str, Invitation],
) -> Rings:
    """Whose turn it is, is rung now; the others wait for theirs. `room` is staged already; the events are the caller's
    to record."""
    made: list[Invitation] = []
    for one in called:
        person, before = people[one.person_id], known.get(one.person_id)
        if before is None:
            made.append(_new(change, room, one, person))
            change.insert(made[-1])
        else:
            made.append(_again(change, before, one))
            change.replace(made[-1])
    after = room_rules.showing(room, made, people.get)
    if after != room:
        change.replace(after)
    rung = [one for one in made if one.status is InvitationStatus.RINGING and one.rung_at[-1] == change.now]
    return Rings(after, after != room, rung, [one for one in made if one not in rung])


def record_rings(change: Change, rings: Rings, people: Mapping[str, Person]) -> None:
    """An event for each ring."""
    for one in rings.rung:
        record_rung(change, one, people[one.person_id], with_room=rings.is_shown_anew)


def record_rung(change: Change, one: Invitation, person: Person | None, *, with_room: bool) -> None:
    payload = {"name": person.name if person is not None else "", "ring": len(one.rung_at)}
    record_invitation(change, one, EventKind.INVITATION_RUNG, payload, with_room=with_room)


def _new(change: Change, room: Room, called: Called, person: Person) -> Invitation:
    return room_rules.invitation(
        room,
        called,
        person,
        invitation_id=uuid.uuid4().hex,
        at=change.now,
        by=change.actor.actor_id,
        by_person=change.actor.person_id,
    )


def _again(change: Change, before: Invitation, called: Called) -> Invitation:
    """Somebody who is invited already, also for this now."""
    known = {(post.title, post.unit_id) for post in before.posts}
    posts = (*before.posts, *(post for post in called.posts if (post.title, post.unit_id) not in known))
    after = replace(
        before,
        posts=posts,
        title=before.title or (posts[0].title if posts else None),
        required=before.required or called.required,
        deputy_order=min((post.deputy_order for post in posts), default=0),
    )
    if called.deputy_order == 0 and before.status in _MAY_BE_RUNG:
        return step(after, Step.RING, now=change.now)
    return after
