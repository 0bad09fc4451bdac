"""How good somebody's line is, from what the engine measures: one digit for the screen, the figures beside it."""

from app.services.conference_engine import MediaKind, ParticipantFigures

GOOD, FAIR, POOR, GONE = 3, 2, 1, 0

# Voices break up from some 5 % on, pictures stutter before (ITU-T G.1010: 3 % for voice, 400 ms one way at most).
_FAIR_LOSS, _POOR_LOSS = 0.02, 0.08
_FAIR_ROUND_TRIP_MS, _POOR_ROUND_TRIP_MS = 200.0, 500.0
_FAIR_JITTER_MS, _POOR_JITTER_MS = 30.0, 100.0


def lost_up(figures: ParticipantFigures) -> float:
    """The worse of what they send; their voice counts where they have one."""
    voices = [one.lost_share for one in figures.published if one.stream.source.kind is MediaKind.AUDIO]
    return max(voices or [one.lost_share for one in figures.published], default=0.0)


def quality(figures: ParticipantFigures) -> int:
    """3 good … 1 poor. 0, gone, is what signalling knows."""
    lost = max(lost_up(figures), figures.lost_share_down)
    round_trip_ms = figures.round_trip_ms or 0.0
    jitter_ms = max((one.jitter_ms for one in figures.published), default=0.0)
    if figures.video_paused or lost >= _POOR_LOSS or round_trip_ms >= _POOR_ROUND_TRIP_MS:
        return POOR
    if jitter_ms >= _POOR_JITTER_MS:
        return POOR
    if lost >= _FAIR_LOSS or round_trip_ms >= _FAIR_ROUND_TRIP_MS or jitter_ms >= _FAIR_JITTER_MS:
        return FAIR
    return GOOD
