"""When the patrol is once around: seen from whose turn it is, for cameras come and go meanwhile."""

from dataclasses import replace
from datetime import datetime

from app.domain.camera_health import CameraHealth, Reliance, reliance
from app.domain.patrol_state import PatrolRound

# Of one look in the mean of many.
_WEIGHT = 0.1


class Rounds:
    """A round begins with the first camera that is due and ends when nothing is due but what was visited in it: the
    dead are visited again and again, which is no new round."""

    def __init__(self) -> None:
        self.current: PatrolRound | None = None
        self.last: PatrolRound | None = None
        self.look_s: float | None = None

    def chosen(self, word: CameraHealth | None, *, now: datetime) -> None:
        """The turn is on a camera of which `word` is known."""
        if self.current is not None and word is not None and word.checked_at >= self.current.began_at:
            self.nothing_due(now=now)
        if self.current is None and reliance(word, now=now) is not Reliance.DEAD:
            self.current = PatrolRound(began_at=now)

    def nothing_due(self, *, now: datetime) -> None:
        if self.current is not None:
            self.last, self.current = replace(self.current, ended_at=now), None

    def looked(self, seconds: float) -> None:
        """At a camera whose turn it was, or that somebody asked for."""
        self.look_s = seconds if self.look_s is None else self.look_s + _WEIGHT * (seconds - self.look_s)
        if self.current is not None:
            self.current = replace(self.current, looks=self.current.looks + 1)
