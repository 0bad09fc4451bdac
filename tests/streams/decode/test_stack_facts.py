"""What the decode side takes for granted of OpenCV and FFmpeg."""

import socket
import threading

import av
import cv2
import numpy as np
import pytest

SOON_S = 8.0


def i420(width: int, height: int) -> np.ndarray:
    return np.random.default_rng(1).integers(16, 235, (height * 3 // 2, width), np.uint8)


def test_resize_writes_into_the_given_plane_of_a_picture() -> None:
    planes = np.zeros(40 * 30 * 3 // 2, np.uint8)
    target = planes[: 40 * 30].reshape(30, 40)
    source = i420(64, 48)[:48]
    given_back = cv2.resize(source, (40, 30), dst=target, interpolation=cv2.INTER_LINEAR)
    assert np.shares_memory(given_back, planes)
    assert target.any()
    assert not planes[40 * 30 :].any(), "written past its end"


def test_colour_conversion_writes_into_the_given_pixels() -> None:
    pixels = np.zeros((48, 64, 4), np.uint8)
    given_back = cv2.cvtColor(i420(64, 48), cv2.COLOR_YUV2BGRA_I420, dst=pixels)
    assert np.shares_memory(given_back, pixels)
    assert pixels.any()


def test_scaling_of_values_writes_into_the_given_plane() -> None:
    plane = np.full((10, 10), 200, np.uint8)
    given_back = cv2.convertScaleAbs(plane, dst=plane, alpha=0.5, beta=0)
    assert np.shares_memory(given_back, plane)
    assert (plane == 100).all()


@pytest.mark.parametrize("scheme", ["http", "rtsp", "tcp"])
def test_the_option_timeout_ends_the_opening_of_a_server_that_says_nothing(scheme: str) -> None:
    ended = threading.Event()

    def open_it(port: int) -> None:
        try:
            av.open(f"{scheme}://127.0.0.1:{port}/x", options={"timeout": "300000", "rw_timeout": "300000"})
        except (av.error.FFmpegError, OSError):
            ended.set()

    with socket.create_server(("127.0.0.1", 0)) as silent:
        thread = threading.Thread(target=open_it, args=(silent.getsockname()[1],), name="opening")
        thread.start()
        ended.wait(SOON_S)
    # The port is closed now, which ends an opening that the option did not.
    thread.join()
    assert ended.is_set()
