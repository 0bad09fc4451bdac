"""A phone comes by its link: its picture and voice arrive at others, and what it does there does what it says."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import expect

from app.domain.outputs import ShownTile, TileState
from app.hub.certificates import certify, server_context
from app.services.commands.outputs import RegisterOutput, ReportOutput
from app.services.signalling import HostAction
from tests.e2e.join.pattern import TONE_HZ
from tests.e2e.join.phones import PLACE, TITLE, Hall, until
from tests.servers.cut_line import CutLine

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]


async def test_picture_and_voice_arrive_at_the_others(hall: Hall) -> None:
    room = await hall.room()
    link = await hall.link(room, most_uses=2)
    sender = await hall.phone()
    # It has no microphone, so that no echo canceller works against the tone.
    other = await hall.phone(permissions=("camera",))
    await sender.join(link, "王建国")
    await other.open(link.url)
    await other.at("allow").click()
    await other.tap_join("李医生")
    await other.sees_pattern()
    await sender.sees_pattern()
    assert await other.loudest_hz() == pytest.approx(TONE_HZ, abs=20)
    times = (await hall.participation(room, "王建国")).times
    assert times.opened_at and times.permitted_at and times.joined_at and times.connected_at and times.first_media_at
    assert times.opened_at <= times.permitted_at <= times.joined_at <= times.first_media_at
    assert times.first_frame_shown_at is not None


async def test_who_and_what_stands_on_the_page_before_anything_is_asked(hall: Hall) -> None:
    link = await hall.link(await hall.room(), name="王建国")
    phone = await hall.phone(permissions=(), language="zh-CN")
    await phone.open(link.url)
    await phone.says("entry-title", TITLE)
    await phone.says("entry-place", PLACE)
    await expect(phone.at("name")).to_have_value("王建国")
    await phone.says("entry-role", "消防")
    await phone.says("why", "点“加入”之前不会发送任何内容")
    await phone.at("language").click()
    await phone.says("why", "Nothing is sent before you tap Join")


async def test_the_token_leaves_the_address_bar_and_a_reload_still_works(hall: Hall) -> None:
    phone = await hall.phone()
    link = await hall.link(await hall.room())
    await phone.join(link)
    token = link.url.partition("#")[2]
    assert token not in await phone.page.evaluate("location.href")
    await phone.page.reload()
    await expect(phone.at("room")).to_be_visible()


async def test_over_tls_and_by_a_name_as_phones_come(hall: Hall, tmp_path: Path) -> None:
    """Its policy lets the line through, which begins with wss: there."""
    files = certify(tmp_path, ["hall.test"], now=datetime.now(UTC))
    front = CutLine(hall.running.url)
    tls = server_context(files.certificate, files.key)
    async with await asyncio.start_server(front.serve, "127.0.0.1", 0, ssl=tls) as server:
        port = server.sockets[0].getsockname()[1]
        room = await hall.room()
        phone = await hall.phone(ignore_https_errors=True)
        await phone.open((await hall.link(room)).url.replace(hall.running.url, f"https://hall.test:{port}"))
        await phone.tap_join()
        await hall.until_media(room, "王建国")
        await phone.context.close()
        front.cut()


async def test_the_rear_camera_is_asked_for_first(hall: Hall) -> None:
    phone = await hall.phone()
    await phone.page.add_init_script(
        """const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        window.asked = [];
        navigator.mediaDevices.getUserMedia = (what) => { window.asked.push(what); return ask(what); };"""
    )
    await phone.open((await hall.link(await hall.room())).url)
    await expect(phone.at("preview")).to_be_visible()
    [asked] = await phone.page.evaluate("window.asked")
    assert asked["video"]["facingMode"] == {"ideal": "environment"}
    assert asked["audio"]["echoCancellation"] is True


async def test_a_photo_is_kept_with_the_incident(hall: Hall) -> None:
    room = await hall.room()
    phone = await hall.phone()
    await phone.join(await hall.link(room))
    await phone.at("photo-button").click()
    await phone.says("notices", "Photo is with the incident.")
    assert room.incident_id is not None
    [attachment] = (await hall.officer.incident_page(room.incident_id)).attachments
    participation = await hall.participation(room, "王建国")
    assert attachment.added_by == participation.participation_id
    assert attachment.media_type in ("image/jpeg", "image/png")
    content = await hall.officer.attachment(attachment.attachment_id)
    assert len(content) == attachment.size_bytes > 1_000


async def test_what_a_phone_does_in_the_conference_reaches_the_others(hall: Hall) -> None:
    room = await hall.room()
    link = await hall.link(room, most_uses=2)
    one, other = await hall.phone(), await hall.phone()
    await one.join(link, "王建国")
    await other.join(link, "李医生")
    await one.at("more-button").click()
    await one.at("chat-button").click()
    await one.at("chat-text").fill("三楼东侧 <b>有烟</b>")
    await one.page.keyboard.press("Enter")
    await one.at("chat-close").click()
    await other.says("unread", "1")
    await other.at("more-button").click()
    await other.at("chat-button").click()
    await other.says("chat-list", "三楼东侧 <b>有烟</b>")
    await other.at("chat-close").click()

    await one.at("hand-button").click()
    await one.at("camera-button").click()
    await one.at("mute").click()
    picture = other.page.locator(".tile:not([data-of=me])")
    await expect(picture.locator(".state")).to_have_text("Muted")
    await expect(one.at("mute")).to_have_attribute("aria-pressed", "true")
    await one.at("camera-button").click()
    await other.sees_pattern()

    await one.at("leave-button").click()
    await one.at("asked-yes").click()
    await one.meets("You have left")
    await expect(picture).to_have_count(0)
    await one.at("problem-again").click()
    await one.tap_join()
    await expect(picture).to_have_count(1)


async def test_the_position_is_shown_only_where_it_was_ticked(hall: Hall) -> None:
    room = await hall.room()
    link = await hall.link(room, most_uses=2)
    here = {"longitude": 121.41625, "latitude": 31.2212, "accuracy": 8.0}
    given = ("camera", "microphone", "geolocation")
    shown, hidden = [await hall.phone(permissions=given, geolocation=here) for _ in range(2)]
    await hidden.join(link, "李医生")
    await shown.open(link.url)
    await shown.at("entry-position").check()
    await shown.tap_join()

    async def whereabouts() -> tuple[float, float] | None:
        found = hall.place(room, "王建国").participation.whereabouts
        return found and (found.longitude, found.latitude)

    await expect(shown.at("room")).to_be_visible()
    await until(whereabouts, (here["longitude"], here["latitude"]))
    assert hall.place(room, "李医生").participation.whereabouts is None
    for phone, pressed in ((shown, "true"), (hidden, "false")):
        await phone.page.reload()
        await expect(phone.at("room")).to_be_visible()
        await expect(phone.at("position-button")).to_have_attribute("aria-pressed", pressed)


async def test_the_hall_can_mute_and_asks_before_it_unmutes(hall: Hall) -> None:
    room = await hall.room()
    phone = await hall.phone()
    await phone.join(await hall.link(room))
    await hall.until_media(room, "王建国")
    await phone.at("mute").click()
    await hall.host(room, HostAction.MUTE, "王建国")
    await phone.says("notices", "The hall has muted you.")
    await hall.host(room, HostAction.UNMUTE, "王建国")
    await expect(phone.at("notices")).not_to_contain_text("The hall has muted you.")
    await hall.host(room, HostAction.ASK_UNMUTE, "王建国")
    await phone.says("asked-text", "The hall asks you to speak.")
    await expect(phone.at("mute")).to_have_attribute("aria-pressed", "true")
    await phone.at("asked-yes").click()
    await expect(phone.at("mute")).to_have_attribute("aria-pressed", "false")


async def test_flip_and_torch_ask_the_camera_for_what_they_say(hall: Hall) -> None:
    """Of a camera that can: the browser's own pattern has no torch and no other side."""
    phone = await hall.phone()
    await phone.page.add_init_script(
        """window.asked = [];
        const media = navigator.mediaDevices, open = media.getUserMedia.bind(media);
        media.getUserMedia = (what) => { window.asked.push(what.video.facingMode?.ideal); return open(what); };
        media.enumerateDevices = async () => [{ kind: "videoinput" }, { kind: "videoinput" }];
        MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
        MediaStreamTrack.prototype.applyConstraints = async (what) => { window.asked.push(what.advanced[0].torch); };"""
    )
    await phone.join(await hall.link(await hall.room()))
    await phone.at("torch-button").click()
    await expect(phone.at("torch-button")).to_have_attribute("aria-pressed", "true")
    await phone.at("flip-button").click()
    await until(lambda: phone.page.evaluate("window.asked"), ["environment", True, "user"])
    await expect(phone.at("torch-button")).to_have_attribute("aria-pressed", "false")


