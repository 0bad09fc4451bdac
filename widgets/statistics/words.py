"""Figures in words: shares that never look better than they are, times, targets, what was chosen."""

import math
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.domain.statistics.summaries import Summary
from app.services.statistics_wire import Statistics
from widgets.incidents.countdown_words import age_words, span_words
from widgets.incidents.words import class_words, clock_words, level_words

_MINUTE_S = 60


def _tr(text: str) -> str:
    return QCoreApplication.translate("Statistics", text)


def share_words(summary: Summary) -> str:
    """Rounded down: with a single breach it is never 100 %."""
    return _tr("{0} %").format(summary.met * 100 // summary.n) if summary.n else "–"


def interval_words(summary: Summary) -> str:
    """Rounded outwards."""
    low, high = summary.interval
    return _tr("{0}–{1} %").format(math.floor(low * 100), math.ceil(high * 100))


def time_words(seconds: float | None, n: int) -> str:
    """A percentile of `n` samples, rounded up."""
    if not n:
        return "–"
    return _tr("never") if seconds is None else span_words(math.ceil(seconds))


def target_words(target_s: float) -> str:
    whole = target_s % _MINUTE_S == 0
    return age_words(int(target_s)) if whole else span_words(math.ceil(target_s))


def summary_lines(summary: Summary) -> list[str]:
    """Everything about one group, for whoever points at it."""
    lines = [
        _tr("{0} of {1} in time: {2}").format(summary.met, summary.n, share_words(summary)),
        _tr("95 % interval: {0}").format(interval_words(summary)),
        _tr("P50 {0} · P90 {1}").format(time_words(summary.p50_s, summary.n), time_words(summary.p90_s, summary.n)),
    ]
    if summary.by_hand:
        lines.append(_tr("stopped by hand: {0}").format(summary.by_hand))
    if summary.excluded:
        lines.append(_tr("excluded: {0}").format(summary.excluded))
    return lines


def day_words(day: date) -> str:
    return f"{day:%Y-%m-%d}"


def filter_words(answer: Statistics, first: date, last: date) -> str:
    """What the figures are of: the period and whatever was chosen."""
    query = answer.query
    names = {unit.unit_id: unit.name for unit in answer.units}
    parts = [_tr("{0} to {1}").format(day_words(first), day_words(last))]
    parts.append(_tr("drills") if query.drills else _tr("real incidents"))
    parts += [names.get(unit_id, unit_id) for unit_id in query.unit] or [_tr("all units")]
    parts += [class_words(each) for each in query.incident_class] or [_tr("all classes")]
    parts += [level_words(each) for each in query.level] or [_tr("all levels")]
    return " · ".join(parts)


def policy_words(answer: Statistics) -> str:
    """The policies under which the counted samples were promised, with every version."""
    parts = []
    for clock in answer.clocks:
        versions = [str(version) for _, version in clock.total.policies]
        if versions:
            parts.append(_tr("{0} version {1}").format(clock_words(clock.kind, clock.name), _tr(", ").join(versions)))
    return _tr("Policies: {0}").format(_tr("; ").join(parts)) if parts else ""
