"""Which incidents the picture of a camera, or of a phone in their room, may stop the video clock of, as far as this
seat knows: what is worth watching.

The wall asks for every tile several times a second, with a thousand incidents open: the answers are kept until the hub
brings something that they depend on.
"""

from collections.abc import Callable

from app.domain import participation_life
from app.domain.geo import distance_m
from app.domain.incidents import Incident
from app.domain.outputs import Output
from app.domain.plan_matching import plans_for
from app.domain.plans import ResponsePlan
from app.domain.rooms import Participation, ParticipationKind, ParticipationStatus
from app.domain.sla.clocks import SlaClock
from app.domain.sla.policies import VIDEO, SlaPolicy
from app.domain.units import Point, Unit
from app.domain.walls import WallSpan, WallTimes, planned_output, walls_beside
from app.link.mirror import Mirror
from app.services.rows import SharedCamera

# Where the policy does not say: the built-in one's.
_USUAL_RADIUS_M = 500.0
# Less than a degree of latitude has anywhere: what is further apart than this says needs no trigonometry.
_METRES_OF_A_DEGREE = 110_000.0
_IN_ROOM = (ParticipationStatus.IN, ParticipationStatus.DROPPED)


class EvidenceCandidates:
    """Follows the mirror until `release()`; `changed` is told when answers may have become others."""

    def __init__(self, mirror: Mirror, *, changed: Callable[[], None]) -> None:
        self._mirror = mirror
        self._changed = changed
        # None: to be found out again.
        self._running: list[tuple[Incident, Point | None, float]] | None = None
        self._of_source: dict[str, list[Incident]] = {}
        # By incident: as it was then, and the cameras of its plans. A plan or unit that changes empties it.
        self._bound: dict[str, tuple[Incident, frozenset[str]]] = {}
        rows = (Incident, SharedCamera, SlaPolicy)
        self._endings = [mirror.subscribe(row, lambda _keys: self._forget()) for row in rows]
        self._endings += [mirror.subscribe(row, lambda _keys: self._forget_plans()) for row in (ResponsePlan, Unit)]
        self._endings.append(mirror.subscribe(Participation, self._forget_people))
        self._walls = WallTimes()
        self._note_walls(frozenset(mirror.all(Output)))
        self._endings.append(mirror.subscribe(Output, self._note_walls))

    def release(self) -> None:
        for end in self._endings:
            end()
        self._endings.clear()

    def running(self) -> list[Incident]:
        """With a video clock that runs."""
        return [incident for incident, _, _ in self._known_running()]

    def of_source(self, source_id: str) -> list[Incident]:
        """Those near a camera and those whose plan binds it; of a phone (by its participation) that in whose room it
        is, where it is near."""
        found = self._of_source.get(source_id)
        if found is None:
            found = self._of_source[source_id] = self._find(source_id)
        return found

    def point_of(self, source_id: str) -> Point | None:
        """Where a camera stands, or where a phone says that it is."""
        camera = self._mirror.get(SharedCamera, source_id)
        if camera is not None:
            return point_of(camera)
        device = self._mirror.get(Participation, source_id)
        return participation_life.point_of(device, now=self._mirror.now()) if device is not None else None

    def is_field_device(self, source_id: str) -> bool:
        """A phone or the like that is in a room now."""
        device = self._mirror.get(Participation, source_id)
        return device is not None and device.kind is ParticipationKind.FIELD and device.status in _IN_ROOM

    def is_bound(self, camera_id: str, incident: Incident) -> bool:
        """By a plan that is for the incident."""
        known = self._bound.get(incident.incident_id)
        if known is None or known[0] is not incident:
            known = incident, frozenset(key for plan in self._plans_of(incident) for key in plan.camera_ids)
            self._bound[incident.incident_id] = known
        return camera_id in known[1]

    def walls_beside(self, output_id: str, incident: Incident) -> tuple[WallSpan, ...]:
        """When a window of this seat proves nothing for the incident, by the walls that this seat may see."""
        output = self._mirror.get(Output, output_id)
        if output is None:
            return ()
        planned = planned_output(self._plans_of(incident))
        return walls_beside(output, self._walls.spans(), incident=incident, planned=planned, path_of=self._path_of)

    def facts_of_place(self, source_id: str, incident: Incident) -> object:
        """All that the hub decides by whether the source is one of the incident's; equal as long as it is the same.
        What else becomes of an incident, a picture of its evidence above all, is no reason to ask again."""
        clock = video_clock(incident)
        policy = (clock.policy_id, clock.policy_version) if clock is not None else None
        bound = self.is_bound(source_id, incident)
        return self._mirror.get(SharedCamera, source_id), self.point_of(source_id), incident.place, bound, policy

    def _forget(self) -> None:
        self._running = None
        self._of_source.clear()
        self._changed()

    def _forget_people(self, participation_ids: frozenset[str]) -> None:
        for participation_id in participation_ids:
            self._of_source.pop(participation_id, None)
        self._changed()

    def _forget_plans(self) -> None:
        self._bound.clear()
        self._forget()

    def _known_running(self) -> list[tuple[Incident, Point | None, float]]:
        if self._running is None:
            self._running = [
                (incident, incident.place.point, self._radius_m(clock))
                for incident in self._mirror.all(Incident).values()
                if (clock := video_clock(incident)) is not None
            ]
            open_ids = {incident.incident_id for incident, _, _ in self._running}
            self._bound = {key: bound for key, bound in self._bound.items() if key in open_ids}
        return self._running

    def _find(self, source_id: str) -> list[Incident]:
        point = self.point_of(source_id)
        device = self._mirror.get(Participation, source_id)
        if device is not None:
            if not self.is_field_device(source_id):
                return []
            return [
                incident
                for incident, place, radius_m in self._known_running()
                if incident.incident_id == device.incident_id and _is_near(point, place, radius_m)
            ]
        return [
            incident
            for incident, place, radius_m in self._known_running()
            if _is_near(point, place, radius_m) or self.is_bound(source_id, incident)
        ]

    def _note_walls(self, output_ids: frozenset[str]) -> None:
        now = self._mirror.now()
        for output_id in output_ids:
            output = self._mirror.get(Output, output_id)
            if output is None or not output.online:
                self._walls.gone(output_id, now)
            elif output.reported_at is not None:
                self._walls.said(output, now)

    def _plans_of(self, incident: Incident) -> tuple[ResponsePlan, ...]:
        return plans_for(incident, self._mirror.all(ResponsePlan).values(), path_of=self._path_of)

    def _path_of(self, unit_id: str) -> str:
        unit = self._mirror.get(Unit, unit_id)
        return unit.path if unit is not None else ""

    def _radius_m(self, clock: SlaClock) -> float:
        policy = self._mirror.get(SlaPolicy, clock.policy_id)
        return policy.radius_m if policy is not None else _USUAL_RADIUS_M


def video_clock(incident: Incident) -> SlaClock | None:
    """The incident's video clock, while it runs."""
    for clock in incident.clocks:
        if clock.kind == VIDEO and clock.cycle == incident.cycle and clock.stop is None and not clock.frozen:
            return clock
    return None


def _is_near(point: Point | None, place: Point | None, radius_m: float) -> bool:
    return (
        point is not None
        and place is not None
        and abs(place.latitude - point.latitude) * _METRES_OF_A_DEGREE <= radius_m
        and distance_m(point, place) <= radius_m
    )


def point_of(camera: SharedCamera) -> Point | None:
    if camera.longitude is None or camera.latitude is None:
        return None
    return Point(longitude=camera.longitude, latitude=camera.latitude)
