"""Tasks that are answered where they stand: by whoever has them, or by the hall for somebody on the telephone."""

from app.domain.incidents import Assignment, AssignmentStatus, Incident
from app.services.commands.tasks import AnswerAssignment
from widgets.incidents.section import Section
from widgets.incidents.task_dialogs import AnswerDialog


class AnsweredTasks(Section):
    """A section that has tasks in its rows."""

    def _answer(self, incident: Incident, task: Assignment, status: AssignmentStatus) -> None:
        """Asks for the words of it first."""
        AnswerDialog(self._commands, incident, task, status, self.window()).open()

    def _acknowledge(self, task: Assignment) -> None:
        command = AnswerAssignment(expected_version=task.version, status=AssignmentStatus.ACKNOWLEDGED)
        self._commands.send(
            lambda: self._commands.client.answer_assignment(task.assignment_id, command),
            about=self._page.incident if self._page is not None else None,
            done=lambda _answer: self._say(""),
            failed=self._failed,
        )
