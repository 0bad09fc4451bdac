"""A link goes out as a message, beside the request that asked for it: a gateway takes its time."""

import logging

from app.domain.rooms import JoinLink
from app.hub.asking import Asking
from app.hub.rooms import links
from app.hub.rooms.sms_gateway import send_sms
from app.services.commands import SendLink
from app.store.change import Change
from app.store.errors import StoreError

log = logging.getLogger(__name__)


def send(asking: Asking, link: JoinLink, command: SendLink) -> None:
    """The last delivery of `link` is this one; its row says then what became of it."""
    asking.hub.tasks.start(f"message {link.link_id} {len(link.deliveries)}", _send(asking, link, command))


async def _send(asking: Asking, link: JoinLink, command: SendLink) -> None:
    hub = asking.hub
    try:
        async with hub.store.reading() as reading:
            number = await links.number_for(reading, link, command)
        url = links.address_of(asking, links.token_of(command.url))
        failure = await send_sms(hub.settings.conference.sms, number=number, url=url)

        async def note(change: Change) -> None:
            await links.note_result(change, link.link_id, link.deliveries[-1], failure)

        await hub.store.writer.run(note, actor=asking.actor)
    except StoreError as error:
        log.warning("what became of a message is not in the log: %s", error)
