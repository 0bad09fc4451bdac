"""What the plan wants done, to be ticked off; who did and when is in the tooltip."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from app.domain.incidents import Incident
from app.domain.permissions import Action
from app.domain.response import ChecklistItem, Response
from app.services.commands.response import TickChecklist
from app.services.rows import IncidentPage
from widgets.incidents.controls import label
from widgets.incidents.countdown_words import moment_words
from widgets.incidents.rights import Rights
from widgets.incidents.section import Section
from widgets.incidents.sending import Failure, Sender
from widgets.names import tooltip


@dataclass(frozen=True, slots=True)
class _Tick:
    incident_id: str
    number: int
    done: bool


class ChecklistSection(Section):
    """Hidden where no plan brought one. Ticks are sent one after another, each on what the one before left."""

    def __init__(self, commands: Sender, rights: Rights) -> None:
        super().__init__(commands, rights)
        self.lines: list[ChecklistLine] = []
        # The first is on its way while `_busy`.
        self._waiting: list[_Tick] = []
        self._busy = False
        self._words = label("", "reason")
        self.add_below(self._words)
        self.hide()

    # -- inside

    def _show(self, page: IncidentPage) -> None:
        response = page.response
        items = response.checklist if response is not None else ()
        self.setVisible(bool(items))
        if response is None or not items:
            return
        going_on = response.ended_at is None and not page.incident.status.over
        may_tick = going_on and self._rights.may(Action.INCIDENT_HANDLE, page.incident)
        self.set_title(self.tr("Checklist: {0} of {1}").format(done_of(items), len(items)))
        texts = tuple(item.text for item in items)
        # Lines stay while items are ticked, and with them the focus.
        self.show_rows((page.incident.incident_id, texts), lambda: self._make_lines(texts))
        coming = {tick.number: tick.done for tick in self._waiting if tick.incident_id == page.incident.incident_id}
        for number, (line, item) in enumerate(zip(self.lines, items, strict=True), 1):
            line.show_item(coming.get(number, item.done_at is not None), self._told(item), enabled=may_tick)
        self._words.setText(self._outcome)
        self._words.setVisible(bool(self._outcome))

    def _make_lines(self, texts: tuple[str, ...]) -> Iterable[QWidget]:
        self.lines = []
        for number, text in enumerate(texts, 1):
            line = ChecklistLine(text)
            line.ticked.connect(partial(self._tick, number))
            self.lines.append(line)
        return self.lines

    def _told(self, item: ChecklistItem) -> str:
        if item.done_at is None:
            return self.tr("Still to do")
        at = moment_words(item.done_at, self._commands.mirror.now())
        return self.tr("Done {0} by {1}").format(at, self._commands.names.person(item.done_by or ""))

    def _tick(self, number: int, done: bool) -> None:
        if self._page is not None:
            self._waiting.append(_Tick(self._page.incident.incident_id, number, done))
            self._send_next()

    def _send_next(self) -> None:
        if self._busy or not self._waiting:
            return
        tick, mirror = self._waiting[0], self._commands.mirror
        page = self._page
        response = mirror.get(Response, tick.incident_id)
        if response is None and page is not None and page.incident.incident_id == tick.incident_id:
            response = page.response
        if response is None:
            self._waiting.clear()
            return
        command = TickChecklist(expected_version=response.version, done=tick.done)
        self._busy = True
        self._commands.send(
            lambda: self._commands.client.tick_checklist(tick.incident_id, tick.number, command),
            about=mirror.get(Incident, tick.incident_id),
            done=lambda _answer: self._over(tick, ""),
            failed=partial(self._not_done, tick),
        )

    def _not_done(self, tick: _Tick, failure: Failure) -> None:
        # What stands behind it was meant for what is not so.
        del self._waiting[1:]
        self._over(tick, failure.words)

    def _over(self, tick: _Tick, words: str) -> None:
        self._busy = False
        del self._waiting[:1]
        if self._page is not None and self._page.incident.incident_id == tick.incident_id:
            self._say(words)
        self._send_next()


class ChecklistLine(QWidget):
    """A box with a text that wraps; a click on the text ticks as well."""

    ticked = Signal(bool)

    def __init__(self, text: str) -> None:
        super().__init__()
        self.box = QCheckBox()
        self.box.setAccessibleName(text)
        self.box.clicked.connect(self.ticked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(text), 1)

    def show_item(self, done: bool, told: str, *, enabled: bool) -> None:
        self.box.setChecked(done)
        self.box.setEnabled(enabled)
        self.setToolTip(tooltip([told]))
        self.box.setAccessibleDescription(told)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.box.click()


def done_of(items: Iterable[ChecklistItem]) -> int:
    """How many are done."""
    return sum(item.done_at is not None for item in items)
