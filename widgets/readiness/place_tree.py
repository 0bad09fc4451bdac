"""Streets and the sites below them, those that ask for somebody to act first, each with its light by colour, shape and
word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from app.domain.readiness import Light
from widgets.icons import badge
from widgets.names import tooltip
from widgets.readiness.words import LIGHT_BADGES, light_colour

_UNIT = Qt.ItemDataRole.UserRole
# With more sites than this streets stay closed at first: nobody reads on.
_MOST_OPENED = 60


@dataclass(frozen=True, slots=True)
class Place:
    """A row; `below` are the sites of a street."""

    unit_id: str
    name: str
    light: Light
    words: str
    below: "tuple[Place, ...]" = ()


class PlaceTree(QTreeWidget):
    """`chosen` carries the key of the street or site under the cursor, "" for everything."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setAccessibleName(self.tr("Streets and sites"))
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._shown: Sequence[Place] = ()
        # What somebody opened or closed himself.
        self._opened: dict[str, bool] = {}
        self._filling = False
        self.currentItemChanged.connect(lambda _item, _before: self._tell())
        self.itemExpanded.connect(lambda item: self._note(item, opened=True))
        self.itemCollapsed.connect(lambda item: self._note(item, opened=False))

    @property
    def current(self) -> str:
        item = self.currentItem()
        return str(item.data(0, _UNIT)) if item is not None else ""

    def choose(self, unit_id: str) -> None:
        """Put the cursor there; where it is not in the list, on the first row."""
        found = next((item for item in self._items() if item.data(0, _UNIT) == unit_id), self.topLevelItem(0))
        if found is not None:
            self.setCurrentItem(found)

    def rows(self) -> list[tuple[str, str]]:
        """What stands there, from top to bottom: name and words."""
        return [(item.text(0), item.text(1)) for item in self._items()]

    def show_places(self, places: Sequence[Place], *, searched: bool = False) -> None:
        """The first row stands for everything. The cursor, and what somebody opened or closed, stay where the place
        stays. `searched`: all streets are open, for what was found in them."""
        if places == self._shown and not searched:
            return
        if not searched and _keys(places) == _keys(self._shown):
            self._update(places)
            return
        current, top = self.current, self.verticalScrollBar().value()
        few = sum(len(place.below) for place in places) <= _MOST_OPENED
        self._filling = True
        self.clear()
        for place in places:
            item = _item(place)
            self.addTopLevelItem(item)
            item.addChildren([_item(site) for site in place.below])
            item.setExpanded(searched or self._opened.get(place.unit_id, few))
        self._shown = () if searched else places
        self.choose(current)
        self.verticalScrollBar().setValue(top)
        self._filling = False
        if self.current != current:
            self._tell()

    def _update(self, places: Sequence[Place]) -> None:
        """The same rows in the same order, some of them in other words."""
        before = [row for place in self._shown for row in (place, *place.below)]
        after = [row for place in places for row in (place, *place.below)]
        for item, old, new in zip(self._items(), before, after, strict=True):
            if (old.name, old.words, old.light) != (new.name, new.words, new.light):
                _write(item, new)
        self._shown = places

    def _items(self) -> Iterator[QTreeWidgetItem]:
        for number in range(self.topLevelItemCount()):
            if (item := self.topLevelItem(number)) is not None:
                yield item
                yield from (site for below in range(item.childCount()) if (site := item.child(below)) is not None)

    def _note(self, item: QTreeWidgetItem, *, opened: bool) -> None:
        if not self._filling:
            self._opened[str(item.data(0, _UNIT))] = opened

    def _tell(self) -> None:
        if not self._filling:
            self.chosen.emit(self.current)


def _item(place: Place) -> QTreeWidgetItem:
    item = QTreeWidgetItem()
    item.setData(0, _UNIT, place.unit_id)
    _write(item, place)
    return item


def _write(item: QTreeWidgetItem, place: Place) -> None:
    item.setText(0, place.name)
    item.setText(1, place.words)
    item.setIcon(0, badge(LIGHT_BADGES[place.light]))
    item.setForeground(1, light_colour(place.light))
    item.setToolTip(0, tooltip([place.name, place.words]))
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{place.name}, {place.words}")


def _keys(places: Sequence[Place]) -> list[tuple[str, list[str]]]:
    return [(place.unit_id, [site.unit_id for site in place.below]) for place in places]
