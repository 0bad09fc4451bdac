"""A titled part of the incident page: rows that are made anew only where what they show has changed."""

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.rows import IncidentPage
from widgets.incidents.controls import empty, label
from widgets.incidents.rights import Rights
from widgets.incidents.sending import Failure, Sender

_IN_A_LINE = 3


class Section(QWidget):
    """Heading with buttons, then rows. What somebody types does not belong into rows.

    Each shows its part of `_page` in `_show`. `_outcome` is why a command failed, until another incident is shown.
    """

    def __init__(self, commands: Sender, rights: Rights) -> None:
        super().__init__()
        self._commands = commands
        self._rights = rights
        self._page: IncidentPage | None = None
        self._outcome = ""
        self._shown: object = None
        self._title = label("", "heading", wrap=False)
        self._top = QHBoxLayout()
        self._top.addWidget(self._title)
        self._top.addStretch()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addLayout(self._top)
        self._column.addLayout(self._rows)

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self.setAccessibleName(title)

    def add_button(self, made: QAbstractButton) -> None:
        """At the right end of the heading."""
        self._top.addWidget(made)

    def add_below(self, lasting: QWidget) -> None:
        """Below the rows, and not made anew with them."""
        self._column.addWidget(lasting)

    def show_page(self, page: IncidentPage) -> None:
        if self._page is None or self._page.incident.incident_id != page.incident.incident_id:
            self._outcome = ""
        self._page = page
        self._show(page)

    def forget(self) -> None:
        """Something that rows say without being of the page has changed, such as a name: make them anew."""
        self._shown = None

    def show_rows(self, of: object, make: Callable[[], Iterable[QWidget]]) -> None:
        """`of` is everything that the rows show; as long as it is equal they stay."""
        if of == self._shown and self._shown is not None:
            return
        self._shown = of
        empty(self._rows)
        for row in make():
            self._rows.addWidget(row)

    # -- for each section

    def _show(self, page: IncidentPage) -> None:
        """Show the rows of `page`, and the buttons that somebody may press."""
        raise NotImplementedError

    def _show_again(self) -> None:
        """Something beside the page has changed."""
        if self._page is not None:
            self._show(self._page)

    def _failed(self, failure: Failure) -> None:
        self._say(failure.words)

    def _say(self, words: str) -> None:
        self._outcome = words
        self._show_again()


class Card(QFrame):
    """One thing of a section, with its parts below each other."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(8, 6, 8, 6)
        self.column.setSpacing(3)

    def add(self, *parts: QWidget) -> None:
        """Beside each other; the first takes the room."""
        row = QHBoxLayout()
        row.setSpacing(6)
        for number, part in enumerate(parts):
            row.addWidget(part, 1 if number == 0 else 0)
        self.column.addLayout(row)

    def add_buttons(self, buttons: Iterable[QWidget]) -> None:
        """At the right, in as many lines as a narrow column needs."""
        buttons = list(buttons)
        for first in range(0, len(buttons), _IN_A_LINE):
            row = QHBoxLayout()
            row.setSpacing(6)
            row.addStretch()
            for each in buttons[first : first + _IN_A_LINE]:
                row.addWidget(each)
            self.column.addLayout(row)
