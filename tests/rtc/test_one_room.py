"""Two phones and a desktop in one room: what each shows and says is seen and heard by the others.

The desktop is the real program with its own hub, a screen and a sound system; only its camera is made up. The phones
are pages of that hub in Chromium.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from app.domain.rooms import ParticipationKind, ParticipationStatus, Room
from tests.bench.rtc.hall import Hall, open_hall
from tests.bench.rtc.people import link_into, room_of_an_incident
from tests.bench.rtc.phone import Phone, phone
from tests.bench.screen import Pixels
from tests.e2e.join.pattern import TONE_HZ, write_pattern, write_tone
from tests.servers.chromium import chromium
from tests.servers.pulseaudio import RATE_HZ, PulseAudio, Samples

pytestmark = pytest.mark.e2e

DESK_HZ = 600
PATIENCE_S = 30.0
_LARGE = 20_000  # pixels: more than any sign of the program

# The strongest colours left and right in the picture of one participant; null while there is none.
_HALVES = """(id) => {
  const video = document.querySelector(`.tile[data-of="${id}"] video`);
  if (!video || video.videoWidth === 0) return null;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [16, 8];
  const painter = canvas.getContext("2d", { willReadFrequently: true });
  painter.drawImage(video, 0, 0, 16, 8);
  return [3, 12].map((x) => {
    const channels = [...painter.getImageData(x, 4, 1, 1).data].slice(0, 3);
    const most = Math.max(...channels);
    return most < 60 ? "dark" : ["red", "green", "blue"][channels.indexOf(most)];
  });
}"""
# Which of these frequencies stand out of what is played within half a second.
_HEARD = """async (wanted) => {
  window.ear ??= new AudioContext();
  const played = [...document.querySelectorAll("audio")].filter((one) => !one.paused && one.srcObject);
  const analysers = played.map((one) => {
    const analyser = window.ear.createAnalyser();
    analyser.fftSize = 8192;
    window.ear.createMediaStreamSource(one.srcObject).connect(analyser);
    return analyser;
  });
  const levels = new Float32Array(4096);
  const heard = new Set();
  const until = performance.now() + 500;
  while (performance.now() < until) {
    await new Promise(requestAnimationFrame);
    for (const analyser of analysers) {
      analyser.getFloatFrequencyData(levels);
      const loudest = levels.indexOf(Math.max(...levels));
      const hz = loudest * window.ear.sampleRate / analyser.fftSize;
      for (const one of wanted) if (levels[loudest] > -60 && Math.abs(hz - one) < 25) heard.add(one);
    }
  }
  return [...heard].sort((one, other) => one - other);
}"""


async def test_everybody_is_seen_and_heard_by_the_others(tmp_path: Path) -> None:
    video, audio = write_pattern(tmp_path / "pattern.y4m"), write_tone(tmp_path / "tone.wav")
    command = ("-m", "tests.bench.rtc.desktop_child", str(tmp_path / "figures"), "--green")
    with PulseAudio() as sound:
        sound.speak(_tone())
        async with (
            chromium(video=video, audio=audio) as browser,
            open_hall(tmp_path / "hall", command=command, variables=sound.environment) as hall,
            phone(browser) as speaking,
            phone(browser) as silent,
        ):
            room = await room_of_an_incident(hall.seat)
            url = await link_into(room, hall.seat, uses=2)
            first = await _join(speaking, url, hall, room)
            second = await _join(silent, url, hall, room)
            # Or nobody could tell whose tone is heard.
            await silent.page.click("#mute")
            desk = await _newcomer(hall, room, ParticipationKind.SEAT, known=set())

            for one in (speaking, silent):
                await one.page.click("#more-button")
                await one.page.click("#view-button")
                await _until(lambda one=one: one.page.evaluate(_HALVES, desk), ["green", "green"])
            await _until(lambda: speaking.page.evaluate(_HALVES, second), ["red", "blue"])
            await _until(lambda: silent.page.evaluate(_HALVES, first), ["red", "blue"])
            await _until(lambda: asyncio.to_thread(_patterns, hall.screen.pixels), 2)

            await _until(lambda: silent.page.evaluate(_HEARD, [DESK_HZ, TONE_HZ]), [DESK_HZ, TONE_HZ])
            await _until(lambda: asyncio.to_thread(_loudest_hz, sound), TONE_HZ)


async def _join(one: Phone, url: str, hall: Hall, room: Room) -> str:
    """Who it is then."""
    known = await _inside(hall, room)
    await one.open(url)
    await one.tap_join()
    return await _newcomer(hall, room, ParticipationKind.FIELD, known=known)


async def _newcomer(hall: Hall, room: Room, kind: ParticipationKind, *, known: set[str]) -> str:
    found: set[str] = set()

    async def look() -> int:
        nonlocal found
        found = await _inside(hall, room, kind) - known
        return len(found)

    await _until(look, 1)
    return found.pop()


async def _inside(hall: Hall, room: Room, kind: ParticipationKind | None = None) -> set[str]:
    page = await hall.seat.room_page(room.room_id)
    inside = [one for one in page.participations if one.status is ParticipationStatus.IN]
    return {one.participation_id for one in inside if kind is None or one.kind is kind}


async def _until(asked: Callable[[], Awaitable[Any]], wanted: Any) -> None:
    """Ask until the answer is that; in vain it is an AssertionError with the last one."""
    answer = None
    try:
        async with asyncio.timeout(PATIENCE_S):
            while (answer := await asked()) != wanted:  # noqa: ASYNC110 no page and no screen has an event for this
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"{answer!r} did not become {wanted!r}") from None


def _patterns(pixels: Pixels) -> int:
    """How many pictures of the phones are on the screen: as many red areas as blue ones; else 0."""
    blue, green, red = (pixels[:, :, channel].astype(np.int16) for channel in range(3))
    reds = _areas(red - np.maximum(green, blue))
    return reds if reds == _areas(blue - np.maximum(green, red)) else 0


def _areas(excess: NDArray[np.int16]) -> int:
    """Large ones, where one colour is above the others: also below the words of a busy machine."""
    _, _, found, _ = cv2.connectedComponentsWithStats((excess > 40).astype(np.uint8))
    return int((found[1:, cv2.CC_STAT_AREA] > _LARGE).sum())


def _tone() -> Samples:
    """A quarter of a second on, a quarter off: an even tone is what noise suppression removes."""
    at_s = np.arange(RATE_HZ // 2) / RATE_HZ
    return (np.where(at_s < 0.25, 0.5, 0.0) * 32767 * np.sin(2 * math.pi * DESK_HZ * at_s)).astype(np.int16)


def _loudest_hz(sound: PulseAudio) -> int:
    """Of the desktop's loudspeaker within half a second, to the nearest 50; 0: silence."""
    heard = sound.listen(0.5)
    levels = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    loudest = int(levels.argmax())
    return 0 if np.abs(heard).max() < 500 else round(loudest * RATE_HZ / len(heard) / 50) * 50
