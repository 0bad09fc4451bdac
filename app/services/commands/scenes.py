"""Scenes and tours."""

from typing import Annotated, Any

from pydantic import Field

from app.services.commands.fields import Command, Key, Version, VersionedCommand


class SaveScene(Command):
    """`content` as `SceneRecord` or `TourRecord` writes it. `expected_version` None: the name must be free."""

    content: dict[str, Any]
    expected_version: Version | None = None


class SaveScenes(Command):
    """Whole or not at all."""

    scenes: Annotated[tuple[SaveScene, ...], Field(max_length=2_000)] = ()
    tours: Annotated[tuple[SaveScene, ...], Field(max_length=2_000)] = ()


class RenameScene(VersionedCommand):
    """Tours follow their scenes."""

    name: Key
