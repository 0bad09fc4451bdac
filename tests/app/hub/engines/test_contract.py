"""What the hub relies on in a conference engine, whichever it is, with real peers over real sockets."""

import asyncio
import contextlib
import struct
from collections.abc import AsyncIterator, Callable

import pytest

from app.services.conference_engine import (
    Direction,
    EngineRefusal,
    EngineRefusedError,
    MediaKind,
    ParticipantFigures,
    StreamName,
    StreamSource,
    Want,
)
from streams.webrtc import rtcp
from tests.app.hub.engines.conftest import ROOM, SOURCES, World
from tests.fakes.media_peer import (
    CAMERA,
    H264,
    H264_RTX,
    OPUS,
    VP8,
    VP8_RTX,
    Codec,
    PublishingPeer,
    SubscribingPeer,
    rtp,
)

VP9 = Codec(98, "vp9", 90000)
IDR = b"\x65\x88\x84\x00" + bytes(40)


@contextlib.asynccontextmanager
async def sending(peer: PublishingPeer, *, level: int = 127) -> AsyncIterator[None]:
    """Voice and camera, with a key frame for every request."""
    answered = 0

    async def send() -> None:
        nonlocal answered
        first = True
        while True:
            requests = sum(isinstance(found, rtcp.KeyFrameRequest) for data in peer.rtcp for found in rtcp.parse(data))
            peer.speak(level=level)
            peer.show(key=first or requests > answered)
            first, answered = False, requests
            await asyncio.sleep(0.02)

    task = asyncio.create_task(send())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def refused(work: object) -> EngineRefusal:
    with pytest.raises(EngineRefusedError) as error:
        await work  # type: ignore[misc]
    return error.value.refusal


async def figures_of(world: World, name: str, good: Callable[[ParticipantFigures], bool]) -> ParticipantFigures:
    """As soon as they are so; nobody tells when they change."""
    async with asyncio.timeout(30):
        while True:
            for one in await world.engine.figures(ROOM):
                if one.participant_id == name and good(one):
                    return one
            await asyncio.sleep(0.05)


async def test_voice_and_camera_reach_a_subscriber(world: World) -> None:
    publisher = await world.publisher("p")
    subscriber = await world.subscriber("s")
    camera, voice = world.slot("s", "p"), world.slot("s", "p", StreamSource.MICROPHONE)
    assert camera is not None
    assert voice is not None
    async with sending(publisher):
        await subscriber.until(lambda: len(subscriber.of(camera)) > 5 and len(subscriber.of(voice)) > 5)
    for source in SOURCES.values():
        await world.listener.until("first media", StreamName("p", source))
    await world.listener.until("connected", ("p", Direction.PUBLISHING))
    await world.listener.until("connected", ("s", Direction.SUBSCRIBING))
    videos = subscriber.of(camera)
    assert b"\x9d\x01\x2a" in videos[0].payload  # a key frame comes first
    assert [packet.sequence for packet in videos] == [
        (videos[0].sequence + number) & 0xFFFF for number in range(len(videos))
    ]
    assert {packet.payload for packet in subscriber.of(voice)} == {b"voice"}


async def test_nobody_gets_what_they_send_themselves(world: World) -> None:
    await world.publisher("p")
    await world.subscriber("p")
    assert world.slot("p", "p") is None
    assert world.slot("p", "p", StreamSource.MICROPHONE) is None


async def test_somebody_who_comes_later_needs_no_new_offer(world: World) -> None:
    subscriber = await world.subscriber("s")
    publisher = await world.publisher("p")
    camera = await world.until_slot("s", "p")
    async with sending(publisher):
        await subscriber.until(lambda: len(subscriber.of(camera)) > 5)
    assert "s" not in world.listener.offers


async def test_when_the_slots_are_used_up_there_is_a_new_offer(world: World) -> None:
    subscriber = await world.subscriber("s")
    for number in range(6):
        await world.publisher(f"p{number}")
    await world.listener.until("offered", "s")
    last = await world.publisher("last")
    camera = await world.until_slot("s", "last")
    await world.reoffered("s", subscriber)
    kept = [slot.mid for slot in world.listener.offers["s"][0].slots]
    assert [slot.mid for slot in world.listener.slots["s"]][: len(kept)] == kept
    async with sending(last):
        await subscriber.until(lambda: len(subscriber.of(camera)) > 5)


