"""What those who are in a room say, and what the others hear of it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.events import EventKind
from app.domain.outputs import ShownTile, TileState
from app.domain.permissions import Role
from app.domain.rooms import ChatMessage
from app.services.commands.outputs import RegisterOutput, ReportOutput
from app.services.conference_engine import (
    Direction,
    EngineRefusal,
    EngineRefusedError,
    MediaKind,
    ParticipantFigures,
    Slot,
    StreamFigures,
    StreamName,
    StreamSource,
    SubscriptionOffer,
    Want,
)
from app.store.tables import MAPPED
from tests.app.hub.rooms.house import House
from tests.app.hub.rooms.participant import Participant, find, has_hand_up
from tests.fakes.conference_engine import FakeConferenceEngine
from tests.servers.hub import DISTRICT

pytestmark = pytest.mark.asyncio(loop_scope="module")

PARK = {"longitude": 121.41625, "latitude": 31.22120, "accuracy_m": 12.0}


async def two(house: House) -> tuple[str, Participant, Participant]:
    """A host and a phone in a room of their own."""
    room = await house.room()
    host = await house.inside(room)
    _, token = await house.link(room)
    phone = await house.phone(token)
    assert await phone.join(name="老王") == "in"
    await host.sees(phone.id)
    return room.room_id, host, phone


async def test_what_is_published_goes_to_the_engine_and_is_told_to_all(house: House) -> None:
    room_id, host, phone = await two(house)
    answer = await phone.publish("microphone", "camera", sdp="my offer")
    assert answer["sdp"] == "answer to my offer"
    assert house.engine.rooms[room_id].published[phone.id] == {
        "0": StreamSource.MICROPHONE,
        "1": StreamSource.CAMERA,
    }
    assert (await host.sees(phone.id, sources=["microphone", "camera"]))["quality"] == 3
    await phone.say("muted", source="microphone", on=False)
    await host.sees(phone.id, sources=["camera"])
    await phone.say("muted", source="microphone", on=True)
    await host.sees(phone.id, sources=["microphone", "camera"])


async def test_a_subscription_is_offered_answered_and_changed(house: House) -> None:
    room_id, host, phone = await two(house)
    await phone.publish("camera")
    offer = await host.ask("subscribe", "offer")
    slot = {"mid": "0", "kind": "video", "participant_id": phone.id, "source": "camera"}
    assert offer["slots"] == [slot]
    assert house.engine.rooms[room_id].wants[host.id] is None, "every video"
    await host.say("answer", generation=offer["generation"], sdp="my answer")
    await house.engine.until_changed()
    assert house.engine.rooms[room_id].answers[host.id] == (offer["generation"], "my answer")
    wants = [
        {"participant_id": phone.id, "height": 180},
        {"participant_id": phone.id, "source": "microphone", "height": 180},
        {"participant_id": host.id, "height": 180},
        {"participant_id": "of another room", "height": 180},
    ]
    await host.say("want", wants=wants)
    await house.engine.until_changed()
    assert house.engine.rooms[room_id].wants[host.id] == (Want(StreamName(phone.id, StreamSource.CAMERA), 180),)
    listener = house.engine.listener
    slots = (Slot("0", MediaKind.VIDEO, None),)
    listener.slots_changed(room_id, host.id, slots)
    empty = {"mid": "0", "kind": "video", "participant_id": None, "source": None}
    assert (await host.next("slots"))["slots"] == [empty]
    listener.offered(room_id, host.id, SubscriptionOffer(sdp="more", generation=9, slots=slots))
    assert await host.next("offer") == {"type": "offer", "generation": 9, "sdp": "more", "slots": [empty]}


@pytest.mark.parametrize(
    ("refusal", "problem"),
    [
        (EngineRefusal.ROOM_FULL, "room-full"),
        (EngineRefusal.UNUSABLE_DESCRIPTION, "unusable-message"),
        (EngineRefusal.NO_COMMON_CODEC, "no-common-codec"),
        (EngineRefusal.UNKNOWN, "try-again"),
        (EngineRefusal.NOT_REACHABLE, "try-again"),
    ],
)
async def test_what_the_engine_refuses_is_said_and_ends_nothing(
    house: House, refusal: EngineRefusal, problem: str
) -> None:
    _, host, _ = await two(house)
    house.engine.refusal = refusal
    try:
        tracks = [{"mid": "0", "source": "camera"}]
        assert await host.problem("publish", sdp="x", tracks=tracks) == (problem, False)
        assert await host.problem("subscribe") == (problem, False)
    finally:
        house.engine.refusal = None
    assert (await host.publish("camera"))["type"] == "published"


async def full(engine: FakeConferenceEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """No further picture has a place."""
    publish, send = engine.publish, engine.send

    async def publish_voices(*asked: Any, spare: frozenset[StreamSource] = frozenset()) -> str:
        if any(one.kind is MediaKind.VIDEO and one not in spare for one in asked[3].values()):
            raise EngineRefusedError(EngineRefusal.ROOM_FULL, "pictures")
        return await publish(*asked, spare=spare)

    async def send_voices(room_id: str, stream: StreamName, *, sends: bool) -> None:
        if sends and stream.source.kind is MediaKind.VIDEO:
            raise EngineRefusedError(EngineRefusal.ROOM_FULL, "pictures")
        await send(room_id, stream, sends=sends)

    monkeypatch.setattr(engine, "publish", publish_voices)
    monkeypatch.setattr(engine, "send", send_voices)


async def looked(house: House, room_id: str) -> None:
    """The hub has looked into the room once more."""
    live = house.hub.rooms.known(room_id)
    assert live is not None
    await house.hub.rooms.watch.look(live)


async def test_who_comes_with_a_picture_into_a_full_room_is_heard_and_shown_when_there_is_a_place(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    room_id, host, phone = await two(house)
    await full(house.engine, monkeypatch)
    assert (await phone.publish("microphone", "camera"))["type"] == "published"
    assert await phone.next("error") == {"type": "error", "problem": "room-full", "final": False}
    await host.sees(phone.id, sources=["microphone"], waiting=["camera"])
    assert house.engine.rooms[room_id].spare[phone.id] == {StreamSource.CAMERA}
    # Who has it turned off when its turn comes waits on, and takes nobody's place.
    await phone.say("muted", source="camera", on=False)
    await host.sees(phone.id, waiting=[])
    await looked(house, room_id)
    monkeypatch.undo()
    await looked(house, room_id)
    assert house.engine.rooms[room_id].spare[phone.id] == {StreamSource.CAMERA}
    await phone.say("muted", source="camera", on=True)
    await host.sees(phone.id, sources=["microphone", "camera"], waiting=[])
    assert house.engine.rooms[room_id].spare[phone.id] == set()


async def test_a_picture_that_has_no_place_keeps_back_nothing_else_that_is_turned_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, host, phone = await two(house)
    sdp, tracks = "x", [{"mid": str(number), "source": source.value} for number, source in enumerate(StreamSource)]
    await phone.say("publish", sdp=sdp, tracks=tracks, sends=[])
    await phone.next("published")
    await full(house.engine, monkeypatch)
    everything = [source.value for source in StreamSource]
    assert await phone.problem("sends", sources=everything) == ("room-full", False)
    await host.sees(phone.id, sources=["microphone"], waiting=["camera", "screen"])
    await phone.say("sends", sources=["microphone", "screen"])
    await host.sees(phone.id, sources=["microphone"], waiting=["screen"])


async def test_tracks_are_one_of_each_source(house: House) -> None:
    _, host, _ = await two(house)
    twice = [{"mid": "0", "source": "camera"}, {"mid": "1", "source": "camera"}]
    assert await host.problem("publish", sdp="x", tracks=twice) == ("unusable-message", False)
    assert await host.problem("publish", sdp="x", tracks=[]) == ("unusable-message", False)


async def test_the_times_of_a_participant_are_written_down_once(house: House) -> None:
    room_id, host, phone = await two(house)
    await phone.say("permitted")
    await phone.publish("camera")
    house.engine.connect(room_id, phone.id)
    house.engine.connect(room_id, phone.id)
    await host.say("first-frame", participant_id=phone.id)
    await host.say("first-frame", participant_id=phone.id)
    await host.say("first-frame", participant_id=host.id)
    await host.say("first-frame", participant_id="nobody")
    await host.say("hand", up=True)
    await host.sees(host.id)
    row = await house.stored(phone.id)
    times = row.times
    assert None not in (times.permitted_at, times.connected_at, times.first_media_at, times.first_frame_shown_at)
    changes = [one for one in await house.events(phone.id) if one.kind is EventKind.PARTICIPANT_CHANGED]
    assert [sorted(one.payload.keys() - {"participation", "room"}) for one in changes] == [
        ["permitted"],
        ["connected"],
        ["first_media"],
        ["first_frame_shown_to"],
    ]
    assert (await house.stored(host.id)).times.first_frame_shown_at is None


async def test_hands_go_up_and_down(house: House) -> None:
    _, host, phone = await two(house)
    await phone.say("hand", up=True)
    up = await host.until_room(lambda one: has_hand_up(one, phone.id))
    assert find(up, phone.id)["hand_up_since"] <= datetime.now(UTC).isoformat()  # type: ignore[index]
    await host.say("host", action="lower-hand", participant_id=phone.id)
    await phone.sees(phone.id, hand_up_since=None)


async def test_what_is_said_is_kept_and_told_to_everybody(house: House) -> None:
    room_id, host, phone = await two(house)
    await phone.say("chat", text="现场烟很大")
    for one in (host, phone):
        said = await one.next("said")
        assert (said["text"], said["name"], said["participant_id"]) == ("现场烟很大", "老王", phone.id)
    async with house.hub.store.reading() as reading:
        kept = await reading.find(ChatMessage, MAPPED[ChatMessage].table.c.room_id == room_id)
    assert [one.message_id for one in kept] == [said["message_id"]]


async def test_a_phone_says_where_it_is_and_the_row_follows_when_it_moves(house: House) -> None:
    _, host, phone = await two(house)
    await phone.say("position", **PARK)
    await phone.say("position", **PARK)
    assert await host.problem("position", **PARK) == ("not-permitted", False)
    await phone.say("hand", up=True)
    await host.until_room(lambda one: has_hand_up(one, phone.id))
    where = (await house.stored(phone.id)).whereabouts
    assert where is not None
    assert (where.longitude, where.latitude, where.accuracy_m) == (121.41625, 31.22120, 12.0)
    moves = [one for one in await house.events(phone.id) if "whereabouts" in one.payload]
    assert len(moves) == 1, "the same place again a moment later is no news"


async def test_a_poor_link_is_told(house: House) -> None:
    _, host, phone = await two(house)
    await phone.say("poor", audio_only=True)
    await host.sees(phone.id, audio_only=True)


async def test_who_speaks_is_told(house: House) -> None:
    room_id, host, phone = await two(house)
    house.engine.listener.speaker(room_id, phone.id)
    await host.until_room(lambda one: one["speaker_id"] == phone.id)
    house.engine.listener.speaker(room_id, None)
    await host.until_room(lambda one: one["speaker_id"] is None)


async def test_the_quality_is_what_the_engine_measures(house: House) -> None:
    room_id, host, phone = await two(house)
    await phone.publish("camera")
    camera = StreamFigures(
        stream=StreamName(phone.id, StreamSource.CAMERA),
        bits_per_s=1e6,
        packets_per_s=100,
        lost_share=0.12,
        jitter_ms=5,
    )
    house.engine.figures_of[room_id] = (
        ParticipantFigures(participant_id=phone.id, published=(camera,), round_trip_ms=80.04, lost_share_down=0.01),
        ParticipantFigures(participant_id="gone meanwhile"),
    )
    told = await host.sees(phone.id, quality=1)
    assert (told["round_trip_ms"], told["lost_share_up"], told["lost_share_down"]) == (80.0, 0.12, 0.01)


async def test_state_is_told_at_most_ten_times_a_second_and_ends_true(house: House) -> None:
    _, host, phone = await two(house)
    for number in range(40):
        await phone.say("muted", source="camera", on=bool(number % 2))
    await phone.say("poor", audio_only=True)
    before = len(host.heard)
    await host.sees(phone.id, audio_only=True)
    assert len([one for one in host.heard[before:] if one["type"] == "room"]) <= 5


async def test_what_one_says_before_hello_or_after_another_line_took_over_is_nobodys(house: House) -> None:
    room = await house.room()
    line = await house.line()
    assert await line.problem("join") == ("not-admitted", False)
    assert await line.problem("chat", text="hello") == ("not-admitted", False)
    seat = await house.inside(room)
    assert await seat.problem("hello", credential=house.host.token, room_id=room.room_id) == ("unusable-message", False)


async def test_a_picture_on_a_wall_output_is_marked(house: House) -> None:
    _, host, phone = await two(house)
    wall = await house.running.client(Role.OPERATOR, DISTRICT, seat="wall")
    output_id = f"wall-{phone.id}"
    await wall.register_output(output_id, RegisterOutput(name="大屏"))
    tile = ShownTile(tile=0, source_id=phone.id, name="老王", state=TileState.LIVE)
    await wall.report_output(output_id, ReportOutput(layout="1x1", tiles=(tile,)))
    await host.sees(phone.id, on_wall=True)
    await wall.report_output(output_id, ReportOutput(layout="1x1"))
    await host.sees(phone.id, on_wall=False)


async def test_what_the_engine_says_of_those_who_are_gone_is_nothing(house: House) -> None:
    room_id, host, phone = await two(house)
    await phone.say("leave")
    await phone.close_code()
    listener = house.engine.listener
    for direction in Direction:
        listener.connected(room_id, phone.id, direction)
        listener.lost(room_id, phone.id, direction)
    listener.first_media(room_id, StreamName(phone.id, StreamSource.CAMERA))
    listener.slots_changed(room_id, phone.id, ())
    listener.connected("no such room", host.id, Direction.PUBLISHING)
    row: Any = await house.stored(phone.id)
    assert (row.status, row.times.connected_at) == ("left", None)
    assert (await house.stored(host.id)).times.connected_at is None
