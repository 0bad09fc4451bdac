"""Which incidents a camera's picture may stop the video clock of, as far as this seat knows: what is worth watching.

The wall asks for every tile several times a second, with a thousand incidents open: the answers are kept until the hub
brings something that they depend on.
"""

from collections.abc import Callable

from app.domain.geo import distance_m
from app.domain.incidents import Incident
from app.domain.plans import ResponsePlan
from app.domain.sla.clocks import SlaClock
from app.domain.sla.policies import VIDEO, SlaPolicy
from app.domain.units import Point
from app.link.mirror import Mirror
from app.services.rows import SharedCamera

# Where the policy does not say: the built-in one's.
_USUAL_RADIUS_M = 500.0
# Less than a degree of latitude has anywhere: what is further apart than this says needs no trigonometry.
_METRES_OF_A_DEGREE = 110_000.0


class EvidenceCandidates:
    """Follows the mirror until `release()`; `changed` is told when answers may have become others."""

    def __init__(self, mirror: Mirror, *, changed: Callable[[], None]) -> None:
        self._mirror = mirror
        self._changed = changed
        # None: to be found out again.
        self._running: list[tuple[Incident, Point | None, float]] | None = None
        self._of_camera: dict[str, list[Incident]] = {}
        rows = (Incident, SharedCamera, ResponsePlan, SlaPolicy)
        self._endings = [mirror.subscribe(row, lambda _keys: self._forget()) for row in rows]

    def release(self) -> None:
        for end in self._endings:
            end()
        self._endings.clear()

    def running(self) -> list[Incident]:
        """With a video clock that runs."""
        return [incident for incident, _, _ in self._known_running()]

    def of_camera(self, camera_id: str) -> list[Incident]:
        """Those near it; all that run where a plan binds it, for whether it is a plan of theirs is the hub's to say."""
        found = self._of_camera.get(camera_id)
        if found is None:
            found = self._of_camera[camera_id] = self._find(camera_id)
        return found

    def is_bound(self, camera_id: str) -> bool:
        """By some plan."""
        return any(camera_id in plan.camera_ids for plan in self._mirror.all(ResponsePlan).values())

    def facts_of_place(self, camera_id: str, incident: Incident) -> object:
        """All that the hub decides by whether the camera is one of the incident's; equal as long as it is the same.
        What else becomes of an incident, a picture of its evidence above all, is no reason to ask again."""
        clock = video_clock(incident)
        policy = (clock.policy_id, clock.policy_version) if clock is not None else None
        # Also plans without it: the most specific one counts.
        plans = list(self._mirror.all(ResponsePlan).values())
        matching = (incident.plan_id, incident.unit_id, incident.classes, incident.level)
        return self._mirror.get(SharedCamera, camera_id), incident.place, plans, matching, policy

    def _forget(self) -> None:
        self._running = None
        self._of_camera.clear()
        self._changed()

    def _known_running(self) -> list[tuple[Incident, Point | None, float]]:
        if self._running is None:
            self._running = [
                (incident, incident.place.point, self._radius_m(clock))
                for incident in self._mirror.all(Incident).values()
                if (clock := video_clock(incident)) is not None
            ]
        return self._running

    def _find(self, camera_id: str) -> list[Incident]:
        if self.is_bound(camera_id):
            return self.running()
        camera = self._mirror.get(SharedCamera, camera_id)
        point = point_of(camera) if camera is not None else None
        if point is None:
            return []
        return [
            incident
            for incident, place, radius_m in self._known_running()
            if place is not None
            and abs(place.latitude - point.latitude) * _METRES_OF_A_DEGREE <= radius_m
            and distance_m(point, place) <= radius_m
        ]

    def _radius_m(self, clock: SlaClock) -> float:
        policy = self._mirror.get(SlaPolicy, clock.policy_id)
        return policy.radius_m if policy is not None else _USUAL_RADIUS_M


def video_clock(incident: Incident) -> SlaClock | None:
    """The incident's video clock, while it runs."""
    for clock in incident.clocks:
        if clock.kind == VIDEO and clock.cycle == incident.cycle and clock.stop is None and not clock.frozen:
            return clock
    return None


def point_of(camera: SharedCamera) -> Point | None:
    if camera.longitude is None or camera.latitude is None:
        return None
    return Point(longitude=camera.longitude, latitude=camera.latitude)
