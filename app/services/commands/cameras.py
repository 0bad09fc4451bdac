"""Cameras: their entries, and looking at them."""

from typing import Annotated, Any

from pydantic import Field

from app.services.camera_fields import MOST_CAMERAS
from app.services.commands.fields import Address, Command, Key, Line, VersionedCommand
from app.services.shared_cameras import MOST_VIEWS_AT_ONCE


class SaveCameras(Command):
    """Each camera as `camera_json` writes it. A password that is not named stays as it is, as long as the user does;
    "" takes it away. `replace_all`: the others of the asking seat's unit go. `instead_of`: the one camera given takes
    this one's place, which has another key."""

    cameras: Annotated[list[dict[str, Any]], Field(max_length=MOST_CAMERAS)]
    replace_all: bool = False
    instead_of: Key | None = None


class RemoveCameras(Command):
    camera_ids: Annotated[tuple[Key, ...], Field(max_length=MOST_CAMERAS)]


class ShareCamera(VersionedCommand):
    """With exactly these units from now on."""

    unit_ids: Annotated[tuple[Key, ...], Field(max_length=100)]


class ViewCameras(Command):
    """What is about to be shown. `addresses` are sealed ones (`app/services/sealed_addresses.py`)."""

    camera_ids: Annotated[tuple[Key, ...], Field(max_length=MOST_VIEWS_AT_ONCE)] = ()
    addresses: Annotated[tuple[Address, ...], Field(max_length=MOST_VIEWS_AT_ONCE)] = ()
    purpose: Line = ""
