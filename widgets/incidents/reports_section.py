"""The written reports: what is due, what was written, and every revision of it."""

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from app.domain.incidents import Incident, IncidentReport
from app.domain.permissions import Action
from app.domain.sla.clocks import SlaClock
from app.domain.sla.policies import SlaPolicy, StopRule
from app.services.rows import IncidentPage
from widgets.incidents.controls import button, label, value_label
from widgets.incidents.countdown import is_running
from widgets.incidents.countdown_label import CountdownLabel
from widgets.incidents.countdown_words import moment_words
from widgets.incidents.report_dialog import ReportDialog, ReportDrafts
from widgets.incidents.rights import Rights
from widgets.incidents.second_hand import SecondHand
from widgets.incidents.section import Card, Section
from widgets.incidents.sending import Sender
from widgets.incidents.words import casualties_words, clock_words, report_kind_words

_REPORT_RULES = frozenset({StopRule.INITIAL_REPORT, StopRule.UPDATE_REPORT, StopRule.FINAL_REPORT})


class ReportsSection(Section):
    def __init__(self, commands: Sender, rights: Rights, hand: SecondHand) -> None:
        super().__init__(commands, rights)
        self._hand = hand
        self._drafts: ReportDrafts = {}
        self._opened: set[tuple[str, int]] = set()
        self.set_title(self.tr("Reports"))
        self.write_button = button(self.tr("Write…"), self.write)
        self.add_button(self.write_button)

    def _show(self, page: IncidentPage) -> None:
        may_write = self._rights.may(Action.REPORT_WRITE, page.incident)
        self.write_button.setVisible(may_write)
        reports = sorted(page.reports, key=lambda each: (each.number, each.revision), reverse=True)
        due = [clock for clock in page.incident.clocks if is_running(clock) and self._is_for_report(clock)]
        shown = (page.incident.incident_id, reports, due, may_write, frozenset(self._opened))
        self.show_rows(shown, lambda: self._cards(page.incident, reports, due, may_write))

    def write(self) -> None:
        if self._page is not None:
            page = self._page
            ReportDialog(self._commands, page.incident, page.reports, self._drafts, self.window()).show()

    # -- inside

    def _cards(
        self, incident: Incident, reports: list[IncidentReport], due: list[SlaClock], may_write: bool
    ) -> Iterable[QWidget]:
        for clock in due:
            countdown = CountdownLabel(clock_words(clock.kind, clock.name), self._hand, large=False)
            countdown.show_clock(clock)
            card = Card()
            card.add(label(clock_words(clock.kind, clock.name)), countdown)
            yield card
        if not reports:
            yield label(self.tr("No report is written yet."), "quiet")
        for report in (each for each in reports if each.revision == _newest(reports, each.number)):
            yield self._card(incident, report, reports, may_write)

    def _card(self, incident: Incident, report: IncidentReport, reports: list[IncidentReport], may_write: bool) -> Card:
        card = Card()
        title = self.tr("{0} no. {1}").format(report_kind_words(report.kind), report.number)
        earlier = [each for each in reports if each.number == report.number and each.revision < report.revision]
        buttons = []
        if may_write:
            buttons.append(button(self.tr("Correct…"), lambda: self._correct(incident, report, reports)))
        card.add(label(title), *buttons)
        self._add_text(card, report)
        key = (incident.incident_id, report.number)
        if earlier and key in self._opened:
            for revision in earlier:
                self._add_text(card, revision)
        elif earlier:
            words = self.tr("Earlier revisions: {0}").format(len(earlier))
            card.add_buttons([button(words, lambda: self._open(key))])
        return card

    def _add_text(self, card: Card, report: IncidentReport) -> None:
        now = self._commands.mirror.now()
        facts = (
            self.tr("revision {0}").format(report.revision),
            moment_words(report.written_at, now),
            self._commands.names.person(report.author),
            casualties_words(report.casualties),
        )
        card.add(label(" · ".join(facts), "quiet"))
        card.add(value_label(report.text))

    def _open(self, key: tuple[str, int]) -> None:
        self._opened.add(key)
        self._show_again()

    def _correct(self, incident: Incident, report: IncidentReport, reports: list[IncidentReport]) -> None:
        ReportDialog(self._commands, incident, reports, self._drafts, self.window(), corrects=report).show()

    def _is_for_report(self, clock: SlaClock) -> bool:
        policy = self._commands.mirror.get(SlaPolicy, clock.policy_id)
        return policy is not None and policy.stop in _REPORT_RULES


def _newest(reports: list[IncidentReport], number: int) -> int:
    return max(each.revision for each in reports if each.number == number)
