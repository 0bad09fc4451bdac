"""Who comes into a room, by which door, and what they are told."""

import pytest

from app.domain.events import EventKind
from app.domain.people import RoleTitle
from app.domain.permissions import Role
from app.domain.rooms import Invitation, InvitationStatus, ParticipationKind, ParticipationStatus
from tests.app.hub.rooms.house import House
from tests.app.hub.rooms.participant import find, has_hand_up
from tests.servers.hub import DISTRICT, OTHER_STREET, STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_seat_is_welcomed_and_goes_in_with_its_titles(house: House) -> None:
    room = await house.room()
    client, person_id = await house.account(Role.DUTY_LEADER, DISTRICT, RoleTitle.DUTY_LEADER)
    seat = await house.seat(room, client)
    assert seat.welcome["status"] == "preparing"
    assert (seat.welcome["room_name"], seat.welcome["title"]) == (room.name, None)
    assert await seat.join() == "in"
    told = await seat.sees(seat.id, status="in")
    assert (told["titles"], told["is_host"], told["kind"]) == (["duty-leader"], True, "seat")
    row = await house.stored(seat.id)
    assert (row.person_id, row.titles, row.status) == (person_id, (RoleTitle.DUTY_LEADER,), ParticipationStatus.IN)
    assert row.times.opened_at is not None
    assert row.times.joined_at is not None
    assert row.times.opened_at <= row.times.joined_at
    assert await house.kinds(seat.id) == [EventKind.PARTICIPANT_OPENED, EventKind.PARTICIPANT_JOINED]


async def test_who_may_not_join_is_told_nothing_of_the_room(house: House) -> None:
    room = await house.room(unit_id=OTHER_STREET)
    responder = await house.running.client(Role.DUTY_OFFICER, STREET)
    line = await house.line()
    assert await line.problem("hello", credential=responder.token, room_id=room.room_id) == ("not-permitted", True)
    assert await line.close_code() == 4001
    line = await house.line()
    assert await line.problem("hello", credential=responder.token, room_id="no such") == ("not-permitted", True)
    assert {one["type"] for one in line.heard} <= {"error", "heartbeat"}


async def test_who_was_rung_may_join_a_room_of_another_unit(house: House) -> None:
    client, person_id = await house.account(Role.RESPONDER, STREET)
    room = await house.room(unit_id=OTHER_STREET, invited_persons=(person_id,))
    now = room.opened_at
    invitation = Invitation(
        invitation_id=f"i-{room.room_id}",
        room_id=room.room_id,
        unit_id=OTHER_STREET,
        person_id=person_id,
        created_at=now,
        created_by="hub",
        rung_at=(now,),
    )
    await house.put(invitation)
    seat = await house.seat(room, client)
    async with house.hub.store.reading() as reading:
        rung = await reading.get(Invitation, invitation.invitation_id)
    assert rung is not None
    assert rung.status is InvitationStatus.OPENED
    assert await seat.join() == "in"
    async with house.hub.store.reading() as reading:
        rung = await reading.get(Invitation, invitation.invitation_id)
    assert rung is not None
    assert rung.status is InvitationStatus.JOINED
    assert (await house.stored(seat.id)).times.rung_at == now


@pytest.mark.parametrize("credential", ["", "nonsense", "ffs_nonsense", "ffl_nonsense", "ffk_nonsense"])
async def test_who_is_nobody_learns_nothing(house: House, credential: str) -> None:
    line = await house.line()
    problem, is_final = await line.problem("hello", credential=credential)
    assert problem in ("not-logged-in", "link-unknown")
    assert is_final


async def test_a_responder_with_a_link_goes_in_past_the_lobby(house: House) -> None:
    room = await house.room()
    link, token = await house.link(room, name="老王", title=RoleTitle.FIRE)
    host = await house.inside(room)
    phone = await house.phone(token)
    assert (phone.welcome["name"], phone.welcome["title"], phone.welcome["status"]) == ("老王", "fire", "preparing")
    assert await phone.join(name=" 王  队长 ") == "in"
    told = await host.sees(phone.id, status="in")
    assert (told["name"], told["titles"], told["is_host"], told["kind"]) == ("王 队长", ["fire"], False, "field")
    assert (await house.stored(phone.id)).link_id == link.link_id


async def test_others_wait_in_the_lobby_and_see_nothing_until_they_are_let_in(house: House) -> None:
    room = await house.room()
    _, token = await house.link(room, auto_admit=False)
    host = await house.inside(room)
    phone = await house.phone(token, name="路人")
    assert await phone.join() == "waiting"
    await host.sees(phone.id, status="waiting")
    assert await phone.problem("publish", sdp="x", tracks=[{"mid": "0", "source": "camera"}]) == ("not-admitted", False)
    assert await phone.problem("subscribe") == ("not-admitted", False)
    assert await phone.problem("chat", text="hello") == ("not-admitted", False)
    guest = await house.inside(room, (await house.account(Role.RESPONDER, DISTRICT))[0])
    assert find(await guest.next("room"), phone.id) is None, "who waits is the hosts' business"
    await host.say("host", action="admit", participant_id=phone.id)
    assert (await phone.next("status"))["status"] == "in"
    assert find(await phone.next("room"), host.id) is not None
    assert not any(one["type"] == "room" for one in phone.heard[:-1]), "nothing of the room before the door"
    await guest.sees(phone.id, status="in")


