"""The national 20-digit id of a camera, checked before it becomes the key that everything else refers to.

GB/T 28181-2016, annex D, coding rule A: centre (8) + industry (2) + type (3) + serial (7).
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class GbIdFault(StrEnum):
    """What is wrong with an id."""

    NOT_20_DIGITS = "not-20-digits"
    ROUNDED = "rounded"  # a spreadsheet turned it into a number and lost its last digits
    UNKNOWN_REGION = "unknown-region"
    UNKNOWN_TYPE = "unknown-type"
    NOT_A_CAMERA = "not-a-camera"  # a platform, a user, a server


class GbIdError(ValueError):
    """The text is no id of a camera; `fault` says why."""

    def __init__(self, fault: GbIdFault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class GbId:
    """The four parts, each with its leading zeros."""

    centre: str
    industry: str
    type_code: str
    serial: str

    @property
    def region(self) -> str:
        """Administrative division of GB/T 2260: province, city and county, two digits each."""
        return self.centre[:6]

    def __str__(self) -> str:
        return self.centre + self.industry + self.type_code + self.serial


# Provinces, autonomous regions, municipalities, special administrative regions: GB/T 2260, first two digits.
_PROVINCES = frozenset(
    (*range(11, 16), 21, 22, 23, *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82)
)
# Annex D, table D.1: 111-130 main devices and 131-199 peripherals of the front end; 200-299 platform devices;
# 300-499 users; 500-599 servers outside the platform; 600-999 extensions, where body-worn cameras and drones are.
_FRONT_END = range(111, 200)
_PLATFORM_AND_USERS = range(200, 600)

_ID = re.compile(r"(\d{8})(\d{2})(\d{3})(\d{7})", re.ASCII)
_NUMBER_OF_A_SPREADSHEET = re.compile(r"\d([.,]\d+)?E\+?1[89]", re.ASCII | re.IGNORECASE)


def parse_gb_id(text: str) -> GbId:
    """The parts of a camera's id. Raises GbIdError."""
    if _NUMBER_OF_A_SPREADSHEET.fullmatch(text):
        raise GbIdError(GbIdFault.ROUNDED)
    if (match := _ID.fullmatch(text)) is None:
        raise GbIdError(GbIdFault.NOT_20_DIGITS)
    parts = GbId(*match.groups())
    if int(parts.centre[:2]) not in _PROVINCES:
        raise GbIdError(GbIdFault.UNKNOWN_REGION)
    type_number = int(parts.type_code)
    if type_number in _PLATFORM_AND_USERS:
        raise GbIdError(GbIdFault.NOT_A_CAMERA)
    if type_number < _FRONT_END.start:
        raise GbIdError(GbIdFault.UNKNOWN_TYPE)
    return parts
