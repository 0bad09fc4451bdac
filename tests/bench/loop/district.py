"""The district of the bench, brought into a hub by the commands with which an office does it: ten streets with people
on shift, twelve sites, 8,000 cameras of which 64 are really there, a plan for each site.

What the patrol has found of the cameras over weeks is written into the database, for nobody waits for that.
"""

import asyncio
import math
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.clock import SystemClock
from app.domain.camera_health import CameraCondition, CameraHealth
from app.domain.people import Hat, RoleTitle
from app.domain.permissions import Actor, Role
from app.domain.plans import PlanPush
from app.domain.streets import STREETS
from app.domain.units import Point, UnitKind
from app.link.hub_client import HubClient
from app.services.commands.directory import SavePerson, SaveShift, SaveUnit
from app.services.commands.plans import SavePlan
from app.services.commands.sessions import SaveAccount
from app.services.rows import SharedCamera
from app.store.change import Change
from app.store.engine import sqlite_url
from app.store.store import Store
from tests.bench.hub_process import BenchHub

REGISTERED = 8_000
SIMULATED = 64
PASSWORD = "correct horse battery"
_DISTRICT = "310105"
_CAMERAS_OF_A_SITE = 5
_ACROSS, _DOWN = 4, 3
_SOUTH_WEST = Point(longitude=121.350, latitude=31.193)
# Some 1.5 km: no camera of a site is in the range of another's.
_STEP_LONGITUDE, _STEP_LATITUDE = 0.0158, 0.0135
_METRES_PER_DEGREE = 111_195.0
# Far from every site, for the patrol to look at; they share the addresses of simulated cameras that no site has.
_PATROLLED = 500
_PATROLLED_AT = Point(longitude=121.30, latitude=31.16)
# Nothing listens there, and nothing may without being root.
_NOWHERE = "rtsp://127.0.0.1:9"
# Of each street; the policy asks for the first two, the plans for the third.
TITLES = (RoleTitle.DUTY_OFFICER, RoleTitle.DUTY_LEADER, RoleTitle.STREET_LEADER)
_NAMES = {RoleTitle.DUTY_OFFICER: "值班员", RoleTitle.DUTY_LEADER: "带班领导", RoleTitle.STREET_LEADER: "街道领导"}


@dataclass(frozen=True, slots=True)
class Site:
    """Where something happens."""

    site_id: str
    name: str
    street_id: str
    street: str
    point: Point


SITES = tuple(
    Site(
        site_id=f"site-{number}",
        name=f"{street.name}要点{number + 1}",
        street_id=street.code,
        street=street.name,
        point=Point(
            longitude=_SOUTH_WEST.longitude + number % _ACROSS * _STEP_LONGITUDE,
            latitude=_SOUTH_WEST.latitude + number // _ACROSS * _STEP_LATITUDE,
        ),
    )
    for number in range(_ACROSS * _DOWN)
    for street in (STREETS[number % len(STREETS)],)
)
LOGINS = tuple(f"{title.value}-{street.code}" for street in STREETS for title in TITLES)


def found(folder: Path, urls: Sequence[tuple[str, str]]) -> None:
    """Fill the hub of `folder`. `urls`: main and sub stream of each simulated camera."""
    database = sqlite_url(folder / "hub.db")
    hub = BenchHub(folder, database)
    try:
        cameras = asyncio.run(_fill(hub, urls))
    finally:
        hub.stop()
    asyncio.run(_write_health(folder, cameras))


async def _fill(hub: BenchHub, urls: Sequence[tuple[str, str]]) -> list[SharedCamera]:
    office = await hub.client("office")
    try:
        for site in SITES:
            unit = SaveUnit(kind=UnitKind.SITE, name=site.name, parent_id=site.street_id, point=site.point)
            await office.save_unit(site.site_id, unit)
        for street in STREETS:
            for title in TITLES:
                await _save_person(office, street.code, title)
        await office.save_cameras(_cameras(urls))
        cameras = await office.cameras()
        ids = {camera.code: camera.camera_id for camera in cameras}
        for number, site in enumerate(SITES):
            plan = SavePlan(
                name=f"{site.name}预案",
                unit_id=site.street_id,
                site_id=site.site_id,
                camera_ids=tuple(ids[f"SIM-{number * _CAMERAS_OF_A_SITE + each}"] for each in range(2)),
                required_titles=(RoleTitle.STREET_LEADER,),
                checklist=("疏散人员", "封控现场", "设立指挥点"),
                push=PlanPush.ALWAYS,
            )
            await office.save_plan(f"plan-{number}", plan)
        return cameras
    finally:
        await office.close()