async def test_without_a_lobby_everybody_with_a_link_goes_in_also_who_waits(house: House) -> None:
    room = await house.room()
    _, token = await house.link(room, auto_admit=False, most_uses=2)
    waiting = await house.phone(token, device="one")
    assert await waiting.join() == "waiting"
    await house.now(room, lobby=False)
    assert (await waiting.next("status"))["status"] == "in"
    assert await (await house.phone(token, device="two")).join() == "in"


async def test_a_locked_room_takes_nobody_new_and_whoever_was_in(house: House) -> None:
    room = await house.room()
    _, token = await house.link(room)
    _, later = await house.link(room)
    phone = await house.phone(token)
    assert await phone.join() == "in"
    await phone.publish("camera")
    house.engine.connect(room.room_id, phone.id)
    await phone.say("leave")
    assert await phone.close_code() == 1000
    locked = await house.now(room, locked=True)
    newcomer = await house.phone(later)
    assert await newcomer.problem("join") == ("room-locked", False)
    back = await house.phone(token)
    assert await back.join() == "in", "who was in may come back"
    await house.now(locked, locked=False)
    assert await newcomer.join() == "in"


async def test_a_room_that_has_ended_takes_nobody(house: House) -> None:
    room = await house.room()
    _, token = await house.link(room)
    seat = await house.seat(room)
    phone = await house.phone(token)
    assert await phone.join() == "in"
    await phone.publish("camera")
    await house.now(room, ended_at=room.opened_at, ended_by="somebody")
    for one in (seat, phone):
        assert await one.close_code() == 4001
        assert one.heard[-1]["type"] == "ended"
    late = await house.line()
    assert await late.problem("hello", credential=token, device="phone") == ("room-ended", True)
    late = await house.line()
    assert await late.problem("hello", credential=house.host.token, room_id=room.room_id) == ("room-ended", True)
    assert (await house.stored(phone.id)).status is ParticipationStatus.LEFT
    assert room.room_id in house.engine.closed_rooms


async def test_a_link_is_of_its_room_alone(house: House) -> None:
    room, other = await house.room(), await house.room()
    _, token = await house.link(room, most_uses=1)
    line = await house.line()
    assert await line.problem("hello", credential=token, room_id=other.room_id) == ("not-permitted", True)
    line = await house.line()
    assert await line.problem("hello", credential=token, viewer=True) == ("not-permitted", True)


async def test_one_use_is_one_device(house: House) -> None:
    room = await house.room()
    _, token = await house.link(room, most_uses=1)
    first = await house.phone(token, device="mine")
    again = await house.phone(token, device="mine")
    assert again.id == first.id
    assert (await first.next("error"))["problem"] == "elsewhere"
    other = await house.line()
    assert await other.problem("hello", credential=token, device="another") == ("link-used-up", True)


async def test_a_wall_that_looks_is_seen_by_hosts_alone_and_sends_nothing(house: House) -> None:
    room = await house.room()
    host = await house.inside(room)
    guest = await house.inside(room, (await house.account(Role.RESPONDER, DISTRICT))[0])
    wall = await house.seat(room, viewer=True)
    assert wall.welcome["status"] == "in"
    assert (await host.sees(wall.id))["kind"] == "viewer"
    await guest.say("hand", up=True)
    assert find(await guest.until_room(lambda one: has_hand_up(one, guest.id)), wall.id) is None
    assert await wall.problem("publish", sdp="x", tracks=[{"mid": "0", "source": "camera"}]) == ("not-permitted", False)
    assert await wall.problem("chat", text="hello") == ("not-permitted", False)
    assert await wall.problem("host", action="mute", participant_id=guest.id) == ("not-permitted", False)
    row = await house.stored(wall.id)
    assert (row.kind, row.titles, row.is_host) == (ParticipationKind.VIEWER, (), False)
    offer = await wall.ask("subscribe", "offer", wants=[{"participant_id": guest.id, "height": 540}])
    assert offer["type"] == "offer"
    await wall.say("want", wants=[{"participant_id": guest.id, "height": 270}])
    await wall.say("want", wants=[{"participant_id": host.id, "height": 270}, {"participant_id": "who", "height": 1}])
    await wall.ask("subscribe", "offer")
    views = [one.payload["viewed"] for one in await house.events(wall.id) if one.kind is EventKind.PARTICIPANT_VIEWED]
    assert [[one["participation"] for one in view] for view in views] == [[guest.id], [host.id]]
    await wall.socket.close()
    await host.until_room(lambda one: find(one, wall.id) is None)
    assert (await house.stored(wall.id)).status is ParticipationStatus.LEFT