async def test_a_swipe_back_asks_before_it_leaves(hall: Hall) -> None:
    phone = await hall.phone()
    await phone.join(await hall.link(await hall.room()))
    await phone.page.go_back()
    await phone.says("asked-text", "Leave the conference?")
    await phone.at("asked-no").click()
    await expect(phone.at("room")).to_be_visible()
    await expect(phone.at("asked")).to_be_hidden()


async def test_the_phone_says_when_the_hall_shows_it_on_the_wall(hall: Hall) -> None:
    room = await hall.room()
    phone = await hall.phone()
    await phone.join(await hall.link(room))
    await expect(phone.at("on-wall")).to_be_hidden()
    participation = hall.place(room, "王建国").participation
    tile = ShownTile(tile=0, source_id=participation.participation_id, state=TileState.LIVE)
    await hall.officer.register_output("wall", RegisterOutput(name="wall"))
    await hall.officer.report_output("wall", ReportOutput(layout="1×1", tiles=(tile,)))
    await phone.says("on-wall", "On the wall")


async def test_whoever_waits_at_the_door_is_told_so_until_let_in(hall: Hall) -> None:
    room = await hall.room()
    phone = await hall.phone()
    await phone.open((await hall.link(room, auto_admit=False)).url)
    await phone.tap_join()
    await expect(phone.at("waiting").get_by_text("The hall has been told that you wait")).to_be_visible()
    hub = hall.running.hub
    await hub.rooms.entrance.admit(hall.place(room, "王建国"), hub.actor)
    await expect(phone.at("room")).to_be_visible()
    await hall.until_media(room, "王建国")
