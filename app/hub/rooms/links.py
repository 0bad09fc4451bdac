"""Links that let a browser without an account into one room: issued once, kept hashed, counted by device, taken back.

The token is in the fragment of the address, which no browser sends and no log of a server between holds.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import segno

from app.domain.events import EventKind
from app.domain.join_links import LinkRefusal, LinkRefusedError, closed, may_bear, revoked, used, why_not
from app.domain.participation_life import last_inside_at
from app.domain.people import ContactKind, Person
from app.domain.permissions import Action
from app.domain.rooms import Invitation, JoinLink, LinkDelivery, Participation, Room
from app.hub.asking import Asking, expect, found
from app.hub.errors import conflict, not_found, unusable
from app.hub.incidents.clocks import new_id
from app.hub.rooms.access import for_command
from app.hub.rooms.callers import titles_of
from app.hub.rooms.recording import record_link
from app.hub.rooms.sms_gateway import SmsFailure
from app.services.commands.links import IssueLink, LinkWay, RevokeLink, SendLink
from app.store.change import Change
from app.store.secrets import LinkDevice, TokenSecret, token_hash
from app.store.store import Reading
from app.store.tables import MAPPED

if TYPE_CHECKING:
    from app.hub.hub import Hub

LINK_PREFIX = "ffl_"
JOIN_PATH = "/join"
_SHOWN_DIGITS = 4


# -- what seats do with them


async def issue(change: Change, asking: Asking, room_id: str, command: IssueLink, *, token: str) -> JoinLink:
    """Bound to the room and its incident. Raises RefusedError, RoomRefusedError."""
    room = await for_command(change, asking, room_id)
    person = await change.get(Person, command.person_id) if command.person_id is not None else None
    if command.person_id is not None and (person is None or not asking.visibility.row(person)):
        raise unusable("body.person_id", "There is no such person.")
    of_room = MAPPED[Invitation].table.c.room_id == room_id
    rung = [one for one in await change.find(Invitation, of_room) if person and one.person_id == person.person_id]
    title = command.title or (rung[0].title if rung else None)
    held = await titles_of(change, person.person_id, room_id, now=change.now) if person is not None else ()
    if title is not None and not may_bear(title, held):
        raise unusable("body.title", "A link bears this title only for a person who has it: say whose it is.")
    link = JoinLink(
        link_id=new_id(),
        room_id=room_id,
        incident_id=room.incident_id,
        unit_id=room.unit_id,
        name=command.name or (person.name if person is not None else ""),
        title=title,
        person_id=command.person_id,
        auto_admit=command.auto_admit,
        created_at=change.now,
        created_by=asking.actor.actor_id,
        expires_at=change.now + timedelta(seconds=command.lasts_s),
        most_uses=command.most_uses,
    )
    put_in(change, link, token=token, rung=rung)
    return link


def put_in(change: Change, link: JoinLink, *, token: str, rung: Sequence[Invitation]) -> None:
    """A new link, which goes along with these rings of its person; its deliveries are on their way."""
    change.insert(link)
    change.insert(TokenSecret(owner_id=link.link_id, token_hash=token_hash(token)))
    for invitation in rung:
        change.replace(replace(invitation, link_id=link.link_id))
    payload = {
        "person": link.person_id,
        "expires_at": link.expires_at,
        "most_uses": link.most_uses,
        "auto_admit": link.auto_admit,
        "invitations": [one.invitation_id for one in rung],
    }
    record_link(change, link, EventKind.LINK_ISSUED, payload, about=[("invitation", one.invitation_id) for one in rung])
    for delivery in link.deliveries:
        record_link(change, link, EventKind.LINK_SENT, {"way": delivery.way, "to": delivery.to})


async def revoke(change: Change, asking: Asking, link_id: str, command: RevokeLink) -> JoinLink:
    """It opens nothing from now on, and who is inside by it is put out. Raises RefusedError."""
    link = await _own(change, asking, link_id)
    expect(link.version, command.expected_version)
    return revoke_now(change, link)


def revoke_now(change: Change, link: JoinLink) -> JoinLink:
    """By whoever the change is."""
    if link.revoked_at is not None:
        return link
    after = revoked(link, at=change.now, by=change.actor.actor_id)
    change.replace(after)
    record_link(change, after, EventKind.LINK_REVOKED, {"uses": link.uses})
    return after


async def show(change: Change, asking: Asking, link_id: str) -> JoinLink:
    """A link that the hub issued by itself, for whoever hands it on. Raises RefusedError."""
    link = await _own(change, asking, link_id)
    if await own_token(change, asking.hub, link_id) is None:
        raise conflict("not-kept", "This link was shown when it was issued, and the hub has not kept it.")
    if (refusal := why_not(link, await change.get(Room, link.room_id), device_known=True, now=change.now)) is not None:
        raise conflict("link-over", f"The link lets nobody in any more: {refusal.value}.")
    record_link(change, link, EventKind.LINK_SHOWN, {})
    return link


def made_token(hub: "Hub", link_id: str) -> str:
    """Of a link that the hub issues by itself: it can make it again and so keeps it nowhere (ADR 18)."""
    return LINK_PREFIX + hub.seal.link_secret(link_id)


async def own_token(known: Change | Reading, hub: "Hub", link_id: str) -> str | None:
    """None for a link that somebody issued by hand, and after the key file was replaced."""
    secret, token = await known.get(TokenSecret, link_id), made_token(hub, link_id)
    is_own = secret is not None and secrets.compare_digest(secret.token_hash, token_hash(token))
    return token if is_own else None


async def note_way(change: Change, asking: Asking, link_id: str, command: SendLink) -> JoinLink:
    """How the link gets to somebody; a message is on its way then. Raises RefusedError."""
    link = await _own(change, asking, link_id)
    to = ""
    if command.way is LinkWay.SMS:
        await _check_token(change, link, command)
        person = await change.get(Person, link.person_id) if link.person_id is not None else None
        number = command.number or mobile_of(person)
        if not number:
            raise unusable("body.number", "The link is of nobody whose mobile is known: give a number.")
        to = shown_number(number)
    delivery = LinkDelivery(
        way=command.way.value, to=to, at=change.now, by=asking.actor.actor_id, pending=command.way is LinkWay.SMS
    )
    after = replace(link, deliveries=(*link.deliveries, delivery))
    change.replace(after)
    record_link(change, after, EventKind.LINK_SENT, {"way": delivery.way, "to": delivery.to})
    return after


async def note_result(change: Change, link_id: str, sent: LinkDelivery, failure: SmsFailure | None) -> None:
    """What became of a message."""
    link = await found(change, JoinLink, link_id, what="link")
    delivery = replace(sent, pending=False, failed=failure.value if failure is not None else "")
    after = replace(link, deliveries=tuple(delivery if one == sent else one for one in link.deliveries))
    change.replace(after)
    payload = {"way": delivery.way, "to": delivery.to, "failed": delivery.failed}
    record_link(change, after, EventKind.LINK_SENT, payload)


def mobile_of(person: Person | None) -> str:
    """Where a message goes; "" for nobody and where it is not known."""
    contacts = person.contacts if person is not None else ()
    return next((one.value for one in contacts if one.kind is ContactKind.MOBILE), "")


def shown_number(number: str) -> str:
    return f"…{number[-_SHOWN_DIGITS:]}"


def address_of(asking: Asking, token: str) -> str:
    """What somebody opens: on the hub's public address, else on the one by which this seat reaches it."""
    return public_address(asking.hub, token) or f"{str(asking.request.base_url).rstrip('/')}{JOIN_PATH}#{token}"


