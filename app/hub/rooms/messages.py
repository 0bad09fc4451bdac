"""Links go out as messages, beside the request or the answer that asked for them: a gateway takes its time.

Those that the hub sends by itself stand in the link's row first and are sent after the commit, so that one that was on
its way when the hub was killed goes out when it is back.
"""

import asyncio
import logging
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement

from app.domain.join_links import why_not
from app.domain.people import Person
from app.domain.permissions import Actor
from app.domain.rooms import JoinLink, LinkDelivery, Room
from app.hub.asking import Asking
from app.hub.rooms import links
from app.hub.rooms.sms_gateway import SmsFailure, send_sms
from app.services.commands.links import LinkWay, SendLink
from app.store.change import Change, Committed
from app.store.errors import StoreError
from app.store.store import Reading
from app.store.tables import MAPPED
from app.tasks import TaskScope

if TYPE_CHECKING:
    from app.hub.hub import Hub

log = logging.getLogger(__name__)

# Each has a connection and a TLS context of its own, which cost time on the loop that answers reports.
_AT_ONCE = 3


class Messages:
    """Owned by the hub's loop."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._tasks = TaskScope("messages")
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._waiting: list[JoinLink] = []
        # Key of the link and number of the delivery: a row is committed again while its message is on its way.
        self._under_way: set[tuple[str, int]] = set()

    # -- by the hub itself

    def why_none(self) -> SmsFailure | None:
        """Why no message goes out by itself."""
        conference = self._hub.settings.conference
        if conference.sms is None:
            return SmsFailure.NOT_CONFIGURED
        return None if conference.public_url else SmsFailure.NO_PUBLIC_ADDRESS

    def delivery_to(self, person: Person | None, change: Change) -> LinkDelivery | None:
        """To be put in the row of a new link; None where no message can go out."""
        number = links.mobile_of(person)
        if not number or self.why_none() is not None:
            return None
        to, by = links.shown_number(number), change.actor.actor_id
        return LinkDelivery(way=LinkWay.SMS.value, to=to, at=change.now, by=by, pending=True)

    async def load(self, reading: Reading) -> None:
        """What was on its way when the last run ended."""
        found = await reading.find(JoinLink, _has_pending())
        self._waiting = [link for link in found if any(one.pending for one in link.deliveries)]

    def take_up(self) -> None:
        """Once the hub runs."""
        for link in self._waiting:
            self._take(link, is_left=True)
        self._waiting = []

    async def close(self) -> None:
        await self._tasks.close()

    def committed(self, committed: Committed) -> None:
        for thing in committed.rows.values():
            if isinstance(thing, JoinLink):
                self._take(thing, is_left=False)

    def _take(self, link: JoinLink, *, is_left: bool) -> None:
        """`is_left`: by the last run, which cannot say any more what became of it."""
        own = self._hub.actor.actor_id
        for number, delivery in enumerate(link.deliveries):
            key = (link.link_id, number)
            if delivery.pending and (is_left or delivery.by == own) and key not in self._under_way:
                self._under_way.add(key)
                self._tasks.start(f"message {link.link_id} {number}", self._deliver(link, number))

    async def _deliver(self, link: JoinLink, number: int) -> None:
        delivery = link.deliveries[number]
        try:
            async with self._turn:
                failure = await self._sent(link, delivery)
            await _note(self._hub, self._hub.actor, link.link_id, delivery, failure)
        except StoreError as error:
            log.warning("what became of a message is not in the log: %s", error)
        finally:
            self._under_way.discard((link.link_id, number))

    async def _sent(self, link: JoinLink, delivery: LinkDelivery) -> SmsFailure | None:
        """None: the gateway took it. Raises StoreError."""
        hub = self._hub
        if delivery.by != hub.actor.actor_id:
            return SmsFailure.INTERRUPTED
        async with hub.store.reading() as reading:
            now = await reading.get(JoinLink, link.link_id)
            room = await reading.get(Room, link.room_id)
            token = await links.own_token(reading, hub, link.link_id)
            person = await reading.get(Person, link.person_id) if link.person_id is not None else None
        if now is None or room is None or token is None:
            return SmsFailure.LINK_OVER
        if why_not(now, room, device_known=True, now=hub.clock.now()) is not None:
            return SmsFailure.LINK_OVER
        return await _say(hub, room, number=links.mobile_of(person), token=token)


# -- by somebody's hand


def send(asking: Asking, link: JoinLink, command: SendLink) -> None:
    """The last delivery of `link` is this one; its row says then what became of it."""
    asking.hub.tasks.start(f"message {link.link_id} {len(link.deliveries)}", _send(asking, link, command))


async def _send(asking: Asking, link: JoinLink, command: SendLink) -> None:
    hub = asking.hub
    try:
        async with hub.store.reading() as reading:
            room = await reading.get(Room, link.room_id)
            person = await reading.get(Person, link.person_id) if link.person_id is not None else None
        number = command.number or links.mobile_of(person)
        failure = await _say(hub, room, number=number, token=links.token_of(command.url))
        await _note(hub, asking.actor, link.link_id, link.deliveries[-1], failure)
    except StoreError as error:
        log.warning("what became of a message is not in the log: %s", error)


async def _say(hub: "Hub", room: Room | None, *, number: str, token: str) -> SmsFailure | None:
    """None: the gateway took it."""
    settings = hub.settings.conference
    if settings.sms is None:
        return SmsFailure.NOT_CONFIGURED
    url = links.public_address(hub, token)
    if not url:
        return SmsFailure.NO_PUBLIC_ADDRESS
    if not number:
        return SmsFailure.NO_NUMBER
    return await send_sms(settings.sms, number=number, url=url, is_drill=room is not None and room.is_drill)


async def _note(hub: "Hub", actor: Actor, link_id: str, delivery: LinkDelivery, failure: SmsFailure | None) -> None:
    """Raises StoreError."""

    async def note(change: Change) -> None:
        await links.note_result(change, link_id, delivery, failure)

    await hub.store.writer.run(note, actor=actor)


def _has_pending() -> ColumnElement[bool]:
    """At least the rows with a message that nobody knows the end of; the form of the text is not counted on."""
    return MAPPED[JoinLink].table.c.deliveries.like('%"pending"%true%')
