"""Both kinds of line carry a conference, and lose of it what they should."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from streams.webrtc.ice import IceSettings
from tests.rtc.line import Line, network_line, relayed_line
from tests.rtc.lossy_link import Impairment
from tests.rtc.network import can_make_networks
from tests.rtc.peers import PublishingPeer, SubscribingPeer, keep_sending

_KINDS = [relayed_line, *([network_line] if can_make_networks() else [])]


@pytest.mark.parametrize("kind", _KINDS)
async def test_media_cross_the_line_and_are_lost_on_it(kind: Callable[[], AbstractContextManager[Line]]) -> None:
    with kind() as line:
        publisher = PublishingPeer(IceSettings(addresses=(line.hub_address,)))
        subscriber = SubscribingPeer(IceSettings(addresses=(line.participant_address,)))
        with line.at_hub():
            offer = await publisher.offer()
        with line.at_participants():
            answer = await subscriber.answer(line.to_participant("one", offer))
        publisher.take_answer(line.to_hub("one", answer))
        await asyncio.gather(publisher.connected(), subscriber.connected())
        sending = asyncio.create_task(keep_sending([publisher]))

        await subscriber.until_flowing(videos=1, voices=1)
        (video,) = subscriber.videos()
        line.up.impairment = Impairment(loss=0.1)
        await subscriber.until(lambda: video.retransmitted > 5)

        assert line.up.lost > 5
        assert not line.down.lost
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        await subscriber.close()
        await publisher.close()
