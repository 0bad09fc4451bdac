"""What no line may do to the hub: unusable messages, floods, readers that do not read; and what no line may learn."""

import asyncio
import json
import logging
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.services.signalling import LONGEST_CHAT, LONGEST_MESSAGE
from tests.app.hub.rooms.house import House
from tests.app.hub.rooms.participant import Participant

pytestmark = pytest.mark.asyncio(loop_scope="module")

TYPES = [
    "hello", "join", "permitted", "publish", "sends", "subscribe", "answer", "want", "muted", "hand", "chat",
    "position", "first-frame", "poor", "leave", "host", "heartbeat",
]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["sdp", "tracks", "wants", "generation", "source", "on", "up", "text", "longitude", "latitude", "action", "name",
     "participant_id", "credential", "room_id", "audio_only", "accuracy_m"]
)  # fmt: skip
MESSAGES = st.one_of(
    st.text(max_size=60),
    JSON.map(json.dumps),
    st.builds(
        lambda type_, fields: json.dumps({"type": type_, **fields}),
        st.sampled_from([one for one in TYPES if one not in ("leave", "heartbeat")]),
        st.dictionaries(FIELDS, JSON, min_size=1, max_size=4),
    ),
)


async def answered(line: Participant) -> dict[str, Any]:
    """Whatever comes that is no state of the room."""
    while (message := await line.next())["type"] == "room":
        pass
    return message


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(MESSAGES, min_size=1, max_size=6))
async def test_nothing_unusable_ends_a_line(house: House, messages: list[str]) -> None:
    room = await house.room()
    async with Participant(house.running.url) as line:
        await line.hello(house.host.token, room_id=room.room_id)
        assert await line.join() == "in"
        for text in messages:
            await line.socket.send(text)
        await line.say("chat", text="still here")
        said = await line.next("said")
        assert said["text"] == "still here"


@pytest.mark.parametrize(
    "message",
    [
        "",
        "{",
        "[]",
        "null",
        '{"type": "nonsense"}',
        '{"type": "join", "name": "line\\nbreak"}',
        '{"type": "join", "more": 1}',
        '{"type": "chat", "text": ""}',
        '{"type": "position", "longitude": NaN, "latitude": 0, "accuracy_m": 1}',
        '{"type": "position", "longitude": 181, "latitude": 0, "accuracy_m": 1}',
        '{"type": "want", "wants": [{"participant_id": "x", "height": -1}]}',
        json.dumps({"type": "chat", "text": "x" * (LONGEST_CHAT + 1)}),
        json.dumps({"type": "join", "name": "x" * 201}),
    ],
)
async def test_what_is_unusable_is_answered_so(house: House, message: str) -> None:
    async with Participant(house.running.url) as line:
        await line.socket.send(message)
        assert await answered(line) == {"type": "error", "problem": "unusable-message", "final": False}
        await line.socket.send(message.encode())
        assert (await answered(line))["problem"] == "unusable-message"


async def test_what_is_too_long_is_not_read(house: House) -> None:
    async with Participant(house.running.url) as line:
        await line.socket.send("x" * (LONGEST_MESSAGE + 1))
        assert await line.close_code() == 1009


async def test_a_flood_is_refused_and_then_cut_off(house: House) -> None:
    room = await house.room()
    host = await house.inside(room)
    async with Participant(house.running.url) as line:
        await line.hello((await house.account())[0].token, room_id=room.room_id)
        for _ in range(1000):
            await line.say("hand", up=True)
        assert await line.close_code() == 4029
        assert "too-many" in {one.get("problem") for one in line.heard}
    await host.say("chat", text="nobody else noticed")
    assert (await host.next("said"))["text"] == "nobody else noticed"


async def test_offers_cost_more_than_words(house: House) -> None:
    room = await house.room()
    host = await house.inside(room)
    tracks = [{"mid": "0", "source": "camera"}]
    for _ in range(12):
        await host.say("publish", sdp="x", tracks=tracks)
    while (said := await host.next("published", "error"))["type"] == "published":
        pass
    assert said == {"type": "error", "problem": "too-many", "final": False}


async def test_who_does_not_read_is_cut_off_and_holds_up_nobody(house: House) -> None:
    room = await house.room()
    host = await house.inside(room)
    slow = await house.inside(room, (await house.account())[0])
    slow.socket.transport.pause_reading()  # type: ignore[attr-defined]  # a transport of sockets
    place = house.hub.rooms.place(slow.id)
    assert place is not None
    line = place.line
    assert line is not None
    for _ in range(3000):  # more than the system keeps for a socket
        line.say_text("x" * 20_000)
        if line.is_over:
            break
        await asyncio.sleep(0)
    assert line.is_over
    await host.sees(slow.id, status="dropped")
    slow.socket.transport.resume_reading()  # type: ignore[attr-defined]


async def test_secrets_are_in_no_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    room = await house.room()
    _, token = await house.link(room)
    phone = await house.phone(token)
    await phone.join()
    await phone.publish("camera")
    await phone.socket.close()
    back = await house.phone(token, resume_key=phone.key)
    await back.socket.send('{"type": "hello", "credential": "' + token + '", "resume_key": 5}')
    await back.next("error")
    await house.written()
    ours = "\n".join(one.getMessage() for one in caplog.records if not one.name.startswith("websockets"))
    for secret in (token, phone.key, house.host.token):
        assert secret not in ours
    events = await house.events(phone.id)
    assert events
    assert phone.key not in repr(events)
    assert token not in repr(events)


async def test_ids_are_not_to_be_guessed(house: House) -> None:
    room = await house.room()
    ids = {(await house.seat(room, (await house.account())[0])).id for _ in range(3)}
    assert len(ids) == 3
    assert all(len(one) == 32 for one in ids)


async def test_a_crowd_that_comes_and_goes_leaves_nothing(house: House) -> None:
    room = await house.room()
    _, token = await house.link(room, most_uses=100)
    rooms = house.hub.rooms

    async def visit(number: int) -> None:
        async with Participant(house.running.url) as line:
            await line.hello(token, device=f"device {number}")
            if number % 3:
                await line.join()
                await line.publish("camera")
            if number % 2:
                await line.say("leave")
                assert await line.close_code() == 1000

    await visit(0)
    await house.written()
    tasks_before = len(asyncio.all_tasks())
    for start in range(1, 41, 10):
        await asyncio.gather(*(visit(number) for number in range(start, start + 10)))
    live = rooms.known(room.room_id)
    assert live is not None
    for place in tuple(live.places.values()):
        rooms.leave(place)
    await house.written()
    for _ in range(3000):
        if len(asyncio.all_tasks()) <= tasks_before:
            break
        await asyncio.sleep(0.01)
    assert len(asyncio.all_tasks()) <= tasks_before
    assert live.places == {}
    assert house.engine.rooms[room.room_id].published == {}
