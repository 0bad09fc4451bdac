"""What a bench asks of a hub as a seat: accounts, the room of an incident, links for phones."""

import uuid

from app.domain.incidents import IncidentClass, IncidentLevel, Place
from app.domain.permissions import Role
from app.domain.rooms import Room
from app.link.hub_client import HubClient
from app.services.commands.incidents import ReportIncident
from app.services.commands.links import IssueLink
from app.services.commands.rooms import OpenRoom
from app.services.commands.sessions import LogIn, SaveAccount

_DISTRICT = "310105"
_PASSWORD = "correct horse battery"


async def new_person(administrator: HubClient, client: HubClient) -> HubClient:
    """`client`, logged in as a new duty officer of the district."""
    login = f"officer-{uuid.uuid4().hex[:8]}"
    account = SaveAccount(login=login, name=login, role=Role.DUTY_OFFICER, unit_id=_DISTRICT, password=_PASSWORD)
    await administrator.save_account(None, account)
    await client.log_in(LogIn(login=login, password=_PASSWORD, seat=login))
    return client


async def room_of_an_incident(seat: HubClient) -> Room:
    """Where whoever has a link comes in."""
    incident = await seat.report_incident(
        ReportIncident(
            title="商场火情",
            classes=(IncidentClass.ACCIDENT,),
            level=IncidentLevel.III,
            place=Place(text="中山公园 龙之梦"),
            is_drill=True,
        )
    )
    return await seat.open_room(incident.incident_id, OpenRoom(lobby=False))


async def link_into(room: Room, seat: HubClient, *, uses: int = 1) -> str:
    """The address that a phone opens."""
    return (await seat.issue_link(room.room_id, IssueLink(most_uses=uses))).url
