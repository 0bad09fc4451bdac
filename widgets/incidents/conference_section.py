"""The conference of an incident: open it, see who is in and who is rung, ring again, let phones in by a link."""

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from app.domain.incidents import Incident
from app.domain.people import Person
from app.domain.permissions import Action
from app.domain.rooms import Invitation, InvitationStatus, JoinLink, Participation, Room
from app.link.rooms import is_here, missing_titles, of_room, room_of_incident, silent_titles
from app.services.commands.links import IssuedLink, LinkWay, RevokeLink, SendLink
from app.services.commands.rooms import EndRoom, OpenRoom, RingAgain, WithdrawInvitation
from app.services.rows import IncidentPage
from widgets.conference.link_dialog import LinkDialog
from widgets.conference.words import elapsed_words, invitation_words, participation_words, times_lines, titles_words
from widgets.incidents.controls import button, label
from widgets.incidents.countdown_words import moment_words
from widgets.incidents.delivery_words import delivery_words
from widgets.incidents.rights import Rights
from widgets.incidents.section import Card, Section
from widgets.incidents.sending import Command, Sender
from widgets.names import isolated, tooltip
from widgets.seen_timer import SeenTimer

_ASKED = (InvitationStatus.WAITING, InvitationStatus.RINGING, InvitationStatus.OPENED, InvitationStatus.ACCEPTED)
_AGAIN = (
    InvitationStatus.UNANSWERED,
    InvitationStatus.DECLINED,
    InvitationStatus.WAITING,
    InvitationStatus.BY_PHONE,
    # Also all of them at once, where somebody has taken back that the hub rang them.
    InvitationStatus.WITHDRAWN,
)


