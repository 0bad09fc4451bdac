"""The tree that everything belongs to: district, streets and towns, stations, sites, departments."""

import uuid
from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import Path, Response

from app.domain.events import EventKind
from app.domain.permissions import Action
from app.domain.units import Unit, UnitKind, UnitRefusal, UnitRefusedError, check_unit, child_path
from app.hub.asking import Asking, authorized, expect, found
from app.hub.errors import conflict, not_permitted
from app.hub.strict_route import strict_router
from app.hub.unit_uses import uses_of
from app.hub.versions import first_version
from app.services.commands.directory import SaveUnit
from app.services.commands.fields import Key
from app.store.change import Change

router = strict_router("units")
UnitId = Annotated[Key, Path()]


@router.get("/units", response_model=list[Unit])
async def units(asking: Annotated[Asking, authorized(Action.DIRECTORY_READ)]) -> list[Unit]:
    """All of the district: everybody has to know whom to share something with. From the top down."""
    return sorted(asking.hub.directory, key=lambda unit: unit.path)


@router.post("/units", status_code=201, response_model=Unit)
async def add(command: SaveUnit, asking: Annotated[Asking, authorized(Action.DIRECTORY_WRITE)]) -> Response:
    """Under an id that the hub makes: for stations, sites and departments. Streets have a code, see PUT."""
    work = partial(_add, asking=asking, unit_id=uuid.uuid4().hex, command=command)
    return await asking.command(work, Unit, status=201)


@router.put("/units/{unit_id}", response_model=Unit)
async def save(
    unit_id: UnitId, command: SaveUnit, asking: Annotated[Asking, authorized(Action.DIRECTORY_WRITE)]
) -> Response:
    """Without `expected_version` a new one, whose id for a street is its administrative code."""
    work = _add if command.expected_version is None else _change
    return await asking.command(partial(work, asking=asking, unit_id=unit_id, command=command), Unit)


@router.delete("/units/{unit_id}", status_code=204)
async def remove(unit_id: UnitId, asking: Annotated[Asking, authorized(Action.DIRECTORY_WRITE)]) -> Response:
    """Only what nothing belongs to any more and nothing is recorded of; otherwise 409 says what there is."""
    return await asking.command(partial(_remove, asking=asking, unit_id=unit_id), None)


async def _add(change: Change, asking: Asking, unit_id: str, command: SaveUnit) -> Unit:
    parent = await change.get(Unit, command.parent_id) if command.parent_id is not None else None
    if command.kind is UnitKind.DISTRICT:
        raise UnitRefusedError(UnitRefusal.ONE_DISTRICT, "kind")
    if parent is None:
        raise UnitRefusedError(UnitRefusal.NO_PARENT, "parent_id")
    asking.check(parent.unit_id)
    if await change.get(Unit, unit_id) is not None:
        raise conflict("exists-already", "There is a unit of this id.")
    path = child_path(parent.path, unit_id)
    unit = Unit(unit_id=unit_id, version=first_version(asking.hub), kind=command.kind, name="", path=path)
    unit = _from(command, unit)
    check_unit(unit, before=None, units=await change.find(Unit))
    change.insert(unit)
    _record(change, unit)
    return unit


async def _change(change: Change, asking: Asking, unit_id: str, command: SaveUnit) -> Unit:
    before = await found(change, Unit, unit_id, what="unit")
    asking.check(unit_id)
    expect(before.version, command.expected_version or 0)
    unit = replace(_from(command, before), kind=command.kind, version=before.version + 1)
    check_unit(unit, before=before, units=await change.find(Unit))
    change.replace(unit)
    _record(change, unit)
    return unit


def _from(command: SaveUnit, unit: Unit) -> Unit:
    return replace(
        unit,
        name=command.name,
        parent_id=command.parent_id,
        point=command.point,
        grid_code=command.grid_code,
        city_code=command.city_code,
        contacts=command.contacts,
    )


async def _remove(change: Change, asking: Asking, unit_id: str) -> None:
    unit = await found(change, Unit, unit_id, what="unit")
    asking.check(unit_id)
    if unit.parent_id is None:
        raise not_permitted("The district stays.")
    if not asking.may(unit.parent_id):
        # A street's administrator does not take the street out of the district.
        raise not_permitted()
    if uses := await uses_of(change, unit_id):
        raise conflict("in-use", f"This unit still has {', '.join(uses)}.")
    change.remove(Unit, unit_id)
    change.record(EventKind.UNIT_REMOVED, {"name": unit.name}, unit_id=unit.parent_id, about=[("unit", unit_id)])


def _record(change: Change, unit: Unit) -> None:
    change.record(
        EventKind.UNIT_SAVED,
        {"name": unit.name, "kind": unit.kind.value, "version": unit.version},
        unit_id=unit.unit_id,
        about=[("unit", unit.unit_id)],
    )
