"""The top of the incident's page: what it is, its two countdowns, and what is to be done next."""

from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from app.domain.incidents import IncidentStatus
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.services.commands.incidents import MoveIncident
from app.services.rows import IncidentPage
from widgets import colours
from widgets.incidents.checklist_section import done_of
from widgets.incidents.controls import button, label
from widgets.incidents.countdown import clock_of
from widgets.incidents.countdown_label import CountdownLabel
from widgets.incidents.incident_dialogs import MoveDialog, ReopenDialog
from widgets.incidents.next_step import NextStep, next_step, step_words
from widgets.incidents.rights import Rights
from widgets.incidents.second_hand import SecondHand
from widgets.incidents.sending import Failure, Sender
from widgets.incidents.signs import level_chip
from widgets.incidents.words import classes_words, clock_words, level_words, status_words
from widgets.style import CLOCK_PX

_STRIPE = 4
_WIDE_TITLE_PX = 24
_WIDE_CLOCK_PX = 34
_WIDE_CLOCK_WIDTH = 210


class PageHead(QWidget):
    """`assign_asked`: the next step is to give somebody a task; `push_asked`: to put the scene on the wall. `wide`: for
    a page that is read at a glance, with the clocks large at its right end and the place below the title."""

    assign_asked = Signal()
    push_asked = Signal()

    def __init__(
        self,
        commands: Sender,
        rights: Rights,
        hand: SecondHand,
        *,
        wide: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._wide = wide
        self._commands = commands
        self._rights = rights
        self._page: IncidentPage | None = None
        self._step = NextStep(sentence="")
        self._stripe = QFrame()
        self._stripe.setFixedWidth(_STRIPE)
        self._stripe.setStyleSheet(f"background: {colours.DRILL.name()};")
        self._chip = QLabel()
        self._drill = label(self.tr("drill"), wrap=False)
        self._drill.setStyleSheet(
            f"background: {colours.DRILL.name()}; color: {colours.GROUND.name()}; padding: 0 5px;"
        )
        self._title = label("", "heading")
        self._facts = label("", "quiet")
        figure_px = _WIDE_CLOCK_PX if wide else CLOCK_PX
        self.video = CountdownLabel(clock_words(VIDEO, ""), hand, large=True, figure_px=figure_px)
        self.conference = CountdownLabel(clock_words(CONFERENCE, ""), hand, large=True, figure_px=figure_px)
        self.sentence = label()
        self.step_button = button("", self.take_step)
        self.step_button.setDefault(True)
        self.more_button = button(self.tr("Other steps"), self._show_others)
        self._outcome = label("", "reason")
        self._arrange()

    def show_page(self, page: IncidentPage) -> None:
        incident = page.incident
        other = self._page is None or self._page.incident.incident_id != incident.incident_id
        moved = not other and self._page is not None and self._page.incident.status is not incident.status
        if other or moved:
            self._say("")
        self._page = page
        self._stripe.setVisible(incident.is_drill)
        self._drill.setVisible(incident.is_drill)
        self._chip.setPixmap(level_chip(incident.level, self.devicePixelRatioF()))
        self._chip.setAccessibleName(level_words(incident.level))
        self._chip.setToolTip(level_words(incident.level))
        self._title.setText(incident.title)
        unit = self._commands.names.unit(incident.unit_id)
        facts = [incident.number, status_words(incident.status), classes_words(incident.classes), unit]
        if self._wide:
            facts.insert(0, incident.place.text)
        if incident.cycle > 1:
            facts.append(self.tr("cycle {0}").format(incident.cycle))
        if page.response is not None and (items := page.response.checklist):
            facts.append(self.tr("checklist {0} of {1}").format(done_of(items), len(items)))
        self._facts.setText(" · ".join(facts))
        self.video.show_clock(clock_of(incident, VIDEO))
        self.conference.show_clock(clock_of(incident, CONFERENCE))
        self._show_step(next_step(page, self._rights))

    def take_step(self) -> None:
        """The one that the sentence is about."""
        page, step = self._page, self._step
        if page is None or not self.step_button.isEnabled():
            return
        if step.assigns:
            self.assign_asked.emit()
        elif step.pushes:
            self.push_asked.emit()
        elif step.reopens:
            ReopenDialog(self._commands, page.incident, self.window()).open()
        elif step.to is not None:
            incident_id = page.incident.incident_id
            command = MoveIncident(expected_version=page.incident.version, to=step.to)
            self.step_button.setEnabled(False)
            self._commands.send(
                lambda: self._commands.client.move_incident(incident_id, command),
                about=page.incident,
                done=lambda _incident: self._over(""),
                failed=self._failed,
            )

    @property
    def outcome(self) -> str:
        """Why the last step was not taken."""
        return self._outcome.text()

    # -- inside

    def _show_step(self, step: NextStep) -> None:
        self._step = step
        waits = "" if step.mine else " " + self.tr("This is somebody else's to do.")
        self.sentence.setText(step.sentence + waits)
        self.step_button.setText(step.button)
        self.step_button.setVisible(bool(step.button))
        self.more_button.setVisible(bool(step.others))

    def _show_others(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for to in self._step.others:
            menu.addAction(f"{step_words(to)}…", partial(self.ask_to_move, to))
        menu.popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))

    def ask_to_move(self, to: IncidentStatus) -> None:
        if self._page is not None:
            MoveDialog(self._commands, self._page.incident, to, self.window()).open()

    def _failed(self, failure: Failure) -> None:
        self._over(failure.words)

    def _over(self, words: str) -> None:
        self.step_button.setEnabled(True)
        self._say(words)

    def _say(self, words: str) -> None:
        self._outcome.setText(words)
        self._outcome.setVisible(bool(words))

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._chip)
        top.addWidget(self._drill)
        top.addWidget(self._title, 1)
        clocks = QHBoxLayout()
        clocks.setSpacing(8)
        clocks.addWidget(self.video, 1)
        clocks.addWidget(self.conference, 1)
        step = QHBoxLayout()
        step.setSpacing(8)
        step.addWidget(self.sentence, 1)
        step.addWidget(self.step_button)
        step.addWidget(self.more_button)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self._facts)
        if not self._wide:
            column.addLayout(clocks)
        column.addLayout(step)
        column.addWidget(self._outcome)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stripe)
        whole.addLayout(column, 1)
        if self._wide:
            self._title.setStyleSheet(f"font-size: {_WIDE_TITLE_PX}px;")
            for each in (self.video, self.conference):
                each.setFixedWidth(_WIDE_CLOCK_WIDTH)
            whole.addLayout(clocks)
        self._outcome.hide()
