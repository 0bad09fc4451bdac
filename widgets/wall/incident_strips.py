"""Which outputs show an incident's scene, and the strip above each of them."""

from functools import partial

from PySide6.QtCore import QObject, QTimer

from app.domain.incidents import Assignment, Incident, IncidentReport
from app.domain.response import Response
from app.domain.rooms import Invitation, Participation, Room
from app.link.mirror import Mirror
from widgets.incidents.second_hand import SecondHand
from widgets.wall.incident_strip import IncidentStrip
from widgets.wall.incident_strip_facts import strip_facts
from widgets.wall.output import WallOutput
from widgets.wall.outputs import Outputs

# What the hub brings at once is shown at once, and once.
_TOGETHER_MS = 50
_SHOWN = (Incident, Assignment, IncidentReport, Room, Invitation, Participation, Response)


class IncidentStrips(QObject):
    """Lives on the UI loop, follows outputs and mirror until `release()`."""

    def __init__(self, outputs: Outputs, mirror: Mirror, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._outputs = outputs
        self._mirror = mirror
        self._hand = SecondHand(mirror.now, self)
        self._strips: dict[WallOutput, IncidentStrip] = {}
        self._followed: list[WallOutput] = []
        self._soon = QTimer(self, singleShot=True, interval=_TOGETHER_MS)
        self._soon.timeout.connect(self._look)
        self._endings = [mirror.subscribe(row, lambda _keys: self._rows_changed()) for row in _SHOWN]
        outputs.outputs_changed.connect(self._follow)
        self._follow()

    def release(self) -> None:
        for end in self._endings:
            end()
        self._endings.clear()
        self._soon.stop()
        self._hand.stop()

    def strip_of(self, output: WallOutput) -> IncidentStrip | None:
        return self._strips.get(output)

    def _rows_changed(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _follow(self) -> None:
        there = self._outputs.all
        for output in there:
            if output not in self._followed:
                output.changed.connect(partial(self._look_at, output))
        for output in [output for output in self._strips if output not in there]:
            # It goes with its canvas.
            self._strips.pop(output).release()
        self._followed = there
        self._look()

    def _look(self) -> None:
        for output in self._followed:
            self._look_at(output)

    def _look_at(self, output: WallOutput) -> None:
        if output not in self._followed:
            return
        incident = self._incident_of(output)
        strip = self._strips.get(output)
        if incident is None:
            if strip is not None:
                self._remove(output)
            return
        facts = strip_facts(self._mirror, incident)
        if strip is not None:
            strip.show_facts(facts)
            return
        strip = self._strips[output] = IncidentStrip(facts, self._hand, output.canvas)
        output.canvas.put_on_top(strip, strip.wanted_height)
        strip.show()

    def _incident_of(self, output: WallOutput) -> Incident | None:
        """Whose scene is shown, also where somebody put it there by hand."""
        state = output.state
        incident_id = output.incident_scenes.shown(state)
        if incident_id is None and state.scene is not None:
            responses = self._mirror.all(Response).values()
            incident_id = next(
                (one.incident_id for one in responses if one.scene == state.scene and one.ended_at is None), None
            )
        incident = self._mirror.get(Incident, incident_id)
        return incident if incident is not None and not incident.status.over else None

    def _remove(self, output: WallOutput) -> None:
        strip = self._strips.pop(output)
        strip.release()
        strip.hide()
        output.canvas.clear_top()
        strip.deleteLater()
