"""What of the board is left out: one menu for every width, and the choice in words beside it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.incidents import IncidentClass, IncidentLevel
from app.domain.units import Unit
from widgets.incidents.board_rows import BoardFilter, Drills
from widgets.incidents.words import class_words, level_words
from widgets.translation import marked

Choose = Callable[[BoardFilter], None]


def _tr(text: str) -> str:
    return QCoreApplication.translate("BoardFilter", text)


_DRILLS = {
    Drills.SHOWN: marked("BoardFilter", "Real ones and drills"),
    Drills.HIDDEN: marked("BoardFilter", "No drills"),
    Drills.ONLY: marked("BoardFilter", "Drills only"),
}


def filter_menu(chosen: BoardFilter, units: Sequence[Unit], choose: Choose, parent: QWidget) -> QMenu:
    """`choose` is called with each new choice; `units` are those that can be chosen."""
    menu = QMenu(parent)

    def offer(to: BoardFilter, words: str, *, where: QMenu = menu) -> QAction:
        # An ampersand in a unit's name is no key.
        action = where.addAction(words.replace("&", "&&"))
        action.setCheckable(True)
        action.triggered.connect(lambda: choose(to))
        return action

    offer(replace(chosen, with_over=not chosen.with_over), _tr("Also those that are over")).setChecked(chosen.with_over)
    offer(replace(chosen, mine=not chosen.mine), _tr("Only those of my unit")).setChecked(chosen.mine)
    menu.addSeparator()
    for drills in Drills:
        offer(replace(chosen, drills=drills), _tr(_DRILLS[drills])).setChecked(chosen.drills is drills)
    menu.addSeparator()
    for level in IncidentLevel:
        levels = chosen.levels ^ {level}
        offer(replace(chosen, levels=levels), level_words(level)).setChecked(level in chosen.levels)
    menu.addSeparator()
    for each in IncidentClass:
        classes = chosen.classes ^ {each}
        offer(replace(chosen, classes=classes), class_words(each)).setChecked(each in chosen.classes)
    if units:
        menu.addSeparator()
        below = menu.addMenu(_tr("Unit"))
        offer(replace(chosen, unit_id=None), _tr("All units"), where=below).setChecked(chosen.unit_id is None)
        for unit in units:
            here = chosen.unit_id == unit.unit_id
            offer(replace(chosen, unit_id=unit.unit_id), unit.name, where=below).setChecked(here)
    return menu


def filter_words(chosen: BoardFilter, name_of_unit: Callable[[str], str]) -> str:
    """Everything that differs from the board without a choice, without the search's words."""
    parts = []
    if chosen.with_over:
        parts.append(_tr("with those that are over"))
    if chosen.mine:
        parts.append(_tr("of my unit"))
    if chosen.unit_id is not None:
        parts.append(name_of_unit(chosen.unit_id))
    if chosen.drills is not Drills.SHOWN:
        parts.append(_tr(_DRILLS[chosen.drills]))
    if chosen.levels:
        parts.append("/".join(level.value for level in IncidentLevel if level in chosen.levels))
    parts += [class_words(each) for each in IncidentClass if each in chosen.classes]
    return " · ".join(parts)