class ConferenceSection(Section):
    """`enter_asked` carries the room that somebody wants to go to."""

    enter_asked = Signal(str)

    def __init__(self, commands: Sender, rights: Rights) -> None:
        super().__init__(commands, rights)
        self.set_title(self.tr("Conference"))
        self.open_button = button(self.tr("Open the room"), self.open_room)
        self.join_button = button(self.tr("Join…"), self._join)
        self.link_button = button(self.tr("Link…"), self.ask_for_link)
        self.end_button = button(self.tr("End"), self._end)
        for made in (self.link_button, self.end_button, self.join_button, self.open_button):
            self.add_button(made)
        self._room: Room | None = None
        # What counts the seconds of a ring.
        self._counting: list[tuple[QLabel, str, datetime]] = []
        self._second = SeenTimer(self, self._count)

    def open_room(self) -> None:
        """Rings everybody whom policy and plans name, at once, and goes there."""
        if self._page is None:
            return
        incident_id = self._page.incident.incident_id
        self._commands.send(
            lambda: self._commands.client.open_room(incident_id, OpenRoom()), done=self._opened, failed=self._failed
        )

    def ask_for_link(self) -> None:
        if self._room is not None:
            LinkDialog(self._commands, self._room, self.window()).open()

    # -- inside

    def _show(self, page: IncidentPage) -> None:
        incident, mirror = page.incident, self._commands.mirror
        room = self._room = room_of_incident(mirror, incident.incident_id)
        is_open = room is not None and room.ended_at is None
        may = self._rights.may
        self.open_button.setVisible(not is_open and not incident.status.over and may(Action.ROOM_OPEN, incident))
        self.join_button.setVisible(is_open and may(Action.ROOM_JOIN, incident))
        self.link_button.setVisible(is_open and may(Action.LINK_ISSUE, incident))
        hosts = is_open and may(Action.ROOM_HOST, incident)
        self.end_button.setVisible(hosts)
        if room is None:
            self.show_rows((incident.incident_id, self._outcome), self._nothing)
            return
        rung = sorted(of_room(mirror, Invitation, room.room_id), key=_order)
        people = sorted(of_room(mirror, Participation, room.room_id), key=lambda one: (not is_here(one), one.name))
        links = sorted(of_room(mirror, JoinLink, room.room_id), key=lambda one: one.created_at)
        shown = (incident.incident_id, room, rung, people, links, hosts, self._outcome)
        self.show_rows(shown, lambda: self._cards(incident, room, rung, people, links, hosts=hosts))

    def _nothing(self) -> Iterable[QWidget]:
        self._counting = []
        yield label(self._outcome or self.tr("No conference yet."), "reason" if self._outcome else "quiet")

    def _cards(
        self,
        incident: Incident,
        room: Room,
        rung: list[Invitation],
        people: list[Participation],
        links: list[JoinLink],
        *,
        hosts: bool,
    ) -> Iterable[QWidget]:
        self._counting = []
        yield self._summary(room, people, rung)
        for invitation in rung:
            if invitation.status is not InvitationStatus.JOINED:
                yield self._rung(invitation, hosts=hosts)
        for one in people:
            if is_here(one) or one.times.joined_at is not None:
                yield self._person(one)
        for link in links:
            if link.revoked_at is None and link.expires_at > self._commands.mirror.now():
                yield self._link(link, may_revoke=self._rights.may(Action.LINK_ISSUE, incident))
        if self._outcome:
            yield label(self._outcome, "reason")

    def _summary(self, room: Room, people: list[Participation], rung: list[Invitation]) -> QWidget:
        now = self._commands.mirror.now()
        if room.ended_at is not None:
            words = self.tr("Open from {0} to {1}.")
            return label(words.format(moment_words(room.opened_at, now), moment_words(room.ended_at, now)), "quiet")
        here = sum(map(is_here, people))
        words = self.tr("Open since {0}, {1} in the room.").format(moment_words(room.opened_at, now), here)
        missing = missing_titles(room, people)
        if missing:
            words += " " + self.tr("Missing: {0}").format(titles_words(tuple(missing)))
        if silent := silent_titles(room, people, rung):
            words += " " + self.tr("In, but without sound or picture: {0}").format(titles_words(tuple(silent)))
        return label(words)

    def _rung(self, invitation: Invitation, *, hosts: bool) -> Card:
        card = Card()
        person = self._commands.mirror.get(Person, invitation.person_id)
        titles = (invitation.title, *invitation.more_titles) if invitation.title is not None else ()
        parts = [titles_words(titles), person.name if person is not None else invitation.person_id]
        if invitation.deputy_order:
            parts.append(self.tr("deputy"))
        state = label("", "quiet", wrap=False)
        words = invitation_words(invitation.status)
        if invitation.status is InvitationStatus.RINGING and invitation.rung_at:
            self._counting.append((state, words, invitation.rung_at[0]))
            self._count()
        else:
            state.setText(words)
        buttons = list(self._ring_buttons(invitation)) if hosts else []
        card.add(label(" · ".join(part for part in parts if part)), state, *buttons)
        if invitation.reason:
            card.add(label(invitation.reason, "quiet"))
        if person is not None and invitation.status is not InvitationStatus.WAITING and person.contacts:
            card.add(label(", ".join(contact.value for contact in person.contacts), "quiet"))
        return card

    def _ring_buttons(self, invitation: Invitation) -> Iterable[QWidget]:
        client, key, version = self._commands.client, invitation.invitation_id, invitation.version
        if invitation.status in _AGAIN:
            words = self.tr("Ring now") if invitation.status is InvitationStatus.WAITING else self.tr("Ring again")
            again = RingAgain(expected_version=version)
            yield button(words, lambda: self._command(lambda: client.ring_again(key, again)))
        if invitation.status in _ASKED:
            withdraw = WithdrawInvitation(expected_version=version)
            yield button(
                self.tr("Not needed"), lambda: self._command(lambda: client.withdraw_invitation(key, withdraw))
            )

    def _person(self, one: Participation) -> QWidget:
        parts = [titles_words(one.titles), one.name]
        row = Card()
        row.add(
            label(" · ".join(part for part in parts if part)),
            label(participation_words(one.status), "quiet", wrap=False),
        )
        row.setToolTip(tooltip(times_lines(one.times)))
        return row

    def _link(self, link: JoinLink, *, may_revoke: bool) -> QWidget:
        row = Card()
        now = self._commands.mirror.now()
        who = titles_words((link.title,)) if link.title is not None else ""
        parts = [self.tr("Link"), who, link.name, self.tr("until {0}").format(moment_words(link.expires_at, now))]
        parts.append(self.tr("used by {0} of {1}").format(link.uses, link.most_uses))
        row.add(label(" · ".join(part for part in parts if part), "quiet"))
        if link.closed_at is not None:
            row.add(label(self.tr("Somebody who came by it was removed: it lets no further phone in."), "reason"))
        for delivery in link.deliveries:
            if words := delivery_words(delivery, now):
                row.add(label(words, "reason" if delivery.failed else "quiet"))
        if may_revoke:
            row.add_buttons([*self._showing(link), button(self.tr("Revoke"), lambda: self._ask_to_revoke(link))])
        return row

    def _ask_to_revoke(self, link: JoinLink) -> None:
        """At once where nobody is in the room by it: whoever is goes out."""
        client, command = self._commands.client, RevokeLink(expected_version=link.version)

        def revoke() -> None:
            self._command(lambda: client.revoke_link(link.link_id, command))

        people = of_room(self._commands.mirror, Participation, link.room_id)
        names = [isolated(one.name[:80]) for one in people if one.link_id == link.link_id and is_here(one)]
        if not names:
            revoke()
            return
        question = QMessageBox(self)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setIcon(QMessageBox.Icon.Question)
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setText(self.tr("Revoke the link? Who is in the room by it goes out: {0}").format(", ".join(names)))
        agree = question.addButton(self.tr("Revoke"), QMessageBox.ButtonRole.DestructiveRole)
        question.setDefaultButton(question.addButton(QMessageBox.StandardButton.Cancel))
        agree.clicked.connect(lambda _checked: revoke())
        question.open()

    def _showing(self, link: JoinLink) -> Iterable[QWidget]:
        """For a link that came with the answer to the report: of the others the hub has kept nothing to show."""
        response = self._page.response if self._page is not None else None
        if response is not None and link.link_id in response.link_ids:
            yield button(self.tr("QR code…"), lambda: self._show_code(link))
            yield button(self.tr("Copy"), lambda: self._copy(link))

    def _show_code(self, link: JoinLink) -> None:
        if self._room is not None:
            asked = LinkDialog(self._commands, self._room, self.window())
            asked.open()
            asked.show_again(link)

    def _copy(self, link: JoinLink) -> None:
        self._commands.send(
            lambda: self._commands.client.show_link(link.link_id), done=self._copied, failed=self._failed
        )

    def _copied(self, issued: IssuedLink) -> None:
        QGuiApplication.clipboard().setText(issued.url)
        self._say(self.tr("Copied."))
        client, command = self._commands.client, SendLink(way=LinkWay.COPY)
        self._commands.send(lambda: client.send_link(issued.link.link_id, command), failed=self._failed)

    def _command(self, command: Command) -> None:
        self._commands.send(command, done=lambda _answer: self._say(""), failed=self._failed)

    def _opened(self, room: Room) -> None:
        self._say("")
        self.enter_asked.emit(room.room_id)

    def _join(self) -> None:
        if self._room is not None:
            self.enter_asked.emit(self._room.room_id)

    def _end(self) -> None:
        if (room := self._room) is not None:
            command = EndRoom(expected_version=room.version)
            self._command(lambda: self._commands.client.end_room(room.room_id, command))

    def _count(self) -> None:
        now = self._commands.mirror.now()
        for state, words, since in self._counting:
            state.setText(f"{words} {elapsed_words(since, now)}")


def _order(invitation: Invitation) -> tuple[object, ...]:
    """Who is awaited first, in the order in which they are rung."""
    gone = invitation.status in (InvitationStatus.WITHDRAWN, InvitationStatus.DECLINED)
    return gone, not invitation.required, invitation.title or "", invitation.deputy_order, invitation.created_at
