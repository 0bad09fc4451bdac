"""Engine figures as one digit, and positions that are worth a line."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.rooms import Whereabouts
from app.hub.rooms.quality import FAIR, GOOD, POOR, lost_up, quality
from app.hub.rooms.walking import is_news
from app.services.conference_engine import ParticipantFigures, StreamFigures, StreamName, StreamSource

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def stream(source: StreamSource, *, lost_share: float = 0.0, jitter_ms: float = 1.0) -> StreamFigures:
    return StreamFigures(
        stream=StreamName("p", source), bits_per_s=1e6, packets_per_s=50, lost_share=lost_share, jitter_ms=jitter_ms
    )


def figures(**fields: object) -> ParticipantFigures:
    return ParticipantFigures(participant_id="p", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("measured", "digit"),
    [
        (figures(), GOOD),
        (figures(round_trip_ms=60.0, lost_share_down=0.005), GOOD),
        (figures(round_trip_ms=250.0), FAIR),
        (figures(lost_share_down=0.03), FAIR),
        (figures(published=(stream(StreamSource.MICROPHONE, jitter_ms=40),)), FAIR),
        (figures(round_trip_ms=900.0), POOR),
        (figures(lost_share_down=0.2), POOR),
        (figures(published=(stream(StreamSource.CAMERA, lost_share=0.2),)), POOR),
        (figures(published=(stream(StreamSource.CAMERA, jitter_ms=150),)), POOR),
        (figures(video_paused=True), POOR),
    ],
)
def test_the_worst_of_it_counts(measured: ParticipantFigures, digit: int) -> None:
    assert quality(measured) == digit


def test_a_voice_counts_before_a_picture() -> None:
    both = (stream(StreamSource.MICROPHONE, lost_share=0.01), stream(StreamSource.CAMERA, lost_share=0.3))
    assert lost_up(figures(published=both)) == 0.01


@pytest.mark.parametrize(
    ("after_s", "north_m", "accuracy_m", "news"),
    [
        (1, 500, 10, False),
        (4, 2, 10, False),
        (4, 30, 10, True),
        (4, 0, 4, True),
        (61, 0, 10, True),
    ],
)
def test_a_position_is_news_when_it_moved_got_better_or_is_old(
    after_s: float, north_m: float, accuracy_m: float, news: bool
) -> None:
    before = Whereabouts(longitude=121.4, latitude=31.2, accuracy_m=10, at=NOW)
    here = Whereabouts(
        longitude=121.4,
        latitude=31.2 + north_m / 111_195,
        accuracy_m=accuracy_m,
        at=NOW + timedelta(seconds=after_s),
    )
    assert is_news(here, before) is news
    assert is_news(here, None)
