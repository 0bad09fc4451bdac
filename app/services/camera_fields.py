"""The sixteen fields of a camera in a file, checked one by one with a reason for each that cannot be.

CSV and JSON share them: what one of them refuses the other refuses too.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.cameras import LONGEST_NAME, Camera, camera_id_for
from app.domain.gb_id import GbIdError, parse_gb_id
from app.domain.geo import Position, ReferenceSystem, position
from app.domain.streets import street_name
from streams.errors import StreamError
from streams.url import StreamUrl, parse_stream_url, redacted

FIELDS = (
    "name",
    "code",
    "gb_id",
    "street",
    "site",
    "longitude",
    "latitude",
    "reference_system",
    "heading",
    "main_url",
    "sub_url",
    "user",
    "password",
    "domain_tags",
    "grid_code",
    "city_code",
)
MOST_CAMERAS = 20_000
TAG_SEPARATOR = "|"
_LONGEST_SHOWN = 80


class FieldFault(StrEnum):
    """Why a field, a row or a whole file is refused; widgets turn it into words."""

    MISSING = "missing"
    TOO_LONG = "too-long"
    CONTROL_CHARACTER = "control-character"
    NOT_A_NUMBER = "not-a-number"
    OUT_OF_RANGE = "out-of-range"
    NO_REFERENCE_SYSTEM = "no-reference-system"  # coordinates without saying in which system
    UNKNOWN_REFERENCE_SYSTEM = "unknown-reference-system"
    BAD_GB_ID = "bad-gb-id"  # detail: the GbIdFault
    BAD_URL = "bad-url"  # detail: a plain sentence
    CREDENTIALS_DIFFER = "credentials-differ"  # the addresses and the columns name different ones
    HIDDEN_ADDRESS = "hidden-address"  # an address from a list without passwords, of a camera that is not known
    NO_UNIT = "no-unit"  # the hub's directory has no unit to which what stands there belongs
    OTHER_UNIT = "other-unit"  # it belongs to a unit on which the importer may not do this
    NOT_TEXT = "not-text"  # JSON: a list or an object where a text or number belongs
    DUPLICATE = "duplicate"  # detail: the row that has it first
    ALREADY_REGISTERED = "already-registered"  # detail: the name of the registered camera
    # Of a row
    WRONG_NUMBER_OF_FIELDS = "wrong-number-of-fields"
    BAD_QUOTES = "bad-quotes"
    # Of the file
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TOO_MANY_CAMERAS = "too-many-cameras"
    BAD_ENCODING = "bad-encoding"
    BAD_SYNTAX = "bad-syntax"
    UNKNOWN_COLUMN = "unknown-column"
    MISSING_COLUMN = "missing-column"
    REPEATED_COLUMN = "repeated-column"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class CameraFault:
    """One reason against one import.

    `row` counts as a spreadsheet does (the header is row 1; in JSON the n-th camera), None for the whole file.
    `value` is what stands there, shortened, without secrets. `detail` is a short English addition, often empty.
    """

    fault: FieldFault
    row: int | None = None
    column: str = ""
    value: str = ""
    detail: str = ""

    def __str__(self) -> str:
        row = f"row {self.row}" if self.row else ""
        head = ", ".join(part for part in (row, self.column) if part)
        tail = "".join((f" {self.value!r}" if self.value else "", f": {self.detail}" if self.detail else ""))
        return f"{head}: {self.fault}{tail}" if head else f"{self.fault}{tail}"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The result of a dry run. With any fault there are no cameras: a file is imported whole or not at all.

    `missing_columns` are optional ones that the file leaves out, for information. `row_of` has the row of each camera.
    """

    cameras: tuple[Camera, ...] = ()
    faults: tuple[CameraFault, ...] = ()
    rows: int = 0
    encoding: str = ""
    missing_columns: tuple[str, ...] = ()
    row_of: tuple[int, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.faults


def check_rows(rows: Iterable[tuple[int, Mapping[str, str]]], existing: Iterable[Camera]) -> ImportReport:
    """Check (row number, fields) one by one and against each other and the cameras that are registered already."""
    known = {key: camera.name for camera in existing for key in unique_fields(camera)}
    first_row: dict[tuple[str, str], int] = {}
    cameras: list[Camera] = []
    row_of: list[int] = []
    faults: list[CameraFault] = []
    for row, fields in rows:
        row_of.append(row)
        checking = _RowCheck(row, fields)
        camera = checking.camera()
        for field, value in unique_fields(camera):
            if (other := known.get((field, value))) is not None:
                checking.fault(field, FieldFault.ALREADY_REGISTERED, other)
            elif (earlier := first_row.setdefault((field, value), row)) != row:
                checking.fault(field, FieldFault.DUPLICATE, f"row {earlier}")
        cameras.append(camera)
        faults += checking.faults
    return ImportReport(() if faults else tuple(cameras), tuple(faults), rows=len(row_of), row_of=tuple(row_of))


def camera_fields(camera: Camera, *, with_passwords: bool) -> dict[str, str]:
    """The fields that import as the same camera again. Without passwords, secrets in addresses are left out too."""
    where = camera.position
    return {
        "name": camera.name,
        "code": camera.code,
        "gb_id": camera.gb_id,
        "street": camera.street,
        "site": camera.site,
        "longitude": repr(where.given_longitude) if where else "",
        "latitude": repr(where.given_latitude) if where else "",
        "reference_system": str(where.reference_system) if where else "",
        "heading": "" if camera.heading_deg is None else repr(camera.heading_deg),
        "main_url": camera.main_url if with_passwords else redacted(camera.main_url),
        "sub_url": camera.sub_url if with_passwords else redacted(camera.sub_url),
        "user": camera.user,
        "password": camera.password if with_passwords else "",
        "domain_tags": TAG_SEPARATOR.join(camera.domain_tags),
        "grid_code": camera.grid_code,
        "city_code": camera.city_code,
    }


def unique_fields(camera: Camera) -> list[tuple[str, str]]:
    """What must be unique, under the field where a message about it belongs."""
    keys = [("gb_id", camera.gb_id), ("code", camera.code)]
    present = [(field, value) for field, value in keys if value]
    return present or [("name", camera.camera_id)]


_NUMBER = re.compile(r"[+-]?\d{1,10}(\.\d{1,20})?([eE][+-]?\d{1,3})?", re.ASCII)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # half a character pair is no text either
_TAG_SEPARATORS = re.compile(r"[|;,；，、]")
_SYSTEMS = {re.sub(r"[^A-Z0-9]", "", system): system for system in ReferenceSystem}


class _RowCheck:
    """Collects the faults of one row while its camera is put together."""

    def __init__(self, row: int, fields: Mapping[str, str]) -> None:
        self.faults: list[CameraFault] = []
        self._row = row
        self._fields = fields

    def fault(self, column: str, fault: FieldFault, detail: str = "") -> None:
        shown = _shown(column, self._fields.get(column, ""))
        self.faults.append(CameraFault(fault, self._row, column, shown, detail))

    def camera(self) -> Camera:
        """As far as the fields are usable; only of worth without faults."""
        name, code = self._text("name"), self._text("code")
        if not name:
            self.fault("name", FieldFault.MISSING)
        gb_id = self._gb_id()
        street, site = street_name(self._text("street")), self._text("site")
        main, sub = self._url("main_url"), self._url("sub_url")
        if not (self._fields.get("main_url") or self._fields.get("sub_url")):
            self.fault("main_url", FieldFault.MISSING)
        user, password = self._credentials(main, sub)
        tags = (tag.strip() for tag in _TAG_SEPARATORS.split(self._text("domain_tags")))
        return Camera(
            camera_id=camera_id_for(gb_id=gb_id, code=code, street=street, site=site, name=name),
            name=name,
            code=code,
            gb_id=gb_id,
            street=street,
            site=site,
            position=self._position(),
            heading_deg=self._heading(),
            main_url=main.address if main else "",
            sub_url=sub.address if sub else "",
            user=user,
            password=password,
            domain_tags=tuple(dict.fromkeys(tag for tag in tags if tag)),
            grid_code=self._text("grid_code"),
            city_code=self._text("city_code"),
        )

    def _text(self, column: str) -> str:
        text = self._fields.get(column, "")
        if len(text) > LONGEST_NAME:
            self.fault(column, FieldFault.TOO_LONG, f"{len(text)} characters, at most {LONGEST_NAME}")
        if _CONTROL.search(text):
            self.fault(column, FieldFault.CONTROL_CHARACTER)
        return text

    def _gb_id(self) -> str:
        text = self._text("gb_id")
        try:
            return str(parse_gb_id(text)) if text else ""
        except GbIdError as error:
            self.fault("gb_id", FieldFault.BAD_GB_ID, str(error.fault))
            return ""

    def _url(self, column: str) -> StreamUrl | None:
        text = self._fields.get(column, "")
        try:
            return parse_stream_url(text) if text else None
        except StreamError as error:
            self.fault(column, FieldFault.BAD_URL, error.detail)
            return None

    def _credentials(self, *urls: StreamUrl | None) -> tuple[str, str]:
        """From the columns or from the addresses, where they must not contradict each other."""
        named = {(url.user or "", url.password or "") for url in urls if url and (url.user or url.password)}
        in_columns = self._text("user"), self._text("password")
        if any(in_columns):
            named.add(in_columns)
        if len(named) > 1:
            self.fault("user", FieldFault.CREDENTIALS_DIFFER)
        return next(iter(named), ("", ""))

    def _position(self) -> Position | None:
        longitude, latitude = self._number("longitude", 180), self._number("latitude", 90)
        given = [column for column in ("longitude", "latitude") if self._fields.get(column)]
        if len(given) == 1:
            self.fault("latitude" if given == ["longitude"] else "longitude", FieldFault.MISSING)
        system = self._system(needed=bool(given))
        if longitude is None or latitude is None or system is None:
            return None
        return position(longitude, latitude, system)

    def _system(self, *, needed: bool) -> ReferenceSystem | None:
        text = self._text("reference_system")
        if not text:
            if needed:
                self.fault("reference_system", FieldFault.NO_REFERENCE_SYSTEM)
            return None
        system = _SYSTEMS.get(re.sub(r"[^A-Z0-9]", "", text.upper()))
        if system is None:
            self.fault("reference_system", FieldFault.UNKNOWN_REFERENCE_SYSTEM, f"use {', '.join(ReferenceSystem)}")
        return system

    def _heading(self) -> float | None:
        heading = self._number("heading", 360, least=0)
        return heading if heading is None else heading % 360

    def _number(self, column: str, most: float, *, least: float | None = None) -> float | None:
        text = self._fields.get(column, "")
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self.fault(column, FieldFault.NOT_A_NUMBER)
            return None
        number = float(text)
        lowest = -most if least is None else least
        if not lowest <= number <= most:
            self.fault(column, FieldFault.OUT_OF_RANGE, f"{lowest:g} to {most:g}")
            return None
        return number


def _shown(column: str, text: str) -> str:
    """What a message may quote."""
    if column == "password":
        return "***" if text else ""
    if column in ("main_url", "sub_url"):
        # A mistyped address hides its credentials from `redacted`; whatever stands before the @ may be one.
        text = redacted(text if "@" not in text else "***@" + text.rpartition("@")[2])
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
