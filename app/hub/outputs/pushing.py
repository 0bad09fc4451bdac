"""The seat that has a screen registers it as an output; any permitted seat pushes to it and sees what comes of it."""

import uuid
from dataclasses import replace

from app.domain.events import EventKind
from app.domain.outputs import Output, Push, PushStatus
from app.domain.permissions import Action
from app.domain.rooms import Participation, ParticipationStatus, Room
from app.domain.scenes import Source
from app.hub.asking import Asking, own
from app.hub.errors import conflict, not_found, unusable
from app.hub.incidents.access import readable
from app.hub.outputs.outputs import SESSION
from app.hub.versions import first_version
from app.hub.visibility import Visibility
from app.services.commands.outputs import AnswerPush, PushToOutput, RegisterOutput
from app.services.rows import SharedCamera, SharedScene
from app.store.change import Change

# What an answer may follow; SHOWN and REFUSED are the end.
_AFTER: dict[PushStatus, frozenset[PushStatus]] = {
    PushStatus.APPLIED: frozenset({PushStatus.SENT}),
    PushStatus.SHOWN: frozenset({PushStatus.SENT, PushStatus.APPLIED}),
    PushStatus.REFUSED: frozenset({PushStatus.SENT, PushStatus.APPLIED}),
}

_IN_ROOM = (ParticipationStatus.IN, ParticipationStatus.DROPPED)


async def register(change: Change, asking: Asking, output_id: str, command: RegisterOutput) -> Output:
    """Raises RefusedError 409 for an output that another live seat serves."""
    hub, actor = asking.hub, asking.actor
    known = await change.get(Output, output_id)
    if known is None:
        asking.check(actor.unit_id)
        output = Output(
            output_id=output_id,
            version=first_version(hub),
            name=command.name,
            seat=actor.seat,
            unit_id=actor.unit_id,
            layout=command.layout,
        )
        change.insert(output)
    else:
        if not asking.visibility.row(known):
            raise not_found("output")
        asking.check(known.unit_id)
        if hub.outputs.is_anothers(output_id, actor, asking.session_id):
            raise conflict("output-in-use", "Another seat serves this output.")
        named = replace(known, name=command.name, seat=actor.seat)
        if named == known and hub.outputs.is_served_by(output_id, asking.session_id):
            return hub.outputs.with_what_it_shows(known)
        output = replace(named, version=known.version + 1, layout=command.layout)
        change.replace(output)
    change.record(
        EventKind.OUTPUT_REGISTERED,
        {"name": output.name, SESSION: asking.session_id},
        unit_id=output.unit_id,
        about=[("output", output_id)],
    )
    return output


async def remove(change: Change, asking: Asking, output_id: str) -> None:
    """By whoever serves it; one that nobody serves by whoever might. Raises RefusedError."""
    output = await own(change, asking, Output, output_id, what="output")
    if asking.hub.outputs.is_anothers(output_id, asking.actor, asking.session_id):
        raise conflict("output-in-use", "Another seat serves this output.")
    change.remove(Output, output_id)
    change.record(EventKind.OUTPUT_GONE, {"removed": True}, unit_id=output.unit_id, about=[("output", output_id)])


