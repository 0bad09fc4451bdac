"""Everything that can stand between a link and the conference, and what the page says of it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from app.domain.rooms import Room
from app.hub.login_limit import Tries
from app.services.commands.links import IssuedLink, RevokeLink
from app.services.commands.rooms import ChangeRoom, EndRoom
from app.services.signalling import HostAction
from tests.e2e.join.phones import Hall, Phone, open_hall

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

Spoil = Callable[[Hall, Room, IssuedLink], Awaitable[object]]


async def expire(hall: Hall, room: Room, link: IssuedLink) -> None:
    await hall.change_link(link, expires_at=datetime.now(UTC) - timedelta(seconds=1))


async def revoke(hall: Hall, room: Room, link: IssuedLink) -> None:
    await hall.officer.revoke_link(link.link.link_id, RevokeLink(expected_version=link.link.version))


async def use_up(hall: Hall, room: Room, link: IssuedLink) -> None:
    await hall.change_link(link, uses=1)


async def end(hall: Hall, room: Room, link: IssuedLink) -> None:
    await hall.officer.end_room(room.room_id, EndRoom(expected_version=room.version))


@pytest.mark.parametrize(
    ("spoil", "words", "chinese"),
    [
        (expire, "This link has expired", "链接已过期"),
        (revoke, "This link was withdrawn", "链接已被撤销"),
        (use_up, "This link is in use on another device", "链接已在其他设备上使用"),
        (end, "The conference is over", "会议已结束"),
    ],
)
async def test_a_link_that_lets_nobody_in_says_why(hall: Hall, spoil: Spoil, words: str, chinese: str) -> None:
    room = await hall.room()
    link = await hall.link(room)
    await spoil(hall, room, link)
    phone = await hall.phone()
    await phone.open(link.url)
    await phone.meets(words)
    await expect(phone.at("problem-again")).to_be_hidden()
    await phone.at("language").click()
    await phone.meets(chinese)


async def test_a_link_that_was_cut_or_guessed_is_not_known(hall: Hall) -> None:
    phone = await hall.phone()
    await phone.open((await hall.link(await hall.room())).url[:-5])
    await phone.meets("This link is not known")


@pytest.mark.parametrize("end", ["%", "%E5%9", "%zz"])
async def test_a_link_whose_end_is_no_escape_is_not_known(hall: Hall, end: str) -> None:
    """As a message leaves it that cuts an address, or an app that writes its own text behind it."""
    phone = await hall.phone()
    await phone.open((await hall.link(await hall.room())).url + end)
    await phone.meets("This link is not known")
    assert await phone.page.evaluate("location.hash") == ""


async def test_the_page_without_a_link_says_what_is_missing(hall: Hall) -> None:
    phone = await hall.phone()
    await phone.open(f"{hall.running.url}/join")
    await phone.meets("The link is not complete")


async def test_plain_http_is_told_before_the_browser_would_refuse_the_camera(hall: Hall) -> None:
    phone = await hall.phone()
    await phone.open((await hall.link(await hall.room())).url.replace("127.0.0.1", "hall.test"))
    await phone.meets("The address is not secure")


async def test_a_browser_without_video_calls_is_told_another_one(hall: Hall) -> None:
    phone = await hall.phone()
    await phone.page.add_init_script("delete window.RTCPeerConnection")
    await phone.open((await hall.link(await hall.room())).url)
    await phone.meets("This browser cannot do video calls")


async def test_a_locked_room_is_told_at_the_tap_and_can_be_tried_again(hall: Hall) -> None:
    room = await hall.room()
    phone = await hall.phone()
    await phone.open((await hall.link(room)).url)
    await expect(phone.at("join")).to_be_visible()
    room = await hall.officer.change_room(room.room_id, ChangeRoom(expected_version=room.version, locked=True))
    await phone.tap_join()
    await phone.meets("The room is locked")
    await hall.officer.change_room(room.room_id, ChangeRoom(expected_version=room.version, locked=False))
    await phone.at("problem-again").click()
    await phone.tap_join()
    await expect(phone.at("room")).to_be_visible()


async def test_whoever_is_inside_is_told_why_it_ends(hall: Hall) -> None:
    room = await hall.room()
    link, other_link = await hall.link(room), await hall.link(room)
    removed, revoked, ended = [await hall.phone() for _ in range(3)]
    await removed.join(other_link, "甲")
    await revoked.join(link, "乙")
    await ended.join(await hall.link(room), "丙")
    await hall.host(room, HostAction.REMOVE, "甲")
    await removed.meets("The hall has ended your part")
    await hall.officer.revoke_link(link.link.link_id, RevokeLink(expected_version=link.link.version))
    await revoked.meets("This link was withdrawn")
    await hall.officer.end_room(room.room_id, EndRoom(expected_version=room.version))
    await ended.meets("The conference is over")
    for phone in (removed, revoked, ended):
        assert await cameras_on(phone) == 0


async def test_whoever_is_refused_at_the_door_is_told_so(hall: Hall) -> None:
    room = await hall.room()
    phone = await hall.phone()
    await phone.open((await hall.link(room, auto_admit=False)).url)
    await phone.tap_join()
    await expect(phone.at("waiting")).to_be_visible()
    await hall.host(room, HostAction.REFUSE, "王建国")
    await phone.meets("You were not let in")


async def test_a_second_window_takes_over_and_the_first_can_take_it_back(hall: Hall) -> None:
    link = await hall.link(await hall.room())
    phone = await hall.phone()
    await phone.join(link)
    second = Phone(phone.context, await phone.context.new_page())
    await second.join(link)
    await phone.meets("You went on in another window")
    await phone.at("problem-again").click()
    await expect(phone.at("room")).to_be_visible()
    await second.meets("You went on in another window")


async def test_refused_permission_says_how_to_allow_it_on_this_phone(hall: Hall) -> None:
    link = await hall.link(await hall.room(), most_uses=4)
    for agent, words in (
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/130 Mobile", "Tap the sign left of the address"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Tap “aA”"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130 MicroMessenger/8.0", "Open in browser"),
    ):
        phone = await hall.phone(permissions=(), user_agent=agent)
        await phone.open(link.url)
        await phone.at("allow").click()
        await phone.says("reasons", "not allowed")
        await phone.says("steps", words)
    await phone.context.grant_permissions(["camera", "microphone"])
    await phone.at("again").click()
    await expect(phone.at("preview")).to_be_visible()
    await expect(phone.at("trouble")).to_be_hidden()


async def test_without_camera_or_microphone_one_joins_and_listens(hall: Hall) -> None:
    room = await hall.room()
    link = await hall.link(room, most_uses=2)
    sender, listener = await hall.phone(), await hall.phone(permissions=())
    await sender.join(link)
    await listener.open(link.url)
    await listener.at("allow").click()
    await listener.says("join", "Join and listen")
    await listener.tap_join("李医生")
    await listener.sees_pattern()


async def test_a_hub_that_takes_nobody_for_a_moment_is_told(browser: Browser, tmp_path: Path) -> None:
    """After too many guesses from an address it looks at no link of it for a while."""
    async with open_hall(tmp_path, browser, link_tries=Tries(pair=1, address=1, name=1)) as strict:
        link = await strict.link(await strict.room())
        phone = await strict.phone()
        await phone.open(link.url[:-5])
        await phone.meets("This link is not known")
        other = await strict.phone()
        await other.open(link.url)
        await other.says("opening-text", "The command centre answers and asks to wait a moment.")


async def test_a_lost_hub_is_told_with_the_next_try_before_the_tap_too(hall: Hall) -> None:
    phone = await hall.phone()
    await phone.page.add_init_script("WebSocket.prototype.send = function () { this.close(); }")
    await phone.open((await hall.link(await hall.room())).url)
    await phone.says("opening-text", "cannot be reached")
    await phone.says("opening-next", "try 3")


async def cameras_on(phone: Phone) -> int:
    """Pictures of one's own camera that still run on the page."""
    return int(
        await phone.page.evaluate(
            "[...document.querySelectorAll('video')].filter((one) => one.srcObject?.getTracks().some("
            "(track) => track.readyState === 'live')).length"
        )
    )
