"""Writes a numbered report or corrects one. Not modal: the board goes on beside it, and Esc keeps what was typed."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtWidgets import QComboBox, QWidget

from app.domain.incidents import Incident, IncidentReport, ReportKind
from app.services.commands.incidents import WriteReport
from widgets.incidents.ask_dialog import AskDialog
from widgets.incidents.casualty_boxes import CasualtyBoxes
from widgets.incidents.controls import TextBox
from widgets.incidents.sending import Command, Sender
from widgets.incidents.words import report_kind_words

ReportDrafts = dict[tuple[str, int | None], str]
"""Text that was typed and not sent, by incident and number of the corrected report."""


class ReportDialog(AskDialog):
    def __init__(
        self,
        commands: Sender,
        incident: Incident,
        reports: Iterable[IncidentReport],
        drafts: ReportDrafts,
        parent: QWidget,
        *,
        corrects: IncidentReport | None = None,
    ) -> None:
        super().__init__(commands, incident, parent)
        self._corrects = corrects
        self._drafts = drafts
        self._key = (incident.incident_id, corrects.number if corrects is not None else None)
        self.setMinimumWidth(560)
        if corrects is None:
            self.set_words(self.tr("Write a report"), self.tr("Send the report"))
            self.add_words(self.tr("Ctrl+Enter sends it. Esc keeps what was typed."))
        else:
            kind = report_kind_words(corrects.kind)
            title = self.tr("Correct {0} no. {1}").format(kind, corrects.number)
            self.set_words(title, self.tr("Send the correction"))
            self.add_words(self.tr("The revision before it is kept and stays visible."))
        self.kind = QComboBox()
        written = list(reports)
        for each in _kinds(written, corrects):
            self.kind.addItem(report_kind_words(each), each)
        self.casualties = CasualtyBoxes()
        latest = corrects or max(written, key=lambda each: each.written_at, default=None)
        self.casualties.set_casualties(latest.casualties if latest is not None else incident.casualties)
        self.text = TextBox(lines=12, send=self.send)
        self.text.setPlainText(drafts.get(self._key, corrects.text if corrects is not None else ""))
        self.add(self.tr("Kind"), self.kind)
        self.add(self.tr("Casualties"), self.casualties)
        self.add(self.tr("Text"), self.text)
        self.first = self.text

    def compose(self) -> Command:
        incident_id = self.incident.incident_id
        command = WriteReport(
            kind=ReportKind(self.kind.currentData()),
            text=self.text.text,
            casualties=self.casualties.casualties,
            corrects=self._corrects.number if self._corrects is not None else None,
        )
        return lambda: self.commands.client.write_report(incident_id, command)

    def after(self, _answer: Any) -> None:
        self._drafts.pop(self._key, None)

    def reject(self) -> None:
        self._drafts[self._key] = self.text.toPlainText()
        super().reject()


def _kinds(written: list[IncidentReport], corrects: IncidentReport | None) -> list[ReportKind]:
    if corrects is not None:
        return [corrects.kind]
    return [ReportKind.UPDATE, ReportKind.FINAL] if written else [ReportKind.INITIAL]
