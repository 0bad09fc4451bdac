"""What the hub did by itself for the incident, newest first, each step with its reason and a way back."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from app.domain.camera_health import CameraHealth
from app.domain.permissions import Action
from app.domain.response import STEPS_ON_WALL, Response, ResponseStep, StepKind
from app.services.commands.response import DecideResponse
from app.services.rows import IncidentPage, SharedCamera
from widgets.icons import icon
from widgets.incidents.camera_picks import CameraLine, CameraPicks
from widgets.incidents.controls import button, label
from widgets.incidents.countdown_words import moment_words
from widgets.incidents.response_words import condition_words, miss_words, pick_words, step_words
from widgets.incidents.rights import Rights
from widgets.incidents.section import Section
from widgets.incidents.sending import Failure, Sender

# An answer begins with six or seven steps; what follows is news.
_STEPS_SHOWN = 7
_TEXT_OF_BUTTON_PX = 5  # below its top edge


class ResponseSection(Section):
    """Hidden where the hub did nothing, such as for an incident from before it could."""

    def __init__(self, commands: Sender, rights: Rights) -> None:
        super().__init__(commands, rights)
        self._all_of = self._unfolded_of = ""
        self._busy = False
        self.set_title(self.tr("Response"))
        self.push_button = button(self.tr("Put it on the wall"), self.push)
        self.add_button(self.push_button)
        self.fold = QToolButton()
        self.fold.setProperty("flat", "true")
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.clicked.connect(lambda _checked: self._turn_fold())
        self.cameras = CameraPicks()
        self.add_below(self.fold)
        self.add_below(self.cameras)
        self.hide()

    def push(self) -> None:
        """The proposed scene goes on its output."""
        self._decide(self._commands.client.push_response)

    # -- inside

    def _show(self, page: IncidentPage) -> None:
        incident, response = page.incident, page.response
        self.setVisible(response is not None)
        if response is None:
            return
        going_on = response.ended_at is None and not incident.status.over
        may_decide = going_on and self._rights.may(Action.INCIDENT_HANDLE, incident)
        proposed = response.is_proposed and response.scene is not None and response.output_id is not None
        pushes = self._rights.pushes(incident, response.output_id or "")
        self.push_button.setVisible(going_on and proposed and pushes)
        everything = self._all_of == incident.incident_id
        mine = {kind for kind in StepKind if may_decide and (pushes or kind not in STEPS_ON_WALL)}
        shown = (incident.incident_id, response, mine, everything, self._outcome)
        self.show_rows(shown, lambda: self._steps(response, mine, everything))
        self._show_cameras(incident.incident_id, response)

    def _steps(self, response: Response, mine: Collection[StepKind], everything: bool) -> Iterable[QWidget]:
        steps = response.steps[::-1]
        for step in steps if everything else steps[:_STEPS_SHOWN]:
            yield self._step(response, step, step.kind in mine)
        if len(steps) > _STEPS_SHOWN and not everything:
            yield button(self.tr("Show {0} more steps").format(len(steps) - _STEPS_SHOWN), self._show_all)
        if self._outcome:
            yield label(self._outcome, "reason")

    def _step(self, response: Response, step: ResponseStep, may_decide: bool) -> QWidget:
        now, names = self._commands.mirror.now(), self._commands.names
        parts = [step_words(step, names, response)]
        if step.undone_at is not None:
            at_words, by = moment_words(step.undone_at, now), names.person(step.undone_by or "")
            parts.append(self.tr("taken back {0} by {1}").format(at_words, by))
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        at = label(moment_words(step.at, now), "quiet", wrap=False)
        at.setToolTip(names.person(step.by))
        words = label(" · ".join(parts), "quiet" if step.undone_at is not None else "")
        line.addWidget(at, 0, top)
        line.addWidget(words, 1, top)
        if step.can_undo and step.undone_at is None and may_decide:
            for beside in (at, words):
                beside.setContentsMargins(0, _TEXT_OF_BUTTON_PX, 0, 0)
            undo = button(self.tr("Undo"), partial(self._undo, step.number))
            undo.setAccessibleName(self.tr("Undo: {0}").format(parts[0]))
            line.addWidget(undo, 0, top)
        return row

    def _show_cameras(self, incident_id: str, response: Response) -> None:
        unfolded = self._unfolded_of == incident_id
        lines = [*self._lines(response)]
        taken = sum(line.taken for line in lines)
        self.fold.setVisible(bool(lines))
        self.fold.setText(self.tr("Cameras: {0} taken, {1} left out").format(taken, len(lines) - taken))
        self.fold.setIcon(icon("up" if unfolded else "down"))
        self.cameras.setVisible(unfolded and bool(lines))
        if unfolded:
            self.cameras.show_lines(lines)

    def _lines(self, response: Response) -> Iterable[CameraLine]:
        mirror = self._commands.mirror
        now, name = mirror.now(), self._commands.names.camera
        failed = {step.replaced_id: step for step in response.steps if step.replaced_id and step.undone_at is None}
        for pick in response.picks:
            if pick.camera_id not in failed:
                reason = pick_words(pick, mirror.get(CameraHealth, pick.camera_id), now)
                yield CameraLine(pick.camera_id, name(pick.camera_id), reason, taken=True, can_show=True)
        for camera_id, step in failed.items():
            words = self.tr("{0} on the wall {1}").format(condition_words(step.reason), moment_words(step.at, now))
            yield CameraLine(camera_id, name(camera_id), words, taken=False, can_show=True)
        for miss in response.misses:
            known = mirror.get(SharedCamera, miss.camera_id) is not None
            yield CameraLine(miss.camera_id, name(miss.camera_id), miss_words(miss, now), taken=False, can_show=known)

    def _show_all(self) -> None:
        if self._page is not None:
            self._all_of = self._page.incident.incident_id
            self._show_again()

    def _turn_fold(self) -> None:
        if self._page is not None:
            incident_id = self._page.incident.incident_id
            self._unfolded_of = "" if self._unfolded_of == incident_id else incident_id
            self._show_again()

    def _undo(self, number: int) -> None:
        client = self._commands.client
        self._decide(lambda incident_id, command: client.undo_response_step(incident_id, number, command))

    def _decide(self, ask: Callable[[str, DecideResponse], Awaitable[Response]]) -> None:
        page = self._page
        if page is None or page.response is None or self._busy:
            return
        self._busy = True
        command = DecideResponse(expected_version=page.response.version)
        self._commands.send(
            lambda: ask(page.incident.incident_id, command),
            about=page.incident,
            done=lambda _answer: self._over(""),
            failed=self._not_done,
        )

    def _not_done(self, failure: Failure) -> None:
        self._over(failure.words)

    def _over(self, words: str) -> None:
        self._busy = False
        self._say(words)
