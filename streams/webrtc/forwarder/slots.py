"""Which stream flows in which media section of a subscription.

An audio and a video section of one number make a pair of one media stream, and a participant's voice and camera go
into one pair wherever they can: browsers keep lips in time only within a media stream.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

SPARE = 3
SPARE_SCREENS = 1

Name = tuple[str, str]  # participant, label of the stream


@dataclass(slots=True)
class Place:
    """One section; `pair` None: a video section by itself, for screens."""

    mid: str
    is_video: bool
    pair: int | None
    name: Name | None = None


@dataclass(frozen=True, slots=True)
class SlotView:
    """A section as others see it."""

    mid: str
    is_video: bool
    name: Name | None


@dataclass(slots=True)
class Wanted:
    """A stream that is to flow. `paired`: of those that its participant sends together, voice and camera."""

    name: Name
    is_video: bool
    paired: bool


@dataclass(slots=True)
class Places:
    """All sections of a subscription; they are only ever added."""

    places: list[Place] = field(default_factory=list)
    _pairs: int = 0
    _singles: int = 0

    def assign(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        """Free the places of what is not wanted any more, find some for what is new. Returns what finds none."""
        names = {one.name for one in wanted}
        for place in self.places:
            if place.name not in names:
                place.name = None
        placed = {place.name for place in self.places}
        left = []
        for one in wanted:
            if one.name in placed:
                continue
            if (found := self._place_for(one)) is None:
                left.append(one)
            else:
                found.name = one.name
        return left

    def grow(self, wanted: Sequence[Wanted]) -> None:
        """More sections, for these and some to spare."""
        pairs = max(sum(one.is_video and one.paired for one in wanted), sum(not one.is_video for one in wanted))
        singles = sum(one.is_video and not one.paired for one in wanted)
        for _ in range(pairs + SPARE):
            self.places.append(Place(f"a{self._pairs}", is_video=False, pair=self._pairs))
            self.places.append(Place(f"v{self._pairs}", is_video=True, pair=self._pairs))
            self._pairs += 1
        for _ in range(singles + SPARE_SCREENS):
            self.places.append(Place(f"s{self._singles}", is_video=True, pair=None))
            self._singles += 1

    def _place_for(self, one: Wanted) -> Place | None:
        free = [place for place in self.places if place.name is None and place.is_video == one.is_video]
        return min(free, key=lambda place: self._unfit(place, one), default=None)

    def _unfit(self, place: Place, one: Wanted) -> int:
        if not one.paired or place.pair is None:
            # A pair is not to be taken from a participant who has both.
            return 0 if place.pair is None and not one.paired else 3
        partner = next(
            other.name for other in self.places if other.pair == place.pair and other.is_video != place.is_video
        )
        if partner is None:
            return 1
        return 0 if partner[0] == one.name[0] else 2
