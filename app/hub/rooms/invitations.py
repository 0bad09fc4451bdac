"""What becomes of a ring by somebody's hand: more people, an answer, another ring, taking it back."""

from app.domain import ringing as rules
from app.domain.events import EventKind
from app.domain.participation_life import INSIDE
from app.domain.people import Hat, Person
from app.domain.ringing import Called, Step
from app.domain.room_rules import RoomRefusal, RoomRefusedError, showing
from app.domain.rooms import Invitation, Participation, Room
from app.hub.asking import Asking
from app.hub.errors import not_permitted, unusable
from app.hub.rooms.access import for_command, invitation_of, may_answer_for
from app.hub.rooms.recording import record_invitation
from app.hub.rooms.ringing import known_in, on_duty, record_rings, record_rung, ring
from app.services.commands.rooms import AnswerInvitation, InvitationAnswer, Ring, RingAgain, WithdrawInvitation
from app.store.change import Change
from app.store.tables import MAPPED

_STEPS = {
    InvitationAnswer.ACCEPT: Step.ACCEPT,
    InvitationAnswer.BY_PHONE: Step.BY_PHONE,
    InvitationAnswer.DECLINE: Step.DECLINE,
}


async def ring_more(change: Change, asking: Asking, room_id: str, command: Ring) -> list[Invitation]:
    """A person, or whoever has a title, with the deputies behind. Raises RefusedError, RoomRefusedError."""
    room = await for_command(change, asking, room_id)
    duty = await on_duty(change)
    known = await known_in(change, room_id)
    if command.person_id is not None:
        called = [_person(asking, room, command, duty.people.get(command.person_id))]
        await _expect_outside(change, room_id, command.person_id)
    elif command.title is not None:
        is_required = command.title in room.required_titles
        called = list(
            duty.called_for(
                [command.title] if is_required else [],
                [] if is_required else [command.title],
                path=asking.hub.directory.path(room.unit_id),
                units=asking.hub.directory,
                change=change,
            )
        )
    if not called:
        raise RoomRefusedError(RoomRefusal.NOBODY_HAS_THE_TITLE)
    rings = ring(change, room, called, duty.people, known=known)
    record_rings(change, rings, duty.people)
    for one in rings.others:
        record_invitation(change, one, EventKind.INVITATION_CHANGED, {})
    return [*rings.rung, *rings.others]


async def answer(change: Change, asking: Asking, invitation_id: str, command: AnswerInvitation) -> Invitation:
    """Raises RefusedError, RoomRefusedError, InvitationRefusedError."""
    one, room = await invitation_of(change, asking, invitation_id, expected_version=command.expected_version)
    if not may_answer_for(asking, one, room):
        raise not_permitted()
    after = rules.step(one, _STEPS[command.answer], now=change.now, reason=command.reason)
    change.replace(after)
    payload = {
        "from": one.status,
        "reason": command.reason,
        "by_themselves": asking.actor.person_id == one.person_id,
    }
    record_invitation(change, after, EventKind.INVITATION_ANSWERED, payload)
    return after


async def ring_again(change: Change, asking: Asking, invitation_id: str, command: RingAgain) -> Invitation:
    """At once, whatever was answered. Raises RefusedError, RoomRefusedError."""
    one, room = await invitation_of(change, asking, invitation_id, expected_version=command.expected_version)
    asking.check(room.unit_id)
    await _expect_outside(change, room.room_id, one.person_id)
    after = rules.step(one, Step.RING, now=change.now)
    person = await change.get(Person, one.person_id)
    shown = showing(room, [after], {one.person_id: person}.get)
    change.replace(after)
    if shown != room:
        change.replace(shown)
    record_rung(change, after, person, with_room=shown != room)
    return after


async def withdraw(change: Change, asking: Asking, invitation_id: str, command: WithdrawInvitation) -> Invitation:
    """They are needed no more. Raises RefusedError, RoomRefusedError, InvitationRefusedError."""
    one, room = await invitation_of(change, asking, invitation_id, expected_version=command.expected_version)
    asking.check(room.unit_id)
    after = rules.step(one, Step.WITHDRAW, now=change.now)
    change.replace(after)
    record_invitation(change, after, EventKind.INVITATION_CHANGED, {"from": one.status})
    return after


def _person(asking: Asking, room: Room, command: Ring, person: Person | None) -> Called:
    """Raises RefusedError."""
    if person is None or not person.active or not asking.visibility.row(person):
        raise unusable("body.person_id", "There is no such person.")
    if command.title is None:
        return Called(person_id=person.person_id, posts=(), required=False)
    worn = next((hat.unit_id for hat in person.hats if hat.title is command.title), person.unit_id)
    post = Hat(title=command.title, unit_id=worn)
    return Called(person_id=person.person_id, posts=(post,), required=command.title in room.required_titles)


async def _expect_outside(change: Change, room_id: str, person_id: str) -> None:
    """Nobody is rung who is there. Raises RoomRefusedError."""
    table = MAPPED[Participation].table
    here = await change.find(Participation, table.c.room_id == room_id, table.c.person_id == person_id)
    if any(one.status in INSIDE for one in here):
        raise RoomRefusedError(RoomRefusal.ALREADY_IN)
