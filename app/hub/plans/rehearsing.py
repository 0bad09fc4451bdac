"""The dry run: what the hub would do for an incident now, asked of the very functions that would do it."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from app.domain import room_rules
from app.domain.incidents import Incident, IncidentLevel, Place
from app.domain.people import Person, RoleTitle, Shift
from app.domain.plan_rehearsal import NoOutputReason, PlanRehearsal, RungPerson
from app.domain.plans import ResponsePlan
from app.domain.ringing import Called, whom_to_ring
from app.domain.room_rules import RoomRefusedError
from app.domain.units import covers
from app.hub.asking import Asking
from app.hub.errors import not_found, unusable
from app.hub.incidents.access import may_read
from app.hub.incidents.places import located, unit_of
from app.hub.plans.reviewing import get_ready, known_resources, reviews_of, shifts_now
from app.hub.response.issuing import wanted_links
from app.hub.response.starting import Prepared, prepare
from app.hub.rooms.opening import policies_of
from app.services.commands.plans import Rehearse
from app.store.store import Reading

if TYPE_CHECKING:
    from app.hub.hub import Hub


async def of_plan(asking: Asking, plan_id: str) -> PlanRehearsal:
    """For an incident as the plan names it. Another plan may win: what is answered is what would happen.

    Raises RefusedError.
    """
    await get_ready(asking.hub)
    async with asking.hub.store.reading() as reading:
        plan = await reading.get(ResponsePlan, plan_id)
        if plan is None or not asking.visibility.row(plan):
            raise not_found("plan")
        asking.check(plan.unit_id)
        return await _rehearsed(asking, reading, _incident_of(asking.hub, plan))


async def of_facts(asking: Asking, command: Rehearse) -> PlanRehearsal:
    """Raises RefusedError."""
    await get_ready(asking.hub)
    async with asking.hub.store.reading() as reading:
        if command.incident_id is not None:
            incident = await reading.get(Incident, command.incident_id)
            if incident is None or not may_read(asking, incident):
                raise not_found("incident")
        else:
            incident = _incident_of_facts(asking, command)
        asking.check(incident.unit_id)
        return await _rehearsed(asking, reading, incident)


async def _rehearsed(asking: Asking, reading: Reading, incident: Incident) -> PlanRehearsal:
    hub, now = asking.hub, asking.hub.clock.now()
    resources = await known_resources(hub, reading)
    people = await reading.find(Person)
    shifts = await shifts_now(reading, now)
    prepared = prepare(hub, incident)
    why_none = hub.messages.why_none()
    built, planned = prepared.composed.built, prepared.composed.planned
    required = _required(asking, incident, prepared)
    called = whom_to_ring(
        required,
        [title for plan in prepared.plans for title in plan.invited_titles],
        path=hub.directory.path((hub.directory.get(incident.place.site_id) or incident).unit_id),
        people=people,
        shifts=shifts,
        units=hub.directory,
        now=now,
    )
    answered = {post.title for one in called for post in one.posts}
    health = hub.responses.known.health
    cameras = [one.camera_id for one in prepared.ranking.picks] + [one.camera_id for one in prepared.ranking.misses]
    return PlanRehearsal(
        at=now,
        mode=hub.responses.mode,
        unit_id=incident.unit_id,
        place=incident.place,
        classes=incident.classes,
        level=incident.level,
        plan_ids=tuple(plan.plan_id for plan in prepared.plans),
        picks=prepared.ranking.picks,
        misses=prepared.ranking.misses,
        around=prepared.ranking.around,
        health=tuple(health[camera_id] for camera_id in cameras if camera_id in health),
        layout=built.layout if built is not None else "",
        tiles=built.tiles if built is not None else (),
        scene=planned.name if planned is not None else None,
        lost_scenes=prepared.composed.lost,
        output_id=prepared.output.output_id if prepared.output is not None else None,
        no_output=_no_output(hub, incident) if prepared.output is None else None,
        is_proposed=prepared.is_proposed,
        is_occupied=prepared.is_occupied,
        rung=tuple(_rung(called, people, shifts)),
        unanswered=tuple(title for title in required if title not in answered),
        links=wanted_links(
            hub,
            incident,
            prepared.plans,
            people={person.person_id: person for person in people},
            shifts=shifts,
            now=now,
        ),
        links_unsent=why_none.value if why_none is not None else "",
        checklist=tuple(dict.fromkeys(text for plan in prepared.plans for text in plan.checklist)),
        reviews=reviews_of(hub, prepared.plans, resources),
    )


def _required(asking: Asking, incident: Incident, prepared: Prepared) -> tuple[RoleTitle, ...]:
    """As the room would have them; nobody where the incident is over."""
    try:
        room = room_rules.of_incident(
            incident,
            room_id="",
            policies=policies_of(asking, incident),
            required=[title for plan in prepared.plans for title in plan.required_titles],
            lobby=True,
            at=asking.hub.clock.now(),
            by=asking.actor.actor_id,
        )
    except RoomRefusedError:
        return ()
    return room.required_titles


def _rung(called: Iterable[Called], people: Sequence[Person], shifts: Sequence[Shift]) -> Iterable[RungPerson]:
    names = {one.person_id: one for one in people}
    for one in called:
        person = names[one.person_id]
        titles = {post.title for post in one.posts}
        ends = [shift.ends_at for shift in shifts if shift.person_id == one.person_id and shift.title in titles]
        yield RungPerson(
            person_id=one.person_id,
            name=person.name,
            unit_id=person.unit_id,
            posts=one.posts,
            required=one.required,
            at_once=one.deputy_order == 0,
            shift_until=max(ends, default=None),
        )


def _no_output(hub: "Hub", incident: Incident) -> NoOutputReason:
    path = hub.directory.path(incident.unit_id)
    if any(covers(hub.directory.path(output.unit_id), path) for output in hub.outputs.all()):
        return NoOutputReason.ALL_CLOSED
    return NoOutputReason.NONE_REGISTERED


def _incident_of_facts(asking: Asking, command: Rehearse) -> Incident:
    """As a report of these facts would make it."""
    directory = asking.hub.directory
    if command.place is None:
        raise unusable("body.place", "Say where, or which incident.")
    place = located(command.place, directory)
    unit_id = command.unit_id or unit_of(place, directory) or asking.actor.unit_id
    if directory.get(unit_id) is None:
        raise unusable("body.unit_id", "There is no such unit.")
    return _incident(asking.hub, unit_id, place, command)


def _incident_of(hub: "Hub", plan: ResponsePlan) -> Incident:
    """The one that the plan was made for: of its site, grid, class and level; what it leaves open is the least."""
    directory = hub.directory
    unit, site = directory.get(plan.unit_id), directory.get(plan.site_id)
    named = site or unit
    place = Place(
        text=named.name if named is not None else plan.name,
        site_id=site.unit_id if site is not None else None,
        grid_code=plan.grid_code,
        point=unit.point if unit is not None and site is None and not plan.grid_code else None,
    )
    facts = Rehearse(
        classes=(plan.incident_class,) if plan.incident_class is not None else (),
        level=plan.level or IncidentLevel.IV,
    )
    return _incident(hub, named.unit_id if named is not None else plan.unit_id, located(place, directory), facts)


def _incident(hub: "Hub", unit_id: str, place: Place, facts: Rehearse) -> Incident:
    now = hub.clock.now()
    return Incident(
        incident_id="",
        number="",
        title=place.text,
        classes=tuple(dict.fromkeys(facts.classes)),
        level=facts.level,
        unit_id=unit_id,
        place=place,
        registered_at=now,
        received_at=now,
    )
