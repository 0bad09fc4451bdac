"""Pictures of incidents: looked at before they are taken, on the disk before they are in the database, logged when
they are shown.

A file is named by the SHA-256 of its bytes, so that it is what the log says it is, or it is not shown.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.events import EventKind
from app.domain.incidents import Incident, IncidentStatus
from app.domain.permissions import Action
from app.hub.asking import Asking
from app.hub.errors import RefusedError, conflict, not_found, not_permitted
from app.hub.hub import Hub
from app.hub.incidents import clocks
from app.hub.incidents.access import may_read, readable
from app.hub.incidents.pictures import UnusablePictureError, picture_header
from app.hub.incidents.recording import record
from app.services.audit.durable import whole_file
from app.services.rows import Attachment
from app.store.change import Change
from app.store.errors import SYSTEM_FULL, StoreFullError, StoreUnavailableError

MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp")


@dataclass(frozen=True, slots=True)
class Picture:
    """`path` is where its bytes are on the disk."""

    name: str
    media_type: str
    size_bytes: int
    sha256: str
    width: int
    height: int


async def taken(asking: Asking, incident_id: str, *, name: str, media_type: str, content: bytes) -> Picture:
    """The picture, checked and on the disk. Raises RefusedError, StoreError."""
    async with asking.hub.store.reading() as reading:
        _check(asking, await reading.get(Incident, incident_id))
    return await looked_at(asking.hub, name=name, media_type=media_type, content=content)


async def looked_at(hub: Hub, *, name: str, media_type: str, content: bytes) -> Picture:
    """The same for somebody who may. Raises RefusedError, StoreError."""
    try:
        header = picture_header(content)
    except UnusablePictureError as error:
        raise RefusedError(415, "no-picture", f"This is not taken: {error}.", place="body") from None
    if header.media_type != media_type:
        raise RefusedError(415, "disguised", f"This is {header.media_type}, not {media_type or 'what it says'}.")
    sha256 = hashlib.sha256(content).hexdigest()
    await _kept(hub.settings.attachments / sha256, content)
    return Picture(name, media_type, len(content), sha256, header.width, header.height)


async def attach(change: Change, asking: Asking, incident_id: str, picture: Picture) -> Attachment:
    """The picture is the incident's from now on; the incident's version stays. Raises RefusedError."""
    incident = await readable(change, asking, incident_id)
    _check(asking, incident)
    return added(change, incident, picture, by=asking.actor.actor_id)


def added(
    change: Change, incident: Incident, picture: Picture, *, by: str, about: Sequence[tuple[str, str]] = ()
) -> Attachment:
    """`about` names what else the log's event is of."""
    attachment = Attachment(
        attachment_id=clocks.new_id(),
        incident_id=incident.incident_id,
        media_type=picture.media_type,
        name=picture.name,
        size_bytes=picture.size_bytes,
        sha256=picture.sha256,
        added_at=change.now,
        added_by=by,
    )
    change.insert(attachment)
    change.replace(replace(incident, photos=(*incident.photos, attachment.attachment_id)))
    payload = {
        "attachment": attachment.attachment_id,
        "name": picture.name,
        "media_type": picture.media_type,
        "size_bytes": picture.size_bytes,
        "sha256": picture.sha256,
        "width": picture.width,
        "height": picture.height,
    }
    about = [("attachment", attachment.attachment_id), *about]
    record(change, incident, EventKind.ATTACHMENT_ADDED, payload, about=about)
    return attachment


async def opened(asking: Asking, attachment_id: str) -> tuple[Attachment, bytes]:
    """The picture with its bytes, once the log says who sees it. Raises RefusedError, StoreError."""
    hub = asking.hub
    async with hub.store.reading() as reading:
        attachment = await reading.get(Attachment, attachment_id)
        incident = await reading.get(Incident, attachment.incident_id) if attachment is not None else None
    if attachment is None or incident is None or not may_read(asking, incident):
        raise not_found("picture")
    content = await asyncio.to_thread(_content, hub.settings.attachments / attachment.sha256)
    if content is None or hashlib.sha256(content).hexdigest() != attachment.sha256:
        raise conflict("picture-lost", "The file of this picture is gone or is not what it was. See the backup.")

    async def note(change: Change) -> None:
        payload = {"attachment": attachment_id, "sha256": attachment.sha256}
        record(change, incident, EventKind.ATTACHMENT_READ, payload, about=[("attachment", attachment_id)])

    await hub.store.writer.run(note, actor=asking.actor)
    return attachment, content


def _check(asking: Asking, incident: Incident | None) -> None:
    """Whoever reports or has a task of the incident adds pictures to it."""
    if incident is None or not may_read(asking, incident):
        raise not_found("incident")
    by_task = asking.may(incident.unit_id, shared_with=incident.shared_with, action=Action.ASSIGNMENT_ANSWER)
    if not (asking.may(incident.unit_id) or by_task):
        raise not_permitted()
    check_takes_pictures(incident)


def check_takes_pictures(incident: Incident) -> None:
    """Raises RefusedError."""
    if incident.status is IncidentStatus.MERGED:
        raise conflict("over", "The incident went into another one: the picture belongs there.")


async def _kept(path: Path, content: bytes) -> None:
    """On the disk, whole. Raises StoreFullError, StoreUnavailableError."""
    try:
        await asyncio.to_thread(_keep, path, content)
    except OSError as error:
        if error.errno in SYSTEM_FULL:
            raise StoreFullError("there is no room on the disk of the pictures") from error
        raise StoreUnavailableError(f"the folder of the pictures cannot be written ({error.strerror})") from error


def _keep(path: Path, content: bytes) -> None:
    if not path.exists():
        with whole_file(path, replace=False) as file:
            file.write(content)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
