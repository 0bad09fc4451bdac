"""The lights as they are now, for the page and for the header: counted anew where something changed, and no more often
than anybody looks."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.camera_health import CameraHealth
from app.domain.coverage import Coverage, coverage
from app.domain.patrol_state import PatrolState
from app.domain.permissions import Action, Actor, allows
from app.domain.plan_review import PlanProblem, PlanReview
from app.domain.plans import ResponsePlan
from app.domain.readiness import Readiness, ReasonKind, assess, faulty_plans
from app.domain.units import Unit, UnitKind, covers
from app.link.hub_client import HubClient, HubRefusedError, HubUnreachableError
from app.link.mirror import Mirror
from app.services.rows import SharedCamera
from app.tasks import TaskScope

# A light that changes is seen within a second by who looks at the page, within a minute in the header.
_SHOWN_MS = 1_000
_HIDDEN_MS = 60_000
# Also where nothing changed: what was looked at grows old, and a wall's word is good for a minute.
_AGAIN_AFTER_S = 20.0
_ASK_MS = 15_000


class ReadinessWatch(QObject):
    """`changed` after `readiness`, `reviews` or `patrol` did. `release()` when done.

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
        self._ground_is_old = self._is_old = True
        self._counted_at_s = 0.0
        self._tasks = TaskScope("readiness")
        self._turn = QTimer(self, interval=_HIDDEN_MS)
        self._turn.timeout.connect(self._count_if_old)
        self._turn.start()
        self._ask = QTimer(self, interval=_ASK_MS)
        self._ask.timeout.connect(self.ask)
        self._endings: list[Callable[[], None]] = [
            mirror.subscribe(Unit, lambda _keys: self._ground_changed()),
            mirror.subscribe(SharedCamera, lambda _keys: self._ground_changed()),
            mirror.subscribe(CameraHealth, lambda _keys: self._health_changed()),
            mirror.subscribe(ResponsePlan, lambda _keys: self._health_changed()),
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
        self._ground_is_old = self._is_old = True

    def _health_changed(self) -> None:
        self._is_old = True

    def _count_if_old(self) -> None:
        now_s = self._mirror.now().timestamp()
        if self._is_old or abs(now_s - self._counted_at_s) >= _AGAIN_AFTER_S:
            self._counted_at_s = now_s
            self.count()

    def count(self) -> None:
        """As it is now."""
        if self._ground_is_old:
            units = (
                unit
                for unit in self._mirror.all(Unit).values()
                if unit.kind in (UnitKind.STREET, UnitKind.SITE) and covers(self._actor.unit_path, unit.path)
            )
            self.ground = coverage(units, self._mirror.all(SharedCamera).values())
        self._ground_is_old = self._is_old = False
        reviews = [PlanReview(plan_id=plan_id, problems=problems) for plan_id, problems in self.reviews.items()]
        stale = faulty_plans(self._mirror.all(ResponsePlan).values(), reviews)
        self.readiness = assess(self.ground, self._mirror.all(CameraHealth), stale, now=self._mirror.now())
        self.changed.emit()

    async def _load(self) -> None:
        try:
            self.patrol = await self._client.patrol()
            if allows(self._actor, Action.PLAN_READ):
                reviews = await self._client.plan_reviews()
                self.reviews = {review.plan_id: review.problems for review in reviews}
        except (HubRefusedError, HubUnreachableError):
            # What was known before is better than nothing; the status line says that the hub is away.
            return
        self.count()
