"""Four numbers of people, as far as known; an empty box is nought."""

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.domain.incidents import Casualties
from widgets.incidents.controls import label

_MOST = 999_999
_WIDTH = 56


class CasualtyBoxes(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dead, self.injured, self.missing, self.trapped = (QLineEdit() for _ in range(4))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for box, words in (
            (self.dead, self.tr("dead")),
            (self.injured, self.tr("injured")),
            (self.missing, self.tr("missing")),
            (self.trapped, self.tr("trapped")),
        ):
            box.setValidator(QIntValidator(0, _MOST, box))
            box.setPlaceholderText("0")
            box.setFixedWidth(_WIDTH)
            box.setAccessibleName(words)
            row.addWidget(box)
            row.addWidget(label(words, "quiet", wrap=False))
        row.addStretch()

    @property
    def casualties(self) -> Casualties:
        dead, injured, missing, trapped = (
            int(box.text() or 0) for box in (self.dead, self.injured, self.missing, self.trapped)
        )
        return Casualties(dead=dead, injured=injured, missing=missing, trapped=trapped)

    def set_casualties(self, casualties: Casualties) -> None:
        for box, number in (
            (self.dead, casualties.dead),
            (self.injured, casualties.injured),
            (self.missing, casualties.missing),
            (self.trapped, casualties.trapped),
        ):
            box.setText(str(number) if number else "")
