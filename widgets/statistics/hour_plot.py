"""At what time of the day is it too late? Every hour's incidents, and how many of them were breaches."""

import itertools
from collections.abc import Iterator, Mapping, Sequence

import pyqtgraph
from PySide6.QtCore import QCoreApplication, QPoint, QPointF
from PySide6.QtGui import QBrush

from app.domain.statistics.summaries import Summary
from app.services.statistics_wire import ClockStatistics
from widgets import colours
from widgets.statistics.fills import FillSample
from widgets.statistics.plot_panel import PlotPanel
from widgets.statistics.plot_style import make_plot, set_ticks
from widgets.statistics.series import breaches, hours
from widgets.statistics.words import summary_lines

_HOURS = 24
_NAMED_EVERY = 3
_WIDTH = 0.8
_MOST_TICKS = 4


def _steps() -> Iterator[int]:
    """1, 2, 5, 10, 20 …"""
    for power in itertools.count():
        for digit in (1, 2, 5):
            yield digit * 10**power


def _tr(text: str) -> str:
    return QCoreApplication.translate("HourPlot", text)


class HourPlot:
    """Of one kind of clock; `panel` is what is shown."""

    def __init__(self) -> None:
        self.plot = make_plot()
        self.hours: dict[int, Summary] = {}
        self.panel = PlotPanel(_tr("Incidents by hour of the day"), self.plot, self._lines_at)
        self.panel.explain(FillSample(QBrush(colours.OFFLINE)), _tr("not in time"))

    def show_figures(self, clock: ClockStatistics) -> None:
        self.hours = hours(clock.by_hour)
        self.plot.clear()
        most = max((summary.n for summary in self.hours.values()), default=1)
        self.plot.setXRange(-0.6, _HOURS - 0.4, padding=0)
        self.plot.setYRange(0, most * 1.08, padding=0)
        self._draw({hour: summary.n for hour, summary in self.hours.items()}, outline=True)
        self._draw({hour: breaches(summary) for hour, summary in self.hours.items()}, outline=False)
        step = next(step for step in _steps() if step * _MOST_TICKS >= most)
        set_ticks(
            self.plot,
            left=[(number, str(number)) for number in range(0, most + 1, step)],
            bottom=[(hour, str(hour)) for hour in range(0, _HOURS, _NAMED_EVERY)],
        )
        self.panel.describe("\n".join("; ".join(self._lines(hour)) for hour in sorted(self.hours)))

    def _draw(self, heights: Mapping[int, int], *, outline: bool) -> None:
        # A bar of nought would still have its outline.
        heights = {hour: height for hour, height in heights.items() if height}
        if not heights:
            return
        ground = colours.LINE if outline else colours.OFFLINE
        pen = pyqtgraph.mkPen(colours.QUIET_TEXT if outline else colours.OFFLINE, width=1)
        bars = pyqtgraph.BarGraphItem(
            x=list(heights), height=list(heights.values()), width=_WIDTH, brush=pyqtgraph.mkBrush(ground), pen=pen
        )
        self.plot.addItem(bars)

    def _lines_at(self, point: QPoint) -> Sequence[str]:
        at = round(self.plot.getPlotItem().getViewBox().mapSceneToView(QPointF(point)).x())
        return self._lines(at) if at in self.hours else ()

    def _lines(self, hour: int) -> list[str]:
        return [_tr("{0}:00 to {1}:00").format(f"{hour:02}", f"{hour + 1:02}"), *summary_lines(self.hours[hour])]
