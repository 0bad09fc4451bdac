"""Plans: prepared cameras, scenes and roles; what would happen by them, and what is wrong with them."""

from functools import partial
from typing import Annotated

from fastapi import Path, Response

from app.domain.permissions import Action
from app.domain.plan_rehearsal import PlanRehearsal, PlanVersion
from app.domain.plan_review import PlanReview
from app.domain.plans import ResponsePlan
from app.hub.asking import Asking, authorized
from app.hub.incidents import plans
from app.hub.plans import rehearsing, reviewing
from app.hub.strict_route import strict_router
from app.services.commands.fields import Key
from app.services.commands.plans import Rehearse, SavePlan

router = strict_router("plans")
PlanId = Annotated[Key, Path()]
Reading = Annotated[Asking, authorized(Action.PLAN_READ)]
Writing = Annotated[Asking, authorized(Action.PLAN_WRITE)]


@router.get("/plans/review", response_model=list[PlanReview])
async def reviews(asking: Reading) -> tuple[PlanReview, ...]:
    """Of every plan that this seat may see, what of it would fail, or may, if it were needed now."""
    return await reviewing.all_reviews(asking)


@router.post("/plans/dry-run", response_model=PlanRehearsal)
async def rehearse(command: Rehearse, asking: Reading) -> PlanRehearsal:
    """What would happen for this incident, or for these facts, now. Changes nothing."""
    return await rehearsing.of_facts(asking, command)


@router.get("/plans/{plan_id}/dry-run", response_model=PlanRehearsal)
async def rehearse_plan(plan_id: PlanId, asking: Reading) -> PlanRehearsal:
    """What would happen now for an incident for which the plan was made. Changes nothing."""
    return await rehearsing.of_plan(asking, plan_id)


@router.get("/plans/{plan_id}/versions", response_model=list[PlanVersion])
async def versions(plan_id: PlanId, asking: Reading) -> list[PlanVersion]:
    """As they were saved, the newest first."""
    return await reviewing.versions(asking, plan_id)


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
