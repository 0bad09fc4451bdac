"""Which picture and which conference prove that a promise was kept, and every reason why one does not.

A seat measures with the same rules with which the hub judges, so that what a seat sends in good faith is taken.
"""

import math
from collections.abc import Collection
from datetime import datetime, timedelta

from app.domain.evidence import ConferenceFlow, PaintedFlow, Refusal, RoleFlow
from app.domain.geo import distance_m
from app.domain.incidents import Incident
from app.domain.people import RoleTitle
from app.domain.sla.clocks import SlaClock
from app.domain.sla.policies import SlaPolicy
from app.domain.units import Point
from app.domain.walls import WallSpan, first_held

# SLA specification: a picture counts after three seconds without freeze, a conference after five.
PICTURE_HELD_S = 3.0
CONFERENCE_HELD_S = 5.0
# SLA specification, after `freezeCount` of W3C webrtc-stats: a gap longer than max(3 × mean, mean + 150 ms).
FREEZE_FACTOR = 3
FREEZE_MARGIN_S = 0.150
# Of fewer than four gaps none can be longer than three times their mean: the rule would let everything pass.
FEWEST_FRAMES = 5
# What the seat knows of the hub's time after a bad network; more than that is a clock that is wrong.
CLOCK_TOLERANCE_S = 2.0
# Room for the edge of a notice or a pointer's hint; a covered tile shows less.
LEAST_VISIBLE_SHARE = 0.95
# Luma 0…255. Black is 16 in studio range (BT.709); a covered lens gives up to 30, a bright time stamp over it raises
# the mean some more. Below 40 and even there is nothing to be seen: the stamp does not touch the share that is flat.
BLACK_BELOW_LUMA = 40.0
BLACK_BELOW_DEVIATION = 5.0
BLACK_FROM_FLAT_SHARE = 0.95
# A card is mostly one colour and moves no more than a clock on it; where hardly anything else is left, a moving logo
# does not make a scene of it.
CARD_FROM_FLAT_SHARE = 0.6
CARD_MOST_CHANGED_SHARE = 0.1
CARD_MOVING_FROM_FLAT_SHARE = 0.9

_HELD = timedelta(seconds=PICTURE_HELD_S)
_TOLERANCE = timedelta(seconds=CLOCK_TOLERANCE_S)


def freeze_limit_s(mean_gap_s: float) -> float:
    """The longest gap in seconds that is no freeze among pictures with this mean gap."""
    return max(FREEZE_FACTOR * mean_gap_s, mean_gap_s + FREEZE_MARGIN_S)


def froze(*, mean_gap_s: float, longest_gap_s: float) -> bool:
    """Whether the longest of some gaps (seconds) with this mean was a freeze."""
    return longest_gap_s > freeze_limit_s(mean_gap_s)


class FlowMeter:
    """The run of painted frames that one tile is in: since the first, or since the last freeze.

    Feed it each painted frame; the figures are those of a `PaintedFlow`. At every frame the whole run obeys the freeze
    rule, so a complete run is one that the hub's judgement passes. A stream that becomes much faster starts its run
    anew, for its earlier gaps are freezes by then. One thread; no memory grows.
    """

    __slots__ = ("_first_s", "_last_s", "frames", "longest_gap_s")

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Forget the run: another source, a tile that was hidden, an incident that begins."""
        self.frames = 0
        self.longest_gap_s = 0.0
        self._first_s = self._last_s = math.nan

    def painted(self, at_s: float) -> bool:
        """A frame was painted at this moment of the monotonic clock. Whether the run is complete."""
        if self.frames == 0:
            self._begin(at_s)
            return False
        gap_s = at_s - self._last_s
        longest_s = max(gap_s, self.longest_gap_s)
        if froze(mean_gap_s=(at_s - self._first_s) / self.frames, longest_gap_s=longest_s):
            self._begin(at_s)
            return False
        self.longest_gap_s = longest_s
        self._last_s = at_s
        self.frames += 1
        return self.complete

    def _begin(self, at_s: float) -> None:
        self.frames = 1
        self.longest_gap_s = 0.0
        self._first_s = self._last_s = at_s

    @property
    def complete(self) -> bool:
        """Three seconds without freeze are reached."""
        return self.frames >= FEWEST_FRAMES and self._last_s - self._first_s >= PICTURE_HELD_S

    @property
    def first_s(self) -> float:
        """When the run's first frame was painted, monotonic; not a number before there is one."""
        return self._first_s

    @property
    def last_s(self) -> float:
        return self._last_s

    @property
    def duration_s(self) -> float:
        return self._last_s - self._first_s if self.frames else 0.0

    @property
    def mean_gap_s(self) -> float:
        """0 while there are less than two frames."""
        return self.duration_s / (self.frames - 1) if self.frames > 1 else 0.0


