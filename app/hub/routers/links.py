"""Links into rooms for browsers without an account: issued, sent, taken back."""

from functools import partial
from typing import Annotated

from fastapi import Path, Response
from pydantic import TypeAdapter

from app.domain.permissions import Action
from app.domain.rooms import JoinLink
from app.hub.asking import Asking, authorized
from app.hub.errors import conflict
from app.hub.rooms import links
from app.hub.rooms.messages import send
from app.hub.routers.rooms import RoomId
from app.hub.strict_route import strict_router
from app.services.commands.fields import Key
from app.services.commands.links import IssuedLink, IssueLink, LinkWay, RevokeLink, SendLink
from app.store.secrets import new_token

router = strict_router("links")
LinkId = Annotated[Key, Path()]
Issuing = Annotated[Asking, authorized(Action.LINK_ISSUE)]

_LINK = TypeAdapter(JoinLink)


@router.post("/rooms/{room_id}/links", status_code=201, response_model=IssuedLink)
async def issue(room_id: RoomId, command: IssueLink, asking: Issuing) -> Response:
    """The token is in this answer and nowhere else; a repetition of the command gets 409."""
    token = new_token(links.LINK_PREFIX)
    # What is kept for a repetition is without the token.
    work = partial(links.issue, asking=asking, room_id=room_id, command=command, token=token)
    done = await asking.done(work, JoinLink, status=201)
    if done.repeated:
        raise conflict("shown-already", "This link was issued and shown once. Revoke it and issue another.")
    url = links.address_of(asking, token)
    issued = IssuedLink(link=_LINK.validate_json(done.body), url=url, qr_svg=links.qr_svg(url))
    return Response(issued.model_dump_json(), status_code=201, media_type="application/json")


@router.post("/links/{link_id}/show", response_model=IssuedLink)
async def show(link_id: LinkId, asking: Issuing) -> Response:
    """A link that the hub issued by itself when the incident opened, as often as somebody has to hand it on."""
    done = await asking.done(partial(links.show, asking=asking, link_id=link_id), JoinLink)
    url = links.address_of(asking, links.made_token(asking.hub, link_id))
    shown = IssuedLink(link=_LINK.validate_json(done.body), url=url, qr_svg=links.qr_svg(url))
    return Response(shown.model_dump_json(), media_type="application/json")


@router.post("/links/{link_id}/revoke", response_model=JoinLink)
async def revoke(link_id: LinkId, command: RevokeLink, asking: Issuing) -> Response:
    """It opens nothing from now on; who is inside by it is put out."""
    return await asking.command(partial(links.revoke, asking=asking, link_id=link_id, command=command), JoinLink)


@router.post("/links/{link_id}/send", response_model=JoinLink)
async def deliver(link_id: LinkId, command: SendLink, asking: Issuing) -> Response:
    """Note how it gets to somebody; a message is sent, and the link's row says then what became of it."""
    work = partial(links.note_way, asking=asking, link_id=link_id, command=command)
    done = await asking.done(work, JoinLink)
    if command.way is LinkWay.SMS and not done.repeated:
        send(asking, _LINK.validate_json(done.body), command)
    headers = {"Idempotent-Replay": "true"} if done.repeated else None
    return Response(done.body, status_code=done.status, media_type="application/json", headers=headers)
