"""Plans: prepared cameras, scenes and roles."""

from functools import partial
from typing import Annotated

from fastapi import Path, Response

from app.domain.permissions import Action
from app.domain.plans import ResponsePlan
from app.hub.asking import Asking, authorized
from app.hub.incidents import plans
from app.hub.strict_route import strict_router
from app.services.commands import Key, SavePlan

router = strict_router("plans")
PlanId = Annotated[Key, Path()]
Writing = Annotated[Asking, authorized(Action.PLAN_WRITE)]


@router.post("/plans", status_code=201, response_model=ResponsePlan)
async def make(command: SavePlan, asking: Writing) -> Response:
    work = partial(plans.save, asking=asking, plan_id=None, command=command)
    return await asking.command(work, ResponsePlan, status=201)


@router.put("/plans/{plan_id}", response_model=ResponsePlan)
async def save(plan_id: PlanId, command: SavePlan, asking: Writing) -> Response:
    """Its next version, or a new plan under this id."""
    work = partial(plans.save, asking=asking, plan_id=plan_id, command=command)
    return await asking.command(work, ResponsePlan)


@router.delete("/plans/{plan_id}", status_code=204)
async def remove(plan_id: PlanId, asking: Writing) -> Response:
    return await asking.command(partial(plans.remove, asking=asking, plan_id=plan_id), None)
