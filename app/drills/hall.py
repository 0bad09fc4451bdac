"""What goes wrong in a drill and can be asked for through no interface of the product: cameras, the hub's process, a
wall."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from app.domain.drills import PlayedFault
from app.services.embedded_hub_file import read_embedded_hub
from app.services.rows import SharedCamera
from streams.simulator.control import ControlClient
from streams.simulator.faults import Fault

_FAULTS = {
    PlayedFault.CAMERA_OFFLINE: Fault.OFFLINE,
    PlayedFault.CAMERA_FROZEN: Fault.FROZEN,
    PlayedFault.CAMERA_BLACK: Fault.BLACK,
}


class NotPossibleError(Exception):
    """A fault cannot be played here; the message is one plain sentence."""


class Hall(Protocol):
    """Each raises NotPossibleError."""

    async def spoil_camera(self, camera: SharedCamera, fault: PlayedFault, *, lasts_s: float | None) -> None: ...

    async def mend_cameras(self) -> None:
        """All of them are well again."""
        ...

    async def kill_hub(self) -> None: ...

    async def close_output(self, output_id: str) -> None: ...


class DemoHall:
    """Of a desktop with simulated cameras and a hub of its own, both on this machine. `control` is (host, port) of the
    simulator; `ask_to_close` passes the word to the desktop that serves an output."""

    def __init__(self, hub_folder: Path, *, control: tuple[str, int] | None, ask_to_close: "AskToClose") -> None:
        self._hub_folder = hub_folder
        self._control = control
        self._ask_to_close = ask_to_close

    async def spoil_camera(self, camera: SharedCamera, fault: PlayedFault, *, lasts_s: float | None) -> None:
        name = simulated_name(camera)
        await asyncio.to_thread(self._set, _FAULTS[fault], name, lasts_s)

    async def mend_cameras(self) -> None:
        await asyncio.to_thread(self._set, None, "*", None)

    async def kill_hub(self) -> None:
        found = read_embedded_hub(self._hub_folder)
        if found is None:
            raise NotPossibleError("this hub is not one of the desktop's own")
        try:
            os.kill(found.pid, signal.SIGKILL)
        except OSError as error:
            raise NotPossibleError(f"the hub cannot be killed: {error.strerror}") from None

    async def close_output(self, output_id: str) -> None:
        self._ask_to_close(output_id)

    def _set(self, fault: Fault | None, camera: str, lasts_s: float | None) -> None:
        if self._control is None:
            raise NotPossibleError("the cameras are no simulated ones")
        try:
            with ControlClient(*self._control) as control:
                if fault is None:
                    control.clear(None, camera)
                else:
                    control.set_fault(fault, camera, seconds=lasts_s)
        except (OSError, ValueError) as error:
            raise NotPossibleError(f"the simulator refuses: {error}") from None


class AskToClose(Protocol):
    def __call__(self, output_id: str) -> None: ...


def simulated_name(camera: SharedCamera) -> str:
    """Under which the simulator knows it: rtsp://host:port/cam02/main is cam02. Raises NotPossibleError."""
    parts = urlsplit(camera.main_url or camera.sub_url).path.strip("/").split("/")
    if len(parts) != 2:
        raise NotPossibleError(f"{camera.name} is no simulated camera")
    return parts[0]
