"""Who gets an output that two incidents want."""

import pytest

from app.domain.incidents import IncidentLevel
from app.domain.operating_mode import OperatingMode, gives_way

I, II, IV = IncidentLevel.I, IncidentLevel.II, IncidentLevel.IV  # noqa: E741 the numeral is the name


@pytest.mark.parametrize("mode", OperatingMode)
@pytest.mark.parametrize("level", IncidentLevel)
def test_what_belongs_to_no_incident_gives_way(mode: OperatingMode, level: IncidentLevel) -> None:
    assert gives_way(None, to=level, mode=mode)


@pytest.mark.parametrize(
    ("shown", "to", "mode", "gives"),
    [
        (IV, I, OperatingMode.EMERGENCY, True),
        (II, I, OperatingMode.EMERGENCY, True),
        (I, IV, OperatingMode.EMERGENCY, False),
        (II, II, OperatingMode.EMERGENCY, False),
        (IV, I, OperatingMode.ROUTINE, False),
    ],
)
def test_only_the_graver_takes_an_incidents_place_and_only_in_an_emergency(
    shown: IncidentLevel, to: IncidentLevel, mode: OperatingMode, gives: bool
) -> None:
    assert gives_way(shown, to=to, mode=mode) is gives
