"""Truth on every tile: whatever a camera does, its tile says so, and no other tile pays for it.

Each test puts many misbehaving cameras on one wall beside a healthy one.
"""

from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest

from streams.simulator.faults import Fault, Parameter
from tests.bench.screen import Pixels
from tests.e2e.cameras import LOOP_S, Cameras
from tests.e2e.conftest import StartWall
from tests.e2e.operator import press
from tests.e2e.wall_process import Line, WallProcess, painted_per_s
from widgets import colours

pytestmark = pytest.mark.e2e

HEALTHY = 0
LEAST_HEALTHY_FPS = 20  # of 25, on a machine that does other work too
OFFLINE, UNSUPPORTED = "offline", "unsupported"


@dataclass(frozen=True, slots=True)
class Case:
    """A fault with its parameters, and what the tile has to say: any of `states`, with `reason` if there is one."""

    fault: Fault
    states: tuple[str, ...]
    reason: str | None = None
    parameters: dict[str, Parameter] = field(default_factory=dict)

    def is_told(self, line: Line, tile: int) -> bool:
        told = line["tiles"][tile]
        return told["state"] in self.states and (self.reason is None or told["reason"] == self.reason)


FROM_THE_START = (
    Case(Fault.REFUSE, (OFFLINE,), "ended"),
    Case(Fault.SILENT, (OFFLINE,), "timed-out"),
    Case(Fault.HALF_OPEN, (OFFLINE,), "timed-out"),
    Case(Fault.GARBAGE, (OFFLINE,), "bad-answer", {"where": "answer"}),
    Case(Fault.GARBAGE, (OFFLINE,), "timed-out", {"where": "stream"}),
    Case(Fault.WRONG_CODEC, (UNSUPPORTED,), "unsupported-codec"),
    Case(Fault.WRONG_CODEC, (UNSUPPORTED,), "unsupported-codec", {"codec": "THEORA2"}),
    Case(Fault.NO_VIDEO, (OFFLINE,), "not-video"),
    Case(Fault.NO_SUCH_STREAM, (OFFLINE,), "no-such-stream"),
    Case(Fault.WRONG_PASSWORD, (OFFLINE,), "wrong-password"),
    Case(Fault.REDIRECT, (OFFLINE,), "bad-answer"),
    Case(Fault.HUGE_DESCRIPTION, (OFFLINE,), "bad-answer"),
    Case(Fault.DELAYED_START, ("live",)),
)
# Address → reason, for what no camera answers at.
NOWHERE = {
    "rtsp://camera.invalid/main": "unknown-host",
    "rtsp://127.0.0.1:1/main": "refused",
    "/no/such/file.mp4": "no-such-stream",
}


def test_faults_that_are_there_when_the_wall_starts(start_wall: StartWall, cameras: Cameras) -> None:
    for name, case in zip(cameras.names[1:], FROM_THE_START, strict=False):
        cameras.control.set_fault(case.fault, name, **case.parameters)
    wall = start_wall([*cameras.urls[: 1 + len(FROM_THE_START)], *NOWHERE])
    faulty, nowhere = range(1, 1 + len(FROM_THE_START)), range(1 + len(FROM_THE_START), len(wall.urls))

    for tile, case in zip(faulty, FROM_THE_START, strict=True):
        # Asked one after the other, so that a failure names its fault; all of them happen at once.
        wall.wait_for(lambda line, tile=tile, case=case: case.is_told(line, tile), since=0)
    line = wall.wait_for(lambda line: all(line["tiles"][tile]["state"] == OFFLINE for tile in nowhere))
    assert [line["tiles"][tile]["reason"] for tile in nowhere] == list(NOWHERE.values())
    for tile in (*range(1, len(FROM_THE_START)), *nowhere):
        assert says_something_on_plain_ground(wall.grab(tile)), f"tile {tile}"

    cameras.control.clear()
    press(wall, "shift+r")
    wall.wait_live(faulty)
    for tile in faulty:
        wall.wait_moves(tile)
    assert_healthy_all_the_time(wall)


