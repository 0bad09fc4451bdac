"""What a publisher's videos are worth to those who watch them: it is not asked for more."""

from collections.abc import Iterable, Mapping, Sequence

from streams.webrtc.forwarder.publisher import MOST_VIDEO_BPS
from streams.webrtc.forwarder.slots import Name
from streams.webrtc.forwarder.subscriber import Subscriber

# What is worth sending for a picture of this height, bit/s; above the last MOST_VIDEO_BPS.
_WORTH = ((200, 600_000.0), (400, 1_000_000.0), (560, 1_600_000.0))
# Of a video that nobody watches at the moment: enough that whoever comes sees something, little on a phone's bill.
_WORTH_UNSEEN_BPS = 800_000.0
_LEAST_DEMAND_BPS = 150_000.0


def worth_of_videos(subscribers: Iterable[Subscriber]) -> dict[Name, float]:
    """Bit/s by video: of the viewer who has most use for it."""
    worth: dict[Name, float] = {}
    for subscriber in subscribers:
        share = subscriber.share_bps()
        for name, height in subscriber.taken().items():
            worth[name] = max(worth.get(name, 0.0), min(_worth(height), share))
    return worth


def demand_bps(videos: Sequence[Name], worth: Mapping[Name, float]) -> float:
    """Of all videos of one publisher together."""
    return max(sum(worth.get(name, _WORTH_UNSEEN_BPS) for name in videos), _LEAST_DEMAND_BPS)


def _worth(height: int) -> float:
    """What is worth sending for a picture of this height in pixels; 0: not known."""
    return next((bps for most, bps in _WORTH if 0 < height <= most), MOST_VIDEO_BPS)
