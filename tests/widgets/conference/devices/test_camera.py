"""A camera that cannot be opened says so. (One that can be is on no machine that runs the tests.)"""

from collections.abc import Callable

from PySide6.QtMultimedia import QCameraDevice

from streams.webrtc.participant.capture import CapturedPicture
from widgets.conference.devices.camera import Camera
from widgets.conference.devices.camera_state import CameraState


class Nobody:
    def put(self, picture: CapturedPicture) -> None:
        raise AssertionError("there is no camera")


def test_a_camera_that_is_not_there_fails_and_can_be_closed(
    application: object, wait_until: Callable[[Callable[[], bool]], None]
) -> None:
    camera = Camera(QCameraDevice(), Nobody())
    told: list[CameraState] = []
    camera.changed.connect(lambda: told.append(camera.state))
    camera.start()
    wait_until(lambda: CameraState.FAILED in told)
    camera.stop()
    assert told == [CameraState.STARTING, CameraState.FAILED, CameraState.OFF]