async def _save_person(office: HubClient, street_id: str, title: RoleTitle) -> None:
    key = f"{title.value}-{street_id}"
    worn = (Hat(title=title, unit_id=street_id),) if title is RoleTitle.STREET_LEADER else ()
    name = f"{_NAMES[title]}{street_id[-3:]}"
    await office.save_person(key, SavePerson(name=name, unit_id=street_id, hats=worn))
    account = SaveAccount(
        login=key, name=name, role=Role.RESPONDER, unit_id=street_id, person_id=key, password=PASSWORD
    )
    await office.save_account(None, account)
    if not worn:
        now = datetime.now(UTC)
        begins, ends = now - timedelta(hours=1), now + timedelta(hours=11)
        shift = SaveShift(unit_id=street_id, person_id=key, title=title, starts_at=begins, ends_at=ends)
        await office.save_shift(key, shift)


def _cameras(urls: Sequence[tuple[str, str]]) -> list[dict[str, object]]:
    """Codes: SIM-n is really there and near a site, FAR-n is there and near none, REG-n is only registered."""
    chance = random.Random(515)
    of_sites = len(SITES) * _CAMERAS_OF_A_SITE
    made = []
    for number, (main, sub) in enumerate(urls[:of_sites]):
        site = SITES[number // _CAMERAS_OF_A_SITE]
        place = _near(site.point, metres=40.0 + 45.0 * (number % _CAMERAS_OF_A_SITE), turn=chance.random())
        made.append(_camera(f"SIM-{number}", site.street, place, main, sub))
    spare = urls[of_sites:]
    for number in range(_PATROLLED):
        main, sub = spare[number % len(spare)]
        place = _near(_PATROLLED_AT, metres=900 * chance.random(), turn=chance.random())
        made.append(_camera(f"FAR-{number}", STREETS[number % len(STREETS)].name, place, main, sub))
    for number in range(REGISTERED - len(made)):
        place = Point(
            longitude=_SOUTH_WEST.longitude + chance.uniform(-0.5, _ACROSS - 0.5) * _STEP_LONGITUDE,
            latitude=_SOUTH_WEST.latitude + chance.uniform(-0.5, _DOWN - 0.5) * _STEP_LATITUDE,
        )
        address = f"{_NOWHERE}/camera{number}"
        street = STREETS[number % len(STREETS)].name
        made.append(_camera(f"REG-{number}", street, place, f"{address}/main", f"{address}/sub"))
    return made


def _camera(code: str, street: str, place: Point, main: str, sub: str) -> dict[str, object]:
    return {
        "name": f"{street} {code}",
        "code": code,
        "street": street,
        "longitude": round(place.longitude, 6),
        "latitude": round(place.latitude, 6),
        "reference_system": "WGS-84",
        "main_url": main,
        "sub_url": sub,
    }


def _near(place: Point, *, metres: float, turn: float) -> Point:
    angle = turn * math.tau
    return Point(
        longitude=place.longitude
        + metres * math.sin(angle) / _METRES_PER_DEGREE / math.cos(math.radians(place.latitude)),
        latitude=place.latitude + metres * math.cos(angle) / _METRES_PER_DEGREE,
    )


async def _write_health(folder: Path, cameras: Sequence[SharedCamera]) -> None:
    """The patrol has been everywhere. It is time to look again at those that are far and well, then at the dead ones:
    it will have something to do all the time."""
    now, chance = datetime.now(UTC), random.Random(516)

    def word(camera: SharedCamera) -> CameraHealth:
        kind = re.sub(r"-\d+", "", camera.code)
        hours = {"SIM": (0.5, 2), "FAR": (12, 20), "REG": (0.3, 5)}[kind]
        checked_at = now - timedelta(hours=chance.uniform(*hours))
        condition = CameraCondition.OFFLINE if kind == "REG" else CameraCondition.HEALTHY
        return CameraHealth(
            camera_id=camera.camera_id,
            unit_id=camera.unit_id,
            condition=condition,
            since=now - timedelta(days=3),
            checked_at=checked_at,
        )

    async def write(change: Change) -> None:
        for camera in cameras:
            change.insert(word(camera))

    store = Store(sqlite_url(folder / "hub.db"), clock=SystemClock(), boot_id="bench")
    actor = Actor(actor_id="bench", name="bench", role=Role.ADMINISTRATOR, unit_id=_DISTRICT, unit_path="/")
    try:
        await store.start()
        await store.writer.run(write, actor=actor)
    finally:
        await store.close()