def judge_painted(
    flow: PaintedFlow,
    *,
    incident: Incident,
    clock: SlaClock | None,
    policy: SlaPolicy | None,
    source_point: Point | None,
    bound_by_plan: bool,
    on_output: bool,
    output_known: bool,
    same_seat: bool,
    walls: Collection[WallSpan],
    now: datetime,
) -> tuple[Refusal, ...]:
    """Why this picture on a wall output does not stop the incident's video clock; empty: it does.

    `clock` None: the incident has none. `policy` is the version under which the clock runs. The mean gap is not what
    the seat says but what follows from frames and duration. A flow may have begun before the clock did; then the three
    seconds are counted from the clock's start. `walls` as `walls_beside` gives them: while one was there, the picture
    was not on the wall, and the three seconds are counted without it. Times are aware.
    """
    refusals = [
        (clock is None or clock.stop is not None or clock.frozen, Refusal.NO_RUNNING_CLOCK),
        *_place_refusals(incident, policy, source_point, bound_by_plan=bound_by_plan),
        (not output_known, Refusal.UNKNOWN_OUTPUT),
        (output_known and not same_seat, Refusal.OTHER_SEAT),
        (output_known and not on_output, Refusal.NOT_ON_OUTPUT),
        (output_known and _held_at(flow, clock, walls) is None, Refusal.NOT_ON_WALL),
        *_picture_refusals(flow),
        (clock is not None and flow.last_at - clock.started_at < _HELD, Refusal.BEFORE_START),
        (flow.last_at - now > _TOLERANCE, Refusal.IN_THE_FUTURE),
    ]
    return tuple(refusal for applies, refusal in refusals if applies)


def picture_faults(flow: PaintedFlow) -> tuple[Refusal, ...]:
    """What is wrong with a picture wherever it comes from: not visible, too short, frozen, black, a card."""
    return tuple(refusal for applies, refusal in _picture_refusals(flow) if applies)


def _place_refusals(
    incident: Incident, policy: SlaPolicy | None, source_point: Point | None, *, bound_by_plan: bool
) -> tuple[tuple[bool, Refusal], ...]:
    if bound_by_plan:
        return ()
    if source_point is None or incident.place.point is None:
        return ((True, Refusal.NO_POSITION),)
    # Without a policy there is no clock either, and that is the reason to give.
    in_range = policy is None or distance_m(source_point, incident.place.point) <= policy.radius_m
    return ((not in_range, Refusal.OUT_OF_RANGE),)


def _picture_refusals(flow: PaintedFlow) -> tuple[tuple[bool, Refusal], ...]:
    long_enough = flow.frames >= FEWEST_FRAMES and flow.duration_s >= PICTURE_HELD_S and flow.first_at <= flow.last_at
    mean_gap_s = flow.duration_s / max(1, flow.frames - 1)
    # A source that repeats one picture stands still at any frame rate.
    still = flow.changed_pictures == 0 or froze(mean_gap_s=mean_gap_s, longest_gap_s=flow.longest_gap_s)
    black = is_black(luma_mean=flow.luma_mean, luma_deviation=flow.luma_deviation, flat_share=flow.flat_share)
    card = is_card(flat_share=flow.flat_share, pictures=flow.frames, changed=flow.changed_pictures)
    return (
        (flow.visible_share < LEAST_VISIBLE_SHARE, Refusal.NOT_VISIBLE),
        (not long_enough, Refusal.TOO_SHORT),
        (still, Refusal.FROZE),
        (black, Refusal.BLACK),
        (not black and card, Refusal.NO_SIGNAL_CARD),
    )


