"""What is done about a room over the hub's commands: lock and lobby, rings, links, cameras, its end."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.people import RoleTitle
from app.domain.permissions import Action
from app.domain.rooms import InvitationStatus, ParticipationKind
from app.domain.scenes import Source, SourceKind
from app.services.commands.rooms import ChangeRoom, EndRoom, Ring, RingAgain, ShareCameraIntoRoom, WithdrawInvitation
from app.services.signalling import RoomParticipant
from widgets.conference.conference import Conference
from widgets.conference.link_dialog import LinkDialog
from widgets.conference.people_rows import PersonRow
from widgets.incidents.rights import Rights
from widgets.incidents.sending import Command, Sender
from widgets.incidents.words import title_words

_RINGS_AGAIN = (InvitationStatus.UNANSWERED, InvitationStatus.DECLINED, InvitationStatus.BY_PHONE)
_MOST_CAMERAS = 8


class RoomActions(QObject):
    """Of one person at this seat. `notice` says what was refused."""

    notice = Signal(str)

    def __init__(
        self,
        conference: Conference,
        commands: Sender,
        rights: Rights,
        window: QWidget,
        *,
        selected_cameras: Callable[[], list[Source]],
        camera_name: Callable[[Source], str],
    ) -> None:
        super().__init__(window)
        self._conference = conference
        self._commands = commands
        self._rights = rights
        self._window = window
        self._selected_cameras = selected_cameras
        self._camera_name = camera_name

    def fill_room_menu(self, menu: QMenu) -> None:
        """For a host."""
        room, client = self._conference.row, self._commands.client
        if room is None:
            return
        key, version = room.room_id, room.version
        lock = ChangeRoom(expected_version=version, locked=not room.locked)
        words = self.tr("Unlock the room") if room.locked else self.tr("Lock the room: nobody new comes in")
        menu.addAction(words, partial(self._send, lambda: client.change_room(key, lock)))
        lobby = ChangeRoom(expected_version=version, lobby=not room.lobby)
        words = self.tr("Let links straight in") if room.lobby else self.tr("Have links wait at the door")
        menu.addAction(words, partial(self._send, lambda: client.change_room(key, lobby)))
        ring = menu.addMenu(self.tr("Ring"))
        for title in RoleTitle:
            ring.addAction(title_words(title), partial(self._ring, key, title))
        if self._rights.on_unit(Action.LINK_ISSUE, room.unit_id):
            menu.addAction(self.tr("Link for a phone…"), self.ask_for_link)
        menu.addSeparator()
        end = EndRoom(expected_version=version)
        menu.addAction(
            self.tr("End the conference for everybody"), partial(self._send, lambda: client.end_room(key, end))
        )

    def fill_rung_menu(self, menu: QMenu, row: PersonRow) -> None:
        """Of somebody who was rung and is not in, for a host."""
        invitation, client = row.invitation, self._commands.client
        if invitation is None or not self._conference.is_host:
            return
        key, version = invitation.invitation_id, invitation.version
        if invitation.status in _RINGS_AGAIN:
            again = RingAgain(expected_version=version)
            menu.addAction(self.tr("Ring again"), partial(self._send, lambda: client.ring_again(key, again)))
        else:
            withdraw = WithdrawInvitation(expected_version=version)
            menu.addAction(
                self.tr("Not needed"), partial(self._send, lambda: client.withdraw_invitation(key, withdraw))
            )

    def fill_share_menu(self, menu: QMenu) -> None:
        """Cameras of the district that everybody is to see: those that are selected in the tree."""
        room = self._conference.row
        if room is None:
            return
        cameras = [one for one in self._selected_cameras() if one.kind is SourceKind.CAMERA]
        for source in cameras[:_MOST_CAMERAS]:
            command = ShareCameraIntoRoom(camera_id=source.value)
            words = self.tr("Camera {0}").format(self._camera_name(source)).replace("&", "&&")
            menu.addAction(words, partial(self._share, room.room_id, command))
        if not cameras:
            menu.addAction(self.tr("A camera: select it in the tree first")).setEnabled(False)

    def fill_camera_menu(self, menu: QMenu, one: RoomParticipant) -> None:
        """Of a camera that was shared into the room."""
        room, client = self._conference.row, self._commands.client
        if room is not None and one.kind is ParticipationKind.CAMERA:
            take = partial(client.take_camera_back, room.room_id, one.participant_id)
            menu.addAction(self.tr("Share it no more"), partial(self._send, take))

    def ask_for_link(self) -> None:
        room = self._conference.row
        if room is not None:
            LinkDialog(self._commands, room, self._window).open()

    def _ring(self, room_id: str, title: RoleTitle) -> None:
        self._send(lambda: self._commands.client.ring(room_id, Ring(title=title)))

    def _share(self, room_id: str, command: ShareCameraIntoRoom) -> None:
        self._send(lambda: self._commands.client.share_camera_into_room(room_id, command))

    def _send(self, command: Command) -> None:
        self._commands.send(command, failed=lambda failure: self.notice.emit(failure.words))
