"""What of an incident's way is measured, and which bounds the issue gives it. Pure.

Everything is machine time: whoever is played accepts the moment that their seat rings.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.bench import table
from tests.bench.percentile import percentile

MOST_OF_SINGLE = 2.0


@dataclass(slots=True)
class Moments:
    """Of one incident, s on this machine's monotonic clock; infinite for what never came.

    `reported`: just before the report is sent. `pushed`: a seat has read of the scene on its way to the wall;
    `painted`: a camera's picture is on the screen; `video`, `conference`: a seat has read of the stopped clock; `rung`:
    the last required seat has read of its ring; `accepted`: the last of them answers.
    """

    reported: float
    pushed: float = math.inf
    painted: float = math.inf
    video: float = math.inf
    rung: float = math.inf
    accepted: float = math.inf
    conference: float = math.inf


@dataclass(frozen=True, slots=True)
class Segment:
    """`p50_s` and `p95_s` are the bounds; `of` gives s."""

    what: str
    p50_s: float
    p95_s: float
    of: Callable[[Moments], float]


def since(end: float, begin: float) -> float:
    """Infinite where either never came."""
    return math.inf if math.isinf(end) or math.isinf(begin) else end - begin


# Issue of the loop, "Proof".
SEGMENTS = (
    Segment("report sent → scene pushed", 0.3, 0.8, lambda at: since(at.pushed, at.reported)),
    Segment("report sent → first frame painted", 1.0, 2.5, lambda at: since(at.painted, at.reported)),
    Segment("report sent → video clock stopped", 4.5, 6.0, lambda at: since(at.video, at.reported)),
    Segment("report sent → required roles ringing", 0.5, 1.0, lambda at: since(at.rung, at.reported)),
    Segment("last role accepts → conference clock stopped", 7.0, 9.0, lambda at: since(at.conference, at.accepted)),
)


def single_rows(moments: Sequence[Moments]) -> list[table.Row]:
    rows = []
    for segment in SEGMENTS:
        p50_s, p95_s = _both(segment, moments)
        rows.append(
            table.Row(
                segment.what,
                f"≤ {segment.p50_s:g} / {segment.p95_s:g} s",
                _words(p50_s, p95_s),
                f"n {len(moments)}",
                verdict=_verdict(p50_s <= segment.p50_s and p95_s <= segment.p95_s),
                value=p95_s,
                bound=segment.p95_s,
            )
        )
    return rows


def together_rows(moments: Sequence[Moments], *, at_once: int, single: Sequence[Moments]) -> list[table.Row]:
    """Beside what one alone takes; without that, beside what one alone may take."""
    rows = []
    for segment in SEGMENTS:
        found = _both(segment, moments)
        alone = _both(segment, single) if single else (segment.p50_s, segment.p95_s)
        ratios = [mine / other if other else math.inf for mine, other in zip(found, alone, strict=True)]
        rows.append(
            table.Row(
                f"{at_once} at once: {segment.what}",
                f"≤ {MOST_OF_SINGLE:g} × {'one alone' if single else 'the bound'}",
                _words(*found),
                f"n {len(moments)}",
                " / ".join("–" if math.isinf(ratio) else f"{ratio:.1f}" for ratio in ratios),
                _verdict(all(ratio <= MOST_OF_SINGLE for ratio in ratios)),
                max(ratios),
                MOST_OF_SINGLE,
            )
        )
    return rows


def in_short(moments: Moments) -> str:
    """Of one incident, for the progress."""
    return "  ".join(f"{_second(segment.of(moments))}" for segment in SEGMENTS)


def _both(segment: Segment, moments: Iterable[Moments]) -> tuple[float, float]:
    found = [segment.of(one) for one in moments]
    return percentile(found, 50), percentile(found, 95)


def _words(p50_s: float, p95_s: float) -> str:
    return f"{_second(p50_s)} / {_second(p95_s)} s"


def _second(value_s: float) -> str:
    return "never" if math.isinf(value_s) else f"{value_s:.2f}"


def _verdict(met: bool) -> str:
    return table.PASS if met else table.MISS
