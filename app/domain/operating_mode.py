"""平急融合: the hall in routine and in an emergency, and whose picture an output shows when two incidents want it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.incidents import IncidentLevel


class OperatingMode(StrEnum):
    """The value is what the interface says."""

    ROUTINE = "routine"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingState:
    """The mode of the district, since when and by whom (`by_name` as they were called then: other units do not know the
    account); one row, whose key is `name`."""

    name: str = "district"
    version: int = 1
    mode: OperatingMode = OperatingMode.ROUTINE
    since: datetime
    by: str
    by_name: str = ""
    reason: str = ""


def gives_way(shown: IncidentLevel | None, *, to: IncidentLevel, mode: OperatingMode) -> bool:
    """Whether an output that shows this (None: no incident's scene) gives way by itself to an incident of level `to`.

    What belongs to no incident always does. In an emergency the graver incident takes the output of a lesser one; in
    routine no incident takes another's: an operator decides.
    """
    if shown is None:
        return True
    return mode is OperatingMode.EMERGENCY and to.rank < shown.rank
