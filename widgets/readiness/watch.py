"""The lights as they are now, for the page and for the header: counted anew where something changed, and no more often
than anybody looks."""

import asyncio
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.camera_health import CameraHealth
from app.domain.coverage import Coverage, coverage
from app.domain.patrol_state import PatrolState
from app.domain.permissions import Action, Actor, allows
from app.domain.plan_review import PlanProblem, PlanReview
from app.domain.plans import ResponsePlan
from app.domain.readiness import Readiness, ReasonKind, assess, faulty_plans, reassess
from app.domain.units import Unit, UnitKind, covers
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.link.mirror import Mirror
from app.services.rows import SharedCamera
from app.tasks import TaskScope

# A light that changes is seen within a second by who looks at the page, within a minute in the header.
_SHOWN_MS = 1_000
_HIDDEN_MS = 60_000
# Everything, also where nothing changed: what was looked at grows old, and a wall's word is good for a minute.
_ALL_AFTER_S = 60.0
# The geometry of more cameras than this is found on another thread: the walls are painted on this one.
_MOST_AT_ONCE = 1_000
_ASK_MS = 15_000


class ReadinessWatch(QObject):
    """`changed` after `readiness`, `reviews` or `patrol` did; `is_counted` once there was time to. `release()` when
    done.

    A seat judges what its unit has and sees: of other streets it knows no cameras, and says nothing.
    """

    changed = Signal()

    def __init__(self, mirror: Mirror, client: HubClient, actor: Actor) -> None:
        super().__init__()
        self._mirror, self._client, self._actor = mirror, client, actor
        self.readiness = Readiness(places={})
        self.ground: Coverage = coverage((), ())
        self.reviews: Mapping[str, tuple[PlanProblem, ...]] = {}
        self.patrol: PatrolState | None = None
        self._ground_is_old = self._all_is_old = True
        self._changed: set[str] = set()
        self.is_counted = False
        self._counted_all_s = 0.0
        self._tasks = TaskScope("readiness")
        self._turn = QTimer(self, interval=_HIDDEN_MS)
        self._turn.timeout.connect(self._count_if_old)
        self._turn.start()
        self._ask = QTimer(self, interval=_ASK_MS)
        self._ask.timeout.connect(self.ask)
        self._endings: list[Callable[[], None]] = [
            mirror.subscribe(Unit, lambda _keys: self._ground_changed()),
            mirror.subscribe(SharedCamera, lambda _keys: self._ground_changed()),
            mirror.subscribe(CameraHealth, self._changed.update),
            mirror.subscribe(ResponsePlan, lambda _keys: self._plans_changed()),
        ]

    @property
    def lost_sites(self) -> int:
        """Sites whose cameras have all failed. Those that never had any are no news, and are not counted."""
        sites = {site.unit_id for site in self.ground.sites}
        return sum(
            place.unit_id in sites and any(reason.kind is ReasonKind.ALL_DEAD for reason in place.reasons)
            for place in self.readiness.places.values()
        )

    @property
    def asks(self) -> bool:
        """Whether the hub is asked again and again."""
        return self._ask.isActive()

    def look_closely(self, *, on: bool) -> None:
        """Somebody looks at the page, or nobody does any more."""
        self._turn.start(_SHOWN_MS if on else _HIDDEN_MS)
        if on:
            self._ask.start()
            self._count_if_old()
            self.ask()
        else:
            self._ask.stop()

    def ask(self) -> None:
        """What only the hub knows: how far the patrol is, and what is wrong with the plans."""
        self._tasks.start("ask", self._load())

    def release(self) -> None:
        """Stop counting and asking, and let go of the mirror."""
        for end in self._endings:
            end()
        self._endings = []
        self._turn.stop()
        self._ask.stop()
        self._tasks.cancel()

    def _ground_changed(self) -> None:
        self._ground_is_old = True

    def _plans_changed(self) -> None:
        self._all_is_old = True

    def _count_if_old(self) -> None:
        if self._ground_is_old:
            self._survey()
        elif self._all_is_old or self._changed or self._is_time():
            self.count()

    def _is_time(self) -> bool:
        return abs(self._mirror.now().timestamp() - self._counted_all_s) >= _ALL_AFTER_S

    def _survey(self) -> None:
        """Which cameras count for which place, then the lights."""
        self._ground_is_old = False
        units = [
            unit
            for unit in self._mirror.all(Unit).values()
            if unit.kind in (UnitKind.STREET, UnitKind.SITE) and covers(self._actor.unit_path, unit.path)
        ]
        cameras = list(self._mirror.all(SharedCamera).values())
        if len(cameras) <= _MOST_AT_ONCE:
            self._take(coverage(units, cameras))
        else:
            self._tasks.start("survey", self._survey_elsewhere(units, cameras))

    async def _survey_elsewhere(self, units: list[Unit], cameras: list[SharedCamera]) -> None:
        self._take(await asyncio.to_thread(coverage, units, cameras))

    def _take(self, ground: Coverage) -> None:
        self.ground, self._all_is_old = ground, True
        self.count()

    def count(self) -> None:
        """The lights as they are now, anew where something changed."""
        health, now = self._mirror.all(CameraHealth), self._mirror.now()
        reviews = [PlanReview(plan_id=plan_id, problems=problems) for plan_id, problems in self.reviews.items()]
        stale = faulty_plans(self._mirror.all(ResponsePlan).values(), reviews)
        if self._all_is_old or self._is_time():
            self.readiness = assess(self.ground, health, stale, now=now)
            self._counted_all_s, self._all_is_old = now.timestamp(), False
        else:
            self.readiness = reassess(self.ground, self.readiness, health, stale, changed=self._changed, now=now)
        self._changed.clear()
        self.is_counted = True
        self.changed.emit()

    async def _load(self) -> None:
        try:
            self.patrol = await self._client.patrol()
            if allows(self._actor, Action.PLAN_READ):
                reviews = {review.plan_id: review.problems for review in await self._client.plan_reviews()}
                self._all_is_old |= reviews != self.reviews
                self.reviews = reviews
        except (HubRefusedError, HubUnreachableError):
            # What was known before is better than nothing; the status line says that the hub is away.
            return
        self._count_if_old()
        self.changed.emit()
