"""What a subscriber's reports change: voices always flow, videos as long as the link bears them."""

import pytest

from streams.webrtc import rtcp
from streams.webrtc.forwarder.demands import demand_bps, worth_of_videos
from streams.webrtc.forwarder.slots import Name, Wanted
from streams.webrtc.forwarder.subscriber import Subscriber
from streams.webrtc.session_description import Description, Direction, Section
from tests.fakes.media_peer import Received
from tests.streams.webrtc.forwarder.line import Line


class Watching:
    """A subscriber of some cameras and one voice, on a made-up clock."""

    def __init__(self, cameras: int = 2) -> None:
        self.sent: list[Received] = []
        self.rtcp: list[bytes] = []
        self.now = 1000.0
        self.subscriber = Subscriber(
            "s",
            send_rtp=lambda buffer, length: self.sent.append(Received.of(bytes(buffer[:length]))),
            send_rtcp=self.rtcp.append,
            unix_offset_s=1_700_000_000.0,
        )
        self.lines: dict[Name, Line] = {("p0", "microphone"): Line("opus", now=self.now)}
        self.lines |= {(f"p{number}", "camera"): Line(now=self.now) for number in range(cameras)}
        wanted = [Wanted(name, name[1] == "camera", paired=True) for name in self.lines]
        assert self.subscriber.place(wanted)
        self.sections = {section.mid: section for section in self.subscriber.sections()}
        self.answer(*self.sections.values())
        self.connect()

    def answer(self, *sections: Section) -> None:
        answered = tuple(Section(one.mid, one.kind, Direction.RECVONLY, one.codecs, one.extensions) for one in sections)
        self.subscriber.answered(Description(answered, None, "active"))  # type: ignore[arg-type]

    def connect(self, *, speaker: str | None = None) -> None:
        streams = {name: line.stream for name, line in self.lines.items()}
        self.subscriber.connect(streams, self.now, speaker=speaker)

    def ssrc(self, name: Name) -> int:
        mid = next(slot.mid for slot in self.subscriber.shown() if slot.name == name)
        ssrc = self.sections[mid].ssrc
        assert ssrc is not None
        return ssrc

    def second(self, *, loss: float = 0.0, seen: float = 1.0, claimed: int = 0) -> set[Name]:
        """A second of media with a report at its end; returns what flowed. `claimed`: of so many more packets."""
        before = len(self.sent)
        asked = {name: len(line.asked_for_key_frames) for name, line in self.lines.items()}
        for number in range(30):
            for name, line in self.lines.items():
                line.stream.budget = 100_000
                line.now = self.now + number / 30
                line.stream.look_after_key_frames(line.now)
                line.take(line.packet(key=len(line.asked_for_key_frames) > asked[name] or not line.stream.packets))
                asked[name] = len(line.asked_for_key_frames)
        self.now += 1.0
        sent = self.sent[before:]
        blocks = []
        flowed = set()
        for name in self.lines:
            mine = [packet for packet in sent if packet.ssrc == self.ssrc(name)]
            if mine:
                flowed.add(name)
                highest = mine[int((len(mine) - 1) * seen)].sequence + claimed
                blocks.append(
                    rtcp.reception_block(
                        self.ssrc(name),
                        lost_share=loss,
                        lost=0,
                        highest=highest,
                        jitter=0,
                        last_report=0,
                        since_report_s=0,
                    )
                )
        self.subscriber.take_rtcp(rtcp.receiver_report(1, blocks), self.now)
        self.subscriber.second(self.now, 1.0)
        self.connect()
        return flowed


VOICE = ("p0", "microphone")
FIRST, SECOND = ("p0", "camera"), ("p1", "camera")


def test_on_a_poor_link_videos_are_paused_before_voices_and_come_back_at_a_key_frame() -> None:
    watching = Watching()
    assert watching.second() == {VOICE, FIRST, SECOND}
    for _ in range(3):
        watching.second(loss=0.3)
    flowed = [watching.second(loss=0.3) for _ in range(3)]
    assert all(VOICE in one and len(one) == 2 for one in flowed)
    assert watching.second(loss=0.3) == {VOICE}
    assert watching.subscriber.video_paused
    before = len(watching.sent)
    for _ in range(12):
        flowed.append(watching.second())
    assert flowed[-1] == {VOICE, FIRST, SECOND}
    assert not watching.subscriber.video_paused
    for name in (FIRST, SECOND):
        sequences = [packet.sequence for packet in watching.sent if packet.ssrc == watching.ssrc(name)]
        assert sequences == list(range(sequences[0], sequences[0] + len(sequences)))
        again = next(packet for packet in watching.sent[before:] if packet.ssrc == watching.ssrc(name))
        assert b"\x9d\x01\x2a" in again.payload


