"""Cameras and scenes that an earlier version kept in files of the seat go to the hub, once.

Nothing is lost: what the hub has already stays as the hub has it, what it cannot take is told and stays in the file,
which is kept as `….imported`. Where this seat may not write, the files stay for one that may.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.cameras import Camera
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.services.camera_fields import CameraFault
from app.services.camera_json import CameraCodec, camera_object
from app.services.commands.scenes import SaveScene, SaveScenes
from app.services.documents import DocumentFile, Problem
from app.services.scene_file import SceneRecord, TourRecord
from app.services.scene_library import SceneImport, SceneLibrary

CAMERAS = "cameras.json"
SCENES = "scenes.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtIn:
    """What became of one file: how many cameras, or scenes and tours, the hub has taken from it. `left_out` are the
    names of cameras that it did not take with the first reason, `problems` what was wrong with the file. With a
    `failure` it has taken nothing and the file stays."""

    path: Path
    taken: int = 0
    kept_as: Path | None = None
    left_out: tuple[tuple[str, CameraFault], ...] = ()
    problems: tuple[Problem, ...] = ()
    failure: HubRefusedError | HubUnreachableError | None = None


async def bring_in(folder: Path, client: HubClient) -> list[BroughtIn]:
    """Of the files that are in `folder`; empty where there are none, as after the first time."""
    done = []
    for name, bring in ((CAMERAS, _bring_cameras), (SCENES, _bring_scenes)):
        path = folder / name
        if not await asyncio.to_thread(path.exists):
            continue
        try:
            done.append(await bring(path, client))
        except (HubRefusedError, HubUnreachableError) as error:
            done.append(BroughtIn(path=path, failure=error))
    return done


async def _bring_cameras(path: Path, client: HubClient) -> BroughtIn:
    loaded = await asyncio.to_thread(DocumentFile(path, CameraCodec()).load)
    known = {row.camera_id for row in await client.cameras()}
    new = [camera for camera in loaded.value or () if camera.camera_id not in known]
    left_out: list[tuple[str, CameraFault]] = []
    # A dry run names a thousand faults at most.
    while new and (faults := (await client.check_cameras(_objects(new))).faults):
        first = {fault.row: fault for fault in reversed(faults) if fault.row is not None}
        if not first:
            raise HubRefusedError("cameras-refused", str(faults[0]), status=422)
        left_out += [(camera.name, first[row]) for row, camera in enumerate(new, 1) if row in first]
        new = [camera for row, camera in enumerate(new, 1) if row not in first]
    taken = await client.save_cameras(_objects(new)) if new else 0
    kept_as = await asyncio.to_thread(_put_aside, path)
    return BroughtIn(path=path, taken=taken, kept_as=kept_as, left_out=tuple(left_out), problems=loaded.problems)


async def _bring_scenes(path: Path, client: HubClient) -> BroughtIn:
    library = SceneLibrary(path)
    problems = await asyncio.to_thread(library.load)
    scenes = {row.name: SceneRecord.model_validate(row.content).scene() for row in await client.scenes()}
    tours = {row.name: TourRecord.model_validate(row.content).tour() for row in await client.tours()}
    shared = SceneLibrary()
    for scene in scenes.values():
        shared.save_scene(scene)
    for tour in tours.values():
        shared.save_tour(tour)
    shared.import_all(SceneImport(library.scenes, library.tours))
    # Under another name where the hub has something else of that name.
    new_scenes = [SceneRecord.of(scene) for scene in shared.scenes if scene.name not in scenes]
    new_tours = [TourRecord.of(tour) for tour in shared.tours if tour.name not in tours]
    command = SaveScenes(
        scenes=tuple(SaveScene(content=record.model_dump(mode="json")) for record in new_scenes),
        tours=tuple(SaveScene(content=record.model_dump(mode="json", exclude_none=True)) for record in new_tours),
    )
    if new_scenes or new_tours:
        await client.save_scenes(command)
    kept_as = await asyncio.to_thread(_put_aside, path)
    return BroughtIn(path=path, taken=len(new_scenes) + len(new_tours), kept_as=kept_as, problems=problems)


def _objects(cameras: Sequence[Camera]) -> list[dict[str, object]]:
    return [camera_object(camera, with_passwords=True) for camera in cameras]


def _put_aside(path: Path) -> Path | None:
    """The file and the version before it, so that the next start finds neither. Raises OSError."""
    kept_as = None
    for each in (path, DocumentFile(path, CameraCodec()).previous_path):
        if each.exists():
            aside = each.with_name(f"{each.name}.imported")
            each.replace(aside)
            kept_as = kept_as or aside
    return kept_as
