"""What a person may do to a clock, each with a reason that is printed with it."""

from PySide6.QtWidgets import QComboBox, QWidget

from app.domain.incidents import Incident
from app.domain.sla.clocks import ExclusionReason, SlaClock
from app.services.commands.clocks import ExcludeClock, StopClock
from widgets.incidents.ask_dialog import AskDialog
from widgets.incidents.controls import TextBox
from widgets.incidents.sending import Command, Sender
from widgets.incidents.words import clock_words, exclusion_words

# MERGED is the hub's own word.
_REASONS = tuple(reason for reason in ExclusionReason if reason is not ExclusionReason.MERGED)


class StopClockDialog(AskDialog):
    def __init__(self, commands: Sender, incident: Incident, clock: SlaClock, parent: QWidget) -> None:
        super().__init__(commands, incident, parent)
        self._clock = clock
        self.set_words(
            self.tr("Stop the clock {0} by hand").format(clock_words(clock.kind, clock.name)),
            self.tr("Stop by hand"),
        )
        self.add_words(self.tr("Evidence stops it by itself. By hand it is shown and printed as stopped by hand."))
        self.reason = TextBox(lines=3, send=self.send)
        self.add(self.tr("Reason"), self.reason)

    def compose(self) -> Command:
        incident_id, clock_id = self.incident.incident_id, self._clock.clock_id
        command = StopClock(reason=self.reason.text)
        return lambda: self.commands.client.stop_clock(incident_id, clock_id, command)


class ExcludeClockDialog(AskDialog):
    def __init__(self, commands: Sender, incident: Incident, clock: SlaClock, parent: QWidget) -> None:
        super().__init__(commands, incident, parent)
        self._clock = clock
        self.set_words(
            self.tr("Exclude the clock {0} from the figures").format(clock_words(clock.kind, clock.name)),
            self.tr("Exclude"),
        )
        self.add_words(self.tr("The sample stays and is counted under its reason. Nothing is paused."))
        self.reason = QComboBox()
        for reason in _REASONS:
            self.reason.addItem(exclusion_words(reason), reason)
        self.note = TextBox(lines=3, send=self.send)
        self.add(self.tr("Reason"), self.reason)
        self.add(self.tr("Note"), self.note)

    def compose(self) -> Command | None:
        reason = ExclusionReason(self.reason.currentData())
        if reason is ExclusionReason.OTHER and not self.note.text:
            self.say(self.tr("Another reason needs a note that says which."))
            return None
        incident_id, clock_id = self.incident.incident_id, self._clock.clock_id
        command = ExcludeClock(reason=reason, note=self.note.text)
        return lambda: self.commands.client.exclude_clock(incident_id, clock_id, command)
