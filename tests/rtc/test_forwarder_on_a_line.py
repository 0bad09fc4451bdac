"""The forwarder over lines that lose, delay, mix up and repeat packets, or go away for a while."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.rtc.conftest import RoomOnALine
from tests.rtc.lossy_link import CLEAR, CUT, Impairment
from tests.rtc.peers import PublishingPeer, keep_sending

_POOR = Impairment(loss=0.05, delay_s=0.025, jitter_s=0.025)
_IMPAIRED_S = 2.0
_PATIENCE_S = 30.0


@asynccontextmanager
async def sending(*peers: PublishingPeer) -> AsyncIterator[None]:
    task = asyncio.create_task(keep_sending(peers))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("ways", [("down",), ("up",), ("up", "down")], ids=["to the hub", "from the hub", "both"])
async def test_every_frame_arrives_whole_though_packets_are_lost_and_mixed_up(
    room: RoomOnALine, ways: tuple[str, ...]
) -> None:
    publisher = await room.publisher("publisher")
    async with sending(publisher):
        subscriber = await room.subscriber("subscriber")
        await subscriber.until_flowing(videos=1, voices=1)
        (video,) = subscriber.videos()
        video.clear()
        for way in ways:
            getattr(room.line, way).impairment = _POOR
        await asyncio.sleep(_IMPAIRED_S)
        room.line.impair(CLEAR)
        await subscriber.until(lambda: not video.missing)

    assert room.line.up.lost + room.line.down.lost > 5
    assert video.retransmitted
    whole, of = video.whole_frames()
    assert whole == of
    assert of > 30


async def test_what_arrives_twice_at_the_hub_is_forwarded_once(room: RoomOnALine) -> None:
    publisher = await room.publisher("publisher")
    async with sending(publisher):
        subscriber = await room.subscriber("subscriber")
        await subscriber.until_flowing(videos=1, voices=1)
        (video,), (voice,) = subscriber.videos(), subscriber.voices()
        room.line.down.impairment = Impairment(duplicated=0.5)
        await subscriber.until(lambda: video.packets > 200)

    assert not video.duplicates
    assert not voice.duplicates
    assert not video.lost


async def test_media_flow_again_when_the_line_is_back(room: RoomOnALine) -> None:
    publisher = await room.publisher("publisher")
    async with sending(publisher):
        subscriber = await room.subscriber("subscriber")
        await subscriber.until_flowing(videos=1, voices=1)
        (video,), (voice,) = subscriber.videos(), subscriber.voices()
        room.line.impair(CUT)
        await asyncio.sleep(_IMPAIRED_S)
        video.clear()
        voice.clear()
        asked, made = publisher.key_frames_asked, publisher.video.key_frames
        room.line.impair(CLEAR)
        await subscriber.until(lambda: video.whole_frames()[0] >= 30 and voice.packets > 50)

    assert not room.listener.lost_ones
    # What was lost cannot be sent again any more: only a key frame helps.
    assert publisher.key_frames_asked > asked
    assert publisher.video.key_frames > made


async def test_on_a_narrow_line_voices_come_whole_and_videos_wait_until_it_is_wide_again(room: RoomOnALine) -> None:
    publisher = await room.publisher("publisher")
    async with sending(publisher):
        subscriber = await room.subscriber("subscriber")
        await subscriber.until_flowing(videos=1, voices=1)
        (voice,) = subscriber.voices()

        async def until_paused(paused: bool) -> None:
            async with asyncio.timeout(_PATIENCE_S):
                while True:
                    people = {one.participant_id: one for one in await room.engine.figures(room.room_id)}
                    if people["subscriber"].video_paused is paused:
                        return
                    await asyncio.sleep(0.05)

        room.line.up.impairment = Impairment(bits_per_s=600_000)
        await until_paused(True)
        before = voice.packets
        # What waits in the narrow line's queue has to pass first.
        await subscriber.until(lambda: voice.packets > before + 30)
        voice.clear()
        await subscriber.until(lambda: voice.packets > 50)
        assert not voice.lost
        room.line.up.impairment = CLEAR
        await until_paused(False)
