"""What a host does about the others, and that nobody else does."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from app.domain.events import EventKind
from app.domain.permissions import Role
from app.domain.rooms import JoinLink, ParticipationStatus
from app.services.conference_engine import StreamName, StreamSource
from app.services.signalling import HostAction
from app.store.tables import EVENT
from tests.app.hub.rooms.house import House
from tests.app.hub.rooms.participant import find
from tests.servers.hub import DISTRICT

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_nobody_but_a_host_does_what_hosts_do(house: House) -> None:
    room = await house.room()
    host = await house.inside(room)
    guest = await house.inside(room, (await house.account(Role.RESPONDER, DISTRICT))[0])
    for action in HostAction:
        asked = {"action": action.value, "participant_id": host.id}
        assert await guest.problem("host", **asked) == ("not-permitted", False)
    assert await host.problem("host", action="mute", participant_id="nobody") == ("try-again", False)
    assert await host.problem("host", action="admit", participant_id=guest.id) == ("try-again", False)
    assert await host.problem("host", action="refuse", participant_id=guest.id) == ("try-again", False)
    assert await host.problem("host", action="remove", participant_id=host.id) == ("try-again", False)


async def test_a_host_of_another_room_is_none_here(house: House) -> None:
    room, other = await house.room(), await house.room()
    _, token = await house.link(room)
    phone = await house.phone(token)
    assert await phone.join() == "in"
    host = await house.inside(other)
    assert await host.problem("host", action="remove", participant_id=phone.id) == ("try-again", False)
    assert (await house.stored(phone.id)).status is ParticipationStatus.IN


async def test_a_mute_holds_the_stream_and_outlasts_the_peers(house: House) -> None:
    room = await house.room()
    host = await house.inside(room)
    _, token = await house.link(room)
    phone = await house.phone(token)
    await phone.join()
    await phone.publish("microphone", "camera")
    await host.say("host", action="mute", participant_id=phone.id)
    await phone.sees(phone.id, muted_by_host=["microphone"])
    voice = StreamName(phone.id, StreamSource.MICROPHONE)
    assert house.engine.rooms[room.room_id].held == {voice}
    house.engine.rooms[room.room_id].held.clear()
    await phone.publish("microphone")
    assert house.engine.rooms[room.room_id].held == {voice}, "fresh peers are muted as those before"
    await host.say("host", action="ask-unmute", participant_id=phone.id)
    assert (await phone.next("unmute-asked"))["source"] == "microphone"
    await host.say("host", action="unmute", participant_id=phone.id)
    await phone.sees(phone.id, muted_by_host=[])
    assert house.engine.rooms[room.room_id].held == set()
    mutes = [one.payload["muted"] for one in await house.events(phone.id) if one.kind is EventKind.PARTICIPANT_MUTED]
    assert mutes == [True, False]


async def test_who_is_removed_is_out_at_once_and_their_link_brings_them_nowhere(house: House) -> None:
    room = await house.room()
    host = await house.inside(room)
    link, token = await house.link(room, most_uses=5)
    phone, other = await house.phone(token, device="one"), await house.phone(token, device="two")
    await phone.join()
    await phone.publish("camera")
    await host.say("host", action="remove", participant_id=phone.id)
    assert (await phone.next("error"))["problem"] == "removed"
    assert await phone.close_code() == 4001
    await house.engine.until_left(room.room_id, phone.id)
    await host.until_room(lambda one: find(one, phone.id) is None)
    assert (await house.stored(phone.id)).status is ParticipationStatus.REMOVED
    removed = (await house.events(phone.id))[-1]
    assert (removed.kind, removed.actor_name) == (EventKind.PARTICIPANT_REMOVED, "duty-officer of 310105")
    for resume_key in ("", phone.key):
        back = await house.line()
        said = await back.problem("hello", credential=token, device="one", resume_key=resume_key)
        assert said == ("removed", True)
    for device in ("three", ""):
        back = await house.line()
        said = await back.problem("hello", credential=token, device=device)
        assert said == ("link-used-up", True), "it may be the same phone in a private window"
    assert await other.join() == "in", "the other device has done nothing"
    assert await (await house.phone(token, device="two")).join() == "in"
    async with house.hub.store.reading() as reading:
        now = await reading.get(JoinLink, link.link_id)
        all_told = await reading.events(EVENT.table.c.kind == EventKind.LINK_CLOSED.value)
    assert now is not None
    assert (now.uses, now.closed_at is not None) == (2, True)
    (told,) = [one for one in all_told if ("join-link", link.link_id) in one.about]
    assert told.actor_name == "duty-officer of 310105"


async def test_a_link_is_closed_before_it_is_written_and_by_a_removal_only(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await house.room()
    host = await house.inside(room)
    _, token = await house.link(room, most_uses=5, auto_admit=False)
    knocking = await house.phone(token, device="one")
    assert await knocking.join() == "waiting"
    await host.sees(knocking.id)
    await host.say("host", action="refuse", participant_id=knocking.id)
    assert await knocking.close_code() == 4001
    second = await house.phone(token, device="two")
    assert await second.join() == "waiting"
    await host.say("host", action="admit", participant_id=second.id)
    assert (await second.next("status"))["status"] == "in"
    await house.written()
    monkeypatch.setattr(house.hub.rooms.ledger, "note", lambda *_arguments, **_more: None)
    await host.say("host", action="remove", participant_id=second.id)
    assert await second.close_code() == 4001
    back = await house.line()
    assert await back.problem("hello", credential=token, device="three") == ("link-used-up", True)


async def test_an_account_that_was_removed_waits_for_a_host(house: House) -> None:
    room = await house.room()
    host = await house.inside(room)
    client, _ = await house.account(Role.RESPONDER, DISTRICT)
    guest = await house.inside(room, client)
    await host.say("host", action="remove", participant_id=guest.id)
    assert await guest.close_code() == 4001
    back = await house.seat(room, client)
    assert await back.join() == "waiting"
    await host.say("host", action="admit", participant_id=back.id)
    assert (await back.next("status"))["status"] == "in"


async def test_who_is_removed_is_not_in_again_before_it_is_written(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await house.room()
    host = await house.inside(room)
    _, token = await house.link(room)
    phone = await house.phone(token)
    assert await phone.join() == "in"
    await house.written()
    monkeypatch.setattr(house.hub.rooms.ledger, "note", lambda *_arguments, **_more: None)
    await host.say("host", action="remove", participant_id=phone.id)
    assert await phone.close_code() == 4001
    back = await house.line()
    assert await back.problem("hello", credential=token, device="phone") == ("removed", True)


@pytest.mark.parametrize("locked", [False, True])
async def test_one_device_that_was_let_in_opens_no_door_for_another(house: House, locked: bool) -> None:
    room = await house.room()
    host = await house.inside(room)
    _, token = await house.link(room, most_uses=2, auto_admit=False)
    one = await house.phone(token, device="one")
    assert await one.join() == "waiting"
    await host.say("host", action="admit", participant_id=one.id)
    assert (await one.next("status"))["status"] == "in"
    await one.publish("camera")
    house.engine.connect(room.room_id, one.id)
    await one.say("leave")
    await host.until_room(lambda told: find(told, one.id) is None)
    await house.written()
    if locked:
        await house.now(room, locked=True)
        other = await house.phone(token, device="two")
        assert await other.problem("join") == ("room-locked", False)
    else:
        assert await (await house.phone(token, device="two")).join() == "waiting"


async def test_whose_seat_was_removed_sees_nothing_on_a_wall_either_until_they_are_in_again(house: House) -> None:
    room = await house.room()
    host = await house.inside(room)
    client, _ = await house.account(Role.RESPONDER, DISTRICT)
    guest, wall = await house.inside(room, client), await house.seat(room, client, viewer=True)
    assert wall.welcome["status"] == "in"
    await host.say("host", action="remove", participant_id=guest.id)
    for line in (guest, wall):
        assert await line.close_code() == 4001
    again = await house.line()
    hello = {"credential": client.token, "room_id": room.room_id, "viewer": True}
    assert await again.problem("hello", **hello) == ("not-admitted", False)
    back = await house.seat(room, client)
    assert await back.join() == "waiting"
    assert await again.problem("hello", **hello) == ("not-admitted", False)
    await host.say("host", action="admit", participant_id=back.id)
    assert (await back.next("status"))["status"] == "in"
    assert (await again.hello(**hello))["status"] == "in"


async def test_who_is_no_host_any_more_hosts_no_more(house: House) -> None:
    room = await house.room()
    host = await house.inside(room)
    client, _ = await house.account(Role.DUTY_OFFICER, DISTRICT)
    other = await house.inside(room, client)
    await host.sees(other.id, is_host=True)
    known = house.hub.sessions.actor(client.token)
    assert known is not None
    account = house.hub.sessions.account(known[0].actor_id)
    assert account is not None
    await house.change(replace(account, version=account.version + 1, role=Role.RESPONDER))
    await host.sees(other.id, is_host=False)
    assert await other.problem("host", action="remove", participant_id=host.id) == ("not-permitted", False)
    assert not (await house.stored(other.id)).is_host


async def test_who_is_let_in_gets_no_media_before_it_is_written(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    room = await house.room()
    host = await house.inside(room)
    _, token = await house.link(room, auto_admit=False)
    phone = await house.phone(token)
    assert await phone.join() == "waiting"
    begun, may_write = asyncio.Event(), asyncio.Event()
    write = house.hub.rooms.ledger.write

    async def slow_write(*arguments: Any, **more: Any) -> None:
        begun.set()
        await may_write.wait()
        await write(*arguments, **more)

    monkeypatch.setattr(house.hub.rooms.ledger, "write", slow_write)
    await host.say("host", action="admit", participant_id=phone.id)
    await begun.wait()
    assert await phone.problem("subscribe") == ("not-admitted", False)
    may_write.set()
    assert (await phone.next("status"))["status"] == "in"
    assert (await phone.ask("subscribe", "offer"))["type"] == "offer"


async def test_who_is_refused_at_the_door_is_told_so(house: House) -> None:
    room = await house.room()
    host = await house.inside(room)
    _, token = await house.link(room, auto_admit=False)
    phone = await house.phone(token)
    assert await phone.join() == "waiting"
    await host.sees(phone.id)
    await host.say("host", action="refuse", participant_id=phone.id)
    assert (await phone.next("error"))["problem"] == "not-admitted"
    assert await phone.close_code() == 4001
    assert (await house.stored(phone.id)).status is ParticipationStatus.REFUSED


async def test_a_lock_does_not_bind_the_host_at_the_door(house: House) -> None:
    room = await house.room()
    host = await house.inside(room)
    _, token = await house.link(room, auto_admit=False)
    phone = await house.phone(token)
    assert await phone.join() == "waiting"
    await house.now(room, locked=True)
    await host.say("host", action="admit", participant_id=phone.id)
    assert (await phone.next("status"))["status"] == "in"
