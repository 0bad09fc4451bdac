"""What the engine opens when a camera is shared into a room."""

from typing import TYPE_CHECKING

from app.hub.cameras.secrets import opened
from app.services.rows import SharedCamera
from app.store.secrets import CameraSecret
from streams.url import with_credentials

if TYPE_CHECKING:
    from app.hub.hub import Hub


async def camera_address(hub: "Hub", camera_id: str) -> str | None:
    """With its credentials: for the engine and for nobody's eyes. None for a camera that is gone or that the hub's key
    does not open. The sub-stream where there is one: it is what every camera has in H.264, which goes on as it is.

    Raises StoreError.
    """
    async with hub.store.reading() as reading:
        row = await reading.get(SharedCamera, camera_id)
        secret = await reading.get(CameraSecret, camera_id)
    access = opened(row, secret, hub.seal) if row is not None else None
    if access is None:
        return None
    return with_credentials(access.sub_url or access.main_url, access.user, access.password) or None
