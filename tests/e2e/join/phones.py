"""A hall with a conference, and phones that come to it by a link: Chromium pages against a real hub with its engine."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from app.domain.incidents import Incident, IncidentClass, IncidentLevel, Place
from app.domain.people import RoleTitle
from app.domain.permissions import Role
from app.domain.rooms import Participation, Room
from app.hub.engines.embedded import EmbeddedEngine
from app.hub.rooms import hosting
from app.hub.rooms.live_room import Place as HubPlace
from app.link.hub_client import HubClient
from app.services.commands.incidents import ReportIncident
from app.services.commands.links import IssuedLink, IssueLink
from app.services.commands.rooms import OpenRoom
from app.services.conference_engine import ConferenceEngine
from app.services.signalling import Host, HostAction
from app.store.change import Change
from streams.webrtc.ice import IceSettings
from tests.servers.hub import RunningHub, running_hub

TITLE, PLACE = "商场火情", "中山公园 龙之梦"
PATIENCE_S = 30.0
expect.set_options(timeout=PATIENCE_S * 1000)

# Of the picture of somebody else: {left, right}, each the strongest colour, once there is one.
_PATTERN = """() => {
  const video = document.querySelector(".tile:not([data-of=me]) video");
  if (!video || video.videoWidth === 0) return null;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [16, 8];
  const painter = canvas.getContext("2d", { willReadFrequently: true });
  painter.drawImage(video, 0, 0, 16, 8);
  const strongest = (x) => {
    const channels = [...painter.getImageData(x, 4, 1, 1).data].slice(0, 3);
    const most = Math.max(...channels);
    return most < 60 ? "dark" : ["red", "green", "blue"][channels.indexOf(most)];
  };
  return [strongest(3), strongest(12)];
}"""
# Of what is played: the loudest frequency in Hz, once something is loud.
_LOUDEST_HZ = """async () => {
  window.earOfTest ??= new AudioContext();
  const heard = [...document.querySelectorAll("audio")].filter((one) => !one.paused && one.srcObject);
  const analysers = heard.map((one) => {
    const analyser = window.earOfTest.createAnalyser();
    analyser.fftSize = 8192;
    window.earOfTest.createMediaStreamSource(one.srcObject).connect(analyser);
    return analyser;
  });
  const levels = new Float32Array(4096);
  const until = performance.now() + 2000;
  while (performance.now() < until) {
    await new Promise(requestAnimationFrame);
    for (const analyser of analysers) {
      analyser.getFloatFrequencyData(levels);
      const loudest = levels.indexOf(Math.max(...levels));
      if (levels[loudest] > -50) return loudest * window.earOfTest.sampleRate / analyser.fftSize;
    }
  }
  return null;
}"""


class Phone:
    """One page in a browser profile of its own. `errors`: what the page did not catch."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.context, self.page = context, page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def at(self, name: str) -> Locator:
        return self.page.locator(f"#{name}")

    async def open(self, url: str) -> None:
        await self.page.goto(url)

    async def tap_join(self, name: str = "王建国") -> None:
        """Permissions were given."""
        await expect(self.at("join")).to_be_visible()
        await self.at("name").fill(name)
        await self.at("join").click()

    async def join(self, link: IssuedLink, name: str = "王建国") -> None:
        """From the link to the conference."""
        await self.open(link.url)
        await self.tap_join(name)
        await expect(self.at("room")).to_be_visible()

    async def says(self, name: str, words: str) -> None:
        """So that it can be read: hidden elements have their words all the time."""
        await expect(self.at(name)).to_contain_text(words)
        await expect(self.at(name)).to_be_visible()

    async def meets(self, title: str) -> None:
        """A page that says what is wrong, with the way out."""
        await self.says("problem-title", title)
        assert await self.at("problem-text").inner_text()
        assert await self.at("problem-do").inner_text()

    async def sees_pattern(self) -> None:
        """Pixels that were captured, coded, forwarded, decoded and painted."""
        await until(lambda: self.page.evaluate(_PATTERN), ["red", "blue"])

    async def loudest_hz(self) -> float:
        async with asyncio.timeout(PATIENCE_S):
            while (found := await self.page.evaluate(_LOUDEST_HZ)) is None:
                pass
        return float(found)


