"""What of an incident's way is measured, and which bounds the issue gives it. Pure.

Everything is machine time: how long people take to answer is between two segments and in none.
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
    the last required seat has read of its ring; `accepted`: the last of them answers. `told`: the wall says of its own
    accord that a tile of the scene is live, which proves the pixels right and no bound.
    """

    reported: float
    pushed: float = math.inf
    painted: float = math.inf
    video: float = math.inf
    rung: float = math.inf
    accepted: float = math.inf
    conference: float = math.inf
    told: float = math.inf


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
    """Each may take twice what one alone takes, measured in the same run, or as long as one alone may take."""
    rows = []
    for segment in SEGMENTS:
        found, alone = _both(segment, moments), _both(segment, single)
        bounds = [
            max(0.0 if math.isnan(other) else MOST_OF_SINGLE * other, bound)
            for other, bound in zip(alone, (segment.p50_s, segment.p95_s), strict=True)
        ]
        rows.append(
            table.Row(
                f"{at_once} at once: {segment.what}",
                f"≤ {bounds[0]:.2g} / {bounds[1]:.2g} s",
                _words(*found),
                f"n {len(moments)}",
                " / ".join(_ratio(mine, other) for mine, other in zip(found, alone, strict=True)),
                _verdict(all(value <= bound for value, bound in zip(found, bounds, strict=True))),
                found[1],
                bounds[1],
            )
        )
    return rows


def witness_row(moments: Sequence[Moments]) -> table.Row:
    """How long after its first picture on the screen the wall says so itself."""
    later = [since(one.told, one.painted) for one in moments]
    words = _words(percentile(later, 50), percentile(later, 95))
    return table.Row("first frame painted → the wall's own report says live", "", words, f"n {len(later)}")


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


def _ratio(value_s: float, alone_s: float) -> str:
    return f"{value_s / alone_s:.1f}" if math.isfinite(value_s) and alone_s > 0 and math.isfinite(alone_s) else "–"


def _verdict(met: bool) -> str:
    return table.PASS if met else table.MISS
