"""All sources that are being read: each once, however many tiles on however many screens show it.

`Feeds` is used by one thread, the screen's; it owns the media thread and the decode pool.
"""

import asyncio
import logging
import time
from collections.abc import Callable

from streams.decode.lane import Demand, Effort
from streams.decode.pool import DecodePool
from streams.feed import ConferenceSources, Feed
from streams.frame import Frame
from streams.media_thread import MediaThread
from streams.rtsp.client import Transport
from streams.stagger import Stagger

log = logging.getLogger(__name__)

# A source that nobody shows any more stays open this long: swapping tiles or changing a scene must not reconnect it.
LINGER_S = 3.0
_CLOSE_S = 1.5


class View:
    """One tile's interest in a feed. Used by the screen's thread; `release()` ends it."""

    def __init__(self, feed: Feed, changed: Callable[["View"], None], released: Callable[["View"], None]) -> None:
        self.feed = feed
        self.demand = Demand(Effort.HOLD)
        self._changed = changed
        self._released: Callable[[View], None] | None = released

    def ask(self, demand: Demand) -> None:
        """Say how large and with what effort this tile shows the picture."""
        if demand != self.demand:
            self.demand = demand
            self._changed(self)

    def newest(self) -> Frame | None:
        return self.feed.lane.mailbox.newest()

    def release(self) -> None:
        if self._released is not None:
            released, self._released = self._released, None
            released(self)


class Feeds:
    """Opens a feed for the first view of an address and closes it some seconds after the last one is released."""

    def __init__(
        self,
        *,
        transport: Transport = Transport.TCP,
        decode_threads: int | None = None,
        conference_sources: ConferenceSources | None = None,
    ) -> None:
        """`conference_sources` makes the sources of addresses of people in conferences, on the media loop."""
        self._transport = transport
        self._conference_sources = conference_sources
        self._media = MediaThread()
        self._pool = DecodePool(decode_threads)
        self._stagger = Stagger()
        self._feeds: dict[str, Feed] = {}
        self._views: dict[Feed, list[View]] = {}
        self._unwatched_since_s: dict[Feed, float] = {}
        self._load_read_s = time.monotonic()
        self._busy_s = 0.0

    def watch(self, address: str) -> View:
        """A view of the source at `address`, opened now if it isn't yet. Never raises: the feed's state tells."""
        feed = self._feeds.get(address)
        if feed is None:
            feed = Feed(
                address,
                lane=self._pool.lane(),
                transport=self._transport,
                stagger=self._stagger,
                conference_sources=self._conference_sources,
            )
            self._feeds[address] = feed
            self._views[feed] = []
            self._media.call(feed.start)
        view = View(feed, self._combine, self._release)
        self._views[feed].append(view)
        self._unwatched_since_s.pop(feed, None)
        return view

    @property
    def media(self) -> MediaThread:
        """Where conferences run beside the feeds."""
        return self._media

    def retry_now(self, feed: Feed) -> None:
        self._media.call(feed.retry_now)

    def sweep(self) -> None:
        """Close what nobody has watched for a while. To be called about once a second."""
        limit_s = time.monotonic() - LINGER_S
        for feed, since_s in [*self._unwatched_since_s.items()]:
            if since_s < limit_s:
                del self._unwatched_since_s[feed], self._views[feed], self._feeds[feed.address]
                self._media.submit(feed.stop())

    def load(self) -> tuple[float, float]:
        """Since the last call: busy share of the decode pool (0 … 1), and the longest wait of a picture now, in s."""
        now_s = time.monotonic()
        busy_s = sum(feed.lane.counters.busy_s for feed in self._feeds.values())
        elapsed_s = now_s - self._load_read_s
        # Work counts when it is done, some of it in a shorter time than it took; closed feeds take theirs along.
        share = (busy_s - self._busy_s) / (elapsed_s * self._pool.size) if elapsed_s > 0 else 0.0
        self._load_read_s, self._busy_s = now_s, busy_s
        longest_wait_s = max((feed.lane.waiting_s(now_s) for feed in self._feeds.values()), default=0.0)
        return min(1.0, max(0.0, share)), longest_wait_s

    @property
    def all(self) -> list[Feed]:
        return list(self._feeds.values())

    def close(self) -> None:
        """Stop everything, bounded by about two seconds however badly cameras hang. Not from the UI loop."""
        feeds = list(self._feeds.values())

        async def stop_all() -> None:
            await asyncio.wait_for(asyncio.gather(*(feed.stop() for feed in feeds)), _CLOSE_S)

        try:
            self._media.submit(stop_all()).result(_CLOSE_S + 0.5)
        except TimeoutError:
            log.warning("not every source closed in time")
        self._media.close()
        self._pool.close()
        self._feeds.clear()
        self._views.clear()

    def _combine(self, view: View) -> None:
        demands = [other.demand for other in self._views[view.feed] if other.demand.effort is not Effort.HOLD]
        view.feed.lane.ask(
            Demand(
                effort=max((demand.effort for demand in demands), default=Effort.HOLD),
                width=max((demand.width for demand in demands), default=0),
                height=max((demand.height for demand in demands), default=0),
                reduced=all(demand.reduced for demand in demands),
            )
        )

    def _release(self, view: View) -> None:
        self._views[view.feed].remove(view)
        self._combine(view)
        if not self._views[view.feed]:
            self._unwatched_since_s[view.feed] = time.monotonic()
