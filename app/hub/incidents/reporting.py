"""A report comes in: where it belongs, its number, its clocks, and what it may be a duplicate of."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from app.domain.duplicates import NEAR_S, possible_duplicates
from app.domain.events import EventKind
from app.domain.incidents import Incident
from app.domain.sla.policies import StartRule
from app.domain.statistics.samples import BEIJING
from app.hub.asking import Asking
from app.hub.errors import conflict, unusable
from app.hub.incidents import clocks
from app.hub.incidents.access import may_read
from app.hub.incidents.facts import occurred
from app.hub.incidents.places import located, unit_of
from app.hub.incidents.recording import record, record_started
from app.services.commands.incidents import ReportIncident
from app.store.change import Change
from app.store.tables import MAPPED

# How far back a duplicate may lie.
_LOOK_BACK = timedelta(seconds=NEAR_S)


async def report(change: Change, asking: Asking, command: ReportIncident) -> Incident:
    """Raises RefusedError."""
    directory = asking.hub.directory
    place = located(command.place, directory)
    unit_id = command.unit_id or unit_of(place, directory) or asking.actor.unit_id
    if directory.get(unit_id) is None:
        raise unusable("body.unit_id", "There is no such unit.")
    asking.check(unit_id)
    if command.parent_id is not None:
        await _check_parent(change, asking, command)
    if command.external_id:
        await _refuse_known(change, asking, command)
    incident = Incident(
        incident_id=clocks.new_id(),
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
        occurred_at=occurred(command.occurred_at, not_after=change.now) if command.occurred_at is not None else None,
        registered_at=change.now,
        received_at=change.now,
        parent_id=command.parent_id,
    )
    recent = [one for one in asking.hub.open_incidents if one.received_at >= change.now - _LOOK_BACK]
    seen = [one for one in recent if asking.may(one.unit_id, shared_with=one.shared_with)]
    started = clocks.start(asking, incident, StartRule.RECEIVED, at=incident.received_at)
    duplicates = possible_duplicates(incident, seen, now=change.now)
    incident = replace(incident, clocks=started, possible_duplicates=duplicates)
    change.insert(incident)
    payload = {
        "number": incident.number,
        "title": incident.title,
        "level": incident.level,
        "classes": incident.classes,
        "is_drill": incident.is_drill,
        "place": place.text,
        "point": place.point,
        "site": place.site_id,
        "source": incident.source,
        "external_id": incident.external_id,
        "casualties": incident.casualties,
        "description": incident.description,
        "reporter": incident.reporter,
        "occurred_at": incident.occurred_at,
        "parent": incident.parent_id,
        "possible_duplicates": incident.possible_duplicates,
    }
    record(change, incident, EventKind.INCIDENT_REGISTERED, payload)
    record_started(change, incident, started)
    return incident


async def _check_parent(change: Change, asking: Asking, command: ReportIncident) -> None:
    parent = await change.get(Incident, command.parent_id)
    if parent is None or not may_read(asking, parent):
        raise unusable("body.parent_id", "There is no such incident.")
    if parent.status.over:
        raise unusable("body.parent_id", "That incident is over.")
    if parent.is_drill is not command.is_drill:
        raise unusable("body.parent_id", "A drill and a real incident do not belong together.")


async def _number(change: Change, is_drill: bool) -> str:
    """The next of the day in Beijing: "20261122-003", drills with a D before."""
    day = ("D" if is_drill else "") + change.now.astimezone(BEIJING).strftime("%Y%m%d")
    table = MAPPED[Incident].table
    taken = await change.execute(
        select(table.c.number)
        .where(table.c.number >= f"{day}-", table.c.number < f"{day}.")
        .order_by(func.length(table.c.number).desc(), table.c.number.desc())
        .limit(1)
    )
    last = taken[0][0] if taken else ""
    return f"{day}-{int(last.rpartition('-')[2]) + 1 if last else 1:03d}"


async def _refuse_known(change: Change, asking: Asking, command: ReportIncident) -> None:
    """The same order of the same other system comes once."""
    table = MAPPED[Incident].table
    known = await change.find(
        Incident, table.c.external_id == command.external_id, table.c.source == command.source.value
    )
    if known:
        # Which of another street's incidents it is, is that street's business.
        number = f" as {known[0].number}" if asking.may(known[0].unit_id, shared_with=known[0].shared_with) else ""
        raise conflict("known-already", f"This was reported before{number}.")
