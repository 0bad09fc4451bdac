"""What the district's office has put into its hub before the first incident: units, people, accounts, cameras, scenes,
policies and plans, each by the command with which a seat does it."""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import partial

from app.domain.layouts import parse_layout
from app.domain.people import Shift
from app.domain.permissions import Action
from app.domain.scenes import Scene, Source
from app.domain.sla.policies import DEFAULT_THRESHOLDS, Target
from app.domain.statistics.samples import BEIJING
from app.hub.asking import Asking
from app.hub.demo.files import DemoFileError, DemoFiles, PlanRecord, PolicyRecord
from app.hub.demo.roster import Roster
from app.hub.demo.seats import Seats
from app.hub.founding import DISTRICT, found_district
from app.hub.hub import Hub
from app.hub.passwords import Passwords
from app.hub.routers import accounts, cameras, people, plans, policies, rooms, scenes, shifts, units
from app.services.camera_json import camera_object
from app.services.commands.cameras import SaveCameras
from app.services.commands.clocks import SavePolicy
from app.services.commands.directory import SaveShift
from app.services.commands.plans import SavePlan
from app.services.commands.rooms import OpenDutyRoom
from app.services.commands.scenes import SaveScene, SaveScenes
from app.services.demo_district import demo_scenes, demo_tours
from app.services.scene_file import SceneRecord, TourRecord

# More at once would not be taken (the writer's queue).
_AT_ONCE = 200


class _OnePassword(Passwords):
    """All demo accounts have the same password, which is written in a file: hashed once, it saves the start a
    second."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, str] = {}
        self._hashing = asyncio.Lock()

    async def hashed(self, password: str) -> str:
        async with self._hashing:
            if password not in self._known:
                self._known[password] = await super().hashed(password)
        return self._known[password]


async def found_demo_district(hub: Hub, files: DemoFiles, roster: Roster, seats: Seats) -> None:
    """Into a hub that is empty. Raises RefusedError, StoreError and what the rules raise."""
    hub.passwords = _OnePassword()
    await hub.store.writer.run(found_district, actor=hub.actor)
    as_hub = seats.ask_as_hub
    await _all(units.save(unit_id, unit, as_hub(Action.DIRECTORY_WRITE)) for unit_id, unit in roster.units.items())
    await _all(
        people.save(person_id, person, as_hub(Action.DIRECTORY_WRITE)) for person_id, person in roster.people.items()
    )
    administrator = files.accounts.administrator
    await accounts.save(_account_id(administrator), roster.accounts[administrator], as_hub(Action.ACCOUNT_ADMINISTER))
    await seats.log_in(administrator, seat="城运中心信息科")
    ask = partial(seats.ask, administrator)
    await _all(
        accounts.save(_account_id(login), account, ask(Action.ACCOUNT_ADMINISTER))
        for login, account in roster.accounts.items()
        if login != administrator
    )
    every_camera = SaveCameras(cameras=[camera_object(camera) for camera in files.cameras])
    await cameras.save(every_camera, ask(Action.CAMERA_WRITE))
    await scenes.save_scenes(_scenes(files), ask(Action.SCENE_WRITE))
    await _all(policies.save(one.id, _policy(one), ask(Action.POLICY_WRITE)) for one in files.policies)
    room = OpenDutyRoom(name="值班会商室", unit_id=DISTRICT.unit_id)
    await rooms.open_duty(room, ask(Action.ROOM_OPEN))
    now = hub.clock.now()
    await _all(plans.save(one.id, _plan(one, files, roster, now), ask(Action.PLAN_WRITE)) for one in files.plans)


async def missing_shifts(hub: Hub, roster: Roster, days: Iterable[date]) -> dict[str, SaveShift]:
    """By their keys, the shifts that begin on these days in Beijing and are not there yet."""
    async with hub.store.reading() as reading:
        known = {shift.shift_id for shift in await reading.find(Shift)}
    wanted = {_shift_id(shift): shift for day in days for shift in roster.shifts(day)}
    return {key: shift for key, shift in wanted.items() if key not in known}


async def save_shifts(to_save: Mapping[str, SaveShift], asking: Asking) -> None:
    await _all(shifts.save(key, shift, asking) for key, shift in to_save.items())


async def _all(commands: Iterable[Awaitable[object]]) -> None:
    """Together, in their order, as the writer takes them."""
    waiting = list(commands)
    for start in range(0, len(waiting), _AT_ONCE):
        await asyncio.gather(*waiting[start : start + _AT_ONCE])


def _account_id(login: str) -> str:
    return f"account-{login}"


def _shift_id(shift: SaveShift) -> str:
    return f"{shift.unit_id}-{shift.title.value}-{shift.starts_at.astimezone(BEIJING):%Y%m%d%H%M}"


def _scenes(files: DemoFiles) -> SaveScenes:
    shown = demo_scenes(files.cameras)
    names = {scene.name for scene in shown}
    prepared = tuple(
        _prepared(plan, files) for plan in files.plans if plan.scene is not None and plan.scene not in names
    )
    return SaveScenes(
        scenes=tuple(SaveScene(content=SceneRecord.of(scene).model_dump(mode="json")) for scene in (*shown, *prepared)),
        tours=tuple(
            SaveScene(content=TourRecord.of(tour).model_dump(mode="json", exclude_none=True))
            for tour in demo_tours(files.cameras, shown)
        ),
    )


def _prepared(record: PlanRecord, files: DemoFiles) -> Scene:
    """The plan's first camera large and a tile beside it for who comes with a phone; what is empty is filled then."""
    layout = parse_layout("1+5")
    sources: list[Source | None] = [Source.of_camera(key) for key in _cameras_of(record, files)]
    sources.insert(1, None)
    filled = [*sources, *[None] * len(layout)][: len(layout)]
    return Scene(record.scene or record.name, layout, tuple(filled))


def _cameras_of(record: PlanRecord, files: DemoFiles) -> tuple[str, ...]:
    """Their keys. Raises DemoFileError."""
    known = {camera.code: camera.camera_id for camera in files.cameras}
    if strange := [code for code in record.cameras if code not in known]:
        raise DemoFileError(f"plans.toml, {record.name}: there is no camera {strange[0]}")
    return tuple(known[code] for code in record.cameras)


def _policy(record: PolicyRecord) -> SavePolicy:
    return SavePolicy(
        expected_version=0,
        clock=record.id,
        name=record.name,
        start=record.start,
        stop=record.stop,
        targets=tuple(Target(target_s=target.minutes * 60, level=target.level) for target in record.targets),
        thresholds=DEFAULT_THRESHOLDS,
        applies_to_drills=record.drills,
    )


def _plan(record: PlanRecord, files: DemoFiles, roster: Roster, now: datetime) -> SavePlan:
    return SavePlan(
        name=record.name,
        unit_id=roster.unit_id(record.unit),
        site_id=roster.unit_id(record.site) if record.site else None,
        incident_class=record.incident_class,
        level=record.level,
        camera_ids=_cameras_of(record, files),
        scene=record.scene,
        required_titles=record.required,
        invited_titles=record.invited,
        link_titles=record.links,
        checklist=record.checklist,
        reviewed_at=now - timedelta(days=record.reviewed_days_ago),
    )