WHILE_LIVE = (
    Case(Fault.OFFLINE, ("reconnecting",), "ended"),
    Case(Fault.HALF_OPEN, ("reconnecting",), "stalled"),
    Case(Fault.SILENT, ("reconnecting",), "stalled"),
    Case(Fault.GARBAGE, ("reconnecting",), "stalled", {"where": "stream"}),
    # Read anew when the decoder makes nothing of it; the new description tells the new codec.
    Case(Fault.CODEC_CHANGE, ("live",), None, {"in_band": True}),
    Case(Fault.CODEC_CHANGE, ("live",)),
    Case(Fault.FROZEN, ("stale",), "unchanged"),
    Case(Fault.RESOLUTION_CHANGE, ("live",)),
    Case(Fault.KEY_INTERVAL, ("live",)),
    Case(Fault.CLOCK_JUMP, ("live",)),
    Case(Fault.BLACK, ("live",)),
    Case(Fault.LOSS, ("live", "stale")),
    Case(Fault.SLOW_NETWORK, ("live", "stale")),
)
STALE_FIRST = (Fault.HALF_OPEN, Fault.SILENT, Fault.GARBAGE)
ALWAYS_LIVE = (Fault.RESOLUTION_CHANGE, Fault.KEY_INTERVAL, Fault.CLOCK_JUMP)


def test_faults_that_befall_a_live_camera(start_wall: StartWall, cameras: Cameras) -> None:
    wall = start_wall(cameras.urls[: 1 + len(WHILE_LIVE)])
    wall.wait_live()
    before = {tile: wall.grab(tile) for tile in range(len(wall.urls))}
    tile_of = {case.fault: tile for tile, case in enumerate(WHILE_LIVE, 1) if "in_band" not in case.parameters}
    in_band = 1 + next(place for place, case in enumerate(WHILE_LIVE) if "in_band" in case.parameters)

    begun = len(wall.lines)
    for name, case in zip(cameras.names[1:], WHILE_LIVE, strict=False):
        cameras.control.set_fault(case.fault, name, **case.parameters)

    wall.wait_states("stale", tiles=[tile_of[fault] for fault in STALE_FIRST])
    for fault in STALE_FIRST:
        tile = tile_of[fault]
        wall.wait_seen(lambda tile=tile: is_dimmed(wall.grab(tile), before[tile]), f"a dimmed picture for {fault}")
    wall.wait_for(lambda line: line["tiles"][tile_of[Fault.RESOLUTION_CHANGE]]["width"] == 352)
    wall.wait_seen(lambda: middle(wall.grab(tile_of[Fault.BLACK])).mean() < 24, "a black picture")
    for tile, case in enumerate(WHILE_LIVE, 1):
        wall.wait_for(lambda line, tile=tile, case=case: case.is_told(line, tile), since=begun, patience_s=30)
    for tile in (tile_of[Fault.CODEC_CHANGE], in_band):
        line = wall.wait_for(lambda line, tile=tile: line["tiles"][tile]["codec"] == "hevc", since=begun)
        assert line["tiles"][tile]["reconnects"] >= 1
        wall.wait_moves(tile)

    cameras.control.clear()
    press(wall, "shift+r")
    wall.wait_for(
        lambda line: all(tile["state"] == "live" and tile["width"] == 640 for tile in line["tiles"]), patience_s=30
    )
    for tile in tile_of.values():
        wall.wait_moves(tile)
    during = wall.lines[begun:]
    for fault in ALWAYS_LIVE:
        assert {line["tiles"][tile_of[fault]]["state"] for line in during} == {"live"}, fault
    assert_healthy_all_the_time(wall)


def assert_healthy_all_the_time(wall: WallProcess) -> None:
    first = next(place for place, line in enumerate(wall.lines) if line["tiles"][HEALTHY]["state"] == "live")
    lines = wall.lines[first:]
    assert {line["tiles"][HEALTHY]["state"] for line in lines} == {"live"}
    assert lines[-1]["tiles"][HEALTHY]["reconnects"] == 0
    assert painted_per_s(lines, HEALTHY) >= LEAST_HEALTHY_FPS
    wall.wait_current(HEALTHY, loop_s=LOOP_S)


def says_something_on_plain_ground(pixels: Pixels) -> bool:
    """No picture left: nearly everything has the colour of the ground, and there are letters."""
    ground = np.array(colours.GROUND.getRgb()[2::-1], np.uint8)
    plain = (pixels == ground).all(axis=2).mean()
    return bool(plain > 0.75 and (pixels.max(axis=2) > 150).mean() > 0.002)


def is_dimmed(now: Pixels, before: Pixels) -> bool:
    """Darker by more than half, and something is written in the middle."""
    darker = np.median(now) < 0.5 * np.median(before)
    return bool(darker and (middle(now).max(axis=2) > 180).mean() > 0.005)


def middle(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    return pixels[height // 4 : -height // 4, width // 4 : -width // 4]


def test_the_checks_of_pixels_can_fail() -> None:
    """A picture is no plain ground, and nothing is darker than itself."""
    picture = np.random.default_rng(1).integers(0, 255, (144, 256, 3), np.uint8)
    picture = cv2.GaussianBlur(picture, (9, 9), 0)
    assert not says_something_on_plain_ground(picture)
    assert not is_dimmed(picture, picture)
