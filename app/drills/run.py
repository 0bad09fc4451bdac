"""A drill from its report to its end: the report, everybody who answers, everything that goes wrong.

It comes in by the product's own doors and does nothing of the answer: what happens on the wall and in the room is the
loop's doing, or it does not happen.
"""

import asyncio
import logging
import time
import uuid
from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.domain.drills import DrillScript, InjectedFault, PlayedAnswer, PlayedFault, PlayedPerson, PlayedWay
from app.domain.incidents import Incident, IncidentStatus, Place
from app.domain.outputs import Output, TileState
from app.domain.response import Response
from app.domain.rooms import Invitation, InvitationStatus, Room
from app.domain.scene_building import cameras_of
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.domain.units import Point, Unit, UnitKind
from app.drills.cast import Cast, next_rings
from app.drills.hall import Hall, NotPossibleError
from app.drills.notes import DrillNote, NoteKind
from app.drills.played import PlayedInRoom
from app.link.doors import Door
from app.link.hub_client import HubClient
from app.link.hub_link import HubLink
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.link.mirror import LinkState, Mirror
from app.services.commands.incidents import MoveIncident, ReportIncident
from app.services.commands.links import IssueLink
from app.services.commands.rooms import AnswerInvitation, EndRoom, InvitationAnswer
from app.services.drill_file import check_places, pick_of
from app.services.office_words import TITLES
from app.services.rows import IncidentPage, SharedCamera
from app.tasks import TaskScope
from streams.media_thread import MediaThread

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

# A hub that was killed is back within seconds.
_HUB_PATIENCE_S = 30.0
_TRY_AGAIN_S = 0.3
# Pictures of simulated cameras are coded when they are shown for the first time on a machine.
_WALL_PATIENCE_S = 90.0
# After the last thing that went wrong the loop has so long to put it right, and whoever looks on, to see it.
SETTLES_S = 8.0
# In the pictures, as who plays in a drill would write it.
_WORDS = {title: word for word, title in TITLES.items()}
_AFTER = {
    InvitationAnswer.ACCEPT: InvitationStatus.ACCEPTED,
    InvitationAnswer.DECLINE: InvitationStatus.DECLINED,
}
_END = (
    IncidentStatus.OPENED,
    IncidentStatus.IN_PROGRESS,
    IncidentStatus.REPORTED_BACK,
    IncidentStatus.CHECKED,
    IncidentStatus.CLOSED,
)


