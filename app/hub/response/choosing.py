"""Which output an incident's scene goes to: the plan's, else the freest that its people may use."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.domain.incidents import Incident, IncidentLevel
from app.domain.operating_mode import OperatingMode, gives_way
from app.domain.outputs import Output
from app.domain.units import covers
from app.domain.walls import counts_as_wall


@dataclass(frozen=True, slots=True)
class Chosen:
    """`occupied`: another incident's scene is on it that does not give way by itself, so an operator decides."""

    output: Output
    occupied: bool


def choose_output(
    incident: Incident,
    outputs: Iterable[Output],
    *,
    planned: str | None,
    shown_on: Callable[[Output], Incident | None],
    mode: OperatingMode,
    path_of: Callable[[str], str],
) -> Chosen | None:
    """None: none is connected that the incident's people may use. `shown_on`: the other incident whose scene it has.

    A window beside a console is taken only where no wall is connected, and where a plan names it: what goes to a
    leader's laptop is seen by nobody in the hall. Of several walls one that gives way, then the plan's, then one that
    shows no incident, then the least grave, then by name.
    """
    path = path_of(incident.unit_id)

    def freest(output: Output) -> tuple[bool, bool, int, str]:
        shown = shown_on(output)
        rank = -shown.level.rank if shown is not None else -len(IncidentLevel) - 1
        return not _gives_way(shown, incident, mode), output.output_id != planned, rank, output.output_id

    usable = [output for output in outputs if output.online and covers(path_of(output.unit_id), path)]
    walls = [output for output in usable if counts_as_wall(output, planned=planned)]
    best = min(walls or usable, key=freest, default=None)
    return Chosen(best, freest(best)[0]) if best is not None else None


def _gives_way(shown: Incident | None, to: Incident, mode: OperatingMode) -> bool:
    """A drill takes no wall from what has really happened, and gives its own to that in any mode."""
    if shown is not None and shown.is_drill is not to.is_drill:
        return shown.is_drill
    return gives_way(shown.level if shown is not None else None, to=to.level, mode=mode)
