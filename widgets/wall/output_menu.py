"""The menu of an output, the same on the wall itself and on its miniature."""

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.layouts import BUILT_IN, Layout, parse_layout
from app.domain.scenes import FitMode
from widgets.icons import icon, layout_icon
from widgets.wall.layout_words import fit_words, layout_words
from widgets.wall.output import WallOutput


def _tr(text: str) -> str:
    return QCoreApplication.translate("OutputMenu", text)


def output_menu(output: WallOutput, tile: int | None, parent: QWidget) -> QMenu:
    """Ready to `popup()`; `tile` is the one under the pointer. It deletes itself once closed."""
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    state = output.state
    if tile is not None and state.sources[tile] is not None:
        words = _tr("Expand") if state.expanded is None else _tr("Back to all tiles")
        menu.addAction(icon("expand"), words, lambda: output.command(output.state.toggle_expanded(tile)))
        menu.addAction(icon("retry"), _tr("Connect again now"), lambda: output.retry(tile))
        menu.addAction(icon("clear"), _tr("Clear tile"), lambda: output.command(output.state.clear(tile)))
        menu.addSeparator()
    if tile is not None and state.layout.cells[tile].row_span * state.layout.cells[tile].column_span > 1:
        menu.addAction(_tr("Split tile"), lambda: output.command(output.state.split(tile)))
    menu.addMenu(layout_menu(output, menu))
    overlay = menu.addAction(icon("overlay"), _tr("Overlay"))
    overlay.setCheckable(True)
    overlay.setChecked(state.overlay)
    overlay.toggled.connect(lambda shown: output.command(output.state.with_overlay(shown)))
    menu.addMenu(fit_menu(output, menu))
    menu.addSeparator()
    menu.addAction(icon("retry"), _tr("Connect all again now"), partial(_retry_all, output))
    menu.addAction(icon("clear"), _tr("Clear all tiles"), lambda: output.command(output.state.clear_all()))
    menu.addAction(icon("undo"), _tr("Undo"), output.undo).setEnabled(output.can_undo)
    menu.addAction(icon("redo"), _tr("Redo"), output.redo).setEnabled(output.can_redo)
    return menu


def layout_menu(output: WallOutput, parent: QWidget) -> QMenu:
    """Built-in layouts, and the present one where it has joined tiles."""
    menu = QMenu(_tr("Layout"), parent)
    menu.setIcon(layout_icon(output.state.layout))
    present = output.state.layout
    group = QActionGroup(menu)
    layouts = [parse_layout(name) for name in BUILT_IN]
    for layout in layouts if present in layouts else [present, *layouts]:
        choice = menu.addAction(layout_icon(layout), layout_words(layout), partial(_divide, output, layout))
        choice.setCheckable(True)
        choice.setChecked(layout == present)
        group.addAction(choice)
    return menu


def fit_menu(output: WallOutput, parent: QWidget) -> QMenu:
    menu = QMenu(_tr("Pictures"), parent)
    menu.setIcon(icon("fit"))
    group = QActionGroup(menu)
    for fit in FitMode:
        choice = menu.addAction(fit_words(fit), partial(_fit, output, fit))
        choice.setCheckable(True)
        choice.setChecked(fit is output.state.fit)
        group.addAction(choice)
    return menu


def _retry_all(output: WallOutput) -> None:
    output.retry()


def _divide(output: WallOutput, layout: Layout) -> None:
    output.command(output.state.with_layout(layout))


def _fit(output: WallOutput, fit: FitMode) -> None:
    output.command(output.state.with_fit(fit))
