"""Everything that a leader needs of one incident on one page of a laptop: what and how long, the wall, the conference,
what is decided.

It reads what the feed has brought already and asks the hub for nothing, so that it is there at once and also where
the link is poor. While it is hidden it costs nothing: no picture is read, no countdown moves.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.domain.decisions import Decision
from app.domain.incidents import Assignment, Incident, IncidentReport
from app.domain.people import Person
from app.domain.permissions import Action, Actor
from app.domain.response import Response
from app.domain.scenes import Source
from app.link.hub_client import HubClient
from app.link.mirror import LinkState, Mirror
from app.services.commands.response import DecideResponse
from app.services.rows import IncidentPage
from app.services.tile_feed import TileSource
from app.tasks import TaskScope
from streams.feeds import Feeds
from streams.state import Phase
from widgets.conference.conference import Conference
from widgets.conference.stage import Stage
from widgets.incidents.controls import label, together
from widgets.incidents.countdown_words import moment_words
from widgets.incidents.mirrored_page import mirrored_page
from widgets.incidents.page_head import PageHead
from widgets.incidents.rights import Rights
from widgets.incidents.second_hand import SecondHand
from widgets.incidents.sending import Failure, Sender
from widgets.leader.conference_panel import ConferencePanel
from widgets.leader.decision_entry import DecisionEntry
from widgets.leader.decisions_section import DecisionsSection
from widgets.leader.incident_tabs import IncidentTabs, running
from widgets.leader.owners import known_owners
from widgets.leader.wall_panel import Push, WallPanel
from widgets.notice_line import NoticeLine

_SHOWN_ROWS = (Incident, Assignment, Decision, IncidentReport, Response, Person)
_PICTURES_SHARE, _DECISIONS_SHARE = 3, 2
# Of the page's height, for the faces of the conference.
_FACES_PART, _LEAST_FACES_PX = 6, 104


class LeaderPage(QWidget):
    """Of one person, from their login until `release()`. Opened, it is about the gravest incident that goes on, or the
    one that somebody chose or writes a decision for; under their eyes it stays about that one.

    `conference_asked`: the conference's own page is wanted; `room_asked` carries the room whose lobby is.
    """

    conference_asked = Signal()
    room_asked = Signal(str)

    def __init__(
        self,
        mirror: Mirror,
        client: HubClient,
        actor: Actor,
        *,
        feeds: Feeds,
        resolve: Callable[[Source], TileSource],
        subscribe_opened: Callable[[Callable[[], None]], Callable[[], None]],
        push: Push,
        conference: Conference,
        stage: Stage,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._mirror = mirror
        self._tasks = TaskScope("leader")
        self._hand = SecondHand(mirror.now, self)
        self._commands = Sender(mirror, client, self._tasks, actor)
        self._rights = Rights(mirror, actor)
        self._incident_id = ""
        self._last: Incident | None = None
        self._is_chosen = False
        self._pushing = False
        self.tabs = IncidentTabs(mirror)
        self.tabs.chosen.connect(self.open)
        self.notice = NoticeLine()
        self.head = PageHead(self._commands, self._rights, self._hand, wide=True)
        self.head.assign_asked.connect(self._go_to_decision)
        self.head.push_asked.connect(self._push_scene)
        self.wall = WallPanel(mirror, actor, feeds=feeds, resolve=resolve, subscribe_opened=subscribe_opened, push=push)
        self.conference = ConferencePanel(self._commands, self._rights, conference, stage)
        self.conference.page_asked.connect(self.conference_asked)
        self.conference.room_asked.connect(self.room_asked)
        self._owners = known_owners(mirror, self._tasks)
        self.entry = DecisionEntry(self._commands, self._owners)
        self.decisions = DecisionsSection(self._commands, self._rights, self._hand)
        self.outcome = label("", "reason")
        self._nothing = label("", "heading")
        self._stack = QStackedWidget()
        self._endings = [
            *(mirror.subscribe(row, lambda _keys: self.refresh()) for row in _SHOWN_ROWS),
            mirror.subscribe_status(self.refresh),
        ]
        self._arrange()

    @property
    def incident_id(self) -> str:
        """Of what is shown; "" for none."""
        return self._incident_id

    def open(self, incident_id: str) -> None:
        self._incident_id, self._is_chosen = incident_id, True
        self._say("")
        self.refresh()

    def refresh(self) -> None:
        """While it can be seen."""
        if not self.isVisible():
            return
        page = self._page()
        self.tabs.show_incidents(self._incident_id)
        self._show_link()
        if page is None:
            self._nothing.setText(self._words_for_nothing())
            self.entry.show_incident(None)
            self._stack.setCurrentIndex(0)
            return
        self._stack.setCurrentIndex(1)
        incident = page.incident
        self.head.show_page(page)
        self.wall.show_page(page)
        self.conference.show_page(page)
        self.entry.show_incident(incident)
        self.entry.setVisible(not incident.status.over and self._rights.may(Action.INCIDENT_ASSIGN, incident))
        self.decisions.show_page(page)

    def shown_cameras(self) -> list[str]:
        """The keys of those whose pictures are read here now."""
        return self.wall.wall.shown_cameras()

    def release(self) -> None:
        """Let go of the mirror, the pictures and everything that is on its way; what is typed goes with the person."""
        for end in self._endings:
            end()
        self._endings = []
        self.decisions.release()
        self.conference.release()
        self.wall.release()
        self._owners.release()
        self._hand.stop()
        self._tasks.cancel()

    # -- inside

    def _page(self) -> IncidentPage | None:
        incident = self._mirror.get(Incident, self._incident_id)
        if incident is None and self._last is not None and self._last.incident_id == self._incident_id:
            # It is over, and the feed brings it no more: what is shown stays, as what it was.
            incident = self._last
        if incident is None:
            incident = next(iter(running(self._mirror)), None)
            self._incident_id = incident.incident_id if incident is not None else ""
        self._last = incident
        return mirrored_page(self._mirror, incident) if incident is not None else None

    def _words_for_nothing(self) -> str:
        if self._mirror.status.state is not LinkState.LIVE and not self._mirror.seq:
            return self.tr("Waiting for the hub…")
        return self.tr("No incident goes on. One that is reported shows here by itself.")

    def _show_link(self) -> None:
        status = self._mirror.status
        if status.state is LinkState.LIVE or not self._mirror.seq:
            self.notice.hide()
            return
        since = moment_words(status.since, self._mirror.now())
        words = self.tr("No link to the hub since {0}: this is what was known then. It comes back by itself.")
        self.notice.say(words.format(since), Phase.OFFLINE)

    def _go_to_decision(self) -> None:
        self.entry.text.setFocus()

    def _push_scene(self) -> None:
        """The scene that the hub has proposed."""
        incident = self._mirror.get(Incident, self._incident_id)
        response = self._mirror.get(Response, self._incident_id)
        if incident is None or response is None or self._pushing:
            return
        self._pushing = True
        command = DecideResponse(expected_version=response.version)
        self._commands.send(
            lambda: self._commands.client.push_response(incident.incident_id, command),
            about=incident,
            done=lambda _answer: self._pushed(""),
            failed=self._push_failed,
        )

    def _push_failed(self, failure: Failure) -> None:
        self._pushed(failure.words)

    def _pushed(self, words: str) -> None:
        self._pushing = False
        self._say(words)

    def _say(self, words: str) -> None:
        self.outcome.setText(words)
        self.outcome.setVisible(bool(words))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        known = self._mirror.get(Incident, self._incident_id)
        is_wanted = self._is_chosen or not self.entry.is_empty
        if known is None or known.status.over or not is_wanted:
            self._incident_id, self._last, self._is_chosen = "", None, False
        self.refresh()
        self._hand.look_soon()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._hand.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.conference.stage.setFixedHeight(max(_LEAST_FACES_PX, self.height() // _FACES_PART))

    def _arrange(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.wall, 1)
        left.addWidget(self.conference)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 6, 0)
        rows.addWidget(self.decisions)
        rows.addStretch()
        scrolled = QScrollArea()
        scrolled.setWidgetResizable(True)
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.setWidget(inside)
        right = together(QVBoxLayout(), self.entry, scrolled, spacing=8)
        below = QHBoxLayout()
        below.setSpacing(10)
        below.addLayout(left, _PICTURES_SHARE)
        below.addWidget(right, _DECISIONS_SHARE)
        shown = QWidget()
        of_incident = QVBoxLayout(shown)
        of_incident.setContentsMargins(0, 0, 0, 0)
        of_incident.setSpacing(8)
        of_incident.addWidget(self.head)
        of_incident.addWidget(self.outcome)
        of_incident.addLayout(below, 1)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(shown)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 8, 10, 8)
        whole.setSpacing(8)
        whole.addWidget(self.tabs)
        whole.addWidget(self._stack, 1)
        # At the end: it must not move what somebody is about to press.
        whole.addWidget(self.notice)
        self.outcome.hide()
        self.tabs.hide()
