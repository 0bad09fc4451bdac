"""Cameras of the registry in a room: one takes a place there like anybody, and its media is looked after elsewhere."""

from app.domain.events import EventKind
from app.domain.participation_life import PRESENT, gone
from app.domain.permissions import Action
from app.domain.room_rules import check_open
from app.domain.rooms import Participation, ParticipationKind, ParticipationStatus, ParticipationTimes, Room
from app.hub.asking import Asking, found
from app.hub.errors import not_found, not_permitted
from app.hub.incidents.clocks import new_id
from app.hub.incidents.recording import plain
from app.hub.rooms.access import readable
from app.hub.rooms.callers import may_join
from app.services.commands.rooms import ShareCameraIntoRoom
from app.services.rows import SharedCamera
from app.store.change import Change
from app.store.tables import MAPPED


async def share(change: Change, asking: Asking, room_id: str, command: ShareCameraIntoRoom) -> Participation:
    """By whoever may view the camera and join the room; one that is there already is the answer. Everybody in the room
    sees it then. Raises RefusedError, RoomRefusedError."""
    room = await readable(change, asking, room_id)
    if not may_join(asking.hub, asking.actor, room):
        raise not_permitted()
    check_open(room)
    camera = await change.get(SharedCamera, command.camera_id)
    if camera is None or not asking.visibility.row(camera):
        raise not_found("camera")
    asking.check(camera.unit_id, shared_with=camera.shared_with, action=Action.CAMERA_VIEW)
    table = MAPPED[Participation].table
    for one in await change.find(Participation, table.c.room_id == room_id, table.c.camera_id == command.camera_id):
        if one.status in PRESENT:
            return one
    place = Participation(
        participation_id=new_id(),
        room_id=room_id,
        incident_id=room.incident_id,
        unit_id=room.unit_id,
        kind=ParticipationKind.CAMERA,
        status=ParticipationStatus.IN,
        name=camera.name,
        of_unit_id=camera.unit_id,
        account_id=asking.actor.actor_id,
        camera_id=camera.camera_id,
        times=ParticipationTimes(joined_at=change.now),
    )
    change.insert(place)
    _record(change, place, EventKind.PARTICIPANT_JOINED)
    views = {"cameras": [camera.camera_id], "addresses": [], "purpose": f"room {room_id}"}
    change.record(EventKind.CAMERA_VIEWED, views, unit_id=asking.actor.unit_id)
    return place


async def take_back(change: Change, asking: Asking, room_id: str, participation_id: str) -> None:
    """By a host, or by whoever shared it. Raises RefusedError."""
    room = await readable(change, asking, room_id)
    place = await found(change, Participation, participation_id, what="camera in this room")
    if place.room_id != room.room_id or place.kind is not ParticipationKind.CAMERA or place.status not in PRESENT:
        raise not_found("camera in this room")
    if place.account_id != asking.actor.actor_id and not _hosts(asking, room):
        raise not_permitted()
    after = gone(place, ParticipationStatus.REMOVED, at=change.now)
    change.replace(after)
    _record(change, after, EventKind.PARTICIPANT_REMOVED)


def _hosts(asking: Asking, room: Room) -> bool:
    return asking.may(room.unit_id, action=Action.ROOM_HOST)


def _record(change: Change, place: Participation, kind: EventKind) -> None:
    payload = {
        "participation": place.participation_id,
        "room": place.room_id,
        "name": place.name,
        "kind": place.kind,
        "camera": place.camera_id,
    }
    change.record(
        kind,
        plain(payload),
        incident_id=place.incident_id,
        unit_id=place.unit_id,
        about=[("participation", place.participation_id)],
    )
