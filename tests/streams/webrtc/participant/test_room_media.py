"""From a device's buffer to a tile's mailbox and a loudspeaker's block, over two real transports on this machine."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import numpy as np
import pytest

from streams.decode.lane import Demand, Effort
from streams.state import Phase
from streams.webrtc.participant.names import Content, RemoteStream, SlotContent
from streams.webrtc.participant.publisher import PublishOffer
from streams.webrtc.peer_transport import TransportState
from tests.streams.webrtc.participant.seats import (
    Desktop,
    Devices,
    Loudspeaker,
    figures_when,
    figures_when_of,
    playout_delay_s,
    shows_camera,
    shows_screen,
    voice_packets,
)

CAMERA = RemoteStream("anna", Content.CAMERA)
SCREEN = RemoteStream("anna", Content.SCREEN)

Until = Callable[..., Awaitable[None]]


def placed(offer: PublishOffer) -> list[SlotContent]:
    return [SlotContent(track.mid, RemoteStream("anna", track.content)) for track in offer.tracks]


async def connected(sender: Desktop, receiver: Desktop, contents: set[Content]) -> PublishOffer:
    """What a hub does with descriptions, without one: the receiver answers the sender's offer itself."""
    offer = await sender.media.publish_offer(contents)
    answer = await receiver.media.answer(offer.sdp, placed(offer))
    await sender.media.published(answer)
    return offer


@pytest.fixture
async def pair() -> AsyncIterator[tuple[Desktop, Desktop]]:
    desktops = Desktop(), Desktop()
    yield desktops
    for desktop in desktops:
        await desktop.close()


@pytest.fixture
async def devices(pair: tuple[Desktop, Desktop]) -> AsyncIterator[Devices]:
    devices = Devices(pair[0].media)
    yield devices
    await asyncio.to_thread(devices.close)


@pytest.fixture
async def loudspeaker(pair: tuple[Desktop, Desktop]) -> AsyncIterator[Loudspeaker]:
    loudspeaker = Loudspeaker(pair[1].media)
    yield loudspeaker
    await asyncio.to_thread(loudspeaker.close)


async def test_pixels_and_a_tone_arrive(
    pair: tuple[Desktop, Desktop], devices: Devices, loudspeaker: Loudspeaker, until: Until
) -> None:
    anna, berta = pair
    camera, screen = berta.watch(CAMERA), berta.watch(SCREEN, width=64, height=48)
    await connected(anna, berta, {Content.CAMERA, Content.SCREEN, Content.MICROPHONE})
    await until(lambda: shows_camera(camera.newest()), "the camera's picture")
    await until(lambda: shows_screen(screen.newest()), "the screen's picture")
    await until(loudspeaker.hears_tone, "the tone")
    assert camera.feed.state.phase is Phase.LIVE
    assert {CAMERA: 180, SCREEN: 180} in berta.wants
    # A busy machine delays packets, and the playout with them, for a while.
    figures = await figures_when(berta, lambda figures: figures.quality == 3 and playout_delay_s(figures) < 0.2)
    (person,) = figures.people
    assert person.voice is not None
    assert person.voice.packets > 30
    assert person.videos[Content.CAMERA].pictures > 10
    sent = (await anna.media.figures()).sent
    assert sent is not None
    assert sent.coded[Content.CAMERA][:2] == (640, 360)
    await until(lambda: sent is not None and TransportState.CONNECTED in anna.publishing + berta.receiving)


async def test_feeds_outlive_a_rejoin(
    pair: tuple[Desktop, Desktop], devices: Devices, loudspeaker: Loudspeaker, until: Until
) -> None:
    anna, berta = pair
    camera = berta.watch(CAMERA)
    await connected(anna, berta, {Content.CAMERA, Content.MICROPHONE})
    await until(lambda: camera.feed.state.phase is Phase.LIVE)
    await berta.media.renew_receiving()
    await until(lambda: camera.feed.state.phase is Phase.RECONNECTING)
    before = camera.feed.lane.counters.decoded
    await connected(anna, berta, {Content.CAMERA, Content.MICROPHONE})
    await until(lambda: camera.feed.state.phase is Phase.LIVE)
    await until(lambda: camera.feed.lane.counters.decoded > before + 3)
    await until(loudspeaker.hears_tone)


