"""A camera as everybody sees it and what opens it, kept apart: rows travel to all seats, secrets only to a seat that
is about to show the picture.

An address may carry its secret in the query (`?token=…`); then the row has it hidden, and the whole address is a
secret like the password.
"""

from dataclasses import dataclass, field, replace

from app.domain.cameras import Camera
from app.domain.geo import Position, ReferenceSystem
from app.services.camera_fields import CameraFault
from app.services.rows import SharedCamera
from streams.url import redacted

# More cameras in one question than a wall has tiles, and the longest event that this makes is still short.
MOST_VIEWS_AT_ONCE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraAccess:
    """What opens a camera or a sealed address: addresses without user and password, and these."""

    main_url: str = field(default="", repr=False)
    sub_url: str = field(default="", repr=False)
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraImport:
    """What an import did or, as a dry run, would do: numbers of cameras. With any fault nothing comes in.

    `unchanged` are cameras that are as they were; `rows` counts what was read.
    """

    rows: int = 0
    new: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    encoding: str = ""
    missing_columns: tuple[str, ...] = ()
    faults: tuple[CameraFault, ...] = ()

    @property
    def written(self) -> int:
        """Cameras that are new or changed."""
        return self.new + self.changed


def shared_camera(camera: Camera, *, unit_id: str, unit_path: str) -> SharedCamera:
    """The row of a camera, as its first version and shared with nobody."""
    where = camera.position
    return SharedCamera(
        camera_id=camera.camera_id,
        unit_id=unit_id,
        unit_path=unit_path,
        name=camera.name,
        code=camera.code,
        gb_id=camera.gb_id,
        street=camera.street,
        site=camera.site,
        longitude=where.longitude if where else None,
        latitude=where.latitude if where else None,
        reference_system=(where.reference_system if where else ReferenceSystem.WGS84).value,
        given_longitude=where.given_longitude if where else None,
        given_latitude=where.given_latitude if where else None,
        heading_deg=camera.heading_deg,
        main_url=redacted(camera.main_url),
        sub_url=redacted(camera.sub_url),
        user=camera.user,
        has_password=bool(camera.password),
        domain_tags=camera.domain_tags,
        grid_code=camera.grid_code,
        city_code=camera.city_code,
    )


def camera_of(row: SharedCamera) -> Camera:
    """The camera of a row: without password, and with what is hidden in its addresses hidden."""
    where = None
    if row.longitude is not None and row.latitude is not None:
        where = Position(
            row.longitude,
            row.latitude,
            ReferenceSystem(row.reference_system),
            row.longitude if row.given_longitude is None else row.given_longitude,
            row.latitude if row.given_latitude is None else row.given_latitude,
        )
    return Camera(
        camera_id=row.camera_id,
        name=row.name,
        code=row.code,
        gb_id=row.gb_id,
        street=row.street,
        site=row.site,
        position=where,
        heading_deg=row.heading_deg,
        main_url=row.main_url,
        sub_url=row.sub_url,
        user=row.user,
        domain_tags=row.domain_tags,
        grid_code=row.grid_code,
        city_code=row.city_code,
    )


def opened_camera(camera: Camera, access: CameraAccess) -> Camera:
    """The camera with what opens it."""
    return replace(camera, main_url=access.main_url, sub_url=access.sub_url, user=access.user, password=access.password)
