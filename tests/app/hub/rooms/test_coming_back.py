"""A line is lost, and the place is kept: who comes back in time is in, and nobody else takes it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from app.domain.events import EventKind
from app.domain.permissions import Role
from app.domain.rooms import JoinLink, ParticipationStatus, Room
from app.hub.rooms.line_times import LineTimes
from app.services.conference_engine import Direction
from app.store.errors import StoreUnavailableError
from app.store.secrets import TokenSecret
from tests.app.hub.rooms.house import House, open_house
from tests.app.hub.rooms.participant import Participant, find, has_hand_up
from tests.servers.hub import DISTRICT

pytestmark = pytest.mark.asyncio(loop_scope="module")

# Each is longer than a busy machine stands still.
TIMES = LineTimes(heartbeat_s=0.2, silence_s=2.0, rejoin_s=1.5, hello_s=1.5, figures_s=0.2)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hasty(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A hub that has little patience with lines."""
    async with open_house(tmp_path_factory.mktemp("hasty"), line_times=TIMES) as opened:
        yield opened


async def _beat(participant: Participant) -> None:
    while True:
        await participant.say("heartbeat")
        await asyncio.sleep(0.1)


async def phone_inside(house: House) -> tuple[str, str, Participant, Participant]:
    """Room, token of the phone, a host, the phone."""
    room = await house.room()
    host = await house.inside(room)
    _, token = await house.link(room)
    phone = await house.phone(token)
    assert await phone.join() == "in"
    await phone.publish("camera")
    house.engine.connect(room.room_id, phone.id)
    return room.room_id, token, host, phone


async def test_who_comes_back_with_the_key_is_in_without_a_tap(house: House) -> None:
    _, token, host, phone = await phone_inside(house)
    await phone.socket.close()
    dropped = await host.sees(phone.id, status="dropped")
    assert (dropped["quality"], dropped["sources"]) == (0, [])
    back = await house.phone(token, resume_key=phone.key)
    assert (back.id, back.welcome["status"], back.key) == (phone.id, "in", phone.key)
    assert find(await back.next("room"), phone.id) is not None
    await host.sees(phone.id, status="in")
    times = (await house.stored(phone.id)).times
    assert len(times.drops) == len(times.rejoins) == 1
    assert times.drops[0] <= times.rejoins[0]
    assert (await house.kinds(phone.id))[-2:] == [EventKind.PARTICIPANT_DROPPED, EventKind.PARTICIPANT_REJOINED]


async def test_a_second_line_takes_the_place_of_the_first(house: House) -> None:
    _, token, host, phone = await phone_inside(house)
    back = await house.phone(token, resume_key=phone.key)
    assert back.welcome["status"] == "in"
    assert (await phone.next("error")) == {"type": "error", "problem": "elsewhere", "final": True}
    assert await phone.close_code() == 4001
    await back.say("hand", up=True)
    await host.until_room(lambda one: has_hand_up(one, phone.id))
    times = (await house.stored(phone.id)).times
    assert times.drops == times.rejoins, "nobody had noticed the drop"


async def test_a_page_that_was_opened_anew_begins_at_the_door_and_goes_straight_in(house: House) -> None:
    room_id, token, host, phone = await phone_inside(house)
    again = await house.phone(token)
    assert (again.id, again.welcome["status"]) == (phone.id, "preparing")
    assert again.key != phone.key
    await host.sees(phone.id, status="dropped")
    await house.engine.until_left(room_id, phone.id)
    assert await again.join() == "in"
    await host.sees(phone.id, status="in")
    stale = await house.line()
    await stale.hello(token, device="phone", resume_key=phone.key)
    assert stale.welcome["status"] == "preparing", "the key before is of no use any more"


