"""A report comes in: where it belongs, its number, its clocks, and what it may be a duplicate of."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta, timezone

from sqlalchemy import func, select

from app.domain.duplicates import possible_duplicates
from app.domain.events import EventKind
from app.domain.incidents import Incident, Place
from app.domain.permissions import Action
from app.domain.sla.clock_rules import start_clocks
from app.domain.sla.clocks import SlaClock
from app.domain.sla.policies import StartRule
from app.domain.streets import STREETS
from app.domain.units import Unit, UnitKind
from app.hub.asking import Asking
from app.hub.directory import Directory
from app.hub.errors import conflict, unusable
from app.services.commands import ReportIncident
from app.store.tables import MAPPED
from app.store.writer import Change

_BEIJING = timezone(timedelta(hours=8))
# How far back a duplicate may lie.
_LOOK_BACK = timedelta(hours=6)


async def report(change: Change, asking: Asking, command: ReportIncident) -> Incident:
    """Raises RefusedError."""
    directory = asking.hub.directory
    place = located(command.place, directory)
    unit_id = command.unit_id or unit_of(place, directory) or asking.actor.unit_id
    if directory.get(unit_id) is None:
        raise unusable("body.unit_id", "There is no such unit.")
    asking.check(unit_id)
    if command.parent_id is not None:
        parent = await change.get(Incident, command.parent_id)
        if parent is None or not asking.may(
            parent.unit_id, shared_with=parent.shared_with, action=Action.INCIDENT_READ
        ):
            raise unusable("body.parent_id", "There is no such incident.")
        if parent.is_drill is not command.is_drill:
            raise unusable("body.parent_id", "A drill and a real incident do not belong together.")
    if command.occurred_at is not None and command.occurred_at > change.now + timedelta(minutes=5):
        raise unusable("body.occurred_at", "It cannot have occurred in the future.")
    if command.external_id:
        await _refuse_known(change, command)
    incident = Incident(
        incident_id=uuid.uuid4().hex,
        number=await _number(change, command.is_drill),
        title=command.title,
        classes=tuple(dict.fromkeys(command.classes)),
        level=command.level,
        is_drill=command.is_drill,
        unit_id=unit_id,
        place=place,
        source=command.source,
        external_id=command.external_id,
        casualties=command.casualties,
        description=command.description,
        reporter=command.reporter,
        occurred_at=command.occurred_at,
        registered_at=change.now,
        received_at=change.now,
        parent_id=command.parent_id,
    )
    recent = [one for one in asking.hub.open_incidents if one.received_at >= change.now - _LOOK_BACK]
    seen = [one for one in recent if asking.may(one.unit_id, shared_with=one.shared_with)]
    clocks = start_clocks(
        incident,
        asking.hub.policies.all(),
        start=StartRule.RECEIVED,
        started_at=incident.received_at,
        unit_path=directory.path(unit_id),
        new_id=lambda: uuid.uuid4().hex,
    )
    incident = replace(incident, clocks=clocks, possible_duplicates=possible_duplicates(incident, seen, now=change.now))
    change.insert(incident)
    change.record(
        EventKind.INCIDENT_REGISTERED,
        {
            "number": incident.number,
            "title": incident.title,
            "level": incident.level.value,
            "classes": [one.value for one in incident.classes],
            "is_drill": incident.is_drill,
            "place": place.text,
            "source": incident.source.value,
            "possible_duplicates": list(incident.possible_duplicates),
        },
        incident_id=incident.incident_id,
        unit_id=unit_id,
        about=[("incident", incident.incident_id)],
    )
    record_started(change, incident, clocks)
    return incident


def record_started(change: Change, incident: Incident, clocks: Iterable[SlaClock]) -> None:
    """An event for each clock that begins."""
    for clock in clocks:
        change.record(
            EventKind.CLOCK_STARTED,
            {
                "clock": clock.clock_id,
                "kind": clock.kind,
                "cycle": clock.cycle,
                "policy": clock.policy_id,
                "policy_version": clock.policy_version,
                "started_at": clock.started_at.isoformat(),
                "target_s": str(clock.target_s),
            },
            incident_id=incident.incident_id,
            unit_id=incident.unit_id,
            about=[("incident", incident.incident_id)],
        )


def located(place: Place, directory: Directory) -> Place:
    """With what the directory knows of a named site: its point and codes, where the report has none of its own.

    Raises RefusedError for a site that does not exist.
    """
    site = directory.get(place.site_id)
    if place.site_id is not None and site is None:
        raise unusable("body.place.site_id", "There is no such site.")
    if site is None:
        site = _by_code(place, directory)
    if site is None:
        return place
    return replace(
        place,
        site_id=site.unit_id,
        point=place.point or site.point,
        grid_code=place.grid_code or site.grid_code,
        city_code=place.city_code or site.city_code,
    )


def unit_of(place: Place, directory: Directory) -> str | None:
    """The street or town (or the site's own unit) in which the place lies, as far as the words and codes tell."""
    if place.site_id is not None:
        return place.site_id
    if place.grid_code and directory.get(place.grid_code[:9]) is not None:
        return place.grid_code[:9]
    return next((street.code for street in STREETS if street.name in place.text), None)


def _by_code(place: Place, directory: Directory) -> Unit | None:
    if not (place.grid_code or place.city_code):
        return None
    for unit in directory:
        if unit.kind is UnitKind.SITE and (
            (place.city_code and unit.city_code == place.city_code)
            or (not place.city_code and unit.grid_code == place.grid_code)
        ):
            return unit
    return None


async def _number(change: Change, is_drill: bool) -> str:
    """The next of the day in Beijing: "20261122-003", drills with a D before."""
    day = ("D" if is_drill else "") + change.now.astimezone(_BEIJING).strftime("%Y%m%d")
    table = MAPPED[Incident].table
    taken = await change.execute(
        select(table.c.number)
        .where(table.c.number >= f"{day}-", table.c.number < f"{day}.")
        .order_by(func.length(table.c.number).desc(), table.c.number.desc())
        .limit(1)
    )
    last = taken[0][0] if taken else ""
    return f"{day}-{int(last.rpartition('-')[2]) + 1 if last else 1:03d}"


async def _refuse_known(change: Change, command: ReportIncident) -> None:
    """The same order of the same other system comes once."""
    table = MAPPED[Incident].table
    known = await change.find(
        Incident, table.c.external_id == command.external_id, table.c.source == command.source.value
    )
    if known:
        raise conflict("known-already", f"This was reported before as {known[0].number}.")