async def test_a_later_joiner_gets_a_key_frame_soon(world: World) -> None:
    publisher = await world.publisher("p")
    async with sending(publisher):
        first = await world.subscriber("first")
        camera = world.slot("first", "p")
        assert camera is not None
        await first.until(lambda: len(first.of(camera)) > 100)  # any key frame was long ago
        late = await world.subscriber("late")
        mid = world.slot("late", "p")
        assert mid is not None
        await late.until(lambda: bool(late.of(mid)), limit_s=2)
    assert b"\x9d\x01\x2a" in late.of(mid)[0].payload


async def test_only_the_videos_that_are_wanted_flow_and_every_voice(world: World) -> None:
    one, other = await world.publisher("one"), await world.publisher("other")
    wanted = Want(StreamName("one", StreamSource.CAMERA), 360)
    subscriber = await world.subscriber("s", (wanted,))
    camera = world.slot("s", "one")
    voice = world.slot("s", "other", StreamSource.MICROPHONE)
    assert camera is not None
    assert voice is not None
    assert world.slot("s", "other") is None
    async with sending(one), sending(other):
        await subscriber.until(lambda: len(subscriber.of(camera)) > 5 and len(subscriber.of(voice)) > 5)
        await world.engine.want(ROOM, "s", (Want(StreamName("other", StreamSource.CAMERA), 720),))
        other_camera = await world.until_slot("s", "other")
        assert world.slot("s", "one") is None
        before = len(subscriber.of(other_camera))
        await subscriber.until(lambda: len(subscriber.of(other_camera)) > before + 5)
    videos = {world.slot("s", "other"), camera}
    flowed = {mid for mid, section in subscriber.sections.items() if section.kind == "video" and subscriber.of(mid)}
    assert flowed <= videos


async def test_a_height_of_nothing_is_not_wanted(world: World) -> None:
    await world.publisher("p")
    await world.subscriber("s", (Want(StreamName("p", StreamSource.CAMERA), 0),))
    assert world.slot("s", "p") is None


async def test_what_the_host_holds_does_not_flow_until_it_is_let_go(world: World) -> None:
    publisher = await world.publisher("p")
    subscriber = await world.subscriber("s")
    camera, voice = world.slot("s", "p"), world.slot("s", "p", StreamSource.MICROPHONE)
    assert camera is not None
    assert voice is not None
    async with sending(publisher):
        await subscriber.until(lambda: len(subscriber.of(voice)) > 5)
        await world.engine.hold(ROOM, StreamName("p", StreamSource.MICROPHONE), held=True)
        held = len(subscriber.of(voice))
        seen = len(subscriber.of(camera))
        await subscriber.until(lambda: len(subscriber.of(camera)) > seen + 10)
        assert len(subscriber.of(voice)) <= held + 2  # what was on its way
        one = await figures_of(world, "p", lambda one: True)
        assert {figure.stream.source for figure in one.published if figure.held} == {StreamSource.MICROPHONE}
        await world.engine.hold(ROOM, StreamName("p", StreamSource.MICROPHONE), held=False)
        held = len(subscriber.of(voice))
        await subscriber.until(lambda: len(subscriber.of(voice)) > held + 5)
    sequences = [packet.sequence for packet in subscriber.of(voice)]
    assert sequences == [(sequences[0] + number) & 0xFFFF for number in range(len(sequences))]


async def test_a_hold_outlasts_a_rejoin(world: World) -> None:
    await world.publisher("p")
    await world.engine.hold(ROOM, StreamName("p", StreamSource.MICROPHONE), held=True)
    again = await world.publisher("p")
    subscriber = await world.subscriber("s")
    camera, voice = world.slot("s", "p"), world.slot("s", "p", StreamSource.MICROPHONE)
    assert camera is not None
    assert voice is not None
    async with sending(again):
        await subscriber.until(lambda: len(subscriber.of(camera)) > 10)
    assert not subscriber.of(voice)


async def test_who_comes_back_with_a_fresh_peer_goes_on_in_the_same_slot(world: World) -> None:
    first = await world.publisher("p")
    subscriber = await world.subscriber("s")
    camera = world.slot("s", "p")
    assert camera is not None
    async with sending(first):
        await subscriber.until(lambda: len(subscriber.of(camera)) > 5)
    again = await world.publisher("p", PublishingPeer(audio_ssrc=51, video_ssrc=61))
    again.video_sequence, again.video_timestamp = 50_000, 3_000_000_000
    seen = len(subscriber.of(camera))
    async with sending(again):
        await subscriber.until(lambda: len(subscriber.of(camera)) > seen + 5)
    sequences = [packet.sequence for packet in subscriber.of(camera)]
    assert sequences == [(sequences[0] + number) & 0xFFFF for number in range(len(sequences))]
    assert world.slot("s", "p") == camera
    assert ("lost", ("p", Direction.PUBLISHING)) not in world.listener.told


