"""Units, people and their shifts."""

from typing import Annotated

from pydantic import Field

from app.domain.people import Contact, Hat, PersonType, RoleTitle
from app.domain.units import Point, UnitKind
from app.services.commands.fields import Command, Key, Line, Moment, Title, Version


class SaveUnit(Command):
    expected_version: Version | None = None
    kind: UnitKind
    name: Title
    parent_id: Key | None = None
    point: Point | None = None
    grid_code: Line = ""
    city_code: Line = ""
    contacts: Annotated[tuple[Line, ...], Field(max_length=20)] = ()


class SavePerson(Command):
    expected_version: Version | None = None
    name: Title
    unit_id: Key
    person_type: PersonType = PersonType.STAFF
    hats: Annotated[tuple[Hat, ...], Field(max_length=20)] = ()
    contacts: Annotated[tuple[Contact, ...], Field(max_length=20)] = ()
    active: bool = True


class SaveShift(Command):
    expected_version: Version | None = None
    unit_id: Key
    person_id: Key
    title: RoleTitle
    starts_at: Moment
    ends_at: Moment
