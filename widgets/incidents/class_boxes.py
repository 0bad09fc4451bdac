"""Which of the four classes an incident is of; several may be true at once."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from app.domain.incidents import IncidentClass
from widgets.incidents.words import class_words


class ClassBoxes(QWidget):
    """`touched`: somebody ticked one himself."""

    touched = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[IncidentClass, QCheckBox] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for each in IncidentClass:
            box = QCheckBox(class_words(each))
            box.clicked.connect(self.touched)
            box.toggled.connect(self.changed)
            self.boxes[each] = box
            row.addWidget(box)
        row.addStretch()

    @property
    def classes(self) -> tuple[IncidentClass, ...]:
        return tuple(each for each, box in self.boxes.items() if box.isChecked())

    def set_classes(self, classes: tuple[IncidentClass, ...]) -> None:
        for each, box in self.boxes.items():
            box.setChecked(each in classes)
