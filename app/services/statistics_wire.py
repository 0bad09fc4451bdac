"""What a seat asks of the hub's statistics and what it gets: figures made from raw samples, ready to be shown.

The question is the query string of `GET /statistics` and `GET /statistics.csv`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.domain.incidents import IncidentClass, IncidentLevel
from app.domain.statistics.samples import Filters
from app.domain.statistics.summaries import Group, Summary
from app.services.commands.fields import Command, Key, Moment

_MOST = 100
_MOST_CLOCKS = 20  # each goes through all samples


class StatisticsQuery(Command):
    """Each field is a parameter, repeated for several values; what is not given takes all.

    `clock` is a kind of clock: "video", "conference" or a policy's own. Clocks that started from `since` (included) to
    `until`, in one of the `hour`s of the day (0…23, Beijing's). `unit` is with all below it.
    """

    clock: Annotated[tuple[Key, ...], Field(max_length=_MOST_CLOCKS)] = ()
    drills: bool = False
    since: Moment | None = None
    until: Moment | None = None
    unit: Annotated[tuple[Key, ...], Field(max_length=_MOST)] = ()
    incident_class: Annotated[tuple[IncidentClass, ...], Field(max_length=_MOST)] = ()
    level: Annotated[tuple[IncidentLevel, ...], Field(max_length=_MOST)] = ()
    hour: Annotated[tuple[Annotated[int, Field(ge=0, le=23)], ...], Field(max_length=24)] = ()

    def parameters(self) -> dict[str, str | list[str]]:
        """As a query string has them; without those that take all."""
        given = self.model_dump(mode="json", exclude_defaults=True)
        return {
            name: [str(one) for one in value] if isinstance(value, list) else str(value)
            for name, value in given.items()
        }

    def filters(self, kind: str) -> Filters:
        """Of the samples of one kind of clock."""
        return Filters(
            kind=kind,
            drills=self.drills,
            since=self.since,
            until=self.until,
            unit_ids=self.unit,
            classes=self.incident_class,
            levels=self.level,
            hours=self.hour,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStatistics:
    """One kind of clock. `name` is its newest policy's; `targets_s` are those that its counted samples were promised,
    the commonest first. Groups as `app.domain.statistics.summaries` makes them, units rolled up to the children of the
    unit that was asked for."""

    kind: str
    name: str
    targets_s: tuple[float, ...]
    total: Summary
    by_unit: tuple[Group, ...]
    by_class: tuple[Group, ...]
    by_level: tuple[Group, ...]
    by_hour: tuple[Group, ...]
    by_week: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsUnit:
    """A unit that can be asked for, or that a group is of."""

    unit_id: str
    name: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """At `as_of`, of drills or of real incidents: `apart` is how many incidents of the other sort the same filters
    take. `units` are those of the scope of whoever asked, down to streets and departments, and those of the groups."""

    as_of: datetime
    query: StatisticsQuery
    clocks: tuple[ClockStatistics, ...]
    apart: int
    units: tuple[StatisticsUnit, ...]
