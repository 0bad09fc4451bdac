"""The figures as one sheet, on the screen and as a file: both promises, weeks, hours, where, what is beside them."""

from datetime import date

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app.domain.sla.policies import CONFERENCE, VIDEO
from app.services.statistics_wire import Statistics
from widgets import colours
from widgets.beijing import BEIJING
from widgets.statistics.drill_stripe import DrillStripe
from widgets.statistics.fills import CONFERENCE_FILL, VIDEO_FILL, FillSample
from widgets.statistics.headline import Headline
from widgets.statistics.hour_plot import HourPlot
from widgets.statistics.plot_panel import PlotPanel
from widgets.statistics.series import units
from widgets.statistics.table_panel import TablePanel
from widgets.statistics.tables import beside_lines, head, level_and_class_lines
from widgets.statistics.unit_bars import UnitBars
from widgets.statistics.week_plot import WeekPlot
from widgets.statistics.words import filter_words, policy_words

# A picture that is still sharp on paper and on a projector.
_PICTURE_SCALE = 2


class Sheet(QWidget):
    """Shows one answer at a time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stripe = DrillStripe()
        self.headlines = {kind: Headline() for kind in (VIDEO, CONFERENCE)}
        self.weeks = {kind: WeekPlot() for kind in (VIDEO, CONFERENCE)}
        self.hours = {kind: HourPlot() for kind in (VIDEO, CONFERENCE)}
        self.bars = UnitBars()
        self.bars_panel = PlotPanel(self.tr("Not in time, by unit"), self.bars, self.bars.lines_at)
        self.groups = TablePanel(self.tr("In time, by level and class"))
        self.beside = TablePanel(self.tr("Beside the figures"))
        self.about = QLabel()
        self._arrange()

    def show_answer(self, answer: Statistics, *, first: date, last: date) -> None:
        for clock in answer.clocks:
            for shown in (self.headlines[clock.kind], self.weeks[clock.kind], self.hours[clock.kind]):
                shown.show_figures(clock)
        rows = units(answer.clocks, {unit.unit_id: unit.name for unit in answer.units})
        self.bars.show_rows(rows)
        self.bars_panel.describe("\n".join("; ".join(self.bars.lines(row)) for row in rows))
        self.groups.show_lines(head(), level_and_class_lines(answer))
        self.beside.show_lines(head(), beside_lines(answer))
        self.stripe.setVisible(answer.query.drills)
        as_of = self.tr("As of {0}").format(f"{answer.as_of.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}")
        parts = filter_words(answer, first, last), policy_words(answer), as_of
        self.about.setText("  |  ".join(words for words in parts if words))

    def picture(self) -> QImage:
        """As shown, twice as fine."""
        # With transparency Qt smooths letters in grey and not for the sub-pixels of one screen.
        with_alpha = QImage.Format.Format_ARGB32_Premultiplied
        image = QImage(QSize(self.width(), self.height()) * _PICTURE_SCALE, with_alpha)
        image.setDevicePixelRatio(_PICTURE_SCALE)
        image.fill(colours.GROUND)
        self.render(image)
        return image.convertToFormat(QImage.Format.Format_RGB32)

    def _arrange(self) -> None:
        self.bars_panel.explain(FillSample(VIDEO_FILL), self.tr("video"))
        self.bars_panel.explain(FillSample(CONFERENCE_FILL), self.tr("conference"))
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self.bars_panel)
        side.addWidget(self.groups)
        side.addWidget(self.beside, 1)
        grid = QGridLayout()
        grid.setSpacing(8)
        for column, kind in enumerate((VIDEO, CONFERENCE)):
            grid.addWidget(self.headlines[kind], 0, column)
            grid.addWidget(self.weeks[kind].panel, 1, column)
            grid.addWidget(self.hours[kind].panel, 2, column)
            grid.setColumnStretch(column, 5)
        grid.addLayout(side, 0, 2, 3, 1)
        grid.setColumnStretch(2, 4)
        grid.setRowStretch(1, 3)
        grid.setRowStretch(2, 2)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setWordWrap(True)
        self.about.setProperty("role", "quiet")
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(0, 0, 0, 0)
        column_layout.setSpacing(8)
        column_layout.addWidget(self.stripe)
        column_layout.addWidget(self.about)
        column_layout.addLayout(grid, 1)
