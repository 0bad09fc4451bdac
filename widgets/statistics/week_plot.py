"""Does it get better? P90 and P50 of each week beside the target: above the dashed line is too late."""

from collections.abc import Sequence

import pyqtgraph
from PySide6.QtCore import QCoreApplication, QPoint, QPointF
from PySide6.QtGui import QPen

from app.services.statistics_wire import ClockStatistics
from widgets import colours
from widgets.statistics.fills import TargetSample, target_pen
from widgets.statistics.plot_panel import PlotPanel
from widgets.statistics.plot_style import label, make_plot, set_ticks
from widgets.statistics.series import Week, ceiling_s, is_kept, weeks
from widgets.statistics.words import day_words, summary_lines, target_words

_MINUTE_S = 60
_MOST_DAYS_NAMED = 6
_MOST_TARGETS = 3
_NOT_A_NUMBER = float("nan")
# Room at the right for the names of the lines, as a share of the width.
_ROOM = 0.1
# Between a line's end and its name, as a share of the width; names closer than a share of the height would touch.
_SPACE = 0.02
_CLOSE = 0.1


def _tr(text: str) -> str:
    return QCoreApplication.translate("WeekPlot", text)


class WeekPlot:
    """Of one kind of clock; `panel` is what is shown."""

    def __init__(self) -> None:
        self.plot = make_plot()
        self.weeks: tuple[Week, ...] = ()
        self.panel = PlotPanel(_tr("Minutes by week"), self.plot, self._lines_at)
        self.target = self.panel.explain(TargetSample())

    def show_figures(self, clock: ClockStatistics) -> None:
        self.weeks = weeks(clock.by_week)
        self.plot.clear()
        targets = [target_words(target_s) for target_s in clock.targets_s[:_MOST_TARGETS]]
        self.target.setText(_tr("target {0}").format(_tr(", ").join(targets)))
        if not self.weeks:
            set_ticks(self.plot, left=(), bottom=())
            self.panel.describe("")
            return
        target_s = clock.targets_s[0]
        top_s = max(ceiling_s(self.weeks, target_s), 1.15 * max(clock.targets_s[:_MOST_TARGETS]))
        last = self.weeks[-1].place
        self.plot.setXRange(-0.5, last + 0.5 + (last + 1) * _ROOM, padding=0)
        self.plot.setYRange(0, top_s, padding=0)
        for each_s in clock.targets_s[:_MOST_TARGETS]:
            self.plot.addItem(pyqtgraph.InfiniteLine(each_s, angle=0, pen=target_pen()))
        halves = [_height(week.summary.p50_s, top_s) for week in self.weeks]
        nines = [_height(week.summary.p90_s, top_s) for week in self.weeks]
        self._draw_line(halves, pyqtgraph.mkPen(colours.QUIET_TEXT, width=1))
        self._draw_line(nines, pyqtgraph.mkPen(colours.TEXT, width=2))
        self._draw_dots(halves)
        self._draw_signs(nines)
        self._name_lines(halves[-1], nines[-1], top_s)
        every = -(-(last + 1) // _MOST_DAYS_NAMED)
        days = [(week.place, _day(week)) for week in self.weeks if (last - week.place) % every == 0]
        set_ticks(self.plot, left=_minutes(target_s, top_s), bottom=days)
        self.panel.describe("\n".join("; ".join(self._lines(week)) for week in self.weeks))

    def _draw_line(self, heights: Sequence[float], pen: QPen) -> None:
        by_place = {week.place: height for week, height in zip(self.weeks, heights, strict=True)}
        places = range(self.weeks[-1].place + 1)
        # A week without samples breaks the line.
        with_gaps = [by_place.get(place, _NOT_A_NUMBER) for place in places]
        self.plot.plot(list(places), with_gaps, pen=pen, connect="finite")

    def _draw_dots(self, heights: Sequence[float]) -> None:
        places = [week.place for week in self.weeks]
        brush = pyqtgraph.mkBrush(colours.QUIET_TEXT)
        self.plot.addItem(pyqtgraph.ScatterPlotItem(places, list(heights), symbol="o", size=4, brush=brush, pen=None))

    def _draw_signs(self, heights: Sequence[float]) -> None:
        """Kept: a disc. Not kept: a triangle."""
        spots = []
        for week, height in zip(self.weeks, heights, strict=True):
            kept = is_kept(week.summary)
            spots.append(
                {
                    "pos": (week.place, height),
                    "symbol": "o" if kept else "t1",
                    "size": 9 if kept else 12,
                    "brush": pyqtgraph.mkBrush(colours.LIVE if kept else colours.OFFLINE),
                    "pen": pyqtgraph.mkPen(colours.PANEL),
                }
            )
        self.plot.addItem(pyqtgraph.ScatterPlotItem(spots=spots))

    def _name_lines(self, half: float, nine: float, top_s: float) -> None:
        """Beside their last points; apart where those are close."""
        left, right = self.plot.getPlotItem().viewRange()[0]
        at = self.weeks[-1].place + _SPACE * (right - left)
        close = nine - half < _CLOSE * top_s
        self.plot.addItem(label("P50", x=at, y=half, anchor=(0, 0 if close else 0.5)))
        self.plot.addItem(label("P90", x=at, y=nine, anchor=(0, 1 if close else 0.5), strong=True))

    def _lines_at(self, point: QPoint) -> Sequence[str]:
        if not self.weeks:
            return ()
        at = self.plot.getPlotItem().getViewBox().mapSceneToView(QPointF(point)).x()
        nearest = min(self.weeks, key=lambda week: abs(week.place - at))
        return self._lines(nearest) if abs(nearest.place - at) <= 0.5 else ()

    def _lines(self, week: Week) -> list[str]:
        return [_tr("Week from {0}").format(day_words(week.monday)), *summary_lines(week.summary)]


def _height(seconds: float | None, top_s: float) -> float:
    """What is out of the picture, or was never reached, stands at its upper edge."""
    highest = 0.96 * top_s
    return highest if seconds is None else min(seconds, highest)


def _day(week: Week) -> str:
    return _tr("{0}/{1}").format(week.monday.month, week.monday.day)


def _minutes(target_s: float, top_s: float) -> list[tuple[float, str]]:
    """The target's multiples, in minutes; below the first its third or so."""
    step_s = max(_MINUTE_S, target_s / 2 if top_s < 1.7 * target_s else target_s)
    values = [step_s * number for number in range(int(top_s // step_s) + 1)]
    return [(value, f"{value / _MINUTE_S:g}") for value in values]
