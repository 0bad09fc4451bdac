"""How the patrol over the cameras goes."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolPace:
    """How the patrol goes. 8,000 cameras at two at once and four seconds each take four and a half hours.

    `begins_after`: the hub's start belongs to the wall. `again_after`: a camera is left alone so long; `sooner_after`
    one that was dead. `idle_s`: where nothing is due. `listens_s`: how often walls are heard, twice before a camera is
    called dead because one has lost it.
    """

    at_once: int = 2
    begins_after: timedelta = timedelta(seconds=20)
    again_after: timedelta = timedelta(hours=6)
    sooner_after: timedelta = timedelta(minutes=10)
    idle_s: float = 5.0
    listens_s: float = 5.0


DEFAULT_PACE = PatrolPace()
