"""Which incidents stand on the board and in which order. Plain Python: the Qt model only tells the view about it.

The order depends on stored facts alone (a breached clock still runs), so nothing moves while time passes.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.incidents import Assignment, AssignmentStatus, Incident, IncidentClass, IncidentLevel
from app.domain.permissions import Actor
from app.domain.response import Response
from app.domain.sla.clock_rules import deadline
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.domain.units import Unit, covers
from app.link.mirror import Mirror
from app.services.text_search import finder, folded, written
from widgets.incidents.countdown import clock_of, is_running

LONGEST_QUERY = 100
_NEVER = float("inf")

SortKey = tuple[bool, bool, bool, int, float, float, str]


class Drills(StrEnum):
    SHOWN = "shown"
    HIDDEN = "hidden"
    ONLY = "only"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFilter:
    """What is left out. Empty `classes` and `levels` mean all; `unit_id` means that unit and all below it."""

    with_over: bool = False
    mine: bool = False
    unit_id: str | None = None
    drills: Drills = Drills.SHOWN
    classes: frozenset[IncidentClass] = frozenset()
    levels: frozenset[IncidentLevel] = frozenset()
    text: str = ""


def sort_key(incident: Incident) -> SortKey:
    """Open before over, a running countdown before none, real before drill, then the gravest, then the most urgent."""
    if incident.status.over:
        over_at = incident.closed_at or incident.received_at
        return True, True, False, 0, 0.0, -over_at.timestamp(), incident.incident_id
    clocks = [clock_of(incident, VIDEO), clock_of(incident, CONFERENCE)]
    ends = [deadline(clock).timestamp() for clock in clocks if clock is not None and is_running(clock)]
    return (
        False,
        not ends,
        incident.is_drill,
        incident.level.rank,
        min(ends, default=_NEVER),
        -incident.received_at.timestamp(),
        incident.incident_id,
    )


class BoardRows:
    """Over the mirror's incidents and those of the past that were asked for.

    A row keeps the incident that it was made from until it is told of a change: the mirror is ahead of the view while
    it tells its listeners one by one.
    """

    def __init__(self, mirror: Mirror, actor: Actor) -> None:
        self._mirror = mirror
        self._actor = actor
        self._past: dict[str, Incident] = {}
        self._lines: dict[str, tuple[Incident, str]] = {}
        self._find: list[Callable[[str], bool]] = []
        self._keys: list[SortKey] = []
        self._shown: dict[str, tuple[SortKey, Incident]] = {}
        self._mine: frozenset[str] = frozenset()
        self.filter = BoardFilter()

    def __len__(self) -> int:
        return len(self._keys)

    def id_at(self, row: int) -> str:
        return self._keys[row][-1]

    def incident_at(self, row: int) -> Incident:
        return self._shown[self.id_at(row)][1]

    def get(self, incident_id: str) -> Incident | None:
        """As the hub has it, shown or not."""
        return self._mirror.get(Incident, incident_id) or self._past.get(incident_id)

    def row_of(self, incident_id: str) -> int | None:
        shown = self._shown.get(incident_id)
        return None if shown is None else bisect_left(self._keys, shown[0])

    @property
    def known(self) -> int:
        """How many incidents there are that the filter could show."""
        return len(self._mirror.all(Incident).keys() | self._past.keys())

    def open_and_running(self) -> tuple[int, int]:
        """Of all real ones, whatever the filter: not over, and those with a running countdown."""
        keys = [sort_key(each) for each in self._mirror.all(Incident).values() if not each.is_drill]
        return sum(not key[0] for key in keys), sum(not key[1] for key in keys)

    def checklist_of(self, incident_id: str) -> tuple[int, int] | None:
        """How many items are done, and how many there are; None without any."""
        response = self._mirror.get(Response, incident_id)
        items = response.checklist if response is not None else ()
        return (sum(item.done_at is not None for item in items), len(items)) if items else None

    def name_of_unit(self, unit_id: str) -> str:
        unit = self._mirror.get(Unit, unit_id)
        return unit.name if unit is not None else unit_id

    # -- changing; whoever shows the rows tells the view before and after

    def set_past(self, incidents: Iterable[Incident]) -> None:
        """Incidents that are over, which the feed does not bring. Take effect with `rebuild`."""
        self._past = {incident.incident_id: incident for incident in incidents}

    def set_filter(self, new: BoardFilter) -> None:
        """Takes effect with `rebuild`."""
        self.filter = new
        self._find = [finder(word) for word in folded(new.text[:LONGEST_QUERY]).split()]

    def rebuild(self) -> None:
        self._mine = self._assigned_to_my_unit()
        everything = {**self._past, **self._mirror.all(Incident)}
        self._lines = {key: line for key, line in self._lines.items() if key in everything}
        self._shown = {
            key: (sort_key(incident), incident) for key, incident in everything.items() if self._wanted(incident)
        }
        self._keys = sorted(key for key, _ in self._shown.values())

    def forget_words(self) -> None:
        """The units' names have changed."""
        self._lines.clear()

    def wanted_now(self, incident_id: str) -> tuple[SortKey, Incident] | None:
        """Where the incident belongs as the hub has it; None: not on the board."""
        incident = self.get(incident_id)
        return (sort_key(incident), incident) if incident is not None and self._wanted(incident) else None

    def place_for(self, key: SortKey) -> int:
        """The row before which `key` belongs."""
        return bisect_left(self._keys, key)

    def insert(self, key: SortKey, incident: Incident) -> int:
        """Returns its row."""
        row = bisect_left(self._keys, key)
        self._keys.insert(row, key)
        self._shown[incident.incident_id] = key, incident
        return row

    def remove(self, incident_id: str) -> None:
        del self._keys[bisect_left(self._keys, self._shown.pop(incident_id)[0])]

    # -- filter

    def _wanted(self, incident: Incident) -> bool:
        chosen = self.filter
        if incident.status.over and not chosen.with_over:
            return False
        if incident.is_drill != (chosen.drills is Drills.ONLY) and chosen.drills is not Drills.SHOWN:
            return False
        if chosen.levels and incident.level not in chosen.levels:
            return False
        if chosen.classes and chosen.classes.isdisjoint(incident.classes):
            return False
        if chosen.unit_id is not None and not self._below(incident, chosen.unit_id):
            return False
        if chosen.mine and not self._is_mine(incident):
            return False
        return not self._find or self._is_found(incident)

    def _below(self, incident: Incident, unit_id: str) -> bool:
        chosen = self._mirror.get(Unit, unit_id)
        own = self._mirror.get(Unit, incident.unit_id)
        if chosen is None or own is None:
            return incident.unit_id == unit_id
        return covers(chosen.path, own.path)

    def _is_mine(self, incident: Incident) -> bool:
        unit_id = self._actor.unit_id
        return unit_id in (incident.unit_id, *incident.shared_with) or incident.incident_id in self._mine

    def _assigned_to_my_unit(self) -> frozenset[str]:
        return frozenset(
            assignment.incident_id
            for assignment in self._mirror.all(Assignment).values()
            if assignment.unit_id == self._actor.unit_id and assignment.status is not AssignmentStatus.WITHDRAWN
        )

    def _is_found(self, incident: Incident) -> bool:
        known, line = self._lines.get(incident.incident_id, (None, ""))
        if known is not incident:
            place = incident.place
            texts = [incident.number, incident.title, place.text, place.grid_code, place.city_code]
            texts += [self.name_of_unit(incident.unit_id), incident.external_id, incident.reporter]
            line = "\n".join(written(folded(text)) for text in texts if text)
            self._lines[incident.incident_id] = incident, line
        return all(find(line) for find in self._find)
