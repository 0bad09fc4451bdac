"""Taking a decision back, with the reason that everybody who had a task of it will read."""

from PySide6.QtWidgets import QWidget

from app.domain.decisions import Decision
from app.domain.incidents import Incident
from app.services.commands.tasks import WithdrawDecision
from widgets.incidents.ask_dialog import AskDialog
from widgets.incidents.controls import TextBox
from widgets.incidents.sending import Command, Sender


class WithdrawDialog(AskDialog):
    """`incident` is the decision's."""

    def __init__(self, commands: Sender, incident: Incident, decision: Decision, parent: QWidget) -> None:
        super().__init__(commands, incident, parent)
        self._decision = decision
        self.set_words(self.tr("Withdraw the decision"), self.tr("Withdraw"))
        self.add_words(decision.text)
        self.add_words(self.tr("Its tasks that are not done are withdrawn with it."))
        self.reason = TextBox(lines=3, send=self.send)
        self.add(self.tr("Reason"), self.reason)

    def compose(self) -> Command:
        now = self.commands.mirror.get(Decision, self._decision.decision_id) or self._decision
        command = WithdrawDecision(expected_version=now.version, reason=self.reason.text)
        return lambda: self.commands.client.withdraw_decision(now.decision_id, command)
