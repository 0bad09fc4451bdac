"""Which of the formats of a camera is asked of it: the conference's size and rate at the least cost."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 1280, 720
RATE_FPS = 30.0
# Below this a picture is not fluent, whatever its size.
_LOWEST_FPS = 24.0


@dataclass(frozen=True, slots=True)
class CameraFormat:
    """One offer of a camera; `is_compressed`: JPEG, which costs a decoding."""

    width: int
    height: int
    most_fps: float
    is_compressed: bool = False


def best_format(offers: Sequence[CameraFormat]) -> int | None:
    """The place of the best offer: fluent, of the size nearest to 1280×720, no more than 30 pictures a second, raw.

    None where there are none: the camera then has its own way.
    """
    if not offers:
        return None
    return min(range(len(offers)), key=lambda place: _cost(offers[place]))


def _cost(offer: CameraFormat) -> tuple[bool, float, float, bool]:
    # A larger picture is scaled down, which costs; a smaller one is scaled up by who looks, which shows.
    size = abs(offer.width * offer.height - WIDTH * HEIGHT) / (WIDTH * HEIGHT)
    shape = abs(offer.width / max(1, offer.height) - WIDTH / HEIGHT)
    return (
        offer.most_fps < _LOWEST_FPS,
        size + shape,
        abs(min(offer.most_fps, RATE_FPS) - RATE_FPS),
        offer.is_compressed,
    )