async def test_a_link_whose_time_is_over_puts_nobody_out_who_is_in(house: House) -> None:
    room = await house.room()
    host = await house.inside(room)
    link, token = await house.link(room, most_uses=3)
    phone = await house.phone(token, device="one")
    assert await phone.join() == "in"
    await phone.publish("camera")
    house.engine.connect(room.room_id, phone.id)
    await host.sees(phone.id, status="in")
    await house.written()
    await house.change(replace(await _stored(house, link), expires_at=link.created_at))
    await phone.socket.close()
    await host.sees(phone.id, status="dropped")
    back = await house.phone(token, device="one", resume_key=phone.key)
    assert back.welcome["status"] == "in"
    # A page that was opened anew has no key.
    anew = await house.phone(token, device="one")
    assert (anew.id, anew.welcome["status"]) == (phone.id, "preparing")
    assert await anew.join() == "in"
    # Who has left a moment ago may be called back.
    await anew.say("leave")
    await host.until_room(lambda one: find(one, phone.id) is None)
    await house.written()
    again = await house.phone(token, device="one")
    assert await again.join() == "in"
    stranger = await house.line()
    assert await stranger.problem("hello", credential=token, device="new") == ("link-expired", True)
    await host.say("host", action="remove", participant_id=again.id)
    assert await again.close_code() == 4001
    await house.written()
    removed = await house.line()
    said = await removed.problem("hello", credential=token, device="one", resume_key=again.key)
    assert said == ("removed", True)


async def _stored(house: House, link: JoinLink) -> JoinLink:
    async with house.hub.store.reading() as reading:
        now = await reading.get(JoinLink, link.link_id)
    assert now is not None
    return now


async def test_the_key_of_one_is_of_no_use_to_another(house: House) -> None:
    room_id, _, _, phone = await phone_inside(house)
    client, _ = await house.account(Role.RESPONDER, DISTRICT)
    thief = await house.line()
    await thief.hello(client.token, room_id=room_id, resume_key=phone.key)
    assert thief.id != phone.id
    assert thief.welcome["status"] == "preparing"
    assert (await house.stored(phone.id)).status is ParticipationStatus.IN


async def test_a_key_of_ones_own_opens_no_link_that_is_used_up(house: House) -> None:
    room_id, _, _, phone = await phone_inside(house)
    _, used_up = await house.link(_room(house, room_id), most_uses=1)
    await house.phone(used_up, device="first")
    again = await house.line()
    said = await again.problem("hello", credential=used_up, device="second", resume_key=phone.key)
    assert said == ("link-used-up", True)
    assert (await house.stored(phone.id)).status is ParticipationStatus.IN


async def test_media_that_is_lost_is_a_drop_and_fresh_peers_are_a_rejoin(house: House) -> None:
    room_id, _, host, phone = await phone_inside(house)
    house.engine.listener.lost(room_id, phone.id, Direction.PUBLISHING)
    assert (await phone.next("status"))["status"] == "dropped"
    await host.sees(phone.id, status="dropped")
    place = house.hub.rooms.place(phone.id)
    assert place is not None
    assert place.expiry is None, "as long as the line holds nobody's place is taken"
    await phone.publish("camera")
    house.engine.connect(room_id, phone.id)
    assert (await phone.next("status"))["status"] == "in"
    await host.sees(phone.id, status="in", sources=["camera"])
    times = (await house.stored(phone.id)).times
    assert (len(times.drops), len(times.rejoins)) == (1, 1)


async def test_who_asks_to_come_in_again_after_losing_media_is_in(house: House) -> None:
    room_id, _, host, phone = await phone_inside(house)
    house.engine.listener.lost(room_id, phone.id, Direction.SUBSCRIBING)
    await host.sees(phone.id, status="dropped")
    await phone.say("join")
    assert [(await phone.next("status"))["status"] for _ in range(2)] == ["dropped", "in"]


