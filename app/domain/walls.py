"""What counts as a wall, and when there was one: the hall's screens are what the five minutes are promised for.

A window beside a console is the best there is at a desk with one screen; beside a wall it shows nobody in the hall
anything.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from app.domain.incidents import Incident
from app.domain.outputs import Output
from app.domain.plans import ResponsePlan
from app.domain.units import covers

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
# For an output whose line comes and goes: older times grow together, with what was between them.
_MOST_SPANS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class WallSpan:
    """A time during which an output was a wall: connected, with a screen of its own. What it showed, and whether
    anybody looked, is no part of it: a picture could have been put there. `until` None: it still is one."""

    output_id: str
    unit_id: str
    since: datetime
    until: datetime | None = None


class WallTimes:
    """When which output was a wall. Fed by one thread with what outputs say of themselves; times are aware."""

    def __init__(self) -> None:
        self._spans: dict[str, list[WallSpan]] = {}
        # Outputs of an earlier run that have not said yet what they are.
        self._expected: set[str] = set()

    def spans(self) -> tuple[WallSpan, ...]:
        return tuple(span for spans in self._spans.values() for span in spans)

    def expect(self, output: Output) -> None:
        """It may be a wall that is about to come back, and counts as one until it says what it is, or is `gone`."""
        self._spans[output.output_id] = [WallSpan(output_id=output.output_id, unit_id=output.unit_id, since=_LONG_AGO)]
        self._expected.add(output.output_id)

    def said(self, output: Output, at: datetime) -> None:
        """What an output that is connected is, from `at` on."""
        spans = self._spans.setdefault(output.output_id, [])
        if output.in_window and output.output_id in self._expected:
            spans.clear()
        elif output.in_window:
            self._end(spans, at)
        elif not spans or spans[-1].until is not None:
            spans.append(WallSpan(output_id=output.output_id, unit_id=output.unit_id, since=at))
            if len(spans) > _MOST_SPANS:
                spans[:2] = [replace(spans[0], until=spans[1].until)]
        self._expected.discard(output.output_id)

    def gone(self, output_id: str, at: datetime) -> None:
        """An output is not connected any more."""
        self._end(self._spans.get(output_id, []), at)
        self._expected.discard(output_id)

    @staticmethod
    def _end(spans: list[WallSpan], at: datetime) -> None:
        if spans and spans[-1].until is None:
            spans[-1] = replace(spans[-1], until=at)


def planned_output(plans: Iterable[ResponsePlan]) -> str | None:
    """On which the plans of an incident want its scene: the first of them that names an output."""
    return next((plan.output_id for plan in plans if plan.output_id is not None), None)


def counts_as_wall(output: Output, *, planned: str | None) -> bool:
    """An output with a screen of its own, or the one that the incident's plan names, whatever it is (ADR 17)."""
    return not output.in_window or output.output_id == planned


def walls_beside(
    output: Output,
    spans: Iterable[WallSpan],
    *,
    incident: Incident,
    planned: str | None,
    path_of: Callable[[str], str],
) -> tuple[WallSpan, ...]:
    """The times during which a picture on `output` is none on the wall, because the incident's people had one.

    The SLA specification wants "a tile on a wall output". Theirs are the walls to which the incident's scene would go
    (`choose_output`): of its unit and of those above. Empty where `output` counts as a wall itself.
    """
    if counts_as_wall(output, planned=planned):
        return ()
    path = path_of(incident.unit_id)
    return tuple(span for span in spans if span.output_id != output.output_id and covers(path_of(span.unit_id), path))


def first_held(
    *, first_at: datetime, last_at: datetime, held: timedelta, walls: Iterable[WallSpan] = ()
) -> datetime | None:
    """When a picture that ran from `first_at` to `last_at` had first been there for `held` in a row without any of
    these `walls`; None: at no time. Without a wall meanwhile it is `held` after `first_at`, however short it ran."""
    begun_at = first_at
    for wall in sorted(walls, key=lambda wall: wall.since):
        if wall.until is not None and wall.until <= begun_at:
            continue
        if wall.since >= last_at or wall.since - begun_at >= held:
            break
        if wall.until is None:
            return None
        begun_at = wall.until
    held_at = begun_at + held
    return held_at if begun_at == first_at or held_at <= last_at else None
