"""Cameras: the district's registry in and out, whom they are shared with, and what opens them."""

import asyncio
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from fastapi import Path, Query, Request, Response
from pydantic import TypeAdapter

from app.domain.events import EventKind
from app.domain.permissions import Action
from app.hub.asking import Asking, authorized
from app.hub.cameras.changing import remove, share
from app.hub.cameras.importing import Incoming, Plan, faults_refused, plan_import, stage
from app.hub.cameras.viewing import view
from app.hub.strict_route import strict_router
from app.services.camera_csv import read_cameras, write_cameras
from app.services.camera_fields import ImportReport
from app.services.camera_json import read_camera_objects, write_cameras_json
from app.services.commands.cameras import RemoveCameras, SaveCameras, ShareCamera, ViewCameras
from app.services.commands.fields import Key
from app.services.rows import SharedCamera
from app.services.shared_cameras import CameraAccess, CameraImport, camera_of
from app.store.change import Change
from app.store.tables import MAPPED

router = strict_router("cameras")

_ACCESSES = TypeAdapter(dict[str, CameraAccess])
DryRun = Annotated[bool, Query(description="Say what would come in, or every reason why nothing does")]


class ExportForm(StrEnum):
    CSV = "csv"
    JSON = "json"


@router.get("/cameras", response_model=list[SharedCamera])
async def cameras(asking: Annotated[Asking, authorized(Action.CAMERA_READ)]) -> Response:
    """Those that this seat may see, without what opens them."""
    found = await _visible(asking)
    encoded = await asyncio.to_thread(TypeAdapter(list[SharedCamera]).dump_json, found)
    return Response(encoded, media_type="application/json")


@router.post("/cameras", response_model=CameraImport)
async def save(
    command: SaveCameras, asking: Annotated[Asking, authorized(Action.CAMERA_WRITE)], dry_run: DryRun = False
) -> Response:
    """Whole or nothing. A known key's camera is replaced; a password that is not named stays."""
    report = await asyncio.to_thread(read_camera_objects, command.cameras)
    cameras = zip(report.row_of, report.cameras, command.cameras, strict=False)
    incoming = [Incoming(row, camera, "password" in fields) for row, camera, fields in cameras]
    single = len(command.cameras) == 1 and not command.replace_all
    return await _take(
        asking,
        report,
        incoming,
        kind=EventKind.CAMERA_SAVED if single else EventKind.CAMERAS_IMPORTED,
        replace_all=command.replace_all,
        instead_of=command.instead_of,
        dry_run=dry_run,
    )


@router.post(
    "/cameras/import",
    response_model=CameraImport,
    openapi_extra={"requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def import_csv(
    request: Request,
    asking: Annotated[Asking, authorized(Action.CAMERA_WRITE)],
    dry_run: DryRun = False,
    replace_all: Annotated[bool, Query(description="The others of this seat's unit go")] = False,
) -> Response:
    """A CSV file in UTF-8, UTF-16 or GB18030, as the desktop imports it. An empty password keeps the registered one."""
    report = await asyncio.to_thread(read_cameras, await request.body())
    cameras = zip(report.row_of, report.cameras, strict=False)
    incoming = [Incoming(row, camera, bool(camera.password)) for row, camera in cameras]
    return await _take(
        asking, report, incoming, kind=EventKind.CAMERAS_IMPORTED, replace_all=replace_all, dry_run=dry_run
    )


@router.get(
    "/cameras/export",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}, "application/json": {}}, "description": "A file that imports again"}},
)
async def export(
    asking: Annotated[Asking, authorized(Action.CAMERA_READ)], form: ExportForm = ExportForm.CSV
) -> Response:
    """Those that this seat may see, without passwords. Written down in the log before a byte of it leaves."""
    found = await _visible(asking)

    async def note(change: Change) -> None:
        change.record(
            EventKind.EXPORTED,
            {"what": "cameras", "form": form.value, "count": len(found)},
            unit_id=asking.actor.unit_id,
        )

    await asking.hub.store.writer.run(note, actor=asking.actor)
    write = write_cameras_json if form is ExportForm.JSON else write_cameras
    content = await asyncio.to_thread(lambda: write(camera_of(row) for row in found))
    media_type = "application/json" if form is ExportForm.JSON else "text/csv; charset=utf-8"
    headers = {"Content-Disposition": f'attachment; filename="cameras.{form.value}"'}
    return Response(content, media_type=media_type, headers=headers)


@router.post("/cameras/removal", response_model=int)
async def remove_cameras(
    command: RemoveCameras, asking: Annotated[Asking, authorized(Action.CAMERA_WRITE)]
) -> Response:
    """How many went; keys that are not known are passed over."""

    async def work(change: Change) -> int:
        return await remove(change, asking, command.camera_ids)

    return await asking.command(work, int)


@router.post("/cameras/{camera_id:path}/share", response_model=SharedCamera)
async def share_camera(
    camera_id: Annotated[Key, Path()],
    command: ShareCamera,
    asking: Annotated[Asking, authorized(Action.CAMERA_WRITE)],
) -> Response:
    """With exactly these units, which may then see and open it."""

    async def work(change: Change) -> SharedCamera:
        return await share(change, asking, camera_id, command)

    return await asking.command(work, SharedCamera)


@router.post("/cameras/views", response_model=dict[str, CameraAccess])
async def views(command: ViewCameras, asking: Annotated[Asking, authorized(Action.CAMERA_VIEW)]) -> Response:
    """What opens each of these that this seat may view, by camera key or address; others are left out.

    The one answer that holds passwords (ADR 9). It is written down first, and kept for no repetition.
    """
    return Response(_ACCESSES.dump_json(await view(asking, command)), media_type="application/json")


async def _visible(asking: Asking) -> list[SharedCamera]:
    """In the order of their keys."""
    async with asking.hub.store.reading() as reading:
        found = await reading.find(SharedCamera, order_by=[MAPPED[SharedCamera].table.c.camera_id.asc()])
    visibility = asking.visibility
    return [row for row in found if visibility.row(row)]


async def _take(
    asking: Asking,
    report: ImportReport,
    incoming: Sequence[Incoming],
    *,
    kind: EventKind,
    replace_all: bool,
    instead_of: str | None = None,
    dry_run: bool,
) -> Response:
    if not report.ok and not dry_run:
        raise faults_refused(report.faults)

    async def work(change: Change) -> CameraImport:
        plan = await plan_import(change, asking, incoming, replace_all=replace_all, instead_of=instead_of)
        stage(change, plan, kind=kind, replace_all=replace_all)
        return plan.outcome(report)

    if not dry_run:
        return await asking.command(work, CameraImport)
    if report.ok:
        async with asking.hub.store.reading() as reading:
            plan = await plan_import(reading, asking, incoming, replace_all=replace_all, instead_of=instead_of)
        outcome = plan.outcome(report)
    else:
        outcome = Plan().outcome(report)
    return Response(TypeAdapter(CameraImport).dump_json(outcome), media_type="application/json")
