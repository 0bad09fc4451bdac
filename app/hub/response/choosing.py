"""Which output an incident's scene goes to: the plan's, else the freest that its people may use."""

from collections.abc import Callable, Iterable

from app.domain.incidents import Incident, IncidentLevel
from app.domain.operating_mode import OperatingMode, gives_way
from app.domain.outputs import Output
from app.domain.units import covers


def choose_output(
    incident: Incident,
    outputs: Iterable[Output],
    *,
    planned: str | None,
    level_shown: Callable[[Output], IncidentLevel | None],
    mode: OperatingMode,
    path_of: Callable[[str], str],
) -> Output | None:
    """None: there is none that is connected and gives way. `level_shown`: of the incident whose scene an output has.

    Of several the one that shows no incident, then the one nearest to the incident's unit, then by name.
    """
    path = path_of(incident.unit_id)
    usable = [
        output
        for output in outputs
        if output.online
        and covers(path_of(output.unit_id), path)
        and gives_way(level_shown(output), to=incident.level, mode=mode)
    ]

    def freest(output: Output) -> tuple[bool, bool, int, str]:
        shown = level_shown(output)
        # The plan's output is as good as its word: also where another incident's scene has to give way on it.
        rank = -shown.rank if shown is not None else -len(IncidentLevel) - 1
        return output.output_id != planned, shown is not None, rank, output.output_id

    return min(usable, key=freest, default=None)
