"""Who speaks loudest, from the levels that come with the packets (RFC 6464); no sound is decoded."""

from collections.abc import Mapping

_SMOOTHING_S = 0.4
_SPEAKING = 40.0  # of 127: -87 dBov is an empty room, -50…-20 a voice
_AHEAD = 4.0  # dB
_HELD_S = 0.4  # so long somebody must be ahead


class LoudestSpeaker:
    """Levels are 0 (silence) … 127. The last speaker stays until somebody else takes over or they are gone."""

    def __init__(self) -> None:
        self.participant: str | None = None
        self._levels: dict[str, float] = {}
        self._rival: str | None = None
        self._rival_since = 0.0

    def tick(self, levels: Mapping[str, float], now: float, interval_s: float) -> bool:
        """`levels`: mean since the tick before, of all who could speak. Returns whether the speaker changed."""
        share = min(interval_s / _SMOOTHING_S, 1.0)
        self._levels = {
            participant: (before := self._levels.get(participant, 0.0)) + share * (level - before)
            for participant, level in levels.items()
        }
        if self.participant is not None and self.participant not in levels:
            self.participant = self._rival = None
            return True
        loudest = max(self._levels, key=lambda one: self._levels[one], default=None)
        if loudest is None or loudest == self.participant or self._levels[loudest] < _SPEAKING:
            self._rival = None
            return False
        if self.participant is not None and self._levels[loudest] < self._levels[self.participant] + _AHEAD:
            self._rival = None
            return False
        if loudest != self._rival:
            self._rival, self._rival_since = loudest, now
        if self.participant is not None and now - self._rival_since < _HELD_S:
            return False
        self.participant, self._rival = loudest, None
        return True