async def test_silence_is_a_lost_line_and_heartbeats_keep_it(hasty: House) -> None:
    room = await hasty.room()
    host = await hasty.inside(room)
    beating = asyncio.create_task(_beat(host))
    _, token = await hasty.link(room)
    silent = await hasty.phone(token)
    assert await silent.join() == "in"
    await host.sees(silent.id, status="in")
    await host.sees(silent.id, status="dropped")
    assert await silent.close_code() == 4010
    await host.until_room(lambda one: find(one, silent.id) is None)
    row = await hasty.stored(silent.id)
    async with hasty.hub.store.reading() as reading:
        assert await reading.get(TokenSecret, silent.id) is None, "a key that opens nothing is kept no longer"
    assert (row.status, row.times.left_at is not None) == (ParticipationStatus.LEFT, True)
    assert (await hasty.events(silent.id))[-1].kind is EventKind.PARTICIPANT_LEFT
    assert any(one["type"] == "heartbeat" and one["at"] for one in silent.heard)
    late = await hasty.phone(token, resume_key=silent.key)
    assert late.id != silent.id, "the place was kept for its time and no longer"
    beating.cancel()


async def test_who_says_nothing_at_all_is_shown_the_door(hasty: House) -> None:
    line = await hasty.line()
    assert await line.close_code() == 4010


async def test_who_talks_and_does_not_say_who_they_are_is_shown_the_door_all_the_same(hasty: House) -> None:
    line = await hasty.line()
    talking = asyncio.create_task(_beat(line))
    assert await line.close_code() == 4010
    talking.cancel()
    await asyncio.gather(talking, return_exceptions=True)


async def test_a_session_that_ends_ends_the_line(house: House) -> None:
    room = await house.room()
    client, _ = await house.account(Role.RESPONDER, DISTRICT)
    seat = await house.inside(room, client)
    await client.log_out()
    assert (await seat.next("error")) == {"type": "error", "problem": "not-logged-in", "final": True}
    assert await seat.close_code() == 4001
    assert (await house.stored(seat.id)).status is ParticipationStatus.LEFT


async def test_a_link_that_is_revoked_ejects_at_once(house: House) -> None:
    room = await house.room()
    host = await house.inside(room)
    link, token = await house.link(room)
    phone = await house.phone(token)
    await phone.join()
    await phone.publish("camera")
    async with house.hub.store.reading() as reading:
        known = await reading.get(JoinLink, link.link_id)
    assert known is not None
    await house.change(replace(known, version=2, revoked_at=room.opened_at, revoked_by="somebody"))
    assert (await phone.next("error")) == {"type": "error", "problem": "link-revoked", "final": True}
    assert await phone.close_code() == 4001
    await house.engine.until_left(room.room_id, phone.id)
    await host.until_room(lambda one: find(one, phone.id) is None)
    back = await house.line()
    said = await back.problem("hello", credential=token, device="phone", resume_key=phone.key)
    assert said == ("link-revoked", True)


async def test_rights_that_are_taken_away_end_the_line(house: House) -> None:
    client, person_id = await house.account(Role.RESPONDER, "310105001")
    room = await house.room(unit_id="310105002", invited_persons=(person_id,))
    seat = await house.inside(room, client)
    await house.now(room, invited_persons=())
    assert (await seat.next("error"))["problem"] == "not-permitted"


async def test_after_a_restart_everybody_is_in_again_with_their_key(tmp_path: Path) -> None:
    async with open_house(tmp_path / "hub") as house:
        room_id, token, host, phone = await phone_inside(house)
        link, guest_token = await house.link(_room(house, room_id), auto_admit=False)
        waiting = await house.phone(guest_token)
        assert await waiting.join() == "waiting"
        host_token, host_key = house.host.token, host.key
        await house.written()
    assert link.link_id
    async with open_house(tmp_path / "hub") as house:
        assert house.engine.starts == 1, "made ready before anybody asks"
        assert {one.status for one in [await house.stored(host.id), await house.stored(phone.id)]} == {"dropped"}
        back = await house.phone(token, resume_key=phone.key)
        assert (back.id, back.welcome["status"]) == (phone.id, "in")
        again = await house.line()
        await again.hello(host_token, room_id=room_id, resume_key=host_key)
        assert (again.id, again.welcome["status"]) == (host.id, "in")
        still = await house.phone(guest_token, resume_key=waiting.key)
        assert (still.id, still.welcome["status"]) == (waiting.id, "waiting")
        await again.say("host", action="admit", participant_id=still.id)
        assert (await still.next("status"))["status"] == "in"
        times = (await house.stored(phone.id)).times
        assert (len(times.drops), len(times.rejoins)) == (1, 1)
        assert (await back.publish("camera"))["type"] == "published"


