"""Which wall an incident's scene goes to, and whose it takes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from app.domain.incidents import Incident, IncidentLevel
from app.domain.operating_mode import OperatingMode
from app.domain.outputs import Output
from app.hub.response.choosing import Chosen, choose_output
from tests.app.domain.examples import incident

LEFT, RIGHT = (Output(output_id=one, name=one, seat="wall", unit_id="district") for one in ("left", "right"))


def chosen(
    to: Incident, shown: Mapping[str, Incident], mode: OperatingMode = OperatingMode.ROUTINE, **more: Any
) -> Chosen | None:
    outputs = [replace(one, **more) for one in (LEFT, RIGHT)]
    return choose_output(
        to,
        outputs,
        planned=None,
        shown_on=lambda output: shown.get(output.output_id),
        mode=mode,
        path_of=lambda _unit_id: "/district",
    )


@pytest.mark.parametrize("mode", OperatingMode)
def test_a_drill_gives_its_wall_to_what_has_really_happened(mode: OperatingMode) -> None:
    drill = incident("drill", is_drill=True, level=IncidentLevel.I)
    real = incident("real", level=IncidentLevel.IV)
    assert chosen(real, {"left": drill, "right": incident("other", level=IncidentLevel.I)}, mode) == Chosen(LEFT, False)


@pytest.mark.parametrize("mode", OperatingMode)
def test_a_drill_takes_no_wall_from_what_has_really_happened(mode: OperatingMode) -> None:
    drill = incident("drill", is_drill=True, level=IncidentLevel.I)
    real = incident("real", level=IncidentLevel.IV)
    found = chosen(drill, {"left": real, "right": real}, mode)
    assert found is not None
    assert found.occupied
    assert chosen(drill, {"left": real}, mode) == Chosen(RIGHT, False)


def test_a_wall_that_is_not_connected_is_none() -> None:
    assert chosen(incident(), {}, online=False) is None


def test_a_window_beside_a_console_is_no_wall_while_there_is_one() -> None:
    laptop = replace(LEFT, in_window=True)
    other = incident("other")

    def found(outputs: list[Output], shown: Mapping[str, Incident], planned: str | None = None) -> Chosen | None:
        return choose_output(
            incident(),
            outputs,
            planned=planned,
            shown_on=lambda output: shown.get(output.output_id),
            mode=OperatingMode.ROUTINE,
            path_of=lambda _unit_id: "/district",
        )

    assert found([laptop, RIGHT], {}) == Chosen(RIGHT, False)
    # The free laptop of a leader is no place for what the hall has to see.
    assert found([laptop, RIGHT], {"right": other}) == Chosen(RIGHT, True)
    assert found([laptop, RIGHT], {}, planned="left") == Chosen(laptop, False)
    assert found([laptop], {}) == Chosen(laptop, False)
    assert found([laptop, replace(RIGHT, online=False)], {}) == Chosen(laptop, False)
