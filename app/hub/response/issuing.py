"""Field links that are issued with the answer to a report: for whoever is there for the titles that its plans name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.domain.field_links import FieldLink, field_links
from app.domain.incidents import Incident
from app.domain.join_links import DEFAULT_LINK_S
from app.domain.people import Person, Shift
from app.domain.plans import ResponsePlan
from app.domain.response import Response, ResponseStep, StepKind
from app.domain.rooms import Invitation, JoinLink, Room
from app.hub.incidents.clocks import new_id
from app.hub.response.steps import with_step
from app.hub.rooms import links
from app.hub.rooms.ringing import OnDuty
from app.store.change import Change
from app.store.tables import MAPPED

if TYPE_CHECKING:
    from app.hub.hub import Hub


def wanted_links(
    hub: "Hub",
    incident: Incident,
    plans: Iterable[ResponsePlan],
    *,
    people: Mapping[str, Person],
    shifts: Sequence[Shift],
    now: datetime,
) -> tuple[FieldLink, ...]:
    """Who would get one; also for a dry run."""
    found = field_links(
        [title for plan in plans for title in plan.link_titles],
        path=hub.directory.path((hub.directory.get(incident.place.site_id) or incident).unit_id),
        people=people.values(),
        shifts=shifts,
        units=hub.directory,
        now=now,
    )
    sends = hub.messages.why_none() is None
    return tuple(replace(one, by_message=sends and bool(_mobile(people, one))) for one in found)


async def issue(
    change: Change,
    hub: "Hub",
    incident: Incident,
    response: Response,
    plans: Iterable[ResponsePlan],
    *,
    room: Room,
    duty: OnDuty,
    known: Iterable[Invitation],
) -> Response:
    """A step of its own; the response as it is where no plan asks for links, or they were issued already. `known` were
    invited before this change."""
    had = {title for step in response.steps if step.kind is StepKind.LINKS_ISSUED for title in step.titles}
    found = wanted_links(hub, incident, plans, people=duty.people, shifts=duty.shifts, now=change.now)
    wanted = [one for one in found if one.title not in had]
    if not wanted:
        return response
    rung = _rung(change, room, known)
    issued: list[str] = []
    for one in wanted:
        link = _link(change, hub, room, one, duty.people)
        token = links.made_token(hub, link.link_id)
        links.put_in(change, link, token=token, rung=rung.get(one.person_id or "", ()))
        issued.append(link.link_id)
    response = replace(response, link_ids=(*response.link_ids, *issued))
    why_none = hub.messages.why_none()
    return with_step(
        change,
        incident,
        response,
        StepKind.LINKS_ISSUED,
        room_id=room.room_id,
        titles=tuple(dict.fromkeys(one.title for one in wanted)),
        reason=why_none.value if why_none is not None else "",
        can_undo=True,
    )


async def invited_before(change: Change, incident_id: str) -> list[Invitation]:
    """To be asked before anything is staged."""
    return await change.find(Invitation, MAPPED[Invitation].table.c.incident_id == incident_id)


async def revoke_issued(change: Change, response: Response, step: ResponseStep) -> Response:
    """Those of the step. Who is in the room by one of them is put out."""
    kept: list[str] = []
    for link_id in response.link_ids:
        link = await change.get(JoinLink, link_id)
        if link is not None and link.title in step.titles:
            links.revoke_now(change, link)
        else:
            kept.append(link_id)
    return replace(response, link_ids=tuple(kept))


def _link(change: Change, hub: "Hub", room: Room, one: FieldLink, people: Mapping[str, Person]) -> JoinLink:
    delivery = hub.messages.delivery_to(people.get(one.person_id or ""), change)
    return JoinLink(
        link_id=new_id(),
        room_id=room.room_id,
        incident_id=room.incident_id,
        unit_id=room.unit_id,
        name=one.name,
        title=one.title,
        person_id=one.person_id,
        created_at=change.now,
        created_by=change.actor.actor_id,
        expires_at=change.now + timedelta(seconds=DEFAULT_LINK_S),
        most_uses=one.most_uses,
        deliveries=(delivery,) if delivery is not None else (),
    )


def _rung(change: Change, room: Room, known: Iterable[Invitation]) -> dict[str, list[Invitation]]:
    """By person; who is rung in this change counts as they are then."""
    staged = [thing for (row, _), (_, thing) in change.staged.items() if row is Invitation and thing is not None]
    newest = {one.invitation_id: one for one in (*known, *staged)}
    rung: dict[str, list[Invitation]] = {}
    for one in newest.values():
        if one.room_id == room.room_id:
            rung.setdefault(one.person_id, []).append(one)
    return rung


def _mobile(people: Mapping[str, Person], one: FieldLink) -> str:
    return links.mobile_of(people.get(one.person_id or ""))
