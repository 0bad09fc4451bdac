"""What can be done about one person of a conference, wherever they were pointed at."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.rooms import ParticipationKind
from app.domain.scenes import Source
from app.services.conference_engine import StreamSource
from app.services.signalling import HostAction, RoomParticipant
from widgets.conference.conference import Conference

AddWall = Callable[[QMenu, Source], None]


def _tr(text: str) -> str:
    return QCoreApplication.translate("PersonMenu", text)


def person_menu(
    conference: Conference,
    one: RoomParticipant,
    parent: QWidget,
    *,
    add_wall: AddWall,
    pin: Callable[[str], None],
    pinned: str | None,
) -> QMenu:
    """Ready to `popup()`; it deletes itself once closed."""
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    key = one.participant_id
    is_me = conference.link is not None and key == conference.link.participation_id
    if not is_me:
        menu.addAction(_tr("Unpin") if pinned == key else _tr("Pin"), partial(pin, "" if pinned == key else key))
    if StreamSource.CAMERA in one.sources:
        add_wall(menu, Source.of_participant(key))
    if StreamSource.SCREEN in one.sources:
        screen = QMenu(_tr("Shared screen"), menu)
        add_wall(screen, Source.of_participant(f"{key}/screen"))
        menu.addMenu(screen)
    if conference.is_host and not is_me:
        _add_host(menu, conference, one)
    return menu


def _add_host(menu: QMenu, conference: Conference, one: RoomParticipant) -> None:
    menu.addSeparator()
    host, key = conference.host, one.participant_id
    for source, mute, unmute in (
        (StreamSource.MICROPHONE, _tr("Mute"), _tr("Take the mute back")),
        (StreamSource.CAMERA, _tr("Stop the camera"), _tr("Let the camera be seen again")),
        (StreamSource.SCREEN, _tr("Stop the sharing"), _tr("Let the sharing be seen again")),
    ):
        if source in one.muted_by_host:
            menu.addAction(unmute, partial(host, HostAction.UNMUTE, key, source))
        elif source in one.sources:
            menu.addAction(mute, partial(host, HostAction.MUTE, key, source))
    if StreamSource.MICROPHONE not in one.sources:
        menu.addAction(_tr("Ask to unmute"), partial(host, HostAction.ASK_UNMUTE, key))
    if one.hand_up_since is not None:
        menu.addAction(_tr("Lower the hand"), partial(host, HostAction.LOWER_HAND, key))
    menu.addSeparator()
    by_link = one.kind is ParticipationKind.FIELD
    remove = _tr("Remove, and close the link to further phones") if by_link else _tr("Remove from the room")
    menu.addAction(remove, partial(host, HostAction.REMOVE, key))
