"""A Chromium page that sends and shows, on whatever forwards: what a real encoder, estimator and buffer make of it.

The page is served from a name that counts as secure, out of no server: only the media cross the network.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, Route

_PAGE = Path(__file__).with_name("page.html")
_ADDRESS = "http://localhost/"


class BrowserPeer:
    """One page; of the loop of the bench."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def offer(self, width: int, height: int) -> str:
        """To publish microphone and camera, the camera at this size where it can."""
        return str(await self._page.evaluate("([width, height]) => offer(width, height)", [width, height]))

    async def take_answer(self, sdp: str) -> None:
        await self._page.evaluate("(sdp) => takeAnswer(sdp)", sdp)

    async def answer(self, sdp: str) -> str:
        """To an offer of streams, all of which are shown."""
        return str(await self._page.evaluate("(sdp) => answer(sdp)", sdp))

    async def painted_ms(self) -> list[list[float]]:
        """When the frames of each video were painted, ms since 1970, since the last `forget`."""
        found: list[list[float]] = await self._page.evaluate("() => paintedMoments()")
        return found

    async def forget(self) -> None:
        await self._page.evaluate("() => forget()")

    async def until_painted(self, videos: int, *, patience_s: float) -> None:
        """Raises TimeoutError of Playwright's."""
        await self._page.wait_for_function(
            "(count) => paintedMoments().length >= count", arg=videos, timeout=patience_s * 1000, polling=20
        )

    async def sent(self, kind: str) -> dict[str, Any]:
        """`outbound-rtp` of what it publishes."""
        (found,) = await self._statistics("publishing", "outbound-rtp", kind)
        return found

    async def received(self, kind: str) -> list[dict[str, Any]]:
        """`inbound-rtp` of everything that it shows or plays."""
        return await self._statistics("subscribing", "inbound-rtp", kind)

    async def _statistics(self, which: str, kind_of: str, kind: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self._page.evaluate(
            "([which, type, kind]) => statistics(which, type, kind)", [which, kind_of, kind]
        )
        return found


@asynccontextmanager
async def browser_peer(browser: Browser) -> AsyncIterator[BrowserPeer]:
    context = await browser.new_context(permissions=["camera", "microphone"])

    async def serve(route: Route) -> None:
        await route.fulfill(path=_PAGE)

    try:
        page = await context.new_page()
        await page.route(_ADDRESS + "**", serve)
        await page.goto(_ADDRESS)
        yield BrowserPeer(page)
    finally:
        await context.close()
