"""Scenes and tours, shared by all seats: those of one's own unit and below can be changed, those above seen."""

from typing import Annotated

from fastapi import Path, Response

from app.domain.permissions import Action
from app.hub.asking import Asking, authorized
from app.hub.scenes.library import SCENES, TOURS, in_order, save_all
from app.hub.strict_route import strict_router
from app.services.commands.fields import Key
from app.services.commands.scenes import RenameScene, SaveScene, SaveScenes
from app.services.rows import SharedScene, SharedTour
from app.store.change import Change

router = strict_router("scenes")
Name = Annotated[Key, Path()]


@router.get("/scenes", response_model=list[SharedScene])
async def scenes(asking: Annotated[Asking, authorized(Action.SCENE_READ)]) -> list[SharedScene]:
    """Those that this seat may see, by name. Passwords in typed addresses are sealed."""
    async with asking.hub.store.reading() as reading:
        found = await reading.find(SharedScene)
    return in_order([row for row in found if asking.visibility.row(row)])


@router.post("/scenes", status_code=204)
async def save_scenes(command: SaveScenes, asking: Annotated[Asking, authorized(Action.SCENE_WRITE)]) -> Response:
    """Scenes and tours together, whole or not at all: what an import brings."""

    async def work(change: Change) -> None:
        await save_all(change, asking, command)

    return await asking.command(work, None)


@router.put("/scenes/{name:path}", response_model=SharedScene)
async def save_scene(
    name: Name, command: SaveScene, asking: Annotated[Asking, authorized(Action.SCENE_WRITE)]
) -> Response:
    async def work(change: Change) -> SharedScene:
        return await SCENES.save(change, asking, command, name=name, place="body.content")

    return await asking.command(work, SharedScene)


@router.post("/scenes/{name:path}/rename", response_model=SharedScene)
async def rename_scene(
    name: Name, command: RenameScene, asking: Annotated[Asking, authorized(Action.SCENE_WRITE)]
) -> Response:
    """Tours follow."""

    async def work(change: Change) -> SharedScene:
        return await SCENES.rename(change, asking, name, command)

    return await asking.command(work, SharedScene)


@router.delete("/scenes/{name:path}", status_code=204)
async def remove_scene(name: Name, asking: Annotated[Asking, authorized(Action.SCENE_WRITE)]) -> Response:
    """Its steps leave the tours that this seat may change; a tour without steps goes too."""

    async def work(change: Change) -> None:
        await SCENES.remove(change, asking, name)

    return await asking.command(work, None)


@router.get("/tours", response_model=list[SharedTour])
async def tours(asking: Annotated[Asking, authorized(Action.SCENE_READ)]) -> list[SharedTour]:
    """Those that this seat may see, by name."""
    async with asking.hub.store.reading() as reading:
        found = await reading.find(SharedTour)
    return in_order([row for row in found if asking.visibility.row(row)])


@router.put("/tours/{name:path}", response_model=SharedTour)
async def save_tour(
    name: Name, command: SaveScene, asking: Annotated[Asking, authorized(Action.SCENE_WRITE)]
) -> Response:
    async def work(change: Change) -> SharedTour:
        return await TOURS.save(change, asking, command, name=name, place="body.content")

    return await asking.command(work, SharedTour)


@router.post("/tours/{name:path}/rename", response_model=SharedTour)
async def rename_tour(
    name: Name, command: RenameScene, asking: Annotated[Asking, authorized(Action.SCENE_WRITE)]
) -> Response:
    async def work(change: Change) -> SharedTour:
        return await TOURS.rename(change, asking, name, command)

    return await asking.command(work, SharedTour)


@router.delete("/tours/{name:path}", status_code=204)
async def remove_tour(name: Name, asking: Annotated[Asking, authorized(Action.SCENE_WRITE)]) -> Response:
    async def work(change: Change) -> None:
        await TOURS.remove(change, asking, name)

    return await asking.command(work, None)
