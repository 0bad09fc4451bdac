"""Pictures of a device through the encoder's thread: what comes out, when it does, and what rate and size it has."""

import asyncio
import queue
import time
from collections.abc import Iterator

import av
import numpy as np
import pytest

from streams.frame import Frame
from streams.webrtc.participant.capture import CapturedPicture
from streams.webrtc.participant.video_encoder import CAMERA, CodedPicture, VideoEncoder, VideoLimits, sent_size
from streams.webrtc.participant.vp8_coder import Vp8Coder


def picture(luma: int, *, width: int = 1280, height: int = 720, at_s: float | None = None) -> CapturedPicture:
    planes = (
        np.full((height, width), luma, np.uint8),
        np.full((height // 2, width // 2), 110, np.uint8),
        np.full((height // 2, width // 2), 140, np.uint8),
    )
    return CapturedPicture(width, height, "yuv420p", planes, time.monotonic() if at_s is None else at_s, False, None)


class Encoder:
    def __init__(self, limits: VideoLimits = CAMERA) -> None:
        self.coded: queue.SimpleQueue[CodedPicture] = queue.SimpleQueue()
        self.encoder = VideoEncoder("test", limits, self.coded.put)
        self._decoder = av.CodecContext.create("vp8", "r")
        self._at_s = time.monotonic()

    def put(self, luma: int, **size: int) -> None:
        self._at_s += 1 / 30
        self.encoder.put(picture(luma, at_s=self._at_s, **size))

    def next(self) -> tuple[CodedPicture, av.VideoFrame]:
        coded = self.coded.get(timeout=30)
        (frame,) = self._decoder.decode(av.Packet(coded.data))
        assert isinstance(frame, av.VideoFrame)
        return coded, frame


@pytest.fixture
def encoder() -> Iterator[Encoder]:
    encoder = Encoder()
    yield encoder
    encoder.encoder.close()


def test_a_picture_comes_out_as_it_went_in(encoder: Encoder) -> None:
    encoder.put(77)
    coded, frame = encoder.next()
    assert coded.key
    assert (frame.width, frame.height) == (1280, 720)
    planes = frame.to_ndarray()
    assert [int(planes[row, 5]) for row in (300, 800, 1000)] == pytest.approx([77, 110, 140], abs=6)


def test_key_frames_come_on_request_only(encoder: Encoder) -> None:
    keys = []
    for number in range(12):
        if number == 8:
            encoder.encoder.need_key_frame()
        encoder.put(40 + number)
        keys.append(encoder.next()[0].key)
        if number == 8 and not keys[-1]:
            keys[-1] = encoder.next()[0].key
    assert keys == [number in (0, 8) for number in range(12)]


def test_a_changed_rate_takes_no_key_frame_and_a_changed_size_does(encoder: Encoder) -> None:
    seen = []
    for number in range(9):
        if number == 3:
            encoder.encoder.limit(950_000)
        if number == 6:
            encoder.encoder.limit(200_000)
        encoder.put(40 + number)
        coded, frame = encoder.next()
        seen.append((coded.key, frame.height))
    assert seen == [(True, 720), *[(False, 720)] * 5, (True, 360), *[(False, 360)] * 2]


def test_the_coder_keeps_to_a_rate_that_changes() -> None:
    coder = Vp8Coder(640, 360, frames_per_s=30, bits_per_s=800_000, screen=False)
    scene = np.random.default_rng(1).integers(0, 255, (100, 200), np.uint8).repeat(8, 0).repeat(8, 1)
    frame = Frame(640, 360)
    for plane in frame.planes:
        plane[:] = 128

    def bits_per_s(first: int, count: int) -> float:
        sizes = []
        for number in range(first, first + count):
            frame.planes[0][:] = scene[number : number + 360, 3 * number : 3 * number + 640]
            sizes.append(len(coder.encode(frame, number * 3000, key=False)))
        return sum(sizes[10:]) * 8 * 30 / len(sizes[10:])

    assert bits_per_s(0, 60) == pytest.approx(800_000, rel=0.35)
    coder.change_rate(200_000)
    assert bits_per_s(60, 60) == pytest.approx(200_000, rel=0.5)


def test_sizes_keep_their_shape_and_never_grow() -> None:
    assert sent_size(1920, 1080, most_width=1280, most_height=720) == (1280, 720)
    assert sent_size(1080, 1920, most_width=1280, most_height=720) == (404, 720)
    assert sent_size(640, 480, most_width=1280, most_height=720) == (640, 480)


def test_what_nobody_replaces_is_sent_again_and_time_never_runs_back(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.webrtc.participant.video_encoder._REPEAT_S", 0.05)
    encoder.encoder.put(picture(50))
    first, _ = encoder.next()
    again, frame = encoder.next()
    assert again.at_s > first.at_s
    assert abs(int(frame.to_ndarray()[10, 10]) - 50) <= 3
    late = encoder.next()[0].at_s
    encoder.encoder.put(picture(60, at_s=late - 0.001))
    encoder.encoder.put(picture(60, at_s=late + 0.04))
    times = [late, *(encoder.next()[0].at_s for _ in range(3))]
    assert times == sorted(set(times))


def test_muted_the_last_picture_is_forgotten(encoder: Encoder) -> None:
    encoder.put(50)
    encoder.next()
    encoder.encoder.pause(paused=True)
    encoder.encoder.need_key_frame()
    encoder.put(60)
    encoder.encoder.pause(paused=False)
    encoder.put(70)
    coded, frame = encoder.next()
    assert coded.key
    assert abs(int(frame.to_ndarray()[10, 10]) - 70) <= 1


def test_a_device_that_is_too_quick_is_thinned_out(encoder: Encoder) -> None:
    start_s = time.monotonic()
    for number in range(40):
        encoder.encoder.put(picture(40 + number, width=64, height=48, at_s=start_s + number / 120))
        time.sleep(0.002)  # the encoder gets its turn
    encoder.encoder.put(picture(200, width=64, height=48, at_s=start_s + 1))
    while abs(int(encoder.next()[1].to_ndarray()[10, 10]) - 200) > 2:
        pass
    assert encoder.encoder.counters.coded <= 16


def test_unknown_pixels_are_refused(encoder: Encoder) -> None:
    strange = CapturedPicture(4, 4, "pal8", (), 1.0, False, None)
    with pytest.raises(ValueError, match="pal8"):
        encoder.encoder.put(strange)


async def test_closing_waits_for_the_thread() -> None:
    encoder = Encoder()
    encoder.put(50)
    await asyncio.to_thread(encoder.encoder.close)
    encoder.put(60)
    assert encoder.encoder.counters.coded <= 1
