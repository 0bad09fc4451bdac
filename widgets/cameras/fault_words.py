"""Why a camera file or a field is refused, in words that say what to correct."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from app.domain.gb_id import GbIdFault
from app.domain.geo import ReferenceSystem
from app.services.camera_fields import CameraFault, FieldFault
from widgets.names import isolated
from widgets.translation import marked


def _tr(text: str) -> str:
    return QCoreApplication.translate("FaultWords", text)


def fault_words(fault: CameraFault) -> str:
    """The reason, without row, column and value, which have places of their own."""
    return _WORDS[fault.fault](fault.detail)


def column_words(column: str) -> str:
    """A field by the name that the screen gives it; files keep their own names."""
    return QCoreApplication.translate("CameraFields", COLUMN_WORDS[column]) if column in COLUMN_WORDS else column


COLUMN_WORDS = {
    "name": marked("CameraFields", "Name"),
    "code": marked("CameraFields", "Code"),
    "gb_id": marked("CameraFields", "National ID"),
    "street": marked("CameraFields", "Street"),
    "site": marked("CameraFields", "Site"),
    "longitude": marked("CameraFields", "Longitude"),
    "latitude": marked("CameraFields", "Latitude"),
    "reference_system": marked("CameraFields", "Reference system"),
    "heading": marked("CameraFields", "Heading"),
    "main_url": marked("CameraFields", "Main stream"),
    "sub_url": marked("CameraFields", "Sub stream"),
    "user": marked("CameraFields", "User"),
    "password": marked("CameraFields", "Password"),
    "domain_tags": marked("CameraFields", "Domains"),
    "grid_code": marked("CameraFields", "Grid code"),
    "city_code": marked("CameraFields", "City code"),
}


def _gb_id(detail: str) -> str:
    match detail:
        case GbIdFault.NOT_20_DIGITS:
            return _tr("A national ID has 20 digits")
        case GbIdFault.ROUNDED:
            return _tr("A spreadsheet rounded the ID: format the column as text and enter it again")
        case GbIdFault.UNKNOWN_REGION:
            return _tr("The ID begins with no known region")
        case GbIdFault.UNKNOWN_TYPE:
            return _tr("The type in the ID (digits 11 to 13) is unknown")
        case _:
            return _tr("The ID is not that of a camera")


_URL_REASONS = (
    marked("FaultWords", "the address is empty"),
    marked("FaultWords", "the address contains control characters"),
    marked("FaultWords", "not an address: it needs a scheme such as rtsp:// or the path of a file"),
    marked("FaultWords", "the port is not between 1 and 65535"),
    marked("FaultWords", "the host is malformed"),
    marked("FaultWords", "the host is missing or malformed"),
)


def _url(detail: str) -> str:
    return _tr("Unusable address: {0}").format(_tr(detail) if detail in _URL_REASONS else detail)


_WORDS: dict[FieldFault, Callable[[str], str]] = {
    FieldFault.MISSING: lambda _: _tr("Must not be empty"),
    FieldFault.TOO_LONG: lambda _: _tr("Too long"),
    FieldFault.CONTROL_CHARACTER: lambda _: _tr("Contains control characters"),
    FieldFault.NOT_A_NUMBER: lambda _: _tr("Not a number"),
    FieldFault.OUT_OF_RANGE: lambda detail: _tr("Out of range ({0})").format(detail.replace(" to ", " … ")),
    FieldFault.NO_REFERENCE_SYSTEM: lambda _: _tr("Coordinates need their reference system"),
    FieldFault.UNKNOWN_REFERENCE_SYSTEM: lambda _: _tr("Unknown; use one of {0}").format(", ".join(ReferenceSystem)),
    FieldFault.BAD_GB_ID: _gb_id,
    FieldFault.BAD_URL: _url,
    FieldFault.CREDENTIALS_DIFFER: lambda _: _tr("Addresses and columns name different users or passwords"),
    FieldFault.HIDDEN_ADDRESS: lambda _: _tr("The address hides its password: enter it again"),
    FieldFault.NO_UNIT: lambda _: _tr("No unit of this hub's directory"),
    FieldFault.OTHER_UNIT: lambda _: _tr("Belongs to a unit whose cameras you may not change"),
    FieldFault.NOT_TEXT: lambda _: _tr("A text or a number belongs here"),
    FieldFault.DUPLICATE: lambda detail: _tr("The same as in row {0}").format(detail.removeprefix("row ")),
    FieldFault.ALREADY_REGISTERED: lambda detail: _tr("Already registered: {0}").format(isolated(detail[:80])),
    FieldFault.WRONG_NUMBER_OF_FIELDS: lambda detail: _tr("Wrong number of fields: {0}").format(
        detail.replace(" instead of ", " / ")
    ),
    FieldFault.BAD_QUOTES: lambda _: _tr("Quotes are not closed"),
    FieldFault.EMPTY: lambda _: _tr("The file is empty"),
    FieldFault.TOO_LARGE: lambda _: _tr("The file is too large"),
    FieldFault.TOO_MANY_CAMERAS: lambda _: _tr("Too many cameras in one file"),
    FieldFault.BAD_ENCODING: lambda _: _tr("Neither UTF-8 nor GB18030"),
    FieldFault.BAD_SYNTAX: lambda detail: _tr("Not readable: {0}").format(detail),
    FieldFault.UNKNOWN_COLUMN: lambda _: _tr("Unknown column"),
    FieldFault.MISSING_COLUMN: lambda _: _tr("The column is missing"),
    FieldFault.REPEATED_COLUMN: lambda _: _tr("The column is there twice"),
    FieldFault.UNREADABLE: lambda detail: _tr("The file cannot be read: {0}").format(detail),
}
