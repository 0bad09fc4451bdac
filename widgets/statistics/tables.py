"""The lines of the sheet's tables: each promise by level and by class, and what stands beside the figures and why."""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from app.domain.incidents import IncidentClass, IncidentLevel
from app.domain.sla.clocks import ExclusionReason
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.domain.statistics.summaries import Group, Summary
from app.services.statistics_wire import Statistics
from widgets.incidents.words import class_words, exclusion_words, level_words
from widgets.statistics.table_panel import Line
from widgets.statistics.words import share_words


def _tr(text: str) -> str:
    return QCoreApplication.translate("StatisticsTables", text)


def head() -> Line:
    return "", _tr("Video"), _tr("Conference")


def level_and_class_lines(answer: Statistics) -> list[Line]:
    """Those with decided samples: the share in time and of how many."""
    clocks = {clock.kind: clock for clock in answer.clocks}
    video, conference = clocks[VIDEO], clocks[CONFERENCE]
    levels = _by_key(video.by_level), _by_key(conference.by_level)
    classes = _by_key(video.by_class), _by_key(conference.by_class)
    lines = [(level_words(level), *(_share(groups.get(level)) for groups in levels)) for level in IncidentLevel]
    lines += [(class_words(each), *(_share(groups.get(each)) for groups in classes)) for each in IncidentClass]
    return [line for line in lines if any(line[1:])]


def beside_lines(answer: Statistics) -> list[Line]:
    """Left out and why, by hand, still running. In words, for each is somebody's decision."""
    totals = {clock.kind: clock.total for clock in answer.clocks}
    both = totals[VIDEO], totals[CONFERENCE]
    excluded = [dict(total.excluded_by_reason) for total in both]
    lines = [
        (_tr("Stopped by hand, counted"), *(str(total.by_hand) for total in both)),
        (_tr("Still running, not counted"), *(str(total.pending) for total in both)),
        (_tr("Excluded, not counted"), *(str(total.excluded) for total in both)),
    ]
    lines += [
        ("    " + exclusion_words(reason), *(str(counts.get(reason, 0)) for counts in excluded))
        for reason in ExclusionReason
        if any(reason in counts for counts in excluded)
    ]
    if answer.apart:
        words = _tr("Real incidents, apart") if answer.query.drills else _tr("Drills, apart")
        lines.append((words, str(answer.apart), ""))
    return lines


def _by_key(groups: Iterable[Group]) -> dict[str, Summary]:
    return {group.key: group.summary for group in groups if group.summary.n}


def _share(summary: Summary | None) -> str:
    return "" if summary is None else _tr("{0} of {1}").format(share_words(summary), summary.n)
