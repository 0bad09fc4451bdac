"""The parts of the console that need to know who sits there: incidents beside the wall and as a page, plans, readiness,
the conference, statistics, the leader's page.

Made when somebody has logged in, made anew when somebody else has; what nobody opened is not made at all.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from app.domain.permissions import Action, Actor, allows
from app.domain.scenes import Source
from app.domain.units import Unit
from app.link.hub_client import HubClient
from app.link.mirror import Mirror
from widgets.cameras.preview import CameraPreview
from widgets.conference.desk import ConferenceDesk
from widgets.incidents.incidents_panel import IncidentsPanel
from widgets.leader.page import LeaderPage
from widgets.plans.page import PlansPage
from widgets.readiness.page import ReadinessPage
from widgets.readiness.watch import ReadinessWatch

_SIDE_LEAST_PX = 380

MakeDesk = Callable[[Actor, HubClient], ConferenceDesk]
MakeLeader = Callable[[Actor, HubClient, ConferenceDesk], LeaderPage]


class _Released(Protocol):
    def release(self) -> None: ...


class SeatPages(QObject):
    """`side`, `incidents`, `plans`, `readiness`, `conference`, `statistics` and `leader` are there from the start and
    say that the hub is waited for; `desk` is made at once, for it rings wherever somebody is.

    `board_shown` fires when the board can be used, `desk_changed` when there is another desk or none, `plans_asked`
    when a plan is to be looked at, `sites_lost` with the number of sites whose cameras have all failed.
    """

    board_shown = Signal()
    desk_changed = Signal()
    plans_asked = Signal()
    sites_lost = Signal(int)

    def __init__(
        self,
        mirror: Mirror,
        make_desk: MakeDesk,
        make_leader: MakeLeader,
        selected_sources: Callable[[], Sequence[Source]],
        make_preview: Callable[[], CameraPreview],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._mirror = mirror
        self._make_desk = make_desk
        self._make_leader = make_leader
        self._selected_sources = selected_sources
        self._make_preview = make_preview
        self._plans_page: PlansPage | None = None
        self.desk: ConferenceDesk | None = None
        self.leader_page: LeaderPage | None = None
        self._actor: Actor | None = None
        self._made: list[_Released] = []
        self._report: Callable[[], None] | None = None
        self._panels: list[IncidentsPanel] = []
        self.side = _Place(self.tr("Waiting for the hub…"))
        self.side.setMinimumWidth(_SIDE_LEAST_PX)
        self.incidents = _Place(self.tr("Waiting for the hub…"))
        self.plans = _Place(self.tr("Waiting for the hub…"))
        self.readiness = _Place(self.tr("Waiting for the hub…"))
        self.conference = _Place(self.tr("Waiting for the hub…"))
        self.statistics = _Place(self.tr("Waiting for the hub…"))
        self.leader = _Place(self.tr("Waiting for the hub…"))

    def enter(self, actor: Actor, client: HubClient) -> None:
        if actor == self._actor:
            return
        self.release()
        self._actor = actor
        self.side.fill(lambda: self._panel(actor, client))
        self.incidents.fill(lambda: self._panel(actor, client))
        if allows(actor, Action.PLAN_READ):
            self.plans.fill(lambda: self._plans(actor, client))
        else:
            self.plans.say(self.tr("Your role does not see the plans."))
        if allows(actor, Action.CAMERA_READ):
            watch = self._watch(actor, client)
            self.readiness.fill(lambda: self._readiness(actor, client, watch))
        else:
            self.readiness.say(self.tr("Your role does not see the cameras."))
        if allows(actor, Action.ROOM_READ):
            desk = self.desk = self._make_desk(actor, client)
            self._made.append(desk)
            self.conference.fill(lambda: desk.page)
            self.leader.fill(lambda: self._leader(actor, client, desk))
        else:
            self.conference.say(self.tr("Your role is in no conference."))
            self.leader.say(self.tr("Your role leads no incident."))
        self.desk_changed.emit()
        if allows(actor, Action.STATISTICS_READ):
            self.statistics.fill(lambda: self._statistics(actor, client))
        else:
            self.statistics.say(self.tr("Your role does not see the statistics."))

    def report(self) -> None:
        """The report form, wherever the operator is."""
        self.side.fill_now()
        if self._report is not None:
            self._report()

    def unit_words(self, actor: Actor) -> str:
        unit = self._mirror.get(Unit, actor.unit_id)
        return unit.name if unit is not None else actor.unit_id

    def release(self) -> None:
        """Let go of subscriptions and tasks."""
        self._actor = self._report = None
        for widget in self._made:
            widget.release()
        self._made = []
        self._panels = []
        self._plans_page = None
        self.sites_lost.emit(0)
        self.desk = self.leader_page = None
        self.desk_changed.emit()
        for place in (
            self.side,
            self.incidents,
            self.plans,
            self.readiness,
            self.conference,
            self.statistics,
            self.leader,
        ):
            place.say(self.tr("Waiting for the hub…"))

    def _panel(self, actor: Actor, client: HubClient) -> QWidget:
        panel = IncidentsPanel(self._mirror, client, actor)
        self._made.append(panel)
        self._report = self._report or panel.report
        panel.reported.connect(self._open_incident)
        self._panels.append(panel)
        if self.desk is not None:
            panel.enter_asked.connect(self.desk.enter)
        self.board_shown.emit()
        return panel

    def _open_incident(self, incident_id: str) -> None:
        """On every page with incidents: the form belongs to one, its author may look at another."""
        for panel in self._panels:
            panel.open_incident(incident_id)

    def _plans(self, actor: Actor, client: HubClient) -> QWidget:
        page = self._plans_page = PlansPage(self._mirror, client, actor, self._selected_sources)
        self._made.append(page)
        return page

    def _leader(self, actor: Actor, client: HubClient, desk: ConferenceDesk) -> QWidget:
        page = self.leader_page = self._make_leader(actor, client, desk)
        page.room_asked.connect(desk.enter)
        page.conference_asked.connect(desk.page_asked)
        self._made.append(page)
        return page

    def _watch(self, actor: Actor, client: HubClient) -> ReadinessWatch:
        watch = ReadinessWatch(self._mirror, client, actor)
        watch.changed.connect(lambda: self.sites_lost.emit(watch.lost_sites))
        self._made.append(watch)
        return watch

    def _readiness(self, actor: Actor, client: HubClient, watch: ReadinessWatch) -> QWidget:
        page = ReadinessPage(self._mirror, client, actor, watch, self._make_preview)
        page.plan_asked.connect(self._open_plan)
        self._made.append(page)
        return page

    def _open_plan(self, plan_id: str) -> None:
        self.plans.fill_now()
        if self._plans_page is not None:
            self._plans_page.open_plan(plan_id)
            self.plans_asked.emit()

    def _statistics(self, actor: Actor, client: HubClient) -> QWidget:
        # Its plots take a third of a second to load, which nobody pays who does not look.
        from widgets.statistics.page import StatisticsPage

        page = StatisticsPage(self._mirror, client, actor)
        self._made.append(page)
        return page


class _Place(QStackedWidget):
    """Words, until what belongs here is made: when it is shown for the first time."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._make: Callable[[], QWidget] | None = None
        self._words = QLabel(words)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setWordWrap(True)
        self._words.setProperty("role", "quiet")
        self.addWidget(self._words)

    def fill(self, make: Callable[[], QWidget]) -> None:
        self._make = make
        if self.isVisible():
            self.fill_now()

    def fill_now(self) -> None:
        if self._make is not None:
            make, self._make = self._make, None
            self.setCurrentIndex(self.addWidget(make()))

    def say(self, words: str) -> None:
        self._make = None
        self._words.setText(words)
        self.setCurrentWidget(self._words)
        while (old := self.widget(1)) is not None:
            self.removeWidget(old)
            old.deleteLater()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self.fill_now()
        return super().event(event)