class DrillRun:
    """Of one loop, for one drill. `door` is an administrator's; `password` that of the people who are played."""

    def __init__(
        self,
        script: DrillScript,
        *,
        url: str,
        door: Door,
        password: str,
        hall: Hall,
        tell: Callable[[DrillNote], None],
        waits_for_wall: bool = True,
        settles_s: float = SETTLES_S,
    ) -> None:
        self.script = script
        self.mirror = Mirror()
        self.in_room: list[PlayedInRoom] = []
        self._client = HubClient(url)
        self._link = HubLink(self._client, self.mirror, door, seat="演练导调")
        self._cast = Cast(self._client, password=password)
        self._hall = hall
        self._tell_note = tell
        self._waits_for_wall = waits_for_wall
        self._settles_s = settles_s
        self._tasks = TaskScope("drill")
        self._thread: MediaThread | None = None
        self._waiting: set[asyncio.Future[None]] = set()
        self._incident_id = ""
        self._where: Point | None = None
        self._reported_s = 0.0
        self._playing: dict[int, str] = {}
        self._acting = 0
        self._faults_left = len(script.faults)

    async def play(self) -> IncidentPage:
        """Until everything has happened and both clocks have stopped, `lasts_s` at most; then everybody leaves and the
        incident is closed. The page is of then.

        Raises DrillFileError for a site or camera that there is not, HubRefusedError, HubUnreachableError.
        """
        rows = (Incident, Room, Invitation, Response, Output, SharedCamera)
        ends = [self.mirror.subscribe(row, self._wake) for row in rows]
        ends.append(self.mirror.subscribe_status(self._wake))
        self._link.start()
        self._thread = MediaThread()
        try:
            place = await self._prepare()
            await self._until_reported(place)
            await self._until_over()
            await self._leave()
            await self._close_incident()
            page = await self._asked(lambda: self._client.incident_page(self._incident_id))
            self._tell(NoteKind.OVER, self._incident_id)
            return page
        finally:
            for end in ends:
                end()
            await self._leave()
            await self._link.close()
            await asyncio.to_thread(self._thread.close)

    # -- before

    async def _prepare(self) -> Place:
        script = self.script
        await self._until(lambda: self.mirror.status.state in (LinkState.LIVE, LinkState.REFUSED), _HUB_PATIENCE_S)
        if self._waits_for_wall:
            await self._until(self._has_live_wall, _WALL_PATIENCE_S)
        await self._asked(self._cast.gather)
        sites = {unit.name: unit for unit in self.mirror.all(Unit).values() if unit.kind is UnitKind.SITE}
        check_places(script, sites=sites, has_camera=lambda code: self._camera(code) is not None)
        site = sites.get(script.site)
        self._where = site.point if site is not None else None
        return Place(text=script.place, site_id=site.unit_id if site is not None else None, point=self._where)

    def _has_live_wall(self) -> bool:
        """A drill that begins while the demo's cameras are still starting would be one of other faults."""
        return any(
            output.online and output.tiles and all(tile.state is not TileState.CONNECTING for tile in output.tiles)
            for output in self.mirror.all(Output).values()
        )

    async def _until_reported(self, place: Place) -> None:
        script = self.script
        earliest_s = min((fault.at_s for fault in script.faults), default=0.0)
        self._reported_s = time.monotonic() - min(0.0, earliest_s)
        for number, fault in enumerate(script.faults):
            self._tasks.start(f"fault {number}", self._inject(fault))
        await asyncio.sleep(self._reported_s - time.monotonic())
        key = uuid.uuid4().hex
        command = ReportIncident(
            title=script.title,
            classes=script.classes,
            level=script.level,
            place=place,
            description=script.report,
            reporter=script.name,
            is_drill=True,
        )
        self._reported_s = time.monotonic()
        incident = await self._asked(lambda: self._client.report_incident(command, key=key))
        self._incident_id = incident.incident_id
        self._tell(NoteKind.REPORTED, incident.incident_id, incident.number)
        for number, person in enumerate(script.people):
            if person.way is PlayedWay.PHONE and person.answer is PlayedAnswer.ACCEPTS:
                self._tasks.start(f"phone {number}", self._play(person, self._with_phone(person)))

    # -- while it goes on

    async def _until_over(self) -> None:
        ends_s = self._reported_s + self.script.lasts_s
        complete_s: float | None = None
        while (now_s := time.monotonic()) < ends_s:
            self._take_rings()
            if not self._is_complete():
                complete_s = None
            elif complete_s is None:
                complete_s = now_s
            if complete_s is not None and now_s >= complete_s + self._settles_s:
                return
            wakes_s = ends_s if complete_s is None else min(complete_s + self._settles_s, ends_s)
            await self._until_changed(wakes_s - now_s)

    def _is_complete(self) -> bool:
        """Nothing is to come any more, both clocks have stopped, and the wall is there to be given back."""
        incident = self.mirror.get(Incident, self._incident_id)
        if incident is None or self._faults_left or self._acting or self.mirror.status.state is not LinkState.LIVE:
            return False
        response = self._response()
        output = self.mirror.get(Output, response.output_id) if response is not None else None
        if response is not None and response.push_id is not None and not (output is not None and output.online):
            return False
        running = [clock for clock in incident.clocks if clock.kind in (VIDEO, CONFERENCE) and clock.stop is None]
        return not running

    def _take_rings(self) -> None:
        rung = [one for one in self.mirror.all(Invitation).values() if one.incident_id == self._incident_id]
        for number, invitation in next_rings(self.script.people, rung, played=self._playing):
            self._playing[number] = invitation.invitation_id
            person = self.script.people[number]
            self._tasks.start(f"seat {number}", self._play(person, self._at_desk(person, invitation)))

    async def _play(self, person: PlayedPerson, playing: Awaitable[None]) -> None:
        self._acting += 1
        try:
            await playing
        except (HubRefusedError, HubUnreachableError) as error:
            self._tell(NoteKind.NOT_PLAYED, person.name or person.title.value, str(error))
        finally:
            self._acting -= 1
            self._wake()

    async def _at_desk(self, person: PlayedPerson, invitation: Invitation) -> None:
        name = person.name or self._cast.name(invitation.person_id)
        if person.answer is PlayedAnswer.DOES_NOT_ANSWER:
            self._tell(NoteKind.ANSWERED, name, person.answer.value)
            return
        answers_s = time.monotonic() + person.after_s - self._since_ring_s(invitation)
        client = await self._asked(lambda: self._cast.seat_of(invitation.person_id))
        await asyncio.sleep(answers_s - time.monotonic())
        accepts = person.answer is PlayedAnswer.ACCEPTS
        answer = InvitationAnswer.ACCEPT if accepts else InvitationAnswer.DECLINE
        await self._asked(lambda: self._answer(client, invitation, answer, person.reason))
        self._tell(NoteKind.ANSWERED, name, person.answer.value)
        if accepts:
            self._come(person, client, invitation.room_id, name=name)
        else:
            await client.close()

    async def _with_phone(self, person: PlayedPerson) -> None:
        """A link is sent to whoever is rung for this, and opened."""
        await self._until(lambda: self._room() is not None, self.script.lasts_s)
        room = self._room()
        if room is None:
            return
        rung = [one for one in self.mirror.all(Invitation).values() if one.room_id == room.room_id]
        holder = min((one for one in rung if one.title is person.title), key=lambda one: one.deputy_order, default=None)
        name = person.name or self._cast.name(holder.person_id if holder is not None else None)
        await asyncio.sleep(self._reported_s + person.after_s - time.monotonic())
        command = IssueLink(name=name, title=person.title, person_id=holder.person_id if holder is not None else None)
        issued = await self._asked(lambda: self._client.issue_link(room.room_id, command))
        client = self._cast.stranger(issued.url.partition("#")[2])
        self._come(person, client, room.room_id, name=name, device=uuid.uuid4().hex, where=self._where)

    def _come(
        self,
        person: PlayedPerson,
        client: HubClient,
        room_id: str,
        *,
        name: str,
        device: str = "",
        where: Point | None = None,
    ) -> None:
        if self._thread is None:
            raise RuntimeError("nobody comes before the drill is played")
        here = PlayedInRoom(
            client,
            room_id,
            person,
            name=name,
            words=_WORDS[person.title],
            thread=self._thread,
            device=device,
            where=where,
        )
        self.in_room.append(here)
        here.come()
        self._tell(NoteKind.CAME, name, person.way.value)

    async def _answer(
        self, client: HubClient, invitation: Invitation, answer: InvitationAnswer, reason: str
    ) -> Invitation:
        newest = self.mirror.get(Invitation, invitation.invitation_id) or invitation
        if newest.status is _AFTER[answer]:
            # Written down before, by a hub that was killed before it could say so.
            return newest
        command = AnswerInvitation(expected_version=newest.version, answer=answer, reason=reason)
        return await client.answer_invitation(invitation.invitation_id, command)

    # -- what goes wrong

    async def _inject(self, fault: InjectedFault) -> None:
        try:
            await asyncio.sleep(self._reported_s + fault.at_s - time.monotonic())
            camera = await self._spoiled(fault) if fault.kind.is_of_camera else None
            if camera is not None:
                await self._hall.spoil_camera(camera, fault.kind, lasts_s=fault.lasts_s)
            elif fault.kind is PlayedFault.HUB_KILLED:
                await self._hall.kill_hub()
            else:
                await self._hall.close_output(self._output_id())
            self._tell(NoteKind.FAULT, fault.kind.value, camera.name if camera is not None else "")
        except NotPossibleError as error:
            self._tell(NoteKind.NOT_PLAYED, fault.kind.value, str(error))
        finally:
            self._faults_left -= 1
            self._wake()

    async def _spoiled(self, fault: InjectedFault) -> SharedCamera:
        """The camera that is meant, with "pick:2" the second of the scene as it is now."""
        number = pick_of(fault.camera)
        if number is not None:
            await self._until(lambda: self._response() is not None, self.script.lasts_s)
            response = self._response()
            tiles = response.tiles if response is not None else ()
            shown = cameras_of(tiles)
            camera = self.mirror.get(SharedCamera, shown[number - 1]) if number <= len(shown) else None
        else:
            camera = self._camera(fault.camera)
        if camera is None:
            raise NotPossibleError(f"there is no camera {fault.camera} in the scene")
        return camera

    def _output_id(self) -> str:
        response = self._response()
        if response is None or response.output_id is None:
            raise NotPossibleError("no output shows the incident")
        return response.output_id

    # -- the end

    async def _leave(self) -> None:
        await self._tasks.close()
        leaving, self.in_room = self.in_room, []
        await asyncio.gather(*(one.leave() for one in leaving), return_exceptions=True)

    async def _close_incident(self) -> None:
        """What was on the wall before comes back."""
        try:
            await self._hall.mend_cameras()
        except NotPossibleError as error:
            log.info("cameras stay as they are: %s", error)
        try:
            page = await self._asked(lambda: self._client.incident_page(self._incident_id))
            room = next((one for one in page.rooms if one.ended_at is None), None)
            if room is not None:
                end = EndRoom(expected_version=room.version)
                await self._asked(lambda: self._client.end_room(room.room_id, end))
            incident = page.incident
            for status in _END:
                move = MoveIncident(expected_version=incident.version, to=status)
                incident = await self._client.move_incident(self._incident_id, move)
        except (HubRefusedError, HubUnreachableError) as error:
            # Somebody else has decided about it meanwhile.
            log.info("the drill's incident stays open: %s", error)

    # -- what is known

    def _room(self) -> Room | None:
        rooms = self.mirror.all(Room).values()
        return next((one for one in rooms if one.incident_id == self._incident_id and one.ended_at is None), None)

    def _response(self) -> Response | None:
        return self.mirror.get(Response, self._incident_id)

    def _camera(self, code: str) -> SharedCamera | None:
        return next((one for one in self.mirror.all(SharedCamera).values() if code in (one.code, one.gb_id)), None)

    def _since_ring_s(self, invitation: Invitation) -> float:
        return max(0.0, (self.mirror.now() - invitation.rung_at[0]).total_seconds())

    # -- telling and waiting

    def _tell(self, kind: NoteKind, subject: str = "", detail: str = "") -> None:
        at_s = round(time.monotonic() - self._reported_s, 1)
        self._tell_note(DrillNote(kind=kind, at_s=at_s, subject=subject, detail=detail))

    def _wake(self, _keys: frozenset[str] = frozenset()) -> None:
        waiting, self._waiting = self._waiting, set()
        for one in waiting:
            if not one.done():
                one.set_result(None)

    async def _until_changed(self, longest_s: float) -> None:
        changed = asyncio.get_running_loop().create_future()
        self._waiting.add(changed)
        await asyncio.wait({changed}, timeout=max(0.0, longest_s))
        self._waiting.discard(changed)

    async def _until(self, true: Callable[[], bool], longest_s: float) -> None:
        """Or until that is over; what depends on it says so itself."""
        ends_s = time.monotonic() + longest_s
        while not true() and (rest_s := ends_s - time.monotonic()) > 0:
            await self._until_changed(rest_s)

    async def _asked(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """Also of a hub that is just being started again. Raises HubRefusedError, HubUnreachableError."""
        ends_s = time.monotonic() + _HUB_PATIENCE_S
        while True:
            try:
                return await ask()
            except (HubRefusedError, HubUnreachableError) as error:
                passes = isinstance(error, HubUnreachableError) or error.status >= 500 or error.code == "stale-version"
                if not passes or time.monotonic() > ends_s:
                    raise
            await asyncio.sleep(_TRY_AGAIN_S)
