"""Cameras in spreadsheets: what people send, in the encodings and separators that their spreadsheet chose.

Reading is a dry run that names every reason; writing gives a file that reads as the same cameras again and in which
no cell is a formula.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from app.domain.cameras import Camera
from app.services.camera_fields import (
    FIELDS,
    MOST_CAMERAS,
    CameraFault,
    FieldFault,
    ImportReport,
    camera_fields,
    check_rows,
)

LARGEST_BYTES = 64 * 1024 * 1024
_DELIMITERS = ",;\t"
_NUMBERS = frozenset({"longitude", "latitude", "heading"})
_REQUIRED = ("name",)
_ONE_REQUIRED = ("main_url", "sub_url")
# What spreadsheets take for the beginning of a formula (OWASP, "CSV Injection"), full-width forms included.
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠]")
_PROTECTED = re.compile(r"'+[=+\-@＝＋－＠]")


class _RefusedError(Exception):
    def __init__(self, *faults: CameraFault) -> None:
        super().__init__(*faults)
        self.faults = faults


def read_cameras(data: bytes, existing: Iterable[Camera] = ()) -> ImportReport:
    """Dry run over a CSV file. Never raises for what is in it; see ImportReport.

    `existing` are cameras that stay registered beside the imported ones: pass none to replace all of them.
    """
    try:
        text, encoding = _decoded(data)
        header, rows = _parted(text)
        columns, missing = _columns(header)
    except _RefusedError as refused:
        return ImportReport(faults=refused.faults)
    malformed: list[CameraFault] = []
    report = check_rows(_named(columns, rows, malformed), existing)
    faults = sorted((*malformed, *report.faults), key=lambda fault: fault.row or 0)
    cameras = () if faults else report.cameras
    return ImportReport(cameras, tuple(faults), report.rows, encoding, missing, report.row_of)


def write_cameras(cameras: Iterable[Camera], *, with_passwords: bool = False) -> bytes:
    """A CSV file (UTF-8 with byte order mark, commas) that `read_cameras` reads as the same cameras."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(FIELDS)
    for camera in cameras:
        fields = camera_fields(camera, with_passwords=with_passwords)
        writer.writerow(fields[field] if field in _NUMBERS else _protected(fields[field]) for field in FIELDS)
    return text.getvalue().encode("utf-8-sig")


def _decoded(data: bytes) -> tuple[str, str]:
    if len(data) > LARGEST_BYTES:
        raise _RefusedError(CameraFault(FieldFault.TOO_LARGE, detail=f"at most {LARGEST_BYTES // 2**20} MB"))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(data, "utf-16"), "UTF-16"
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError as error:
        # GB18030 gives letters to nearly every byte sequence, so damaged UTF-8 would come in as nonsense.
        seen = data.decode("utf-8-sig", "replace")
        damaged = seen.count("\ufffd")
        sound = sum(1 for letter in seen if ord(letter) > 127) - damaged
        if data.startswith(b"\xef\xbb\xbf") or sound > damaged:
            raise _RefusedError(_bad_encoding(error)) from error
    return _strictly(data, "gb18030"), "GB18030"


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _RefusedError(_bad_encoding(error)) from error


def _bad_encoding(error: UnicodeDecodeError) -> CameraFault:
    row = error.object.count(b"\n", 0, error.start) + 1
    return CameraFault(FieldFault.BAD_ENCODING, row, detail="neither UTF-8 nor GB18030")


def _parted(text: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The header and the rows with their numbers."""
    first_line = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)

    def numbered() -> Iterator[tuple[int, list[str]]]:
        row = 0
        while True:
            row += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                # After broken quotes nothing tells where the next row begins.
                raise _RefusedError(CameraFault(FieldFault.BAD_QUOTES, row, detail=str(error))) from error
            yield row, cells

    rows = numbered()
    header = [name.strip().lower() for name in next(rows, (1, []))[1]]
    if not any(header):
        raise _RefusedError(CameraFault(FieldFault.EMPTY))
    return header, rows


def _columns(header: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """The columns in the file's order and the optional ones that it leaves out."""
    while header and not header[-1]:
        header.pop()
    faults = []
    for place, name in enumerate(header):
        if name not in FIELDS:
            faults.append(CameraFault(FieldFault.UNKNOWN_COLUMN, 1, name[:80]))
        elif name in header[:place]:
            faults.append(CameraFault(FieldFault.REPEATED_COLUMN, 1, name))
    faults += [CameraFault(FieldFault.MISSING_COLUMN, 1, name) for name in _REQUIRED if name not in header]
    if not any(name in header for name in _ONE_REQUIRED):
        faults.append(CameraFault(FieldFault.MISSING_COLUMN, 1, _ONE_REQUIRED[0]))
    if faults:
        raise _RefusedError(*faults)
    return header, tuple(name for name in FIELDS if name not in header)


def _named(
    columns: list[str], rows: Iterator[tuple[int, list[str]]], malformed: list[CameraFault]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows that have something in them, as fields; the others' faults go to `malformed`."""
    count = 0
    try:
        for row, cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            count += 1
            if count > MOST_CAMERAS:
                raise _RefusedError(CameraFault(FieldFault.TOO_MANY_CAMERAS, row, detail=f"at most {MOST_CAMERAS}"))
            if len(cells) < len(columns) or any(cells[len(columns) :]):
                detail = f"{len(cells)} instead of {len(columns)}"
                malformed.append(CameraFault(FieldFault.WRONG_NUMBER_OF_FIELDS, row, detail=detail))
                continue
            yield row, {column: _plain(column, cell) for column, cell in zip(columns, cells, strict=False)}
    except _RefusedError as refused:
        malformed += refused.faults


def _plain(column: str, cell: str) -> str:
    """What the cell says: spaces around it mean nothing, except in a password."""
    text = cell if column == "password" else cell.strip()
    return text[1:] if _PROTECTED.match(text) else text


def _protected(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text
