"""The secrets of cameras as they lie in the database: sealed for the camera they belong to and for no other."""

import logging

from pydantic import TypeAdapter

from app.domain.cameras import Camera
from app.services.rows import SharedCamera
from app.services.shared_cameras import CameraAccess, camera_of
from app.store.secrets import CameraSecret, KeyFileError, PasswordSeal

log = logging.getLogger(__name__)

_ACCESS = TypeAdapter(CameraAccess)


def access_of(camera: Camera) -> CameraAccess:
    return CameraAccess(main_url=camera.main_url, sub_url=camera.sub_url, user=camera.user, password=camera.password)


def sealed(camera_id: str, access: CameraAccess, seal: PasswordSeal) -> CameraSecret:
    text = _ACCESS.dump_json(access).decode()
    return CameraSecret(camera_id=camera_id, sealed_password=seal.seal(text, purpose=_purpose(camera_id)))


def opened(row: SharedCamera, secret: CameraSecret | None, seal: PasswordSeal) -> CameraAccess | None:
    """What opens the camera; None where the hub's key file does not fit any more. Without a secret the row says all."""
    if secret is None:
        return access_of(camera_of(row))
    try:
        return _ACCESS.validate_json(seal.open(secret.sealed_password, purpose=_purpose(row.camera_id)))
    except KeyFileError as error:
        log.error("camera %s: %s", row.camera_id, error)
        return None


def _purpose(camera_id: str) -> str:
    return f"camera:{camera_id}"
