"""Who there is: titles, deputies, ways to reach them."""

import uuid
from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import Path, Response
from sqlalchemy import select

from app.domain.accounts import Account
from app.domain.events import EventKind
from app.domain.incidents import Assignment
from app.domain.people import Person, Shift, check_person
from app.domain.permissions import Action
from app.domain.units import Unit
from app.hub.asking import Asking, authorized, expect, own
from app.hub.errors import conflict, not_found, not_permitted, unusable
from app.hub.strict_route import strict_router
from app.hub.versions import first_version
from app.services.commands.directory import SavePerson
from app.services.commands.fields import Key
from app.store.change import Change
from app.store.tables import MAPPED

router = strict_router("people")
PersonId = Annotated[Key, Path()]


@router.get("/people", response_model=list[Person])
async def people(asking: Annotated[Asking, authorized(Action.DIRECTORY_READ)]) -> list[Person]:
    """Of one's own unit and those below, and of those above; with numbers where they are this seat's to call."""
    async with asking.hub.store.reading() as reading:
        found = await reading.find(Person, order_by=[MAPPED[Person].table.c.name])
    visibility = asking.visibility
    return [visibility.as_seen(one) for one in found if visibility.row(one)]


@router.post("/people", status_code=201, response_model=Person)
async def add(command: SavePerson, asking: Annotated[Asking, authorized(Action.DIRECTORY_WRITE)]) -> Response:
    work = partial(_add, asking=asking, person_id=uuid.uuid4().hex, command=command)
    return await asking.command(work, Person, status=201)


@router.put("/people/{person_id}", response_model=Person)
async def save(
    person_id: PersonId, command: SavePerson, asking: Annotated[Asking, authorized(Action.DIRECTORY_WRITE)]
) -> Response:
    """Without `expected_version` a new one."""
    work = _add if command.expected_version is None else _change
    return await asking.command(partial(work, asking=asking, person_id=person_id, command=command), Person)


@router.delete("/people/{person_id}", status_code=204)
async def remove(person_id: PersonId, asking: Annotated[Asking, authorized(Action.DIRECTORY_WRITE)]) -> Response:
    """Of whom nothing is recorded; others become inactive."""
    return await asking.command(partial(_remove, asking=asking, person_id=person_id), None)


async def _add(change: Change, asking: Asking, person_id: str, command: SavePerson) -> Person:
    if (known := await change.get(Person, person_id)) is not None:
        if not asking.visibility.row(known):
            raise not_found("person")
        raise conflict("exists-already", "There is a person of this key.")
    person = Person(person_id=person_id, version=first_version(asking.hub), name="", unit_id="")
    person = _from(command, person)
    await _check(change, asking, person, before=None)
    change.insert(person)
    _record(change, person)
    return person


async def _change(change: Change, asking: Asking, person_id: str, command: SavePerson) -> Person:
    before = await own(change, asking, Person, person_id, what="person")
    expect(before.version, command.expected_version or 0)
    person = replace(_from(command, before), version=before.version + 1)
    await _check(change, asking, person, before=before)
    change.replace(person)
    _record(change, person)
    return person


async def _remove(change: Change, asking: Asking, person_id: str) -> None:
    person = await own(change, asking, Person, person_id, what="person")
    for words, row in (("shifts", Shift), ("an account", Account), ("assignments", Assignment)):
        table = MAPPED[row].table
        if await change.execute(select(1).select_from(table).where(table.c.person_id == person_id).limit(1)):
            raise conflict("in-use", f"This person has {words}: make them inactive instead.")
    change.remove(Person, person_id)
    change.record(EventKind.PERSON_REMOVED, {"name": person.name}, unit_id=person.unit_id, about=_about(person))


def _from(command: SavePerson, person: Person) -> Person:
    return replace(
        person,
        name=command.name,
        unit_id=command.unit_id,
        person_type=command.person_type,
        hats=command.hats,
        contacts=command.contacts,
        active=command.active,
    )


async def _check(change: Change, asking: Asking, person: Person, *, before: Person | None) -> None:
    """Raises PersonRefusedError, RefusedError."""
    check_person(person)
    if await change.get(Unit, person.unit_id) is None:
        raise unusable("body.unit_id", "There is no such unit.")
    asking.check(person.unit_id)
    known = before.hats if before is not None else ()
    for number, hat in enumerate(person.hats):
        if await change.get(Unit, hat.unit_id) is None:
            raise unusable(f"body.hats.{number}.unit_id", "There is no such unit.")
    # Who is called for a unit is that unit's to say.
    for hat in {*person.hats} ^ {*known}:
        if not asking.may(hat.unit_id):
            raise not_permitted("A title of another unit is given and taken there.")


def _about(person: Person) -> list[tuple[str, str]]:
    return [("person", person.person_id)]


def _record(change: Change, person: Person) -> None:
    change.record(
        EventKind.PERSON_SAVED,
        {
            "name": person.name,
            "version": person.version,
            "active": person.active,
            "hats": [f"{hat.title.value} {hat.unit_id} {hat.deputy_order}" for hat in person.hats],
        },
        unit_id=person.unit_id,
        about=_about(person),
    )
