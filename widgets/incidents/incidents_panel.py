"""The incidents of a seat: the board above, the page of the selected one below, the report form one key away.

Made for the console's right column and for a whole window; the page finds out itself how much room there is.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.domain.incidents import Incident
from app.domain.permissions import Action, Actor, allows
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.link.mirror import LinkState, Mirror
from app.tasks import TaskScope
from widgets.incidents.board import IncidentBoard
from widgets.incidents.known_places import known_places
from widgets.incidents.page import IncidentPage
from widgets.incidents.photo_uploads import PhotoUploads
from widgets.incidents.photos import Photo
from widgets.incidents.pictures import Pictures
from widgets.incidents.refused_words import refused_words
from widgets.incidents.report_form import ReportForm
from widgets.incidents.rights import Rights
from widgets.incidents.second_hand import SecondHand
from widgets.incidents.sending import Sender

_BOARD_SHARE, _PAGE_SHARE = 45, 55


class IncidentsPanel(QWidget):
    """`report_asked`: somebody wants to report; the form opens by itself. `enter_asked`: they go to this room.
    `reported`: this incident was, with this panel's form.

    Needs the running loop that the client belongs to. Call `release()` before the mirror goes.
    """

    report_asked = Signal()
    enter_asked = Signal(str)
    reported = Signal(str)

    def __init__(self, mirror: Mirror, client: HubClient, actor: Actor, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mirror = mirror
        self._client = client
        self._may_report = allows(actor, Action.INCIDENT_REPORT)
        self._tasks = TaskScope("incidents")
        self._hand = SecondHand(mirror.now, self)
        self._commands = Sender(mirror, client, self._tasks, actor)
        rights = Rights(mirror, actor)
        self.uploads = PhotoUploads(self._commands, self._tasks)
        self._pictures = Pictures(client, self._tasks, self)
        self.board = IncidentBoard(mirror, actor, self._hand)
        self._places = known_places(mirror, self._tasks)
        self.page = IncidentPage(
            self._commands, rights, self._hand, self._pictures, self._places, self.uploads, self._tasks
        )
        self._form: ReportForm | None = None
        self._arrange()
        self.board.selected.connect(self.page.open)
        self.board.opened.connect(self.page.setFocus)
        self.board.report_asked.connect(self.report_asked)
        self.board.past_asked.connect(self._load_past)
        self.page.open_asked.connect(self.open_incident)
        self.page.enter_asked.connect(self.enter_asked)
        self.report_asked.connect(self.report)
        self._unsubscribe = [mirror.subscribe_status(self._link_changed)]

    # -- for whoever composes

    def report(self) -> None:
        """Open the report form, as it was left."""
        if self._may_report:
            self.form.open_form()

    @property
    def form(self) -> ReportForm:
        """Made when it is first wanted, then kept with what was typed."""
        if self._form is None:
            self._form = ReportForm(self._commands, self._places, self._tasks, self)
            self._form.reported.connect(self._reported)
            self._form.look_asked.connect(self.open_incident)
        return self._form

    def open_incident(self, incident_id: str) -> None:
        """Show its page, and its row where the filter leaves it on the board."""
        self.board.select(incident_id)
        self.page.open(incident_id)

    def release(self) -> None:
        """Let go of the mirror, the countdowns and everything that is on its way."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe.clear()
        self.board.release()
        self.page.release()
        self._hand.stop()
        self._pictures.release()
        self._places.release()
        self._tasks.cancel()

    # -- inside

    def _reported(self, incident: Incident, photos: list[Photo]) -> None:
        self.open_incident(incident.incident_id)
        self.uploads.add(incident, photos)
        self.reported.emit(incident.incident_id)

    def _load_past(self) -> None:
        self._tasks.start("past incidents", self._bring_past())

    async def _bring_past(self) -> None:
        try:
            self.board.show_past(await self._client.incidents(over="true"))
        except HubUnreachableError:
            self.board.past_failed(self.tr("The hub did not answer: choose it again when the link is back."))
        except HubRefusedError as error:
            self.board.past_failed(refused_words(error))

    def _link_changed(self) -> None:
        self._hand.look()
        if self._mirror.status.state is LinkState.LIVE:
            self._pictures.try_again()

    def _arrange(self) -> None:
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.board)
        halves.addWidget(self.page)
        halves.setStretchFactor(0, _BOARD_SHARE)
        halves.setStretchFactor(1, _PAGE_SHARE)
        halves.setSizes([10 * _BOARD_SHARE, 10 * _PAGE_SHARE])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.uploads)
        column.addWidget(halves, 1)
