"""The camera simulator on a thread of its own, for tests whose own thread is the screen's."""

from collections.abc import Sequence
from pathlib import Path

from streams.media_thread import MediaThread
from streams.simulator.camera import CameraPlan
from streams.simulator.faults import Fault
from streams.simulator.server import Options, Simulator

START_S = 30.0


class SimulatorThread:
    """Cameras `cam01` … with loops of two seconds; `folder` keeps the coded pictures."""

    def __init__(self, titles: Sequence[str], folder: Path) -> None:
        self._thread = MediaThread()
        plans = [CameraPlan(f"cam{number:02d}", title) for number, title in enumerate(titles, 1)]
        self._simulator = Simulator(plans, Options(loop_s=2, folder=folder))
        self._thread.submit(self._simulator.start()).result(START_S)

    def url(self, camera: str, stream: str = "sub") -> str:
        return self._simulator.url(camera, stream)

    def set_fault(self, fault: Fault, camera: str) -> None:
        self._thread.call(lambda: self._simulator.set_fault(fault, camera=camera))

    def clear(self) -> None:
        self._thread.call(self._simulator.clear)

    def disconnect(self, camera: str) -> None:
        self._thread.call(self._simulator.disconnect, camera)

    def stop(self) -> None:
        self._thread.submit(self._simulator.stop()).result(START_S)
        self._thread.close()