async def test_a_subscription_is_replaced(world: World) -> None:
    publisher = await world.publisher("p")
    await world.subscriber("s")
    again = await world.subscriber("s")
    camera = world.slot("s", "p")
    assert camera is not None
    async with sending(publisher):
        await again.until(lambda: len(again.of(camera)) > 5)


async def test_who_leaves_frees_the_slot(world: World) -> None:
    await world.publisher("p")
    await world.subscriber("s")
    await world.engine.leave(ROOM, "p")
    await world.listener.until_so(lambda: world.slot("s", "p") is None)
    await world.engine.leave(ROOM, "p")
    assert ("lost", ("p", Direction.PUBLISHING)) not in world.listener.told


async def test_who_vanishes_is_told(world: World) -> None:
    publisher, subscriber = await world.publisher("p"), await world.subscriber("s")
    await publisher.close()
    await world.listener.until("lost", ("p", Direction.PUBLISHING))
    await subscriber.close()
    await world.listener.until("lost", ("s", Direction.SUBSCRIBING))
    assert await refused(world.engine.want(ROOM, "s", ())) is EngineRefusal.UNKNOWN


async def test_a_lost_packet_is_sent_again(world: World) -> None:
    publisher = await world.publisher("p")
    subscriber = await world.subscriber("s")
    camera = world.slot("s", "p")
    assert camera is not None
    async with sending(publisher):
        await subscriber.until(lambda: len(subscriber.of(camera)) > 5)
        missed = subscriber.of(camera)[3]
        subscriber.transport.send_rtcp(rtcp.receiver_report(1, []) + rtcp.nack(1, missed.ssrc, [missed.sequence]))
        await subscriber.until(lambda: bool(subscriber.repeats_of(camera)))
    assert subscriber.repeats_of(camera)[0].payload == struct.pack("!H", missed.sequence) + missed.payload


async def test_a_publisher_is_asked_for_packets_and_told_what_it_may_send(world: World) -> None:
    publisher = await world.publisher("p")
    publisher.show(key=True)
    lost = publisher.frame()
    publisher.show()
    found: list[object] = []

    def asked() -> bool:
        found[:] = [one for data in publisher.rtcp for one in rtcp.parse(data)]
        kinds = {type(one) for one in found}
        return {rtcp.Nack, rtcp.BitrateEstimate, rtcp.ReceptionBlock} <= kinds

    await publisher.until(asked)
    assert rtcp.Nack(publisher.video_ssrc, (struct.unpack_from("!H", lost, 2)[0],)) in found
    estimates = [one.bits_per_s for one in found if isinstance(one, rtcp.BitrateEstimate)]
    assert all(100_000 < one < 10_000_000 for one in estimates)


async def test_h264_reaches_those_who_take_it(world: World) -> None:
    publisher = await world.publisher("p", PublishingPeer(video=(H264, H264_RTX)))
    can, cannot = await world.subscriber("can"), await world.subscriber("cannot", codecs=("opus", "vp8", "rtx"))
    camera, voice = world.slot("can", "p"), world.slot("cannot", "p", StreamSource.MICROPHONE)
    assert camera is not None
    assert voice is not None
    for number in range(10):
        publisher.speak()
        publisher.send(rtp(102, number, 3000 * number, publisher.video_ssrc, IDR, marker=True))
        await asyncio.sleep(0.01)
    await can.until(lambda: len(can.of(camera)) > 5)
    await cannot.until(lambda: len(cannot.of(voice)) > 5)
    assert {packet.payload for packet in can.of(camera)} == {IDR}
    assert not any(section.kind == "video" and cannot.of(mid) for mid, section in cannot.sections.items())