def public_address(hub: "Hub", token: str) -> str:
    """What a message says; "" where the hub is not told its address, which no request may choose for it."""
    base = hub.settings.conference.public_url
    return f"{base}{JOIN_PATH}#{token}" if base else ""


def token_of(url: str) -> str:
    return url.partition("#")[2]


def qr_svg(url: str) -> str:
    """For a screen: dark on light with the quiet zone that ISO/IEC 18004 asks for."""
    code = segno.make(url, error="m", micro=False)
    return code.svg_inline(scale=8, border=4, dark="#000", light="#fff", omitsize=True)


async def _own(change: Change, asking: Asking, link_id: str) -> JoinLink:
    """Raises RefusedError 404, 403."""
    link = await found(change, JoinLink, link_id, what="link")
    room = await found(change, Room, link.room_id, what="link")
    if not asking.visibility.row(room):
        raise not_found("link")
    asking.check(link.unit_id, action=Action.LINK_ISSUE)
    return link


async def _check_token(change: Change, link: JoinLink, command: SendLink) -> None:
    """The address that is sent is the link's. Raises RefusedError."""
    secret = await change.get(TokenSecret, link.link_id)
    given = token_hash(token_of(command.url))
    if secret is None or not secrets.compare_digest(secret.token_hash, given):
        raise unusable("body.url", "This is not the address of the link; it was shown when the link was issued.")
    if (refusal := why_not(link, await change.get(Room, link.room_id), device_known=True, now=change.now)) is not None:
        raise unusable("body.url", f"The link lets nobody in any more: {refusal.value}.")


# -- what browsers do with them


