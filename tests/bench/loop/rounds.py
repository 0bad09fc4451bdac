"""Incidents from their report to their end, one alone or several at once, and the moments of each."""

import asyncio
import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from app.domain.incidents import IncidentClass, IncidentLevel, IncidentStatus, Place
from app.domain.outputs import TileState
from app.domain.response import StepKind
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.link.hub_client import HubClient
from app.services.commands.incidents import MoveIncident, ReportIncident
from app.services.commands.rooms import EndRoom
from tests.bench.loop.district import SITES, Site
from tests.bench.loop.hall import Hall
from tests.bench.loop.painted import PaintedWitness
from tests.bench.loop.seen import Row
from tests.bench.loop.segments import Moments, in_short

Say = Callable[[str], None]

# What takes longer never comes.
_LONGEST_S = 25.0
_GIVEN_BACK_S = 15.0
# Sources that nobody shows any more are closed within this; the next incident begins in a quiet hall.
_QUIET_S = 1.5
_END = (
    IncidentStatus.OPENED,
    IncidentStatus.IN_PROGRESS,
    IncidentStatus.REPORTED_BACK,
    IncidentStatus.CHECKED,
    IncidentStatus.CLOSED,
)


class Rounds:
    """Of one hall; `site` after `site` has its incident."""

    def __init__(self, hall: Hall, witness: PaintedWitness, say: Say) -> None:
        self._hall = hall
        self._witness = witness
        self._say = say
        self._next_site = -1
        self._last: frozenset[Site] = frozenset()

    async def play(self, at_once: int) -> list[Moments]:
        """Report so many incidents in the same moment; back when all is over and the hall is quiet again."""
        sites = self._sites(at_once)
        self._witness.forget()
        watched = await asyncio.gather(
            *(self._report(seat, site) for seat, site in zip(self._hall.seats, sites, strict=False))
        )
        await self._hall.seen.until(lambda: _are_complete(watched), _LONGEST_S)
        for one in watched:
            self._say(f"  {one.site.name}: {in_short(one.moments)}{one.trouble()}")
            one.release()
        await asyncio.gather(*(self._end(one.incident_id) for one in watched))
        await self._hall.seen.until(self._is_given_back, _GIVEN_BACK_S)
        await asyncio.sleep(_QUIET_S)
        return [one.moments for one in watched]

    def _sites(self, count: int) -> Sequence[Site]:
        """Of streets of their own, for nobody sits in two conferences; and none twice running: a simulated camera that
        stays open repeats its pictures after a while, and is then rightly taken for one that hangs."""
        if count == 1:
            self._next_site = (self._next_site + 1) % len(SITES)
            found = SITES[self._next_site :][:1]
        else:
            groups = (SITES[:count], SITES[count : 2 * count])
            found = next(group for group in groups if not self._last.intersection(group))
        self._last = frozenset(found)
        return found

    async def _report(self, seat: HubClient, site: Site) -> "Watched":
        command = ReportIncident(
            title=f"{site.name}起火",
            classes=(IncidentClass.ACCIDENT,),
            level=IncidentLevel.II,
            place=Place(text=site.name, site_id=site.site_id, point=site.point),
        )
        watched = Watched(self._hall, self._witness, site, reported_s=time.monotonic())
        incident = await seat.report_incident(command)
        watched.begin(incident.incident_id)
        return watched

    async def _end(self, incident_id: str) -> None:
        seat = self._hall.seats[0]
        page = await seat.incident_page(incident_id)
        for room in page.rooms:
            if room.ended_at is None:
                await seat.end_room(room.room_id, EndRoom(expected_version=room.version))
        incident = page.incident
        for status in _END:
            move = MoveIncident(expected_version=incident.version, to=status)
            incident = await seat.move_incident(incident_id, move)

    def _is_given_back(self) -> bool:
        rows = self._hall.seen.rows
        over = all(response["ended_at"] is not None for response in rows["response"].values())
        return over and not any(output["tiles"] for output in rows["output"].values())


class Watched:
    """One incident, from its report on. The feed may tell of it before the answer to the report does."""

    def __init__(self, hall: Hall, witness: PaintedWitness, site: Site, *, reported_s: float) -> None:
        self.site = site
        self.incident_id = ""
        self.moments = Moments(reported_s)
        self._hall = hall
        self._witness = witness
        self._early: list[tuple[str, Row, float]] = []
        self._required: frozenset[str] = frozenset()
        self._output_id: str | None = None
        self.release = hall.seen.listen(self._take)
        hall.people.changed = hall.seen.wake

    def begin(self, incident_id: str) -> None:
        self.incident_id = incident_id
        for told in self._early:
            self._take(*told)
        self._early.clear()

    def is_complete(self) -> bool:
        """Looks at what tells nobody by itself: the screen and the people."""
        if self._output_id is not None:
            self.moments.painted = self._witness.first_s(self._hall.number_of[self._output_id])
        self._look_people()
        at = self.moments
        return not math.isinf(max(at.pushed, at.painted, at.video, at.rung, at.accepted, at.conference))

    def trouble(self) -> str:
        """What would make the figures something else than the way of an incident that goes well."""
        response = self._hall.seen.rows["response"].get(self.incident_id, {})
        kinds = [step["kind"] for step in response.get("steps", ())]
        found = [kind for kind in kinds if kind in _TROUBLES]
        if response and sum(bool(tile) for tile in response["tiles"]) != _TILES:
            found.append(f"{response['tiles']}")
        return f"  ({', '.join(found)})" if found else ""

    def _take(self, kind: str, row: Row, at_s: float) -> None:
        if not self.incident_id:
            self._early.append((kind, row, at_s))
        elif kind == "output":
            if self._output_id == row["output_id"] and math.isinf(self.moments.told) and self._is_live(row):
                self.moments.told = at_s
        elif row.get("incident_id") != self.incident_id:
            return
        elif kind == "response":
            if self._output_id is None and any(step["kind"] == StepKind.SCENE_PUSHED for step in row["steps"]):
                self.moments.pushed, self._output_id = at_s, row["output_id"]
        elif kind == "room":
            self._required = frozenset(row["required_titles"])
        elif kind == "incident":
            stopped = _stopped(row)
            if stopped.get(VIDEO) and math.isinf(self.moments.video):
                self.moments.video = at_s
            if stopped.get(CONFERENCE) and math.isinf(self.moments.conference):
                self.moments.conference = at_s

    def _is_live(self, output: Row) -> bool:
        scene = self._hall.seen.rows["response"][self.incident_id]["scene"]
        return bool(output["scene"] == scene) and any(tile["state"] == TileState.LIVE for tile in output["tiles"])

    def _look_people(self) -> None:
        people = self._hall.people
        for kept, name in ((people.rung, "rung"), (people.accepted, "accepted")):
            times = [kept.get((self.incident_id, title), math.inf) for title in self._required]
            setattr(self.moments, name, max(times, default=math.inf))


def _are_complete(watched: Iterable[Watched]) -> bool:
    """Each of them is looked at, whatever the others say."""
    return {one.is_complete() for one in watched} == {True}


_TILES = 6
_TROUBLES = frozenset(
    {StepKind.CAMERA_REPLACED, StepKind.NO_CAMERA, StepKind.NO_OUTPUT, StepKind.NO_PLAN, StepKind.OUTPUT_REPLACED}
    | {StepKind.NOBODY_TO_RING, StepKind.SCENE_PROPOSED}
)


def _stopped(incident: Row) -> Mapping[str, bool]:
    """By evidence; by hand nothing is stopped here."""
    return {clock["kind"]: clock["stop"] is not None for clock in incident["clocks"]}
