"""Rows of the issue's table, target beside measured, and how they are printed."""

import dataclasses
import math
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from tests.bench.growth import MOST_MEMORY, Growth
from tests.bench.percentile import median

PASS, MISS, VOID, INFORMATION = "pass", "MISS", "VOID", ""


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One line: what was asked for, what was found. `value` and `bound` carry the decision for machines."""

    what: str
    target: str
    measured: str
    peer: str = ""
    ratio: str = ""
    verdict: str = INFORMATION
    value: float | None = None
    bound: float | None = None


def at_most(what: str, value: float, bound: float, *, unit: str, digits: int = 0, peer: str = "") -> Row:
    """A figure that is good when it is small."""
    return Row(
        what, f"≤ {bound:g} {unit}", _number(value, unit, digits), peer, "", _verdict(value <= bound), value, bound
    )


def at_least(what: str, value: float, bound: float, *, unit: str, digits: int = 1, peer: str = "") -> Row:
    """A figure that is good when it is large."""
    return Row(
        what, f"≥ {bound:g} {unit}", _number(value, unit, digits), peer, "", _verdict(value >= bound), value, bound
    )


def beside(what: str, ours: Sequence[float], theirs: Sequence[float], bound: float | None, *, stretch: str = "") -> Row:
    """Ours against a peer's: the median of the ratios of the rounds, so that what slowed a round slowed both."""
    ratio = median([mine / other for mine, other in zip(ours, theirs, strict=False) if other])
    target = "" if bound is None else f"≤ {bound:g} ×{stretch}"
    verdict = INFORMATION if bound is None else _verdict(ratio <= bound)
    return Row(
        what, target, f"{median(ours):.3f} core", f"{median(theirs):.3f} core", f"{ratio:.2f}", verdict, ratio, bound
    )


def level(what: str, grown: Growth) -> Row:
    """What must not grow."""
    met = not grown.failures()
    return Row(what, f"< {MOST_MEMORY:.0%}, nothing left", str(grown), "", "", _verdict(met), grown.memory, MOST_MEMORY)


def missing(what: str, target: str, why: str) -> Row:
    return Row(what, target, "–", why)


def text(rows: Iterable[Row]) -> str:
    """The table for people."""
    return aligned(_lines(rows))


def markdown(rows: Iterable[Row]) -> str:
    """The table for a page."""
    heading, *body = ("| " + " | ".join(line) + " |" for line in _lines(rows))
    return "\n".join([heading, "|" + "---|" * len(_COLUMNS), *body])


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Lines of cells, the first of them the heading, in columns as wide as their widest cell."""
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    heading, *body = (
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
    return "\n".join([heading, "─" * (sum(widths) + 2 * len(widths) - 2), *body])


_COLUMNS: list[tuple[str, Callable[[Row], str]]] = [
    ("what", lambda row: row.what),
    ("to reach", lambda row: row.target),
    ("measured", lambda row: row.measured),
    ("beside it", lambda row: row.peer),
    ("ratio", lambda row: row.ratio),
    ("", lambda row: row.verdict),
]


def _lines(rows: Iterable[Row]) -> list[list[str]]:
    return [[title for title, _ in _COLUMNS], *([of(row) for _, of in _COLUMNS] for row in rows)]


def _number(value: float, unit: str, digits: int) -> str:
    if math.isnan(value):
        return "–"
    return "never" if math.isinf(value) else f"{value:.{digits}f} {unit}"


def _verdict(met: bool) -> str:
    return PASS if met else MISS


def _width(cell: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in cell)
