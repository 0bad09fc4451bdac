"""A file of cameras on disk, CSV or JSON, told apart by what is in it rather than by its name."""

from collections.abc import Iterable
from pathlib import Path

from app.domain.cameras import Camera
from app.services.camera_csv import LARGEST_BYTES, read_cameras
from app.services.camera_fields import CameraFault, FieldFault, ImportReport
from app.services.camera_json import read_cameras_json


def read_camera_file(path: Path, existing: Iterable[Camera] = ()) -> ImportReport:
    """Dry run, see `camera_csv.read_cameras`. Blocks for as long as the disk does; never raises for what it finds."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            return ImportReport(faults=(CameraFault(FieldFault.TOO_LARGE),))
        data = path.read_bytes()
    except OSError as error:
        return ImportReport(faults=(CameraFault(FieldFault.UNREADABLE, detail=error.strerror or str(path.name)),))
    is_json = data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"["))
    return (read_cameras_json if is_json else read_cameras)(data, existing)
