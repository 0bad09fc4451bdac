"""Cameras come in: checked against everything that is registered, whole or not at all, in one change and one event.

The decision is a function of what was read; it is computed beside the loop, because ten thousand cameras take a while.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Executable, select

from app.domain.cameras import Camera
from app.domain.events import EventKind
from app.domain.permissions import Actor
from app.domain.units import Unit, covers
from app.hub.asking import Asking
from app.hub.cameras.secrets import opened, sealed
from app.hub.cameras.units import NoUnit, UnitFinder
from app.hub.errors import RefusedError, not_found, unusable
from app.hub.versions import first_version
from app.services.camera_fields import CameraFault, FieldFault, ImportReport, unique_fields
from app.services.rows import MANY, SharedCamera
from app.services.shared_cameras import CameraAccess, CameraImport, shared_camera
from app.store.change import Change
from app.store.secrets import CameraSecret, PasswordSeal
from app.store.tables import MAPPED

Row = TypeVar("Row")

# More than these are named by their number and digest only.
MOST_NAMED = 300
_KEYS_AT_ONCE = 400
_LONGEST_KEY = 200
# More faults help nobody; a thousand are what a table shows.
_MOST_FAULTS = 1000
# What `redacted` leaves of a secret in a query.
_HIDDEN = "=***"
_ROW = TypeAdapter(SharedCamera)


class Questions(Protocol):
    """A change under way, or a view of what is committed."""

    async def find(self, row: type[Row], *where: ColumnElement[bool]) -> list[Row]: ...
    async def execute(self, statement: Executable) -> Sequence[Any]: ...


@dataclass(frozen=True, slots=True)
class Incoming:
    """A camera that was read from row `row`. Without `password_named` the registered password stays."""

    row: int
    camera: Camera
    password_named: bool


@dataclass(slots=True)
class Plan:
    """What an import would write; nothing where there are faults."""

    new: list[SharedCamera] = field(default_factory=list)
    changed: list[SharedCamera] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    new_secrets: list[CameraSecret] = field(default_factory=list)
    changed_secrets: list[CameraSecret] = field(default_factory=list)
    removed_secrets: list[str] = field(default_factory=list)
    unchanged: int = 0
    faults: list[CameraFault] = field(default_factory=list)

    def outcome(self, report: ImportReport) -> CameraImport:
        """For whoever sent what `report` read."""
        faults = sorted((*report.faults, *self.faults), key=lambda fault: fault.row or 0)
        return CameraImport(
            rows=report.rows,
            new=len(self.new),
            changed=len(self.changed),
            removed=len(self.removed),
            unchanged=self.unchanged,
            encoding=report.encoding,
            missing_columns=report.missing_columns,
            faults=tuple(faults[:_MOST_FAULTS]),
        )


async def plan_import(
    questions: Questions,
    asking: Asking,
    incoming: Sequence[Incoming],
    *,
    replace_all: bool = False,
    instead_of: str | None = None,
) -> Plan:
    """Reads what is registered and decides. Raises RefusedError for an `instead_of` that does not fit."""
    if instead_of is not None and (len(incoming) != 1 or replace_all):
        raise unusable("body.instead_of", "One camera takes another's place.")
    ids = {one.camera.camera_id for one in incoming} | ({instead_of} if instead_of is not None else set())
    registered = await _registered(questions, ids, scope=asking.actor.unit_path if replace_all else "")
    if instead_of is not None:
        replaced = registered.rows.get(instead_of)
        if replaced is None or not asking.visibility.row(replaced):
            raise not_found("camera")
        asking.check(replaced.unit_id)
    planning = _Planning(
        UnitFinder(asking.hub.directory, asking.actor),
        asking.actor,
        asking.hub.seal,
        registered,
        first_version(asking.hub),
    )
    return await asyncio.to_thread(planning.run, incoming, replace_all=replace_all, instead_of=instead_of)


def stage(change: Change, plan: Plan, *, kind: EventKind, replace_all: bool) -> None:
    """Write what was planned, with its event; nothing where nothing changes. Raises RefusedError on faults."""
    if plan.faults:
        raise faults_refused(plan.faults)
    touched = [*(row.camera_id for row in (*plan.new, *plan.changed)), *plan.removed]
    if not touched:
        return
    for thing in (*plan.new, *plan.new_secrets):
        change.insert(thing)
    for thing in (*plan.changed, *plan.changed_secrets):
        change.replace(thing)
    for camera_id in plan.removed:
        change.remove(SharedCamera, camera_id)
    for camera_id in plan.removed_secrets:
        change.remove(CameraSecret, camera_id)
    change.record(
        kind,
        {
            "new": len(plan.new),
            "changed": len(plan.changed),
            "removed": len(plan.removed),
            "replace_all": replace_all,
            "digest": _digest(plan),
        },
        unit_id=change.actor.unit_id,
        about=about_cameras(touched),
    )


def about_cameras(camera_ids: Sequence[str]) -> list[tuple[str, str]]:
    """What an event says that it is about."""
    named = camera_ids if len(camera_ids) <= MOST_NAMED else (MANY,)
    return [("camera", camera_id) for camera_id in named]


def faults_refused(faults: Sequence[CameraFault]) -> RefusedError:
    """The first one says where; a dry run answers them all."""
    first, more = faults[0], len(faults) - 1
    words = f"{first}." + (f" And {more} more." if more else "") + " Nothing was imported."
    place = ".".join(str(part) for part in (first.row, first.column) if part)
    return RefusedError(422, "cameras-refused", words, place=place)


@dataclass(frozen=True, slots=True)
class _Registered:
    """`paths` and `names` of all cameras, `keys` which camera has a national id or a code; rows and secrets of those
    that the import changes."""

    paths: Mapping[str, str]
    names: Mapping[str, str]
    keys: Mapping[tuple[str, str], str]
    rows: Mapping[str, SharedCamera]
    secrets: Mapping[str, CameraSecret]


async def _registered(questions: Questions, ids: set[str], *, scope: str) -> _Registered:
    """`scope`: the rows of the units below this path are wanted too."""
    table = MAPPED[SharedCamera].table
    columns = (table.c.camera_id, table.c.unit_path, table.c.name, table.c.gb_id, table.c.code)
    everything = await questions.execute(select(*columns))
    known = sorted(camera_id for camera_id, path, *_ in everything if camera_id in ids or covers(scope, path))
    rows: dict[str, SharedCamera] = {}
    secrets: dict[str, CameraSecret] = {}
    secret_table = MAPPED[CameraSecret].table
    for start in range(0, len(known), _KEYS_AT_ONCE):
        some = known[start : start + _KEYS_AT_ONCE]
        rows |= {row.camera_id: row for row in await questions.find(SharedCamera, table.c.camera_id.in_(some))}
        found = await questions.find(CameraSecret, secret_table.c.camera_id.in_(some))
        secrets |= {secret.camera_id: secret for secret in found}
    return _Registered(
        paths={camera_id: path for camera_id, path, *_ in everything},
        names={camera_id: name for camera_id, _, name, *_ in everything},
        keys={
            (name, value): camera_id
            for camera_id, _, _, gb_id, code in everything
            for name, value in (("gb_id", gb_id), ("code", code))
            if value
        },
        rows=rows,
        secrets=secrets,
    )


class _Planning:
    """One import, decided on whatever thread."""

    def __init__(
        self, units: UnitFinder, actor: Actor, seal: PasswordSeal, registered: _Registered, version: int
    ) -> None:
        self._units = units
        self._actor = actor
        self._seal = seal
        self._registered = registered
        self._version = version
        self._plan = Plan()

    def run(self, incoming: Sequence[Incoming], *, replace_all: bool, instead_of: str | None) -> Plan:
        plan, paths = self._plan, self._registered.paths
        ids = {one.camera.camera_id for one in incoming}
        if replace_all:
            plan.removed = [key for key, path in paths.items() if self._is_mine(path) and key not in ids]
        elif instead_of is not None and instead_of not in ids:
            plan.removed = [instead_of]
        staying = paths.keys() - ids - set(plan.removed)
        for one in incoming:
            faults = self._faults(one, staying, replaces_another=instead_of not in (None, one.camera.camera_id))
            if faults:
                plan.faults += faults
            else:
                self._take(one, instead_of)
        plan.removed_secrets += plan.removed
        return Plan(faults=plan.faults) if plan.faults else plan

    def _faults(self, one: Incoming, staying: set[str], *, replaces_another: bool) -> list[CameraFault]:
        camera, registered = one.camera, self._registered
        faults = []
        key_field = next((name for name in ("gb_id", "code") if getattr(camera, name)), "name")
        if len(camera.camera_id) > _LONGEST_KEY:
            detail = f"at most {_LONGEST_KEY - len('code:')} characters"
            faults.append(CameraFault(FieldFault.TOO_LONG, one.row, key_field, detail=detail))
        path = registered.paths.get(camera.camera_id)
        if path is not None and not self._is_mine(path):
            faults.append(CameraFault(FieldFault.OTHER_UNIT, one.row, key_field))
        elif path is not None and replaces_another:
            faults.append(CameraFault(FieldFault.ALREADY_REGISTERED, one.row, key_field, detail=camera.name))
        for name, value in unique_fields(camera):
            owner = registered.keys.get((name, value))
            if owner in staying:
                # Whoever may not see a camera does not learn its name.
                detail = registered.names[owner] if self._is_mine(registered.paths[owner]) else ""
                faults.append(CameraFault(FieldFault.ALREADY_REGISTERED, one.row, name, value[:80], detail))
        return faults

    def _take(self, one: Incoming, instead_of: str | None) -> None:
        camera, registered, plan = one.camera, self._registered, self._plan
        row = registered.rows.get(camera.camera_id)
        before = row or registered.rows.get(instead_of or "")
        unit = self._units.unit_of(camera, before.unit_id if before is not None else None)
        if isinstance(unit, NoUnit):
            value = str(getattr(camera, unit.field, ""))[:80]
            plan.faults.append(CameraFault(unit.fault, one.row, unit.field, value, unit.detail))
            return
        known = None
        if before is not None:
            known = opened(before, registered.secrets.get(before.camera_id), self._seal)
        access = self._access(one, before, known)
        if access is None:
            return
        new = self._row(camera, access, unit, before)
        is_secret = bool(access.password) or (new.main_url, new.sub_url) != (access.main_url, access.sub_url)
        if row is None:
            plan.new.append(replace(new, version=self._version))
            if is_secret:
                plan.new_secrets.append(sealed(camera.camera_id, access, self._seal))
        elif replace(new, version=row.version) == row and access == known:
            plan.unchanged += 1
        else:
            plan.changed.append(replace(new, version=row.version + 1))
            self._change_secret(camera.camera_id, access, is_secret=is_secret)

    def _change_secret(self, camera_id: str, access: CameraAccess, *, is_secret: bool) -> None:
        plan, there = self._plan, camera_id in self._registered.secrets
        if is_secret:
            secrets = plan.changed_secrets if there else plan.new_secrets
            secrets.append(sealed(camera_id, access, self._seal))
        elif there:
            plan.removed_secrets.append(camera_id)

    def _access(self, one: Incoming, before: SharedCamera | None, known: CameraAccess | None) -> CameraAccess | None:
        """What opens the camera from now on; None: a fault was noted."""
        camera = one.camera
        addresses = {}
        for name in ("main_url", "sub_url"):
            address = getattr(camera, name)
            if _HIDDEN in address:
                # A list without passwords comes back: what it hides is what is registered.
                if before is None or known is None or address != getattr(before, name):
                    self._plan.faults.append(CameraFault(FieldFault.HIDDEN_ADDRESS, one.row, name))
                    return None
                address = getattr(known, name)
            addresses[name] = address
        password = camera.password
        if not one.password_named and known is not None and known.user == camera.user:
            password = known.password
        return CameraAccess(**addresses, user=camera.user, password=password)

    def _row(self, camera: Camera, access: CameraAccess, unit: Unit, before: SharedCamera | None) -> SharedCamera:
        whole = replace(camera, main_url=access.main_url, sub_url=access.sub_url, password=access.password)
        row = shared_camera(whole, unit_id=unit.unit_id, unit_path=unit.path)
        return replace(row, shared_with=before.shared_with) if before is not None else row

    def _is_mine(self, path: str) -> bool:
        return covers(self._actor.unit_path, path)


def _digest(plan: Plan) -> str:
    """SHA-256 of the rows that came in and the keys that went: what the log can prove of an import."""
    digest = hashlib.sha256()
    for row in sorted((*plan.new, *plan.changed), key=lambda row: row.camera_id):
        digest.update(_ROW.dump_json(row) + b"\n")
    for camera_id in sorted(plan.removed):
        digest.update(b"-" + camera_id.encode() + b"\n")
    return digest.hexdigest()