async def test_figures_say_since_when_media_flow_both_ways(world: World) -> None:
    one, other = await world.publisher("one"), await world.publisher("other")
    receiver = await world.subscriber("one")
    voice = world.slot("one", "other", StreamSource.MICROPHONE)
    assert voice is not None
    assert (await figures_of(world, "one", lambda one: True)).received_since is None
    async with sending(one), sending(other):
        found = await figures_of(world, "one", lambda one: one.received_since is not None)
        assert found.acknowledged_since is None
        for _ in range(2):
            seen = len(receiver.of(voice))
            await receiver.until(lambda seen=seen: len(receiver.of(voice)) > seen + 5)  # type: ignore[misc]
            highest = receiver.of(voice)[-1]
            block = rtcp.reception_block(
                highest.ssrc, lost_share=0, lost=0, highest=highest.sequence, jitter=0, last_report=0, since_report_s=0
            )
            receiver.transport.send_rtcp(rtcp.receiver_report(1, [block]))
        found = await figures_of(world, "one", lambda one: one.acknowledged_since is not None)
        assert found.received_since is not None
        assert found.acknowledged_since is not None
        assert found.received_since < found.acknowledged_since
        figure = await figures_of(world, "one", lambda one: all(stream.packets_per_s > 10 for stream in one.published))
        camera = next(one for one in figure.published if one.stream.source is StreamSource.CAMERA)
        assert (camera.width, camera.height) == (640, 360)
        assert camera.bits_per_s > 10_000
    await figures_of(world, "one", lambda one: one.received_since is None)


async def test_who_is_held_is_not_received_until_they_are_heard_again(world: World) -> None:
    """What their device sends reaches nobody: it is no part of a conference."""
    voice = StreamName("one", StreamSource.MICROPHONE)
    async with sending(await world.publisher("one")):
        before = (await figures_of(world, "one", lambda one: one.received_since is not None)).received_since
        await world.engine.hold(ROOM, voice, held=True)
        await figures_of(world, "one", lambda one: one.received_since is None)
        await world.engine.hold(ROOM, voice, held=False)
        after = (await figures_of(world, "one", lambda one: one.received_since is not None)).received_since
    assert before is not None
    assert after is not None
    assert after > before


async def test_the_loudest_is_told(world: World) -> None:
    quiet, loud = await world.publisher("quiet"), await world.publisher("loud")
    async with sending(quiet, level=80), sending(loud, level=25):
        await world.listener.until("speaker", "loud")
    assert ("speaker", "quiet") not in world.listener.told


async def test_the_ceiling_of_cameras_is_told_to_the_next_one(world: World) -> None:
    for number in range(12):
        await world.publisher(f"p{number}")
    one_more = PublishingPeer()
    world.peers.append(one_more)
    offer = await one_more.offer()
    assert await refused(world.engine.publish(ROOM, "late", offer, SOURCES)) is EngineRefusal.ROOM_FULL
    await world.engine.leave(ROOM, "p3")
    await world.engine.publish(ROOM, "late", offer, SOURCES)
    # Who is in already may come back.
    await world.publisher("p5")


async def test_nothing_comes_of_a_spare_section_before_it_is_said_to(world: World) -> None:
    peer = PublishingPeer()
    world.peers.append(peer)
    camera = StreamName("one", StreamSource.CAMERA)
    peer.take_answer(
        await world.engine.publish(ROOM, "one", await peer.offer(), SOURCES, spare=frozenset(SOURCES.values()))
    )
    await peer.connected()
    other = await world.subscriber("other")
    assert all(slot.stream is None for slot in world.listener.slots["other"])
    assert (await figures_of(world, "one", lambda one: True)).published == ()
    await world.engine.send(ROOM, StreamName("one", StreamSource.MICROPHONE), sends=True)
    await world.until_slot("other", "one", StreamSource.MICROPHONE)
    await world.engine.send(ROOM, camera, sends=True)
    mid = await world.until_slot("other", "one")
    async with sending(peer):
        await other.until(lambda: len(other.of(mid)) > 5)
        await world.engine.send(ROOM, camera, sends=False)
        await world.listener.until_so(lambda: world.slot("other", "one") is None)
        assert world.slot("other", "one", StreamSource.MICROPHONE) is not None
        found = await figures_of(world, "one", lambda one: one.received_since is not None)
        assert [one.stream.source for one in found.published] == [StreamSource.MICROPHONE]
    await world.engine.send(ROOM, StreamName("one", StreamSource.SCREEN), sends=True)
    await world.engine.send(ROOM, StreamName("nobody", StreamSource.CAMERA), sends=True)


async def test_the_video_of_who_has_no_microphone_decides_whether_they_are_received(world: World) -> None:
    peer = PublishingPeer()
    world.peers.append(peer)
    spare = frozenset({StreamSource.MICROPHONE})
    peer.take_answer(await world.engine.publish(ROOM, "one", await peer.offer(), SOURCES, spare=spare))
    await peer.connected()
    async with sending(peer):
        found = await figures_of(world, "one", lambda one: one.received_since is not None)
    assert [one.stream.source for one in found.published] == [StreamSource.CAMERA]


