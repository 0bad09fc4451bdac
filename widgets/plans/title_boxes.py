"""Who is needed, who is invited and who gets a link, title by title."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from app.domain.people import RoleTitle
from widgets.incidents.controls import label
from widgets.incidents.words import title_words


class TitleBoxes(QWidget):
    """Required and invited exclude each other."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.required: dict[RoleTitle, QCheckBox] = {}
        self.invited: dict[RoleTitle, QCheckBox] = {}
        self.links: dict[RoleTitle, QCheckBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        columns = (
            (self.tr("required"), self.required),
            (self.tr("invited"), self.invited),
            (self.tr("link"), self.links),
        )
        for column, (words, _) in enumerate(columns, 1):
            grid.addWidget(label(words, "quiet", wrap=False), 0, column)
        for row, title in enumerate(RoleTitle, 1):
            grid.addWidget(label(title_words(title), wrap=False), row, 0)
            for column, (words, boxes) in enumerate(columns, 1):
                box = QCheckBox()
                box.setAccessibleName(f"{title_words(title)}: {words}")
                boxes[title] = box
                grid.addWidget(box, row, column)
            _exclude(self.required[title], self.invited[title])
            _exclude(self.invited[title], self.required[title])
            for _, boxes in columns:
                boxes[title].clicked.connect(self.changed)
        grid.setColumnStretch(4, 1)

    def set_titles(
        self, required: Iterable[RoleTitle], invited: Iterable[RoleTitle], links: Iterable[RoleTitle]
    ) -> None:
        for boxes, titles in ((self.required, required), (self.invited, invited), (self.links, links)):
            ticked = set(titles)
            for title, box in boxes.items():
                box.setChecked(title in ticked)


def _exclude(box: QCheckBox, other: QCheckBox) -> None:
    """Who ticks the one unticks the other."""
    box.clicked.connect(lambda checked: other.setChecked(other.isChecked() and not checked))


def ticked(boxes: dict[RoleTitle, QCheckBox], *, like: tuple[RoleTitle, ...]) -> tuple[RoleTitle, ...]:
    """In the order of `like`, then of the titles: what nobody changed stays as it was."""
    order = [*like, *(title for title in boxes if title not in like)]
    return tuple(title for title in order if boxes[title].isChecked())
