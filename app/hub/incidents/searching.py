"""Finding incidents, also those that are long over: what a seat's mirror does not hold."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query
from sqlalchemy import ColumnElement, and_, or_

from app.domain.incidents import Incident, IncidentClass, IncidentLevel, IncidentStatus
from app.domain.units import covers
from app.hub.asking import Asking
from app.hub.directory import Directory
from app.services.commands.fields import Key, Line, Moment
from app.store.store import Reading
from app.store.tables import MAPPED

_AT_ONCE = 500
_INCIDENT = MAPPED[Incident].table.c


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentSearch:
    """What is not given matches all. `unit` is for it and all below; `text` is looked for in number, title, place,
    description and reporter; `since` is about the time of receipt."""

    status: IncidentStatus | None = None
    over: bool | None = None
    drill: bool | None = None
    unit: Annotated[Key | None, Query()] = None
    incident_class: Annotated[IncidentClass | None, Query(alias="class")] = None
    level: IncidentLevel | None = None
    text: Annotated[Line, Query()] = ""
    since: Annotated[Moment | None, Query()] = None
    limit: Annotated[int, Query(ge=1, le=2000)] = 500


async def search(reading: Reading, asking: Asking, wanted: IncidentSearch) -> list[Incident]:
    """The latest first, `limit` of those that the actor may see."""
    conditions = [*_conditions(wanted, asking.hub.directory), _in_scope(asking)]
    order = [_INCIDENT.received_at.desc(), _INCIDENT.incident_id.desc()]
    seen: list[Incident] = []
    last: Incident | None = None
    while len(seen) < wanted.limit:
        after = [_older_than(last)] if last is not None else []
        found = await reading.find(Incident, *conditions, *after, order_by=order, limit=_AT_ONCE)
        seen += [one for one in found if asking.visibility.row(one) and _says(one, wanted.text)]
        if len(found) < _AT_ONCE:
            break
        last = found[-1]
    return seen[: wanted.limit]


def _conditions(wanted: IncidentSearch, directory: Directory) -> Iterator[ColumnElement[bool]]:
    if wanted.status is not None:
        yield _INCIDENT.status == wanted.status.value
    if wanted.over is not None:
        yield _INCIDENT.is_over.is_(wanted.over)
    if wanted.drill is not None:
        yield _INCIDENT.is_drill.is_(wanted.drill)
    if wanted.unit is not None:
        yield _INCIDENT.unit_id.in_(_below(directory, directory.path(wanted.unit)))
    if wanted.incident_class is not None:
        yield _INCIDENT.classes.contains(json.dumps(wanted.incident_class.value))
    if wanted.level is not None:
        yield _INCIDENT.level == wanted.level.value
    if wanted.since is not None:
        yield _INCIDENT.received_at >= wanted.since
    if wanted.text:
        # Of the place the whole record is looked at, as it is stored; `_says` looks at the words alone.
        in_place = json.dumps(wanted.text, ensure_ascii=False)[1:-1]
        fields = (_INCIDENT.number, _INCIDENT.title, _INCIDENT.description, _INCIDENT.reporter)
        contained: list[ColumnElement[bool]] = [one.icontains(wanted.text, autoescape=True) for one in fields]
        yield or_(*contained, _INCIDENT.place.icontains(in_place, autoescape=True))


def _says(incident: Incident, text: str) -> bool:
    place = incident.place
    texts: tuple[Any, ...] = (
        incident.number,
        incident.title,
        incident.description,
        incident.reporter,
        place.text,
        place.grid_code,
        place.city_code,
    )
    return any(text.lower() in one.lower() for one in texts)


def _in_scope(asking: Asking) -> ColumnElement[bool]:
    """Of the actor's units, or shared with whomever: few enough to be looked at one by one."""
    own = _INCIDENT.unit_id.in_(_below(asking.hub.directory, asking.actor.unit_path))
    return or_(own, _INCIDENT.shared_with != "[]")


def _below(directory: Directory, path: str) -> list[str]:
    return [unit.unit_id for unit in directory if covers(path, unit.path)]


def _older_than(last: Incident) -> ColumnElement[bool]:
    same_time = and_(_INCIDENT.received_at == last.received_at, _INCIDENT.incident_id < last.incident_id)
    return or_(_INCIDENT.received_at < last.received_at, same_time)
