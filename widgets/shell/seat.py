"""What the desktop has through its hub: who sits here, the cameras and scenes, the line itself.

Everything is there from the start and empty until the hub answers; `ready` says when cameras and scenes are known.
"""

import logging
import platform
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.permissions import Actor
from app.domain.rooms import Participation
from app.domain.scenes import Source, SourceKind
from app.link.camera_mirror import SharedCameras
from app.link.doors import Credentials, NamedHubDoor, OwnHubDoor
from app.link.hub_client import HubClient
from app.link.hub_link import HubLink
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.link.mirror import LinkState, Mirror
from app.link.rooms import responder
from app.link.scene_mirror import SharedScenes
from app.services.commands.sessions import LoggedIn
from app.services.signalling import RoomParticipant
from app.services.tile_feed import TileSource
from app.services.tile_sources import participant_source, tile_source
from app.settings import LoadedSettings
from app.tasks import TaskScope
from streams.errors import Reason
from widgets.incidents.refused_words import refused_words, unreachable_words
from widgets.wall.words import responder_words

log = logging.getLogger(__name__)

# Until the door says where the hub is.
_NO_HUB_YET = "http://127.0.0.1:1"
_NOTE_SHOWN_MS = 10_000


class Seat(QObject):
    """`entered` carries an Actor, each time the hub lets us in; `refused`: it asks for a login; `failed`: what somebody
    changed was not kept, in words."""

    entered = Signal(object)
    refused = Signal()
    failed = Signal(str)
    ready_changed = Signal()

    def __init__(self, loaded: LoadedSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = loaded.settings.seat or platform.node()
        self.hub_url = loaded.settings.hub
        verify = str(loaded.hub_ca) if loaded.hub_ca is not None else True
        self.mirror = Mirror()
        self.client = HubClient(self.hub_url or _NO_HUB_YET, verify=verify)
        self.cameras = SharedCameras(self.mirror, self.client, failed=self.tell)
        self.scenes = SharedScenes(self.mirror, self.client, failed=self.tell)
        # How a room sees somebody now, where this seat is in touch with it.
        self.live: Callable[[str], RoomParticipant | None] = _nobody
        self.is_ready = False
        self._tasks = TaskScope("seat")
        self._named_door = NamedHubDoor() if self.hub_url else None
        door = self._named_door or OwnHubDoor(loaded.hub_folder)
        self._link = HubLink(self.client, self.mirror, door, seat=self.name)
        self._prepare: Callable[[], None] = self.get_ready
        self._actor: Actor | None = None
        self._state = LinkState.CONNECTING
        self.mirror.subscribe_status(self._line_changed)

    def start(self, prepare: Callable[[], None] | None = None) -> None:
        """`prepare` runs with the first snapshot and has `get_ready` called when cameras and scenes are complete."""
        self._prepare = prepare or self.get_ready
        self._link.start()

    def get_ready(self) -> None:
        if not self.is_ready:
            self.is_ready = True
            self.ready_changed.emit()

    def log_in(self, login: str, password: str) -> None:
        if self._named_door is not None:
            self._named_door.credentials = Credentials(login, password)
            self._link.try_again()

    def log_out(self) -> None:
        """The hub ends the session, and with it the line; then it asks for a login."""
        self._tasks.start("log out", self._log_out())

    async def _log_out(self) -> None:
        try:
            await self.client.log_out()
        except (HubRefusedError, HubUnreachableError) as error:
            self.tell(error)

    def resolve(self, source: Source) -> TileSource:
        """What a tile opens for it; the tile waits while that is being asked for."""
        if source.kind is SourceKind.PARTICIPANT:
            return self._resolve_participant(source)
        if source.kind is SourceKind.FIELD:
            return self._resolve_responder(source)
        if not self.is_ready:
            return TileSource(name="", main_url="", waiting=True)
        found = tile_source(source, self.cameras)
        if found is None:
            return TileSource(name=self.tr("Camera {0} is not in the list any more").format(source.value), main_url="")
        return found

    def _resolve_participant(self, source: Source) -> TileSource:
        participation = self.mirror.get(Participation, source.participation_id)
        if participation is None:
            # Of a room that is over, or that this seat may not see.
            name = self.tr("Somebody of a conference")
            return TileSource(
                name=name, main_url="", participation_id=source.participation_id, absent=Reason.NOT_IN_ROOM
            )
        return participant_source(source, participation, self.live(source.participation_id))

    def _resolve_responder(self, source: Source) -> TileSource:
        incident_id, number = source.responder or ("", 1)
        found = responder(self.mirror, incident_id, number)
        if found is None:
            return TileSource(name=responder_words(number), main_url="", absent=Reason.AWAITED)
        return participant_source(source, found, self.live(found.participation_id))

    def name_of(self, source: Source) -> str:
        """As lists show it; nothing is opened for that."""
        camera = self.cameras.get(source.value) if source.kind is SourceKind.CAMERA else None
        return camera.name if camera is not None else self.resolve(source).name

    def note_shown(self, shown: Callable[[], list[str]]) -> None:
        """Tell the log's keeper every few seconds which cameras are on the screen."""
        timer = QTimer(self, interval=_NOTE_SHOWN_MS)
        timer.timeout.connect(lambda: self.cameras.note_shown(shown()))
        timer.start()

    async def close(self) -> None:
        await self._tasks.close()
        await self.cameras.close()
        await self.scenes.close()
        await self._link.close()

    def _line_changed(self) -> None:
        before, state, me = self._state, self.mirror.status.state, self._link.me
        self._state = state
        if state is before:
            return
        if state is LinkState.LIVE and me is not None:
            actor = _actor(me)
            if self._actor is not None and actor.actor_id != self._actor.actor_id:
                self.cameras.forget()
            self._actor = actor
            self.entered.emit(actor)
            prepare, self._prepare = self._prepare, _nothing
            prepare()
        elif state is LinkState.REFUSED:
            self.refused.emit()

    def tell(self, error: Exception) -> None:
        self.failed.emit(refused_words(error) if isinstance(error, HubRefusedError) else unreachable_words())


def _nothing() -> None: ...


def _nobody(_participation_id: str) -> RoomParticipant | None:
    return None


def _actor(me: LoggedIn) -> Actor:
    return Actor(
        actor_id=me.account_id,
        name=me.name,
        role=me.role,
        unit_id=me.unit_id,
        unit_path=me.unit_path,
        person_type=me.person_type,
        person_id=me.person_id,
    )
