"""The promises to this incident: each clock with everything that decides about it, and what a person may do to it."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.domain.incidents import Assignment
from app.domain.permissions import Action
from app.domain.sla.clock_rules import deadline
from app.domain.sla.clocks import SlaClock, StopManner
from app.domain.sla.policies import CONFERENCE, VIDEO, SlaPolicy
from app.services.rows import IncidentPage
from widgets.incidents.clock_dialogs import ExcludeClockDialog, StopClockDialog
from widgets.incidents.controls import button, label
from widgets.incidents.countdown_label import CountdownLabel
from widgets.incidents.countdown_words import moment_words, span_words
from widgets.incidents.rights import Rights
from widgets.incidents.second_hand import SecondHand
from widgets.incidents.section import Card, Section
from widgets.incidents.sending import Sender
from widgets.incidents.words import clock_words, exclusion_words, title_words

_KINDS = (VIDEO, CONFERENCE)


class ClocksSection(Section):
    """The present cycle first, video and conference on top; results of earlier cycles below."""

    def __init__(self, commands: Sender, rights: Rights, hand: SecondHand) -> None:
        super().__init__(commands, rights)
        self._hand = hand
        self.set_title(self.tr("Clocks"))

    def _show(self, page: IncidentPage) -> None:
        incident = page.incident
        clocks = sorted(incident.clocks, key=_order)
        policies = [self._policy_name(clock) for clock in clocks]
        assignments = {each.assignment_id: each for each in page.assignments}
        may_stop = self._rights.may(Action.CLOCK_STOP_BY_HAND, incident)
        may_exclude = self._rights.may(Action.CLOCK_EXCLUDE, incident)
        shown = (incident.incident_id, incident.cycle, clocks, policies, assignments, may_stop, may_exclude)
        self.show_rows(shown, lambda: self._cards(clocks, assignments, may_stop=may_stop, may_exclude=may_exclude))

    def _cards(
        self, clocks: list[SlaClock], assignments: dict[str, Assignment], *, may_stop: bool, may_exclude: bool
    ) -> Iterable[QWidget]:
        if not clocks:
            yield label(self.tr("No clock runs for it."), "quiet")
        for clock in clocks:
            card = self._card(clock, assignments.get(clock.subject_id or ""))
            buttons = []
            if may_stop and clock.stop is None and not clock.frozen:
                buttons.append(button(self.tr("Stop by hand…"), partial(self._ask, StopClockDialog, clock)))
            if may_exclude:
                buttons.append(button(self.tr("Exclude…"), partial(self._ask, ExcludeClockDialog, clock)))
            card.add_buttons(buttons)
            yield card

    def _ask(self, dialog: type[StopClockDialog | ExcludeClockDialog], clock: SlaClock) -> None:
        if self._page is not None:
            dialog(self._commands, self._page.incident, clock, self.window()).open()

    def _card(self, clock: SlaClock, assignment: Assignment | None) -> Card:
        card = Card()
        name = clock_words(clock.kind, clock.name)
        if assignment is not None:
            name = f"{name} · {self._commands.names.unit(assignment.unit_id)}"
        if self._page is not None and clock.cycle != self._page.incident.cycle:
            name = self.tr("{0}, cycle {1}").format(name, clock.cycle)
        countdown = CountdownLabel(name, self._hand, large=False)
        countdown.show_clock(clock)
        card.add(label(name))
        card.add(countdown)
        for line in self._lines(clock):
            card.add(label(line, "quiet"))
        return card

    def _lines(self, clock: SlaClock) -> Iterable[str]:
        now, names = self._commands.mirror.now(), self._commands.names
        yield self.tr("From {0}, target {1}, due {2}").format(
            moment_words(clock.started_at, now), span_words(int(clock.target_s)), moment_words(deadline(clock), now)
        )
        if clock.stop is not None:
            stopped_at, by = moment_words(clock.stop.at, now), names.person(clock.stop.by)
            if clock.stop.manner is StopManner.BY_HAND:
                yield self.tr("Stopped by hand at {0} by {1}: {2}").format(stopped_at, by, clock.stop.reason)
            else:
                yield self.tr("Fulfilled at {0}, by evidence from {1}").format(stopped_at, by)
        for exclusion in clock.exclusions:
            words = self.tr("Excluded at {0} by {1}: {2}").format(
                moment_words(exclusion.at, now), names.person(exclusion.by), exclusion_words(exclusion.reason)
            )
            yield f"{words} · {exclusion.note}" if exclusion.note else words
        for firing in clock.firings:
            yield self.tr("{0} % at {1}: {2} was told").format(
                firing.percent, moment_words(firing.fired_at, now), title_words(firing.title)
            )
        yield self.tr("Policy {0}, version {1}").format(self._policy_name(clock), clock.policy_version)

    def _policy_name(self, clock: SlaClock) -> str:
        policy = self._commands.mirror.get(SlaPolicy, clock.policy_id)
        return policy.name if policy is not None else clock.name


def _order(clock: SlaClock) -> tuple[int, int, str, str]:
    kind = _KINDS.index(clock.kind) if clock.kind in _KINDS else len(_KINDS)
    return -clock.cycle, kind, clock.name, clock.clock_id
