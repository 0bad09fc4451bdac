"""What is lost comes back by itself: the hub, the line, the network, the camera; and a poor link keeps its voice."""

import asyncio
import signal
import time
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from app.domain.incidents import IncidentClass, IncidentLevel, Place
from app.link.hub_client import HubClient
from app.services.commands.incidents import ReportIncident
from app.services.commands.links import IssueLink
from app.services.commands.rooms import OpenRoom
from app.services.commands.sessions import LogIn
from app.services.conference_engine import Direction, StreamSource
from app.services.embedded_hub_file import read_embedded_hub
from tests.e2e.join.phones import PATIENCE_S, Hall, Phone, until
from tests.e2e.processes import ProductProcess
from tests.servers.cut_line import cut_line
from tests.servers.vlc import free_port

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]


async def test_everybody_is_back_after_the_hub_was_killed(browser: Browser, tmp_path: Path) -> None:
    port, data = free_port("127.0.0.1"), tmp_path / "hub"
    words = ["hub", "--embedded", "--listen", f"127.0.0.1:{port}", "--data", str(data)]
    hub = ProductProcess(words, home=tmp_path / "first")
    phones: list[Phone] = []
    try:
        url = await issued(hub, data)
        for name in ("王建国", "李医生"):
            context = await browser.new_context(permissions=["camera", "microphone"], locale="en")
            phones.append(Phone(context, await context.new_page()))
            await phones[-1].open(url)
            await phones[-1].tap_join(name)
        for phone in phones:
            await phone.sees_pattern()
        hub.signal(signal.SIGKILL)
        hub.wait_end()
        for phone in phones:
            await phone.says("notices", "The line is lost.")
        hub = ProductProcess(words, home=tmp_path / "second")
        await serves(hub)
        for phone in phones:
            await expect(phone.at("notices")).not_to_contain_text("The line is lost.")
            await phone.sees_pattern()
            assert not phone.errors
    finally:
        for phone in phones:
            await phone.context.close()
        hub.kill()


async def test_a_network_that_was_away_is_told_and_taken_up_at_once(hall: Hall) -> None:
    room = await hall.room()
    async with cut_line(hall.running.url) as network:
        phone = await hall.phone()
        await phone.open((await hall.link(room)).url.replace(hall.running.url, network.url))
        await phone.tap_join()
        await hall.until_media(room, "王建国")
        network.cut()
        await phone.context.set_offline(True)
        await phone.says("notices", "The line is lost. Next try in")
        await phone.says("notices", "(try 4)")
        network.mend()
        # The browser tells the page, which then waits for no pause.
        await phone.context.set_offline(False)
        await expect(phone.at("notices")).not_to_contain_text("The line is lost.")

        async def has_rejoined() -> bool:
            return bool((await hall.participation(room, "王建国")).times.rejoins)

        await until(has_rejoined, True)


async def test_a_photo_waits_for_the_line_and_leaving_says_so(hall: Hall) -> None:
    room = await hall.room()
    async with cut_line(hall.running.url) as network:
        phone = await hall.phone()
        await phone.open((await hall.link(room)).url.replace(hall.running.url, network.url))
        await phone.tap_join()
        await hall.until_media(room, "王建国")
        network.cut()
        await phone.at("photo-button").click()
        await phone.says("notices", "The photo is sent when the line is back (1).")
        await phone.at("leave-button").click()
        await phone.says("asked-text", "Photos that would be lost: 1.")
        await phone.at("asked-no").click()
        network.mend()
        await phone.says("notices", "Photo is with the incident.")
    assert room.incident_id is not None
    assert len((await hall.officer.incident_page(room.incident_id)).attachments) == 1


async def test_a_line_that_is_lost_before_the_tap_keeps_the_tap(hall: Hall) -> None:
    room = await hall.room()
    async with cut_line(hall.running.url) as network:
        phone = await hall.phone()
        await phone.open((await hall.link(room)).url.replace(hall.running.url, network.url))
        await expect(phone.at("join")).to_be_visible()
        network.cut()
        await phone.says("line", "The command centre cannot be reached.")
        await phone.tap_join()
        await phone.says("join", "Joining…")
        network.mend()
        await expect(phone.at("room")).to_be_visible()
        await hall.until_media(room, "王建国")


async def test_media_that_the_hub_lost_is_sent_anew_on_the_same_line(hall: Hall) -> None:
    room = await hall.room()
    link = await hall.link(room, most_uses=2)
    one, other = await hall.phone(), await hall.phone()
    await one.join(link, "王建国")
    await other.join(link, "李医生")
    await other.sees_pattern()
    engine = await hall.running.hub.rooms.engine.started()
    place = hall.place(room, "王建国")
    # Consent that expires, which would take the engine half a minute to notice.
    await engine.leave(room.room_id, place.participation_id)
    hall.running.hub.rooms.media.lost(room.room_id, place.participation_id, Direction.PUBLISHING)
    await until(lambda: seen_pictures(other), 0)
    await other.sees_pattern()
    await one.sees_pattern()


