"""The ten streets and towns of Changning, in the order in which every list of the district names them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Street:
    """`code` is the administrative code of 9 digits (street level of GB/T 10114)."""

    code: str
    name: str


STREETS = (
    Street("310105001", "华阳路街道"),
    Street("310105002", "江苏路街道"),
    Street("310105004", "新华路街道"),
    Street("310105005", "周家桥街道"),
    Street("310105006", "天山路街道"),
    Street("310105008", "仙霞新村街道"),
    Street("310105009", "虹桥街道"),
    Street("310105010", "程家桥街道"),
    Street("310105011", "北新泾街道"),
    Street("310105102", "新泾镇"),
)

_BY_SPELLING = {
    spelling: street
    for street in STREETS
    for spelling in (street.code, street.name, street.name.removesuffix("街道").removesuffix("镇"))
}
_ORDER = {street.name: number for number, street in enumerate(STREETS)}


def street_name(text: str) -> str:
    """The full name for a code, a short or a full name; other districts' streets as they are written."""
    street = _BY_SPELLING.get(text)
    return street.name if street else text


def street_order(name: str) -> tuple[int, str]:
    """Sort key: official order, then unknown streets by name, then cameras without a street."""
    return _ORDER.get(name, len(_ORDER) if name else len(_ORDER) + 1), name