async def push(change: Change, asking: Asking, output_id: str, command: PushToOutput) -> Output:
    """The output's seat takes it from the feed. A later push takes the place of one that was not answered yet.

    Raises RefusedError.
    """
    output = await own(change, asking, Output, output_id, what="output")
    now = asking.hub.outputs.get(output_id)
    if now is None or not now.online:
        raise conflict("output-offline", "The output's seat is not connected.")
    named = [one for one in (command.scene, command.camera_id, command.participation_id) if one is not None]
    if len(named) + command.release != 1:
        raise unusable("body", "A push names a scene, a camera or a participant, or releases the output.")
    if command.release and command.incident_id is None:
        raise unusable("body.incident_id", "An output is released from the scene of an incident.")
    if command.scene is not None and command.tile is not None:
        raise unusable("body.tile", "A scene fills the whole output.")
    if command.incident_id is not None:
        await readable(change, asking, command.incident_id)
    if not command.release:
        await _check_shown(change, asking, command, output)
    sent = Push(
        push_id=uuid.uuid4().hex,
        scene=command.scene,
        camera_id=command.camera_id,
        participation_id=command.participation_id,
        tile=command.tile,
        incident_id=command.incident_id,
        release=command.release,
        by=asking.actor.actor_id,
        at=change.now,
    )
    pushed = replace(output, version=output.version + 1, push=sent)
    change.replace(pushed)
    change.record(
        EventKind.OUTPUT_PUSHED,
        {
            "push": sent.push_id,
            "scene": sent.scene,
            "camera": sent.camera_id,
            "participation": sent.participation_id,
            "tile": sent.tile,
            "release": sent.release,
        },
        unit_id=output.unit_id,
        incident_id=command.incident_id,
        about=[("output", output_id)],
    )
    return asking.hub.outputs.with_what_it_shows(pushed)


async def answer(change: Change, asking: Asking, output_id: str, command: AnswerPush) -> Output:
    """What the serving seat did with a push. Raises RefusedError."""
    output = await own(change, asking, Output, output_id, what="output")
    check_served(asking, output_id)
    sent = output.push
    if sent is None or sent.push_id != command.push_id:
        raise conflict("superseded", "Something else was pushed meanwhile.")
    if command.status not in _AFTER:
        raise unusable("body.status", "A push is answered with applied, shown or refused.")
    if command.status is sent.status:
        return asking.hub.outputs.with_what_it_shows(output)
    if sent.status not in _AFTER[command.status]:
        raise conflict("answered", "The push was answered already.")
    answered = replace(sent, status=command.status, status_at=change.now, detail=command.detail)
    pushed = replace(output, version=output.version + 1, push=answered)
    change.replace(pushed)
    change.record(
        EventKind.PUSH_ANSWERED,
        {"push": sent.push_id, "status": command.status.value, "detail": command.detail},
        unit_id=output.unit_id,
        incident_id=sent.incident_id,
        about=[("output", output_id)],
    )
    return asking.hub.outputs.with_what_it_shows(pushed)


def check_served(asking: Asking, output_id: str) -> None:
    """Raises RefusedError: only the session that registered an output speaks for it."""
    output = asking.hub.outputs.get(output_id)
    if output is None or not asking.visibility.row(output):
        raise not_found("output")
    asking.check(output.unit_id)
    if not asking.hub.outputs.is_served_by(output_id, asking.session_id):
        raise conflict("not-served", "This seat does not serve the output: register it first.")


async def _check_shown(change: Change, asking: Asking, command: PushToOutput, output: Output) -> None:
    """Whoever pushes sees what they push, and so does the unit of the output."""
    thing: SharedScene | SharedCamera | Participation | None
    room: Room | None = None
    if command.scene is not None:
        place, thing = "body.scene", await change.get(SharedScene, command.scene)
    elif command.camera_id is not None:
        place, thing = "body.camera_id", await change.get(SharedCamera, command.camera_id)
    else:
        participation_id = Source.of_participant(command.participation_id or "").participation_id
        place, thing = "body.participation_id", await change.get(Participation, participation_id)
        room = await change.get(Room, thing.room_id) if thing is not None else None
    if thing is None or not asking.visibility.row(thing, room):
        raise unusable(place, "There is no such thing to show.")
    if isinstance(thing, SharedCamera):
        asking.check(thing.unit_id, shared_with=thing.shared_with, action=Action.CAMERA_VIEW)
    if isinstance(thing, Participation) and thing.status not in _IN_ROOM:
        raise conflict("not-in-room", "They are not in the room now.")
    directory = asking.hub.directory
    there = replace(asking.actor, unit_id=output.unit_id, unit_path=directory.path(output.unit_id))
    if not Visibility(there, directory).row(thing, room):
        raise conflict("not-shared", "The unit of this output may not see it: share it with that unit first.")
