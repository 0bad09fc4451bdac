"""What a seat asks of the patrol: how far it is, what it saw of a camera before, and a look now."""

from datetime import timedelta

from app.domain.camera_health import CameraLook, Reliance, reliance
from app.domain.patrol_state import LookAsked, LookOutcome, PatrolState
from app.hub.asking import Asking
from app.hub.errors import RefusedError, conflict, not_found
from app.hub.patrol.asked import TooManyAskedError
from app.hub.plans.reviewing import get_ready
from app.services.rows import SharedCamera
from app.store.tables import MAPPED

# A look takes some seconds: who asks again at once would see the same.
_FRESH_FOR = timedelta(seconds=15)
_TRY_AGAIN_S = 20


async def state(asking: Asking) -> PatrolState:
    """Of the cameras that this seat may see."""
    await get_ready(asking.hub)
    known, patrol, now = asking.hub.responses.known, asking.hub.patrol, asking.hub.clock.now()
    visibility = asking.visibility
    cameras = [camera for camera in known.cameras if visibility.row(camera)]
    words = [word for camera in cameras if (word := known.health.get(camera.camera_id)) is not None]
    walls = patrol.on_walls if patrol is not None else set()
    return PatrolState(
        goes=patrol is not None and patrol.goes,
        cameras=len(cameras),
        checked=sum(reliance(word, now=now) is not Reliance.UNKNOWN for word in words),
        never=len(cameras) - len(words),
        on_walls=sum(camera.camera_id in walls for camera in cameras),
        oldest_at=min((word.checked_at for word in words if word.camera_id not in walls), default=None),
        next_at=patrol.next_at(cameras, now) if patrol is not None else None,
        asked=len(patrol.asked) if patrol is not None else 0,
        look_s=patrol.rounds.look_s if patrol is not None else None,
        round=patrol.rounds.current if patrol is not None else None,
        last_round=patrol.rounds.last if patrol is not None else None,
    )


async def looks(asking: Asking, camera_id: str, most: int) -> list[CameraLook]:
    """The changes of its condition, the newest first. Raises RefusedError."""
    table = MAPPED[CameraLook].table
    async with asking.hub.store.reading() as reading:
        camera = await reading.get(SharedCamera, camera_id)
        if camera is None or not asking.visibility.row(camera):
            raise not_found("camera")
        return await reading.find(CameraLook, table.c.camera_id == camera_id, order_by=[table.c.at.desc()], limit=most)


async def ask_for_look(asking: Asking, camera_id: str) -> LookAsked:
    """By the patrol, in its own order, never at what a wall shows. Raises RefusedError."""
    async with asking.hub.store.reading() as reading:
        camera = await reading.get(SharedCamera, camera_id)
    if camera is None or not asking.may(camera.unit_id, shared_with=camera.shared_with):
        raise not_found("camera")
    patrol = asking.hub.patrol
    if patrol is None:
        raise conflict("no-patrol", "This hub looks at no cameras by itself.")
    if camera_id in patrol.on_walls:
        return LookAsked(camera_id=camera_id, outcome=LookOutcome.ON_WALL)
    word = asking.hub.responses.known.health.get(camera_id)
    if word is not None and asking.hub.clock.now() - word.checked_at < _FRESH_FOR:
        return LookAsked(camera_id=camera_id, outcome=LookOutcome.JUST_LOOKED)
    try:
        ahead = patrol.ask(camera_id, asking.actor.actor_id)
    except TooManyAskedError:
        message = "So many cameras wait for a look already: try again when the first was looked at."
        raise RefusedError(429, "too-many-looks", message, again_s=_TRY_AGAIN_S) from None
    return LookAsked(camera_id=camera_id, outcome=LookOutcome.ASKED, ahead=ahead)
