"""Who is on duty when: the escalation calls them, so there is never a question who that is."""

import uuid
from dataclasses import replace
from datetime import UTC
from functools import partial
from typing import Annotated

from fastapi import Path, Query, Response
from sqlalchemy import or_

from app.domain.events import EventKind
from app.domain.people import Person, Shift, check_shift
from app.domain.permissions import Action
from app.domain.units import Unit
from app.hub.asking import Asking, authorized, expect, own
from app.hub.errors import conflict, not_found, unusable
from app.hub.strict_route import strict_router
from app.hub.versions import first_version
from app.services.commands.directory import SaveShift
from app.services.commands.fields import Key, Moment
from app.store.change import Change
from app.store.tables import MAPPED

router = strict_router("shifts")
ShiftId = Annotated[Key, Path()]


@router.get("/shifts", response_model=list[Shift])
async def shifts(
    asking: Annotated[Asking, authorized(Action.DIRECTORY_READ)],
    after: Annotated[Moment | None, Query(description="those that end after this")] = None,
    before: Annotated[Moment | None, Query(description="those that start before this")] = None,
) -> list[Shift]:
    """Of one's own unit and those below, and of those above; the earliest first."""
    table = MAPPED[Shift].table
    where = [table.c.ends_at > after] if after is not None else []
    where += [table.c.starts_at < before] if before is not None else []
    async with asking.hub.store.reading() as reading:
        found = await reading.find(Shift, *where, order_by=[table.c.starts_at])
    visibility = asking.visibility
    return [one for one in found if visibility.row(one)]


@router.post("/shifts", status_code=201, response_model=Shift)
async def add(command: SaveShift, asking: Annotated[Asking, authorized(Action.SHIFT_WRITE)]) -> Response:
    work = partial(_add, asking=asking, shift_id=uuid.uuid4().hex, command=command)
    return await asking.command(work, Shift, status=201)


@router.put("/shifts/{shift_id}", response_model=Shift)
async def save(
    shift_id: ShiftId, command: SaveShift, asking: Annotated[Asking, authorized(Action.SHIFT_WRITE)]
) -> Response:
    """Without `expected_version` a new one."""
    work = _add if command.expected_version is None else _change
    return await asking.command(partial(work, asking=asking, shift_id=shift_id, command=command), Shift)


@router.delete("/shifts/{shift_id}", status_code=204)
async def remove(shift_id: ShiftId, asking: Annotated[Asking, authorized(Action.SHIFT_WRITE)]) -> Response:
    return await asking.command(partial(_remove, asking=asking, shift_id=shift_id), None)


async def _add(change: Change, asking: Asking, shift_id: str, command: SaveShift) -> Shift:
    if (known := await change.get(Shift, shift_id)) is not None:
        if not asking.visibility.row(known):
            raise not_found("shift")
        raise conflict("exists-already", "There is a shift of this key.")
    shift = replace(_from(command, shift_id), version=first_version(asking.hub))
    await _check(change, asking, shift)
    change.insert(shift)
    _record(change, shift, EventKind.SHIFT_SAVED)
    return shift


async def _change(change: Change, asking: Asking, shift_id: str, command: SaveShift) -> Shift:
    before = await own(change, asking, Shift, shift_id, what="shift")
    expect(before.version, command.expected_version or 0)
    shift = replace(_from(command, shift_id), version=before.version + 1)
    await _check(change, asking, shift)
    change.replace(shift)
    _record(change, shift, EventKind.SHIFT_SAVED)
    return shift


async def _remove(change: Change, asking: Asking, shift_id: str) -> None:
    shift = await own(change, asking, Shift, shift_id, what="shift")
    change.remove(Shift, shift_id)
    _record(change, shift, EventKind.SHIFT_REMOVED)


def _from(command: SaveShift, shift_id: str) -> Shift:
    return Shift(
        shift_id=shift_id,
        unit_id=command.unit_id,
        person_id=command.person_id,
        title=command.title,
        starts_at=command.starts_at.astimezone(UTC),
        ends_at=command.ends_at.astimezone(UTC),
    )


async def _check(change: Change, asking: Asking, shift: Shift) -> None:
    """Raises ShiftRefusedError, RefusedError."""
    if await change.get(Unit, shift.unit_id) is None:
        raise unusable("body.unit_id", "There is no such unit.")
    asking.check(shift.unit_id)
    person = await change.get(Person, shift.person_id)
    if person is None or not asking.visibility.row(person):
        raise unusable("body.person_id", "There is no such person.")
    table = MAPPED[Shift].table
    others = await change.find(
        Shift,
        or_(table.c.unit_id == shift.unit_id, table.c.person_id == shift.person_id),
        table.c.starts_at < shift.ends_at,
        table.c.ends_at > shift.starts_at,
    )
    check_shift(shift, person=person, others=others)


def _record(change: Change, shift: Shift, kind: EventKind) -> None:
    change.record(
        kind,
        {
            "person": shift.person_id,
            "title": shift.title.value,
            "starts_at": shift.starts_at.isoformat(),
            "ends_at": shift.ends_at.isoformat(),
            "version": shift.version,
        },
        unit_id=shift.unit_id,
        about=[("shift", shift.shift_id)],
    )