async def test_a_second_line_into_the_room_takes_pictures_over_when_it_has_them_and_gives_them_back(
    pair: tuple[Desktop, Desktop], devices: Devices, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A busy machine may take its time for the first picture of a line.
    monkeypatch.setattr("streams.feed.SILENCE_S", 60.0)
    anna, berta = pair
    camera = berta.watch(CAMERA)
    await connected(anna, berta, {Content.CAMERA})
    await until(lambda: shows_camera(camera.newest()))
    begun = camera.feed.counters.connections

    # A wall looks into the room, and somebody at this seat stands in its lobby: nothing is offered to them yet.
    second = berta.room()
    received = camera.feed.counters.pictures_received
    await until(lambda: camera.feed.counters.pictures_received > received + 10, "the picture of the first line")

    # The same pictures by another peer, as a hub sends them.
    again = Desktop()
    more = Devices(again.media)
    try:
        offer = await again.media.publish_offer({Content.CAMERA})
        await again.media.published(await second.answer(offer.sdp, placed(offer)))
        await figures_when_of(second, lambda figures: figures.people[0].videos[Content.CAMERA].pictures > 10)
        assert camera.feed.counters.connections == begun, "nobody who looks notices"
        await second.close()
        await until(lambda: camera.feed.counters.connections > begun and camera.feed.state.phase is Phase.LIVE)
        assert shows_camera(camera.newest())
    finally:
        await asyncio.to_thread(more.close)
        await second.close()
        await again.close()


async def test_a_video_that_nobody_looks_at_is_not_asked_for_and_comes_back(
    pair: tuple[Desktop, Desktop], devices: Devices, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.webrtc.participant.conference_source.REST_AFTER_S", 0.2)
    anna, berta = pair
    camera = berta.watch(CAMERA)
    offer = await connected(anna, berta, {Content.CAMERA})
    await until(lambda: shows_camera(camera.newest()))
    camera.ask(Demand(Effort.HOLD))
    await until(lambda: berta.wants and berta.wants[-1] == {})
    # As the hub does: nothing flows there any more.
    berta.media.slots([SlotContent(offer.tracks[0].mid, None)])
    decoded = camera.feed.lane.counters.decoded
    camera.ask(Demand(Effort.ALL, 1280, 720))
    await until(lambda: berta.wants[-1] == {CAMERA: 720})
    assert camera.feed.state.phase is Phase.LIVE
    berta.media.slots(placed(offer))
    await until(lambda: camera.feed.lane.counters.decoded > decoded + 3)


async def test_muted_nothing_is_seen_or_heard_but_the_way_stays_open(
    pair: tuple[Desktop, Desktop], devices: Devices, loudspeaker: Loudspeaker, until: Until
) -> None:
    anna, berta = pair
    camera = berta.watch(CAMERA)
    anna.media.mute(Content.MICROPHONE, muted=True)
    await connected(anna, berta, {Content.CAMERA, Content.MICROPHONE})
    await until(lambda: shows_camera(camera.newest()))
    anna.media.mute(Content.CAMERA, muted=True)

    before = voice_packets(await berta.media.figures())
    await figures_when(berta, lambda figures: voice_packets(figures) >= before + 3)
    assert np.abs(loudspeaker.last_second).max() < 50
    pictures = camera.feed.counters.pictures_received
    anna.media.mute(Content.MICROPHONE, muted=False)
    await until(loudspeaker.hears_tone)
    assert camera.feed.counters.pictures_received == pictures
    anna.media.mute(Content.CAMERA, muted=False)
    await until(lambda: camera.feed.counters.pictures_received > pictures + 3)


async def test_a_viewer_takes_no_voices(devices_free_pair: tuple[Desktop, Desktop], until: Until) -> None:
    anna, wall = devices_free_pair
    devices = Devices(anna.media)
    try:
        camera = wall.watch(CAMERA)
        offer = await anna.media.publish_offer({Content.CAMERA, Content.MICROPHONE})
        answer = await wall.media.answer(offer.sdp, placed(offer))
        assert answer.count("a=inactive") == 1
        await anna.media.published(answer)
        await until(lambda: shows_camera(camera.newest()))
        assert (await wall.media.figures()).people[0].voice is None
    finally:
        await asyncio.to_thread(devices.close)


@pytest.fixture
async def devices_free_pair() -> AsyncIterator[tuple[Desktop, Desktop]]:
    desktops = Desktop(), Desktop(viewer=True)
    yield desktops
    for desktop in desktops:
        await desktop.close()


async def test_somebody_who_is_not_there_is_said_not_to_be_there(
    pair: tuple[Desktop, Desktop], until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.webrtc.participant.conference_source.OPEN_S", 0.1)
    _, berta = pair
    view = berta.watch(RemoteStream("nobody", Content.CAMERA))
    await until(lambda: view.feed.state.phase is Phase.OFFLINE)
    assert view.feed.state.reason == "no-such-stream"


async def test_without_devices_there_is_nothing_to_offer(pair: tuple[Desktop, Desktop]) -> None:
    with pytest.raises(ValueError, match="nothing to publish"):
        await pair[0].media.publish_offer(set())
