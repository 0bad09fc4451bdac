"""The outputs of the wall, where their screens stand, and the one that the operator works on."""

from PySide6.QtCore import QObject, QRect, Signal

from widgets.wall.output import WallOutput


class Outputs(QObject):
    """In the order of their numbers. There is a current one whenever there is any."""

    outputs_changed = Signal()
    current_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places: dict[WallOutput, QRect] = {}
        self._current: WallOutput | None = None

    @property
    def all(self) -> list[WallOutput]:
        return list(self._places)

    @property
    def current(self) -> WallOutput | None:
        return self._current

    def place_of(self, output: WallOutput) -> QRect:
        """The screen of an output among all screens, in Qt's pixels."""
        return QRect(self._places[output])

    def add(self, output: WallOutput, place: QRect, *, index: int | None = None) -> None:
        """As the last, unless `index` says where among the others."""
        items = [*self._places.items()]
        items.insert(len(items) if index is None else index, (output, QRect(place)))
        self._places = dict(items)
        if self._current is None:
            self._current = output
            self.current_changed.emit()
        self.outputs_changed.emit()

    def move(self, output: WallOutput, place: QRect) -> None:
        """Its screen stands elsewhere or has another size now."""
        if self._places[output] != place:
            self._places[output] = QRect(place)
            self.outputs_changed.emit()

    def remove(self, output: WallOutput) -> None:
        """Take it out; closing it is the caller's."""
        del self._places[output]
        if self._current is output:
            self._current = next(iter(self._places), None)
            self.current_changed.emit()
        self.outputs_changed.emit()

    def set_current(self, output: WallOutput) -> None:
        if output is not self._current and output in self._places:
            self._current = output
            self.current_changed.emit()
