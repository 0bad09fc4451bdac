"""Conferences: rooms open and end, people are rung and answer, cameras are shared into them."""

from functools import partial
from typing import Annotated, TypeVar

from fastapi import Path, Response

from app.domain.permissions import Action
from app.domain.rooms import ChatMessage, Invitation, JoinLink, Participation, Room
from app.hub.asking import Asking, authorized
from app.hub.errors import not_found
from app.hub.rooms import ending, invitations, opening, shared_cameras
from app.hub.rooms.contents import of_room
from app.hub.routers.incidents import IncidentId
from app.hub.strict_route import strict_router
from app.services.commands.fields import Key
from app.services.commands.rooms import (
    AnswerInvitation,
    ChangeRoom,
    EndRoom,
    OpenDutyRoom,
    OpenRoom,
    Ring,
    RingAgain,
    ShareCameraIntoRoom,
    WithdrawInvitation,
)
from app.services.rows import RoomPage
from app.store.tables import MAPPED

router = strict_router("rooms")
Row = TypeVar("Row")
RoomId = Annotated[Key, Path()]
InvitationId = Annotated[Key, Path()]
ParticipationId = Annotated[Key, Path()]
Reading = Annotated[Asking, authorized(Action.ROOM_READ)]
Joining = Annotated[Asking, authorized(Action.ROOM_JOIN)]
Opening = Annotated[Asking, authorized(Action.ROOM_OPEN)]
Hosting = Annotated[Asking, authorized(Action.ROOM_HOST)]


@router.post("/incidents/{incident_id}/room", status_code=201, response_model=Room)
async def open_for_incident(incident_id: IncidentId, command: OpenRoom, asking: Opening) -> Response:
    """Rings at once everybody whom policy and plans name. An incident has one open room: where there is one already,
    that is the answer and nobody is rung."""
    work = partial(opening.open_for_incident, asking=asking, incident_id=incident_id, command=command)
    return await asking.command(work, Room, status=201)


@router.post("/rooms", status_code=201, response_model=Room)
async def open_duty(command: OpenDutyRoom, asking: Opening) -> Response:
    """A standing room of a unit."""
    return await asking.command(partial(opening.open_duty, asking=asking, command=command), Room, status=201)


@router.get("/rooms", response_model=list[Room])
async def rooms(asking: Reading) -> list[Room]:
    """Those that have not ended and that this seat may see, the latest first."""
    found = [room for room in asking.hub.open_rooms if asking.visibility.row(room)]
    return sorted(found, key=lambda room: room.opened_at, reverse=True)


@router.get("/rooms/{room_id}", response_model=RoomPage)
async def page(room_id: RoomId, asking: Reading) -> RoomPage:
    """Everything about one, also after its end; links for those who may issue them."""
    now = asking.hub.clock.now()
    async with asking.hub.store.reading() as reading:
        room = await reading.get(Room, room_id)
        if room is None or not asking.visibility.row(room):
            raise not_found("room")

        async def belonging(row: type[Row], by: str) -> tuple[Row, ...]:
            found = await reading.find(row, of_room(row, room, now=now), order_by=(MAPPED[row].table.c[by],))
            return tuple(one for one in found if asking.visibility.row(one, room))

        return RoomPage(
            room=room,
            invitations=await belonging(Invitation, "created_at"),
            participations=await belonging(Participation, "participation_id"),
            links=await belonging(JoinLink, "created_at"),
            chat=await belonging(ChatMessage, "at"),
        )


@router.patch("/rooms/{room_id}", response_model=Room)
async def change(room_id: RoomId, command: ChangeRoom, asking: Hosting) -> Response:
    """Lock, lobby, name; what is left out or null stays as it is."""
    work = partial(opening.change_room, asking=asking, room_id=room_id, command=command)
    return await asking.command(work, Room)


@router.post("/rooms/{room_id}/end", response_model=Room)
async def end(room_id: RoomId, command: EndRoom, asking: Hosting) -> Response:
    """For everybody in it."""
    return await asking.command(partial(ending.end, asking=asking, room_id=room_id, command=command), Room)


@router.post("/rooms/{room_id}/invitations", status_code=201, response_model=list[Invitation])
async def ring(room_id: RoomId, command: Ring, asking: Hosting) -> Response:
    """Ring one more: a person, or whoever has a title, with the deputies behind."""
    work = partial(invitations.ring_more, asking=asking, room_id=room_id, command=command)
    return await asking.command(work, list[Invitation], status=201)


@router.post("/invitations/{invitation_id}/answer", response_model=Invitation)
async def answer(invitation_id: InvitationId, command: AnswerInvitation, asking: Joining) -> Response:
    """Of who is rung, of the desk of their unit, or of a host who was told."""
    work = partial(invitations.answer, asking=asking, invitation_id=invitation_id, command=command)
    return await asking.command(work, Invitation)


@router.post("/invitations/{invitation_id}/ring-again", response_model=Invitation)
async def ring_again(invitation_id: InvitationId, command: RingAgain, asking: Hosting) -> Response:
    """At once, whatever was answered."""
    work = partial(invitations.ring_again, asking=asking, invitation_id=invitation_id, command=command)
    return await asking.command(work, Invitation)


@router.post("/invitations/{invitation_id}/withdraw", response_model=Invitation)
async def withdraw(invitation_id: InvitationId, command: WithdrawInvitation, asking: Hosting) -> Response:
    """They are needed no more."""
    work = partial(invitations.withdraw, asking=asking, invitation_id=invitation_id, command=command)
    return await asking.command(work, Invitation)


@router.post("/rooms/{room_id}/cameras", status_code=201, response_model=Participation)
async def share_camera(
    room_id: RoomId, command: ShareCameraIntoRoom, asking: Annotated[Asking, authorized(Action.CAMERA_VIEW)]
) -> Response:
    """Everybody in the room sees the camera; it has a place there like anybody."""
    work = partial(shared_cameras.share, asking=asking, room_id=room_id, command=command)
    return await asking.command(work, Participation, status=201)


@router.delete("/rooms/{room_id}/cameras/{participation_id}", status_code=204)
async def take_camera_back(room_id: RoomId, participation_id: ParticipationId, asking: Joining) -> Response:
    """By a host, or by who shared it."""
    work = partial(shared_cameras.take_back, asking=asking, room_id=room_id, participation_id=participation_id)
    return await asking.command(work, None)