def _room(house: House, room_id: str) -> Room:
    room = house.hub.open_rooms.get(room_id)
    assert room is not None
    return room


async def test_a_place_without_its_key_after_a_restart_is_still_the_accounts(tmp_path: Path) -> None:
    async with open_house(tmp_path / "hub") as house:
        room_id, token, host, phone = await phone_inside(house)
        host_token = house.host.token
    async with open_house(tmp_path / "hub") as house:
        back = await house.line()
        await back.hello(host_token, room_id=room_id)
        assert (back.id, back.welcome["status"]) == (host.id, "preparing")
        assert await back.join() == "in"
        reloaded = await house.phone(token)
        assert reloaded.id == phone.id


async def test_a_device_that_was_shown_out_stays_out_after_a_restart_and_those_that_came_before_do_not(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path / "hub") as house:
        room = await house.room()
        host = await house.inside(room)
        _, token = await house.link(room, most_uses=3)
        phones = [await house.phone(token, device=device) for device in ("one", "two")]
        for phone in phones:
            assert await phone.join() == "in"
        await host.say("host", action="remove", participant_id=phones[0].id)
        assert await phones[0].close_code() == 4001
        await house.written()
    async with open_house(tmp_path / "hub") as house:
        line = await house.line()
        assert await line.problem("hello", credential=token, device="one") == ("removed", True)
        assert await (await house.phone(token, device="two")).join() == "in"
        new = await house.line()
        assert await new.problem("hello", credential=token, device="three") == ("link-used-up", True)


async def test_who_comes_back_hears_what_was_said_meanwhile_and_who_comes_later_does_not(house: House) -> None:
    room_id, token, host, phone = await phone_inside(house)
    await phone.say("chat", text="到了")
    await host.next("said")
    await phone.socket.close()
    await host.sees(phone.id, status="dropped")
    await host.say("chat", text="往东走")
    await host.next("said")
    back = await house.phone(token, resume_key=phone.key)
    assert [(await back.next("said"))["text"] for _ in range(2)] == ["到了", "往东走"]
    _, later = await house.link(_room(house, room_id))
    newcomer = await house.phone(later, device="later")
    assert await newcomer.join() == "in"
    await newcomer.say("chat", text="我来了")
    assert (await newcomer.next("said"))["text"] == "我来了"


async def test_a_database_that_is_away_ends_no_conference(
    house: House, monkeypatch: pytest.MonkeyPatch, expected_log: list[str]
) -> None:
    expected_log.append("waits for better times")
    room_id, token, host, phone = await phone_inside(house)
    await house.written()
    writer, run = house.hub.store.writer, house.hub.store.writer.run

    async def refuse(*_: object, **__: object) -> None:
        raise StoreUnavailableError("as the test says")

    def refuse_reading() -> None:
        raise StoreUnavailableError("as the test says")

    reading = house.hub.store.reading
    monkeypatch.setattr(writer, "run", refuse)
    monkeypatch.setattr(house.hub.store, "reading", refuse_reading)
    client = house.host
    await host.socket.close()
    await phone.say("hand", up=True)
    await phone.until_room(lambda one: has_hand_up(one, phone.id))
    back = await house.line()
    await back.hello(client.token, room_id=room_id, resume_key=host.key)
    assert back.welcome["status"] == "in"
    again = await house.phone(token, resume_key=phone.key)
    assert again.welcome["status"] == "in"
    phone = again
    assert await phone.problem("chat", text="not kept") == ("try-again", False)
    newcomer = await house.line()
    assert await newcomer.problem("hello", credential=token, device="phone") == ("try-again", False)
    monkeypatch.setattr(writer, "run", run)
    monkeypatch.setattr(house.hub.store, "reading", reading)
    assert (await house.kinds(host.id))[-2:] == [EventKind.PARTICIPANT_DROPPED, EventKind.PARTICIPANT_REJOINED]