def _hash_of(device: str) -> str:
    """Of the id that a browser keeps; "" where it keeps none."""
    return hashlib.sha256(device.encode()).hexdigest() if device else ""


async def bar(change: Change, link_id: str, device: str, *, closes: bool) -> None:
    """A host has shown this device out: the link brings it nowhere for a while, whichever hub it comes to. `closes`: it
    brings no other one either that has not come yet, for that may be the same with its id forgotten."""
    link = await found(change, JoinLink, link_id, what="link")
    after = closed(link, at=change.now) if closes else None
    if after is not None:
        change.replace(after)
        record_link(change, after, EventKind.LINK_CLOSED, {"uses": link.uses, "most_uses": link.most_uses})
    known = await change.get(LinkDevice, link_id, _hash_of(device))
    if known is not None:
        change.replace(replace(known, barred_at=change.now))


async def barred_at(reading: Reading, link_id: str, device: str) -> datetime | None:
    known = await reading.get(LinkDevice, link_id, _hash_of(device))
    return known.barred_at if known is not None else None


async def resolve(
    hub: "Hub", token: str, *, device: str, address: str, returning: bool = False
) -> tuple[JoinLink, Room]:
    """The link of this token and its room, for a device at a network address that counts as one use of it.

    `returning`: the device has a place in the room already. Raises LinkRefusedError, StoreError.
    """
    hashed = token_hash(token)
    if hub.link_limit.begin(hashed, address) > 0:
        raise LinkRefusedError(LinkRefusal.TOO_MANY_TRIES)
    link_id = await _link_of(hub, hashed)
    if link_id is None:
        raise LinkRefusedError(LinkRefusal.UNKNOWN)
    hub.link_limit.succeeded(hashed, address)
    # A page that tries again and again with a link that is over does not fill the log.
    is_told = hub.link_refusals.begin(link_id, address) == 0

    # A host's word counts from the moment it is said.
    is_closed = any(link_id in live.closed_links for live in hub.rooms)

    async def work(change: Change) -> tuple[JoinLink, Room] | LinkRefusal:
        return await _open(change, link_id, device=device, returning=returning, is_closed=is_closed, is_told=is_told)

    opened = await hub.store.writer.run(work, actor=hub.actor)
    if isinstance(opened, LinkRefusal):
        raise LinkRefusedError(opened)
    if is_told:
        hub.link_refusals.succeeded(link_id, address)
    return opened


async def _link_of(hub: "Hub", hashed: str) -> str | None:
    """By the hash of 256 random bits: how long the search takes says nothing about a token."""
    table = MAPPED[TokenSecret].table
    async with hub.store.reading() as reading:
        found = await reading.find(TokenSecret, table.c.token_hash == hashed)
        if not found or await reading.get(JoinLink, found[0].owner_id) is None:
            return None
    return found[0].owner_id


async def _open(
    change: Change, link_id: str, *, device: str, returning: bool, is_closed: bool, is_told: bool
) -> tuple[JoinLink, Room] | LinkRefusal:
    """A refusal is written down (`is_told`), so it is an answer of the transaction and no error."""
    link = await found(change, JoinLink, link_id, what="link")
    room = await change.get(Room, link.room_id)
    hashed = _hash_of(device)
    is_known = returning or (bool(hashed) and await change.get(LinkDevice, link_id, hashed) is not None)
    was_in_at = change.now if returning else await _was_in_at(change, link)
    refusal = why_not(link, room, device_known=is_known, now=change.now, was_in_at=was_in_at)
    if refusal is None and is_closed and not is_known:
        refusal = LinkRefusal.CLOSED
    if refusal is not None:
        if is_told:
            record_link(change, link, EventKind.LINK_REFUSED, {"because": refusal})
        return refusal
    if room is None:
        return LinkRefusal.ROOM_ENDED
    if is_known:
        return link, room
    link = used(link)
    change.replace(link)
    # A browser that keeps no id is another device each time.
    hashed = hashed or secrets.token_hex(32)
    change.insert(LinkDevice(link_id=link_id, device_hash=hashed, first_at=change.now))
    record_link(change, link, EventKind.LINK_OPENED, {"uses": link.uses, "most_uses": link.most_uses})
    return link, room


async def _was_in_at(change: Change, link: JoinLink) -> datetime | None:
    """Until when somebody who came by the link was in the room; which of its devices that was is not kept."""
    if change.now < link.expires_at:
        return None
    came = await change.find(Participation, MAPPED[Participation].table.c.link_id == link.link_id)
    moments = [last_inside_at(one, now=change.now) for one in came]
    return max((moment for moment in moments if moment is not None), default=None)