def is_black(*, luma_mean: float, luma_deviation: float, flat_share: float) -> bool:
    """Whether there is nothing to be seen in a picture; figures as in `PaintedFlow`."""
    even = luma_deviation < BLACK_BELOW_DEVIATION or flat_share >= BLACK_FROM_FLAT_SHARE
    return even and luma_mean < BLACK_BELOW_LUMA


def is_card(*, flat_share: float, pictures: int, changed: int) -> bool:
    """Whether a picture that is not black is a "no signal" card, of so many `pictures` of which so many `changed`."""
    moves = changed > CARD_MOST_CHANGED_SHARE * pictures
    return flat_share >= (CARD_MOVING_FROM_FLAT_SHARE if moves else CARD_FROM_FLAT_SHARE)


def picture_fulfilled_at(flow: PaintedFlow, clock: SlaClock, walls: Collection[WallSpan] = ()) -> datetime:
    """When an accepted flow had shown three seconds of the clock's time: the moment at which the clock stops. `walls`
    as it was judged with. Raises ValueError where one was there all the time."""
    held_at = _held_at(flow, clock, walls)
    if held_at is None:
        raise ValueError("a wall was connected all the time")
    return held_at


def _held_at(flow: PaintedFlow, clock: SlaClock | None, walls: Collection[WallSpan]) -> datetime | None:
    first_at = max(flow.first_at, clock.started_at) if clock is not None else flow.first_at
    return first_held(first_at=first_at, last_at=flow.last_at, held=_HELD, walls=walls)


def judge_conference(
    flow: ConferenceFlow, *, required: Collection[RoleTitle], now: datetime, held_s: float = CONFERENCE_HELD_S
) -> tuple[Refusal, ...]:
    """Why this conference does not stop the clock; empty: media has flowed both ways with somebody of every required
    title for `held_s` seconds. Where nobody is required nothing can be proved: ROLE_MISSING."""
    refusals = set() if required else {Refusal.ROLE_MISSING}
    for title in required:
        present = [role for role in flow.roles if role.title is title]
        since = _both_ways_since(present)
        if not present:
            refusals.add(Refusal.ROLE_MISSING)
        elif since is None:
            refusals.add(Refusal.ONE_WAY)
        elif flow.at - since < timedelta(seconds=held_s):
            refusals.add(Refusal.TOO_SHORT)
    if flow.at - now > _TOLERANCE:
        refusals.add(Refusal.IN_THE_FUTURE)
    return tuple(refusal for refusal in Refusal if refusal in refusals)


def fulfilled_at(
    flow: ConferenceFlow, *, required: Collection[RoleTitle] | None = None, held_s: float = CONFERENCE_HELD_S
) -> datetime:
    """When an accepted conference had held for everybody `required` (None: every title in it): the moment of the stop.

    It may be before the clock's start, where the room was warm. Raises ValueError when a title does not flow both ways.
    """
    titles = {role.title for role in flow.roles} if required is None else set(required)
    moments = [_both_ways_since([role for role in flow.roles if role.title is title]) for title in titles]
    flowing = [moment for moment in moments if moment is not None]
    if not flowing or len(flowing) < len(moments):
        raise ValueError("the conference does not flow both ways with every required role")
    return max(flowing) + timedelta(seconds=held_s)


def _both_ways_since(roles: list[RoleFlow]) -> datetime | None:
    """Since when the first of these has media both ways; None: none has."""
    return min(
        (
            max(role.received_since, role.acknowledged_since)
            for role in roles
            if role.received_since is not None and role.acknowledged_since is not None
        ),
        default=None,
    )
