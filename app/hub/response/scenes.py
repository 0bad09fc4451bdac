"""Which of the scenes that plans have prepared is taken for an incident, and which are named in vain."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import ValidationError

from app.domain.plans import ResponsePlan
from app.domain.scene_building import LostScene, SceneLoss
from app.domain.scenes import Scene, SceneError
from app.hub.visibility import Visibility
from app.services.rows import SharedScene
from app.services.scene_file import SceneRecord

if TYPE_CHECKING:
    from app.hub.hub import Hub

log = logging.getLogger(__name__)


def scene_of_plans(
    hub: "Hub", plans: Iterable[ResponsePlan], *, unit_id: str
) -> tuple[Scene | None, tuple[LostScene, ...]]:
    """The first that can be used, and those before it that cannot. `unit_id`: whose people look at it."""
    there = replace(hub.actor, unit_id=unit_id, unit_path=hub.directory.path(unit_id))
    visibility = Visibility(there, hub.directory)
    lost: list[LostScene] = []
    for name in dict.fromkeys(plan.scene for plan in plans if plan.scene is not None):
        known = hub.responses.known.scene(name)
        if known is None:
            lost.append(LostScene(name=name, reason=SceneLoss.GONE))
        elif not visibility.row(known):
            lost.append(LostScene(name=name, reason=SceneLoss.NOT_PERMITTED))
        elif (scene := _content(known)) is None:
            lost.append(LostScene(name=name, reason=SceneLoss.UNREADABLE))
        else:
            return scene, tuple(lost)
    return None, tuple(lost)


def _content(shared: SharedScene) -> Scene | None:
    """None: a program of another make wrote it."""
    try:
        return SceneRecord.model_validate(shared.content).scene()
    except (ValidationError, SceneError):
        log.warning("the scene %s cannot be read", shared.name)
        return None
