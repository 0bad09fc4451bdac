"""What a tile of the demo's wall has painted: the simulated camera's own picture, with the luma that a seat measures
of it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import cv2
import numpy as np

from app.domain.cameras import Camera
from app.services.painted_witness import PictureLuma, picture_luma
from streams.simulator.scene import Scene

# A tile of 4 × 4 on a screen of 1920 × 1080.
_WIDTH, _HEIGHT = 480, 270
_FRAME_RATE = 25
_LOOP_S = 60
_JPEG_QUALITY = 82
MEDIA_TYPE = "image/jpeg"


@dataclass(frozen=True, slots=True)
class TilePicture:
    """`content` is a JPEG file."""

    content: bytes
    luma: PictureLuma


class TilePictures:
    """Draws them, as the simulator does. Not thread-safe."""

    def __init__(self) -> None:
        self._scenes: dict[str, Scene] = {}

    def at(self, moment: datetime, camera: Camera) -> TilePicture:
        """Of the demo's `camera`."""
        if camera.camera_id not in self._scenes:
            self._scenes[camera.camera_id] = Scene(
                name=urlsplit(camera.main_url).path.strip("/").partition("/")[0],
                title=camera.name,
                width=_WIDTH,
                height=_HEIGHT,
                loop_pictures=_LOOP_S * _FRAME_RATE,
                phase=0,
            )
        in_loop = int((moment.second + moment.microsecond / 1e6) * _FRAME_RATE)
        pixels = self._scenes[camera.camera_id].picture(in_loop)
        _, coded = cv2.imencode(".jpg", pixels, (cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY))
        return TilePicture(
            coded.tobytes(), picture_luma(np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8))
        )
