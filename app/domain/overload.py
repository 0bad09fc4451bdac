"""What the wall gives up when the machine cannot keep up, in which order, and when it takes it back.

Hidden tiles never cost anything. Then big tiles go to the sub stream, then small tiles to key frames; the tile that
an operator enlarged is the last to suffer.
"""

from dataclasses import dataclass, replace
from enum import IntEnum

# One bad second is a hiccup; two in a row are a load that will not go away.
SECONDS_TO_LOWER = 2
SECONDS_TO_RAISE = 10
# A level that failed again soon after it was raised is left alone for longer each time.
LONGEST_SECONDS_TO_RAISE = 300
RELAPSE_SECONDS = 30
# Share of the decode threads' time below which there is room for more.
ROOM_BELOW_LOAD = 0.7
# A picture that waits this long for its decoder is late.
LATE_S = 0.25


class Saving(IntEnum):
    """How much the wall saves; each level includes those before it."""

    NOTHING = 0
    BIG_TILES_TO_SUB = 1
    SMALL_TILES_TO_KEY_FRAMES = 2


@dataclass(frozen=True, slots=True)
class Overload:
    """The rule's memory; `after_second` returns the next one. Pure: one call is one second."""

    saving: Saving = Saving.NOTHING
    bad_seconds: int = 0
    good_seconds: int = 0
    seconds_to_raise: int = SECONDS_TO_RAISE
    since_raised: int | None = None

    def after_second(self, *, longest_wait_s: float, load: float) -> "Overload":
        """`longest_wait_s`: the oldest picture that waits for a decoder; `load`: busy share of the pool, 0 … 1."""
        since_raised = None if self.since_raised is None else self.since_raised + 1
        if longest_wait_s > LATE_S:
            return self._worse(since_raised)
        if load >= ROOM_BELOW_LOAD or self.saving is Saving.NOTHING:
            return replace(self, bad_seconds=0, good_seconds=0, since_raised=since_raised)
        if self.good_seconds + 1 < self.seconds_to_raise:
            return replace(self, bad_seconds=0, good_seconds=self.good_seconds + 1, since_raised=since_raised)
        return Overload(Saving(self.saving - 1), seconds_to_raise=self.seconds_to_raise, since_raised=0)

    def _worse(self, since_raised: int | None) -> "Overload":
        if self.bad_seconds + 1 < SECONDS_TO_LOWER:
            return replace(self, bad_seconds=self.bad_seconds + 1, good_seconds=0, since_raised=since_raised)
        relapsed = since_raised is not None and since_raised <= RELAPSE_SECONDS
        patience = min(self.seconds_to_raise * 2, LONGEST_SECONDS_TO_RAISE) if relapsed else SECONDS_TO_RAISE
        return Overload(Saving(min(self.saving + 1, max(Saving))), seconds_to_raise=patience)
