"""What a conference is like right now, for the screen: per person and for the desktop's own way up and down."""

from dataclasses import dataclass, field

from streams.webrtc.participant.names import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceFigures:
    """Of one remote voice. `playout_delay_s` behind the network's quickest way; counts since the voice came."""

    packets: int
    lost_share: float  # of the last second
    jitter_s: float
    playout_delay_s: float
    concealed_share: float  # of all samples since the voice came
    underruns: int
    late_packets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoFigures:
    """Of one remote video. Counts since its slot was made."""

    lost_share: float
    jitter_s: float
    pictures: int
    recovered_packets: int
    lost_packets: int
    key_frame_requests: int
    withheld_pictures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFigures:
    """`voice_after_picture_s`: lip sync as it is shown, positive when the sound is late; None where not both are there.
    `picture_delay_s`: by which pictures are held back for it."""

    participant_id: str
    voice: VoiceFigures | None = None
    videos: dict[Content, VideoFigures] = field(default_factory=dict)
    voice_after_picture_s: float | None = None
    picture_delay_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFigures:
    """Of what this desktop sends. `lost_share`, round trip (s, None before the first report) as the hub says."""

    bits_per_s_allowed: int | None
    lost_share: float
    round_trip_s: float | None
    voice_packets: int
    voice_level: int | None  # -dBov, None without a microphone
    coded: dict[Content, tuple[int, int, int]]  # width, height, bits/s aimed at
    repeated_packets: int
    overtaken_pictures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomFigures:
    """`quality`: 0 nothing arrives, 1 poor, 2 fair, 3 good, of the way down."""

    quality: int
    received_bps: float
    lost_share: float
    link_bps: int  # what the hub is told that our way down carries
    people: tuple[PersonFigures, ...]
    sent: SentFigures | None


def quality_of(*, received_bps: float, lost_share: float, jitter_s: float) -> int:
    """Beyond 10 % loss or 100 ms jitter words are lost, beyond 3 % or 40 ms it is noticed (ITU-T G.113, G.1010)."""
    if received_bps <= 0:
        return 0
    if lost_share > 0.10 or jitter_s > 0.10:
        return 1
    return 2 if lost_share > 0.03 or jitter_s > 0.04 else 3