def test_the_speaker_is_the_last_to_be_paused() -> None:
    watching = Watching()
    watching.subscriber.downlink.most_videos = 1
    watching.connect(speaker="p1")
    assert watching.subscriber.paused == {FIRST}


def test_a_little_loss_pauses_nothing() -> None:
    watching = Watching()
    for _ in range(20):
        assert watching.second(loss=0.05) == {VOICE, FIRST, SECOND}


def test_acknowledgement_lasts_as_long_as_the_voice_is_seen_to_arrive() -> None:
    watching = Watching()
    assert watching.subscriber.acknowledged_since is None
    watching.second()
    since = watching.subscriber.acknowledged_since
    assert since == 1001.0
    watching.second()
    assert watching.subscriber.acknowledged_since == since
    # Only videos go on arriving.
    watching.lines[VOICE].stream.active[0].send = lambda _buffer, _length: None
    for _ in range(12):
        watching.second()
    assert watching.subscriber.acknowledged_since is None


def test_a_report_of_packets_that_were_never_sent_acknowledges_nothing() -> None:
    watching = Watching()
    for second in range(3):
        watching.second(claimed=1 + 1000 * second)
        assert watching.subscriber.acknowledged_since is None
    watching.second()
    assert watching.subscriber.acknowledged_since == watching.now


def test_who_claims_more_than_was_sent_keeps_up_nothing_with_it() -> None:
    watching = Watching()
    watching.second()
    assert watching.subscriber.acknowledged_since is not None
    for second in range(12):
        watching.second(claimed=1 + second)
    assert watching.subscriber.acknowledged_since is None


@pytest.mark.parametrize("older", [0, 1])
def test_a_number_said_again_or_an_older_one_acknowledges_nothing_more(older: int) -> None:
    watching = Watching()
    watching.second()
    assert watching.subscriber.acknowledged_since is not None
    for second in range(1, 13):
        watching.second(claimed=-30 * second - older)
    assert watching.subscriber.acknowledged_since is None


def test_sender_reports_come_and_give_the_round_trip() -> None:
    watching = Watching()
    watching.second()
    watching.second()
    reports = [found for data in watching.rtcp for found in rtcp.parse(data) if isinstance(found, rtcp.SenderInfo)]
    assert {report.source for report in reports} == {watching.ssrc(name) for name in watching.lines}
    newest = reports[-1]
    block = rtcp.reception_block(
        newest.source,
        lost_share=0,
        lost=0,
        highest=1,
        jitter=0,
        last_report=rtcp.compact_ntp(newest.ntp),
        since_report_s=0.5,
    )
    watching.subscriber.take_rtcp(rtcp.receiver_report(1, [block]), watching.now + 0.58)
    assert watching.subscriber.downlink.round_trip_s == pytest.approx(0.08, abs=0.001)


def test_pli_goes_to_the_publisher_but_not_as_often_as_it_comes() -> None:
    watching = Watching()
    for _ in range(2):
        watching.second()
    line = watching.lines[FIRST]
    line.now = watching.now
    before = len(line.asked_for_key_frames)
    for number in range(20):
        pli = rtcp.picture_loss(1, watching.ssrc(FIRST))
        watching.subscriber.take_rtcp(pli, watching.now + number / 10)
    assert len(line.asked_for_key_frames) == before + 2


def test_a_declined_section_stays_empty() -> None:
    watching = Watching()
    watching.subscriber.close(watching.now)
    watching.subscriber.answered(
        Description(
            tuple(Section(one.mid, one.kind, Direction.INACTIVE, one.codecs) for one in watching.sections.values()),
            None,  # type: ignore[arg-type]
            "active",
        )
    )
    watching.connect()
    assert watching.second() == set()


def test_publishers_are_asked_for_what_the_largest_view_needs() -> None:
    small, large = Watching(1), Watching(1)
    small.subscriber.wants = {FIRST: 180}
    large.subscriber.wants = {FIRST: 720}
    little = demand_bps([FIRST], worth_of_videos([small.subscriber]))
    much = demand_bps([FIRST], worth_of_videos([small.subscriber, large.subscriber]))
    assert little < 1_000_000 < much
    large.subscriber.downlink.limit_bps = 400_000
    assert demand_bps([FIRST], worth_of_videos([large.subscriber])) == 400_000
