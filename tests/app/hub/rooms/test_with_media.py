"""Signalling with the hub's own engine and real peers: what flows, what it proves, and that it flows again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from app.clock import SystemClock
from app.domain.incidents import IncidentClass, IncidentLevel, Place
from app.domain.people import RoleTitle
from app.domain.permissions import Role
from app.domain.sla.clocks import StopManner
from app.domain.sla.policies import CONFERENCE
from app.hub.engines.embedded import EmbeddedEngine
from app.services.commands.incidents import ReportIncident
from streams.webrtc.ice import IceSettings
from tests.app.hub.rooms.house import House, open_house
from tests.app.hub.rooms.participant import Participant
from tests.rtc.peers import PublishingPeer, SubscribingPeer, keep_sending
from tests.servers.hub import DISTRICT

LOOPBACK = IceSettings(addresses=("127.0.0.1",))


@asynccontextmanager
async def real_house(data: Path) -> AsyncIterator[House]:
    engine = EmbeddedEngine(LOOPBACK, clock=SystemClock())
    async with open_house(data, engine=engine) as house:
        yield house


class InRoom:
    """A participant with media both ways, from being in until it is closed."""

    def __init__(self, line: Participant) -> None:
        self.line = line
        self.out, self.back = PublishingPeer(LOOPBACK), SubscribingPeer(LOOPBACK)

    async def begin(self, tasks: AsyncExitStack) -> None:
        tasks.push_async_callback(self.out.close)
        tasks.push_async_callback(self.back.close)
        tracks = [{"mid": "0", "source": "microphone"}, {"mid": "1", "source": "camera"}]
        answer = await self.line.ask("publish", "published", sdp=await self.out.offer(), tracks=tracks)
        self.out.take_answer(answer["sdp"])
        await self.out.connected()
        sending = asyncio.create_task(keep_sending([self.out]))
        tasks.callback(sending.cancel)
        await self._answer(await self.line.ask("subscribe", "offer"))

    async def _answer(self, offer: dict) -> None:  # type: ignore[type-arg]
        sdp = await self.back.answer(offer["sdp"])
        await self.line.say("answer", generation=offer["generation"], sdp=sdp)

    async def sees_and_hears(self, others: int = 1) -> None:
        async with asyncio.timeout(30):
            await self.back.until_flowing(videos=others, voices=others)


async def test_real_media_both_ways_stops_the_clock(tmp_path: Path) -> None:
    async with real_house(tmp_path / "hub") as house, AsyncExitStack() as tasks:
        incident = await house.host.report_incident(
            ReportIncident(
                title="商场火情",
                classes=(IncidentClass.ACCIDENT,),
                level=IncidentLevel.III,
                place=Place(text="华阳路街道 中山公园"),
            )
        )
        room = await house.room(incident_id=incident.incident_id, unit_id=incident.unit_id)
        people = []
        for title in (RoleTitle.DUTY_OFFICER, RoleTitle.DUTY_LEADER):
            client, _ = await house.account(Role.DUTY_LEADER, DISTRICT, title)
            people.append(InRoom(await house.inside(room, client)))
        for one in people:
            await one.begin(tasks)
        for one in people:
            await one.sees_and_hears()
        async with asyncio.timeout(30):
            while True:
                known = house.hub.open_incidents.get(incident.incident_id)
                assert known is not None
                clock = next(one for one in known.clocks if one.kind == CONFERENCE)
                if clock.stop is not None:
                    break
                await asyncio.sleep(0.1)
        assert clock.stop.manner is StopManner.EVIDENCE
        for one in people:
            times = (await house.stored(one.line.id)).times
            assert times.connected_at is not None
            assert times.first_media_at is not None


async def test_everybody_is_back_with_media_after_the_hub_was_started_anew(tmp_path: Path) -> None:
    async with real_house(tmp_path / "hub") as house, AsyncExitStack() as tasks:
        room = await house.room()
        _, token = await house.link(room)
        host, phone = InRoom(await house.inside(room)), InRoom(await house.phone(token))
        assert await phone.line.join() == "in"
        for one in (host, phone):
            await one.begin(tasks)
        await host.sees_and_hears()
        keys = host.line.key, phone.line.key
        host_token = house.host.token
    async with real_house(tmp_path / "hub") as house, AsyncExitStack() as tasks:
        line = await house.line()
        await line.hello(host_token, room_id=room.room_id, resume_key=keys[0])
        host, phone = InRoom(line), InRoom(await house.phone(token, resume_key=keys[1]))
        assert {one.line.welcome["status"] for one in (host, phone)} == {"in"}
        for one in (host, phone):
            await one.begin(tasks)
        for one in (host, phone):
            await one.sees_and_hears()
