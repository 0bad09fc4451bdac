"""What is known of an incident, each fact with the button that corrects it where somebody may."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.incidents import Backdating, Incident
from app.domain.permissions import Action
from app.domain.plans import ResponsePlan
from app.services.commands.incidents import ConfirmBackdating
from app.services.rows import IncidentPage
from widgets.incidents.controls import button, flat_button, label, value_label
from widgets.incidents.countdown_words import moment_words
from widgets.incidents.facts_dialog import FactsDialog
from widgets.incidents.incident_dialogs import BackdatingDialog, LevelDialog
from widgets.incidents.known_names import KnownNames
from widgets.incidents.rights import Rights
from widgets.incidents.section import Card, Section
from widgets.incidents.sending import Sender
from widgets.incidents.words import casualties_words, classes_words, level_words, source_words

# Little higher than a line of text: facts stay as close as they are read.
_BUTTON_HEIGHT = 24


@dataclass(frozen=True, slots=True)
class _Fact:
    """`change` is what its button does, `hint` what it says."""

    caption: str
    value: str
    picture: str = ""
    hint: str = ""
    change: Callable[[], None] | None = None


class FactsSection(Section):
    def __init__(self, commands: Sender, rights: Rights, places: KnownNames) -> None:
        super().__init__(commands, rights)
        self._places = places
        self.set_title(self.tr("Facts"))
        self.change_button = button(self.tr("Change…"), self.change_facts)
        self.add_button(self.change_button)

    def _show(self, page: IncidentPage) -> None:
        incident = page.incident
        handles = self._rights.may(Action.INCIDENT_HANDLE, incident) and not incident.status.over
        backdates = self._rights.may(Action.CLOCK_BACKDATE, incident) and not incident.status.over
        self.change_button.setVisible(handles)
        # What other parts of the page show changes no fact.
        facts = replace(incident, version=1, clocks=(), photos=(), shared_with=(), possible_duplicates=())
        shown = (facts, handles, backdates, self._outcome)
        self.show_rows(shown, lambda: self._rows_of(incident, handles=handles, backdates=backdates))

    def change_facts(self) -> None:
        if self._page is not None:
            FactsDialog(self._commands, self._places, self._page.incident, self.window()).open()

    def change_level(self) -> None:
        if self._page is not None:
            LevelDialog(self._commands, self._page.incident, self.window()).open()

    def backdate(self) -> None:
        if self._page is not None:
            BackdatingDialog(self._commands, self._page.incident, self.window()).open()

    def confirm_backdating(self) -> None:
        if self._page is None:
            return
        incident = self._page.incident
        command = ConfirmBackdating(expected_version=incident.version)
        self._commands.send(
            lambda: self._commands.client.confirm_backdating(incident.incident_id, command),
            about=incident,
            done=lambda _answer: self._say(""),
            failed=self._failed,
        )

    # -- inside

    def _rows_of(self, incident: Incident, *, handles: bool, backdates: bool) -> Iterable[QWidget]:
        waiting = incident.backdating
        if waiting is not None and waiting.confirmed_by is None and not incident.status.over:
            yield self._proposal(incident, waiting, backdates)
        if self._outcome:
            yield label(self._outcome, "reason")
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for row, fact in enumerate(self._facts(incident, handles=handles, backdates=backdates)):
            grid.addWidget(label(fact.caption, "quiet", wrap=False), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value_label(fact.value), row, 1, Qt.AlignmentFlag.AlignTop)
            if fact.change is not None:
                change = flat_button(fact.picture, fact.hint, fact.change)
                change.setFixedHeight(_BUTTON_HEIGHT)
                grid.addWidget(change, row, 2, Qt.AlignmentFlag.AlignTop)
        holder = QWidget()
        holder.setLayout(grid)
        yield holder

    def _facts(self, incident: Incident, *, handles: bool, backdates: bool) -> Iterable[_Fact]:
        place = incident.place

        def moment(at: datetime | None) -> str:
            return self.tr("unknown") if at is None else moment_words(at, self._commands.mirror.now())

        yield _Fact(self.tr("Place"), place.text)
        codes = [code for code in (place.grid_code, place.city_code) if code]
        if place.point is not None:
            codes.append(f"{place.point.longitude:.5f}, {place.point.latitude:.5f}")
        if codes:
            yield _Fact(self.tr("Codes"), " · ".join(codes))
        change = self.change_level if handles else None
        yield _Fact(self.tr("Level"), level_words(incident.level), "edit", self.tr("Change the level"), change)
        yield _Fact(self.tr("Class"), classes_words(incident.classes))
        yield _Fact(self.tr("Casualties"), casualties_words(incident.casualties))
        if incident.description:
            yield _Fact(self.tr("Description"), incident.description)
        source = source_words(incident.source)
        yield _Fact(self.tr("Source"), f"{source} {incident.external_id}" if incident.external_id else source)
        if incident.reporter:
            yield _Fact(self.tr("Reporter"), incident.reporter)
        yield _Fact(self.tr("Occurred"), moment(incident.occurred_at))
        received = moment(incident.received_at)
        if incident.received_at != incident.registered_at:
            received = self.tr("{0}, registered {1}").format(received, moment(incident.registered_at))
        propose = self.backdate if backdates and incident.cycle == 1 else None
        yield _Fact(self.tr("Received"), received, "undo", self.tr("Propose an earlier time of receipt"), propose)
        if (proposal := incident.backdating) is not None and proposal.confirmed_by is not None:
            names = self._commands.names
            people = names.person(proposal.proposed_by), names.person(proposal.confirmed_by)
            words = self.tr("proposed by {0}, confirmed by {1}: {2}").format(*people, proposal.reason)
            yield _Fact(self.tr("Back-dated"), words)
        yield _Fact(self.tr("Opened"), moment(incident.opened_at))
        if incident.closed_at is not None:
            yield _Fact(self.tr("Ended"), moment(incident.closed_at))
        plan = self._commands.mirror.get(ResponsePlan, incident.plan_id)
        if plan is not None:
            yield _Fact(self.tr("Plan"), plan.name)

    def _proposal(self, incident: Incident, proposal: Backdating, backdates: bool) -> Card:
        now = self._commands.mirror.now()
        card = Card()
        words = self.tr("{0} proposes {1} instead of {2} as the time of receipt: {3}").format(
            self._commands.names.person(proposal.proposed_by),
            moment_words(proposal.received_at, now),
            moment_words(incident.received_at, now),
            proposal.reason,
        )
        if backdates and proposal.proposed_by != self._commands.actor.actor_id:
            card.add(label(words), button(self.tr("Confirm"), self.confirm_backdating))
        else:
            card.add(label(words))
            card.add(label(self.tr("A second person has to confirm it."), "quiet"))
        return card