async def test_the_ceiling_counts_cameras_that_are_on(world: World) -> None:
    camera = frozenset({StreamSource.CAMERA})
    for number in range(12):
        await world.publisher(f"p{number}")
    idle = PublishingPeer()
    world.peers.append(idle)
    idle.take_answer(await world.engine.publish(ROOM, "idle", await idle.offer(), SOURCES, spare=camera))
    on = StreamName("idle", StreamSource.CAMERA)
    assert await refused(world.engine.send(ROOM, on, sends=True)) is EngineRefusal.ROOM_FULL
    await world.engine.send(ROOM, StreamName("p7", StreamSource.CAMERA), sends=False)
    await world.engine.send(ROOM, on, sends=True)
    assert await refused(world.engine.send(ROOM, StreamName("p7", StreamSource.CAMERA), sends=True)) is (
        EngineRefusal.ROOM_FULL
    )


async def test_what_is_not_there_is_refused(world: World) -> None:
    engine = world.engine
    assert await refused(engine.subscribe("elsewhere", "s", None)) is EngineRefusal.UNKNOWN
    assert await refused(engine.want(ROOM, "nobody", ())) is EngineRefusal.UNKNOWN
    offer = await engine.subscribe(ROOM, "s", None)
    peer = SubscribingPeer()
    world.peers.append(peer)
    answer = await peer.answer(offer.sdp)
    assert await refused(engine.accept(ROOM, "s", offer.generation + 1, answer)) is EngineRefusal.UNKNOWN
    again = await engine.subscribe(ROOM, "s", None)
    assert again.generation > offer.generation
    assert await refused(engine.accept(ROOM, "s", offer.generation, answer)) is EngineRefusal.UNKNOWN


async def test_codecs_that_nobody_has_are_refused(world: World) -> None:
    peer = PublishingPeer(video=(VP9,))
    world.peers.append(peer)
    offer = await peer.offer()
    refusal = await refused(world.engine.publish(ROOM, "p", offer, {CAMERA: StreamSource.CAMERA}))
    assert refusal is EngineRefusal.NO_COMMON_CODEC


@pytest.mark.parametrize(
    "damage", [lambda text: "", lambda text: text[:300], lambda text: text.replace("a=mid", "a=x")]
)
async def test_unusable_descriptions_are_refused(world: World, damage: Callable[[str], str]) -> None:
    peer = PublishingPeer()
    world.peers.append(peer)
    text = damage(await peer.offer())
    assert await refused(world.engine.publish(ROOM, "p", text, SOURCES)) is EngineRefusal.UNUSABLE_DESCRIPTION
    offer = await world.engine.subscribe(ROOM, "s", None)
    assert (
        await refused(world.engine.accept(ROOM, "s", offer.generation, damage(offer.sdp)))
        is EngineRefusal.UNUSABLE_DESCRIPTION
    )


async def test_an_offer_without_the_named_sections_is_refused(world: World) -> None:
    peer = PublishingPeer()
    world.peers.append(peer)
    offer = await peer.offer()
    refusal = await refused(world.engine.publish(ROOM, "p", offer, {"9": StreamSource.CAMERA}))
    assert refusal is EngineRefusal.UNUSABLE_DESCRIPTION


async def test_a_closed_room_ends_everybodys_media(world: World) -> None:
    publisher, subscriber = await world.publisher("p"), await world.subscriber("s")
    await world.engine.close_room(ROOM)
    await world.engine.close_room(ROOM)
    for peer in (publisher, subscriber):
        await peer.until(lambda peer=peer: peer.state.name == "CLOSED")  # type: ignore[misc]
    assert await refused(world.engine.figures(ROOM)) is EngineRefusal.UNKNOWN
    assert not [what for what, _ in world.listener.told if what == "lost"]


async def test_codecs_are_those_of_the_room(world: World) -> None:
    """And transport-wide congestion control, which the engine does not speak, is not answered."""
    peer = PublishingPeer(video=(VP9, VP8, VP8_RTX))
    world.peers.append(peer)
    answer = await world.engine.publish(ROOM, "p", await peer.offer(), SOURCES)
    assert "transport-cc" not in answer
    assert "VP9" not in answer
    assert "x-google-start-bitrate" in answer
    for feedback in ("goog-remb", "ccm fir", "nack pli"):
        assert f"a=rtcp-fb:{VP8.payload_type} {feedback}" in answer
    offer = await world.engine.subscribe(ROOM, "s", None)
    assert f"opus/{OPUS.clock_rate}/2" in offer.sdp
    assert {slot.kind for slot in offer.slots} == set(MediaKind)
