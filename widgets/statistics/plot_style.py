"""Plots that look like the rest of the screen and catch no mouse: they are read, not played with."""

from collections.abc import Iterable

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from widgets import colours
from widgets.style import BODY_PX

pyqtgraph.setConfigOptions(antialias=True)

_SMALLEST_HEIGHT_PX = 120
_AXIS_WIDTH_PX = 34

Ticks = Iterable[tuple[float, str]]


def make_plot() -> pyqtgraph.PlotWidget:
    """Axes below and on the left; wheel and drags go to whatever is around it."""
    before = set(QApplication.topLevelWidgets())
    plot = pyqtgraph.PlotWidget(background=colours.PANEL, enableMenu=False)
    # The library makes menus all the same and leaves their forms to nobody; one of them that is deleted before its plot
    # takes the process with it.
    hidden = QWidget(plot)
    hidden.hide()
    for stray in set(QApplication.topLevelWidgets()) - before - {plot}:
        stray.setParent(hidden)
    plot.setFrameShape(plot.Shape.NoFrame)
    plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    # Its own wish is 640 × 480.
    plot.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
    plot.setMinimumHeight(_SMALLEST_HEIGHT_PX)
    item = plot.getPlotItem()
    item.hideButtons()
    item.setMouseEnabled(x=False, y=False)
    item.setContentsMargins(0, 4, 4, 0)
    for side in ("left", "bottom"):
        axis = item.getAxis(side)
        axis.setPen(pyqtgraph.mkPen(colours.LINE))
        axis.setTextPen(pyqtgraph.mkPen(colours.QUIET_TEXT))
        axis.setStyle(tickFont=plot_font(), tickLength=0, tickTextOffset=6, hideOverlappingLabels=False)
    item.getAxis("left").setWidth(_AXIS_WIDTH_PX)
    return plot


def plot_font() -> QFont:
    font = QFont(QApplication.font())
    font.setPixelSize(BODY_PX)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def set_ticks(plot: pyqtgraph.PlotWidget, *, left: Ticks, bottom: Ticks) -> None:
    item = plot.getPlotItem()
    item.getAxis("left").setTicks([list(left)])
    item.getAxis("bottom").setTicks([list(bottom)])


def label(words: str, *, x: float, y: float, anchor: tuple[float, float], strong: bool = False) -> pyqtgraph.TextItem:
    """Words at a place of the plot; `anchor` is the part of them that stands there, (0, 0) their upper left."""
    colour = colours.TEXT if strong else colours.QUIET_TEXT
    item = pyqtgraph.TextItem(words, color=colour, anchor=anchor, fill=pyqtgraph.mkBrush(colours.PANEL))
    item.setFont(plot_font())
    item.setPos(x, y)
    return item