async def until(asked: Callable[[], Awaitable[Any]], wanted: Any) -> None:
    """Ask until the answer is that; in vain it is an AssertionError with the last one."""
    answer = None
    try:
        async with asyncio.timeout(PATIENCE_S):
            while (answer := await asked()) != wanted:  # noqa: ASYNC110 a page has no events of its pixels for us
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"{answer!r} did not become {wanted!r}") from None


@dataclass
class Hall:
    """`officer` is a duty officer of the district and hosts its rooms."""

    running: RunningHub
    officer: HubClient
    browser: Browser
    _phones: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def incident(self) -> Incident:
        command = ReportIncident(
            title=TITLE, classes=(IncidentClass.ACCIDENT,), level=IncidentLevel.III, place=Place(text=PLACE)
        )
        return await self.officer.report_incident(command)

    async def room(self, **fields: Any) -> Room:
        """Of a new incident."""
        return await self.officer.open_room((await self.incident()).incident_id, OpenRoom(**fields))

    async def link(self, room: Room, **fields: Any) -> IssuedLink:
        return await self.officer.issue_link(room.room_id, IssueLink(**({"title": RoleTitle.FIRE} | fields)))

    async def change_link(self, link: IssuedLink, **fields: Any) -> None:
        """What only time or other devices would bring about."""

        async def work(change: Change) -> None:
            change.replace(replace(link.link, **fields))

        await self.running.hub.store.writer.run(work, actor=self.running.hub.actor)

    async def participation(self, room: Room, name: str) -> Participation:
        """As it is stored."""
        place = self.place(room, name)
        await self.running.hub.rooms.ledger.settled()
        async with self.running.hub.store.reading() as reading:
            found = await reading.get(Participation, place.participation_id)
        assert found is not None
        return found

    def place(self, room: Room, name: str) -> HubPlace:
        """As the hub has it in memory."""
        live = self.running.hub.rooms.known(room.room_id)
        assert live is not None
        [found] = [one for one in live.places.values() if one.participation.name == name]
        return found

    async def until_media(self, room: Room, name: str) -> None:
        """Their first packet has arrived at the hub."""

        async def has_come() -> bool:
            live = self.running.hub.rooms.known(room.room_id)
            here = [one.participation for one in live.places.values()] if live is not None else []
            return any(one.name == name and one.times.first_media_at is not None for one in here)

        await until(has_come, True)

    async def host(self, room: Room, action: HostAction, name: str) -> None:
        """As somebody else who is in the room as a host says it on their line."""
        rooms = self.running.hub.rooms
        other = self.place(room, name)
        host = HubPlace(participation=replace(other.participation, participation_id="host"))
        rooms.add(rooms.room_of(other), host)
        asked = Host(action=action, participant_id=other.participation_id)
        assert await hosting.do(rooms, host, asked)
        rooms.forget(host)

    async def hang_up(self) -> None:
        """All phones are gone."""
        await self._phones.aclose()

    async def phone(
        self, *, permissions: tuple[str, ...] = ("camera", "microphone"), language: str = "en", **options: Any
    ) -> Phone:
        """360 pixels wide, as small ones are."""
        context = await self.browser.new_context(
            **({"viewport": {"width": 360, "height": 740}, "has_touch": True} | options),
            locale=language,
            permissions=list(permissions),
        )
        phone = Phone(context, await context.new_page())
        self._phones.push_async_callback(self._close, phone)
        return phone

    async def _close(self, phone: Phone) -> None:
        await phone.context.close()
        assert not phone.errors


@asynccontextmanager
async def open_hall(
    data: Path, browser: Browser, *, engine: ConferenceEngine | None = None, **settings: Any
) -> AsyncIterator[Hall]:
    """With the engine that the product has, where no other is given; it runs when this is entered."""
    engine = engine or EmbeddedEngine(IceSettings(addresses=("127.0.0.1",)))
    async with running_hub(data, engine=engine, **settings) as running:
        await running.hub.rooms.engine.started()
        await running.open_readers()
        hall = Hall(running, await running.client(Role.DUTY_OFFICER), browser)
        yield hall
        await hall.hang_up()
