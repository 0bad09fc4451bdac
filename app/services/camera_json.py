"""Cameras as JSON: the same fields and the same checks as in a spreadsheet.

`{"version": 1, "cameras": [{"name": …, "main_url": …}, …]}`; numbers may be numbers, tags a list. The registry's own
file is written in this form too.
"""

import json
from collections.abc import Iterable, Iterator, Sequence

from app.domain.cameras import Camera
from app.services.camera_fields import (
    FIELDS,
    MOST_CAMERAS,
    TAG_SEPARATOR,
    CameraFault,
    FieldFault,
    ImportReport,
    camera_fields,
    check_rows,
)
from app.services.documents import (
    MOST_PROBLEMS,
    BadContentError,
    Problem,
    ProblemKind,
    decode_text,
    load_json,
)
from app.services.json_places import place_of

VERSION = 1
_FAULTS = {
    ProblemKind.TOO_LARGE: FieldFault.TOO_LARGE,
    ProblemKind.NOT_TEXT: FieldFault.BAD_ENCODING,
}


def read_cameras_json(data: bytes, existing: Iterable[Camera] = ()) -> ImportReport:
    """Dry run over a JSON file, see `camera_csv.read_cameras`. Never raises for what is in it."""
    try:
        content = load_json(decode_text(data))
    except BadContentError as error:
        faults = tuple(
            CameraFault(_FAULTS.get(problem.kind, FieldFault.BAD_SYNTAX), detail=str(problem))
            for problem in error.problems
        )
        return ImportReport(faults=faults)
    return _checked(content, existing)


def read_camera_objects(cameras: Sequence[object]) -> ImportReport:
    """The same for what was read from JSON already: row n is the n-th camera."""
    return _checked({"cameras": list(cameras)}, ())


def write_cameras_json(cameras: Iterable[Camera], *, with_passwords: bool = False) -> bytes:
    """A JSON file that `read_cameras_json` reads as the same cameras. Fields that are not known are left out."""
    return _written(cameras, with_passwords=with_passwords).encode("utf-8")


def camera_object(camera: Camera, *, with_passwords: bool = False) -> dict[str, object]:
    """One camera of such a file. Fields that are not known are left out."""
    fields: dict[str, object] = {
        name: value for name, value in camera_fields(camera, with_passwords=with_passwords).items() if value
    }
    if camera.position is not None:
        fields["longitude"], fields["latitude"] = camera.position.given_longitude, camera.position.given_latitude
    if camera.heading_deg is not None:
        fields["heading"] = camera.heading_deg
    if camera.domain_tags:
        fields["domain_tags"] = list(camera.domain_tags)
    return fields


class CameraCodec:
    """The registry's file: with passwords, refused as a whole like every document."""

    def decode(self, text: str) -> tuple[Camera, ...]:
        report = _checked(load_json(text), ())
        if report.ok:
            return report.cameras
        problems = [
            Problem(
                ProblemKind.CONTENT,
                detail=str(fault),
                place=place_of(text, ["cameras", fault.row - 1, fault.column]) if fault.row else None,
            )
            for fault in report.faults[:MOST_PROBLEMS]
        ]
        raise BadContentError(problems)

    def encode(self, value: tuple[Camera, ...]) -> str:
        return _written(value, with_passwords=True)


def _checked(content: object, existing: Iterable[Camera]) -> ImportReport:
    if not isinstance(content, dict) or not isinstance(cameras := content.get("cameras"), list):
        return _refused(FieldFault.BAD_SYNTAX, 'needs {"version": 1, "cameras": […]}')
    if content.get("version", VERSION) != VERSION:
        return _refused(FieldFault.BAD_SYNTAX, f"only format version {VERSION} is known")
    if len(cameras) > MOST_CAMERAS:
        return _refused(FieldFault.TOO_MANY_CAMERAS, f"at most {MOST_CAMERAS}")
    malformed: list[CameraFault] = []
    report = check_rows(_rows(cameras, malformed), existing)
    faults = tuple(sorted((*malformed, *report.faults), key=lambda fault: fault.row or 0))
    return ImportReport(() if faults else report.cameras, faults, report.rows, "UTF-8", row_of=report.row_of)


def _rows(cameras: list[object], malformed: list[CameraFault]) -> Iterator[tuple[int, dict[str, str]]]:
    for row, camera in enumerate(cameras, 1):
        if not isinstance(camera, dict):
            malformed.append(CameraFault(FieldFault.BAD_SYNTAX, row, detail="a camera is an object"))
            continue
        malformed += [
            CameraFault(FieldFault.UNKNOWN_COLUMN, row, str(name)[:80]) for name in camera if name not in FIELDS
        ]
        fields = {}
        for name in FIELDS:
            text = _field_text(name, camera.get(name))
            if text is None:
                malformed.append(CameraFault(FieldFault.NOT_TEXT, row, name))
            fields[name] = text or ""
        yield row, fields


def _field_text(name: str, value: object) -> str | None:
    """As a cell would say it; None for what no cell can."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value if name == "password" else value.strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    if name == "domain_tags" and isinstance(value, list) and all(isinstance(tag, str) for tag in value):
        return TAG_SEPARATOR.join(value)
    return None


def _written(cameras: Iterable[Camera], *, with_passwords: bool) -> str:
    objects = (
        json.dumps(camera_object(camera, with_passwords=with_passwords), ensure_ascii=False) for camera in cameras
    )
    # One camera a line: a message's line number is that of the camera, and a difference tool shows what changed.
    return '{"version": 1, "cameras": [\n' + ",\n".join(objects) + "\n]}\n"


def _refused(fault: FieldFault, detail: str) -> ImportReport:
    return ImportReport(faults=(CameraFault(fault, detail=detail),))
