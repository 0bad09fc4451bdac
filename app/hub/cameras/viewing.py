"""What opens a camera, for a seat that is about to show it: the log says so before the seat has it."""

from app.domain.events import EventKind
from app.hub.asking import Asking
from app.hub.cameras.secrets import opened
from app.hub.scenes.addresses import opened_address
from app.services.commands.cameras import ViewCameras
from app.services.rows import SharedCamera
from app.services.sealed_addresses import shown_address
from app.services.shared_cameras import CameraAccess
from app.store.change import Change
from app.store.secrets import CameraSecret
from app.store.tables import MAPPED


async def view(asking: Asking, command: ViewCameras) -> dict[str, CameraAccess]:
    """By camera key or sealed address; what this seat may not view, or nobody can open, is left out.

    Raises StoreError: what cannot be written down is not shown.
    """
    ids = list(dict.fromkeys(command.camera_ids))
    table, secret_table = MAPPED[SharedCamera].table, MAPPED[CameraSecret].table
    async with asking.hub.store.reading() as reading:
        rows = await reading.find(SharedCamera, table.c.camera_id.in_(ids))
        secrets = await reading.find(CameraSecret, secret_table.c.camera_id.in_(ids))
    by_id = {secret.camera_id: secret for secret in secrets}
    cameras = {
        row.camera_id: access
        for row in rows
        if asking.may(row.unit_id, shared_with=row.shared_with)
        and (access := opened(row, by_id.get(row.camera_id), asking.hub.seal)) is not None
    }
    addresses = {
        address: access
        for address in dict.fromkeys(command.addresses)
        if (access := opened_address(address, asking)) is not None
    }
    if cameras or addresses:

        async def note(change: Change) -> None:
            payload = {
                "cameras": sorted(cameras),
                "addresses": [shown_address(address) for address in addresses],
                "purpose": command.purpose,
            }
            change.record(EventKind.CAMERA_VIEWED, payload, unit_id=asking.actor.unit_id)

        await asking.hub.store.writer.run(note, actor=asking.actor)
    return cameras | addresses
