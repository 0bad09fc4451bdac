"""A room, those who were rung for it and those who are in it, as the feed brings them."""

from typing import Any

from app.domain.people import Person, RoleTitle
from app.domain.rooms import (
    Invitation,
    InvitationStatus,
    Participation,
    ParticipationKind,
    ParticipationStatus,
    ParticipationTimes,
    Room,
    RoomKind,
)
from app.domain.units import Unit, UnitKind
from tests.fakes.signalling_room import OPENED_AT


def a_room(**fields: Any) -> Room:
    known: dict[str, Any] = {
        "room_id": "room",
        "kind": RoomKind.INCIDENT,
        "name": "商场火情",
        "unit_id": "310105",
        "incident_id": "i1",
        "required_titles": (RoleTitle.FIRE, RoleTitle.POLICE),
        "opened_at": OPENED_AT,
        "opened_by": "a1",
    }
    return Room(**(known | fields))


def rung(key: str, person_id: str, **fields: Any) -> Invitation:
    known: dict[str, Any] = {
        "invitation_id": key,
        "room_id": "room",
        "incident_id": "i1",
        "unit_id": "310105",
        "of_unit_id": "310105",
        "person_id": person_id,
        "title": RoleTitle.FIRE,
        "required": True,
        "status": InvitationStatus.RINGING,
        "created_at": OPENED_AT,
        "created_by": "a1",
        "rung_at": (OPENED_AT,),
    }
    return Invitation(**(known | fields))


def a_place(key: str, name: str, **fields: Any) -> Participation:
    known: dict[str, Any] = {
        "participation_id": key,
        "room_id": "room",
        "incident_id": "i1",
        "unit_id": "310105",
        "kind": ParticipationKind.SEAT,
        "status": ParticipationStatus.IN,
        "name": name,
        "times": ParticipationTimes(joined_at=OPENED_AT),
    }
    return Participation(**(known | fields))


def a_person(key: str, name: str) -> Person:
    return Person(person_id=key, name=name, unit_id="310105")


def district() -> Unit:
    return Unit(unit_id="310105", name="长宁区", kind=UnitKind.DISTRICT, path="/310105/")
