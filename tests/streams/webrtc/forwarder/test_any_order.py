"""Whatever happens in whatever order: nothing raises, nobody is left between two sources, no number is used twice.

A sequence number used twice would be a nonce of AES-GCM used twice.
"""

import random

import pytest

from streams.webrtc import rtcp
from streams.webrtc.forwarder.slots import Name
from tests.streams.webrtc.forwarder.test_subscriber import Watching


def something_happens(chance: random.Random, watching: Watching, name: Name) -> None:
    line, subscriber, now = watching.lines[name], watching.subscriber, watching.now
    stream = line.stream
    line.now = now
    match chance.randrange(12):
        case 0 | 1 | 2 | 3:
            packet = line.packet(key=chance.random() < 0.1, size=chance.choice([0, 1, 50, 1200]))
            if chance.random() < 0.8:
                line.take(packet)
        case 4:
            payload = bytearray(chance.randbytes(chance.randrange(1600)))
            sequence, timestamp = chance.randrange(1 << 16), chance.randrange(1 << 32)
            stream.receive(payload, 0x80, sequence, timestamp, now, repeated=chance.random() < 0.5)
        case 5:
            stream.restart(chance.randrange(1, 1 << 32), now)
        case 6:
            stream.hold(held=chance.random() < 0.5, now=now)
        case 7:
            slot = chance.choice(list(subscriber._slots.values()))
            slot.out.switch(chance.choice([None, *(other.stream for other in watching.lines.values())]), now)
        case 8:
            recent = [(line.sequence - behind) & 0xFFFF for behind in range(20, 0, -1)]
            subscriber.take_rtcp(rtcp.nack(1, watching.ssrc(name), recent), now)
        case 9:
            subscriber.take_rtcp(rtcp.picture_loss(1, watching.ssrc(name)), now)
        case 10:
            stream.sender_report(chance.randrange(1 << 64), chance.randrange(1 << 32), now, now)
            stream.reception.report(1, max(stream.highest, 0), now)
            subscriber.second(now, 1.0)
            watching.connect()
        case 11:
            stream.refill(0.1)
            stream.look_after_key_frames(now)
            stream.missing.ask(now)


@pytest.mark.parametrize("seed", range(20))
def test_any_order_of_events_leaves_everything_in_order(seed: int) -> None:
    chance = random.Random(seed)
    watching = Watching()
    for _ in range(300):
        watching.now += chance.choice([0, 0.001, 0.02, 0.3, 2])
        something_happens(chance, watching, chance.choice(list(watching.lines)))
        streams = [line.stream for line in watching.lines.values()]
        for slot in watching.subscriber._slots.values():
            assert slot.out.flows == any(slot.out in stream.active for stream in streams)
            assert slot.out.source is None or slot.out in slot.out.source._takers
    for slot in watching.subscriber._slots.values():
        sequences = [packet.sequence for packet in watching.sent if packet.ssrc == slot.out.ssrc]
        assert len(sequences) == len(set(sequences))
