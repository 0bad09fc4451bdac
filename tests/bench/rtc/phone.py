"""A phone: the hub's page in Chromium, with a camera that shows one colour."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
from playwright.async_api import Browser, Page

MAGENTA = (255, 0, 255)
_SIZE = (1280, 720)
_PICTURES = 10
_PATIENCE_MS = 20_000
_TAP_JOIN = """() => {
  const at = performance.timeOrigin + performance.now();
  document.getElementById("join").click();
  return at;
}"""


class Phone:
    """Made by `phone`."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def open(self, url: str) -> None:
        """Until "join" can be tapped."""
        await self.page.goto(url)
        await self.page.locator("#join:enabled").wait_for(timeout=_PATIENCE_MS)
        await self.page.fill("#name", "现场手机")

    async def tap_join(self) -> float:
        """When it was tapped, s since 1970 on the page's clock."""
        return float(await self.page.evaluate(_TAP_JOIN)) / 1000

    async def until_painted(self, since_s: float) -> float:
        """When the first frame of somebody else after `since_s` was painted, both s since 1970."""
        found = await self.page.wait_for_function(
            "(since) => window.painted.find((at) => at > since) ?? null", arg=since_s * 1000, polling=20, timeout=0
        )
        return float(await found.json_value()) / 1000


# When frames of others were painted, the newest of them, ms since 1970.
_WATCH = """
window.painted = [];
const watched = new WeakSet();
setInterval(() => {
  for (const video of document.querySelectorAll(".tile:not([data-of=me]) video")) {
    if (watched.has(video)) continue;
    watched.add(video);
    const one = (_now, about) => {
      window.painted.push(performance.timeOrigin + about.presentationTime);
      window.painted.splice(0, window.painted.length - 1000);
      video.requestVideoFrameCallback(one);
    };
    video.requestVideoFrameCallback(one);
  }
}, 20);
"""


@asynccontextmanager
async def phone(browser: Browser) -> AsyncIterator[Phone]:
    """One of its own, that takes every certificate."""
    context = await browser.new_context(
        viewport={"width": 360, "height": 740},
        has_touch=True,
        permissions=["camera", "microphone"],
        ignore_https_errors=True,
    )
    try:
        page = await context.new_page()
        await page.add_init_script(_WATCH)
        yield Phone(page)
    finally:
        await context.close()


def magenta_camera(folder: Path) -> Path:
    """What the phone's camera films: magenta, with a bar that moves so that every picture is another."""
    path = folder / "magenta.y4m"
    width, height = _SIZE
    # BT.601, as Chromium reads such a file.
    luma, blue, red = 105, 212, 234
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F30:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(_PICTURES):
            plane = np.full((height, width), luma, np.uint8)
            plane[:40, number * width // _PICTURES :][:, :60] = 40
            file.write(b"FRAME\n" + plane.tobytes())
            for value in (blue, red):
                file.write(np.full((height // 2, width // 2), value, np.uint8).tobytes())
    return path
