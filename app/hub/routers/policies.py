"""Policies: what is promised, in all its versions."""

from functools import partial
from typing import Annotated

from fastapi import Path, Query, Response

from app.domain.permissions import Action
from app.domain.sla.policies import SlaPolicy
from app.hub.asking import Asking, authorized
from app.hub.incidents import policies
from app.hub.strict_route import strict_router
from app.services.commands.clocks import SavePolicy
from app.services.commands.fields import Key

router = strict_router("policies")


@router.get("/policies", response_model=list[SlaPolicy])
async def all_versions(
    asking: Annotated[Asking, authorized(Action.POLICY_READ)], clock: Annotated[Key | None, Query()] = None
) -> list[SlaPolicy]:
    """Every version of the policies of one kind of clock, or of all; the oldest first."""
    found = [one for one in asking.hub.policies.all() if clock in (None, one.clock)]
    return sorted(found, key=lambda one: (one.policy_id, one.version))


@router.put("/policies/{policy_id}", response_model=SlaPolicy)
async def save(
    policy_id: Annotated[Key, Path()],
    command: SavePolicy,
    asking: Annotated[Asking, authorized(Action.POLICY_WRITE)],
) -> Response:
    """A new version; running clocks keep theirs."""
    work = partial(policies.save, asking=asking, policy_id=policy_id, command=command)
    return await asking.command(work, SlaPolicy)
