"""A host asks for my voice or picture: I say so, or stay as I am. Nobody is switched on by somebody else."""

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.services.conference_engine import StreamSource
from widgets.incidents.controls import button


class UnmuteLine(QFrame):
    """Hidden while nobody asks. `answered` carries what was asked for, and whether it is to be switched on."""

    answered = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self._asked = StreamSource.MICROPHONE
        self._words = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.addWidget(self._words, 1)
        yes = button(self.tr("Switch on"), lambda: self.answered.emit(self._asked, True))
        yes.setDefault(True)
        row.addWidget(yes)
        row.addWidget(button(self.tr("Not now"), lambda: self.answered.emit(self._asked, False)))
        self.hide()

    def show_asked(self, asked: Collection[StreamSource]) -> None:
        if not asked:
            self.hide()
            return
        self._asked = min(asked, key=list(StreamSource).index)
        voice = self._asked is StreamSource.MICROPHONE
        self._words.setText(
            self.tr("A host asks you to speak.") if voice else self.tr("A host asks to see your picture.")
        )
        self.show()