async def test_a_camera_that_the_system_took_away_is_opened_again(hall: Hall) -> None:
    link = await hall.link(await hall.room(), most_uses=2)
    one, other = await hall.phone(), await hall.phone()
    await one.join(link, "王建国")
    await other.join(link, "李医生")
    await other.sees_pattern()
    own = "document.querySelector('[data-of=me] video').srcObject?.getTracks()[0]"
    before = await one.page.evaluate(f"{own}.id")
    # What a browser does for a call or another app.
    await one.page.evaluate(f"{own}.stop(), {own}.dispatchEvent(new Event('ended'))")
    await one.says("notices", "Opening it again")
    await until(lambda: one.page.evaluate(f"{own}?.id !== '{before}' && {own}?.readyState === 'live'"), True)
    await other.sees_pattern()


async def test_a_full_room_takes_the_voice_and_the_picture_follows(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.webrtc.forwarder.room.MOST_VIDEOS", 0)
    room = await hall.room()
    phone = await hall.phone()
    await phone.join(await hall.link(room))
    await phone.says("notices", "The room has no place for your picture yet. It follows by itself; the hall hears you.")
    await hall.until_media(room, "王建国")
    assert hall.place(room, "王建国").sent == {StreamSource.MICROPHONE}
    monkeypatch.undo()
    await expect(phone.at("notices")).not_to_contain_text("no place for your picture")
    assert hall.place(room, "王建国").sent == {StreamSource.MICROPHONE, StreamSource.CAMERA}


async def test_a_poor_link_keeps_the_voice_and_says_so(hall: Hall) -> None:
    room = await hall.room()
    phone = await hall.phone()
    await phone.page.add_init_script(
        """const ask = RTCPeerConnection.prototype.getStats;
        RTCPeerConnection.prototype.getStats = async function () {
          const found = new Map(await ask.call(this));
          found.set("poor", { type: "remote-inbound-rtp", fractionLost: 0.4, roundTripTime: 0.2 });
          return found;
        };"""
    )
    await phone.join(await hall.link(room))
    await phone.says("notices", "Weak network: voice only")

    async def is_known() -> bool:
        return hall.place(room, "王建国").audio_only

    await until(is_known, True)


async def test_pictures_end_quickly_on_a_poor_link_and_come_back_slowly(hall: Hall) -> None:
    phone = await hall.phone()
    await phone.open(f"{hall.running.url}/join")
    turns = await phone.page.evaluate(
        """async () => {
          const page = document.querySelector("script[type=module]").src;
          const { LinkQuality, lossBetween } = await import(page.replace("page.js", "link_quality.js"));
          const quality = new LinkQuality(), turns = [];
          const good = { lossShare: 0, roundTripMs: 40, availableBitsPerS: null };
          const run = (figures, from, to) => {
            for (let second = from; second < to; second++) {
              if (quality.judge(figures, second * 1000)) turns.push([second, quality.audioOnly]);
            }
          };
          run(good, 0, 10);
          run({ ...good, lossShare: 0.3 }, 10, 14);  // too short
          run(good, 14, 20);
          run({ ...good, roundTripMs: 2000 }, 20, 30);
          run(good, 30, 60);
          run({ ...good, availableBitsPerS: 50_000 }, 60, 70);
          run({ ...good, lossShare: 0.1 }, 70, 80);  // neither poor nor good
          run(good, 80, 140);
          return [turns, lossBetween({ lost: 5, received: 100 }, { lost: 15, received: 190 }),
            lossBetween({ lost: 0, received: 0 }, { lost: 1, received: 5 })];
        }"""
    )
    assert turns == [[[25, True], [42, False], [65, True], [104, False]], 0.1, None]


async def seen_pictures(phone: Phone) -> int:
    return int(
        await phone.page.evaluate(
            "[...document.querySelectorAll('.tile:not([data-of=me]) video')].filter((one) => one.videoWidth > 0).length"
        )
    )


async def serves(hub: ProductProcess) -> None:
    ends_s = time.monotonic() + PATIENCE_S
    while "hub ready on" not in hub.output:
        assert time.monotonic() < ends_s, hub.errors
        assert hub.process.poll() is None, hub.errors
        await asyncio.sleep(0.02)


async def issued(hub: ProductProcess, data: Path) -> str:
    """The address of a link for two phones into the room of a new incident."""
    await serves(hub)
    door = read_embedded_hub(data)
    assert door is not None
    client = HubClient(door.url)
    try:
        await client.log_in(LogIn(login=door.login, password=door.password, seat="seat"))
        command = ReportIncident(
            title="商场火情", classes=(IncidentClass.ACCIDENT,), level=IncidentLevel.III, place=Place(text="中山公园")
        )
        incident = await client.report_incident(command)
        room = await client.open_room(incident.incident_id, OpenRoom())
        return (await client.issue_link(room.room_id, IssueLink(most_uses=2))).url
    finally:
        await client.close()
