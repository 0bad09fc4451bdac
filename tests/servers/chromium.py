"""Debian's Chromium, driven by Playwright, with a camera and a microphone that show and say what the test gives them.

Starting it takes most of a second: one for a test module, and a context (a phone of its own) for each test.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, async_playwright

EXECUTABLE = Path("/usr/bin/chromium")
_QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
)


@asynccontextmanager
async def chromium(
    *arguments: str,
    video: Path | None = None,
    audio: Path | None = None,
    devices: bool = True,
    asks: bool = False,
) -> AsyncIterator[Browser]:
    """`video` (.y4m, .mjpeg) and `audio` (.wav) are what camera and microphone give, over and over; without them
    Chromium's own pattern and beep. `devices` False: the machine has neither. `asks`: leave getUserMedia to the
    context's permissions instead of allowing everything."""
    flags = [*_QUIET, *arguments]
    if devices:
        flags.append("--use-fake-device-for-media-stream=fps=30")
    if not asks:
        flags.append("--use-fake-ui-for-media-stream")
    if video is not None:
        flags.append(f"--use-file-for-fake-video-capture={video}")
    if audio is not None:
        flags.append(f"--use-file-for-fake-audio-capture={audio}")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=EXECUTABLE, args=flags, chromium_sandbox=False, headless=True
        )
        try:
            yield browser
        finally:
            await browser.close()
