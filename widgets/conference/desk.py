"""Everything of conferences that a person at this seat sees: the page, the strip beside other pages, what rings."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.outputs import Output
from app.domain.permissions import Actor
from app.domain.scenes import Source
from app.link.hub_client import HubClient
from app.link.mirror import Mirror
from app.services.tile_feed import TileSource
from app.tasks import TaskScope
from streams.feeds import Feeds
from widgets.conference.conference import Conference
from widgets.conference.devices_of_seat import DevicesOfSeat
from widgets.conference.door_view import DoorView
from widgets.conference.filmstrip import Filmstrip
from widgets.conference.live_view import LiveView
from widgets.conference.page import ConferencePage
from widgets.conference.put_on_wall import add_wall_menu
from widgets.conference.rings import Rings
from widgets.conference.room_actions import RoomActions
from widgets.conference.rooms_list import RoomsList
from widgets.conference.stage import Stage
from widgets.conference.stage_entries import StageEntry
from widgets.conference.words import quality_words
from widgets.incidents.rights import Rights
from widgets.incidents.sending import Sender
from widgets.wall.outputs import Outputs


class ConferenceDesk(QObject):
    """Of one person, from their login until `release()`. `page_asked`: the page is to be shown; `notice` a banner."""

    page_asked = Signal()
    notice = Signal(str)

    def __init__(
        self,
        conference: Conference,
        mirror: Mirror,
        client: HubClient,
        actor: Actor,
        window: QWidget,
        *,
        feeds: Feeds,
        resolve: Callable[[Source], TileSource],
        outputs: Outputs,
        own_outputs: Callable[[], frozenset[str]],
        push: Callable[[str, Source], None],
        selected_cameras: Callable[[], list[Source]],
        name_of: Callable[[Source], str],
        devices: DevicesOfSeat | None = None,
    ) -> None:
        super().__init__(window)
        self._conference = conference
        self._mirror = mirror
        self._outputs, self._own_outputs, self._push = outputs, own_outputs, push
        self._tasks = TaskScope("conference desk")
        commands = Sender(mirror, client, self._tasks, actor)
        self.actions = RoomActions(
            conference,
            commands,
            Rights(mirror, actor),
            window,
            selected_cameras=selected_cameras,
            camera_name=name_of,
        )
        self._stages: list[Stage] = []
        self._make_stage = partial(Stage, feeds=feeds, resolve=resolve, now=conference.now, hint=self._hint)
        live = LiveView(
            conference,
            self.make_stage(),
            add_wall=self._add_wall,
            room_menu=self.actions.fill_room_menu,
            rung_menu=self.actions.fill_rung_menu,
            camera_menu=self.actions.fill_camera_menu,
            own_picture=devices.own_picture() if devices is not None else None,
        )
        self.page = ConferencePage(
            conference,
            rooms=RoomsList(mirror),
            door=DoorView(conference, preview=devices.lobby() if devices is not None else None),
            live=live,
        )
        self.strip = Filmstrip(conference, self.make_stage())
        self.rings = Rings(
            mirror, commands, actor, window, here=self._here, tone=devices.ring_tone() if devices is not None else None
        )
        live.share_asked.connect(partial(self._open_share_menu, devices))
        if devices is not None:
            live.devices_asked.connect(devices.show_choice)
        self.strip.back_asked.connect(self.page_asked)
        self.rings.accepted.connect(self.enter)
        for part in (self.rings, self.actions, conference):
            part.notice.connect(self.notice)
        conference.over.connect(self._over)
        conference.changed.connect(self.rings.refresh)

    def enter(self, room_id: str) -> None:
        """To the lobby of a room, on its page."""
        self.page.enter(room_id)
        self.page_asked.emit()

    def make_stage(self) -> Stage:
        """Another surface for the pictures of the conference; whoever shows it lets go of it."""
        made = self._make_stage()
        self._stages.append(made)
        return made

    def sources_changed(self) -> None:
        for stage in self._stages:
            stage.sources_changed()

    def release(self) -> None:
        """Nothing of this person is shown or told any more."""
        conference = self._conference
        conference.changed.disconnect(self.rings.refresh)
        conference.over.disconnect(self._over)
        conference.notice.disconnect(self.notice)
        self.rings.release()
        self.page.release()
        self.strip.stage.release()
        self._tasks.cancel()
        for part in (self.rings, self.actions, self):
            part.deleteLater()

    def _over(self, words: str) -> None:
        self.strip.stage.release()
        if words:
            self.notice.emit(words)

    def _here(self) -> str | None:
        link = self._conference.link
        return link.room_id if link is not None else None

    def _hint(self, entry: StageEntry) -> list[str]:
        """All that is known of whoever is on a tile."""
        model = self.page.live.people.model
        row = next((one for one in model.rows if one.key in (entry.key, entry.participation_id)), None)
        if row is not None:
            return model.hint(row)
        link = self._conference.link
        one = link.participant(entry.participation_id) if link is not None else None
        return [entry.name, quality_words(one)] if one is not None else []

    def _add_wall(self, menu: QMenu, source: Source) -> None:
        own = self._own_outputs()
        add_wall_menu(
            menu,
            source,
            own=self._outputs.all,
            others=[one for one in self._mirror.all(Output).values() if one.output_id not in own],
            push=self._push,
        )

    def _open_share_menu(self, devices: DevicesOfSeat | None, beside: QWidget) -> None:
        menu = QMenu(beside)
        menu.aboutToHide.connect(menu.deleteLater)
        if devices is not None:
            devices.fill_share_menu(menu)
        self.actions.fill_share_menu(menu)
        menu.popup(beside.mapToGlobal(QPoint(0, -menu.sizeHint().height())))
