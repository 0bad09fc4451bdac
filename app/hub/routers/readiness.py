"""Before something happens: how far the patrol over the cameras is, what it saw, and a look now."""

from typing import Annotated

from fastapi import Path, Query

from app.domain.camera_health import CameraLook
from app.domain.patrol_state import LookAsked, PatrolState
from app.domain.permissions import Action
from app.hub.asking import Asking, authorized
from app.hub.patrol import questions
from app.hub.strict_route import strict_router
from app.services.commands.fields import Key

router = strict_router("readiness")
CameraId = Annotated[Key, Path()]
Seeing = Annotated[Asking, authorized(Action.CAMERA_READ)]


@router.get("/patrol", response_model=PatrolState)
async def patrol(asking: Seeing) -> PatrolState:
    """How far around it is, of the cameras that this seat may see."""
    return await questions.state(asking)


@router.get("/cameras/{camera_id:path}/looks", response_model=list[CameraLook])
async def looks(
    camera_id: CameraId, asking: Seeing, most: Annotated[int, Query(ge=1, le=500)] = 100
) -> list[CameraLook]:
    """When its condition changed and to what, the newest first."""
    return await questions.looks(asking, camera_id, most)


@router.post("/cameras/{camera_id:path}/look", response_model=LookAsked)
async def look(camera_id: CameraId, asking: Annotated[Asking, authorized(Action.CAMERA_VIEW)]) -> LookAsked:
    """As soon as the patrol is free, before all others; what it finds comes by the feed. Nobody sees the picture.

    Four may wait of one account, 16 of all (429).
    """
    return await questions.ask_for_look(asking, camera_id)
