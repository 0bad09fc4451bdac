"""Layouts and picture fits by the names that operators use."""

from PySide6.QtCore import QCoreApplication

from app.domain.layouts import Layout
from app.domain.scenes import FitMode


def layout_words(layout: Layout) -> str:
    """4×4, 1+5; a layout with joined tiles by its grid and the number of tiles it has left."""
    grid, *spans = layout.name.replace("x", "×").split(":")
    if not spans:
        return grid
    return QCoreApplication.translate("LayoutWords", "{0} joined to {1} tiles").format(grid, len(layout))


def fit_words(fit: FitMode) -> str:
    match fit:
        case FitMode.CONTAIN:
            return QCoreApplication.translate("LayoutWords", "Whole picture")
        case FitMode.COVER:
            return QCoreApplication.translate("LayoutWords", "Fill the tile")
        case FitMode.STRETCH:
            return QCoreApplication.translate("LayoutWords", "Stretch")
