"""Beside the form: what would happen now, as the hub says it, for the plan's own incident or for one that is open."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from app.domain.incidents import Incident
from widgets import colours
from widgets.incidents.controls import empty, flat_button, label
from widgets.plans.words import Part


class RehearsalPanel(QWidget):
    """`asked`: somebody wants to know, anew or for another incident."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.incident_box = QComboBox()
        self.incident_box.setAccessibleName(self.tr("Try it for"))
        self.incident_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.incident_box.addItem(self.tr("an incident of the plan"), "")
        self.incident_box.activated.connect(lambda _index: self.asked.emit())
        self.again_button: QToolButton = flat_button("retry", self.tr("Ask again (Ctrl+R)"), self.asked.emit)
        self.again_button.setShortcut("Ctrl+R")
        self._words = label("", "quiet")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self._arrange()

    @property
    def incident_id(self) -> str:
        """Of the incident to try it for; "": the plan's own."""
        return str(self.incident_box.currentData())

    @property
    def text(self) -> str:
        """Everything that it says."""
        lines = [self._words.text()] if self._words.text() else []
        for number in range(self._rows.count()):
            item = self._rows.itemAt(number)
            if item is not None and (row := item.widget()) is not None:
                lines.append(row.property("words"))
        return "\n".join(lines)

    def show_incidents(self, incidents: Sequence[Incident]) -> None:
        """Those that are open."""
        shown = [str(self.incident_box.itemData(number)) for number in range(1, self.incident_box.count())]
        if shown == [one.incident_id for one in incidents]:
            return
        chosen = self.incident_id
        while self.incident_box.count() > 1:
            self.incident_box.removeItem(1)
        for one in incidents:
            self.incident_box.addItem(f"{one.number} {one.title}", one.incident_id)
        self.incident_box.setCurrentIndex(max(0, self.incident_box.findData(chosen)))

    def say(self, words: str) -> None:
        """Instead of an answer."""
        empty(self._rows)
        self._words.setText(words)
        self._words.show()

    def show_parts(self, parts: Sequence[Part]) -> None:
        empty(self._rows)
        self._words.setText("")
        self._words.hide()
        for part in parts:
            self._add(part.heading, "heading")
            for line in part.warnings:
                self._add(line, "", sign="▲ ")
            for line in part.lines:
                self._add(line)
            for line in part.details:
                self._add(line, "quiet")

    def _add(self, words: str, role: str = "", *, sign: str = "") -> None:
        row = label(sign + words, role)
        row.setProperty("words", words)
        row.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if sign:
            row.setStyleSheet(f"color: {colours.WARNED.name()};")
        self._rows.addWidget(row)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label(self.tr("What would happen now"), "heading", wrap=False))
        head.addStretch()
        head.addWidget(self.again_button)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self._words)
        column.addLayout(self._rows)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 0, 0, 0)
        whole.addLayout(head)
        whole.addWidget(self.incident_box)
        whole.addWidget(scroll, 1)
